"""Any table report as pages: title, chart, table, totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.language import _
from app.gateways.paper.charts import paint
from app.gateways.paper.faces import face, paragraphs, wrap
from app.gateways.paper.flow import Closing, Flow, lay_out
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import ACCENT, INK, QUIET, SMALL, Geometry, Style, geometry
from app.gateways.paper.tables import Column, Grid, Row
from app.gateways.paper.writing import Writing, writing
from app.services.documents import Cell, ColumnKind, RowWeight, TableReport

_TEXTS = frozenset({ColumnKind.TEXT, ColumnKind.DATE})
_SIZES = (9.0, 8.0, 7.25, 6.5)


def report_pages(doc: TableReport) -> list[Sheet]:
    """Return the report's pages; the language in use must be the document's.

    Letters shrink until the columns fit; a report that does not fit upright even so lies on its side.
    """
    w = writing(doc.edition)
    sides = (True,) if doc.landscape else (False, True)
    for landscape in sides:
        g = _margins(geometry(doc.edition.page_size, landscape=landscape))
        for size in _SIZES[:2] if not landscape else _SIZES:
            head = Style("B", size - 0.5, QUIET)
            grid = Grid(_columns(doc), g.left, g.inner, size * 1.72, head, gap=size * 1.3)
            rows = _rows(doc, w, size)
            fitted = grid.fit(rows)
            if grid.needed <= grid.width:
                return _pages(doc, g, grid, fitted)
    # Narrower than it can be: texts are wrapped as tightly as they go.
    return _pages(doc, g, grid, fitted)


def _margins(g: Geometry) -> Geometry:
    """A report goes into no envelope: the same margin on both sides."""
    return replace(g, left=45.0, right=g.width - 45.0)


def _pages(doc: TableReport, g: Geometry, grid: Grid, rows: list[Row]) -> list[Sheet]:
    w = writing(doc.edition)
    first = Sheet(g)
    title = Style("B", 17, ACCENT)
    company = Style("B", 10)
    room = g.inner - face("B").width(doc.letterhead.name) * 10 - 24
    y = 58.0
    for line in wrap(doc.title, "B", 17, round(max(room, 200.0))):
        first.text(g.left, y, line, title)
        y += 20
    first.right(g.right, 58, " ".join(paragraphs(doc.letterhead.name)), company)
    y -= 4
    for line in wrap(doc.subtitle, SMALL.face, 9, round(g.inner)) if doc.subtitle else ():
        first.text(g.left, y, line, Style("R", 9, QUIET))
        y += 12.5
    y += 8
    if doc.chart:
        height = 190.0 if g.width < g.height else 170.0
        paint(first, doc.chart, g.left, y, g.inner, height)
        y += height + 18
    return lay_out(
        Flow(
            first=first,
            top=y,
            grid=grid,
            rows=rows,
            fitted=True,
            head_left=f"{doc.letterhead.name} · {doc.title}",
            head_right=doc.subtitle if len(doc.subtitle) < 60 else "",
            foot_left=_("Printed {date}").format(date=w.dated(doc.printed_on)),
            closing=Closing(company=doc.letterhead, writing=w, message=doc.note),
        )
    )


def _columns(doc: TableReport) -> list[Column]:
    columns = doc.columns
    texts = [at for at, column in enumerate(columns) if column.kind is ColumnKind.TEXT]
    # The column of the longest texts takes the spare room.
    longest = {at: max((len(str(row.cells[at])) for row in doc.rows), default=0) for at in texts}
    flexible = max(texts, key=lambda at: longest[at], default=-1)
    return [
        Column(
            column.heading,
            numeric=column.kind not in _TEXTS,
            flexible=at == flexible,
            least=20.0,
            most=170.0,
        )
        for at, column in enumerate(columns)
    ]


def _rows(doc: TableReport, w: Writing, size: float) -> list[Row]:
    plain = Style("R", size, INK)
    styles = {
        RowWeight.PLAIN: plain,
        RowWeight.HEADING: Style("B", size, INK),
        RowWeight.SUBTOTAL: Style("B", size, INK),
        RowWeight.QUIET: Style("R", size, QUIET),
    }
    kinds = [column.kind for column in doc.columns]
    rows: list[Row] = []
    for row in doc.rows:
        rows.append(
            Row(
                tuple(_written(cell, kind, w) for cell, kind in zip(row.cells, kinds, strict=True)),
                styles[row.weight],
                indent=9.0 * row.level,
                glued=row.weight is RowWeight.HEADING,
                before=5.0 if row.weight is RowWeight.HEADING and rows else 0.0,
            )
        )
        if row.weight is RowWeight.SUBTOTAL and len(rows) > 1:
            rows[-2].glued = True
    if not rows:
        at = next((at for at, kind in enumerate(kinds) if kind is ColumnKind.TEXT), 0)
        cells = [""] * len(kinds)
        cells[at] = _("Nothing to show.")
        rows.append(Row(tuple(cells), Style("I", size, QUIET)))
    if doc.totals:
        for previous in rows[-2:]:
            previous.glued = True
        cells = [_written(cell, kind, w) for cell, kind in zip(doc.totals, kinds, strict=True)]
        rows.append(Row(tuple(cells), Style("B", size, INK), before=7.0, ruled=True))
    return rows


def _written(cell: Cell, kind: ColumnKind, w: Writing) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return w.dated(cell)
    if kind is ColumnKind.AMOUNT:
        return w.plain(int(cell))
    if kind is ColumnKind.PERCENT:
        return w.percent(Decimal(cell))
    return w.quantity(Decimal(cell))
