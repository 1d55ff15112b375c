"""Feeds a printer page by page: pictures of the file's own pages are drawn in a worker and laid on the sheet here."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.domain.errors import EnvironmentFault
from app.domain.language import _
from app.services.ports import Pages
from app.ui.kit.tasks import Tasks
from app.ui.paper.view import Drawn

PRINT_DPI = 300


def printer_for(sizes: tuple[tuple[float, float], ...], title: str) -> QPrinter:
    """Return a printer set to the first page's sheet and no margins of its own: the file has its margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(PRINT_DPI)
    printer.setDocName(title)
    printer.setCreator("Counterfoil")
    width, height = sizes[0]
    upright = QSizeF(min(width, height), max(width, height))
    way = QPageLayout.Orientation.Portrait if width <= height else QPageLayout.Orientation.Landscape
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point))
    printer.setPageOrientation(way)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    return printer


class OpenFile:
    """A file's pages for several threads: who asks after it was closed gets an empty picture instead of a fault."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._lock = threading.Lock()
        self._closed = False
        self.sizes = pages.sizes

    def draw(self, number: int, dpi: int) -> Drawn:
        """Draw a page; called in workers."""
        with self._lock:
            if self._closed:
                return Drawn(number, dpi, QImage())
            picture = self._pages.page(number, dpi)
        image = QImage(picture.rgba, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGBA8888)
        return Drawn(number, dpi, image.copy())  # the copy owns its pixels

    def close(self) -> None:
        """Let go of the file, once whatever is being drawn is drawn."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._pages.close()


class Printing(QObject):
    """One run through the printer.

    Signals:
        printed(int): so many pages were handed over.
        finished(): all of them were; whether they came out well only a person knows.
        failed(object): an error; what was handed over before stays with the printer.
    """

    printed = Signal(int)
    finished = Signal()
    failed = Signal(object)

    def __init__(self, file: OpenFile, printer: QPrinter, tasks: Tasks, first: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._printer = printer
        self._tasks = tasks
        self._painter: QPainter | None = None
        self._done = 0
        last = len(file.sizes) - 1
        if printer.fromPage():
            first, last = max(first, printer.fromPage() - 1), min(last, printer.toPage() - 1)
        rounds = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
        self._queue = [number for _round in range(rounds) for number in range(first, last + 1)]

    @property
    def count(self) -> int:
        """How many pages are to be printed, copies counted."""
        return len(self._queue)

    def start(self) -> None:
        """Begin."""
        painter = QPainter()
        if not self._queue or not painter.begin(self._printer):
            name = self._printer.printerName() or self._printer.outputFileName()
            self.failed.emit(
                EnvironmentFault(
                    _("The printer “{name}” does not answer.").format(name=name),
                    _("Nothing was printed; try again or save the file."),
                )
            )
            return
        self._painter = painter
        self._ask()

    def stop(self) -> None:
        """Give up; the printer forgets what it was given of this run if it can."""
        if self._painter is not None:
            self._printer.abort()
            self._painter.end()
            self._painter = None

    def _ask(self) -> None:
        number = self._queue[self._done]
        self._tasks.read(partial(self._file.draw, number, PRINT_DPI), self._lay, self._went_wrong)

    def _lay(self, drawn: Drawn) -> None:
        if self._painter is None:
            return
        if self._done and not self._printer.newPage():
            fault = EnvironmentFault(_("The printer took no further page."), _("Look at the printer and print the rest."))
            self._went_wrong(fault)
            return
        width, height = self._file.sizes[drawn.number]
        sheet = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        natural = QRectF(0, 0, width / 72 * self._printer.resolution(), height / 72 * self._printer.resolution())
        # Natural size, unless the sheet in the printer is smaller than the page.
        shrink = min(1.0, sheet.width() / natural.width(), sheet.height() / natural.height())
        self._painter.drawImage(QRectF(0, 0, natural.width() * shrink, natural.height() * shrink), drawn.image)
        self._done += 1
        self.printed.emit(self._done)
        if self._done < len(self._queue):
            self._ask()
        else:
            self._painter.end()
            self._painter = None
            self.finished.emit()

    def _went_wrong(self, error: Exception) -> bool:
        self.stop()
        self.failed.emit(error)
        return True
