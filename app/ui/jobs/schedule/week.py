"""The week: seven days side by side, hours downwards. Alt+Up and Alt+Down move by a quarter of an hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QLine, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent

from app.domain.appointments import instant_of
from app.services.queries.jobs_calendar import CalendarPage
from app.ui.jobs.schedule.boxes import Box, Shift
from app.ui.jobs.schedule.grid import CalendarGrid
from app.ui.jobs.schedule.layout import DAY_MINUTES, first_shown_hour
from app.ui.kit.paint import Inks
from app.ui.kit.theme.applied import pixels

_QUARTER = 15


class WeekGrid(CalendarGrid):
    """Days as columns; the page may have one to seven of them."""

    _opened_at: date | None = None

    # Measures

    @property
    def hour_height(self) -> int:
        """The height of an hour."""
        return pixels(46)

    @property
    def head(self) -> int:
        """The height of the line with the days."""
        return pixels(46)

    @property
    def margin(self) -> int:
        """The width of the column with the hours."""
        return pixels(60)

    def column(self, day: int) -> QRect:
        """Return the column of a day in the contents."""
        days = self.page.days if self.page is not None else 7
        room = self.viewport().width() - self.margin
        left = self.margin + room * day // days
        right = self.margin + room * (day + 1) // days
        return QRect(left, self.head, right - left, 24 * self.hour_height)

    def contents_area(self) -> QRect:
        """Return what lies below the days."""
        return self.viewport().rect().adjusted(0, self.head, 0, 0)

    def show_page(self, page: CalendarPage, today: date, now: datetime) -> None:
        """Show a week; one that was not shown before begins with the working day."""
        super().show_page(page, today, now)
        if self._opened_at != page.first:
            self._opened_at = page.first
            self.verticalScrollBar().setValue(first_shown_hour(self.parts) * self.hour_height - pixels(6))

    def lay_out(self) -> list[Box]:
        """Return each part in its day and lane."""
        bar = self.verticalScrollBar()
        tall = 24 * self.hour_height + self.head + pixels(8)
        bar.setRange(0, max(tall - self.viewport().height(), 0))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self.hour_height // 2)
        return [Box(part, self._rect(part.day, part.top, part.bottom, part.lane, part.lanes)) for part in self.parts]

    def _rect(self, day: int, top: int, bottom: int, lane: int, lanes: int) -> QRect:
        column = self.column(day).adjusted(pixels(3), 0, -pixels(5), 0)
        left = column.left() + column.width() * lane // lanes
        right = column.left() + column.width() * (lane + 1) // lanes
        above, below = self._height(top), self._height(bottom)
        return QRect(left, self.head + above + 1, right - left - 2, below - above - 2)

    def _height(self, minutes: int) -> int:
        return minutes * self.hour_height // 60

    # Painting

    def paint_ground(self, painter: QPainter, pen: Inks) -> None:
        """Paint today's column, the hours and the lines between days."""
        page = self.page
        if page is None:
            return
        painter.save()
        painter.setClipRect(self.contents_area())
        painter.translate(0, -self.scrolled_by())
        if self.today is not None and 0 <= (place := (self.today - page.first).days) < page.days:
            painter.fillRect(self.column(place), pen.hover)
        painter.setPen(pen.line)
        width, week = self.viewport().width(), self.style_.week
        painter.drawLines([QLine(self.margin, self.head + hour * self.hour_height, width, self.head + hour * self.hour_height)
                           for hour in range(25)])
        painter.drawLines([QLine(self.column(day).left(), self.head, self.column(day).left(), self.head + 24 * self.hour_height)
                           for day in range(page.days)])
        for hour in range(1, 24):
            at = datetime(2000, 1, 1, hour)  # noqa: DTZ001 - an hour on the wall, of no day
            rect = QRect(0, self.head + hour * self.hour_height - pixels(9), self.margin - pixels(8), pixels(18))
            pen.write(painter, rect, week.short_hour(at), pen.small, pen.quiet, right=True)
        painter.restore()

    def paint_box(self, painter: QPainter, pen: Inks, box: Box) -> None:
        """Paint an appointment: what, whose, who; as much of it as there is room for."""
        each, rect = box.part.appointment, box.rect
        self.paint_frame(painter, pen, rect, each)
        ink = self.colours(each)[0]
        inside = rect.adjusted(pixels(8), pixels(2), -pixels(4), -pixels(2))
        line = pixels(17)
        icon = QPoint(inside.right() - pen.icon, inside.top() + (line - pen.icon) // 2)
        self.paint_icon(painter, pen, icon, each)
        begins = each.starts_at.astimezone(self.style_.zone)
        who = each.technician
        lines = [(each.title, pen.bold, ink), (each.customer_name, pen.small, pen.ink)]
        if who:
            lines.append((who, pen.small, pen.ink))
        if each.site_name:
            lines.append((each.site_name, pen.small, pen.quiet))
        if rect.height() < 2 * line:
            lines = [(f"{self.style_.week.short_hour(begins)} {each.title} · {each.customer_name}", pen.small, ink)]
        for place, (text, face, colour) in enumerate(lines):
            top = inside.top() + place * line
            if place and top + line > inside.bottom() + pixels(3):
                break
            room = inside.width() - (pen.icon + pixels(4) if place == 0 else 0)
            pen.write(painter, QRect(inside.left(), top, room, line), text, face, colour)

    def paint_above(self, painter: QPainter, pen: Inks) -> None:
        """Paint the days, and what time it is."""
        page = self.page
        if page is None:
            return
        self._paint_now(painter, pen)
        width = self.viewport().width()
        painter.fillRect(QRect(0, 0, width, self.head), pen.surface)
        painter.setPen(pen.edge)
        painter.drawLine(0, self.head - 1, width, self.head - 1)
        for day in range(page.days):
            on = page.first + timedelta(days=day)
            column = self.column(day)
            is_today = on == self.today
            name = QRect(column.left() + pixels(8), pixels(5), column.width() - pixels(10), pixels(16))
            pen.write(painter, name, self.style_.week.short_day(on), pen.small, pen.accent if is_today else pen.quiet)
            number = QRect(name.left(), name.bottom() + 1, name.width(), pixels(20))
            text = str(on.day) if on.day != 1 and day else self.style_.month(on)
            pen.write(painter, number, text, pen.bold, pen.accent if is_today else pen.ink)

    def _paint_now(self, painter: QPainter, pen: Inks) -> None:
        page, now = self.page, self.now
        if page is None or now is None or self.today is None:
            return
        here = now.astimezone(self.style_.zone)
        place = (here.date() - page.first).days
        if here.date() != self.today or not 0 <= place < page.days:
            return
        painter.save()
        painter.setClipRect(self.contents_area())
        column = self.column(place)
        at = self.head + self._height(here.hour * 60 + here.minute) - self.scrolled_by()
        painter.fillRect(QRect(column.left(), at, column.width(), 2), pen.accent)
        painter.restore()

    # Moving

    def shift_of(self, box: Box, pressed_at: QPoint, at: QPoint) -> Shift:
        """Return days across and quarters of an hour down."""
        minutes = round((at.y() - pressed_at.y()) * 60 / self.hour_height / _QUARTER) * _QUARTER
        top = box.part.top + minutes
        if box.part.begins and not self._stretching:
            minutes += max(-top, 0) - max(top - (DAY_MINUTES - _QUARTER), 0)
        return self._day_at(at.x()) - self._day_at(pressed_at.x()), minutes

    def key_shift(self, key: Qt.Key) -> Shift | None:
        """Return a day sideways, a quarter of an hour up or down."""
        return {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -_QUARTER),
            Qt.Key.Key_Down: (0, _QUARTER),
        }.get(key)

    def ghost_rects(self, box: Box, shift: Shift) -> list[QRect]:
        """Return the box where it would stand."""
        days, minutes = shift
        day = box.part.day + days
        top = box.part.top + minutes
        if self.page is None or not 0 <= day < self.page.days:
            return []
        return [self._rect(day, max(top, 0), min(top + box.part.bottom - box.part.top, DAY_MINUTES), 0, 1)]

    def is_edge(self, box: Box, at: QPoint) -> bool:
        """Return whether ``at`` is the lower edge of an appointment's last part."""
        ends = box.part.appointment.ends_at.astimezone(self.style_.zone)
        is_last = box.part.bottom == (ends.hour * 60 + ends.minute or DAY_MINUTES)
        return is_last and box.rect.height() > pixels(24) and at.y() > box.rect.bottom() - pixels(6)

    def stretched_rects(self, box: Box, minutes: int) -> list[QRect]:
        """Return the box with its end elsewhere."""
        bottom = max(box.part.top + _QUARTER, min(box.part.bottom + minutes, DAY_MINUTES))
        return [self._rect(box.part.day, box.part.top, bottom, box.part.lane, box.part.lanes)]

    def instant_at(self, at: QPoint) -> datetime | None:
        """Return the half hour under ``at``."""
        if self.page is None or at.x() < self.margin:
            return None
        minutes = (at.y() - self.head) * 60 // self.hour_height // 30 * 30
        minutes = max(0, min(minutes, DAY_MINUTES - 30))
        on = self.page.first + timedelta(days=self._day_at(at.x()))
        hour = (datetime(2000, 1, 1) + timedelta(minutes=minutes)).time()  # noqa: DTZ001 - as above
        return instant_of(on, hour, self.style_.zone)

    def reveal(self, box: Box) -> None:
        """Scroll until the box is seen."""
        bar, area = self.verticalScrollBar(), self.contents_area()
        if box.rect.top() - self.head < bar.value():
            bar.setValue(box.rect.top() - self.head - pixels(12))
        elif box.rect.bottom() > bar.value() + area.bottom():
            bar.setValue(box.rect.bottom() - area.bottom() + pixels(12))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll on while something is dragged to the edge."""
        super().mouseMoveEvent(event)
        if self._shift is not None:
            y, area = event.position().toPoint().y(), self.contents_area()
            bar = self.verticalScrollBar()
            if y < area.top() + pixels(16):
                bar.setValue(bar.value() - self.hour_height // 4)
            elif y > area.bottom() - pixels(16):
                bar.setValue(bar.value() + self.hour_height // 4)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the hours, never the page around them."""
        super().wheelEvent(event)
        event.accept()

    def _day_at(self, x: int) -> int:
        days = self.page.days if self.page is not None else 7
        room = max(self.viewport().width() - self.margin, 1)
        return max(0, min((x - self.margin) * days // room, days - 1))
