"""Invoices repeated on a schedule: other lines count from the next invoice on, and what was billed stays."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import UserError
from app.services.invoicing.figures import NewLine
from app.services.plans.cancelling import cancel_plan
from app.services.plans.entering import NewPlan, enter_plan
from app.services.plans.pausing import pause_plan, resume_plan
from app.services.plans.recurring import change_lines, recurring_facts, recurring_form
from tests.support.books import a_customer, scalar
from tests.support.plans import a_plan, bill, on, page, rehearsal, sound


@pytest.fixture
def rent(office):
    """Rent of 900.00 and water of 45.00 on the last of each month, from 31 January."""
    on(office, date(2026, 1, 31))
    lines = (NewLine("Rent", 90_000), NewLine("Water", 4_500))
    new = NewPlan(
        a_customer(office, "Martha Bloom"), date(2026, 1, 31), "monthly", lines=lines, paid_by="check", status="active"
    )
    return office.write(lambda writer: enter_plan(writer, new))


def test_other_lines_count_from_the_next_invoice_on(office, rent):
    """January 945.00; from then on 950.00 and no water: February and March 950.00 each, both billed in March."""
    bill(office, date(2026, 1, 31))
    office.write(lambda writer: change_lines(writer, rent, [NewLine("Rent", 95_000)], "Rent of the yard", "Thank you"))
    on(office, date(2026, 3, 31))
    run = bill(office, date(2026, 3, 31))
    assert [(each.due_on.isoformat(), each.total_minor) for each in run.invoices] == [
        ("2026-02-28", 95_000),
        ("2026-03-31", 95_000),
    ]
    assert scalar(office, "SELECT sum(net_minor) FROM plan_period") == 94_500 + 2 * 95_000
    facts = office.read(lambda reader: recurring_facts(reader, rent))
    assert (facts.name, facts.message) == ("Rent of the yard", "Thank you")
    assert [line.description for line in facts.lines] == ["Rent"]
    assert page(office, rent).row.price_minor == 95_000
    sound(office)


def test_changed_before_the_first_invoice(office, rent):
    office.write(lambda writer: change_lines(writer, rent, [NewLine("Rent", 80_000)], "", ""))
    assert [each.total_minor for each in bill(office, date(2026, 1, 31)).invoices] == [80_000]
    sound(office)


def test_it_rests_and_goes_on_like_a_plan(office, rent):
    """Paused from 10 February to 10 April: the invoices of 28 February and 31 March are not made, nothing is credited."""
    bill(office, date(2026, 1, 31))
    on(office, date(2026, 2, 10))
    assert office.write(lambda writer: pause_plan(writer, rent, "away")).credit_minor == 0
    on(office, date(2026, 4, 11))
    office.write(lambda writer: resume_plan(writer, rent))
    assert bill(office, date(2026, 4, 11)).invoices == ()
    on(office, date(2026, 4, 30))
    assert [each.total_minor for each in bill(office, date(2026, 4, 30)).invoices] == [94_500]
    sound(office)


def test_what_cannot_be_is_refused_and_changes_nothing(office, rent):
    with pytest.raises(UserError, match="at least one line"):
        office.write(lambda writer: change_lines(writer, rent, [], "", ""))
    with pytest.raises(UserError, match="cannot be negative"):
        office.write(lambda writer: change_lines(writer, rent, [NewLine("Rebate", -100)], "", ""))
    other = a_customer(office)
    with pytest.raises(UserError, match="another customer's"):
        office.read(lambda reader: recurring_form(reader, other, rent))
    plan = a_plan(office, other)
    with pytest.raises(UserError, match="no recurring invoice"):
        office.read(lambda reader: recurring_form(reader, other, plan))
    office.write(lambda writer: cancel_plan(writer, rent, "moved"))
    with pytest.raises(UserError, match="is over"):
        office.write(lambda writer: change_lines(writer, rent, [NewLine("Rent", 1)], "", ""))
    billed = [found for found in rehearsal(office, date(2026, 6, 30)).plan.bills if found.plan_id == rent]
    assert [found.period_start for found in billed] == [date(2026, 1, 31)], "the day had begun; none after it"
