"""Which status may follow which, and the verbs that only move it: send, withdraw, activate. Each goes into the diary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import bindparam, select, update

from app.domain.errors import Conflict, UserError
from app.domain.language import _
from app.domain.schedule import Frequency
from app.models.plans import Plan, PlanPrice
from app.services.activity import Detail, Happening, record
from app.services.billing.charges import stop_retries
from app.services.office import Writer
from app.services.plans.reading import PlanFacts, chunks, next_bill_of, read_plan
from app.services.plans.visits import plan_visits
from app.services.queries.plan_offers import plan_offer

ALLOWED: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"pending", "active", "cancelled"}),
    "pending": frozenset({"draft", "active", "cancelled"}),
    "active": frozenset({"paused", "cancelled", "ended"}),
    "paused": frozenset({"active", "cancelled", "ended"}),
    "cancelled": frozenset(),
    "ended": frozenset(),
}
RUNNING = frozenset({"active", "paused"})


def status_label(status: str) -> str:
    """Return what people call a status, in the language in use."""
    return {
        "draft": _("Draft"),
        "pending": _("Pending"),
        "active": _("Active"),
        "paused": _("Paused"),
        "cancelled": _("Cancelled"),
        "ended": _("Ended"),
    }[status]


def check_move(plan: PlanFacts, to: str) -> None:
    """Refuse a status that cannot follow the plan's own.

    Raises:
        UserError: names both.
    """
    if to not in ALLOWED[plan.status]:
        raise UserError(
            _("Plan {number} is {status}; it cannot become {wanted}.").format(
                number=plan.number, status=status_label(plan.status).lower(), wanted=status_label(to).lower()
            )
        )


def change_row(writer: Writer, plan: PlanFacts, values: Mapping[str, object]) -> None:
    """Write ``values`` into the plan's row, if nobody else changed it since it was read.

    Raises:
        Conflict: somebody did.
    """
    changed = writer.connection.execute(
        update(Plan).where(Plan.id == plan.id, Plan.version == plan.version).values(version=plan.version + 1, **values)
    )
    if changed.rowcount != 1:
        raise _changed_meanwhile(plan.number)
    writer.touch("plans", f"customer:{plan.customer_id}")


def _changed_meanwhile(number: str) -> Conflict:
    return Conflict(_("Plan {number} was changed meanwhile.").format(number=number), _("Look at it again before you go on."))


def change_rows(writer: Writer, changes: Sequence[tuple[PlanFacts, Mapping[str, object]]]) -> None:
    """Write values into the rows of plans, the same columns of each, if nobody else changed one since it was read.

    Raises:
        Conflict: somebody did; nothing must be kept then.
    """
    if not changes:
        return
    names = tuple(changes[0][1])
    changed = writer.connection.execute(
        update(Plan)
        .where(Plan.id == bindparam("b_id"), Plan.version == bindparam("b_version"))
        .values(version=Plan.version + 1, **{name: bindparam(f"b_new_{name}") for name in names}),
        [
            {"b_id": plan.id, "b_version": plan.version, **{f"b_new_{name}": values[name] for name in names}}
            for plan, values in changes
        ],
    )
    if changed.rowcount != len(changes):
        # What this very statement wrote has the next version; whoever has another one was changed by somebody else.
        known = {plan.id: plan for plan, _values in changes}
        for some in chunks(known):
            for id_, version in writer.connection.execute(select(Plan.id, Plan.version).where(Plan.id.in_(some))):
                plan = known.pop(id_)
                if version != plan.version + 1:
                    raise _changed_meanwhile(plan.number)
        raise _changed_meanwhile(next(iter(known.values())).number)
    writer.touch("plans", *(f"customer:{plan.customer_id}" for plan, _values in changes))


def tell_all(writer: Writer, told: Iterable[tuple[PlanFacts, str, Mapping[str, Detail]]]) -> None:
    """Put what happened to plans into the diaries of their customers."""
    record(
        writer,
        (
            Happening(kind, plan.customer_id, {"number": plan.number, "plan": plan.name, **details})
            for plan, kind, details in told
        ),
    )


def tell(writer: Writer, plan: PlanFacts, kind: str, details: Mapping[str, Detail] | None = None) -> None:
    """Put what happened to the plan into the customer's diary."""
    record(writer, [Happening(kind, plan.customer_id, {"number": plan.number, "plan": plan.name, **(details or {})})])


