"""A date: ``t`` today, ``+`` ``-`` a day, ``[`` ``]`` a month, ``5`` the fifth, month names; the calendar is optional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout, QWidget

from app.domain.date_input import FIRST_YEAR, LAST_YEAR, Order, parse_date, step_date
from app.domain.errors import UserError
from app.domain.language import _
from app.ui.kit.fields.parsed import ParsedField
from app.ui.kit.icons import icon
from app.ui.kit.theme import set_role, signals
from app.ui.kit.theme.applied import pixels


class DateStyle(Protocol):
    """How dates are read and written in one locale (``app.services.formats.DateFormat`` is one)."""

    @property
    def order(self) -> Order:
        """In which order day, month and year are typed."""

    @property
    def month_names(self) -> Mapping[str, int]:
        """Names of months to 1–12."""

    def short(self, on: dt.date) -> str:
        """Return the date in numbers."""


class DateField(ParsedField[dt.date]):
    """Holds a date. ``today`` is the office's business date."""

    def __init__(self, style: DateStyle, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._today = today
        self._calendar: _Calendar | None = None
        self._open = QAction(_("Calendar"), self)
        self._open.triggered.connect(self.open_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self.setToolTip(_("t today · + − a day · [ ] a month · 5 the fifth"))
        signals().changed.connect(self._dress)
        self._dress()

    def understand(self, text: str) -> dt.date:
        """Return the date that ``text`` says."""
        return parse_date(text, self._today, self._style.order, self._style.month_names)

    def written(self, value: dt.date) -> str:
        """Return the date in the locale's numbers."""
        return self._style.short(value)

    def date(self) -> dt.date | None:
        """Return the date; None when empty or not understood."""
        return self.value()

    def set_date(self, on: dt.date | None) -> None:
        """Show a date."""
        self.set_value(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Step a whole date with one key, or open the calendar with Down."""
        stepped = self._stepped(event.text())
        if stepped is not None:
            self._take(stepped)
            event.accept()
        elif event.key() == Qt.Key.Key_Down:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def _stepped(self, key: str) -> dt.date | None:
        """Return the date after ``key``, or None when the key is an ordinary character here."""
        typing = self.isModified() and self.selectedText() != self.text()
        if key in ("t", "T"):
            return None if typing and self.text() else self._today
        if key == "-" and typing and self.text():
            return None  # it stands between the numbers of a date
        start = self._typed() if typing else self._value
        if start is None and self.text() and typing:
            return None
        try:
            return step_date(start or self._today, key) if key else None
        except UserError:
            return start  # Beyond lies a year that is not kept.

    def _typed(self) -> dt.date | None:
        try:
            return self.understand(self.text().strip())
        except UserError:
            return None

    def _take(self, on: dt.date) -> None:
        new = on != self._value
        self.set_value(on)
        self.selectAll()
        if new:
            self.changed.emit(on)

    @Slot()
    def open_calendar(self) -> None:
        """Show a month to choose from."""
        if self._calendar is None:
            self._calendar = _Calendar(self)
            self._calendar.month.clicked.connect(self._picked)
            self._calendar.month.activated.connect(self._picked)
        on = self.value() or self._today
        self._calendar.month.setSelectedDate(QDate(on.year, on.month, on.day))
        self._calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._calendar.show()
        self._calendar.month.setFocus()

    @Slot(QDate)
    def _picked(self, chosen: QDate) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self._take(dt.date(chosen.year(), chosen.month(), chosen.day()))
        self.setFocus()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for a date and the calendar's icon."""
        return QSize(pixels(136), super().sizeHint().height())

    @Slot()
    def _dress(self) -> None:
        self._open.setIcon(icon("calendar"))


class _Calendar(QFrame):
    """The popup with one month."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        set_role(self, "palette")
        self.month = QCalendarWidget()
        self.month.setDateRange(QDate(FIRST_YEAR, 1, 1), QDate(LAST_YEAR, 12, 31))
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setGridVisible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.month)
