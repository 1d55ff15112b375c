"""The list of agreements of all customers: at first those that have to be renewed soon, or should have been."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.agreements.listing import AgreementListRow, AgreementTotals, agreement_totals
from app.ui.agreements.doings import AgreementDoings
from app.ui.agreements.listing import ALL, STATES, TO_RENEW, AgreementSource, agreement_columns, agreement_filter
from app.ui.customers.menus import LINE, Entry, RowMenu, pop_up
from app.ui.customers.tabs.table_tab import TabFilter
from app.ui.kit.fields import ComboField, SearchField
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.tables import Column, PagedModel, Table, shown
from app.ui.session import Export, Session
from app.ui.sizes import SizeKeeper


class RenewalsWindow(QDialog):
    """Agreements with everybody."""

    def __init__(self, session: Session, doings: AgreementDoings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._doings = session, doings
        self.setWindowTitle(_("Agreements"))
        self.setMinimumSize(QSize(880, 480))
        SizeKeeper(self, session.settings, "agreements", QSize(1120, 620))
        words = {
            TO_RENEW: _("To be renewed within 30 days"),
            ALL: _("All agreements"),
            "draft": _("Drafts"),
            "sent": _("Sent, not signed"),
            "signed": _("Signed"),
            "ended": _("Ended"),
        }
        self._words = words
        self.filter = ComboField([(key, words[key]) for key in (TO_RENEW, ALL, *STATES)])
        self.filter.setAccessibleName(_("Filter"))
        self.filter.changed.connect(self._narrow)
        self.search = SearchField(_("Title, words, who signed"))
        self.search.setMinimumWidth(260)
        self.search.setMaximumWidth(360)
        self.search.searched.connect(self._narrow)
        self.print = QPushButton(_("Print…"))
        self.print.setAutoDefault(False)
        self.print.setVisible(session.actions.print_table is not None)
        self.print.clicked.connect(self._print)
        self.export = QPushButton(_("Export…"))
        self.export.setAutoDefault(False)
        self.export.setVisible(session.actions.export is not None)
        self.export.clicked.connect(self._export)
        self.table: Table[AgreementListRow] = Table("agreements", session.settings)
        self.table.setAccessibleName(_("Agreements"))
        self.model: PagedModel[Any] = PagedModel(
            AgreementSource(session, None), _columns(session), session.tasks, self, "renews", descending=False
        )
        self.table.show_model(self.model)
        self.table.opened.connect(self._open)
        RowMenu(self.table).asked.connect(self._menu)
        self.model.loaded.connect(self._loaded)
        self.search.left_down.connect(self._to_table)
        self.footer = Footer()
        close = QPushButton(_("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        box = column(
            label(_("Agreements"), "heading"),
            row(self.filter, self.search, None, self.export, self.print, spacing=8),
            self.table,
            self.footer,
            row(None, close),
            spacing=12,
        )
        box.setContentsMargins(24, 20, 24, 20)
        box.setStretch(2, 1)
        self.setLayout(box)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        session.changed.connect(self._changed)
        self._narrow()
        self.table.setFocus()

    def show_filter(self, key: str) -> None:
        """Show the agreements of a filter by key."""
        self.filter.set_value(key)
        self._narrow()

    @Slot()
    def _narrow(self, _value: object = None) -> None:
        self.model.set_filter(self._wanted())
        self._ask()

    def _wanted(self) -> TabFilter:
        return TabFilter(str(self.filter.value()), self.search.text().strip())

    def _ask(self) -> None:
        wanted = agreement_filter(None, self._wanted())
        self._session.tasks.read(self._session.read(agreement_totals, wanted), self._totals, key=f"agreements-{id(self)}")

    @Slot(object)
    def _totals(self, totals: AgreementTotals) -> None:
        count = self._session.amounts.count
        left = ngettext("{count} agreement", "{count} agreements", totals.count).format(count=count(totals.count))
        more = [(_("In force"), count(totals.signed)), (_("To be renewed"), count(totals.to_renew))]
        self.footer.show_texts(left, more)

    @Slot()
    def _loaded(self) -> None:
        if self.filter.value() == TO_RENEW and not self.search.text():
            self.table.set_empty(_("No agreement has to be renewed within 30 days."))
        else:
            self.table.set_empty(_("Nothing here matches."))

    @Slot(object)
    def _open(self, row_id: int) -> None:
        each = self.model.row(row_id)
        if each is not None:
            self._doings.show(each)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        ids = self.table.selected_ids()
        each: AgreementListRow | None = self.model.row(ids[0]) if len(ids) == 1 else None
        if each is None:
            return
        entries = self._doings.entries(each)
        show = self._session.actions.show_customer
        if show is not None:
            entries = [Entry(_("Go to the customer"), partial(show, each.customer_id)), LINE, *entries]
        pop_up(entries, at, self)

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())

    def _what(self) -> Export:
        return Export(_("Agreements"), shown(self.table), (), self._words.get(str(self.filter.value()), ""))

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if changed & {"agreements", "files", "customers", "mail", "profile"}:
            self.model.refresh()
            self._ask()

    @Slot()
    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)


def _columns(session: Session) -> list[Column[AgreementListRow]]:
    """Return the columns, those of what is known once the agreement is opened left out until they are asked for."""
    return [
        replace(each, visible=False) if each.key in ("site", "plan", "written") else each for each in agreement_columns(session)
    ]
