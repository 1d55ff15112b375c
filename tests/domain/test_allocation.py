"""A payment meets the oldest invoices first, or those that were ticked, and the leftover is never lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.allocation import Applied, OpenItem, check_manual, oldest_first
from app.domain.errors import UserError

JANUARY = OpenItem(1, date(2026, 1, 31), date(2026, 1, 1), 10000, number="1001")
FEBRUARY = OpenItem(2, date(2026, 2, 28), date(2026, 2, 1), 5000, number="1002")
MARCH = OpenItem(3, date(2026, 3, 31), date(2026, 3, 1), 2500, number="1003")

days = st.dates(date(2026, 1, 1), date(2026, 1, 5))
items = st.lists(
    st.builds(OpenItem, st.integers(1, 1000), days, days, st.integers(-100, 10**6)),
    max_size=15,
    unique_by=lambda item: item.id,
)


def test_the_oldest_invoice_is_paid_whole_before_the_next() -> None:
    result = oldest_first(12000, [MARCH, FEBRUARY, JANUARY])
    assert result.applied == (Applied(1, 10000), Applied(2, 2000))
    assert result.leftover_minor == 0


def test_what_is_left_over_is_said() -> None:
    result = oldest_first(20000, [MARCH, FEBRUARY, JANUARY])
    assert result.applied_minor == 17500
    assert result.leftover_minor == 2500


def test_the_same_due_date_goes_by_issue_date_and_then_by_id() -> None:
    due = date(2026, 1, 31)
    third = OpenItem(7, due, date(2026, 1, 2), 100)
    second = OpenItem(6, due, date(2026, 1, 2), 100)
    first = OpenItem(9, due, date(2026, 1, 1), 100)
    assert [part.id for part in oldest_first(300, [third, second, first]).applied] == [9, 6, 7]


@given(st.integers(0, 10**7), items)
def test_no_cent_is_lost_and_no_invoice_is_overpaid(amount: int, open_items: list[OpenItem]) -> None:
    result = oldest_first(amount, open_items)
    by_id = {item.id: item for item in open_items}
    assert result.applied_minor + result.leftover_minor == amount
    assert result.leftover_minor >= 0
    assert all(0 < part.amount_minor <= by_id[part.id].open_minor for part in result.applied)
    if result.leftover_minor:
        assert result.applied_minor == sum(max(item.open_minor, 0) for item in open_items)


@given(st.integers(0, 10**7), items, st.randoms())
def test_the_order_in_which_invoices_are_given_does_not_matter(amount: int, open_items: list[OpenItem], random: object) -> None:
    shuffled = list(open_items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert oldest_first(amount, open_items) == oldest_first(amount, shuffled)


@given(st.integers(0, 10**7), items)
def test_only_the_last_invoice_paid_may_be_paid_in_part(amount: int, open_items: list[OpenItem]) -> None:
    by_id = {item.id: item for item in open_items}
    applied = oldest_first(amount, open_items).applied
    assert all(part.amount_minor == by_id[part.id].open_minor for part in applied[:-1])


@given(st.integers(0, 10**7), items)
def test_choosing_by_hand_what_the_default_would_choose_changes_nothing(amount: int, open_items: list[OpenItem]) -> None:
    default = oldest_first(amount, open_items)
    wanted = {part.id: part.amount_minor for part in default.applied}
    assert check_manual(amount, wanted, open_items) == default


def test_ticks_override_the_default() -> None:
    result = check_manual(10000, {3: 2500, 2: 1000, 1: 0}, [JANUARY, FEBRUARY, MARCH])
    assert result.applied == (Applied(2, 1000), Applied(3, 2500))
    assert result.leftover_minor == 6500


@pytest.mark.parametrize(
    ("amount", "wanted", "sentence"),
    [
        (10000, {2: 5001}, "More is applied to invoice 1002 than it has open. 5000 cents is open."),
        (10000, {2: -1}, "negative amount cannot be applied to invoice 1002"),
        (10000, {99: 100}, "not open any more"),
        (10000, {1: 10000, 2: 1}, "More is applied than was paid. Take 1 cents away"),
        (-1, {}, "cannot be negative"),
    ],
)
def test_an_impossible_choice_is_refused_in_words(amount: int, wanted: dict[int, int], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        check_manual(amount, wanted, [JANUARY, FEBRUARY, MARCH], lambda minor: f"{minor} cents")


def test_a_negative_payment_is_not_spread() -> None:
    with pytest.raises(UserError, match="refund"):
        oldest_first(-1, [JANUARY])
