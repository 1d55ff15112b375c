"""Receipts of payments and refunds, and the deposit slip, as pages."""

from __future__ import annotations

from app.domain.language import _, ngettext
from app.gateways.paper import letter
from app.gateways.paper.flow import Closing, Flow, Sum, lay_out
from app.gateways.paper.letter import Fact
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import ALARM, BODY, BODY_BOLD, STRONG, VALUE, geometry
from app.gateways.paper.tables import Column, Grid, Row, printable_cell
from app.gateways.paper.writing import writing
from app.services.documents import DepositSlip, ReceiptDocument, RefundReceipt


def receipt_pages(doc: ReceiptDocument) -> list[Sheet]:
    """Return the receipt's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    received = w.dated(doc.received_on)
    number = printable_cell(doc.number)
    word = _("Returned {date}").format(date=w.dated(doc.reversed_on)) if doc.reversed_on else ""
    first = Sheet(g)
    letter.letterhead(
        first,
        doc.letterhead,
        _("Receipt"),
        f"{number} · {received}".strip(" ·"),
        stamp=word,
        stamp_colour=ALARM,
    )
    reached = letter.address(first, doc.recipient)
    facts = [
        Fact(_("Account"), printable_cell(doc.recipient.account)),
        Fact(_("Received"), received),
        Fact(_("Method"), doc.method),
    ]
    if doc.reference:
        facts.append(Fact(_("Reference"), doc.reference))
    if doc.received_by:
        facts.append(Fact(_("Received by"), doc.received_by))
    facts.append(Fact(_("Amount received"), w.money(doc.amount_minor), STRONG))
    panel = letter.facts(first, facts)
    columns = [
        Column(_("Invoice"), least=56, most=100),
        Column(_("Date"), least=60),
        Column(_("Description"), flexible=True, least=110),
        Column(_("Total"), numeric=True, least=54),
        Column(_("Paid"), numeric=True, least=54),
        Column(_("Still open"), numeric=True, least=54),
    ]
    rows = [
        Row(
            (
                printable_cell(part.reference),
                w.dated(part.issued_on),
                part.description,
                w.plain(part.total_minor),
                w.plain(part.applied_minor),
                w.plain(part.left_minor),
            )
        )
        for part in doc.allocations
    ]
    if doc.unapplied_minor:
        kept = _("Kept as credit on the account")
        rows.append(Row(("", "", kept, "", w.plain(doc.unapplied_minor), "")))
    for row in rows[-2:]:
        row.glued = True
    sums = [Sum(_("Amount received"), w.money(doc.amount_minor), BODY_BOLD)]
    if doc.balance_minor is not None:
        if doc.balance_minor < 0:
            sums.append(Sum(_("Credit on the account"), w.money(-doc.balance_minor), BODY))
        else:
            sums.append(Sum(_("Balance of the account after this payment"), w.money(doc.balance_minor), BODY))
    name = _("Receipt {number}").format(number=number)
    return lay_out(
        Flow(
            first=first,
            top=letter.body_top(first, reached, panel),
            grid=Grid(columns, g.left, g.inner),
            rows=rows,
            sums=sums,
            head_left=f"{doc.letterhead.name} · {doc.recipient.name}",
            head_right=name,
            foot_left=f"{name} · {doc.recipient.account}",
            closing=Closing(company=doc.letterhead, writing=w, message=doc.message),
        )
    )


def refund_pages(doc: RefundReceipt) -> list[Sheet]:
    """Return the refund receipt's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    refunded = w.dated(doc.refunded_on)
    number = printable_cell(doc.number)
    first = Sheet(g)
    letter.letterhead(first, doc.letterhead, _("Refund"), f"{number} · {refunded}".strip(" ·"))
    reached = letter.address(first, doc.recipient)
    facts = [
        Fact(_("Account"), printable_cell(doc.recipient.account)),
        Fact(_("Refunded"), refunded),
        Fact(_("Method"), doc.method),
    ]
    if doc.reference:
        facts.append(Fact(_("Reference"), doc.reference))
    facts.append(Fact(_("Amount refunded"), w.money(doc.amount_minor), STRONG))
    panel = letter.facts(first, facts)
    said = _("Refund of {payment}").format(payment=doc.refunds) if doc.refunds else _("Refund")
    rows = [Row((said, doc.reason, w.plain(doc.amount_minor)), glued=True)]
    columns = [
        Column(_("Description"), flexible=True, least=150),
        Column(_("Reason"), most=220),
        Column(_("Amount"), numeric=True, least=58),
    ]
    name = _("Refund {number}").format(number=number)
    return lay_out(
        Flow(
            first=first,
            top=letter.body_top(first, reached, panel),
            grid=Grid(columns, g.left, g.inner),
            rows=rows,
            sums=[Sum(_("Amount refunded"), w.money(doc.amount_minor), BODY_BOLD)],
            head_left=f"{doc.letterhead.name} · {doc.recipient.name}",
            head_right=name,
            foot_left=f"{name} · {doc.recipient.account}",
            closing=Closing(company=doc.letterhead, writing=w, message=doc.message),
        )
    )


def deposit_pages(doc: DepositSlip) -> list[Sheet]:
    """Return the deposit slip's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    dated = w.dated(doc.deposited_on)
    number = printable_cell(doc.number)
    first = Sheet(g)
    letter.letterhead(first, doc.letterhead, _("Deposit slip"), f"{number} · {dated}".strip(" ·"))
    panel = letter.facts(
        first,
        [
            Fact(_("Paid into"), doc.bank_account),
            Fact(_("Deposit date"), dated),
            Fact(_("Total"), w.money(doc.total_minor), STRONG),
        ],
        y=130,
        width=g.inner / 2,
    )
    columns = [
        Column(_("Received"), least=70),
        Column(_("Received from"), flexible=True, least=150),
        Column(_("Reference"), least=80, most=140),
        Column(_("Amount"), numeric=True, least=70),
    ]
    rows = [
        Row((w.dated(item.received_on), item.payer, printable_cell(item.reference), w.plain(item.amount_minor)))
        for item in doc.items
    ]
    if not rows:
        rows.append(Row(("", _("Cash only"), "", "")))
    for row in rows[-2:]:
        row.glued = True
    sums: list[Sum] = []
    if doc.items:
        count = len(doc.items)
        papers = ngettext("{count} item", "{count} items", count).format(count=w.count(count))
        sums.append(Sum(papers, w.plain(doc.total_minor - doc.cash_minor)))
    if doc.cash_minor:
        sums.append(Sum(_("Cash"), w.plain(doc.cash_minor)))
    sums.append(Sum(_("Total deposit"), w.money(doc.total_minor), VALUE, ruled=bool(sums)))
    name = _("Deposit {number}").format(number=number)
    return lay_out(
        Flow(
            first=first,
            top=panel + 24,
            grid=Grid(columns, g.left, g.inner),
            rows=rows,
            sums=sums,
            head_left=doc.letterhead.name,
            head_right=name,
            foot_left=f"{name} · {doc.bank_account}",
            closing=Closing(company=doc.letterhead, writing=w),
        )
    )
