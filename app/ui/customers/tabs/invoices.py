"""The Invoices tab: every invoice of a customer with its status in words, what can be done with it, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.domain.language import _, ngettext
from app.domain.money import decimal_from_minor
from app.services.office import Reader
from app.services.queries.invoices import (
    InvoiceFilter,
    InvoiceListRow,
    InvoiceSort,
    InvoiceTotals,
    invoice_ids,
    invoice_rows,
    invoice_totals,
)
from app.services.queries.statuses import InvoiceStatus
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.tabs.reversing import Reversing
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session
from app.ui.words import count_of_invoices, invoice_pill

ALL, OPEN, OVERDUE, DRAFTS, DISPUTED, VOID = "all", "open", "overdue", "draft", "disputed", "void"


def invoice_filter(customer_id: int, wanted: TabFilter) -> InvoiceFilter:
    """Return what is asked of the book for one of the tab's filters."""
    key = wanted.key
    return InvoiceFilter(
        customer_id,
        wanted.text,
        state=key if key in (DRAFTS, VOID) else "",
        open_only=key == OPEN,
        overdue_only=key == OVERDUE,
        disputed_only=key == DISPUTED,
    )


class InvoiceSource:
    """Invoices of one customer for a ``PagedModel``."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = invoice_filter(self._customer_id, filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL))
        by = InvoiceSort(sort) if sort else InvoiceSort.ISSUED
        return self._office.read(lambda reader: invoice_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[InvoiceListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: invoice_rows(reader, ids))


class InvoicesTab(TableTab):
    """Invoices of one customer."""

    name = "account.invoices"
    concerned = frozenset({"invoices", "payments", "operations", "import"})

    def __init__(self, session: Session) -> None:
        self._reversing: Reversing | None = None
        super().__init__(session, _("Number or subject"), "issued")
        self._reversing = Reversing(session, self)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Invoices")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return (
            (ALL, _("All invoices")),
            (OPEN, _("Open")),
            (OVERDUE, _("Overdue")),
            (DRAFTS, _("Drafts")),
            (DISPUTED, _("Disputed")),
            (VOID, _("Void")),
        )

    def source(self, customer_id: int) -> InvoiceSource:
        """Return where the rows come from."""
        return InvoiceSource(self.session, customer_id)

    def columns(self) -> tuple[Column[InvoiceListRow], ...]:
        """Return the columns."""
        session = self.session
        return (
            Column("number", _("Number"), _number, width=72, sort=InvoiceSort.NUMBER),
            Column(
                "issued",
                _("Date"),
                lambda row: session.dates.medium(row.issued_on),
                Kind.DATE,
                100,
                InvoiceSort.ISSUED,
                value=lambda row: row.issued_on,
            ),
            Column(
                "due",
                _("Due"),
                lambda row: session.dates.medium(row.due_on),
                Kind.DATE,
                100,
                InvoiceSort.DUE,
                value=lambda row: row.due_on,
            ),
            Column("subject", _("For"), lambda row: row.subject, width=220, sort=InvoiceSort.SUBJECT, stretch=True),
            Column("site", _("Site"), lambda row: row.site_name, width=140, visible=False),
            _amount(session, "tax", _("Tax"), lambda row: row.tax_minor, "", visible=False),
            _amount(session, "amount", _("Amount"), lambda row: row.total_minor, InvoiceSort.TOTAL),
            _amount(session, "open", _("Open"), lambda row: row.open_minor, InvoiceSort.OPEN),
            Column("status", _("Status"), _nothing, Kind.STATUS, 190, InvoiceSort.STATUS, status=self._pill),
        )

    def _pill(self, row: InvoiceListRow) -> Status:
        return invoice_pill(row, self.session.today, self.session.amounts.money)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> InvoiceTotals:
        """Return the totals of what is shown."""
        return invoice_totals(reader, invoice_filter(customer_id, wanted))

    def footer(self, figures: InvoiceTotals) -> TabFooter:
        """Return “48 invoices · 3 open” and the totals."""
        said = self.session.amounts.count
        left = count_of_invoices(figures.count, said(figures.count))
        if figures.open_count:
            opened = ngettext("{count} open", "{count} open", figures.open_count).format(count=said(figures.open_count))
            left = f"{left} · {opened}"
        money = self.session.amounts.money
        return TabFooter(left, ((_("Amount"), money(figures.total_minor)), (_("Open"), money(figures.open_minor))))

    def selected_amount(self, reader: Reader, ids: Sequence[int]) -> int:
        """Return what is open on the selected invoices; what they asked for when nothing is."""
        total = opened = 0
        for start in range(0, len(ids), 500):
            for row in invoice_rows(reader, ids[start : start + 500]):
                opened += row.open_minor
                total += row.total_minor if row.state == "issued" else 0
        return opened or total

    def nothing(self) -> Nothing:
        """Return what an account without invoices says."""
        act = self._new_invoice if self.session.actions.new_invoice is not None else None
        return Nothing(_("No invoices yet."), _("New invoice") if act else "", act)

    def show_overdue(self) -> None:
        """Show and select the overdue invoices: what the banner and the tile are made of."""
        self.show_filter(OVERDUE, select_all=True)

    def open_row(self, row_id: int) -> None:
        """Show an invoice, or go on writing a draft."""
        row = self.model.row(row_id)
        actions = self.session.actions
        if row is not None and row.status is InvoiceStatus.DRAFT and actions.edit_draft is not None:
            actions.edit_draft(row_id)
        elif actions.show_invoice is not None:
            actions.show_invoice(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected invoices."""
        actions, reversing = self.session.actions, self._reversing
        rows = [row for row in map(self.model.row, ids) if row is not None]
        entries: list[Entry] = []
        if len(ids) == 1 and rows:
            entries += self._of_one(rows[0])
        payable = [row.id for row in rows if row.open_minor > 0]
        if actions.take_payment is not None and self.customer_id is not None and payable:
            entries.append(Entry(_("Take payment…"), partial(actions.take_payment, self.customer_id, payable)))
        if actions.pay_link is not None and self.customer_id is not None and payable:
            entries.append(Entry(_("Payment link…"), partial(actions.pay_link, self.customer_id, payable)))
        issued = [row.id for row in rows if row.status is not InvoiceStatus.DRAFT]
        if actions.print_invoices is not None and issued:
            entries.append(Entry(_("Print or save as PDF…"), partial(actions.print_invoices, issued)))
        if actions.mail_invoices is not None and issued:
            entries.append(Entry(_("Send by mail…"), partial(actions.mail_invoices, issued)))
        if len(ids) == 1 and rows and reversing is not None:
            entries += [LINE, *_taking_back(rows[0], reversing)]
        return entries

    def _of_one(self, row: InvoiceListRow) -> list[Entry]:
        actions = self.session.actions
        if row.status is InvoiceStatus.DRAFT:
            return [] if actions.edit_draft is None else [Entry(_("Edit draft"), partial(actions.edit_draft, row.id))]
        return [] if actions.show_invoice is None else [Entry(_("View invoice"), partial(actions.show_invoice, row.id))]

    def _new_invoice(self) -> None:
        if self.session.actions.new_invoice is not None and self.customer_id is not None:
            self.session.actions.new_invoice(self.customer_id)


