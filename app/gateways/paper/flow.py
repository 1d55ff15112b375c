"""Lets one table flow over as many sheets as it needs and closes the last one: message, aging, slip, lines to sign on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.gateways.paper import letter
from app.gateways.paper.faces import face, wrap
from app.gateways.paper.letter import Fact
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import BODY, LABEL, QUIET, Style
from app.gateways.paper.tables import Grid, Row, paginate
from app.gateways.paper.writing import Writing
from app.services.documents import AgingFooter, Letterhead

_NOTE = Style("R", 8.75, QUIET)
_NOTE_PITCH = 12.5
_LONG_MESSAGE = 6
"""Lines up to which the message stands above the slip; others follow the table and may cross pages."""
_SUMS_WIDTH = 250.0


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the panel of sums under a table; ``ruled`` draws a hairline above it."""

    label: str
    value: str
    style: Style = BODY
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """What ends the last page; empty parts take no room."""

    company: Letterhead
    writing: Writing
    message: str = ""
    aging: AgingFooter | None = None
    slip: tuple[Fact, ...] = ()
    acceptance: tuple[str, ...] = ()
    """The sentence above the lines to sign on and who signs; the sentence alone where it is signed already."""


@dataclass(slots=True)
class Flow:
    """One document about to be broken into pages.

    Attributes:
        first: the first sheet, with its letterhead and address already drawn.
        top: where the table begins on it.
        rows: with their totals at the end.
        fitted: the rows have already gone through ``grid.fit``.
        sums: the panel of sums under the table, kept together and with the last rows of the table.
    """

    first: Sheet
    top: float
    grid: Grid
    rows: list[Row]
    head_left: str
    head_right: str
    foot_left: str
    closing: Closing
    sums: Sequence[Sum] = ()
    fitted: bool = False


def lay_out(flow: Flow) -> list[Sheet]:
    """Return the finished sheets, each with its "Page n of m"."""
    first = flow.first
    g = first.geometry
    rows = flow.rows if flow.fitted else flow.grid.fit(flow.rows)
    notes = letter.message_lines(flow.closing.message, g)
    closing = flow.closing
    flowing = notes if len(notes) > _LONG_MESSAGE or not (closing.slip or closing.aging or closing.acceptance) else ()
    standing = () if flowing else notes
    tail = _tail_height(flow.closing, standing)
    bottom = g.foot_y - 32
    heading = flow.grid.heading_height() if rows else 0.0

    heights = [row.height for row in rows]
    glued = [row.glued for row in rows]
    if flow.sums:
        heights.append(_sums_height(flow.sums))
        glued.append(False)
    for number in range(len(flowing)):
        heights.append(_NOTE_PITCH + (10.0 if not number else 0.0))
        glued.append(number == len(flowing) - 2 or not number)
    if glued:
        glued[-1] = False
    ranges = paginate(heights, glued, bottom - flow.top - heading, bottom - 60.0 - heading, tail)

    sheets: list[Sheet] = []
    for number, (start, end) in enumerate(ranges, start=1):
        if number == 1:
            sheet, y = first, flow.top
        else:
            sheet = Sheet(g)
            y = letter.running_head(sheet, flow.head_left, flow.head_right)
        if start < len(rows) and end > start:
            y = flow.grid.heading(sheet, y)
        for at in range(start, end):
            if at < len(rows):
                y = flow.grid.draw(sheet, y, rows[at])
            elif flow.sums and at == len(rows):
                y = _draw_sums(sheet, y, flow.sums)
            else:
                line = at - len(rows) - (1 if flow.sums else 0)
                y += _NOTE_PITCH + (10.0 if not line else 0.0)
                sheet.text(g.left, y, flowing[line], _NOTE)
        if number < len(ranges) and end < len(rows):
            letter.continued(sheet, y)
        sheets.append(sheet)
    _close(sheets[-1], flow.closing, standing)
    for number, sheet in enumerate(sheets, start=1):
        letter.foot(sheet, flow.foot_left, number, len(sheets))
    return sheets


def _tail_height(closing: Closing, standing: Sequence[str]) -> float:
    """Return what the closing parts need above the usual lower edge."""
    height = 0.0
    if closing.slip:
        height += letter.SLIP_HEIGHT
    if closing.acceptance:
        height += letter.ACCEPTANCE_HEIGHT
    if closing.aging:
        height += 40 + 26
    if standing:
        height += _NOTE_PITCH * len(standing) + 14
    return height


def _close(sheet: Sheet, closing: Closing, standing: Sequence[str]) -> None:
    g = sheet.geometry
    y = letter.slip_top(g) - 26 if closing.slip else g.foot_y - 30
    if closing.acceptance:
        letter.acceptance(sheet, closing.acceptance)
        y = g.foot_y - letter.ACCEPTANCE_HEIGHT - 26
    if closing.slip:
        letter.slip(sheet, closing.company, closing.slip)
    if standing:
        y -= _NOTE_PITCH * (len(standing) - 1)
        for number, line in enumerate(standing):
            sheet.text(g.left, y + number * _NOTE_PITCH, line, _NOTE)
        y -= 19
    if closing.aging:
        letter.aging(sheet, y - 40, closing.aging, closing.writing)


def _label_lines(one: Sum) -> tuple[str, ...]:
    style = one.style if one.style.face == "B" else LABEL
    room = _SUMS_WIDTH - 16 - face(one.style.face).width(one.value) * one.style.size
    return wrap(one.label, style.face, style.size, max(60.0, round(room)))


def _sums_height(sums: Sequence[Sum]) -> float:
    lines = sum(12.5 * (len(_label_lines(one)) - 1) + (6.0 if one.ruled else 0.0) for one in sums)
    return 8.0 + 16.5 * len(sums) + lines


def _draw_sums(sheet: Sheet, y: float, sums: Sequence[Sum]) -> float:
    g = sheet.geometry
    left = g.right - _SUMS_WIDTH
    end = y + _sums_height(sums)
    y += 8
    for one in sums:
        if one.ruled:
            sheet.rule(left, g.right, y + 3.5)
            y += 6
        style = one.style if one.style.face == "B" else LABEL
        lines = _label_lines(one)
        for number, line in enumerate(lines):
            sheet.text(left, y + 12 + 12.5 * number, line, style)
        y += 12.5 * (len(lines) - 1)
        sheet.right(g.right, y + 12, one.value, one.style)
        y += 16.5
    return end
