"""Setting billed periods right after a plan was paused, resumed, changed or cancelled: credit memos and invoices to the cent.

A period owes what ``app.domain.plan_cost`` says about it now; what was billed and credited for it so far is compared with that,
and the difference becomes one document. So whatever is done to a plan, in whatever order, its documents add up to the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.domain.errors import Conflict
from app.domain.language import _
from app.domain.plan_cost import cost_of
from app.domain.rounding import MILLION, divide_half_up
from app.domain.schedule import Period
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import Invoice, InvoiceLine
from app.models.plan_rows import PlanAdjustmentRow
from app.models.plans import PlanAdjustment, PlanPeriod
from app.services.billing.charges import ChargeRequest, drop_charges, queue_charges, under_way
from app.services.billing.credit import post_uses, use_credit
from app.services.formats import date_format
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.office import Reader, Writer
from app.services.plans.reading import PlanFacts

AUTOMATIC = frozenset({"card", "bank"})


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a billed period costs more (positive) or less than was billed for it so far; minor units."""

    period_id: int
    index: int
    start_on: date
    end_on: date
    invoice_id: int
    invoice_number: str
    billed_minor: int
    owed_minor: int
    net_minor: int
    tax_minor: int
    tax_ppm: int

    @property
    def total_minor(self) -> int:
        """The difference with its tax."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a change to a plan does to its money: shown before it is accepted, and carried out exactly so.

    ``kind``: pause, resume, cancel, change. ``last_bills`` are the days still to be billed under the old terms (first, last,
    net in minor units). ``next_bill_on`` and ``next_net_minor`` tell the next bill after the change.
    """

    kind: str
    plan_id: int
    effective_on: date
    adjustments: tuple[Adjustment, ...]
    last_bills: tuple[tuple[date, date, int], ...] = ()
    next_bill_on: date | None = None
    next_net_minor: int = 0

    @property
    def credit_minor(self) -> int:
        """What the customer gets back as credit, with tax."""
        return -sum(each.total_minor for each in self.adjustments if each.total_minor < 0)

    @property
    def charge_minor(self) -> int:
        """What is asked for at once, with tax."""
        return sum(each.total_minor for each in self.adjustments if each.total_minor > 0)


@dataclass(frozen=True, slots=True)
class BilledPeriod:
    """A standing billed period: net minor units billed and credited so far, and what of that the customer was let off."""

    id: int
    span: Period
    billed_minor: int
    waived_minor: int
    invoice_id: int
    invoice_number: str
    tax_ppm: int


def billed_periods(reader: Reader, plan: PlanFacts, from_on: date) -> list[BilledPeriod]:
    """Return the standing billed periods that end on or after a day: of the present segment, or over before it begins."""
    of_period = PlanAdjustment.period_id == PlanPeriod.id
    added = func.coalesce(func.sum(PlanAdjustment.net_minor), 0)
    adjusted = select(added).where(of_period, PlanAdjustment.kind != "waive").scalar_subquery()
    waived = select(added).where(of_period, PlanAdjustment.kind == "waive").scalar_subquery()
    rate = (
        select(func.max(InvoiceLine.tax_ppm)).where(InvoiceLine.invoice_id == PlanPeriod.invoice_id).scalar_subquery()
    )
    rows = reader.connection.execute(
        select(
            PlanPeriod.id,
            PlanPeriod.period_index,
            PlanPeriod.start_on,
            PlanPeriod.end_on,
            PlanPeriod.net_minor,
            adjusted.label("adjusted"),
            waived.label("waived"),
            PlanPeriod.invoice_id,
            Invoice.number,
            rate.label("tax_ppm"),
        )
        .join(Invoice, Invoice.id == PlanPeriod.invoice_id)
        .where(
            PlanPeriod.plan_id == plan.id,
            (PlanPeriod.segment == plan.segment) | (PlanPeriod.end_on < plan.anchor_on),
            PlanPeriod.state.in_(("billed", "combined")),
            PlanPeriod.end_on >= from_on,
            Invoice.state != "void",
        )
        .order_by(PlanPeriod.start_on, PlanPeriod.id)
    )
    return [
        BilledPeriod(
            row.id,
            Period(row.period_index, row.start_on, row.end_on),
            row.net_minor + int(row.adjusted),
            -int(row.waived),
            row.invoice_id,
            row.number or "",
            row.tax_ppm or 0,
        )
        for row in rows
    ]


def standing_indexes(reader: Reader, plan: PlanFacts) -> set[int]:
    """Return the periods from the next one on that were dealt with already, after an earlier run was taken back."""
    if plan.plain:
        return set()
    return set(
        reader.connection.execute(
            select(PlanPeriod.period_index).where(
                PlanPeriod.plan_id == plan.id,
                PlanPeriod.segment == plan.segment,
                PlanPeriod.period_index >= plan.next_index,
                PlanPeriod.state != "reversed",
            )
        ).scalars()
    )


