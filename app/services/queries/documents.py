"""Invoices, credit memos and receipts filled for the printer, in the language of whoever gets them.

Statements have a file of their own; reports are in ``report_tables``; who sends to whom is in ``paper_heads``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.language import _, speaking
from app.domain.rounding import decimal_from_micro, percent_from_ppm
from app.domain.tax import line_net
from app.services.documents import (
    AppliedPayment,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    InvoiceStamp,
    ReceiptAllocation,
    ReceiptDocument,
    TaxSummaryLine,
)
from app.services.formats import amount_format
from app.services.office import Reader
from app.services.queries.credit_memos import CreditMemoListRow, credit_memo_detail
from app.services.queries.invoice_detail import (
    InvoiceAllocationRow,
    InvoiceDetail,
    InvoiceLineFacts,
    invoice_detail,
)
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead, office_edition, recipient
from app.services.queries.payments import payment_detail
from app.services.queries.receivables import balance_of
from app.services.queries.report_tables import aging_table, income_table, trial_balance_table
from app.services.queries.statuses import InvoiceStatus
from app.services.queries.words import method_word, terms_word
from app.services.translations import translations_for

__all__ = [
    "aging_table",
    "credit_memo_document",
    "customer_edition",
    "customer_language",
    "income_table",
    "invoice_document",
    "letterhead",
    "office_edition",
    "receipt_document",
    "recipient",
    "trial_balance_table",
]

_STAMPS = {
    InvoiceStatus.DRAFT: InvoiceStamp.DRAFT,
    InvoiceStatus.PAID: InvoiceStamp.PAID,
    InvoiceStatus.VOID: InvoiceStamp.VOID,
    InvoiceStatus.WRITTEN_OFF: InvoiceStamp.WRITTEN_OFF,
}


def invoice_document(reader: Reader, invoice_id: int) -> InvoiceDocument:
    """Return an invoice as it is printed today; a parent's shows the work of every site.

    Raises:
        NotFound: no such invoice.
    """
    detail = invoice_detail(reader, invoice_id)
    row = detail.row
    parts = [detail, *(invoice_detail(reader, child.id) for child in detail.children)]
    edition = customer_edition(reader, customer_language(reader, row.customer_id))
    with speaking(translations_for(edition.language)):
        lines = tuple(
            line_of(line, part.row.site_name if part is not detail else "", edition.locale, edition.currency.code)
            for part in parts
            for line in part.lines
        )
        due = row.total_minor if row.status is InvoiceStatus.DRAFT else row.open_minor
        payments = tuple(_payments(parts, row.total_minor - due, reader.today))
        return InvoiceDocument(
            edition,
            letterhead(reader),
            recipient(reader, row.customer_id),
            row.number,
            row.issued_on,
            row.due_on,
            lines,
            sum(line.amount_minor for line in lines),
            row.total_minor,
            due,
            taxes=tuple(taxes_of(line for part in parts for line in part.lines)),
            payments=payments,
            stamp=_STAMPS.get(row.status, InvoiceStamp.NONE),
            terms=terms_word(detail.terms),
            site=row.site_name,
            overdue=due > 0 and row.due_on < reader.today,
            message=detail.message,
        )


def credit_memo_document(reader: Reader, credit_memo_id: int) -> InvoiceDocument:
    """Return a credit memo as it is printed today.

    Raises:
        NotFound: no such credit memo.
    """
    detail = credit_memo_detail(reader, credit_memo_id)
    row = detail.row
    edition = customer_edition(reader, customer_language(reader, row.customer_id))
    with speaking(translations_for(edition.language)):
        return InvoiceDocument(
            edition,
            letterhead(reader),
            recipient(reader, row.customer_id),
            row.number,
            row.issued_on,
            None,
            (_credit_line(row),),
            row.total_minor - row.tax_minor,
            row.total_minor,
            row.total_minor,
            taxes=(TaxSummaryLine(_("Tax"), None, None, row.tax_minor),) if row.tax_minor else (),
            kind=InvoiceKind.CREDIT_MEMO,
            stamp=InvoiceStamp.VOID if row.state == "void" else InvoiceStamp.NONE,
            corrects=row.invoice_number,
            with_remittance=False,
        )


def receipt_document(reader: Reader, payment_id: int) -> ReceiptDocument:
    """Return the receipt of a payment, with what became of it until today.

    Raises:
        NotFound: no such payment.
    """
    detail = payment_detail(reader, payment_id)
    row = detail.row
    edition = customer_edition(reader, customer_language(reader, row.customer_id))
    applied = [part for part in detail.applied if part.stands]
    balance = balance_of(reader, row.customer_id)
    with speaking(translations_for(edition.language)):
        back_on = detail.reversals[-1].reversed_on if row.state == "reversed" and detail.reversals else None
        message = ""
        if row.returned_minor and back_on is None:
            money = amount_format(edition.locale, edition.currency.code).money
            message = _("{amount} of this payment was given back.").format(amount=money(row.returned_minor))
        return ReceiptDocument(
            edition,
            letterhead(reader),
            recipient(reader, row.customer_id),
            row.number,
            row.received_on,
            row.amount_minor,
            method_word(row.method),
            detail.reference_words,
            tuple(
                ReceiptAllocation(
                    part.number, part.issued_on, part.subject, part.total_minor, part.amount_minor, part.left_minor
                )
                for part in applied
            ),
            row.amount_minor - sum(part.amount_minor for part in applied),
            balance.due_minor - balance.credit_minor,
            detail.received_by,
            back_on,
            message,
        )


def line_of(line: InvoiceLineFacts, site: str, locale: str, code: str) -> InvoiceLine:
    """Return a line as papers show it; ``site`` stands under it."""
    before_discount = line_net(line.quantity_micro, line.unit_price_minor) if line.discount_ppm else line.net_minor
    return InvoiceLine(
        line.description,
        decimal_from_micro(line.quantity_micro),
        line.unit_price_minor,
        line.net_minor,
        before_discount - line.net_minor,
        amount_format(locale, code).percent(line.tax_ppm) if line.tax_ppm else "",
        site,
    )


def _credit_line(row: CreditMemoListRow) -> InvoiceLine:
    net = row.total_minor - row.tax_minor
    return InvoiceLine(row.reason, decimal_from_micro(1_000_000), net, net)


def taxes_of(lines: Iterable[InvoiceLineFacts]) -> Iterable[TaxSummaryLine]:
    """Yield what each tax of some lines comes to, in the order in which they first stand."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for line in lines:
        if line.tax_ppm or line.tax_minor:
            base, tax = found.get((line.tax_name, line.tax_ppm), (0, 0))
            found[line.tax_name, line.tax_ppm] = base + line.net_minor, tax + line.tax_minor
    for (name, ppm), (base, tax) in found.items():
        yield TaxSummaryLine(name or _("Tax"), percent_from_ppm(ppm) if ppm else None, base, tax)


def _payments(parts: Iterable[InvoiceDetail], paid_minor: int, today: date) -> Iterable[AppliedPayment]:
    """Return what lowered the invoice until today: together exactly ``paid_minor``."""
    standing = [each for part in parts for each in part.allocations if each.stands and each.applied_on <= today]
    standing.sort(key=lambda each: (each.applied_on, each.id))
    for each in standing:
        yield AppliedPayment(each.applied_on, _described(each), each.amount_minor)
    # What was applied by today and is taken back on a later day stands no more, yet it did today.
    rest = paid_minor - sum(each.amount_minor for each in standing)
    if rest:
        yield AppliedPayment(today, _("Taken back later"), rest)


def _described(each: InvoiceAllocationRow) -> str:
    if each.kind == "payment":
        return f"{method_word(each.method)} {each.reference or each.number}".strip()
    return {
        "credit": _("Credit memo {number}").format(number=each.number),
        "write_off": _("Written off"),
        "void": _("Voided"),
    }.get(each.kind, each.kind)
