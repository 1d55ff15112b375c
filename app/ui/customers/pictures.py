"""Which pictures are taken of the Customers panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.services.queries.customer_list import CustomerFilter
from app.services.queries.customers import customer_id_of, customer_rows
from app.ui.customers.panel import CustomersPanel, customers_panel

if TYPE_CHECKING:
    from app.ui.customers.dialogs.merge import MergeSheet
    from app.ui.pictures import Screen
    from app.ui.session import Session


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    low = (1120, 660)
    return [
        Screen("customers", _panel, (_overdue, _first)),
        Screen("customers-low", _panel, (_overdue, _first), low),
        Screen("customers-payments", _panel, (_tab("payments"),)),
        Screen("customers-notes", _panel, (_tab("notes"),)),
        Screen("customers-activity", _panel, (_tab("activity"),)),
        Screen("customers-table", _panel, (_wide,)),
        Screen("customers-views", _panel, (_wide, _views)),
        Screen("customers-selected", _panel, (_overdue, _first, _view_overdue)),
        Screen("customers-explained", _panel, (_click("due"),), grab=_dialog),
        Screen("customers-days-to-pay", _panel, (_click("to_pay"),), grab=_dialog),
        Screen("customers-new", _panel, (_new,), grab=_dialog),
        Screen("customers-edit", _panel, (_edit,), grab=_dialog),
        Screen("customers-contact", _panel, (_click("bill_to"),), grab=_dialog),
        Screen("customers-credit", _panel, (_click("issue_credit"),), grab=_dialog),
        Screen("customers-merge", _panel, (_merging, _into), grab=_dialog),
        Screen("customers-anonymise", _panel, (_forgetting,), grab=_dialog),
    ]


def _panel(session: Session) -> QWidget:
    actions = session.actions
    actions.take_payment = actions.take_payment or _nothing
    actions.statement = actions.statement or _nothing
    actions.new_invoice = actions.new_invoice or _nothing
    return customers_panel(session)


def _nothing(*_arguments: object) -> None:
    """Stands for a screen that is not in the picture."""


def _of(widget: QWidget) -> CustomersPanel:
    return cast("CustomersPanel", widget)


def _overdue(widget: QWidget) -> None:
    _of(widget).list.show_filter(CustomerFilter(over_days=30))


def _first(widget: QWidget) -> None:
    view = _of(widget).list_view.list
    view.setCurrentIndex(view.rows_model().index(0, 0))


def _wide(widget: QWidget) -> None:
    _of(widget).list.set_wide(True)


def _views(widget: QWidget) -> None:
    presenter = _of(widget).list
    for name, query in (("At risk", "days-late > 60 and card-expires < next-bill"), ("Slow to pay", "days-late > 30")):
        presenter.keep_filter(name, CustomerFilter(status="", query=f"customers where {query}"))
    presenter.show_filter(CustomerFilter(status="", query="customers where days-late > 30"))


def _view_overdue(widget: QWidget) -> None:
    _of(widget).page.view_overdue()


def _new(widget: QWidget) -> None:
    _of(widget).doings.new_customer()


def _edit(widget: QWidget) -> None:
    _of(widget).page.edit()


def _id(widget: QWidget, account: str) -> int:
    return _of(widget).doings.session.office.read(lambda reader: customer_id_of(reader, account))


def _merging(widget: QWidget) -> None:
    _of(widget).doings.merge(_id(widget, "A-0402"))


def _into(widget: QWidget) -> None:
    sheet = cast("MergeSheet", _dialog(widget))
    chosen = [_id(widget, "A-0401")]
    customer = _of(widget).doings.session.office.read(lambda reader: customer_rows(reader, chosen))[0]
    sheet.picker.show_customer(customer)
    sheet.picker.picked.emit(customer)


def _forgetting(widget: QWidget) -> None:
    _of(widget).doings.leave(_id(widget, "A-0410"))


def _tab(key: str) -> Callable[[QWidget], None]:
    def select(widget: QWidget) -> None:
        _of(widget).page.show_tab(key)

    return select


def _click(name: str) -> Callable[[QWidget], None]:
    def click(widget: QWidget) -> None:
        getattr(_of(widget).page_view, name).click()

    return click


def _dialog(_widget: QWidget) -> QWidget:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible())
