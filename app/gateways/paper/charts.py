"""Charts as ReportLab graphics: one drawing serves the printed report and, as SVG, the window.

What is compared belongs to the caller; here are only axes, bars, labels and colours. Drawings are made of
rectangles, lines and texts alone, so that each renderer shows them alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.gateways.paper.faces import FaceName, face, printable, shortened
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import Colour, Style
from app.services.documents import Chart, ChartKind, ChartSeries, Tone
from app.services.formats import AmountFormat, amount_format

_FAMILIES: dict[str, FaceName] = {"Noto Sans": "R", "Noto Sans Bold": "B"}
_BOLD = "Noto Sans Bold"
_REGULAR = "Noto Sans"
_PER_PIXEL = 0.7
"""Points drawn in a pixel: letters that suit paper are too small on a screen."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a chart: texts, lines, and one for each tone."""

    ink: str
    quiet: str
    line: str
    axis: str
    tones: dict[Tone, str]


PAPER = Palette(
    "#1C2227",
    "#5A646D",
    "#E3E5E3",
    "#9AA1A6",
    {
        Tone.ACCENT: "#1D5C9E",
        Tone.SECOND: "#9DB9D6",
        Tone.CURRENT: "#6E93B8",
        Tone.DAYS_1_30: "#D9A441",
        Tone.DAYS_31_60: "#CB7A35",
        Tone.DAYS_61_90: "#B14A2B",
        Tone.OVER_90: "#8B1A10",
    },
)
LIGHT = PAPER
DARK = Palette(
    "#E6E8E6",
    "#A3ADB5",
    "#333B42",
    "#5B666F",
    {
        Tone.ACCENT: "#6FA8DC",
        Tone.SECOND: "#3F5F80",
        Tone.CURRENT: "#6C93BA",
        Tone.DAYS_1_30: "#E0B45C",
        Tone.DAYS_31_60: "#DD9050",
        Tone.DAYS_61_90: "#D86F4E",
        Tone.OVER_90: "#E5695C",
    },
)


def chart_svg(chart: Chart, width: int, height: int, *, dark: bool = False) -> bytes:
    """Return ``chart`` as an SVG picture with a transparent ground.

    Args:
        chart: texts in it are shown as they are; amounts are written for its locale.
        width, height: CSS pixels.
        dark: colours for a dark window.
    """
    from reportlab.graphics import renderSVG

    wide, high = width * _PER_PIXEL, height * _PER_PIXEL
    picture = drawing(chart, wide, high, DARK if dark else LIGHT)
    canvas = renderSVG.SVGCanvas(
        (wide, high),
        # Qt draws a clipPath element instead of clipping with it.
        useClip=True,
        fontHacks={_BOLD: {"family": _REGULAR, "weight": "bold"}, _REGULAR: {"family": _REGULAR}},
        svgAttrs={"width": str(width), "height": str(height), "viewBox": f"0 0 {wide:g} {high:g}"},
    )
    renderSVG.draw(picture, canvas, 0, 0)
    for name, text in (("title", chart.title), ("desc", _described(chart))):
        canvas.svg.getElementsByTagName(name)[0].firstChild.data = printable(text)
    for node in canvas.svg.getElementsByTagName("text"):
        # Qt has only the typeface itself: the figure dash is its stroke for a minus.
        node.firstChild.data = node.firstChild.data.replace("−", "‒")
    svg: bytes = canvas.doc.toxml(encoding="utf-8")
    return svg


def paint(sheet: Sheet, chart: Chart, x: float, y: float, width: float, height: float) -> None:
    """Draw ``chart`` on a sheet with its upper left corner at ``x``, ``y``."""
    from reportlab.graphics.shapes import Line, Rect, String

    styles: dict[tuple[str, float, str], Style] = {}
    for shape in drawing(chart, width, height, PAPER).contents:
        if isinstance(shape, Rect):
            colour = Colour(_hex(shape.fillColor))
            sheet.tint(x + shape.x, y + height - shape.y - shape.height, shape.width, shape.height, colour)
        elif isinstance(shape, Line):
            stroke = Colour(_hex(shape.strokeColor))
            ends = (x + shape.x1, y + height - shape.y1, x + shape.x2, y + height - shape.y2)
            sheet.line(*ends, stroke, shape.strokeWidth)
        elif isinstance(shape, String):
            key = (shape.fontName, shape.fontSize, _hex(shape.fillColor))
            if key not in styles:
                styles[key] = Style(_FAMILIES[key[0]], key[1], Colour(key[2]))
            sheet.text(x + shape.x, y + height - shape.y, shape.text, styles[key])


