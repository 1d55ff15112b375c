"""The first look at a book: its first customers where the panel will list them, until the panel itself is there."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.glance import Glance
from app.services.queries.customer_list import CustomerListRow
from app.ui.customers.list.columns import two_lines
from app.ui.customers.list.filters import EVERYBODY, filter_from, filter_words
from app.ui.customers.list.view import LIST_WIDTH, CustomerListView
from app.ui.kit.pieces import Hairline
from app.ui.kit.settings import Settings
from app.ui.kit.tables import Column, RowsModel
from app.ui.kit.theme import set_role


def glance_wanted(settings: Settings) -> bool:
    """Whether the panel will open as a glance shows it: every active customer by name, beside the page."""
    place = settings.get("window.place")
    panel = place[0] if isinstance(place, list) and place else "customers"
    usual_order = settings.get("customers.sort") in (None, ["name", False])
    everybody = filter_from(settings.get("customers.wanted")) == EVERYBODY
    return panel == "customers" and settings.get("customers.wide") is not True and usual_order and everybody


class CustomersGlance(QWidget):
    """The list at the left with its first rows, nothing at the right yet."""

    def __init__(self, settings: Settings, glance: Glance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = CustomerListView(partial(two_lines, amounts=glance.amounts), settings)
        self.view.setFixedWidth(settings.number("customers.list_width", LIST_WIDTH))
        self.view.show_filter(filter_words(EVERYBODY))
        # What is typed before the panel is there would be lost.
        self.view.search.setReadOnly(True)
        model: RowsModel[CustomerListRow] = RowsModel((Column("name", "", lambda row: row.name),), self)
        model.set_rows(glance.rows)
        self.view.list.show_model(model)
        page = QWidget()
        set_role(page, "ground")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.view, Hairline(upright=True), page):
            box.addWidget(part)
        box.setStretchFactor(page, 1)
