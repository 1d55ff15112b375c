"""What a period costs, by days: parts add up to the whole, whatever was paused and changed in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.plan_cost import Pause, PriceStep, cost_of, monthly_value, step_for
from app.domain.schedule import CODES, Frequency, period

DAY = timedelta(days=1)
APRIL = period(date(2026, 4, 1), Frequency.parse("monthly"), 0)
anchors = st.dates(date(2000, 1, 1), date(2060, 12, 31))
frequencies = st.one_of(st.sampled_from(CODES), st.integers(1, 24).map("months:{}".format)).map(Frequency.parse)
prices = st.integers(0, 10_000_000)


def at(price: int, on: date = date(2026, 1, 1), discount: int = 0, *, prorated: bool = False) -> PriceStep:
    return PriceStep(on, price, discount, prorated)


def test_a_whole_period_costs_its_price() -> None:
    cost = cost_of(APRIL, [at(3_000)])
    assert (cost.net_minor, cost.first_on, cost.last_on, cost.whole) == (3_000, APRIL.start_on, APRIL.end_on, True)


@pytest.mark.parametrize(
    ("pause", "net"),
    [
        # 30.00 for 30 days: a day costs 1.00.
        (Pause(date(2026, 4, 11)), 1_000),
        (Pause(date(2026, 4, 11), date(2026, 4, 20)), 2_000),
        (Pause(date(2026, 3, 1), date(2026, 4, 20)), 1_000),
        (Pause(date(2026, 3, 1), date(2026, 5, 20)), 0),
        (Pause(date(2026, 5, 1)), 3_000),
    ],
)
def test_days_of_rest_cost_nothing(pause: Pause, net: int) -> None:
    assert cost_of(APRIL, [at(3_000)], [pause]).net_minor == net


def test_a_rise_counts_from_the_next_period_and_a_change_from_its_day() -> None:
    rise = [at(3_000), at(6_000, date(2026, 4, 16))]
    change = [at(3_000), at(6_000, date(2026, 4, 16), prorated=True)]
    # Fifteen days at 1.00 and fifteen at 2.00.
    assert cost_of(APRIL, rise).net_minor == 3_000
    assert cost_of(APRIL, change).net_minor == 1_500 + 3_000
    assert step_for(rise, date(2026, 5, 1)).price_minor == 6_000


def test_a_discount_is_taken_once_and_rounded_once() -> None:
    # 19.99 less 12.5 % is 17.49125, that is 17.49; a third of the month of it is 5.83.
    step = at(1_999, discount=125_000)
    assert cost_of(APRIL, [step]).net_minor == 1_749
    assert cost_of(APRIL, [step], last_on=date(2026, 4, 10)).net_minor == 583


@given(anchors, frequencies, prices, st.data())
def test_a_rest_and_what_it_leaves_add_up_to_the_price(
    anchor: date, frequency: Frequency, price: int, data: st.DataObject
) -> None:
    span = period(anchor, frequency, 3)
    first = data.draw(st.dates(span.start_on, span.end_on))
    last = data.draw(st.dates(first, span.end_on))
    running = cost_of(span, [at(price)], [Pause(first, last)]).net_minor
    resting = cost_of(span, [at(price)], first_on=first, last_on=last).net_minor
    assert running + resting == price


@given(anchors, frequencies, st.lists(prices, min_size=2, max_size=5), st.data())
def test_prices_within_a_period_add_up_to_the_days_they_count_for(
    anchor: date, frequency: Frequency, each: list[int], data: st.DataObject
) -> None:
    span = period(anchor, frequency, 0)
    days = sorted(data.draw(st.lists(st.dates(span.start_on, span.end_on), min_size=len(each) - 1, max_size=len(each) - 1)))
    steps = [at(each[0], anchor), *(at(price, on, prorated=True) for price, on in zip(each[1:], days, strict=True))]
    whole = cost_of(span, steps).net_minor
    bounds = [span.start_on, *days, span.end_on + DAY]
    parts = 0
    for n, price in enumerate(each):
        first, last = bounds[n], bounds[n + 1] - DAY
        if n and days.count(first) > 1 and first in days[n:]:
            continue
        in_force = step_for(steps, first) if first != span.start_on else None
        price = in_force.price_minor if in_force is not None else step_for(steps, span.start_on).price_minor
        if last >= first:
            parts += cost_of(span, [at(price, anchor)], first_on=first, last_on=last).net_minor
    assert whole == parts


@given(anchors, frequencies, prices, st.data())
def test_a_period_cut_in_two_by_its_end_costs_as_much_as_whole(
    anchor: date, frequency: Frequency, price: int, data: st.DataObject
) -> None:
    span = period(anchor, frequency, 1)
    cut = data.draw(st.dates(span.start_on, span.end_on))
    before = cost_of(span, [at(price)], last_on=cut).net_minor
    after = cost_of(span, [at(price)], first_on=cut + DAY).net_minor if cut < span.end_on else 0
    assert before + after == price
    assert 0 <= before <= price


def test_what_a_price_is_worth_a_month() -> None:
    assert monthly_value(12_000, Frequency.parse("yearly")) == 1_000
    assert monthly_value(3_000, Frequency.parse("quarterly")) == 1_000
    # 10.00 a week: 365.25 days a year are 52.18 weeks, 521.79 a year, 43.48 a month.
    assert monthly_value(1_000, Frequency.parse("weekly")) == 4_348
