"""Writing appointments to a calendar file from the window. What goes in is ``services.jobs.calendar_file``'s."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.language import _, ngettext
from app.services.jobs.calendar_file import calendar_file
from app.services.office import Reader
from app.services.ports import CalendarWriter
from app.ui.session import Session


class CalendarFiles(QObject):
    """Asks where, and writes there.

    Args:
        session: the open book.
        writer: gives what writes a calendar file.
    """

    def __init__(self, session: Session, writer: Callable[[], CalendarWriter]) -> None:
        super().__init__(session)
        self._session, self._writer = session, writer

    def ask(self, customer_id: int | None = None, technician_id: int | None = None) -> None:
        """Ask for a file and write the appointments of a customer, of a person, or of everybody."""
        chosen, _kind = QFileDialog.getSaveFileName(
            self._session.window, _("Export calendar"), _("Appointments") + ".ics", _("Calendars (*.ics)")
        )
        if chosen:
            self.write(Path(chosen), customer_id, technician_id)

    def write(self, out: Path, customer_id: int | None = None, technician_id: int | None = None) -> None:
        """Write the appointments from the month before this one on to ``out``."""
        make, now = self._writer, self._session.office.clock.now()
        since = _month_before(self._session.today)

        def work(reader: Reader) -> tuple[str, int]:
            made = calendar_file(reader, now, since, None, customer_id, technician_id)
            make()(made, out)
            return out.name, len(made.entries)

        self._session.tasks.read(self._session.read(work), self._written, key="jobs.calendar")

    def _written(self, found: tuple[str, int]) -> None:
        name, count = found
        words = ngettext("{count} appointment written to {name}.", "{count} appointments written to {name}.", count)
        self._session.say(words.format(count=self._session.amounts.count(count), name=name))


def _month_before(on: date) -> date:
    months = on.year * 12 + on.month - 2
    return date(months // 12, months % 12 + 1, 1)
