"""Selling a plan, rewriting a draft, and a customer's own plans on the account's page."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.plans.templates import NewTemplate, save_template
from app.services.queries.plans import PlanFilter, plan_ids
from app.ui.customers.panel import customers_panel
from tests.support.books import TODAY
from tests.support.plans import a_plan, bill, page
from tests.ui.plans.conftest import Desk


def _choose(field, value: object) -> None:
    field.set_value(value)
    assert field.value() == value, "that is not offered"
    field.changed.emit(value)


@pytest.fixture
def comfort(desk: Desk) -> int:
    """A template with two prices and two visits a year."""
    template = NewTemplate("Comfort Plan", {"monthly": 8_900, "yearly": 98_000}, "Two tune-ups a year", "", 2)
    return desk.office.write(lambda writer: save_template(writer, template))


def _newest(desk: Desk) -> int:
    return max(desk.office.read(lambda reader: plan_ids(reader, PlanFilter(customer_id=desk.customer_id))))


def test_a_template_fills_the_sheet_and_its_price_follows_the_frequency(desk: Desk, comfort: int) -> None:
    desk.screens.sell(desk.customer_id)
    sheet = desk.dialog()
    _choose(sheet.template, comfort)
    assert (sheet.name.value(), sheet.price.value(), sheet.visits.value()) == ("Comfort Plan", 8_900, 2)
    _choose(sheet.frequency, "yearly")
    assert sheet.price.value() == 98_000
    _choose(sheet.frequency, "quarterly")
    assert sheet.price.value() is None, "the template has no price for a quarter, and a year's would be wrong"
    _choose(sheet.frequency, "monthly")
    sheet.discount.set_value(100_000)
    sheet.discount.changed.emit(100_000)
    assert sheet.summary.text() == "Monthly: $80.10 before tax. First bill: Mar 16, 2026."
    sheet.saved.emit()
    desk.wait()
    sold = page(desk.office, _newest(desk))
    assert (sold.row.status, sold.row.net_price_minor, sold.visits_left) == ("active", 8_010, 2)
    assert desk.room.presenter.plan_id == sold.row.id, "what was sold is shown"


def test_a_custom_plan_in_arrears_may_be_kept_as_a_draft_and_rewritten(desk: Desk) -> None:
    desk.screens.sell(desk.customer_id)
    sheet = desk.dialog()
    sheet.name.setText("Pond care")
    sheet.price.set_value(5_000)
    _choose(sheet.frequency, "months")
    sheet.months.set_value(2)
    _choose(sheet.timing, "arrears")
    assert sheet.summary.text() == "Every 2 months: $50.00 before tax. First bill: May 16, 2026."
    sheet.draft_wanted.emit()
    desk.wait()
    plan = _newest(desk)
    assert page(desk.office, plan).row.status == "draft"
    view = desk.room.view
    assert view.next_bill.note() == "a draft is not billed"
    view.edit.click()
    sheet = desk.dialog()
    assert (sheet.name.value(), sheet.months.value(), sheet.timing.value()) == ("Pond care", 2, "arrears")
    sheet.price.set_value(5_500)
    sheet.start.set_value(date(2026, 4, 1))
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, plan)
    assert (found.row.status, found.row.price_minor, found.row.start_on) == ("draft", 5_500, date(2026, 4, 1))
    assert found.anchor_on == date(2026, 4, 1), "periods are counted from the new start"
    assert view.price.figure() == "$55.00"


def test_a_plan_counted_from_another_day_shows_its_first_part_and_bills_exactly_that(desk: Desk) -> None:
    """From March 16, every month from the 1st: the first bill is for 16 of March's 31 days."""
    desk.screens.sell(desk.customer_id)
    sheet = desk.dialog()
    sheet.name.setText("Pond care")
    sheet.price.set_value(6_200)
    sheet.agreement.setPlainText("Runs until cancelled.")
    sheet.anchor.set_value(date(2026, 4, 1))
    sheet.anchor.changed.emit(date(2026, 4, 1))
    assert sheet.summary.text() == (
        "Monthly: $62.00 before tax. First bill: Mar 16, 2026, $32.00 for the days until Mar 31, 2026."
    )
    sheet.saved.emit()
    desk.wait()
    plan = _newest(desk)
    assert page(desk.office, plan).agreement == "Runs until cancelled."
    bill(desk.office, date(2026, 4, 1))
    billed = [each for each in page(desk.office, plan).payments if each.invoice_id]
    assert [(each.period_start, each.period_end, each.amount_minor) for each in reversed(billed)] == [
        (TODAY, date(2026, 3, 31), 3_200),
        (date(2026, 4, 1), date(2026, 4, 30), 6_200),
    ]


def test_a_plan_without_a_price_is_not_kept(desk: Desk) -> None:
    before = _newest(desk)
    desk.screens.sell(desk.customer_id)
    sheet = desk.dialog()
    sheet.name.setText("Pond care")
    sheet.saved.emit()
    desk.wait()
    assert sheet.isVisible()
    assert _newest(desk) == before
    sheet.set_typed(typed=False)
    sheet.reject()


def test_an_impossible_plan_is_refused_in_words(desk: Desk) -> None:
    desk.screens.sell(desk.customer_id)
    sheet = desk.dialog()
    sheet.name.setText("Pond care")
    sheet.price.set_value(5_000)
    sheet.end.set_value(date(2026, 3, 1))
    sheet.saved.emit()
    desk.wait()
    assert sheet.error() == "A plan cannot end before it starts."
    sheet.set_typed(typed=False)
    sheet.reject()


def test_the_account_lists_its_plans_and_leads_to_them(desk: Desk) -> None:
    a_plan(desk.office, desk.customer_id, 900, start_on=TODAY, name="Furnace visit")
    panel = customers_panel(desk.session)
    panel.resize(1200, 800)
    panel.show()
    panel.show_place(str(desk.customer_id))
    desk.wait()
    presenter = panel.page
    presenter.show_tab("plans")
    desk.wait()
    tab = panel.page_view.tab("plans")
    rows = [tab.model.row_at(at) for at in range(tab.model.count())]
    desk.wait()
    rows = [tab.model.row_at(at) for at in range(tab.model.count())]
    assert sorted(row.name for row in rows) == ["Filter change", "Furnace visit"]
    assert tab.view.footer.texts()[0] == "2 plans"
    tiles = [(tile.figure(), tile.note()) for tile in tab.tiles.tiles]
    assert tiles == [("$31.00", "overdue · $31.00 monthly"), ("$9.00", "Monthly · next bill Mar 16, 2026")]
    tab.tiles.tiles[0].click()
    desk.wait()
    assert desk.room.presenter.plan_id == desk.plan_id
    desk.room.show_place("list")
    tab.open_row(desk.plan_id)
    desk.wait()
    assert desk.room.presenter.plan_id == desk.plan_id
    tab.sell.click()
    assert desk.dialog().windowTitle() == "New service plan"
