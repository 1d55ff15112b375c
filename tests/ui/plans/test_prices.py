"""A price rise for many plans: seen before it is made, listed afterwards, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.plans.paying import pay_plan
from app.services.plans.prices import price_changes
from app.ui.plans.prices import page as prices_page
from app.ui.plans.prices.page import PriceChangesPage
from app.ui.plans.prices.sheet import PriceSheet
from tests.support.books import a_customer
from tests.support.plans import a_plan, bill, on, page
from tests.ui.plans.acting import choose, enter, sheet_of, texts
from tests.ui.plans.conftest import START, Desk


@pytest.fixture
def yearly(desk: Desk) -> int:
    """A second plan, 240.00 a year with 10 % off, since March 1."""
    customer = a_customer(desk.office, "Bloom, Martha", account="A-2")
    plan = a_plan(desk.office, customer, 24_000, "yearly", START, name="Furnace visit", discount_ppm=100_000)
    desk.room.refresh(frozenset({"plans"}))
    desk.wait()
    return plan


def _sheet(desk: Desk) -> PriceSheet:
    panel = desk.room.list
    panel.many.change_prices(panel.chosen_ids())
    desk.wait()
    return sheet_of(PriceSheet)


def test_old_new_and_difference_are_shown_for_all_that_match_before_it_is_made(desk: Desk, yearly: int) -> None:
    sheet = _sheet(desk)
    enter(sheet.percent, 50_000)
    desk.wait()
    assert texts(sheet.model, "plan", "before", "after", "difference", "from") == [
        ("Filter change", "31.00", "32.55", "+1.55", "Apr 1, 2026"),
        ("Furnace visit", "240.00", "252.00", "+12.00", "Mar 1, 2027"),
    ]
    # 1.55 a month, and 12.00 a year less a tenth is 0.90 a month.
    assert sheet.footer.texts() == ("2 prices change", "Difference a month, after discounts  +2.45")
    enter(sheet.reason, "yearly adjustment")
    sheet.saved.emit()
    desk.wait()
    assert desk.said == ["2 prices changed."]
    assert page(desk.office, desk.plan_id).row.price_minor == 3_255
    assert page(desk.office, yearly).row.price_minor == 24_000, "its next bill is for the year that began on March 1"
    assert page(desk.office, yearly).prices[0].price_minor == 25_200
    made = desk.office.read(price_changes)
    assert [(each.plans, each.effective_on, each.reason) for each in made] == [
        (2, date(2026, 4, 1), "yearly adjustment")
    ]


def test_a_lower_price_that_cannot_be_is_refused_in_words(desk: Desk) -> None:
    sheet = _sheet(desk)
    choose(sheet.how, "lower-amount")
    enter(sheet.amount, 3_200)
    desk.wait()
    assert "would cost less than nothing" in sheet.error()
    assert not sheet._save.isEnabled()
    choose(sheet.how, "price")
    enter(sheet.amount, 3_100)
    desk.wait()
    assert sheet.footer.texts()[0] == "0 prices change, 1 plan keeps its price"
    assert not sheet._save.isEnabled(), "there is nothing to change"
    sheet.reject()


def test_what_was_typed_last_is_shown_before_it_counts(desk: Desk) -> None:
    sheet = _sheet(desk)
    enter(sheet.percent, 50_000)
    desk.wait()
    sheet.percent.set_value(90_000)
    sheet.saved.emit()
    desk.wait()
    assert desk.office.read(price_changes) == [], "nobody has seen 9 % yet"
    sheet.reject()


def test_a_change_is_undone_from_its_message(desk: Desk) -> None:
    panel = desk.room.list
    changing = panel.many.change_prices(panel.chosen_ids())
    desk.wait()
    enter(changing.sheet.percent, 50_000)
    desk.wait()
    changing.sheet.saved.emit()
    desk.wait()
    changing.take_back()
    desk.wait()
    assert page(desk.office, desk.plan_id).row.price_minor == 3_100
    assert desk.said[-1] == "1 plan has its old price again."


def test_the_list_of_changes_takes_one_back_and_names_who_keeps_it(desk: Desk, yearly: int, monkeypatch) -> None:
    sheet = _sheet(desk)
    enter(sheet.percent, 50_000)
    desk.wait()
    sheet.saved.emit()
    desk.wait()
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    on(desk.office, date(2026, 4, 1))
    bill(desk.office, date(2026, 4, 1))
    desk.room.show_place("prices")
    desk.wait()
    listed = desk.room.home.tabs.page("prices")
    assert isinstance(listed, PriceChangesPage)
    assert texts(listed.model, "rule", "plans", "state") == [("5% more", "2", "In force")]
    ((made, back),) = texts(listed.model, "made", "back")
    assert (made.startswith("Mar 16, 2026"), made.endswith("by Ana"), back) == (True, True, "")
    monkeypatch.setattr(prices_page, "confirm", lambda *_words, **_more: True)
    listed.table.set_current(listed.model.rows()[0].id)
    listed.reverse_button.click()
    desk.wait()
    number = page(desk.office, desk.plan_id).row.number
    assert desk.said[-1] == (
        f"1 plan has its old price again. Billed at the new price already, which they keep: {number}."
    )
    ((state, back),) = texts(listed.model, "state", "back")
    assert (state, back.startswith("Apr 1, 2026"), back.endswith("by Ana")) == ("Taken back", True, True)
    assert [page(desk.office, plan).row.price_minor for plan in (desk.plan_id, yearly)] == [3_255, 24_000]
    assert not listed.reverse_button.isEnabled()
