"""Posting a run: all of it in one transaction, so that a run that is killed has not happened (docs/decisions).

What is posted is computed again inside the transaction; where it differs from what was rehearsed, nothing is posted and the
differences are named. Two things keep a period from being billed twice: the transaction sees what every run before it posted,
and the store refuses a second standing row for a period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from app.domain.errors import Conflict, UserError
from app.domain.language import _, ngettext
from app.models.bulk import insert_rows, take_ids
from app.models.plan_rows import PlanPeriodRow
from app.models.plans import BillingRun, PlanPeriod
from app.services.activity import Detail, Happening, record
from app.services.billing.bounds import Stop, stops
from app.services.billing.charges import ChargeRequest, queue_charges, settle_charges
from app.services.billing.comparing import RunChange, run_changes
from app.services.billing.credit import CreditUse, post_uses
from app.services.billing.late_fees import post_fees
from app.services.billing.planning import Bill, PlanMove, RunPlan, RunRequest, plan_run
from app.services.billing.wording import line_writer
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import IssuedInvoice, issue_invoices
from app.services.numbering import take_numbers
from app.services.office import Writer
from app.services.plans.statuses import settle_statuses
from app.services.plans.visits import plan_visits
from app.services.ports import Progress, Silent

# How many invoices are written at a time: more costs memory and gains nothing, and between them somebody may stop the run.
_PORTION = 2_000


class RunChanged(Conflict):
    """The book changed between rehearsal and posting; nothing was posted. ``changes`` say how."""

    def __init__(self, changes: Sequence[RunChange]) -> None:
        super().__init__(
            ngettext(
                "{count} line of the rehearsal has changed meanwhile.",
                "{count} lines of the rehearsal have changed meanwhile.",
                len(changes),
            ).format(count=len(changes)),
            _("Nothing was posted. Look at the new rehearsal before you post it."),
        )
        self.changes = tuple(changes)


class NeedsConfirmation(UserError):
    """The run would go beyond a bound that the office set; nothing was posted. ``stops`` say which."""

    def __init__(self, found: Sequence[Stop]) -> None:
        super().__init__(
            " ".join(stop.sentence() for stop in found[:3]),
            _("Nothing was posted. Look at the rehearsal, and confirm it if it is meant."),
        )
        self.stops = tuple(found)


@dataclass(frozen=True, slots=True)
class PostedRun:
    """What a run posted, ``invoices`` in the order of ``plan.bills``; without id and number when there was nothing to do."""

    run_id: int | None
    number: str | None
    plan: RunPlan
    invoices: tuple[IssuedInvoice, ...]
    fees: tuple[IssuedInvoice, ...]


class Stopped(UserError):
    """Somebody stopped the run before its end; nothing was posted."""

    def __init__(self) -> None:
        super().__init__(_("The run was stopped. Nothing was posted."))


def post_run(
    writer: Writer,
    request: RunRequest,
    *,
    rehearsed: RunPlan | None = None,
    confirmed: bool = False,
    progress: Progress | None = None,
) -> PostedRun:
    """Bill everything due through a date.

    Args:
        writer: the transaction; all of the run is in it.
        request: what to bill.
        rehearsed: what was shown; exactly that is posted, or nothing.
        confirmed: go beyond the bounds, because somebody looked at them.
        progress: told how many invoices are written; asked up to the last moment whether to go on.

    Raises:
        Stopped: somebody asked for it; the transaction must not be kept.
        RunChanged: what would be posted is not what was rehearsed.
        NeedsConfirmation: a bound is exceeded and nobody confirmed it.
        UserError: an unknown answer to missed periods.
    """
    watch = progress or Silent()
    watch.step(0, 0, _("Looking what is due"))
    plan = plan_run(writer, request)
    digest = ""
    if rehearsed is not None:
        digest = plan.digest()
        if rehearsed.digest() != digest:
            raise RunChanged(run_changes(rehearsed, plan))
    if not confirmed and (found := stops(plan)):
        raise NeedsConfirmation(found)
    settle_charges(writer)
    posted = post_planned(writer, plan, digest, watch)
    settle_statuses(writer)
    plan_visits(writer)
    _go_on(watch)
    return posted


def post_planned(writer: Writer, plan: RunPlan, digest: str = "", watch: Progress | None = None) -> PostedRun:
    """Post what ``plan_run`` found in this very transaction; see ``post_run``, which also looks after what ended meanwhile.

    ``digest`` is that of the rehearsal that was posted, kept with the run; empty when nobody had rehearsed it.
    """
    if not plan.bills and not plan.fees and not plan.moves:
        return PostedRun(None, None, plan, (), ())
    run_id, number = _begin(writer, plan, digest)
    lines_of = line_writer(writer.profile.locale)
    known_terms = {bill.customer_id: bill.terms for bill in plan.bills}
    invoices: list[IssuedInvoice] = []
    watch, count = watch or Silent(), len(plan.bills)
    for at in range(0, count, _PORTION):
        _go_on(watch)
        watch.step(at, count, _("Posting {count} invoices").format(count=f"{count:,}"))
        portion = plan.bills[at : at + _PORTION]
        issued = issue_invoices(writer, [_invoice(bill, lines_of(bill)) for bill in portion], known_terms=known_terms)
        _check_totals(portion, issued)
        _insert_periods(writer, portion, issued, run_id)
        _queue(writer, portion, issued)
        invoices += issued
    _go_on(watch)
    watch.step(count, count, _("Moving the plans on"))
    _meet(writer, plan.credit_uses, plan.bills, invoices)
    _pass_over(writer, plan.moves, run_id)
    _advance(writer, plan.moves)
    fees = post_fees(writer, plan.fees, run_id)
    total = sum(bill.total_minor for bill in plan.bills)
    details: dict[str, Detail] = {"number": number, "count": len(invoices), "total_minor": total}
    record(writer, [Happening("billing.posted", None, details)])
    writer.touch("plans", "operations")
    return PostedRun(run_id, number, plan, tuple(invoices), tuple(fees))


def _go_on(watch: Progress) -> None:
    if watch.cancelled:
        raise Stopped


def _begin(writer: Writer, plan: RunPlan, digest: str) -> tuple[int, str]:
    run_id = take_ids(writer.connection, BillingRun)[0]
    number = take_numbers(writer, "billing_run", 1)[0]
    writer.connection.execute(
        insert(BillingRun).values(
            id=run_id,
            number=number,
            through_on=plan.request.through,
            posted_on=writer.today,
            missed=plan.request.missed,
            digest=digest,
            invoices=len(plan.bills),
            skipped=len(plan.skipped),
            total_minor=sum(bill.total_minor for bill in plan.bills),
            credit_minor=sum(bill.credit_minor for bill in plan.bills),
            queued_minor=sum(bill.rest_minor for bill in plan.bills if bill.charge == "queued"),
            state="posted",
            actor=writer.actor,
            posted_at=writer.now,
        )
    )
    return run_id, number


def _invoice(bill: Bill, lines: tuple[NewLine, ...]) -> NewInvoice:
    return NewInvoice(
        bill.customer_id,
        bill.issued_on,
        lines,
        bill.due_on,
        bill.terms,
        bill.plan_name,
        bill.message,
        bill.site_id,
    )


def _check_totals(bills: Sequence[Bill], issued: Sequence[IssuedInvoice]) -> None:
    for bill, invoice in zip(bills, issued, strict=True):
        if bill.total_minor != invoice.total_minor:
            raise AssertionError(f"plan {bill.plan_number}: rehearsed {bill.total_minor}, posted {invoice.total_minor}")


def _insert_periods(writer: Writer, bills: Sequence[Bill], issued: Sequence[IssuedInvoice], run_id: int) -> None:
    ids = iter(take_ids(writer.connection, PlanPeriod, sum(len(bill.periods) for bill in bills)))
    rows = []
    for bill, invoice in zip(bills, issued, strict=True):
        last = len(bill.periods) - 1
        due_on = bill.due_on.isoformat()
        for at, period in enumerate(bill.periods):
            starts, ends = period.start_on.isoformat(), period.end_on.isoformat()
            whole = period.is_whole
            rows.append(
                PlanPeriodRow(
                    next(ids),
                    bill.plan_id,
                    bill.segment,
                    period.index,
                    starts,
                    ends,
                    starts if whole else period.first_on.isoformat(),
                    ends if whole else period.last_on.isoformat(),
                    due_on,
                    period.price_minor,
                    period.net_minor,
                    "billed" if at == last else "combined",
                    bill.charge,
                    invoice.id,
                    run_id,
                    "",
                )
            )
    insert_rows(writer.connection, PlanPeriod, rows)


def _queue(writer: Writer, bills: Sequence[Bill], issued: Sequence[IssuedInvoice]) -> None:
    queue_charges(
        writer,
        [
            ChargeRequest(invoice.id, bill.customer_id, bill.plan_id, bill.rest_minor, bill.paid_by, bill.due_on)
            for bill, invoice in zip(bills, issued, strict=True)
            if bill.charge == "queued"
        ],
    )


def _meet(
    writer: Writer, uses: Sequence[CreditUse], bills: Sequence[Bill], invoices: Sequence[IssuedInvoice]
) -> None:
    if uses:
        places = {use.bill: invoices[use.bill] for use in uses}
        known = {at: (invoice.id, invoice.customer_id, invoice.issued_on) for at, invoice in places.items()}
        post_uses(writer, uses, known, writer.today)
        record(
            writer,
            (
                Happening(
                    "credit.applied",
                    bills[use.bill].customer_id,
                    {"number": invoices[use.bill].number, "amount_minor": use.amount_minor},
                )
                for use in uses
            ),
        )


def _pass_over(writer: Writer, moves: Sequence[PlanMove], run_id: int) -> None:
    passed = [(move, period) for move in moves for period in move.passed]
    ids = take_ids(writer.connection, PlanPeriod, len(passed))
    insert_rows(
        writer.connection,
        PlanPeriod,
        [
            PlanPeriodRow(
                id_,
                move.plan_id,
                move.segment,
                period.index,
                period.start_on.isoformat(),
                period.end_on.isoformat(),
                period.first_on.isoformat(),
                period.last_on.isoformat(),
                period.nominal_on.isoformat(),
                period.price_minor,
                0,
                "skipped",
                "none",
                None,
                run_id,
                period.reason,
            )
            for id_, (move, period) in zip(ids, passed, strict=True)
        ],
    )


def _advance(writer: Writer, moves: Sequence[PlanMove]) -> None:
    mark = "?" if writer.connection.dialect.paramstyle == "qmark" else "%s"
    where = f"version = version + 1 WHERE id = {mark} AND segment = {mark} AND next_index = {mark}"
    places = f"next_index = {mark}, next_bill_on = {mark}, last_total_minor = {mark}"
    same = [move for move in moves if move.price is None]
    moved = 0
    if same:
        moved += writer.connection.exec_driver_sql(
            f"UPDATE plan SET {places}, {where}",  # noqa: S608 - our own names
            [(*_place(move), move.plan_id, move.segment, move.from_index) for move in same],
        ).rowcount
    other = [(move, move.price) for move in moves if move.price is not None]
    if other:
        moved += writer.connection.exec_driver_sql(
            f"UPDATE plan SET {places}, price_minor = {mark}, discount_ppm = {mark}, {where}",  # noqa: S608
            [(*_place(move), *price, move.plan_id, move.segment, move.from_index) for move, price in other],
        ).rowcount
    if moved != len(moves):
        raise Conflict(_("A plan was changed meanwhile."), _("Nothing was posted. Rehearse the run again."))


def _place(move: PlanMove) -> tuple[int, str | None, int | None]:
    on = move.next_bill_on.isoformat() if move.next_bill_on is not None else None
    return move.to_index, on, move.last_total_minor
