"""The pictures of the verification of callers."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from app.services.customers.callers import Detail
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids
from app.ui.callers.screens import CallerScreens
from app.ui.callers.sheet import VerifySheet
from app.ui.pictures import Screen
from app.ui.session import Session

_DETAILS = ("account", "phone", "postcode", "last_payment")


def screens() -> list[Screen]:
    """Return the pictures."""
    return [Screen("callers-verify", _verify, then=(_tick,), size=(620, 420), grab=_dialog)]


class _Stage(QWidget):
    """Stands behind the sheet."""

    asking: VerifySheet


def _verify(session: Session) -> QWidget:
    from app.services.customers.callers import CallerRules, set_caller_rules

    stage = _Stage()
    session.window = stage
    rules = CallerRules(tuple(Detail(name) for name in _DETAILS), 2)
    session.office.write(lambda writer: set_caller_rules(writer, rules))
    ids = session.office.read(lambda reader: customer_ids(reader, CustomerFilter(), CustomerSort.NAME))
    stage.asking = CallerScreens(session).verify(ids[3])
    return stage


def _tick(stage: QWidget) -> None:
    if isinstance(stage, _Stage):
        stage.asking.caller.set_value("Peter Bloom")
        next(iter(stage.asking.ticks.values())).click()


def _dialog(stage: QWidget) -> QWidget:
    found = [child for child in stage.findChildren(QDialog) if child.isVisible()]
    return found[-1] if found else stage
