"""What is done to many plans at once: pausing and resuming them, choosing how they are paid. Each gives back how to undo it.

One plan's rest belongs to ``pausing``, its card to ``on_file``, a price change to ``prices``. Which plans are meant is decided
by whoever asks (a list's "all matching"); a transaction takes them all or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.customers import Customer
from app.models.plans import Plan
from app.services.billing.charges import GivenUp, let_wait_again, waiting_charges
from app.services.office import Reader, Writer
from app.services.plans.methods import set_paid_by
from app.services.plans.pausing import pauses, resumptions, write_pauses, write_resumptions
from app.services.plans.reading import chunks
from app.services.plans.settling import AUTOMATIC, Settlement, check_expected
from app.services.plans.undoing import WayBack, watched
from app.services.ports import Progress, Silent


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

    ``charges`` are those that waited and were given up with it.
    """

    before: Mapping[int, str]
    charges: tuple[GivenUp, ...]


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
    done = 0
    for some in chunks(plan_ids):
        _look(watch, done, len(plan_ids))
        moved, why = pauses(reader, some, on)
        found += [each.settlement for each in moved]
        refused |= why
        done += len(some)
    return ManyPauses(on, tuple(found), tuple(_left_out(reader, refused)))


def pause_many(writer: Writer, shown: ManyPauses, reason: str, progress: Progress | None = None) -> WayBack:
    """Let plans rest exactly as shown, and return the way back.

    Raises:
        UserError: no reason, nothing to pause, a plan cannot be paused any more, or it was stopped; nothing is changed.
        Conflict: a plan was changed meanwhile.
    """
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    if not shown.settlements:
        raise UserError(_("None of these plans can be paused."))
    watch = progress or Silent()
    ids = [each.plan_id for each in shown.settlements]

    def pause_all() -> None:
        done = 0
        for some in chunks(shown.settlements):
            _look(watch, done, len(ids))
            moved, refused = pauses(writer, [each.plan_id for each in some], shown.from_on)
            for why in refused.values():
                raise UserError(why)
            now = {each.plan.id: each.settlement for each in moved}
            for settlement in some:
                check_expected(settlement, now[settlement.plan_id])
            write_pauses(writer, moved, reason)
            done += len(some)

    return watched(writer, ids, pause_all)[1]


def resume_many(writer: Writer, plan_ids: Sequence[int], on: date, progress: Progress | None = None) -> WayBack:
    """Let those of these plans that rest go on from a day, and return the way back; it names those that went on.

    Raises:
        UserError: one rests from a later day, or it was stopped; nothing is changed.
    """
    watch = progress or Silent()

    def resume_all() -> None:
        done = 0
        for some in chunks(plan_ids):
            _look(watch, done, len(plan_ids))
            write_resumptions(writer, resumptions(writer, some, on))
            done += len(some)

    return watched(writer, plan_ids, resume_all)[1]


def pay_many_by(writer: Writer, plan_ids: Sequence[int], paid_by: str, progress: Progress | None = None) -> ManyPaid:
    """Choose how plans that are not over are paid from now on, and return how they were paid before.

    Charges that wait for plans that are not paid by card or bank account any more are given up; their invoices stay open.

    Raises:
        UserError: there is no such way, or it was stopped; nothing is changed.
    """
    watch = progress or Silent()
    before: dict[int, str] = {}
    charges: list[GivenUp] = []
    done = 0
    for some in chunks(plan_ids):
        _look(watch, done, len(plan_ids))
        rows = writer.connection.execute(
            select(Plan.id, Plan.paid_by).where(
                Plan.id.in_(some), Plan.paid_by != paid_by, Plan.status.in_(("draft", "pending", "active", "paused"))
            )
        ).all()
        mine = {row.id: row.paid_by for row in rows}
        if paid_by not in AUTOMATIC:
            charges += waiting_charges(writer, mine)
        set_paid_by(writer, list(mine), paid_by)
        before |= mine
        done += len(some)
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
    let_wait_again(writer, changed.charges)
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
    watch.step(done, total)
    if watch.cancelled:
        raise UserError(_("Stopped. No plan was changed."))
