"""The few verbs that tests of plans and billing begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, update

from app.models.bulk import take_ids
from app.models.customers import Contact
from app.services.billing.planning import RunRequest
from app.services.billing.posting import PostedRun, post_run
from app.services.billing.rehearsing import Rehearsal, rehearse
from app.services.office import Office, Writer
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
    wrong = [f"{result.name}: {result.detail}" for result in verify_book(office) if not result.passed]
    assert not wrong, "\n".join(wrong)


def figures(office: Office) -> list[list[tuple[Any, ...]]]:
    """Return what stands in the tables that something done to plans may change, apart from what was voided."""
    standing = (
        "SELECT id, status, frequency, segment, anchor_on, next_index, next_bill_on, price_minor, plain FROM plan ORDER BY id",
        "SELECT plan_id, from_on, until_on FROM plan_pause ORDER BY plan_id, from_on",
        "SELECT plan_id, effective_on, price_minor FROM plan_price WHERE NOT reversed ORDER BY plan_id, effective_on, id",
        "SELECT plan_id, net_minor FROM plan_adjustment ORDER BY id",
        "SELECT plan_id, segment, period_index FROM plan_period WHERE state <> 'reversed' ORDER BY id",
        "SELECT id, open_minor FROM invoice WHERE state <> 'void' ORDER BY id",
        "SELECT id, open_minor FROM credit_memo WHERE state <> 'void' ORDER BY id",
        "SELECT invoice_id, amount_minor, state, try_on FROM plan_charge WHERE state <> 'cancelled' ORDER BY id",
        "SELECT id, due_minor, credit_minor, lifetime_minor FROM customer ORDER BY id",
    )
    with office.book.read() as connection:
        return [[tuple(row) for row in connection.exec_driver_sql(sql)] for sql in standing]


def reach(office: Office, customer_id: int, address: str = "office@northside.example") -> None:
    """Give a customer an address; without another one the office's own, the only one that a practice book writes to."""
    def go(writer: Writer) -> None:
        changed = writer.connection.execute(
            update(Contact).where(Contact.customer_id == customer_id).values(email=address)
        )
        if not changed.rowcount:
            id_ = take_ids(writer.connection, Contact)[0]
            writer.connection.execute(
                insert(Contact).values(id=id_, customer_id=customer_id, role="billing", email=address)
            )

    office.write(go)
