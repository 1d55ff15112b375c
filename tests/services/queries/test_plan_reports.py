"""What the plans bring, as a table: what was billed, what is to come, new and lost, and the totals of all that."""

from __future__ import annotations

from datetime import date

from app.services.plans.cancelling import cancel_plan
from app.services.plans.templates import NewTemplate, archive_template, save_template
from app.services.queries.plan_reports import plan_revenue_table
from app.services.queries.plan_templates import template_form, template_names, template_rows
from tests.support.books import a_customer
from tests.support.plans import a_plan, bill, on


def test_recurring_revenue_by_month_with_the_year_to_come(office):
    """20.00 a month since January; 50.00 a month from February, cancelled on March 31."""
    customer = a_customer(office)
    on(office, date(2026, 3, 31))
    a_plan(office, customer, 2_000, start_on=date(2026, 1, 5))
    lost = a_plan(office, customer, 5_000, start_on=date(2026, 2, 1))
    bill(office, date(2026, 3, 31))
    office.write(lambda writer: cancel_plan(writer, lost, "moved"))
    report = office.read(lambda reader: plan_revenue_table(reader, date(2026, 1, 1), date(2026, 3, 31)))
    rows = [row.cells for row in report.rows]
    assert len(rows) == 15, "three months and twelve to come"
    assert rows[0] == ("January 2026", 2_000, None, 2_000, None, 2_000)
    assert rows[1] == ("February 2026", 7_000, None, 5_000, None, 5_000)
    assert rows[2] == ("March 2026", 7_000, None, None, 5_000, -5_000)
    assert rows[3] == ("April 2026", None, 2_000, None, None, None)
    assert report.totals == ("Total", 16_000, 24_000, 7_000, 5_000, 2_000)
    assert report.subtitle == "1 active plan brings $20.00 a month, $240.00 a year, before tax"
    assert report.chart is not None
    assert report.chart.series[1].values_minor == (0, 0, 0, *[2_000] * 12)
    past = office.read(lambda reader: plan_revenue_table(reader, date(2026, 1, 1), date(2026, 2, 28)))
    assert [row.cells[0] for row in past.rows] == ["January 2026", "February 2026"]


def test_templates_with_how_many_plans_run_by_each(office):
    customer = a_customer(office)
    comfort = office.write(lambda writer: save_template(writer, NewTemplate("Comfort", {"monthly": 8_900})))
    office.write(lambda writer: save_template(writer, NewTemplate("Basic", {"yearly": 9_900})))
    for status in ("active", "pending", "draft"):
        a_plan(office, customer, 8_900, template_id=comfort, status=status)
    rows = office.read(template_rows)
    assert [(row.facts.name, row.live, row.tax) for row in rows] == [("Basic", 0, None), ("Comfort", 2, None)]
    assert office.read(template_names) == [(comfort, "Comfort")]
    assert office.read(lambda reader: template_form(reader, comfort)).live == 2
    office.write(lambda writer: archive_template(writer, comfort))
    assert [row.facts.name for row in office.read(template_rows)] == ["Basic"]
    assert len(office.read(lambda reader: template_rows(reader, archived=True))) == 2
