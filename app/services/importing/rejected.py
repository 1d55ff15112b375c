"""Handing bad rows back to be mended: the file's own columns and, after them, the line and the reason."""

from __future__ import annotations

from pathlib import Path

from app.domain.money import Currency
from app.services.documents.reports import TableColumn
from app.services.exporting.tables import ExportTable, free_name
from app.services.importing.plan import BadRow, ImportPlan

_ADDED = ("line", "reason")


def rejected_table(plan: ImportPlan[object], currency: Currency) -> ExportTable:
    """Return the bad rows as a table that can be mended and imported again: nothing reads its last two columns."""
    kept = [i for i, name in enumerate(plan.columns) if name.lower() not in _ADDED]
    columns = tuple(TableColumn(name) for name in (*(plan.columns[i] for i in kept), *_ADDED))
    return ExportTable("rejected", columns, tuple(_cells(row, kept) for row in plan.bad), currency)


def rejected_path(source: Path) -> Path:
    """Return where the bad rows of ``source`` go: beside it, under a name that is free, so that no mending is overwritten."""
    return free_name(source.with_name(f"{source.stem}-rejected.csv"))


def _cells(row: BadRow, kept: list[int]) -> tuple[str, ...]:
    own = [row.cells[i] if i < len(row.cells) else "" for i in kept]
    return (*own, str(row.line), reason_of(row))


def reason_of(row: BadRow) -> str:
    """Return all that is wrong with a row in one cell: the column, then what is wrong there."""
    return " ".join(f"{problem.column}: {problem.reason}" if problem.column else problem.reason for problem in row.problems)