def send_plan(writer: Writer, plan_id: int) -> None:
    """Offer a draft to the customer: it waits for acceptance and is not billed until then.

    Raises:
        UserError: the plan is no draft.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    check_move(plan, "pending")
    change_row(writer, plan, {"status": "pending", "sent_on": writer.today, "next_bill_on": next_bill_of(plan)})
    tell(writer, plan, "plan.sent")


def withdraw_plan(writer: Writer, plan_id: int) -> None:
    """Take an offer back: the plan is a draft again and may be changed.

    Raises:
        UserError: the plan is not pending.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    check_move(plan, "draft")
    change_row(writer, plan, {"status": "draft", "sent_on": None, "next_bill_on": None})
    tell(writer, plan, "plan.withdrawn")


def activate_plan(
    writer: Writer, plan_id: int, *, accepted_by: str = "", start_on: date | None = None, frequency: str = ""
) -> None:
    """Let a draft or an offer begin: from now on it is billed, and its visits appear as jobs.

    Args:
        writer: the transaction.
        plan_id: the plan.
        accepted_by: who accepted the offer, as told.
        start_on: the first day when it is another than was planned; an anchor that fell on the start moves with it.
        frequency: how often the customer chose to pay, when it is not as offered; the template's price for it counts.

    Raises:
        UserError: the plan is neither draft nor pending, would start after its end, or is not offered with that frequency.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    check_move(plan, "active")
    if start_on is not None and start_on != plan.start_on:
        if plan.end_on is not None and start_on > plan.end_on:
            raise UserError(_("A plan cannot end before it starts."))
        anchor_on = start_on if plan.anchor_on == plan.start_on else plan.anchor_on
        plan = replace(plan, start_on=start_on, anchor_on=anchor_on)
        plan = replace(plan, next_index=plan.index_on(start_on))
        writer.connection.execute(
            update(PlanPrice).where(PlanPrice.plan_id == plan_id, PlanPrice.change_id.is_(None)).values(effective_on=start_on)
        )
    plan = _as_chosen(writer, plan, frequency)
    values = {
        "status": "active",
        "frequency": plan.frequency.code,
        "price_minor": plan.price_minor,
        "start_on": plan.start_on,
        "anchor_on": plan.anchor_on,
        "next_index": plan.next_index,
        "next_bill_on": next_bill_of(plan),
        "accepted_on": writer.today,
        "accepted_by": accepted_by.strip(),
    }
    change_row(writer, plan, values)
    tell(writer, plan, "plan.activated", {"start_on": plan.start_on.isoformat(), "accepted_by": accepted_by.strip()})
    plan_visits(writer, [plan_id])


def _as_chosen(writer: Writer, plan: PlanFacts, code: str) -> PlanFacts:
    """Return the plan with the frequency that the customer chose, at its price; nothing of it was billed yet."""
    if not code or code == plan.frequency.code:
        return plan
    price = plan_offer(writer, plan.id).list_prices.get(code)
    if price is None or plan.kind == "recurring":
        raise UserError(_("The plan is not offered with this frequency."), _("Edit the draft, and offer it anew."))
    writer.connection.execute(
        update(PlanPrice).where(PlanPrice.plan_id == plan.id, PlanPrice.change_id.is_(None)).values(price_minor=price)
    )
    plan = replace(plan, frequency=Frequency.parse(code), price_minor=price)
    return replace(plan, next_index=plan.index_on(plan.start_on))


def settle_statuses(writer: Writer) -> int:
    """Give every plan whose last day has passed its final status, and return how many there were.

    What such a plan still has to bill (its last period in arrears) stays due.
    """
    ended = writer.connection.execute(
        select(Plan.id).where(Plan.end_on < writer.today, Plan.status.in_(RUNNING)).order_by(Plan.id)
    ).scalars()
    plan_ids = list(ended)
    for plan_id in plan_ids:
        plan = read_plan(writer, plan_id)
        change_row(writer, plan, {"status": plan.ends_as})
        tell(writer, plan, f"plan.{plan.ends_as}", {"end_on": plan.end_on.isoformat() if plan.end_on else None})
        stop_retries(writer, plan_id)
    return len(plan_ids)
