"""Which periods are due, for any frequency, any anchor and ten years: no gap, no overlap, no drift, however often it is run."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.plan_cost import PriceStep
from app.domain.schedule import CODES, Frequency, index_containing, start_of
from app.services.billing.due import DuePeriod, due_of, plain_due
from app.services.plans.reading import PlanFacts, bill_on

DAY = timedelta(days=1)
TEN_YEARS = 3_653
anchors = st.dates(date(2019, 1, 1), date(2028, 12, 31))
frequencies = st.one_of(
    st.sampled_from(CODES).map(Frequency.parse), st.integers(1, 24).map(lambda months: Frequency(months=months))
)
timings = st.sampled_from(["advance", "arrears"])
ends = st.one_of(st.none(), st.integers(0, TEN_YEARS))
# The days between two runs; what is left of the ten years is run at once at the end.
waits = st.lists(st.integers(0, 400), max_size=12)


def a_plan(frequency: Frequency, timing: str, anchor: date, start: date, end: date | None) -> PlanFacts:
    index = index_containing(anchor, frequency, start)
    next_on = bill_on(timing, anchor, frequency, index, start, end)
    return PlanFacts(
        1, "PL-0001", 1, None, None, "plan", "Filter", 0, "active", frequency, timing, start, end, "ended", anchor, 1, index,
        next_on, True, 1_900, 0, None, "receipt", "check", "", "", None, 1, (PriceStep(start, 1_900),),
    )  # fmt: skip


def billed_by(plan: PlanFacts, through: date, days: list[int]) -> list[DuePeriod]:
    """Run on some days and at last on ``through``; return all that was billed, in order."""
    found: list[DuePeriod] = []
    index, on = plan.next_index, plan.start_on
    for wait in [*days, None]:
        on = through if wait is None else min(through, on + timedelta(days=wait))
        due = plain_due(
            plan.frequency, plan.timing, plan.anchor_on, plan.start_on, plan.end_on, index, 1_900, 0, 1_900, on
        )
        found += due.bill
        index = due.next_index
    return found


@given(frequencies, timings, anchors, st.integers(0, 400), ends, waits)
def test_ten_years_without_gap_overlap_or_drift(frequency, timing, anchor, later, length, days):
    start = anchor + timedelta(days=later)
    end = None if length is None else start + timedelta(days=length)
    through = start + timedelta(days=TEN_YEARS)
    plan = a_plan(frequency, timing, anchor, start, end)
    found = billed_by(plan, through, days)
    first = plan.next_index
    assert [each.index for each in found] == list(range(first, first + len(found)))
    for each in found:
        assert each.start_on == start_of(anchor, frequency, each.index), "counted from the anchor, never from the one before"
    for earlier, following in pairwise(found):
        assert following.first_on == earlier.last_on + DAY
    if found:
        assert found[0].first_on == start
    reached = found[-1].last_on if found else start - DAY
    if end is not None and end < through - timedelta(days=800):
        assert reached == end, "billed to its last day"
    if timing == "advance" and end is None:
        assert reached >= through, "everything that had begun is billed"
    assert all(each.nominal_on <= through for each in found)
    assert sum(each.net_minor for each in found if each.is_whole) == 1_900 * sum(each.is_whole for each in found)


@given(frequencies, timings, anchors, st.integers(0, 400), ends, st.integers(0, TEN_YEARS))
def test_the_short_way_finds_what_the_long_way_finds(frequency, timing, anchor, later, length, days):
    start = anchor + timedelta(days=later)
    end = None if length is None else start + timedelta(days=length)
    plan = a_plan(frequency, timing, anchor, start, end)
    through = start + timedelta(days=days)
    short = plain_due(frequency, timing, anchor, start, end, plan.next_index, 1_900, 0, 1_900, through)
    assert short == due_of(plan, through)
