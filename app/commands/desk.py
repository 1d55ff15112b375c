"""What every command works with: the options all of them take, and an open book that is closed again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from app.domain.language import speaking
from app.services.office import Office, Reader
from app.services.ports import Progress, Silent
from app.services.translations import translations_for


@dataclass(frozen=True, slots=True)
class Desk:
    """The options of this call: whether to print JSON, and the business date, if one was chosen."""

    json: bool
    today: date | None

    @contextmanager
    def book(self, location: str) -> Iterator[Office]:
        """Open the book at ``location`` (a path or a ``postgresql://`` address) and speak its language meanwhile."""
        from app.bootstrap.offices import open_office

        office = open_office(location, today=self.today)
        try:
            with speaking(translations_for(office.read(_locale))):
                yield office
        finally:
            office.close()


def _locale(reader: Reader) -> str:
    return reader.profile.locale


class Meter:
    """A progress that writes one line to the terminal, over and over."""

    cancelled = False

    def __init__(self) -> None:
        self._shown = ""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Show how far the work is."""
        line = f"{text} {done:,} / {total:,}" if total else f"{text} {done:,}"
        sys.stderr.write("\r" + line.ljust(len(self._shown)))
        sys.stderr.flush()
        self._shown = line

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown:
            sys.stderr.write("\r" + " " * len(self._shown) + "\r")
            self._shown = ""


@contextmanager
def progress_shown() -> Iterator[Progress]:
    """Give a progress for long work: shown where somebody watches the terminal, silent in a pipe."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    meter = Meter()
    try:
        yield meter
    finally:
        meter.clear()
