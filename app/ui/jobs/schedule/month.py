"""The month: weeks as rows, each day with its appointments in order. Alt+Up and Alt+Down move by a week; hours stay."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QLine, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from app.domain.appointments import instant_of
from app.domain.language import _
from app.ui.jobs.schedule.boxes import Box, Shift
from app.ui.jobs.schedule.grid import CalendarGrid
from app.ui.kit.paint import Inks
from app.ui.kit.theme import Tone
from app.ui.kit.theme.applied import pixels

_USUAL_HOUR = time(9)


class MonthGrid(CalendarGrid):
    """Whole weeks that hold a month; days of other months stand back."""

    month: int = 0

    # Measures

    @property
    def head(self) -> int:
        """The height of the line with the weekdays."""
        return pixels(26)

    @property
    def line(self) -> int:
        """The height of an appointment."""
        return pixels(24)

    def rows(self) -> int:
        """Return how many weeks are shown."""
        return self.page.days // 7 if self.page is not None else 6

    def cell(self, day: int) -> QRect:
        """Return the cell of a day."""
        width, height = self.viewport().width(), self.viewport().height() - self.head
        across, down, rows = day % 7, day // 7, max(self.rows(), 1)
        left, right = width * across // 7, width * (across + 1) // 7
        top, bottom = height * down // rows, height * (down + 1) // rows
        return QRect(left, self.head + top, right - left, bottom - top)

    def lay_out(self) -> list[Box]:
        """Return the appointments that each day has room for; when some are left out, the last line says so."""
        self.verticalScrollBar().setRange(0, 0)
        by_day: dict[int, list[Box]] = {}
        self.more: dict[int, int] = {}
        self.hidden_clashes: dict[int, bool] = {}
        for part in self.parts:
            by_day.setdefault(part.day, []).append(Box(part, QRect()))
        found: list[Box] = []
        for day, boxes in by_day.items():
            cell = self.cell(day)
            room = max((cell.height() - pixels(26)) // self.line, 0)
            # Some are left out: the line that says so is lower than an appointment.
            shown = boxes if len(boxes) <= room else boxes[: max((cell.height() - pixels(42)) // self.line, 0)]
            hidden = boxes[len(shown) :]
            self.more[day] = len(hidden)
            self.hidden_clashes[day] = any(self.clashes(box.part.appointment) for box in hidden)
            for place, box in enumerate(shown):
                top = cell.top() + pixels(24) + place * self.line
                rect = QRect(cell.left() + pixels(4), top, cell.width() - pixels(8), self.line - 2)
                found.append(Box(box.part, rect))
        return found

    # Painting

    def paint_ground(self, painter: QPainter, pen: Inks) -> None:
        """Paint the weekdays, the cells and their numbers."""
        page = self.page
        if page is None:
            return
        week, width, height = self.style_.week, self.viewport().width(), self.viewport().height()
        for day in range(7):
            cell = self.cell(day)
            rect = QRect(cell.left() + pixels(8), 0, cell.width() - pixels(10), self.head)
            pen.write(painter, rect, week.short_day(page.first + timedelta(days=day)), pen.small, pen.quiet)
        for day in range(page.days):
            on, cell = page.first + timedelta(days=day), self.cell(day)
            if on == self.today:
                painter.fillRect(cell, pen.hover)
            number = QRect(cell.left() + pixels(8), cell.top() + pixels(4), cell.width() - pixels(12), pixels(18))
            text = self.style_.month(on) if on.day == 1 else str(on.day)
            colour = pen.accent if on == self.today else pen.ink if on.month == self.month else pen.quiet
            pen.write(painter, number, text, pen.bold if on == self.today else pen.normal, colour)
            if more := self.more.get(day, 0):
                below = QRect(cell.left() + pixels(10), cell.bottom() - pixels(18), cell.width() - pixels(14), pixels(17))
                text, colour = _("{count} more").format(count=more), pen.accent
                if self.hidden_clashes.get(day, False):
                    text, colour = _("{count} more, double booked").format(count=more), pen.tones[Tone.ALARM][0]
                pen.write(painter, below, text, pen.small, colour)
        painter.setPen(pen.line)
        lines = [QLine(0, self.cell(7 * row).top(), width, self.cell(7 * row).top()) for row in range(self.rows())]
        lines += [QLine(self.cell(day).left(), self.head, self.cell(day).left(), height) for day in range(1, 7)]
        painter.drawLines(lines)

    def paint_box(self, painter: QPainter, pen: Inks, box: Box) -> None:
        """Paint an appointment as one line: when, what, whose."""
        each, rect = box.part.appointment, box.rect
        self.paint_frame(painter, pen, rect, each)
        ink = self.colours(each)[0]
        inside = rect.adjusted(pixels(7), 0, -pixels(3), 0)
        begins = each.starts_at.astimezone(self.style_.zone)
        icon = QPoint(inside.right() - pen.icon, inside.top() + (inside.height() - pen.icon) // 2)
        self.paint_icon(painter, pen, icon, each)
        hour = self.style_.week.short_hour(begins) if box.part.begins else "…"
        room = inside.adjusted(0, 0, -pen.icon - pixels(4), 0)
        taken = pen.write(painter, room, hour, pen.small, ink)
        text = f"{each.title} · {each.customer_name}"
        pen.write(painter, room.adjusted(taken + pixels(5), 0, 0, 0), text, pen.small, pen.ink)

    # Moving

    def shift_of(self, box: Box, pressed_at: QPoint, at: QPoint) -> Shift:
        """Return days; the hour stays."""
        del box
        return self._day_at(at) - self._day_at(pressed_at), 0

    def key_shift(self, key: Qt.Key) -> Shift | None:
        """Return a day sideways, a week up or down."""
        return {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (-7, 0),
            Qt.Key.Key_Down: (7, 0),
        }.get(key)

    def ghost_rects(self, box: Box, shift: Shift) -> list[QRect]:
        """Return the day it would stand in."""
        day = box.part.day + shift[0]
        if self.page is None or not 0 <= day < self.page.days:
            return []
        cell = self.cell(day)
        return [QRect(cell.left() + pixels(4), cell.top() + pixels(24), cell.width() - pixels(8), self.line - 2)]

    def instant_at(self, at: QPoint) -> datetime | None:
        """Return nine o'clock of the day under ``at``."""
        if self.page is None or at.y() < self.head:
            return None
        return instant_of(self._date_at(at), _USUAL_HOUR, self.style_.zone)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open a day whose appointments have no room here."""
        at = event.position().toPoint()
        dragged = self._shift is not None
        super().mouseReleaseEvent(event)
        if not dragged and self.page is not None and at.y() >= self.head:
            day = self._day_at(at)
            if self.more.get(day, 0) and at.y() > self.cell(day).bottom() - pixels(20):
                self.day_opened.emit(self._date_at(at))

    def _day_at(self, at: QPoint) -> int:
        width, height = max(self.viewport().width(), 1), max(self.viewport().height() - self.head, 1)
        across = max(0, min(at.x() * 7 // width, 6))
        down = max(0, min((at.y() - self.head) * self.rows() // height, self.rows() - 1))
        return down * 7 + across

    def _date_at(self, at: QPoint) -> date:
        first = self.page.first if self.page is not None else date.min
        return first + timedelta(days=self._day_at(at))
