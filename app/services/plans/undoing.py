"""The way back from what was just done to plans: its documents void, the plans as they stood, in one step.

Whoever does something to plans within ``watched`` gets a ``WayBack``. It holds only while nothing followed: a plan changed
again, a document paid, used, charged or void already refuse it with a sentence, and then nothing is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, delete, func, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import CreditMemo, Invoice
from app.models.plan_rows import PlanPauseRow
from app.models.plans import BillingRun, Plan, PlanAdjustment, PlanCharge, PlanPause, PlanPeriod, PlanPrice
from app.services.billing.charges import (
    ALREADY_SENT,
    GivenUp,
    drop_charges,
    given_up_since,
    let_wait_again,
    waiting_charges,
)
from app.services.billing.reversing import reverse_run
from app.services.invoicing.crediting_many import void_credit_memos
from app.services.invoicing.voiding_many import void_invoices
from app.services.office import Reader, Writer
from app.services.plans.reading import chunks, read_plans
from app.services.plans.statuses import tell_all
from app.services.plans.visits import replan_visits
from app.services.ports import Progress, Silent

T = TypeVar("T")
P = ParamSpec("P")
_KEPT = tuple(
    column
    for column in Plan.__table__.columns
    if column.key not in {"id", "number", "customer_id", "kind", "version", "visits_until_on"}
)
_PAUSES = select(PlanPause.plan_id, PlanPause.from_on, PlanPause.until_on, PlanPause.reason)


@dataclass(frozen=True, slots=True)
class _Document:
    """An invoice or credit memo as it stood when it was made; minor units."""

    id: int
    number: str
    open_minor: int


@dataclass(frozen=True, slots=True)
class _Stood:
    """A plan as it stood before: its row, which of its prices counted, its rests."""

    values: Mapping[str, object]
    prices: frozenset[int]
    pauses: tuple[tuple[date, date | None, str], ...]


@dataclass(frozen=True, slots=True)
class WayBack:
    """What was done to plans and how they stood before; hand it to ``undo``. ``plan_ids`` are those that were changed.

    ``billed`` are the invoices of ``runs``, which are taken back as runs.
    """

    stood: Mapping[int, _Stood]
    versions: Mapping[int, int]
    invoices: tuple[_Document, ...]
    memos: tuple[_Document, ...]
    runs: tuple[int, ...]
    billed: tuple[_Document, ...]
    charges: tuple[GivenUp, ...]
    visits_from: date | None = None

    @property
    def plan_ids(self) -> list[int]:
        """The plans that were changed."""
        return list(self.versions)


def watched(
    writer: Writer, plan_ids: Sequence[int], job: Callable[[], T], *, visits_from: date | None = None
) -> tuple[T, WayBack]:
    """Do something to plans and return what it returns, with the way back.

    Args:
        writer: the transaction.
        plan_ids: all plans that the job may change.
        job: what is done.
        visits_from: visits are planned anew from this day when it is undone, where the job changed how many there are.
    """
    stood = _standing(writer, plan_ids)
    waiting = waiting_charges(writer, stood)
    since = {model: _last(writer, model) for model in (PlanAdjustment, BillingRun)}
    value = job()
    made = writer.connection.execute(
        select(PlanAdjustment.invoice_id, PlanAdjustment.credit_memo_id)
        .where(PlanAdjustment.id > since[PlanAdjustment])
        .order_by(PlanAdjustment.id)
    ).all()
    runs = list(writer.connection.execute(select(BillingRun.id).where(BillingRun.id > since[BillingRun])).scalars())
    billed = writer.connection.execute(
        select(PlanPeriod.invoice_id).where(PlanPeriod.run_id.in_(runs), PlanPeriod.invoice_id.is_not(None)).distinct()
    ).scalars()
    versions: dict[int, int] = {}
    for some in chunks(stood):
        rows = writer.connection.execute(select(Plan.id, Plan.version).where(Plan.id.in_(some)))
        versions |= {row.id: row.version for row in rows if row.version != stood[row.id].values["version"]}
    return value, WayBack(
        {id_: stood[id_] for id_ in versions},
        versions,
        _documents(writer, Invoice, [row.invoice_id for row in made if row.invoice_id is not None]),
        _documents(writer, CreditMemo, [row.credit_memo_id for row in made if row.credit_memo_id is not None]),
        tuple(runs),
        _documents(writer, Invoice, [id_ for id_ in billed if id_ is not None]),
        given_up_since(writer, waiting),
        visits_from,
    )


def with_way_back(
    writer: Writer, verb: Callable[Concatenate[Writer, int, P], T], plan_id: int, *args: P.args, **named: P.kwargs
) -> tuple[T, WayBack]:
    """Do something to one plan and return what it returns, with the way back."""
    return watched(writer, [plan_id], lambda: verb(writer, plan_id, *args, **named))


def undo(writer: Writer, way: WayBack, progress: Progress | None = None) -> int:
    """Take back what was done: void its documents and let the plans stand as before. Returns how many plans there were.

    Raises:
        UserError: something followed, which it names, or it was stopped; nothing must be kept then.
    """
    watch = progress or Silent()
    _check(writer, way)
    reason = _("Taken back")
    drop_charges(writer, [document.id for document in way.invoices])
    void_invoices(writer, [document.id for document in way.invoices], reason, watch)
    void_credit_memos(writer, [document.id for document in way.memos], reason, watch)
    for column, documents in ((PlanAdjustment.invoice_id, way.invoices), (PlanAdjustment.credit_memo_id, way.memos)):
        for some in chunks(document.id for document in documents):
            # They set right what is as it was again.
            writer.connection.execute(delete(PlanAdjustment).where(column.in_(some)))
    visits = {plan_id: plan.visits_per_year for plan_id, plan in read_plans(writer, way.plan_ids).items()}
    _put_back(writer, way)
    let_wait_again(writer, way.charges)
    for run_id in way.runs:
        if kept := reverse_run(writer, run_id, reason).excepted:
            raise _too_late(_("Invoice {number} was paid or taken back since.").format(number=kept[0].number))
    plans = read_plans(writer, way.plan_ids)
    if way.visits_from is not None:
        for plan_id, plan in plans.items():
            if plan.visits_per_year != visits[plan_id]:
                replan_visits(writer, plan_id, way.visits_from)
    tell_all(writer, [(plan, "plan.undone", {"status": plan.status}) for plan in plans.values()])
    writer.touch("plans", *(f"customer:{plan.customer_id}" for plan in plans.values()))
    return len(plans)


def _standing(reader: Reader, plan_ids: Sequence[int]) -> dict[int, _Stood]:
    connection, found = reader.connection, dict[int, _Stood]()
    for some in chunks(plan_ids):
        prices: dict[int, set[int]] = {}
        counted = select(PlanPrice.plan_id, PlanPrice.id).where(PlanPrice.plan_id.in_(some), ~PlanPrice.reversed)
        for plan_id, price_id in connection.execute(counted):
            prices.setdefault(plan_id, set()).add(price_id)
        pauses: dict[int, list[tuple[date, date | None, str]]] = {}
        rested = _PAUSES.where(PlanPause.plan_id.in_(some)).order_by(PlanPause.plan_id, PlanPause.from_on)
        for plan_id, from_on, until_on, reason in connection.execute(rested):
            pauses.setdefault(plan_id, []).append((from_on, until_on, reason))
        for row in connection.execute(select(Plan.id, Plan.version, *_KEPT).where(Plan.id.in_(some))):
            values = row._asdict()
            plan_id = values.pop("id")
            found[plan_id] = _Stood(
                values, frozenset(prices.get(plan_id, ())), tuple(pauses.get(plan_id, ()))
            )
    return found


def _last(reader: Reader, model: type[PlanAdjustment | BillingRun]) -> int:
    return int(reader.connection.execute(select(func.coalesce(func.max(model.id), 0))).scalar_one())


def _documents(reader: Reader, model: type[Invoice | CreditMemo], ids: Sequence[int]) -> tuple[_Document, ...]:
    found: list[_Document] = []
    for some in chunks(ids):
        rows = reader.connection.execute(select(model.id, model.number, model.open_minor).where(model.id.in_(some)))
        found += [_Document(row.id, row.number or "", row.open_minor) for row in rows]
    return tuple(sorted(found, key=lambda document: document.id))


def _check(reader: Reader, way: WayBack) -> None:
    """Refuse to go back where something followed."""
    for some in chunks(way.versions):
        for row in reader.connection.execute(select(Plan.id, Plan.number, Plan.version).where(Plan.id.in_(some))):
            if row.version != way.versions[row.id]:
                raise _too_late(_("Plan {number} was changed since.").format(number=row.number))
    invoices = (*way.invoices, *way.billed)
    if (number := _moved(reader, Invoice, invoices)) is not None:
        raise _too_late(_("Invoice {number} was paid or taken back since.").format(number=number))
    if (number := _moved(reader, CreditMemo, way.memos)) is not None:
        raise _too_late(_("Credit memo {number} was used or taken back since.").format(number=number))
    for some in chunks(document.id for document in invoices):
        sent = reader.connection.execute(
            select(Invoice.number)
            .join(PlanCharge, PlanCharge.invoice_id == Invoice.id)
            .where(Invoice.id.in_(some), PlanCharge.state.in_(sorted(ALREADY_SENT)))
            .limit(1)
        ).scalar()
        if sent is not None:
            raise _too_late(_("The charge for invoice {number} was already sent.").format(number=sent))


def _moved(reader: Reader, model: type[Invoice | CreditMemo], documents: Sequence[_Document]) -> str | None:
    """Return the number of a document that does not stand as it was made."""
    stood = {document.id: document.open_minor for document in documents}
    for some in chunks(stood):
        rows = reader.connection.execute(
            select(model.id, model.number, model.open_minor, model.state).where(model.id.in_(some))
        )
        for row in rows:
            if row.state != "issued" or row.open_minor != stood[row.id]:
                return str(row.number)
    return None


def _too_late(why: str) -> UserError:
    return UserError(why, _("Nothing was undone. What was done is taken back document by document, or by another change."))


def _put_back(writer: Writer, way: WayBack) -> None:
    """Write the plans' rows, prices and rests as they stood."""
    connection, names = writer.connection, [column.key for column in _KEPT]
    connection.execute(
        update(Plan)
        .where(Plan.id == bindparam("b_id"))
        .values(version=Plan.version + 1, **{name: bindparam(f"b_{name}_before") for name in names}),
        [
            {"b_id": id_, **{f"b_{name}_before": stood.values[name] for name in names}}
            for id_, stood in way.stood.items()
        ],
    )
    for some in chunks(way.stood):
        counted = sorted({price_id for id_ in some for price_id in way.stood[id_].prices})
        connection.execute(update(PlanPrice).where(PlanPrice.plan_id.in_(some)).values(reversed=True))
        for ids in chunks(counted):
            connection.execute(update(PlanPrice).where(PlanPrice.id.in_(ids)).values(reversed=False))
        connection.execute(delete(PlanPause).where(PlanPause.plan_id.in_(some)))
    rests = [(id_, rest) for id_, stood in way.stood.items() for rest in stood.pauses]
    ids = take_ids(connection, PlanPause, len(rests))
    insert_rows(
        connection,
        PlanPause,
        [
            PlanPauseRow(row_id, plan_id, from_on.isoformat(), until_on.isoformat() if until_on else None, reason)
            for row_id, (plan_id, (from_on, until_on, reason)) in zip(ids, rests, strict=True)
        ],
    )
