"""Fills the rail with panels, and every screen with the ways to the others. Imported after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.ui.session import Session
    from app.ui.shell.window import MainWindow


def join(session: Session, window: MainWindow) -> None:
    """Give the screens of an open book their ways to one another, and the search box what it looks through."""
    from app.bootstrap.finding import BookProvider

    window.set_providers([BookProvider(session)])


def make_panel(key: str, session: Session) -> QWidget:
    """Return the widget of the panel ``key``."""
    return _PANELS[key](session)


def _customers(session: Session) -> QWidget:
    from app.ui.customers.panel import customers_panel

    return customers_panel(session)


_PANELS: dict[str, Callable[[Session], QWidget]] = {"customers": _customers}
