"""A statement's lines as they leave for a spreadsheet: worded once, from the rows that the service makes of its document."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.money import decimal_from_minor
from app.services.documents import ColumnKind, StatementDocument, TableColumn
from app.services.documents.reports import Cell
from app.services.exporting.statements import statement_columns, statement_rows, statement_sum, statement_title
from app.ui.kit.tables import Column, Kind
from app.ui.kit.tables.snapshot import Snapshot
from app.ui.session import Export, Session

_KINDS = {ColumnKind.DATE: Kind.DATE, ColumnKind.AMOUNT: Kind.AMOUNT}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line; ``id`` is its place."""

    id: int
    cells: tuple[Cell, ...]


def statement_export(document: StatementDocument, session: Session) -> Export:
    """Return a statement as what the export room takes: its lines, its balance as the total, its days as the note."""
    lines = [StatementLine(place, cells) for place, cells in enumerate(statement_rows(document))]
    columns = tuple(_column(place, column, session) for place, column in enumerate(statement_columns(document.kind)))

    def fetch(ids: object) -> list[StatementLine]:
        wanted = set(ids) if isinstance(ids, list) else set()
        return [line for line in lines if line.id in wanted]

    money = session.amounts.money
    totals = tuple(
        (column.title, money(cell))
        for column, cell in zip(columns, statement_sum(document), strict=True)
        if column.kind is Kind.AMOUNT and isinstance(cell, int)
    )
    days = f"{session.dates.medium(document.from_on)} – {session.dates.medium(document.to_on)}"
    return Export(statement_title(document), Snapshot(columns, [line.id for line in lines], fetch), totals, days)


def _column(place: int, column: TableColumn, session: Session) -> Column[StatementLine]:
    kind = _KINDS.get(column.kind, Kind.TEXT)

    def value(line: StatementLine) -> object:
        cell = line.cells[place]
        return decimal_from_minor(cell, session.profile.currency) if kind is Kind.AMOUNT and isinstance(cell, int) else cell

    def said(line: StatementLine) -> str:
        cell = line.cells[place]
        return session.amounts.plain(cell) if kind is Kind.AMOUNT and isinstance(cell, int) else str(cell or "")

    return Column(f"c{place}", column.heading, said, kind, value=value)
