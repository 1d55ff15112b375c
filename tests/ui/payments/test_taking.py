"""Where a payment goes while it is typed: nothing is lost, nothing is applied twice, ticks override the oldest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.queries.open_invoices import OpenInvoiceRow
from app.ui.payments.taking import Choice, Rest, Way


def item(id_: int, open_minor: int, due_on: date = date(2026, 3, 1)) -> OpenInvoiceRow:
    return OpenInvoiceRow(id_, f"1000{id_}", date(2026, 1, 1), due_on, "Service", "", None, open_minor, open_minor, 0, False)


THREE = (item(1, 10_000, date(2026, 1, 15)), item(2, 8_900, date(2026, 3, 6)), item(3, 24_000, date(2026, 4, 5)))


def three() -> Choice:
    return Choice().with_items(THREE)


def test_an_amount_falls_on_the_oldest_first():
    spread = three().with_amount(15_000).spread()
    assert spread.applied == {1: 10_000, 2: 5_000}
    assert spread.leftover_minor == 0


def test_what_is_more_than_everything_open_is_left_over():
    spread = three().with_amount(50_000).spread()
    assert spread.applied_minor == 42_900
    assert spread.leftover_minor == 7_100


def test_ticks_override_and_take_what_is_left_of_the_amount():
    choice = three().with_amount(15_000).ticked(2, on=True).ticked(3, on=True)
    assert choice.way is Way.CHOSEN
    assert choice.spread().applied == {2: 8_900, 3: 6_100}


def test_an_amount_that_nobody_typed_follows_the_ticks():
    choice = three().ticked(1, on=True).ticked(3, on=True)
    assert choice.amount_minor == 34_000
    assert choice.ticked(1, on=False).amount_minor == 24_000


def test_a_tick_too_many_is_shown_as_too_much():
    choice = three().with_amount(8_900).ticked(2, on=True).ticked(1, on=True)
    assert choice.spread().over_minor == 10_000
    assert choice.with_amount(choice.spread().applied_minor).spread().over_minor == 0


def test_an_edited_cell_keeps_the_others_as_they_were_shown():
    choice = three().with_amount(15_000).with_applied(1, 4_000)
    assert choice.spread().applied == {1: 4_000, 2: 5_000}
    assert choice.spread().leftover_minor == 6_000


def test_no_cell_takes_more_than_is_open_or_less_than_nothing():
    for minor in (10_001, -1):
        with pytest.raises(ValueError, match=str(minor)):
            three().with_applied(1, minor)


def test_the_rest_goes_where_it_was_told_to():
    choice = three().with_amount(12_000).ticked(2, on=True)
    assert choice.could_pay_more
    assert choice.spread().leftover_minor == 3_100
    to_oldest = choice.with_rest(Rest.OLDEST).spread()
    assert to_oldest.applied == {2: 8_900, 1: 3_100}
    assert to_oldest.leftover_minor == 0


def test_ticking_all_reaches_as_far_as_the_amount():
    assert three().ticked_all().amount_minor == 42_900
    assert three().with_amount(12_000).ticked_all().spread().applied == {1: 10_000, 2: 2_000}


def test_an_invoice_paid_meanwhile_loses_its_tick():
    choice = three().ticked(1, on=True).ticked(2, on=True).with_items(THREE[1:])
    assert choice.spread().applied == {2: 8_900}
    assert choice.amount_minor == 8_900


moves = st.lists(
    st.one_of(
        st.tuples(st.just("tick"), st.integers(1, 4), st.booleans()),
        st.tuples(st.just("cell"), st.integers(1, 4), st.integers(0, 30_000)),
        st.tuples(st.just("amount"), st.integers(0, 60_000), st.none()),
        st.tuples(st.just("way"), st.sampled_from(Way), st.none()),
        st.tuples(st.just("rest"), st.sampled_from(Rest), st.none()),
        st.tuples(st.just("all"), st.none(), st.none()),
    ),
    max_size=8,
)


@given(moves)
def test_whatever_is_done_the_parts_are_the_whole(steps):
    choice = three()
    for kind, one, two in steps:
        if kind == "tick":
            choice = choice.ticked(one, on=two)
        elif kind == "cell":
            open_minor = {each.id: each.open_minor for each in THREE}.get(one, 0)
            choice = choice.with_applied(one, min(two, open_minor))
        elif kind == "amount":
            choice = choice.with_amount(one)
        elif kind == "way":
            choice = choice.with_way(one)
        elif kind == "rest":
            choice = choice.with_rest(one)
        else:
            choice = choice.ticked_all()
        spread = choice.spread()
        assert spread.applied_minor + spread.leftover_minor - spread.over_minor == choice.amount_minor
        assert not (spread.leftover_minor and spread.over_minor)
        for each in THREE:
            assert 0 <= spread.applied.get(each.id, 0) <= each.open_minor
