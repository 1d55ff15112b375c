"""The documents of settlements: a credit memo for each period that costs less, an invoice for each that costs more.

Written alike for one plan and for thousands, in a few statements. What has to be set right is worked out in ``settling``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.language import _
from app.domain.terms import Terms, due_date
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.plan_rows import PlanAdjustmentRow
from app.models.plans import PlanAdjustment
from app.services.billing.charges import ChargeRequest, drop_charges, queue_charges, under_way
from app.services.billing.credit import post_uses, use_credit
from app.services.formats import date_format
from app.services.invoicing.crediting import NewCreditMemo
from app.services.invoicing.crediting_many import issue_credit_memos
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoices
from app.services.office import Reader, Writer
from app.services.plans.reading import PlanFacts, chunks
from app.services.plans.settling import AUTOMATIC, Adjustment, Settlement


@dataclass(frozen=True, slots=True)
class Carried:
    """A settlement to carry out: for which plan, and what is printed on its credit memos as the reason."""

    plan: PlanFacts
    settlement: Settlement
    reason: str


def carry_out(writer: Writer, plan: PlanFacts, settlement: Settlement, reason: str) -> None:
    """Issue the documents of one settlement; see ``carry_out_all``."""
    carry_out_all(writer, [Carried(plan, settlement, reason)])


def carry_out_all(writer: Writer, settled: Sequence[Carried]) -> None:
    """Issue the documents of settlements: what is credited first, then what is asked for.

    Credit first meets the invoice it is for, unless a charge for that is under way; what is left is the customer's credit.
    """
    less = [(each, item) for each in settled for item in each.settlement.adjustments if item.total_minor < 0]
    more = [(each, item) for each in settled for item in each.settlement.adjustments if item.total_minor > 0]
    _give_credit(writer, less)
    _ask_for_more(writer, more)


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
    _tie(writer, [(plan_id, period_id, kind, net_minor, invoice_id, credit_memo_id)])


_Tie = tuple[int, int | None, str, int, int | None, int | None]


def _tie(writer: Writer, ties: Sequence[_Tie]) -> None:
    on = writer.today.isoformat()
    ids = take_ids(writer.connection, PlanAdjustment, len(ties))
    insert_rows(
        writer.connection,
        PlanAdjustment,
        [
            PlanAdjustmentRow(id_, plan_id, period_id, kind, on, net_minor, invoice_id, credit_memo_id)
            for id_, (plan_id, period_id, kind, net_minor, invoice_id, credit_memo_id) in zip(ids, ties, strict=True)
        ],
    )


def _open_of(reader: Reader, invoice_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks(sorted(set(invoice_ids))):
        rows = reader.connection.execute(select(Invoice.id, Invoice.open_minor).where(Invoice.id.in_(some)))
        found.update(rows.all())
    return found


def _give_credit(writer: Writer, less: Sequence[tuple[Carried, Adjustment]]) -> None:
    if not less:
        return
    invoice_ids = [item.invoice_id for _each, item in less]
    still_open = _open_of(writer, invoice_ids)
    still_open.update(dict.fromkeys(under_way(writer, invoice_ids), 0))
    memos: list[NewCreditMemo] = []
    met_whole: list[int] = []
    for each, item in less:
        left, credit = still_open[item.invoice_id], -item.total_minor
        met = min(left, credit)
        still_open[item.invoice_id] = left - met
        if met and met == left:
            met_whole.append(item.invoice_id)
        memos.append(
            NewCreditMemo(
                each.plan.customer_id,
                writer.today,
                -item.net_minor,
                each.reason,
                -item.tax_minor,
                item.invoice_id,
                apply={item.invoice_id: met} if met else {},
            )
        )
    issued = issue_credit_memos(writer, memos)
    drop_charges(writer, met_whole)
    _tie(
        writer,
        [
            (each.plan.id, item.period_id, each.settlement.kind, item.net_minor, None, memo.id)
            for (each, item), memo in zip(less, issued, strict=True)
        ],
    )


def _ask_for_more(writer: Writer, more: Sequence[tuple[Carried, Adjustment]]) -> None:
    if not more:
        return
    show = date_format(writer.profile.locale).medium
    patterns = {
        "resume": _("{plan}, resumed: rest of {first} – {last}"),
        "change": _("{plan}, changed: difference for {first} – {last}"),
    }
    other = _("{plan}: difference for {first} – {last}")
    invoices = []
    for each, item in more:
        plan = each.plan
        words = patterns.get(each.settlement.kind, other)
        line = NewLine(
            words.format(plan=plan.name, first=show(item.start_on), last=show(item.end_on)),
            item.net_minor,
            tax_ppm=item.tax_ppm,
            tax_rate_id=plan.tax_rate_id if item.tax_ppm else None,
        )
        # A period that is billed ahead is not due before it begins, nor is what is asked for it again.
        due_on = due_date(Terms.parse(plan.terms), max(item.start_on, writer.today))
        invoices.append(
            NewInvoice(plan.customer_id, writer.today, (line,), due_on, plan.terms, plan.name, site_id=plan.site_id)
        )
    issued = issue_invoices(writer, invoices)
    _tie(
        writer,
        [
            (each.plan.id, item.period_id, each.settlement.kind, item.net_minor, invoice.id, None)
            for (each, item), invoice in zip(more, issued, strict=True)
        ],
    )
    with_credit = _with_credit(writer, [invoice.customer_id for invoice in issued])
    owing = [(invoice.customer_id, invoice.due_on, invoice.total_minor) for invoice in issued]
    uses = use_credit(writer, owing, with_credit)
    post_uses(
        writer,
        uses,
        {use.bill: (issued[use.bill].id, issued[use.bill].customer_id, issued[use.bill].issued_on) for use in uses},
        writer.today,
    )
    met: dict[int, int] = {}
    for use in uses:
        met[use.bill] = met.get(use.bill, 0) + use.amount_minor
    requests = []
    for at, ((each, _item), invoice) in enumerate(zip(more, issued, strict=True)):
        rest = invoice.total_minor - met.get(at, 0)
        if rest and each.plan.paid_by in AUTOMATIC:
            requests.append(
                ChargeRequest(invoice.id, invoice.customer_id, each.plan.id, rest, each.plan.paid_by, invoice.due_on)
            )
    queue_charges(writer, requests)


def _with_credit(reader: Reader, customer_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks(sorted(set(customer_ids))):
        rows = reader.connection.execute(
            select(Customer.id, Customer.credit_minor).where(Customer.id.in_(some), Customer.credit_minor > 0)
        )
        found.update(rows.all())
    return found
