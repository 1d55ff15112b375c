"""Invoices repeated on a schedule: what the sheet offers to write one, and other lines from the next invoice on.

They are entered as plans with lines (``entering``) and go through the same run; pausing and cancelling are the plans' verbs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.plan_rows import PlanLineRow, PlanPriceRow
from app.models.plans import Plan, PlanLine, PlanPrice
from app.services.invoicing.figures import NewLine, check_issuable, figures_of
from app.services.office import Reader, Writer
from app.services.plans.reading import read_plan
from app.services.plans.statuses import change_row, tell
from app.services.queries.invoice_form import InvoiceForm, invoice_form


@dataclass(frozen=True, slots=True)
class RecurringFacts:
    """A recurring invoice as it stands."""

    id: int
    number: str
    status: str
    name: str
    message: str
    frequency: str
    start_on: date
    end_on: date | None
    next_bill_on: date | None
    paid_by: str
    terms: str
    site_id: int | None
    lines: tuple[NewLine, ...]


@dataclass(frozen=True, slots=True)
class RecurringForm:
    """What is known before the first line is written; ``old`` is None for a new one."""

    customer: InvoiceForm
    old: RecurringFacts | None


def recurring_form(reader: Reader, customer_id: int, plan_id: int | None = None) -> RecurringForm:
    """Return what the sheet offers for a new recurring invoice of a customer, or for ``plan_id``.

    Raises:
        NotFound: no such customer or plan.
        UserError: the plan is no recurring invoice of this customer.
    """
    old = recurring_facts(reader, plan_id) if plan_id is not None else None
    if old is not None and read_plan(reader, old.id).customer_id != customer_id:
        raise UserError(_("That recurring invoice is another customer's."))
    return RecurringForm(invoice_form(reader, customer_id), old)


def recurring_facts(reader: Reader, plan_id: int) -> RecurringFacts:
    """Return a recurring invoice with its lines.

    Raises:
        NotFound: no such plan.
        UserError: it is a service plan.
    """
    plan = read_plan(reader, plan_id)
    if plan.kind != "recurring":
        raise UserError(_("Plan {number} is no recurring invoice.").format(number=plan.number))
    message = reader.connection.execute(select(Plan.message).where(Plan.id == plan_id)).scalar_one()
    rows = reader.connection.execute(
        select(
            PlanLine.description,
            PlanLine.unit_price_minor,
            PlanLine.quantity_micro,
            PlanLine.discount_ppm,
            PlanLine.tax_ppm,
            PlanLine.tax_rate_id,
        )
        .where(PlanLine.plan_id == plan_id)
        .order_by(PlanLine.position)
    )
    return RecurringFacts(
        plan.id,
        plan.number,
        plan.status,
        plan.name,
        message,
        plan.frequency.code,
        plan.start_on,
        plan.end_on,
        plan.next_bill_on,
        plan.paid_by,
        plan.terms,
        plan.site_id,
        tuple(NewLine(*row) for row in rows),
    )


def change_lines(writer: Writer, plan_id: int, lines: Sequence[NewLine], name: str, message: str) -> None:
    """Write the lines of a recurring invoice anew: they count for everything that is not billed yet.

    Raises:
        NotFound: no such plan.
        UserError: it is over or no recurring invoice, or there is nothing to ask for.
    """
    old = recurring_facts(writer, plan_id)
    plan = read_plan(writer, plan_id)
    if plan.status in {"cancelled", "ended"}:
        raise UserError(_("Recurring invoice {number} is over.").format(number=old.number))
    figures = figures_of(lines, writer.profile.tax_rounding)
    check_issuable(lines, figures)
    writer.connection.execute(delete(PlanLine).where(PlanLine.plan_id == plan_id))
    insert_rows(
        writer.connection,
        PlanLine,
        [
            PlanLineRow(
                plan_id,
                position,
                line.description,
                line.quantity_micro,
                line.unit_price_minor,
                line.discount_ppm,
                line.tax_rate_id,
                line.tax_ppm,
            )
            for position, line in enumerate(lines, 1)
        ],
    )
    if figures.net_minor != plan.price_minor:
        since = max(plan.period(plan.next_index).start_on, plan.start_on)
        price = PlanPriceRow(
            take_ids(writer.connection, PlanPrice)[0], plan_id, since.isoformat(), figures.net_minor, plan.discount_ppm
        )
        insert_rows(writer.connection, PlanPrice, [price])
    values: dict[str, object] = {
        "name": name.strip() or lines[0].description,
        "message": message.strip(),
        "price_minor": figures.net_minor,
        "plain": False,
    }
    change_row(writer, plan, values)
    tell(writer, plan, "plan.rewritten", {"price_minor": figures.net_minor})