def adjustments_for(reader: Reader, after: PlanFacts, from_on: date, last_on: date | None) -> tuple[Adjustment, ...]:
    """Return what has to be set right on the periods billed so far, when the plan is as ``after`` says.

    What a customer was let off counts as the first part of what is not used: it is not credited a second time.

    Args:
        reader: the moment.
        after: the plan as it will be, still with the schedule that the periods were billed by.
        from_on: periods that end before it are left alone.
        last_on: the last day of that schedule, None when it goes on; a day before its start means it never ran.
    """
    if after.kind == "recurring":
        return ()
    found = []
    for each in billed_periods(reader, after, from_on):
        span, billed, ppm = each.span, each.billed_minor, each.tax_ppm
        owed = 0
        if last_on is None or last_on >= max(span.start_on, after.start_on):
            owed = cost_of(span, after.steps, after.pauses, first_on=after.start_on, last_on=last_on).net_minor
        net = owed - billed if owed > billed else min(0, owed - billed + each.waived_minor)
        if not net:
            continue
        tax = divide_half_up((billed + net) * ppm, MILLION) - divide_half_up(billed * ppm, MILLION)
        found.append(
            Adjustment(
                each.id,
                span.index,
                span.start_on,
                span.end_on,
                each.invoice_id,
                each.invoice_number,
                billed,
                owed,
                net,
                tax,
                ppm,
            )
        )
    return tuple(found)


def check_expected(expected: Settlement | None, found: Settlement) -> None:
    """Refuse a change whose consequences are not those that were shown.

    Raises:
        Conflict: they differ.
    """
    if expected is not None and expected != found:
        raise Conflict(
            _("What this change costs is not what was shown."), _("Nothing was changed. Look at it again before you go on.")
        )


def carry_out(writer: Writer, plan: PlanFacts, settlement: Settlement, reason: str) -> None:
    """Issue the documents of a settlement: a credit memo for each period that costs less, an invoice for each that costs more.

    Credit first meets the invoice it is for, unless a charge for that is under way; what is left is the customer's credit.
    """
    for each in settlement.adjustments:
        if each.total_minor < 0:
            _give_credit(writer, plan, settlement.kind, each, reason)
        elif each.total_minor > 0:
            _ask_for_more(writer, plan, settlement.kind, each)


def record_adjustment(
    writer: Writer,
    plan_id: int,
    period_id: int | None,
    kind: str,
    net_minor: int,
    *,
    invoice_id: int | None = None,
    credit_memo_id: int | None = None,
) -> None:
    """Tie a document to the plan and the period that it sets right."""
    row = PlanAdjustmentRow(
        take_ids(writer.connection, PlanAdjustment)[0],
        plan_id,
        period_id,
        kind,
        writer.today.isoformat(),
        net_minor,
        invoice_id,
        credit_memo_id,
    )
    insert_rows(writer.connection, PlanAdjustment, [row])


def open_of(reader: Reader, invoice_ids: Iterable[int]) -> dict[int, int]:
    """Return what is open on each invoice, minor units."""
    wanted = sorted(set(invoice_ids))
    rows = reader.connection.execute(select(Invoice.id, Invoice.open_minor).where(Invoice.id.in_(wanted)))
    return dict(rows.all())


def _give_credit(writer: Writer, plan: PlanFacts, kind: str, each: Adjustment, reason: str) -> None:
    still_open = open_of(writer, [each.invoice_id])[each.invoice_id]
    if under_way(writer, [each.invoice_id]):
        still_open = 0
    met = min(still_open, -each.total_minor)
    memo = issue_credit_memo(
        writer,
        NewCreditMemo(
            plan.customer_id,
            writer.today,
            -each.net_minor,
            reason,
            -each.tax_minor,
            each.invoice_id,
            apply={each.invoice_id: met} if met else {},
        ),
    )
    if met and met == still_open:
        drop_charges(writer, [each.invoice_id])
    record_adjustment(writer, plan.id, each.period_id, kind, each.net_minor, credit_memo_id=memo.id)


def _ask_for_more(writer: Writer, plan: PlanFacts, kind: str, each: Adjustment) -> None:
    show = date_format(writer.profile.locale).medium
    words = {
        "resume": _("{plan}, resumed: rest of {first} – {last}"),
        "change": _("{plan}, changed: difference for {first} – {last}"),
    }.get(kind, _("{plan}: difference for {first} – {last}"))
    line = NewLine(
        words.format(plan=plan.name, first=show(each.start_on), last=show(each.end_on)),
        each.net_minor,
        tax_ppm=each.tax_ppm,
        tax_rate_id=plan.tax_rate_id if each.tax_ppm else None,
    )
    charge_more(writer, plan, (line,), each.period_id, kind, each.net_minor)


def charge_more(
    writer: Writer, plan: PlanFacts, lines: Sequence[NewLine], period_id: int | None, kind: str, net_minor: int
) -> int:
    """Invoice a plan's customer at once, use account credit, queue the rest for an automatic payer; return the invoice's id."""
    invoice = issue_invoice(
        writer,
        NewInvoice(plan.customer_id, writer.today, tuple(lines), terms=plan.terms, subject=plan.name, site_id=plan.site_id),
    )
    record_adjustment(writer, plan.id, period_id, kind, net_minor, invoice_id=invoice.id)
    uses = use_credit(writer, [(plan.customer_id, invoice.due_on, invoice.total_minor)], {plan.customer_id: 1})
    post_uses(writer, uses, {0: (invoice.id, plan.customer_id, invoice.issued_on)}, writer.today)
    rest = invoice.total_minor - sum(use.amount_minor for use in uses)
    if rest and plan.paid_by in AUTOMATIC:
        request = ChargeRequest(invoice.id, plan.customer_id, plan.id, rest, plan.paid_by, invoice.due_on)
        queue_charges(writer, [request])
    return invoice.id
