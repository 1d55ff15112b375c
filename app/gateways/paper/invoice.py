"""The invoice and the credit memo as pages."""

from __future__ import annotations

from app.domain.language import _
from app.gateways.paper import letter
from app.gateways.paper.flow import Closing, Flow, Sum, lay_out
from app.gateways.paper.letter import Fact, payer
from app.gateways.paper.lines import line_columns, line_rows, tax_sums
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import (
    ALARM,
    BODY,
    BODY_BOLD,
    GOOD,
    QUIET,
    STRONG,
    VALUE,
    VALUE_ALARM,
    Colour,
    geometry,
)
from app.gateways.paper.tables import Grid, printable_cell
from app.gateways.paper.writing import Writing, writing
from app.services.documents import InvoiceDocument, InvoiceKind, InvoiceStamp


def invoice_pages(doc: InvoiceDocument) -> list[Sheet]:
    """Return the invoice's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    memo = doc.kind is InvoiceKind.CREDIT_MEMO
    title = _("Credit memo") if memo else _("Invoice")
    name = f"{title} {doc.number}".strip()
    word, colour = _stamp(doc.stamp)
    subtitle = f"{doc.number} · {w.dated(doc.issued_on)}" if doc.number else w.dated(doc.issued_on)
    first = Sheet(g)
    letter.letterhead(first, doc.letterhead, title, subtitle, stamp=word, stamp_colour=colour)
    reached = letter.address(first, doc.recipient)
    panel = letter.facts(first, _facts(doc, w))
    return lay_out(
        Flow(
            first=first,
            top=letter.body_top(first, reached, panel),
            grid=Grid(line_columns(doc.lines), g.left, g.inner),
            rows=line_rows(doc.lines, w),
            sums=_sums(doc, w),
            head_left=f"{doc.letterhead.name} · {doc.recipient.name}",
            head_right=name,
            foot_left=f"{name} · {doc.recipient.account}".strip(" ·"),
            closing=Closing(
                company=doc.letterhead,
                writing=w,
                message=doc.message,
                slip=_slip(doc, w) if _wants_slip(doc) else (),
            ),
        )
    )


def _is_late(doc: InvoiceDocument) -> bool:
    return doc.overdue and doc.balance_due_minor > 0 and doc.stamp is InvoiceStamp.NONE


def _stamp(stamp: InvoiceStamp) -> tuple[str, Colour]:
    match stamp:
        case InvoiceStamp.DRAFT:
            return _("Draft"), QUIET
        case InvoiceStamp.PAID:
            return _("Paid"), GOOD
        case InvoiceStamp.VOID:
            return _("Void"), ALARM
        case InvoiceStamp.WRITTEN_OFF:
            return _("Written off"), QUIET
        case InvoiceStamp.NONE:
            return "", QUIET


def _facts(doc: InvoiceDocument, w: Writing) -> list[Fact]:
    memo = doc.kind is InvoiceKind.CREDIT_MEMO
    number_label = _("Credit memo") if memo else _("Invoice")
    rows = [Fact(number_label, printable_cell(doc.number))] if doc.number else []
    rows.append(Fact(_("Date"), w.dated(doc.issued_on)))
    if doc.due_on:
        rows.append(Fact(_("Due date"), w.dated(doc.due_on), VALUE_ALARM if _is_late(doc) else VALUE))
    if doc.terms:
        rows.append(Fact(_("Terms"), doc.terms))
    rows.append(Fact(_("Account"), printable_cell(doc.recipient.account)))
    if doc.reference:
        rows.append(Fact(_("Your reference"), doc.reference))
    if doc.corrects:
        rows.append(Fact(_("For invoice"), doc.corrects))
    if doc.site:
        rows.append(Fact(_("Site"), doc.site))
    label = _("Credit") if memo else _("Amount due")
    rows.append(Fact(label, w.money(doc.total_minor if memo else doc.balance_due_minor), STRONG))
    return rows


def _sums(doc: InvoiceDocument, w: Writing) -> list[Sum]:
    memo = doc.kind is InvoiceKind.CREDIT_MEMO
    sums: list[Sum] = []
    if doc.discount_minor or doc.taxes:
        sums.append(Sum(_("Subtotal"), w.plain(doc.subtotal_minor)))
    if doc.discount_minor:
        sums.append(Sum(_("Discount"), w.plain(-doc.discount_minor)))
    sums += tax_sums(doc.taxes, doc.subtotal_minor, w)
    label = _("Total credit") if memo else _("Total")
    sums.append(Sum(label, w.money(doc.total_minor), BODY_BOLD, ruled=bool(sums)))
    for payment in doc.payments:
        said = _("{description}, {date}").format(description=payment.description, date=w.dated(payment.applied_on))
        sums.append(Sum(said, w.plain(-payment.amount_minor)))
    if doc.payments:
        label = _("Credit left") if memo else _("Balance due")
        sums.append(Sum(label, w.money(doc.balance_due_minor), STRONG, ruled=True))
    return sums


def _wants_slip(doc: InvoiceDocument) -> bool:
    return (
        doc.with_remittance and doc.kind is InvoiceKind.INVOICE and doc.stamp is InvoiceStamp.NONE and doc.balance_due_minor > 0
    )


def _slip(doc: InvoiceDocument, w: Writing) -> tuple[Fact, ...]:
    rows = [
        Fact(_("Account"), payer(doc.recipient), BODY),
        Fact(_("Invoice"), printable_cell(doc.number), BODY),
    ]
    if doc.due_on:
        rows.append(Fact(_("Due date"), w.dated(doc.due_on), BODY.coloured(ALARM) if doc.overdue else BODY))
    rows.append(Fact(_("Amount due"), w.money(doc.balance_due_minor), VALUE))
    return tuple(rows)
