"""Finds a customer by typing: the best hits stand below the field, arrows walk them, Enter takes one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.office import Reader
from app.services.queries.customer_list import CustomerFilter, CustomerListRow, CustomerSort
from app.services.queries.customers import customer_ids, customer_rows
from app.ui.kit.fields import SearchField
from app.ui.kit.pieces import label
from app.ui.kit.tables import Column, RowList, RowsModel, TwoLines
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.words import customer_pill

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Hits:
    text: str
    rows: tuple[CustomerListRow, ...]


class CustomerPicker(SearchField):
    """A search field that ends in a customer.

    Signals:
        picked(CustomerListRow | None): this one; or the one that was taken is not meant any more.
    """

    picked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Name, account number, phone"), parent=parent)
        self._session = session
        self._take_first = False
        self._found = ""
        self._chosen: CustomerListRow | None = None
        self._list = _Hanging(session, self)
        self._list.list.opened.connect(self._take)
        self.searched.connect(self._look_for)

    def customer(self) -> CustomerListRow | None:
        """Return the customer that was taken."""
        return self._chosen

    def show_customer(self, customer: CustomerListRow | None) -> None:
        """Show a customer that was chosen elsewhere, or none."""
        self._chosen = customer
        self._list.hide()
        self.setText(f"{customer.name} · {customer.account}" if customer else "")
        self._found = self.text()

    def hits(self) -> tuple[CustomerListRow, ...]:
        """Return what is offered now."""
        return () if self._list.isHidden() else self._list.model.rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk and take hits without leaving the field."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and not self._chosen:
            event.accept()
            if self._found == self.text().strip() and not self._list.isHidden():
                self._take(self._list.list.current_id())
            elif self.text().strip():
                self._take_first = True
                self._look_for(self.text())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self._list.isHidden():
            self._list.walk(1 if key == Qt.Key.Key_Down else -1)
            event.accept()
        elif key == Qt.Key.Key_Escape and not self._list.isHidden():
            self._list.hide()
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Put the hits away, and what was typed if it came to nothing."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._list.hide()

    @Slot(str)
    def _look_for(self, text: str) -> None:
        if self._chosen is not None and text.strip() != f"{self._chosen.name} · {self._chosen.account}":
            self._chosen = None
            self.picked.emit(None)
        wanted = text.strip()
        if not wanted or self._chosen is not None:
            self._list.hide()
            return
        self._session.tasks.read(self._session.read(_find, wanted), self._show, key=f"picker-{id(self)}")

    def _show(self, hits: _Hits) -> None:
        if hits.text != self.text().strip():
            return
        self._found = hits.text
        self._list.show_rows(hits.rows, self)
        if self._take_first:
            self._take_first = False
            if hits.rows:
                self._take(hits.rows[0].id)

    @Slot(object)
    def _take(self, customer_id: int | None) -> None:
        customer = next((row for row in self._list.model.rows() if row.id == customer_id), None)
        if customer is not None:
            self.show_customer(customer)
            self.picked.emit(customer)


class _Hanging(QFrame):
    """The hits under the field; it never takes the focus."""

    def __init__(self, session: Session, field: QWidget) -> None:
        super().__init__(field)
        set_role(self, "palette")
        self._session = session
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        columns: list[Column[CustomerListRow]] = [Column("name", _("Name"), lambda row: row.name)]
        self.model = RowsModel(columns, self)
        self.list = RowList(self._present)
        set_role(self.list, "bare")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.show_model(self.model)
        self.nothing = label(_("No customer like this."), "quiet")
        self.nothing.setMargin(12)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self.list)
        box.addWidget(self.nothing)
        self.hide()

    def show_rows(self, rows: tuple[CustomerListRow, ...], field: QWidget) -> None:
        """Hang under ``field`` with these hits, the first of them marked."""
        window = field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.model.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        height = self.list.row_height() * len(rows) + 10 if rows else self.nothing.sizeHint().height() + 10
        below = field.mapTo(window, QPoint(0, field.height() + 2))
        self.setGeometry(below.x(), below.y(), max(field.width(), 360), height)
        if rows:
            self.list.set_current(rows[0].id)
        self.show()
        self.raise_()

    def walk(self, step: int) -> None:
        """Mark the next or the one before."""
        ids = self.model.all_ids()
        current = self.list.current_id()
        if ids:
            place = ids.index(current) + step if current in ids else 0
            self.list.set_current(ids[max(0, min(place, len(ids) - 1))])

    def _present(self, row: CustomerListRow) -> TwoLines:
        balance = self._session.amounts.plain(row.balance_minor)
        return TwoLines(row.name, balance, row.account, customer_pill(row.worst_status, row.oldest_days_late))


def _find(reader: Reader, text: str) -> _Hits:
    ids = customer_ids(reader, CustomerFilter(text=text, status=""), CustomerSort.BEST)
    return _Hits(text, tuple(customer_rows(reader, ids[:_SHOWN])))
