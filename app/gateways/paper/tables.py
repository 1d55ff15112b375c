"""Tables on paper: how wide columns are, how rows wrap, where pages break, and the drawing of a row.

What the columns mean belongs to each document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from app.gateways.paper.faces import face, paragraphs, wrap
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import BODY, HEAD, INK, Colour, Style

GAP = 14.0
TALLEST = 30
"""Lines of one row; a longer text goes on in a row of its own, so that it can cross a page."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a document wants it.

    Attributes:
        numeric: set flush right and never wrapped.
        flexible: takes the room that the others leave; otherwise as wide as its widest text, up to ``most``.
        least, most: points; a text column wider than ``most`` is wrapped.
    """

    heading: str
    numeric: bool = False
    flexible: bool = False
    least: float = 0.0
    most: float = 150.0


@dataclass(slots=True)
class Row:
    """A row of texts, one per column.

    Attributes:
        styles: the row's style, or one per column.
        indent: points by which the flexible column is moved in.
        glued: stays on the page of the row after it.
        before: extra points above.
        lines: each cell's lines, set by ``Grid.fit``.
    """

    cells: tuple[str, ...]
    style: Style = BODY
    styles: tuple[Style, ...] = ()
    indent: float = 0.0
    glued: bool = False
    before: float = 0.0
    ruled: bool = False
    lines: tuple[tuple[str, ...], ...] = ()
    height: float = 0.0


@dataclass(slots=True)
class Grid:
    """The columns of one table on its sheet.

    Attributes:
        left, width: points, where the table stands.
        pitch: height of a row of one line.
        gap: points between two columns.
    """

    columns: Sequence[Column]
    left: float
    width: float
    pitch: float = 17.0
    head: Style = HEAD
    gap: float = GAP
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    needed: float = 0.0
    """Points the columns want when only what may wrap is wrapped; more than ``width`` is too tight."""

    def fit(self, rows: list[Row]) -> list[Row]:
        """Decide the columns' widths by ``rows``, wrap their texts and return them (long ones split)."""
        self._place(rows)
        fitted: list[Row] = []
        for row in rows:
            self._wrap(row)
            fitted.extend(_split(row, self.pitch) if row.height > TALLEST * self.pitch else (row,))
        return fitted

    def _place(self, rows: list[Row]) -> None:
        natural: list[float] = []
        for at, column in enumerate(self.columns):
            wide = face(self.head.face).width(column.heading) * self.head.size
            for row in rows:
                text = row.cells[at]
                if text:
                    style = row.styles[at] if row.styles else row.style
                    points = face(style.face).width(text) * style.size
                    if points > wide:
                        wide = points
            if not column.numeric:
                wide = min(wide, column.most)
            natural.append(max(wide, column.least))
        gaps = self.gap * (len(natural) - 1)
        flexible = [at for at, column in enumerate(self.columns) if column.flexible]
        fixed = sum(wide for at, wide in enumerate(natural) if at not in flexible)
        least = sum(max(self.columns[at].least, min(natural[at], 90.0)) for at in flexible)
        self.needed = fixed + gaps + least
        room = self.width - gaps - fixed
        if room < least:
            natural = self._squeezed(natural, flexible, least - room, rows)
            room = least
        wanted = sum(natural[at] for at in flexible)
        for at in flexible:
            natural[at] = room * natural[at] / wanted if wanted else room / len(flexible)
        # Without a flexible column the others are spread, so that the last one ends at the right margin.
        spare = 0.0 if flexible else max(0.0, self.width - self.needed) / max(1, len(natural) - 1)
        x = self.left
        self.starts, self.ends = [], []
        for wide in natural:
            self.starts.append(x)
            self.ends.append(x + wide)
            x += wide + self.gap + spare

    def _squeezed(self, natural: list[float], flexible: list[int], missing: float, rows: list[Row]) -> list[float]:
        """Take ``missing`` points from the text columns, from each in proportion to what its words can spare."""
        spare = {
            at: max(0.0, natural[at] - self._longest_word(at, rows))
            for at, column in enumerate(self.columns)
            if not column.numeric and at not in flexible
        }
        total = sum(spare.values())
        share = min(1.0, missing / total) if total else 0.0
        return [wide - spare.get(at, 0.0) * share for at, wide in enumerate(natural)]

    def _longest_word(self, at: int, rows: list[Row]) -> float:
        widest = 0.0
        styles = {row.styles[at] if row.styles else row.style: row for row in rows}
        for style in styles:
            measure = face(style.face).width
            words = {
                word for row in rows if (row.styles[at] if row.styles else row.style) is style for word in row.cells[at].split()
            }
            widest = max([widest, *(measure(word) * style.size for word in words)])
        heading = face(self.head.face).width
        return max([widest, *(heading(word) * self.head.size for word in self.columns[at].heading.split())])

    def _wrap(self, row: Row) -> None:
        lines: list[tuple[str, ...]] = []
        most = 1
        for at, text in enumerate(row.cells):
            column = self.columns[at]
            if not text:
                lines.append(())
            elif column.numeric:
                lines.append((text,))
            else:
                style = row.styles[at] if row.styles else row.style
                room = self.ends[at] - self.starts[at] - (row.indent if column.flexible else 0.0)
                parts = wrap(text, style.face, style.size, round(room, 1) + 0.1)
                lines.append(parts)
                most = max(most, len(parts))
        row.lines = tuple(lines)
        row.height = self.pitch + (most - 1) * _leading(row.style) + row.before

    def heading(self, sheet: Sheet, y: float) -> float:
        """Draw the headings under a firm rule at ``y``; return where the first row begins."""
        sheet.rule(self.left, self.left + self.width, y, INK, 0.8)
        wrapped = []
        for at, column in enumerate(self.columns):
            room = self.ends[at] - self.starts[at] + (self.gap - 4 if column.flexible else 0)
            wrapped.append(wrap(column.heading, self.head.face, self.head.size, round(room, 1) + 0.1))
        most = max(len(lines) for lines in wrapped)
        for at, column in enumerate(self.columns):
            base = y + 14 + (most - len(wrapped[at])) * 10
            for number, text in enumerate(wrapped[at]):
                if column.numeric:
                    sheet.right(self.ends[at], base + number * 10, text, self.head)
                else:
                    sheet.text(self.starts[at], base + number * 10, text, self.head)
        bottom = y + 21 + (most - 1) * 10
        sheet.rule(self.left, self.left + self.width, bottom)
        return bottom + 3

    def heading_height(self) -> float:
        """Return the height that ``heading`` takes."""
        most = 1
        for at, column in enumerate(self.columns):
            room = self.ends[at] - self.starts[at] + (self.gap - 4 if column.flexible else 0)
            most = max(most, len(wrap(column.heading, self.head.face, self.head.size, round(room, 1) + 0.1)))
        return 24.0 + (most - 1) * 10

    def draw(self, sheet: Sheet, y: float, row: Row, rule: Colour | None = None) -> float:
        """Draw ``row`` with its top at ``y``; return where the next begins."""
        if row.ruled or rule is not None:
            sheet.rule(self.left, self.left + self.width, y + row.before * 0.5, *(() if rule is None else (rule,)))
        base = y + row.before + self.pitch * 0.72
        styles = row.styles
        style = row.style
        for at, lines in enumerate(row.lines):
            if not lines:
                continue
            if styles:
                style = styles[at]
            column = self.columns[at]
            if column.numeric:
                sheet.right(self.ends[at], base, lines[0], style)
                continue
            x = self.starts[at] + (row.indent if column.flexible else 0.0)
            sheet.text(x, base, lines[0], style)
            for number in range(1, len(lines)):
                sheet.text(x, base + number * _leading(row.style), lines[number], style)
        return y + row.height


