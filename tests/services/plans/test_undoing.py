"""The way back from what was just done to a plan: as it stood, to the last row, while nothing followed."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.services.plans.changing import PlanChange, change_with_way_back
from app.services.plans.pausing import pause_plan, preview_resume
from app.services.plans.paying import pay_plan
from app.services.plans.undoing import undo
from tests.support.books import TODAY, a_customer, scalar
from tests.support.plans import a_plan, bill, figures, page, sound


def test_a_change_in_mid_period_is_taken_back_whole(office):
    """Monthly 31.00 becomes quarterly 90.00 on 16 March: 16.00 is credited, the schedule is another; then as before."""
    plan = a_plan(office, a_customer(office), 3_100, start_on=TODAY.replace(day=1), paid_by="card")
    bill(office, TODAY)
    before = figures(office)
    change = PlanChange(frequency="quarterly", price_minor=9_000)
    settled, way = office.write(lambda writer: change_with_way_back(writer, plan, change))
    assert settled.credit_minor == 1_600
    assert page(office, plan).row.frequency == "quarterly"
    assert office.write(lambda writer: undo(writer, way)) == 1
    assert figures(office) == before
    assert page(office, plan).payments[-1].status == "queued", "the charge waits as it did"
    sound(office)


def test_a_change_of_a_plan_in_arrears_takes_its_last_bill_back_too(office):
    """In arrears the old schedule's days until the change are billed with it: that run is reversed with the rest."""
    plan = a_plan(office, a_customer(office), 3_100, start_on=TODAY.replace(day=1), timing="arrears")
    before = figures(office)
    change = PlanChange(frequency="yearly", price_minor=30_000)
    settled, way = office.write(lambda writer: change_with_way_back(writer, plan, change))
    assert [net for _first, _last, net in settled.last_bills] == [1_500]
    assert scalar(office, "SELECT count(*) FROM invoice WHERE state = 'issued'") == 1
    office.write(lambda writer: undo(writer, way))
    changed = [each for each in zip(figures(office), before, strict=True) if each[0] != each[1]]
    assert changed == [] or [row[:8] for row in changed[0][0]] == [row[:8] for row in changed[0][1]]
    assert scalar(office, "SELECT count(*) FROM invoice WHERE state = 'issued'") == 0
    sound(office)


def test_a_change_that_something_followed_is_not_taken_back(office):
    plan = a_plan(office, a_customer(office), 3_100, start_on=TODAY.replace(day=1))
    bill(office, TODAY)
    dearer = PlanChange(price_minor=6_200)
    _settled, way = office.write(lambda writer: change_with_way_back(writer, plan, dearer))
    office.write(lambda writer: pay_plan(writer, plan, "cash"))
    before = figures(office)
    with pytest.raises(UserError, match="was paid or taken back since"):
        office.write(lambda writer: undo(writer, way))
    _settled, later = office.write(lambda writer: change_with_way_back(writer, plan, PlanChange(price_minor=100)))
    office.write(lambda writer: pause_plan(writer, plan, "away"))
    with pytest.raises(UserError, match="was changed since"):
        office.write(lambda writer: undo(writer, later))
    assert figures(office) != before
    sound(office)


def test_a_draft_does_not_rest_and_is_not_resumed(office):
    plan = a_plan(office, a_customer(office), status="draft")
    with pytest.raises(UserError, match="does not rest"):
        office.read(lambda reader: preview_resume(reader, plan))
