"""What tests of service plans do to a window as somebody would: choose, type, find the sheet that is open."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

Kind = TypeVar("Kind", bound=QDialog)


def choose(field: Any, value: object) -> None:
    """Choose one of a combo's values, which must be among those offered."""
    field.set_value(value)
    assert field.value() == value, "that is not offered"
    field.changed.emit(value)


def enter(field: Any, value: object) -> None:
    """Put a value into a field and leave it."""
    field.set_value(value)
    field.changed.emit(value)


def sheet_of(kind: type[Kind]) -> Kind:
    """Return the open sheet of a kind."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def texts(model: Any, *keys: str) -> list[tuple[str, ...]]:
    """Return what some columns of a small table say, top down."""
    columns = [next(column for column in model.columns if column.key == key) for key in keys]
    return [tuple(column.said(row) for column in columns) for row in model.rows()]
