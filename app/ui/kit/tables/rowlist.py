"""The list at the left of a page: two lines a row, arrow keys walk it, the page follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from app.ui.kit.paint import inks
from app.ui.kit.tables.columns import HasId, TwoLines
from app.ui.kit.tables.delegates import TwoLineDelegate
from app.ui.kit.tables.model import ColumnModel
from app.ui.kit.tables.rowview import RowView
from app.ui.kit.theme import set_role

R = TypeVar("R", bound=HasId)


class RowList(RowView[R]):
    """A list of rows as ``present`` words them. Its model's columns serve sorting and export; only the first
    is painted."""

    def __init__(self, present: Callable[[R], TwoLines], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bare")
        self.setItemDelegate(TwoLineDelegate(self, present))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()

    def row_height(self) -> int:
        """Return the height of two lines."""
        return inks().list_row

    def show_model(self, model: ColumnModel[R]) -> None:
        """Show the rows of ``model``."""
        super().show_model(model)
        header = self.horizontalHeader()
        for column in range(1, len(model.columns)):
            self.setColumnHidden(column, True)  # noqa: FBT003 - Qt's own signature
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _paint_ground(self, painter: QPainter, position: int, *, chosen: bool) -> None:
        pen = inks()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.select if chosen else pen.hover)
        rect = self.viewport().rect().adjusted(8, 0, -8, 0)
        rect.setTop(self.rowViewportPosition(position) + 1)
        rect.setHeight(self.row_height() - 2)
        painter.drawRoundedRect(rect, 6, 6)

    def _paint_focus(self, painter: QPainter, position: int) -> None:
        rect = self.viewport().rect().adjusted(8, 0, -8, 0)
        rect.setTop(self.rowViewportPosition(position) + 1)
        rect.setHeight(self.row_height() - 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
