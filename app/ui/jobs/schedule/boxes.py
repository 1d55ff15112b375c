"""The boxes of the calendar: what one is, what a grid writes them with, and how their ground is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.services.queries.jobs_calendar import Appointment
from app.services.week_format import WeekFormat
from app.ui.jobs.schedule.layout import Part
from app.ui.jobs.words import STATUS_LOOK
from app.ui.kit.paint import Inks, inks
from app.ui.kit.theme import Tone
from app.ui.kit.theme.applied import pixels

Shift = tuple[int, int]
"""Days and minutes by which an appointment is moved on the wall clock."""


@dataclass(frozen=True, slots=True)
class Box:
    """An appointment's part and the rectangle it fills, in the coordinates of the grid's contents."""

    part: Part
    rect: QRect


@dataclass(frozen=True, slots=True)
class Style:
    """How a grid writes and reckons: zone of the company, hours and weekdays, short dates, and what a tip says."""

    zone: ZoneInfo
    week: WeekFormat
    month: Callable[[date], str]
    tell: Callable[[Appointment], str]


def colours_of(each: Appointment, *, clashing: bool) -> tuple[QColor, QColor, str]:
    """Return text colour, ground and icon of an appointment: an alarm when somebody is booked twice."""
    tone, name = (Tone.ALARM, "warning") if clashing else STATUS_LOOK[each.status]
    colour, ground = inks().tones[tone]
    return colour, ground, name


def paint_frame(
    painter: QPainter, rect: QRect, colours: tuple[QColor, QColor, str], ring: QColor | None, *, alarm: bool
) -> None:
    """Paint a box's ground with its bar at the left; a ring marks it, a thin line in its colour is an alarm."""
    colour, ground, _name = colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(rect), 4, 4)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), 3, rect.height()), 1.5, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if ring is not None:
        painter.setPen(QPen(ring, 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 4, 4)
    elif alarm:
        painter.setPen(QPen(colour, 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


def paint_ghost(painter: QPainter, pen: Inks, rect: QRect, text: str) -> None:
    """Paint where what is dragged would stand, with its day and hour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QColor(pen.select)
    ground.setAlpha(235)
    painter.setBrush(ground)
    painter.setPen(QPen(pen.accent, 2))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 4, 4)
    inside = rect.adjusted(pixels(8), 0, -pixels(4), 0)
    inside.setHeight(min(rect.height(), pixels(22)))
    pen.write(painter, inside, text, pen.bold, pen.ink)
