"""The pictures of the billing run: rehearsed, posted, its history, and a recurring invoice being written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.billing.recurring import Recurring
from app.ui.billing.recurring_sheet import RecurringSheet
from app.ui.billing.screens import BillingScreens, BillingWindow
from app.ui.kit.tables import Edit
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.pictures import Screen

_SIZE = (1320, 800)


def screens() -> list[Screen]:
    """Return the pictures. None of them posts: the sample is the same for every screen after these."""
    from app.ui.pictures import Screen

    return [
        Screen("billing-start", _window, size=_SIZE),
        Screen("billing-rehearsed", _window, then=(_next_week, _rehearse), size=_SIZE),
        Screen("billing-stopped", _window, then=(_far_ahead, _rehearse, _notes), size=_SIZE),
        Screen("billing-changes", _window, then=(_next_week, _rehearse, _changes), size=_SIZE),
        Screen("billing-history", _window, then=(_history,), size=_SIZE),
        Screen("billing-recurring", _recurring, then=(_write_lines,), size=_SIZE, grab=_sheet),
    ]


def _window(session: Session) -> QWidget:
    session.actions.print_invoices = session.actions.export = print
    return BillingScreens(session).run()


def _next_week(window: QWidget) -> None:
    _later(window, 10)


def _far_ahead(window: QWidget) -> None:
    _later(window, 1200)


def _later(window: QWidget, days: int) -> None:
    if isinstance(window, BillingWindow):
        through = window.view.through.value()
        if through is not None:
            window.view.through.set_value(through + timedelta(days=days))


def _rehearse(window: QWidget) -> None:
    if isinstance(window, BillingWindow):
        window.presenter.rehearse()


def _notes(window: QWidget) -> None:
    _select(window, "notes")


def _changes(window: QWidget) -> None:
    _select(window, "changes")


def _history(window: QWidget) -> None:
    _select(window, "history")
    if isinstance(window, BillingWindow) and window.history.model.count():
        window.history.table.set_current(window.history.model.all_ids()[0])


def _select(window: QWidget, key: str) -> None:
    if isinstance(window, BillingWindow):
        window.view.tabs.select(key)


def _recurring(session: Session) -> QWidget:
    host = QWidget()
    session.window = host
    Recurring(session, 5, parent=host)
    return host


def _write_lines(host: QWidget) -> None:
    sheet = _sheet(host)
    if isinstance(sheet, RecurringSheet):
        sheet.name.set_value("Garden care")
        for key, value in (("description", "Mowing, front and back"), ("quantity", 2_000_000), ("price", 4_500)):
            sheet.model.edited.emit(Edit(1, key, value))
        sheet.table.line_wanted.emit()
        for key, value in (("description", "Hauling"), ("price", 2_000)):
            sheet.model.edited.emit(Edit(2, key, value))


def _sheet(host: QWidget) -> QWidget:
    return next(iter(host.findChildren(RecurringSheet)), host)
