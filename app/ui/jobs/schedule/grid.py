"""What the week and the month share: boxes with appointments, walking them, dragging them, moving them by keys, tips.

A subclass says where boxes stand, paints what is around them, and what a place under the pointer means.

Keys: arrows walk; Alt+Left and Alt+Right move by a day, Alt+Up and Alt+Down by what the grid says; with Shift besides, it
lasts a quarter of an hour shorter or longer. Enter opens.

It is long for one reason: pointer and keys move the same marked box, and a ghost of it is painted while they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from app.domain.appointments import moved
from app.services.queries.jobs_calendar import Appointment, CalendarPage
from app.services.week_format import length_words
from app.ui.jobs.schedule.boxes import Box, Shift, Style, colours_of, paint_frame, paint_ghost
from app.ui.jobs.schedule.layout import Part, parts_of
from app.ui.kit.icons import drawing
from app.ui.kit.paint import Inks, inks
from app.ui.kit.theme import signals

_QUARTER = 15


class CalendarGrid(QAbstractScrollArea):
    """A page of appointments.

    Signals:
        opened(int): show this job.
        move_wanted(int, object, object): give this job the appointment from one instant (UTC) to another.
        current_changed(int | None): this job is marked.
        empty_opened(datetime): a new job is wanted at this instant (UTC).
        day_opened(date): show this day more closely.
        turned(int): go on by so many pages.
        menu_wanted(int, QPoint): show what can be done with this job, here (global).
        asked(str): a letter that the page around the grid knows: t today, g go to a day, w week, m month, l list.
        undo_wanted(): take the last step back, also when the line that offered it is gone.
    """

    opened = Signal(object)
    move_wanted = Signal(object, object, object)
    current_changed = Signal(object)
    empty_opened = Signal(object)
    day_opened = Signal(object)
    turned = Signal(int)
    menu_wanted = Signal(object, QPoint)
    asked = Signal(str)
    undo_wanted = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_ = style
        self.page: CalendarPage | None = None
        self.parts: list[Part] = []
        self.boxes: list[Box] = []
        self.today: date | None = None
        self.now: datetime | None = None
        self._current: int | None = None
        self._pressed: Box | None = None
        self._pressed_at = QPoint()
        self._shift: Shift | None = None
        self._stretching = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._repaint)
        signals().changed.connect(self.arrange)

    # What each grid says

    def lay_out(self) -> list[Box]:
        """Return where the parts of the page stand."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter, pen: Inks) -> None:
        """Paint what the boxes stand on."""
        raise NotImplementedError

    def paint_above(self, painter: QPainter, pen: Inks) -> None:
        """Paint what covers the boxes."""
        del painter, pen

    def contents_area(self) -> QRect:
        """Return the part of the viewport that boxes may be painted in."""
        return self.viewport().rect()

    def shift_of(self, box: Box, pressed_at: QPoint, at: QPoint) -> Shift:
        """Return what dragging ``box`` from one place to another means."""
        raise NotImplementedError

    def is_edge(self, box: Box, at: QPoint) -> bool:
        """Return whether ``at`` is the end of an appointment, which can be pulled to make it last longer or shorter."""
        del box, at
        return False

    def key_shift(self, key: Qt.Key) -> Shift | None:
        """Return what Alt with an arrow key moves by."""
        raise NotImplementedError

    def instant_at(self, at: QPoint) -> datetime | None:
        """Return the instant (UTC) that an empty place stands for."""
        raise NotImplementedError

    def ghost_rects(self, box: Box, shift: Shift) -> list[QRect]:
        """Return where an appointment that is dragged would stand."""
        raise NotImplementedError

    def stretched_rects(self, box: Box, minutes: int) -> list[QRect]:
        """Return where an appointment that is made longer or shorter would stand."""
        del minutes
        return [box.rect]

    def scrolled_by(self) -> int:
        """Return how far the contents are scrolled up."""
        return self.verticalScrollBar().value()

    # What the page asks

    def show_page(self, page: CalendarPage, today: date, now: datetime) -> None:
        """Show these appointments; the marked one stays marked while it is among them."""
        self.page, self.today, self.now = page, today, now
        self.parts = parts_of(page.appointments, page.first, page.days, self.style_.zone)
        self._pressed = self._shift = None
        known = {each.id for each in page.appointments}
        if self._current not in known:
            self._set_current(None)
        self._describe()
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Place everything anew."""
        self.boxes = self.lay_out() if self.page is not None else []
        self.viewport().update()

    def current(self) -> Appointment | None:
        """Return the appointment that is marked."""
        page = self.page
        return next((each for each in page.appointments if each.id == self._current), None) if page is not None else None

    def mark(self, job_id: int) -> None:
        """Mark an appointment, if the page shows it."""
        if self.page is not None and any(each.id == job_id for each in self.page.appointments):
            self._set_current(job_id)

    def box_of(self, job_id: int) -> Box | None:
        """Return where an appointment begins on the page."""
        return next((box for box in self.boxes if box.part.appointment.id == job_id), None)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground, the boxes, and what is dragged above them."""
        painter = QPainter(self.viewport())
        pen = inks()
        pen.ratio = self.devicePixelRatioF()
        painter.fillRect(self.viewport().rect(), pen.surface)
        if self.page is None:
            return
        self.paint_ground(painter, pen)
        painter.save()
        painter.setClipRect(self.contents_area())
        painter.translate(0, -self.scrolled_by())
        for box in self.boxes:
            self.paint_box(painter, pen, box)
        if self._pressed is not None and self._shift is not None:
            if self._stretching:
                self._paint_stretched(painter, pen, self._pressed, self._shift[1])
            else:
                self._paint_ghost(painter, pen, self._pressed, self._shift)
        painter.restore()
        self.paint_above(painter, pen)

    def paint_box(self, painter: QPainter, pen: Inks, box: Box) -> None:
        """Paint an appointment."""
        raise NotImplementedError

    def colours(self, each: Appointment) -> tuple[QColor, QColor, str]:
        """Return text colour, ground and icon of an appointment: an alarm when somebody is booked twice."""
        return colours_of(each, clashing=bool(self.clashes(each)))

    def clashes(self, each: Appointment) -> tuple[str, ...]:
        """Return the numbers of the jobs that an appointment clashes with."""
        return self.page.clashes.get(each.id, ()) if self.page is not None else ()

    def paint_frame(self, painter: QPainter, pen: Inks, rect: QRect, each: Appointment) -> None:
        """Paint a box's ground with its bar at the left, and a ring round the marked one."""
        ring = None
        if each.id == self._current:
            ring = pen.focus if self.hasFocus() else pen.edge
        paint_frame(painter, rect, self.colours(each), ring, alarm=bool(self.clashes(each)))

    def paint_icon(self, painter: QPainter, pen: Inks, at: QPoint, each: Appointment) -> None:
        """Paint the sign of an appointment's status."""
        colour, _ground, name = self.colours(each)
        painter.drawPixmap(at, drawing(name, colour.name(), pen.icon, pen.ratio))

    def _paint_ghost(self, painter: QPainter, pen: Inks, box: Box, shift: Shift) -> None:
        each = box.part.appointment
        starts, _ends = moved(each.starts_at, each.ends_at, self.style_.zone, *shift)
        here = starts.astimezone(self.style_.zone)
        text = f"{self.style_.week.short_day(here.date())} {self.style_.week.hour(here)}"
        for rect in self.ghost_rects(box, shift):
            paint_ghost(painter, pen, rect, text)

    def _paint_stretched(self, painter: QPainter, pen: Inks, box: Box, minutes: int) -> None:
        each = box.part.appointment
        length = max(each.ends_at - each.starts_at + timedelta(minutes=minutes), timedelta(minutes=_QUARTER))
        for rect in self.stretched_rects(box, minutes):
            paint_ghost(painter, pen, rect, length_words(length))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what is pressed; a drag may follow."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        box = self._box_at(event.position().toPoint())
        self._set_current(box.part.appointment.id if box is not None else None)
        if event.button() == Qt.MouseButton.LeftButton and box is not None:
            self._pressed, self._pressed_at = box, self._inside(event.position().toPoint())
            self._stretching = self.is_edge(box, self._pressed_at)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show where what is dragged would go."""
        at = self._inside(event.position().toPoint())
        if self._pressed is None:
            over = self._box_at(event.position().toPoint())
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            if over is not None and self.is_edge(over, at) and self._can_move(over.part.appointment):
                shape = Qt.CursorShape.SizeVerCursor
            self.viewport().setCursor(shape)
            return
        if self._shift is None and (at - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
            return
        if not self._can_move(self._pressed.part.appointment):
            return
        self.viewport().setCursor(Qt.CursorShape.SizeVerCursor if self._stretching else Qt.CursorShape.ClosedHandCursor)
        days, minutes = self.shift_of(self._pressed, self._pressed_at, at)
        self._shift = (0, minutes) if self._stretching else (days, minutes)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of what is dragged."""
        box, shift = self._pressed, self._shift
        self._pressed = self._shift = None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.viewport().update()
        if box is not None and shift is not None and self._stretching:
            self._stretch(box.part.appointment, shift[1])
        elif box is not None and shift is not None:
            self._want(box.part.appointment, shift)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open a job; on an empty place, begin one."""
        at = event.position().toPoint()
        box = self._box_at(at)
        self._pressed = self._shift = None
        if box is not None:
            self.opened.emit(box.part.appointment.id)
        elif (instant := self.instant_at(self._inside(at))) is not None:
            self.empty_opened.emit(instant)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell what is under the pointer, and what can be done with it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            box = self._box_at(event.pos())
            if box is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.style_.tell(box.part.appointment), self.viewport())
            return True
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self._ask_menu(event.pos())
            return True
        return super().viewportEvent(event)

    def _ask_menu(self, at: QPoint) -> None:
        box = self._box_at(at)
        if box is None and self._current is not None:
            box = self.box_of(self._current)
            if box is not None:
                at = box.rect.bottomLeft() - QPoint(0, self.scrolled_by())
        if box is not None:
            self._set_current(box.part.appointment.id)
            self.menu_wanted.emit(box.part.appointment.id, self.viewport().mapToGlobal(at))

    # Keys

    def event(self, event: QEvent) -> bool:
        """Take Undo before the window does, whose own lasts only as long as its line at the bottom."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk, move, open, turn the page."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
            event.accept()
            return
        key, current = Qt.Key(event.key()), self.current()
        aside = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        shift = self.key_shift(key) if aside else None
        longer = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if aside and shift is not None:
            if current is not None and self._can_move(current):
                if longer:
                    self._stretch(current, _QUARTER if key in (Qt.Key.Key_Down, Qt.Key.Key_Right) else -_QUARTER)
                else:
                    self._want(current, shift)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and not aside:
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current.id)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Menu and current is not None:
            self._ask_menu(QPoint(-1, -1))
        elif key == Qt.Key.Key_Escape and self._shift is not None:
            self._pressed = self._shift = None
            self.viewport().update()
        elif key == Qt.Key.Key_Home or (event.text() and event.text().lower() in "tgwml"):
            self.asked.emit("t" if key == Qt.Key.Key_Home else event.text().lower())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _walk(self, key: Qt.Key) -> None:
        order: Sequence[Box] = [box for box in self.boxes if box.part.begins] or self.boxes
        if not order:
            self.turned.emit(-1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1)
            return
        here = self.box_of(self._current) if self._current is not None else None
        step = -1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1
        if here is None or here not in order:
            chosen = order[0] if step > 0 else order[-1]
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            place = order.index(here) + step
            chosen = order[max(0, min(place, len(order) - 1))]
        else:
            beside = [box for box in order if (box.part.day - here.part.day) * step > 0]
            if not beside:
                self.turned.emit(step)
                return
            day = min((box.part.day for box in beside), key=lambda at: abs(at - here.part.day))
            chosen = min((b for b in beside if b.part.day == day), key=lambda b: abs(b.part.top - here.part.top))
        self._set_current(chosen.part.appointment.id)
        self.reveal(chosen)

    def reveal(self, box: Box) -> None:
        """Scroll a box into view."""
        del box

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Mark the first appointment when the keyboard comes in."""
        super().focusInEvent(event)
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self._current is None and self.boxes and by_tab:
            self._set_current(self.boxes[0].part.appointment.id)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Place everything in the new room."""
        super().resizeEvent(event)
        self.arrange()

    # Inside

    @staticmethod
    def _can_move(each: Appointment) -> bool:
        return each.status in ("scheduled", "in_progress")

    def _want(self, each: Appointment, shift: Shift) -> None:
        starts, ends = moved(each.starts_at, each.ends_at, self.style_.zone, *shift)
        if (starts, ends) != (each.starts_at, each.ends_at):
            self.move_wanted.emit(each.id, starts, ends)

    def _stretch(self, each: Appointment, minutes: int) -> None:
        length = max(each.ends_at - each.starts_at + timedelta(minutes=minutes), timedelta(minutes=_QUARTER))
        if length != each.ends_at - each.starts_at:
            self.move_wanted.emit(each.id, each.starts_at, each.starts_at + length)

    def _inside(self, at: QPoint) -> QPoint:
        return at + QPoint(0, self.scrolled_by())

    def _box_at(self, at: QPoint) -> Box | None:
        if not self.contents_area().contains(at):
            return None
        inside = self._inside(at)
        return next((box for box in reversed(self.boxes) if box.rect.contains(inside)), None)

    def _set_current(self, job_id: int | None) -> None:
        if job_id == self._current:
            return
        self._current = job_id
        self._describe()
        self.current_changed.emit(job_id)
        self.viewport().update()

    def _describe(self) -> None:
        """Let whoever listens to the window hear what is marked."""
        each = self.current()
        self.setAccessibleDescription(self.style_.tell(each) if each is not None else "")

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()
