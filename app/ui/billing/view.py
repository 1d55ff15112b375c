"""The page of the billing run: what is chosen, the lists of the rehearsal behind tabs, totals, the one main button.

It shows what it is told and tells what was pressed; what follows belongs to ``presenter``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from app.domain.language import _
from app.services.billing.planning import MISSED
from app.ui.billing.columns import (
    BillWords,
    bill_columns,
    change_columns,
    fee_columns,
    kept_columns,
    note_columns,
    skip_columns,
)
from app.ui.billing.rows import BillRow, ChangeRow, FeeRow, KeptRow, NoteRow, Review, SkipRow
from app.ui.kit.fields import ComboField, DateField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Banner, Footer, PageHeader, TabStrip, column, row
from app.ui.kit.tables import Column, RowsModel, Snapshot, Table, shown
from app.ui.kit.theme import set_role
from app.ui.session import Session

_KEPT = "billing.missed"
_TABS = ("bills", "skipped", "changes", "notes", "fees")


def missed_words(missed: str) -> str:
    """Return an answer to missed periods in words."""
    return {
        "each": _("Bill each by itself"),
        "combine": _("Put them on one invoice"),
        "skip": _("Do not bill them"),
    }[missed]


class BillingView(QWidget):
    """The page.

    Signals:
        chosen(): the date or the answer to missed periods is another one.
        rehearse_wanted(), post_wanted(), print_wanted(), mail_wanted(), export_wanted(): a button was pressed.
        customer_wanted(int), invoice_wanted(int): a line was opened; ids.
    """

    chosen = Signal()
    rehearse_wanted = Signal()
    post_wanted = Signal()
    print_wanted = Signal()
    mail_wanted = Signal()
    export_wanted = Signal()
    customer_wanted = Signal(int)
    invoice_wanted = Signal(int)

    def __init__(self, session: Session, history: QWidget) -> None:
        super().__init__()
        set_role(self, "ground")
        self._session = session
        self._words = BillWords(session)
        self._make_fields()
        self.banner = Banner()
        self.second = Banner()
        self.tabs = TabStrip()
        self._stack = QStackedWidget()
        self._pages: dict[str, QWidget] = {}
        self._tables: dict[str, Table[Any]] = {}
        self.bills = self._list("bills", _("Invoices"), bill_columns(session, self._words))
        self.skipped = self._list("skipped", _("Skipped"), skip_columns(session))
        last, now = _("Last bill"), _("This run")
        self.changes = self._list("changes", _("Against the last run"), change_columns(session, last, now))
        self.notes = self._list("notes", _("Worth a look"), note_columns())
        self.fees = self._list("fees", _("Late fees"), fee_columns(session))
        compared = change_columns(session, _("Rehearsed"), _("Now"), why=False)
        self.meanwhile = self._list("meanwhile", _("Changed meanwhile"), compared)
        self.kept = self._list("kept", _("Not taken back"), kept_columns(session))
        self._add("history", _("History"), history)
        self.tabs.selected.connect(self._tab_selected)
        self.footer = Footer()
        box = column(
            self.header, self._fields, self.banner, self.second, self.tabs, self._stack, self.footer, spacing=12, margin=24
        )
        box.setStretch(5, 1)
        self.setLayout(box)
        self._tables["bills"].opened.connect(self._bill_opened)
        self._tables["skipped"].opened.connect(self._skip_opened)
        self._tables["notes"].opened.connect(self._note_opened)
        self._tables["fees"].opened.connect(self._fee_opened)
        self.show_nothing()
        self.show_meanwhile(())
        self.show_kept(())

    def _make_fields(self) -> None:
        session = self._session
        self.header = PageHeader(_("Billing run"))
        self.export = self.header.add_action(_("Export…"), self._export_pressed)
        self.mail = self.header.add_action(_("Send by mail…"), self._mail_pressed)
        self.print = self.header.add_action(_("Print…"), self._print_pressed)
        self.post = self.header.add_action(_("Post"), self._post_pressed)
        self.export.setVisible(False)
        self.through = DateField(session.dates, session.today)
        self.through.set_needed(needed=True)
        self.through.set_value(session.today)
        self.missed = ComboField([(each, missed_words(each)) for each in MISSED])
        kept = session.settings.text(_KEPT, "each")
        self.missed.set_value(kept if kept in MISSED else "each")
        self.rehearse = QPushButton(_("&Rehearse"))
        self.rehearse.setToolTip(_("Shows what would be posted. Nothing is written."))
        self.rehearse.clicked.connect(self.rehearse_wanted)
        self._fields = QWidget()
        line = row(
            Captioned(_("&Bill what is due through"), self.through), Captioned(_("&Missed periods"), self.missed), spacing=16
        )
        line.addLayout(column(None, self.rehearse, spacing=0))
        line.addStretch(1)
        self._fields.setLayout(line)
        self.through.changed.connect(self._field_changed)
        self.missed.changed.connect(self._field_changed)

    def _list(self, key: str, title: str, columns: Iterable[Column[Any]]) -> RowsModel[Any]:
        model: RowsModel[Any] = RowsModel(columns, self)
        table: Table[Any] = Table(f"billing.{key}", self._session.settings)
        table.show_model(model)
        table.setAccessibleName(title)
        self._tables[key] = table
        self._add(key, title, table)
        return model

    def _add(self, key: str, title: str, page: QWidget) -> None:
        self.tabs.add(key, title)
        self._pages[key] = page
        self._stack.addWidget(page)

    # What is chosen

    def choice(self) -> tuple[date | None, str]:
        """Return the date (None while it is not understood) and the answer to missed periods."""
        return self.through.value(), str(self.missed.value())

    @Slot(object)
    def _field_changed(self, _value: object) -> None:
        self._session.settings.put(_KEPT, str(self.missed.value()))
        self.chosen.emit()

    # What is shown

    def show_nothing(self) -> None:
        """Show that nothing was rehearsed yet."""
        for model in (self.bills, self.skipped, self.changes, self.notes, self.fees):
            model.set_rows(())
        for key in _TABS:
            self.tabs.set_count(key, None)
            self._tables[key].set_empty(_("Rehearse the run to see what it would post. A rehearsal writes nothing."))
        self.footer.show_texts("")

    def show_review(self, review: Review, counted: str, totals: tuple[tuple[str, str], ...]) -> None:
        """Show a rehearsal, or what was posted of it; ``counted`` and ``totals`` for the line below."""
        self._words.charging, self._words.today = review.charging, review.rehearsal.plan.today
        count = self._session.amounts.count
        last = review.rehearsal.last
        for key, model, lines in (
            ("bills", self.bills, review.bills),
            ("skipped", self.skipped, review.skipped),
            ("changes", self.changes, review.changes),
            ("notes", self.notes, review.notes),
            ("fees", self.fees, review.fees),
        ):
            model.set_rows(lines)
            self.tabs.set_count(key, count(len(lines)))
        self._tables["bills"].set_empty(_("Nothing is due."))
        self._tables["skipped"].set_empty(_("Nothing is skipped."))
        same = _("Every plan is billed as it was last time.") if last else _("There was no run before this.")
        self._tables["changes"].set_empty(same)
        self._tables["notes"].set_empty(_("Nothing unusual."))
        self._tables["fees"].set_empty(_("No late fee is due."))
        self.footer.show_texts(counted, totals)

    def table(self, key: str) -> Table[Any]:
        """Return the table of a list: bills, skipped, changes, notes, fees, meanwhile or kept."""
        return self._tables[key]

    def go(self, key: str) -> None:
        """Bring a list to the front and the keyboard to it."""
        self.tabs.select(key)
        self._pages[key].setFocus()

    def show_meanwhile(self, lines: tuple[ChangeRow, ...]) -> None:
        """Show what changed between rehearsal and posting; nothing takes the tab away."""
        self._show_extra("meanwhile", self.meanwhile, lines)

    def show_kept(self, lines: tuple[KeptRow, ...]) -> None:
        """Show which invoices stay though their run was taken back; nothing takes the tab away."""
        self._show_extra("kept", self.kept, lines)

    def _show_extra(self, key: str, model: RowsModel[Any], lines: tuple[ChangeRow, ...] | tuple[KeptRow, ...]) -> None:
        model.set_rows(lines)
        self.tabs.set_count(key, self._session.amounts.count(len(lines)))
        self.tabs.set_visible(key, visible=bool(lines))
        if not lines and self.tabs.current() == key:
            self.tabs.select("bills")

    def show_buttons(self, *, words: str, can_post: bool, can_print: bool, busy: bool, rehearsed: bool) -> None:
        """Name and allow the buttons: one of them is the main one."""
        self.post.setText(words)
        self.post.setVisible(not can_print)
        self.post.setEnabled(can_post and not busy)
        self.mail.setVisible(can_print and self._session.actions.mail_invoices is not None)
        self.print.setVisible(can_print and self._session.actions.print_invoices is not None)
        self.export.setVisible(rehearsed and self._session.actions.export is not None)
        for field in (self.through, self.missed, self.rehearse):
            field.setEnabled(not busy)
        set_role(self.rehearse, "" if rehearsed else "primary")
        set_role(self.post, "primary" if rehearsed else "")
        set_role(self.print, "primary")

    def current_list(self) -> tuple[str, Snapshot[Any]]:
        """Return the title of the list in front, with exactly what it shows; the invoices when the history is there."""
        key = self.tabs.current()
        table = self._tables[key if key != "history" else "bills"]
        return table.accessibleName(), shown(table)

    @Slot(str)
    def _tab_selected(self, key: str) -> None:
        self._stack.setCurrentWidget(self._pages[key])
        self.footer.setVisible(key != "history")

    @Slot()
    def _export_pressed(self) -> None:
        self.export_wanted.emit()

    @Slot()
    def _mail_pressed(self) -> None:
        self.mail_wanted.emit()

    @Slot()
    def _print_pressed(self) -> None:
        self.print_wanted.emit()

    @Slot()
    def _post_pressed(self) -> None:
        self.post_wanted.emit()

    # Opening a line

    @Slot(object)
    def _bill_opened(self, line_id: int) -> None:
        line = self.bills.row(line_id)
        if isinstance(line, BillRow):
            self._open(line.invoice_id, line.bill.customer_id)

    @Slot(object)
    def _fee_opened(self, line_id: int) -> None:
        line = self.fees.row(line_id)
        if isinstance(line, FeeRow):
            self._open(line.invoice_id or line.fee.invoice_id, line.fee.customer_id)

    @Slot(object)
    def _skip_opened(self, line_id: int) -> None:
        line = self.skipped.row(line_id)
        if isinstance(line, SkipRow):
            self._open(0, line.skipped.customer_id)

    @Slot(object)
    def _note_opened(self, line_id: int) -> None:
        line = self.notes.row(line_id)
        if isinstance(line, NoteRow) and line.customer_id:
            self._open(0, line.customer_id)

    def _open(self, invoice_id: int, customer_id: int) -> None:
        if invoice_id:
            self.invoice_wanted.emit(invoice_id)
        else:
            self.customer_wanted.emit(customer_id)
