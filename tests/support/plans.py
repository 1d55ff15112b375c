"""The few verbs that tests of plans and billing begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.services.billing.planning import RunRequest
from app.services.billing.posting import PostedRun, post_run
from app.services.billing.rehearsing import Rehearsal, rehearse
from app.services.office import Office
from app.services.plans.entering import NewPlan, enter_plan
from app.services.queries.plan_page import PlanPage, plan_page
from app.services.verify.running import verify_book
from tests.support.books import TODAY, desk_clock


def a_plan(
    office: Office,
    customer_id: int,
    price_minor: int = 1_900,
    frequency: str = "monthly",
    start_on: date = TODAY,
    **details: Any,
) -> int:
    """Enter a plan that is active and paid by check, and return its id; ``details`` as ``NewPlan`` takes them."""
    facts = {"name": "Filter change", "paid_by": "check", "status": "active", "price_minor": price_minor, **details}
    return office.write(lambda writer: enter_plan(writer, NewPlan(customer_id, start_on, frequency, **facts)))


def on(office: Office, day: date) -> None:
    """Let ``day`` be today."""
    office.clock = desk_clock(day)


def bill(office: Office, through: date, missed: str = "each", *, confirmed: bool = False) -> PostedRun:
    """Post a run through a date, as it is rehearsed."""
    request = RunRequest(through, missed)
    shown = office.read(lambda reader: rehearse(reader, request))
    return office.write(lambda writer: post_run(writer, request, rehearsed=shown.plan, confirmed=confirmed))


def rehearsal(office: Office, through: date, missed: str = "each") -> Rehearsal:
    """Rehearse a run through a date."""
    return office.read(lambda reader: rehearse(reader, RunRequest(through, missed)))


def page(office: Office, plan_id: int) -> PlanPage:
    """Return the details page of a plan."""
    return office.read(lambda reader: plan_page(reader, plan_id))


def spans(run: PostedRun) -> list[tuple[date, date, int]]:
    """Return the days that each invoice of a run is for, and its total."""
    return [(each.period_start, each.period_end, each.total_minor) for each in run.plan.bills]


def sound(office: Office) -> None:
    """Make sure that every total of the book follows from its journal."""
    assert [result.detail for result in verify_book(office) if not result.passed] == []
