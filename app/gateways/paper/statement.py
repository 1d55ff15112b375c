"""The statement of account, both kinds, as pages."""

from __future__ import annotations

from app.domain.language import _
from app.gateways.paper import letter
from app.gateways.paper.flow import Closing, Flow, lay_out
from app.gateways.paper.letter import Fact, payer
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import (
    ALARM,
    BODY,
    BODY_ALARM,
    BODY_BOLD,
    GOOD,
    SMALL,
    STRONG,
    VALUE,
    VALUE_ALARM,
    geometry,
)
from app.gateways.paper.tables import Column, Grid, Row, printable_cell
from app.gateways.paper.writing import Writing, writing
from app.services.documents import SiteRow, StatementDocument, StatementKind

_INDENT = 8.0


def statement_pages(doc: StatementDocument) -> list[Sheet]:
    """Return the statement's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    forward = doc.kind is StatementKind.BALANCE_FORWARD
    grid = Grid(_forward_columns() if forward else _open_columns(), g.left, g.inner)
    rows = _forward_rows(doc, w) if forward else _open_rows(doc, w)
    dated = w.dated(doc.to_on)
    period = w.period(doc.from_on, doc.to_on)
    kind = _("balance forward") if forward else _("open items")
    first = Sheet(g)
    letter.letterhead(first, doc.letterhead, _("Statement"), " · ".join(part for part in (doc.site, period, kind) if part))
    reached = letter.address(first, doc.recipient)
    panel = letter.facts(first, _facts(doc, w, dated))
    return lay_out(
        Flow(
            first=first,
            top=letter.body_top(first, reached, panel),
            grid=grid,
            rows=rows,
            head_left=f"{doc.letterhead.name} · {doc.recipient.name}",
            head_right=_("Statement {account} · {period}").format(account=doc.recipient.account, period=period),
            foot_left=_("Statement of {date} · {account}").format(date=dated, account=doc.recipient.account),
            closing=Closing(
                message=doc.message,
                aging=doc.aging,
                slip=_slip(doc, w, dated) if doc.with_remittance and doc.balance_minor > 0 else (),
                company=doc.letterhead,
                writing=w,
            ),
        )
    )


def _forward_columns() -> list[Column]:
    return [
        Column(_("Date"), least=44),
        Column(_("Reference"), least=52, most=96),
        Column(_("Description"), flexible=True, least=110),
        Column(_("Charges"), numeric=True, least=52),
        Column(_("Payments"), numeric=True, least=52),
        Column(_("Balance"), numeric=True, least=58),
    ]


def _open_columns() -> list[Column]:
    return [
        Column(_("Date"), least=44),
        Column(_("Due date"), least=44),
        Column(_("Reference"), least=50, most=90),
        Column(_("Description"), flexible=True, least=100),
        Column(_("Amount"), numeric=True, least=50),
        Column(_("Paid"), numeric=True, least=46),
        Column(_("Still open"), numeric=True, least=54),
    ]


def _forward_rows(doc: StatementDocument, w: Writing) -> list[Row]:
    day = w.days([doc.from_on, doc.to_on, *(entry.dated_on for entry in doc.entries)])
    plain = w.plain
    rows = [Row((day(doc.from_on), "", _("Balance forward"), "", "", plain(doc.opening_minor)))]
    for entry in doc.entries:
        rows.append(
            Row(
                (
                    day(entry.dated_on),
                    printable_cell(entry.reference),
                    entry.description,
                    "" if entry.charge_minor is None else plain(entry.charge_minor),
                    "" if entry.payment_minor is None else plain(entry.payment_minor),
                    "" if entry.balance_minor is None else plain(entry.balance_minor),
                ),
                glued=bool(entry.sites),
            )
        )
        if entry.sites:
            rows.extend(_site_rows(entry.sites, w, columns=6, reference=1, amount=3))
    sums = (plain(doc.charges_minor), plain(doc.payments_minor), plain(doc.balance_minor))
    totals = ("", "", _("Totals"), *sums)
    return _with_totals(rows, totals)


def _open_rows(doc: StatementDocument, w: Writing) -> list[Row]:
    dates = [item.dated_on for item in doc.items] + [item.due_on for item in doc.items if item.due_on]
    day = w.days([doc.to_on, *dates])
    plain = w.plain
    rows: list[Row] = []
    plain_styles: tuple[()] = ()
    late = (BODY, BODY_ALARM, BODY, BODY, BODY, BODY, BODY_ALARM)
    for item in doc.items:
        rows.append(
            Row(
                (
                    day(item.dated_on),
                    day(item.due_on) if item.due_on else "",
                    printable_cell(item.reference),
                    item.description,
                    plain(item.original_minor),
                    plain(item.applied_minor) if item.applied_minor else "",
                    plain(item.open_minor),
                ),
                styles=late if item.overdue else plain_styles,
                glued=bool(item.sites),
            )
        )
        if item.sites:
            rows.extend(_site_rows(item.sites, w, columns=7, reference=2, amount=4))
    if not rows:
        rows.append(Row(("", "", "", _("Nothing is open."), "", "", "")))
    totals = ("", "", "", _("Total open"), "", "", plain(doc.balance_minor))
    return _with_totals(rows, totals)


def _site_rows(sites: tuple[SiteRow, ...], w: Writing, *, columns: int, reference: int, amount: int) -> list[Row]:
    rows: list[Row] = []
    for number, site in enumerate(sites):
        cells = [""] * columns
        cells[reference] = printable_cell(site.reference)
        cells[reference + 1] = site.description
        cells[amount] = w.plain(site.amount_minor)
        # The first two stay with their parent; a long list of sites may cross a page after that.
        rows.append(Row(tuple(cells), SMALL, indent=_INDENT, glued=number == 0 and len(sites) > 1))
    return rows


def _with_totals(rows: list[Row], totals: tuple[str, ...]) -> list[Row]:
    for row in rows[-2:]:
        row.glued = True
    rows.append(Row(totals, BODY_BOLD, before=8.0, ruled=True))
    return rows


def _facts(doc: StatementDocument, w: Writing, dated: str) -> list[Fact]:
    rows = [
        Fact(_("Account"), printable_cell(doc.recipient.account)),
        Fact(_("Statement date"), dated),
    ]
    if doc.site:
        rows.insert(1, Fact(_("Site"), printable_cell(doc.site)))
    offset = doc.credit_minor > 0 and doc.due_minor > 0
    if offset:
        rows.append(Fact(_("Total due"), w.money(doc.due_minor), VALUE))
    if doc.overdue_minor > 0:
        rows.append(Fact(_("Overdue"), w.money(doc.overdue_minor), VALUE_ALARM))
    if offset:
        rows.append(Fact(_("Account credit"), w.money(-doc.credit_minor), VALUE))
    if doc.balance_minor < 0:
        rows.append(Fact(_("Credit balance"), w.money(-doc.balance_minor), STRONG.coloured(GOOD)))
        rows.append(Fact(_("Amount due"), w.money(0), VALUE))
    else:
        rows.append(Fact(_("Amount due"), w.money(doc.balance_minor), STRONG))
    return rows


def _slip(doc: StatementDocument, w: Writing, dated: str) -> tuple[Fact, ...]:
    rows = [
        Fact(_("Account"), payer(doc.recipient), BODY),
        Fact(_("Statement"), dated, BODY),
    ]
    if doc.site:
        rows.append(Fact(_("Site"), printable_cell(doc.site), BODY))
    if doc.overdue_minor > 0:
        rows.append(Fact(_("Overdue"), w.money(doc.overdue_minor), BODY.coloured(ALARM)))
    rows.append(Fact(_("Amount due"), w.money(doc.balance_minor), VALUE))
    return tuple(rows)
