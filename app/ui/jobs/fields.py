"""Fields for an hour of the day and for how long something lasts. What a text means is decided in ``app.domain.time_input``."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.time_input import parse_hour, parse_length
from app.services.week_format import WeekFormat, length_words
from app.ui.kit.fields.parsed import ParsedField
from app.ui.kit.theme.applied import pixels

_QUARTER = timedelta(minutes=15)


class HourField(ParsedField[time]):
    """An hour of the day: 9, 930, 2:30p. Up and Down step by a quarter of an hour."""

    def __init__(self, style: WeekFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style

    def understand(self, text: str) -> time:
        """Return the hour."""
        return parse_hour(text)

    def written(self, value: time) -> str:
        """Return the hour as the locale writes it."""
        return self._style.hour(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Step with the arrow keys."""
        step = {Qt.Key.Key_Up: _QUARTER, Qt.Key.Key_Down: -_QUARTER}.get(Qt.Key(event.key()))
        if step is None or event.modifiers():
            super().keyPressEvent(event)
            return
        at = datetime.combine(datetime(2000, 1, 2).date(), self.value() or time(9))  # noqa: DTZ001 - an hour of no day
        stepped = (at + step).time()
        self.set_value(stepped)
        self.selectAll()
        self.changed.emit(stepped)
        event.accept()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for an hour."""
        return QSize(pixels(104), super().sizeHint().height())


class LengthField(ParsedField[timedelta]):
    """How long: 45m, 1:30, 2 h. Up and Down step by a quarter of an hour."""

    def understand(self, text: str) -> timedelta:
        """Return the length."""
        return parse_length(text)

    def written(self, value: timedelta) -> str:
        """Return the length in words."""
        return length_words(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Step with the arrow keys."""
        step = {Qt.Key.Key_Up: _QUARTER, Qt.Key.Key_Down: -_QUARTER}.get(Qt.Key(event.key()))
        if step is None or event.modifiers():
            super().keyPressEvent(event)
            return
        stepped = max((self.value() or timedelta(hours=1)) + step, _QUARTER)
        self.set_value(stepped)
        self.selectAll()
        self.changed.emit(stepped)
        event.accept()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for a length."""
        return QSize(pixels(104), super().sizeHint().height())