def _leading(style: Style) -> float:
    return style.size * 1.32


def _split(row: Row, pitch: float) -> list[Row]:
    """Cut a row of very many lines into several."""
    most = max(len(lines) for lines in row.lines)
    parts: list[Row] = []
    for start in range(0, most, TALLEST):
        lines = tuple(part[start : start + TALLEST] for part in row.lines)
        tallest = max(len(part) for part in lines)
        before = row.before if not start else 0.0
        height = pitch + (tallest - 1) * _leading(row.style) + before
        last = start + TALLEST >= most
        parts.append(
            Row(
                row.cells,
                row.style,
                row.styles,
                row.indent,
                glued=row.glued and last,
                before=before,
                ruled=row.ruled and not start,
                lines=lines,
                height=height,
            )
        )
    return parts


def printable_cell(text: str) -> str:
    """Return a short typed text (a reference, an account) as one printable line."""
    return " ".join(paragraphs(text)) if text else ""


def paginate(heights: Sequence[float], glued: Sequence[bool], first: float, other: float, tail: float) -> list[tuple[int, int]]:
    """Decide which items stand on which page.

    Args:
        heights: of the items, in order.
        glued: item i must stand on the page of item i + 1.
        first, other: room on the first page and on each further one.
        tail: height of what closes the last page.

    Returns:
        For each page the half-open range of its items; the last page has room for the tail. A page may be
        without items only where the tail, or an item higher than the first page's room, needs one of its own.
    """
    count = len(heights)
    sums = [0.0, *accumulate(heights)]
    pages: list[tuple[int, int]] = []
    start, room = 0, first
    while True:
        if sums[count] - sums[start] + tail <= room or (start == count and pages):
            pages.append((start, count))
            return pages
        end = start
        while end < count and sums[end + 1] - sums[start] <= room:
            end += 1
        if end == count and count > start:
            end -= 1
        best = end
        while best > start and glued[best - 1]:
            best -= 1
        if best == start and room == other:
            # A chain of glued items longer than a page: break it rather than loop for ever.
            best = max(end, start + 1)
        pages.append((start, best))
        start, room = best, other
