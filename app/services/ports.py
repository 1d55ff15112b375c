"""What services need from the world outside, named as Protocols. Gateways implement them; bootstrap joins the two."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.services.exporting.tables import ExportTable
    from app.services.importing.tables import Table


class Clock(Protocol):
    """Tells the time: the business date where the office is, and the instant in UTC."""

    def today(self) -> date:
        """Return today's date in the office's time zone."""
        ...

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...


class Progress(Protocol):
    """Told by long work how far it is; asked by it whether to go on."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Say that ``done`` of ``total`` parts are finished (total 0: not known)."""
        ...

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop; work that can stop does, with nothing half done."""
        ...


class Silent:
    """A progress that nobody watches."""

    cancelled = False

    def step(self, done: int, total: int, text: str = "") -> None:
        """Ignore it."""


class TableReader(Protocol):
    """Reads a table from somebody's file."""

    def __call__(self, path: Path) -> Table:
        """Return the table in ``path``; its rows are read as they are asked for."""
        ...


class TableWriter(Protocol):
    """Writes a table to a file, whole or not at all."""

    def __call__(self, table: ExportTable, out: Path) -> int:
        """Write ``table`` to ``out`` and return how many rows it has."""
        ...
