"""The pictures of the statement screens."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.paper.pictures import room_for
from app.ui.pictures import Screen
from app.ui.session import Session
from app.ui.statements.screens import StatementScreens


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("statements-one", _one, size=(640, 480), grab=_sheet),
        Screen("statements-run", _run, size=(980, 760)),
    ]


class _Stage(QWidget):
    """Stands behind a sheet that opens when its data has come."""

    def __init__(self, ways: StatementScreens) -> None:
        super().__init__()
        self.ways = ways


def _one(session: Session) -> QWidget:
    stage = _Stage(StatementScreens(session, room_for(session)))
    stage.ways.statement(1)
    return stage


def _sheet(stage: QWidget) -> QWidget:
    if not isinstance(stage, _Stage) or stage.ways.sheet is None:
        raise TypeError(stage)
    return stage.ways.sheet


def _run(session: Session) -> QWidget:
    return StatementScreens(session, room_for(session)).run()
