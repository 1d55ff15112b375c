"""The pictures of the company's sheets: a new book, the settings, and a file with bad rows about to be imported."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from app.services.exporting.tables import ExportTable
from app.services.importing.plan import BadRow, Imported, ImportPlan, Problem
from app.ui.company.founding import FoundingSheet
from app.ui.company.importing import ImportKind, ImportSheet
from app.ui.company.settings import SettingsSheet, read_settings
from app.ui.kit.pieces import TabPages
from app.ui.kit.tasks import Written
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.pictures import Screen

_TALL = (720, 820)


def screens() -> list[Screen]:
    """Return the pictures."""
    from app.ui.pictures import Screen

    return [
        Screen("company-new", _founding, size=(640, 760), grab=_dialog),
        Screen("company-settings", _settings, size=_TALL, grab=_dialog),
        Screen("company-taxes", _settings, then=(partial(_turn_to, key="taxes"),), size=_TALL, grab=_dialog),
        Screen("company-payments", _settings, then=(partial(_turn_to, key="payments"),), size=_TALL, grab=_dialog),
        Screen("company-import", _importing, size=(780, 560), grab=_dialog),
    ]


def _founding(session: Session) -> QWidget:
    window = QWidget()
    FoundingSheet(session.tasks, print, Path(), "en_US", window)
    return window


def _settings(session: Session) -> QWidget:
    window = QWidget()
    SettingsSheet(session, session.office.read(read_settings), window)
    return window


def _turn_to(window: QWidget, key: str) -> None:
    for pages in window.findChildren(TabPages):
        pages.select(key)


def _importing(session: Session) -> QWidget:
    window = QWidget()
    problems = (
        Problem(14, "since", "There is no day 30 in February 2026."),
        Problem(31, "terms", "“banana” are no payment terms known here."),
        Problem(31, "type", "“alien” is neither residential nor commercial."),
        Problem(58, "account", "Account number B-204 stands on line 12 already."),
    )
    bad = tuple(BadRow(each.line, (), (each,)) for each in problems)
    good: tuple[object, ...] = tuple(range(213))
    warnings = (Problem(77, "phone", "“218 555” cannot be a phone number. It is kept as it was written."),)
    notes = ("The text was read as cp1252.",)
    plan: ImportPlan[object] = ImportPlan("customers.csv", ("account", "name"), good, bad, 2, warnings, notes)
    kind = ImportKind("customers", "Import customers", lambda *_: plan, lambda *_: Written(Imported(), frozenset()))
    ImportSheet(session, kind, Path("customers.csv"), plan, lambda: _not_written, window)
    return window


def _not_written(table: ExportTable, out: Path) -> int:
    return len(table.columns) + len(out.parts)


def _dialog(window: QWidget) -> QWidget:
    return window.findChildren(QDialog)[-1]
