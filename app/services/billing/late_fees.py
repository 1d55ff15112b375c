"""Late fees: once per overdue invoice and level, after a grace period, as invoices of their own on the late-fee account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, false, func, select

from app.domain.chart import Chart
from app.domain.language import _
from app.domain.rounding import MILLION, divide_half_up
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.plan_rows import LateFeeRow
from app.models.plans import BillingRun, LateFee, PlanPeriod
from app.services.billing.rules import BillingRules
from app.services.formats import date_format
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import IssuedInvoice, issue_invoices
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class PlannedFee:
    """A late fee that a run would charge: for which overdue invoice, at which level (from 1), on how much that is open."""

    invoice_id: int
    invoice_number: str
    due_on: date
    open_minor: int
    customer_id: int
    account: str
    customer_name: str
    level: int
    amount_minor: int


# A period that was missed is invoiced with the date it had; its customer is late only from the day the invoice was made.
_MADE_ON = (
    select(func.max(BillingRun.posted_on))
    .join(PlanPeriod, PlanPeriod.run_id == BillingRun.id)
    .where(PlanPeriod.invoice_id == Invoice.id)
    .scalar_subquery()
)
_OVERDUE = (
    select(
        Invoice.id,
        Invoice.number,
        Invoice.due_on,
        Invoice.open_minor,
        Invoice.customer_id,
        Customer.account,
        Customer.name,
        _MADE_ON.label("made_on"),
    )
    .join(Customer, Customer.id == Invoice.customer_id)
    .where(
        Invoice.open_minor > 0,
        Invoice.due_on < bindparam("before"),
        Invoice.disputed == false(),
        # A fee is not charged on a fee.
        Invoice.id.not_in(select(LateFee.fee_invoice_id)),
    )
    .order_by(Invoice.customer_id, Invoice.due_on, Invoice.id)
)
_CHARGED = select(LateFee.invoice_id, LateFee.level).where(LateFee.state == "posted")


def planned_fees(reader: Reader, rules: BillingRules, through: date) -> list[PlannedFee]:
    """Return the late fees that are to be charged by a day (never later than today: nobody is late tomorrow).

    An invoice gets the highest level it has reached and was not charged for; levels it ran past in between are not made up for.
    """
    if not rules.late_fees:
        return []
    on = min(through, reader.today)
    charged: dict[int, int] = {}
    for invoice_id, charged_level in reader.connection.execute(_CHARGED):
        charged[invoice_id] = max(charged_level, charged.get(invoice_id, 0))
    fees = []
    for row in reader.connection.execute(_OVERDUE, {"before": on - timedelta(days=rules.late_fees[0].after_days)}):
        late = (on - max(row.due_on, row.made_on or row.due_on)).days
        reached = [n for n, level in enumerate(rules.late_fees, 1) if late > level.after_days]
        if not reached or reached[-1] <= charged.get(row.id, 0):
            continue
        level = rules.late_fees[reached[-1] - 1]
        amount = level.flat_minor or divide_half_up(row.open_minor * level.percent_ppm, MILLION)
        if amount:
            fees.append(
                PlannedFee(
                    row.id,
                    row.number or "",
                    row.due_on,
                    row.open_minor,
                    row.customer_id,
                    row.account,
                    row.name,
                    reached[-1],
                    amount,
                )
            )
    return fees


def post_fees(writer: Writer, fees: Sequence[PlannedFee], run_id: int) -> list[IssuedInvoice]:
    """Charge late fees, one invoice for each customer with a line for each overdue invoice."""
    if not fees:
        return []
    by_customer: dict[int, list[PlannedFee]] = {}
    for fee in fees:
        by_customer.setdefault(fee.customer_id, []).append(fee)
    show = date_format(writer.profile.locale).medium
    lines = {
        customer_id: tuple(
            NewLine(
                _("Late fee: invoice {number}, due {date}").format(number=fee.invoice_number, date=show(fee.due_on)),
                fee.amount_minor,
            )
            for fee in some
        )
        for customer_id, some in by_customer.items()
    }
    issued = issue_invoices(
        writer,
        [NewInvoice(customer_id, writer.today, bought, subject=_("Late fee")) for customer_id, bought in lines.items()],
        revenue=Chart.LATE_FEES,
    )
    invoice_of = {invoice.customer_id: invoice.id for invoice in issued}
    ids = take_ids(writer.connection, LateFee, len(fees))
    insert_rows(
        writer.connection,
        LateFee,
        [
            LateFeeRow(id_, fee.invoice_id, fee.level, fee.amount_minor, invoice_of[fee.customer_id], run_id, "posted")
            for id_, fee in zip(ids, fees, strict=True)
        ],
    )
    return issued