def drawing(chart: Chart, width: float, height: float, palette: Palette) -> Any:
    """Return ``chart`` as a ReportLab ``Drawing`` of ``width`` × ``height`` points."""
    from reportlab.graphics.shapes import Drawing

    board = _Board(Drawing(width, height), palette, amount_format(chart.locale, chart.currency.code))
    top = height
    if chart.title:
        board.text(0, top - 11, chart.title, 10.5, palette.ink, bold=True)
        top -= 22
    if len(chart.series) > 1:
        _legend(board, chart, top)
        top -= 20
    if chart.kind is ChartKind.LYING:
        _lying(board, chart, top, width)
    else:
        _upright(board, chart, top, width)
    return board.drawing


class _Board:
    """Puts shapes on a drawing; texts are measured with the bundled face, so that all renderers agree."""

    def __init__(self, board: Any, palette: Palette, amounts: AmountFormat) -> None:
        self.drawing = board
        self.palette = palette
        self.amounts = amounts

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        anchor: float = 0.0,
        bold: bool = False,
    ) -> None:
        """Write ``text``; ``anchor`` 0 starts, 0.5 centres and 1 ends it at ``x``."""
        from reportlab.graphics.shapes import String

        text = printable(text)
        x -= face("B" if bold else "R").width(text) * size * anchor
        # The SVG writer keeps only whole numbers of twice the height.
        self.drawing.add(
            String(
                round(x, 2),
                round(y * 2) / 2,
                text,
                fontName=_BOLD if bold else _REGULAR,
                fontSize=size,
                fillColor=_colour(colour),
            )
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        from reportlab.graphics.shapes import Rect

        self.drawing.add(Rect(x, y, width, height, fillColor=_colour(colour), strokeColor=None))

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.6) -> None:
        from reportlab.graphics.shapes import Line

        self.drawing.add(Line(x1, y1, x2, y2, strokeColor=_colour(colour), strokeWidth=width))


def _legend(board: _Board, chart: Chart, top: float) -> None:
    x = 0.0
    for series in chart.series:
        board.bar(x, top - 10, 8, 8, board.palette.tones[series.tone])
        board.text(x + 12, top - 10, series.name, 8.25, board.palette.quiet)
        x += 12 + face("R").width(printable(series.name)) * 8.25 + 16


