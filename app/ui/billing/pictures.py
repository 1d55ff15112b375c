"""The pictures of the billing run: rehearsed, posted, and its history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.billing.screens import BillingScreens, BillingWindow
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
