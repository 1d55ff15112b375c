"""The preview: the file itself, page by page, with Print, Save and the question that must be answered before a paper counts as
printed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import CounterfoilError
from app.domain.language import _, ngettext
from app.services.documents import CannotPrint
from app.services.exporting.tables import write_bytes
from app.services.ports import OpenPages
from app.services.printing import mark_printed
from app.ui.kit.errors import show_error
from app.ui.kit.icons import icon
from app.ui.kit.pieces import Banner, Hairline, column, label, row
from app.ui.kit.tasks import Handle, JobKind, Progress
from app.ui.kit.theme import Tone, set_role, signals
from app.ui.paper.asking import SUBSTITUTE, Question, Waiting, safe_name
from app.ui.paper.jobs import Made, Making, PrintJob
from app.ui.paper.printing import OpenFile, Printing, printer_for
from app.ui.paper.room_ports import GetPress
from app.ui.paper.view import PageView
from app.ui.session import Session
from app.ui.sizes import SizeKeeper

_FOLDER = "paper.folder"


class PreviewWindow(QWidget):
    """Shows one job's file. Preview, printer and saved file are fed from the same bytes.

    Signals:
        ready(): the file is made and its pages can be seen.
        marked(): somebody said that it was printed well, and the diary knows.
    """

    ready = Signal()
    marked = Signal()

    def __init__(
        self, job: PrintJob, session: Session, press: GetPress, open_pages: OpenPages, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(job.title)
        SizeKeeper(self, session.settings, "paper", QSize(920, 980))
        self._job, self._session = job, session
        self._press, self._open_pages = press, open_pages
        self._made: Made | None = None
        self._file: OpenFile | None = None
        self._printing: Printing | None = None
        self._handle: Handle | None = None
        self.view = PageView()
        self.notice = Banner()
        self.question = Question()
        self._build(job)
        self._make("")

    # What stands where

    def _build(self, job: PrintJob) -> None:
        self._buttons: list[QWidget] = []
        bar = row(spacing=8)
        words = column(label(job.title, "subheading"), spacing=0)
        if job.subtitle:
            words.addWidget(label(job.subtitle, "small"))
        bar.addLayout(words)
        bar.addStretch(1)
        self._place = label("", "small")
        bar.addWidget(self._place)
        bar.addSpacing(12)
        self._smaller = self._tool("dash", _("Smaller"), self.view.zoom_out)
        self._fit = QPushButton()
        set_role(self._fit, "flat")
        self._fit.setToolTip(_("Fit to the width of the window"))
        self._fit.setAccessibleName(self._fit.toolTip())
        self._fit.clicked.connect(self.view.fit_width)
        self._larger = self._tool("plus", _("Larger"), self.view.zoom_in)
        for part in (self._smaller, self._fit, self._larger):
            bar.addWidget(part)
        bar.addSpacing(12)
        self.mail_button = QPushButton(_("Send by mail…"))
        self.mail_button.clicked.connect(self.mail)
        self.mail_button.hide()
        self.save_button = QPushButton(_("Save as…"))
        self.save_button.clicked.connect(self.save_as)
        self.print_button = QPushButton(_("Print…"))
        set_role(self.print_button, "primary")
        self.print_button.clicked.connect(self.print_all)
        bar.addWidget(self.mail_button)
        bar.addWidget(self.save_button)
        bar.addWidget(self.print_button)
        self._buttons += [self._smaller, self._fit, self._larger, self.mail_button, self.save_button, self.print_button]
        self._waiting = Waiting(_("Preparing {title}…").format(title=job.title))
        self._waiting.cancel.clicked.connect(self.close)
        self._waiting.again.clicked.connect(self._make_with_marks)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting)
        self._stack.addWidget(self.view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(8)
        top.addLayout(bar)
        top.addWidget(self.notice)
        top.addWidget(self.question)
        box.addLayout(top)
        box.addWidget(Hairline())
        box.addWidget(self._stack, 1)
        self._enable(on=False)
        self.view.wanted.connect(self._draw)
        self.view.page_changed.connect(self._show_place)
        self.view.zoomed.connect(self._show_zoom)
        self.question.yes.clicked.connect(self.mark)
        self.question.no.clicked.connect(self.print_rest)
        self.question.later.clicked.connect(self.question.hide)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Print), self.print_all),
            (QKeySequence(QKeySequence.StandardKey.Save), self.save_as),
            (QKeySequence("Ctrl++"), self.view.zoom_in),
            (QKeySequence("Ctrl+="), self.view.zoom_in),
            (QKeySequence("Ctrl+-"), self.view.zoom_out),
            (QKeySequence("Ctrl+0"), self.view.fit_width),
            (QKeySequence("Escape"), self.close),
            (QKeySequence("Ctrl+W"), self.close),
        ):
            QShortcut(keys, self).activated.connect(slot)
        signals().changed.connect(self._dress)
        self._dress()
        self._show_zoom(self.view.percent())

    def _tool(self, name: str, words: str, slot: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("picture", name)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(slot)
        return button

    # Making the file

    def pdf(self) -> bytes:
        """Return the file, empty while it is being made."""
        return self._made.pdf if self._made is not None else b""

    def page_count(self) -> int:
        """Return how many pages the file has."""
        return len(self._file.sizes) if self._file is not None else 0

    def _make(self, substitute: str) -> None:
        office, press, open_pages, job = self._session.office, self._press, self._open_pages, self._job

        def work(progress: Progress) -> tuple[Made, OpenFile]:
            made = job.make(Making(office, press(), substitute, progress))
            return made, OpenFile(open_pages(made.pdf))

        self._waiting.show_waiting()
        self._stack.setCurrentWidget(self._waiting)
        self._handle = self._session.tasks.long(JobKind.READ, job.title, work, self._show, self._refused)

    @Slot()
    def _make_with_marks(self) -> None:
        self._make(SUBSTITUTE)

    def _show(self, done: tuple[Made, OpenFile]) -> None:
        self._handle = None
        self._made, self._file = done
        self._stack.setCurrentWidget(self.view)
        self.view.set_sizes(self._file.sizes)
        self._enable(on=True)
        self.mail_button.setVisible(bool(self._made.parts) and self._session.actions.mail_parts is not None)
        self._show_place(0)
        self.view.setFocus()
        if self._made.note:
            self.notice.show_message(Tone.INFO, self._made.note)
        self.ready.emit()

    def _refused(self, error: Exception) -> bool:
        self._handle = None
        if not isinstance(error, CounterfoilError):
            self.close()
            return False
        self._waiting.show_error(str(error), can_mark=isinstance(error, CannotPrint))
        return True

    def _draw(self, number: int, dpi: int) -> None:
        if self._file is not None:
            self._session.tasks.read(partial(self._file.draw, number, dpi), self.view.put)

    # Printing

    @Slot()
    def print_all(self) -> None:
        """Ask for a printer and print."""
        self._print_from(0)

    @Slot()
    def print_rest(self) -> None:
        """Print again from the page that did not come out well."""
        self._print_from(self.question.first.value() - 1)

    def _print_from(self, first: int) -> None:
        if self._file is None or self._printing is not None:
            return
        printer = printer_for(self._file.sizes, self._job.title)
        if not self._choose_printer(printer):
            return
        self._printing = Printing(self._file, printer, self._session.tasks, first, self)
        self._printing.printed.connect(self._printed)
        self._printing.finished.connect(self._ask)
        self._printing.failed.connect(self._print_failed)
        self.print_button.setEnabled(False)
        self.question.hide()
        self._printing.start()

    def _choose_printer(self, printer: QPrinter) -> bool:
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, self.page_count())
        chosen = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return chosen

    @Slot(int)
    def _printed(self, count: int) -> None:
        if self._printing is not None:
            self.notice.show_message(
                Tone.QUIET, _("Printing page {done} of {count}…").format(done=count, count=self._printing.count)
            )

    @Slot()
    def _ask(self) -> None:
        self._end_printing()
        if self._made is not None and self._made.papers:
            self.question.ask(self.page_count())
        elif self._made is not None and self._made.note:
            self.notice.show_message(Tone.INFO, self._made.note)

    @Slot(object)
    def _print_failed(self, error: Exception) -> None:
        self._end_printing()
        if isinstance(error, CounterfoilError):
            show_error(self, error)
        else:
            self._session.tasks.crashed.emit(error)

    def _end_printing(self) -> None:
        if self._printing is not None:
            self._printing.deleteLater()
            self._printing = None
        self.print_button.setEnabled(True)
        self.notice.clear()

    @Slot()
    def mark(self) -> None:
        """Note in the diary that the papers came out well."""
        if self._made is None:
            return
        self.question.hide()
        self._session.tasks.write(self._session.write(mark_printed, self._made.papers), self._noted)

    def _noted(self, count: int) -> None:
        words = ngettext("{count} paper is marked as printed.", "{count} papers are marked as printed.", count)
        self.notice.show_message(Tone.GOOD, words.format(count=count))
        self.marked.emit()

    @Slot()
    def mail(self) -> None:
        """Write to whom the papers are for, with the very bytes that are shown, or with each their own paper."""
        if self._made is not None and self._session.actions.mail_parts is not None:
            self._session.actions.mail_parts(self._made.pdf, self._made.parts)

    # Saving

    @Slot()
    def save_as(self) -> None:
        """Write the very bytes that are shown to a file."""
        if self._made is None:
            return
        path = self._ask_path()
        if path is None:
            return
        self._session.settings.put(_FOLDER, str(path.parent))
        self._session.tasks.read(partial(_written, path, self._made.pdf), self._saved)

    def _ask_path(self) -> Path | None:
        folder = Path(self._session.settings.text(_FOLDER, str(Path.home())))
        wanted = folder / f"{safe_name(self._job.title)}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as"), str(wanted), _("PDF files (*.pdf)"))
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(".pdf")

    def _saved(self, path: Path) -> None:
        self.notice.show_message(Tone.GOOD, _("Saved as {path}.").format(path=str(path)))

    # Showing

    def _enable(self, *, on: bool) -> None:
        for button in self._buttons:
            button.setEnabled(on)

    @Slot(int)
    def _show_place(self, page: int) -> None:
        count = self.page_count()
        self._place.setText(_("Page {page} of {count}").format(page=page + 1, count=count) if count else "")

    @Slot(int)
    def _show_zoom(self, percent: int) -> None:
        self._fit.setText(_("{percent} %").format(percent=percent))

    @Slot()
    def _dress(self) -> None:
        for button in (self._smaller, self._larger):
            button.setIcon(icon(button.property("picture")))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stop what is under way and let go of the file."""
        if self._handle is not None:
            self._handle.drop()
        if self._printing is not None:
            self._printing.stop()
        if self._file is not None:
            self._file.close()
        super().closeEvent(event)


def _written(path: Path, pdf: bytes) -> Path:
    write_bytes(path, pdf)
    return path