def _taking_back(row: InvoiceListRow, reversing: Reversing) -> list[Entry]:
    if row.status is InvoiceStatus.DRAFT:
        return [Entry(_("Discard draft"), partial(reversing.discard_draft, row.id))]
    if row.status is InvoiceStatus.WRITTEN_OFF:
        return [Entry(_("Take the write-off back…"), partial(reversing.recover, row.id, row.number))]
    if row.status is InvoiceStatus.VOID:
        return []
    entries = []
    if row.open_minor > 0:
        entries.append(Entry(_("Write off…"), partial(reversing.write_off, row.id, row.number, row.open_minor)))
    entries.append(Entry(_("Void…"), partial(reversing.void_invoice, row.id, row.number)))
    return entries


def _amount(
    session: Session,
    key: str,
    title: str,
    minor: Callable[[InvoiceListRow], int],
    sort: str,
    *,
    visible: bool = True,
) -> Column[InvoiceListRow]:
    return Column(
        key,
        title,
        lambda row: session.amounts.plain(minor(row)),
        Kind.AMOUNT,
        90,
        sort,
        value=lambda row: decimal_from_minor(minor(row), session.profile.currency),
        tone=lambda row: Tone.QUIET if row.state in ("void", "draft") else None,
        visible=visible,
    )


def _number(row: InvoiceListRow) -> str:
    return row.number or _("Draft")


def _nothing(_row: InvoiceListRow) -> str:
    return ""
