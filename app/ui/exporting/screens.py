"""Asks where a table goes and brings it there. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.domain.language import _, ngettext
from app.services.documents import Edition, Letterhead
from app.services.exporting.tables import write_bytes
from app.services.office import Reader
from app.services.ports import Progress, TableWriter
from app.services.queries.documents import letterhead, office_edition
from app.ui.exporting.tables import export_table, table_report
from app.ui.kit.tasks import JobKind
from app.ui.paper.asking import safe_name
from app.ui.paper.jobs import Made, Making, PrintJob
from app.ui.paper.room import PrintRoom
from app.ui.paper.room_ports import GetPress
from app.ui.session import Export, Session

GetWriter = Callable[[], TableWriter]
"""Returns what writes CSV and XLSX by the file's ending; called in a worker, so that its libraries are imported late."""
_FOLDER = "exporting.folder"
_ENDING = "exporting.ending"
_ENDINGS = (".xlsx", ".csv", ".pdf")


@dataclass(frozen=True, slots=True)
class _Saved:
    path: Path
    rows: int


class ExportScreens(QObject):
    """Ways out for tables.

    Args:
        session: the open book.
        room: where papers are shown.
        writer: returns the writer of spreadsheets.
        press: returns the press, for PDF files.
    """

    def __init__(self, session: Session, room: PrintRoom, writer: GetWriter, press: GetPress) -> None:
        super().__init__(session)
        self._session, self._room = session, room
        self._writer, self._press = writer, press
        self._folder = ""

    def install(self) -> None:
        """Offer to other screens what is done here."""
        self._session.actions.export = self.export
        self._session.actions.print_table = self.print_table

    def export(self, what: Export) -> None:
        """Ask for a file and write what is shown to it; its ending says as what."""
        path = self._ask_path(what.title)
        if path is not None:
            self.write(what, path)

    def write(self, what: Export, path: Path) -> None:
        """Write what is shown to ``path``: .csv, .xlsx or .pdf."""
        settings = self._session.settings
        settings.put(_FOLDER, str(path.parent))
        settings.put(_ENDING, path.suffix.lower())
        work = self._pdf(what, path) if path.suffix.lower() == ".pdf" else self._sheet(what, path)
        title = _("Writing {name}").format(name=path.name)
        self._session.tasks.long(JobKind.READ, title, work, self._saved)

    def print_table(self, what: Export) -> None:
        """Show what is shown on paper."""
        self._room.show(PrintJob(what.title, self._make(what), what.note))

    # In workers

    def _sheet(self, what: Export, path: Path) -> Callable[[Progress], _Saved]:
        amounts, writer, count = self._session.amounts, self._writer, len(what.snapshot.ids)

        def work(progress: Progress) -> _Saved:
            writer()(export_table(what, amounts, progress), path)
            return _Saved(path, count)

        return work

    def _pdf(self, what: Export, path: Path) -> Callable[[Progress], _Saved]:
        make, office, press, count = self._make(what), self._session.office, self._press, len(what.snapshot.ids)

        def work(progress: Progress) -> _Saved:
            write_bytes(path, make(Making(office, press(), "", progress)).pdf)
            return _Saved(path, count)

        return work

    def _make(self, what: Export) -> Callable[[Making], Made]:
        amounts, today = self._session.amounts, self._session.today

        def make(making: Making) -> Made:
            edition, head = making.office.read(_heading)
            report = table_report(what, amounts, edition, head, today, making.progress)
            return Made(making.press.render_table_report(report, substitute=making.substitute))

        return make

    # Before and after

    def _ask_path(self, title: str) -> Path | None:
        settings = self._session.settings
        ending = settings.text(_ENDING, _ENDINGS[0])
        kinds = {
            ".xlsx": _("Excel workbook (*.xlsx)"),
            ".csv": _("CSV file (*.csv)"),
            ".pdf": _("PDF file (*.pdf)"),
        }
        wanted = Path(settings.text(_FOLDER, str(Path.home()))) / f"{safe_name(title)}{ending}"
        chosen, kind = QFileDialog.getSaveFileName(
            self._session.window, _("Export"), str(wanted), ";;".join(kinds.values()), kinds.get(ending, kinds[".xlsx"])
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in _ENDINGS:
            return path
        meant = next((each for each, words in kinds.items() if words == kind), ending)
        return path.with_name(path.name + meant)

    def _saved(self, saved: _Saved) -> None:
        self._folder = str(saved.path.parent)
        words = ngettext("{count} row saved as {name}", "{count} rows saved as {name}", saved.rows)
        text = words.format(count=self._session.amounts.count(saved.rows), name=saved.path.name)
        self._session.say(text, _("Show folder"), self.show_folder)

    @Slot()
    def show_folder(self) -> None:
        """Open the folder of what was saved last."""
        if self._folder:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))


def _heading(reader: Reader) -> tuple[Edition, Letterhead]:
    return office_edition(reader), letterhead(reader)
