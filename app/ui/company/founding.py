"""Founding a book: whose it is and where its file goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimeZone, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.language import _
from app.services.company import CompanyDetails, NewCompany
from app.ui.company.form import CompanyForm
from app.ui.kit.dialogs import Sheet
from app.ui.kit.pieces import column, scrolled
from app.ui.kit.saving import Saving
from app.ui.kit.tasks.runner import Tasks

Found = Callable[[Path, NewCompany], None]
"""Makes the book; called in a worker. Raises ``CounterfoilError`` when it cannot be made."""


class FoundingSheet(QObject):
    """The sheet that founds a book.

    Signals:
        founded(str): the new book's file.
    """

    founded = Signal(str)

    def __init__(self, tasks: Tasks, found: Found, folder: Path, locale: str, parent: QWidget | None) -> None:
        self.sheet = Sheet(_("New book"), parent, _("A book keeps one company's customers. It is one file, where you put it."))
        super().__init__(self.sheet)
        self.sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sheet.resize(620, 640)
        self._tasks, self._found, self._folder = tasks, found, folder
        self._path: Path | None = None
        self.form = CompanyForm(_usual(locale))
        self.sheet.body.addWidget(scrolled(column(self.form, margin=2)))
        self.sheet.set_buttons(_("Choose a file and create…"))
        self.sheet.saved.connect(self._save)
        self._saving = Saving(tasks, self.sheet)
        self.form.edited.connect(self._edited)
        self.sheet.open()
        self.form.name.setFocus()

    @Slot()
    def _edited(self) -> None:
        self.sheet.set_typed(typed=True)
        self.sheet.show_error("")

    @Slot()
    def _save(self) -> None:
        if self.form.first_error():
            return
        name = "".join(c for c in self.form.name.value() if c not in '\\/:*?"<>|').strip() or _("Book")
        wanted = str(self._folder / f"{name}.counterfoil")
        chosen, _kind = QFileDialog.getSaveFileName(
            self.sheet, _("Where the book goes"), wanted, _("Counterfoil books (*.counterfoil)")
        )
        if chosen:
            self.create(Path(chosen))

    def create(self, path: Path) -> None:
        """Make the book at ``path``."""
        self._path = path if path.suffix else path.with_suffix(".counterfoil")
        company = NewCompany(**{k: v for k, v in asdict(self.form.details()).items() if k != "mode"})
        target, found = self._path, self._found
        self._saving.network(lambda: found(target, company), self._done)

    def _done(self, _nothing: None) -> None:
        self.sheet.accept()
        self.founded.emit(str(self._path))


def _usual(locale: str) -> CompanyDetails:
    from babel import Locale
    from babel.numbers import get_territory_currencies

    territory = Locale.parse(locale).territory or "US"
    money = get_territory_currencies(territory)[:1] or ["USD"]
    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode() or "America/Chicago"
    return CompanyDetails(name="", currency=money[0], time_zone=zone, locale=locale)
