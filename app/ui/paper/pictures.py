"""The pictures of the preview, and a room with a real press for the pictures of other screens."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from PySide6.QtWidgets import QWidget

from app.services.ports import OpenPages, Press
from app.ui.paper.room import PrintRoom
from app.ui.pictures import Screen
from app.ui.session import Session

FIRST_PAYMENT = 1


def room_for(session: Session) -> PrintRoom:
    """Return a room as bootstrap builds it. Pictures are drawn from outside of the house, which has no door to there."""
    press = cast("Press", import_module("app.gateways.paper.press"))
    open_pages = cast("OpenPages", import_module("app.gateways.paper.preview").Preview)
    room = PrintRoom(session, lambda: press, open_pages)
    room.install()
    return room


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("paper-receipt", _receipt, size=(920, 860)),
        Screen("paper-asking", _receipt, then=(_ask,), size=(920, 860)),
    ]


def _receipt(session: Session) -> QWidget:
    return room_for(session).print_receipt(FIRST_PAYMENT)


def _ask(window: QWidget) -> None:
    from app.ui.paper.window import PreviewWindow

    if isinstance(window, PreviewWindow):
        window.question.ask(window.page_count())