def _upright(board: _Board, chart: Chart, top: float, width: float) -> None:
    palette, unit = board.palette, chart.currency.unit_minor
    stacked = chart.kind is ChartKind.STACKED
    low, high = _extent(chart, stacked=stacked)
    ticks = _ticks(low / unit, high / unit * 1.06)
    labels = [board.amounts.count(tick) for tick in ticks]
    left = max(face("R").width(label) for label in labels) * 8 + 10
    bottom = 20.0
    room = top - bottom - 14
    span = (ticks[-1] - ticks[0]) or 1

    def at(minor: float) -> float:
        return bottom + (minor / unit - ticks[0]) / span * room

    for tick, label in zip(ticks, labels, strict=True):
        y = at(tick * unit)
        board.line(left, y, width, y, palette.axis if not tick else palette.line)
        board.text(left - 8, y - 3, label, 8, palette.quiet, anchor=1.0)
    count = max(1, len(chart.categories))
    step = (width - left) / count
    group = min(64.0, step * (0.62 if count <= 8 else 0.7))
    widest = max((face("R").width(printable(name)) * 8 for name in chart.categories), default=0.0)
    every = max(1, -int(-(widest + 6) // step))
    for number, name in enumerate(chart.categories):
        middle = left + step * (number + 0.5)
        if number % every == 0:
            shown = shortened(name, "R", 8, round(step * every - 4)) if every == 1 else name
            board.text(middle, 6, shown, 8, palette.quiet, anchor=0.5)
        if stacked:
            _stack(board, chart, number, middle, group, step, at)
        else:
            _cluster(board, chart, number, middle, group, step, at)


def _cluster(board: _Board, chart: Chart, number: int, middle: float, group: float, step: float, at: Any) -> None:
    wide = group / len(chart.series)
    gap = 0.08 * wide if len(chart.series) > 1 else 0.0
    for index, series in enumerate(chart.series):
        minor = series.values_minor[number]
        x = middle - group / 2 + wide * index
        tone = chart.tones[number] if number < len(chart.tones) and len(chart.series) == 1 else series.tone
        lower, upper = sorted((at(0), at(minor)))
        if minor:
            board.bar(x + gap, lower, wide - 2 * gap, max(0.6, upper - lower), board.palette.tones[tone])
        if len(chart.series) == 1:
            _value(board, chart, minor, middle, lower if minor < 0 else upper, step - 3, below=minor < 0)


def _stack(board: _Board, chart: Chart, number: int, middle: float, group: float, step: float, at: Any) -> None:
    above, below = 0, 0
    for series in chart.series:
        minor = series.values_minor[number]
        start = above if minor > 0 else below
        lower, upper = sorted((at(start), at(start + minor)))
        if minor:
            board.bar(middle - group / 2, lower, group, max(0.4, upper - lower), board.palette.tones[series.tone])
        if minor > 0:
            above += minor
        else:
            below += minor
    _value(board, chart, above + below, middle, at(above), step - 3, below=False)


def _value(board: _Board, chart: Chart, minor: int, x: float, y: float, room: float, *, below: bool) -> None:
    """Write an amount at the end of a bar, without the decimals where they do not fit, or not at all."""
    whole = board.amounts.count(round(minor / chart.currency.unit_minor))
    for text in (board.amounts.plain(minor), whole):
        if face("R").width(text) * 7.5 <= room:
            board.text(x, y - 10 if below else y + 4, text, 7.5, board.palette.ink, anchor=0.5)
            return


def _lying(board: _Board, chart: Chart, top: float, width: float) -> None:
    palette = board.palette
    totals = [sum(series.values_minor[at] for series in chart.series) for at in range(len(chart.categories))]
    positive = [_positive(chart.series, at) for at in range(len(chart.categories))]
    most = max([*positive, 1])
    names = [shortened(name, "R", 8.5, round(width * 0.3)) for name in chart.categories]
    left = max((face("R").width(name) * 8.5 for name in names), default=0.0) + 10
    values = [board.amounts.plain(total) for total in totals]
    right = max((face("R").width(text) * 8.5 for text in values), default=0.0) + 8
    pitch = min(22.0, (top - 4) / max(1, len(names)))
    board.line(left, top, left, top - pitch * len(names), palette.axis)
    for at, name in enumerate(names):
        y = top - pitch * (at + 1)
        board.text(left - 8, y + pitch / 2 - 3, name, 8.5, palette.ink, anchor=1.0)
        x = left
        for series in chart.series:
            minor = max(0, series.values_minor[at])
            long = minor / most * (width - left - right)
            if minor:
                board.bar(x, y + pitch * 0.18, max(0.6, long), pitch * 0.64, palette.tones[series.tone])
            x += long
        board.text(x + 6, y + pitch / 2 - 3, values[at], 8.5, palette.ink)


def _positive(series: tuple[ChartSeries, ...], at: int) -> int:
    return sum(max(0, one.values_minor[at]) for one in series)


def _extent(chart: Chart, *, stacked: bool) -> tuple[int, int]:
    if stacked:
        columns = [[one.values_minor[at] for one in chart.series] for at in range(len(chart.categories))]
        low = min((sum(min(0, minor) for minor in column) for column in columns), default=0)
        high = max((sum(max(0, minor) for minor in column) for column in columns), default=0)
    else:
        every = list(chain.from_iterable(one.values_minor for one in chart.series))
        low, high = min(every, default=0), max(every, default=0)
    return min(0, low), max(0, high)


def _ticks(low: float, high: float) -> list[int]:
    """Return three to six round whole numbers that span ``low`` to ``high`` and include zero."""
    span = max(high - low, 1.0)
    step = 1
    while span / step > 5:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    first = -int(-low // step) if low >= 0 else -int(-(low // step))
    last = -int(-high // step)
    return [step * number for number in range(first, max(last, first + 1) + 1)]


def _described(chart: Chart) -> str:
    """Return the chart's figures as text, for who cannot see it."""
    amounts = amount_format(chart.locale, chart.currency.code)
    parts = []
    for series in chart.series:
        figures = ", ".join(
            f"{name} {amounts.money(minor)}" for name, minor in zip(chart.categories, series.values_minor, strict=True)
        )
        parts.append(f"{series.name}: {figures}")
    return "; ".join(parts)


def _colour(value: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(value)


def _hex(colour: Any) -> str:
    return f"#{colour.int_rgb():06X}"
