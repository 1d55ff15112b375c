"""Changing a running plan: the proration is shown, and exactly that is done."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.plans.changing import PlanChange, change_plan
from app.services.plans.prices import PriceRule, apply_price_change, preview_price_change
from app.services.plans.templates import NewTemplate, save_template
from app.ui.plans.changing import ChangeSheet
from tests.support.plans import page
from tests.ui.plans.acting import choose, enter, sheet_of
from tests.ui.plans.conftest import Desk


@pytest.fixture
def basic(desk: Desk) -> int:
    """A template at 15.50 a month and 150.00 a year."""
    return desk.office.write(
        lambda writer: save_template(writer, NewTemplate("Basic", {"monthly": 1_550, "yearly": 15_000}, "One look", "", 1))
    )


def _sheet(desk: Desk) -> ChangeSheet:
    desk.open().view.change.click()
    desk.wait()
    return sheet_of(ChangeSheet)


def test_another_template_in_mid_period_is_prorated_by_days_and_shown_first(desk: Desk, basic: int) -> None:
    """Today is March 16: 31.00 was billed for March; 16 days of it at half the price are 8.00 less."""
    sheet = _sheet(desk)
    assert sheet.preview.text() == "Choose what changes."
    choose(sheet.template, basic)
    desk.wait()
    assert sheet.price.value() == 1_550
    told = sheet.preview.text()
    assert "From Mar 16, 2026: $15.50 monthly instead of $31.00 monthly. The plan becomes “Basic”." in told
    assert "billed 31.00, now 23.00, difference −8.00 before tax." in told
    assert "A credit memo of $8.00 is given" in told
    assert "Next bill: Apr 1, 2026, $15.50 before tax." in told
    assert page(desk.office, desk.plan_id).row.name == "Filter change", "looking changes nothing"
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, desk.plan_id)
    assert (found.row.name, found.row.template_name, found.row.price_minor) == ("Basic", "Basic", 1_550)
    assert found.row.outstanding_minor == 2_300
    assert desk.said == ["Plan PL-0001 is changed from Mar 16, 2026."]
    desk.undo()
    desk.wait()
    found = page(desk.office, desk.plan_id)
    assert (found.row.name, found.row.price_minor, found.row.outstanding_minor) == ("Filter change", 3_100, 3_100)
    assert desk.said[-1] == "1 plan is as it was before."


def test_another_frequency_ends_the_old_schedule_and_begins_a_new_one(desk: Desk) -> None:
    sheet = _sheet(desk)
    choose(sheet.frequency, "quarterly")
    desk.wait()
    assert sheet.price.value() is None, "the price of a month would be wrong for a quarter"
    assert sheet.preview.text() == "Say what a period costs."
    enter(sheet.price, 9_000)
    desk.wait()
    told = sheet.preview.text()
    assert "$90.00 quarterly instead of $31.00 monthly" in told
    # 15 of March's 31 days were used: 15.00 stays, 16.00 is credited.
    assert "A credit memo of $16.00 is given" in told
    assert "Next bill: Mar 16, 2026, $90.00 before tax." in told
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, desk.plan_id)
    assert (found.row.frequency, found.row.next_bill_on, found.anchor_on) == (
        "quarterly", date(2026, 3, 16), date(2026, 3, 16)
    )


def test_from_the_next_period_on_nothing_is_prorated(desk: Desk) -> None:
    sheet = _sheet(desk)
    enter(sheet.price, 3_500)
    enter(sheet.on, date(2026, 4, 1))
    desk.wait()
    assert "Nothing that was billed changes." in sheet.preview.text()
    enter(sheet.on, date(2026, 4, 2))
    desk.wait()
    assert "on the first day of its next period" in sheet.error()
    assert sheet.preview.text() == "–"
    sheet.set_typed(typed=False)
    sheet.reject()


def test_the_price_offered_is_the_one_in_force_and_a_planned_rise_is_told_to_fall_away(desk: Desk) -> None:
    def rise(writer):
        preview = preview_price_change(writer, PriceRule("percent", 100_000), date(2026, 4, 1), [desk.plan_id])
        return apply_price_change(writer, preview)

    desk.office.write(rise)
    sheet = _sheet(desk)
    assert sheet.price.value() == 3_100, "34.10 counts from April"
    enter(sheet.discount, 500_000)
    desk.wait()
    assert "$15.50 monthly instead of $31.00 monthly" in sheet.preview.text()
    assert "The price change planned for Apr 1, 2026 falls away." in sheet.preview.text()
    sheet.set_typed(typed=False)
    sheet.reject()


def test_what_was_shown_is_done_or_nothing(desk: Desk) -> None:
    sheet = _sheet(desk)
    enter(sheet.price, 1_550)
    desk.wait()
    desk.office.write(lambda writer: change_plan(writer, desk.plan_id, PlanChange(price_minor=6_200)))
    sheet.saved.emit()
    desk.wait()
    assert "not what was shown" in sheet.error()
    assert page(desk.office, desk.plan_id).row.price_minor == 6_200
    sheet.set_typed(typed=False)
    sheet.reject()
