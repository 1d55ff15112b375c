"""What is done to many plans at once: pausing them, and choosing how they are paid. Each gives back how to undo it.

One plan's rest belongs to ``pausing``, its card to ``on_file``, a price change to ``prices``. Which plans are meant is decided
by whoever asks (a list's "all matching"); a transaction takes them all or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.plans import Plan, PlanCharge
from app.services.billing.charges import SENDABLE
from app.services.office import Reader, Writer
from app.services.plans.methods import set_paid_by
from app.services.plans.pausing import pause_plan, preview_pause, resume_plan
from app.services.plans.reading import chunks
from app.services.plans.settling import AUTOMATIC, Settlement
from app.services.ports import Progress, Silent

_LOOK_EVERY = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A plan that cannot be changed so, and why."""

    plan_id: int
    number: str
    name: str
    customer_name: str
    why: str


@dataclass(frozen=True, slots=True)
class ManyPauses:
    """What pausing many plans from a day on would do; hand it to ``pause_many``."""

    from_on: date
    settlements: tuple[Settlement, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def credit_minor(self) -> int:
        """What all customers together get back as credit, with tax, in minor units."""
        return sum(each.credit_minor for each in self.settlements)


@dataclass(frozen=True, slots=True)
class ManyPaid:
    """How plans were paid before they were all paid another way; hand it to ``put_paid_by_back``.

    ``charges`` are those that waited and were given up with it: (id, state, day of the next try).
    """

    before: Mapping[int, str]
    charges: tuple[tuple[int, str, date | None], ...]


def preview_pause_many(
    reader: Reader, plan_ids: Sequence[int], from_on: date | None = None, progress: Progress | None = None
) -> ManyPauses:
    """Return what pausing plans from a day on (today when None) would credit, and which cannot be paused, with the reason.

    Raises:
        UserError: it was stopped.
    """
    watch, on = progress or Silent(), from_on or reader.today
    found: list[Settlement] = []
    refused: dict[int, str] = {}
    for at, plan_id in enumerate(plan_ids):
        _look(watch, at, len(plan_ids))
        try:
            found.append(preview_pause(reader, plan_id, on))
        except NotFound:
            continue
        except UserError as error:
            refused[plan_id] = str(error)
    return ManyPauses(on, tuple(found), tuple(_left_out(reader, refused)))


def pause_many(writer: Writer, shown: ManyPauses, reason: str, progress: Progress | None = None) -> list[int]:
    """Let plans rest exactly as shown, and return their ids.

    Raises:
        UserError: no reason, nothing to pause, or it was stopped; nothing is changed.
        Conflict: a plan was changed meanwhile.
    """
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    if not shown.settlements:
        raise UserError(_("None of these plans can be paused."))
    watch = progress or Silent()
    for at, settlement in enumerate(shown.settlements):
        _look(watch, at, len(shown.settlements))
        pause_plan(writer, settlement.plan_id, reason, shown.from_on, expected=settlement)
    return [settlement.plan_id for settlement in shown.settlements]


def resume_many(writer: Writer, plan_ids: Sequence[int], from_on: date, progress: Progress | None = None) -> int:
    """Undo ``pause_many``: let the plans that still rest go on from the day they were paused, and return how many.

    Raises:
        UserError: it was stopped; nothing is changed.
    """
    watch, resumed = progress or Silent(), 0
    for at, plan_id in enumerate(plan_ids):
        _look(watch, at, len(plan_ids))
        status = writer.connection.execute(select(Plan.status).where(Plan.id == plan_id)).scalar()
        if status == "paused":
            resume_plan(writer, plan_id, from_on)
            resumed += 1
    return resumed


def pay_many_by(writer: Writer, plan_ids: Sequence[int], paid_by: str, progress: Progress | None = None) -> ManyPaid:
    """Choose how plans that are not over are paid from now on, and return how they were paid before.

    Charges that wait for plans that are not paid by card or bank account any more are given up; their invoices stay open.

    Raises:
        UserError: there is no such way, or it was stopped; nothing is changed.
    """
    watch = progress or Silent()
    before: dict[int, str] = {}
    charges: list[tuple[int, str, date | None]] = []
    done = 0
    for some in chunks(plan_ids):
        _look(watch, 0, 0)
        rows = writer.connection.execute(
            select(Plan.id, Plan.paid_by).where(
                Plan.id.in_(some), Plan.paid_by != paid_by, Plan.status.in_(("draft", "pending", "active", "paused"))
            )
        ).all()
        mine = {row.id: row.paid_by for row in rows}
        if paid_by not in AUTOMATIC:
            charges += [
                (row.id, row.state, row.try_on)
                for row in writer.connection.execute(
                    select(PlanCharge.id, PlanCharge.state, PlanCharge.try_on).where(
                        PlanCharge.plan_id.in_(mine), PlanCharge.state.in_(SENDABLE)
                    )
                )
            ]
        set_paid_by(writer, list(mine), paid_by)
        before |= mine
        done += len(some)
        watch.step(done, len(plan_ids))
    return ManyPaid(before, tuple(charges))


def put_paid_by_back(writer: Writer, changed: ManyPaid, progress: Progress | None = None) -> int:
    """Undo ``pay_many_by`` with what it returned, and return how many plans are paid as before.

    Charges that were given up with it wait again where their invoices are still open.
    """
    watch, back = progress or Silent(), 0
    for way in sorted(set(changed.before.values())):
        ids = [plan_id for plan_id, before in changed.before.items() if before == way]
        back += set_paid_by(writer, ids, way)
        watch.step(back, len(changed.before))
    if changed.charges:
        writer.connection.execute(
            update(PlanCharge)
            .where(
                PlanCharge.id == bindparam("b_id"),
                PlanCharge.state == "cancelled",
                select(Invoice.id).where(Invoice.id == PlanCharge.invoice_id, Invoice.open_minor > 0).exists(),
            )
            .values(state=bindparam("b_state"), try_on=bindparam("b_try_on")),
            [{"b_id": id_, "b_state": state, "b_try_on": try_on} for id_, state, try_on in changed.charges],
        )
        writer.touch("operations", "plans")
    return back


def _left_out(reader: Reader, refused: Mapping[int, str]) -> list[LeftOut]:
    found = []
    for some in chunks(refused):
        rows = reader.connection.execute(
            select(Plan.id, Plan.number, Plan.name, Customer.name)
            .join(Customer, Customer.id == Plan.customer_id)
            .where(Plan.id.in_(some))
            .order_by(Plan.id)
        )
        found += [LeftOut(*row, why=refused[row.id]) for row in rows]
    return found


def _look(watch: Progress, done: int, total: int) -> None:
    if done % _LOOK_EVERY:
        return
    if total:
        watch.step(done, total)
    if watch.cancelled:
        raise UserError(_("Stopped. No plan was changed."))
