"""The pictures of the box of questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.asking.translating import ModelChoice
from app.ui.asking.screens import AskScreens
from app.ui.asking.view import AskDialog

if TYPE_CHECKING:
    from app.ui.pictures import Screen
    from app.ui.session import Session

_SIZE = (780, 620)


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("asking-empty", _open, (), _SIZE),
        Screen("asking-answer", _open, (_ask("unpaid invoices over 60 days late"),), _SIZE),
        Screen("asking-filter", _open, (_ask("customers over 30 days late"),), _SIZE),
        Screen("asking-refusal", _open, (_ask("invoices from March"),), _SIZE),
        Screen("asking-customer", _of_customer, (_ask("what does she owe"),), _SIZE),
        Screen("asking-model", _model, (), (560, 480)),
    ]


def _open(session: Session) -> QWidget:
    return AskScreens(session).open()


def _of_customer(session: Session) -> QWidget:
    return AskScreens(session).open(11)


def _model(session: Session) -> QWidget:
    from app.ui.asking.settings import ModelSheet

    return ModelSheet(session, ModelChoice(on=False, address="", model=""), _NoSecrets(), None).sheet


def _ask(question: str) -> Callable[[QWidget], None]:
    def ask(widget: QWidget) -> None:
        if isinstance(widget, AskDialog):
            widget.question.setText(question)
            widget.ask.click()

    return ask


class _NoSecrets:
    """A keychain that keeps nothing."""

    def get(self, account: str) -> str | None:
        del account
        return None

    def set(self, account: str, secret: str) -> None:
        del account, secret

    def delete(self, account: str) -> None:
        del account
