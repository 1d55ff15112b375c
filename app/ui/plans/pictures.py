"""Which pictures are taken of service plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.services.plans.entering import NewPlan, enter_plan
from app.services.queries.plans import PlanFilter, PlanSort, plan_ids, plan_rows
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.plans.changing import ChangeSheet
from app.ui.plans.prices.sheet import PriceSheet
from app.ui.plans.room import PlansRoom
from app.ui.plans.screens import PlanScreens
from app.ui.plans.sell_sheet import SellSheet
from app.ui.plans.selling import Selling
from app.ui.plans.templates.page import TemplatesPage

if TYPE_CHECKING:
    from app.ui.pictures import Screen
    from app.ui.session import Session

_Dialog = TypeVar("_Dialog", bound=QDialog)
_FAILED = PlanFilter(failed_only=True)
_ACTIVE = PlanFilter(status="active")
_BY_CHECK = PlanFilter(status="active", paid_by="check")


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("plans", _room),
        Screen("plan", _room, (_open(_FAILED),)),
        Screen("plan-low", _room, (_open(_ACTIVE),), (1120, 660)),
        Screen("plan-prices", _room, (_open(_ACTIVE), _tab("prices"))),
        Screen("plan-activity", _room, (_open(_FAILED), _tab("activity"))),
        Screen("plan-cancel", _room, (_open(_ACTIVE), _press("cancel")), grab=_dialog),
        Screen("plan-pause", _room, (_open(_ACTIVE), _press("pause")), grab=_dialog),
        Screen("plan-account", _account, (_owing, _plans_tab)),
        Screen("plan-new", _room, (_open(_ACTIVE), _sell, _by_template), grab=_dialog),
        Screen("plans-templates", _room, (_place("templates"),)),
        Screen("plans-template", _room, (_place("templates"), _first_template), grab=_dialog),
        Screen("plans-prices", _room, (_rise, _fill_rise, _accept, _place("prices"))),
        Screen("plans-rise", _room, (_rise, _fill_rise), grab=_dialog),
        Screen("plans-pause", _room, (_pause_all,), grab=_dialog),
        Screen("plan-change", _room, (_open(_ACTIVE), _press("change"), _yearly), grab=_dialog),
        Screen("plan-activate", _room, (_open(_ACTIVE), _draft, _press("activate")), grab=_dialog),
        Screen("plan-method", _room, (_open(_FAILED), _press("method")), grab=_dialog),
        Screen("plan-refund", _room, (_open(_BY_CHECK), _paid_row, _press("refund")), grab=_dialog),
    ]


def _room(session: Session) -> QWidget:
    actions = session.actions
    actions.take_payment = actions.take_payment or _nothing
    actions.show_payment = actions.show_payment or _nothing
    actions.show_invoice = actions.show_invoice or _nothing
    actions.show_customer = actions.show_customer or _nothing
    actions.show_report = actions.show_report or _nothing
    actions.billing_run = actions.billing_run or _nothing
    actions.export = actions.export or _nothing
    actions.print_table = actions.print_table or _nothing
    actions.print_refund = actions.print_refund or _nothing
    actions.add_method = actions.add_method or _nothing
    return PlansRoom(session)


def _account(session: Session) -> QWidget:
    _room(session).deleteLater()
    PlanScreens(session, _nothing).install()
    return customers_panel(session)


def _owing(widget: QWidget) -> None:
    panel = cast("CustomersPanel", widget)
    row = panel.doings.session.office.read(lambda reader: plan_rows(reader, plan_ids(reader, _FAILED, PlanSort.START)[:1]))[0]
    panel.show_place(str(row.customer_id))


def _plans_tab(widget: QWidget) -> None:
    cast("CustomersPanel", widget).page.show_tab("plans")


def _nothing(*_arguments: object) -> None:
    """Stands for a screen that is not in the picture."""


def _of(widget: QWidget) -> PlansRoom:
    return cast("PlansRoom", widget)


def _open(wanted: PlanFilter) -> Callable[[QWidget], object]:
    def open_first(widget: QWidget) -> None:
        room = _of(widget)
        office = room.session.office
        ids = office.read(lambda reader: plan_ids(reader, wanted, PlanSort.START))
        room.open_plan(ids[0])

    return open_first


def _tab(key: str) -> Callable[[QWidget], object]:
    def show(widget: QWidget) -> None:
        _of(widget).view.tabs.select(key)

    return show


def _press(name: str) -> Callable[[QWidget], object]:
    def press(widget: QWidget) -> None:
        getattr(_of(widget).view, name).click()

    return press


def _sell(widget: QWidget) -> None:
    page = _of(widget).presenter.page
    if page is not None:
        Selling(_of(widget).session, page.row.customer_id, parent=widget)


def _by_template(_widget: QWidget) -> None:
    sheet = next(w for w in QApplication.topLevelWidgets() if isinstance(w, SellSheet) and w.isVisible())
    sheet.template.setCurrentIndex(1)
    sheet.template.changed.emit(sheet.template.value())


def _place(key: str) -> Callable[[QWidget], object]:
    def show(widget: QWidget) -> None:
        _of(widget).show_place(key)

    return show


def _first_template(widget: QWidget) -> None:
    page = _of(widget).home.tabs.page("templates")
    if isinstance(page, TemplatesPage):
        page.edit(page.model.rows()[0].id)


def _rise(widget: QWidget) -> None:
    panel = _of(widget).list
    panel.many.change_prices(panel.chosen_ids())


def _shown(kind: type[_Dialog]) -> _Dialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def _fill_rise(_widget: QWidget) -> None:
    sheet = _shown(PriceSheet)
    sheet.percent.set_value(45_000)
    sheet.percent.changed.emit(45_000)


def _accept(_widget: QWidget) -> None:
    _shown(PriceSheet).saved.emit()


def _pause_all(widget: QWidget) -> None:
    panel = _of(widget).list
    panel.many.pause(panel.chosen_ids())


def _yearly(_widget: QWidget) -> None:
    sheet = _shown(ChangeSheet)
    sheet.frequency.set_value("yearly")
    sheet.frequency.changed.emit("yearly")
    sheet.price.set_value(98_000)
    sheet.price.changed.emit(98_000)


def _draft(widget: QWidget) -> None:
    room = _of(widget)
    page = room.presenter.page
    if page is not None:
        new = NewPlan(page.row.customer_id, room.session.today, "monthly", "Pond care", price_minor=4_000, status="draft")
        room.open_plan(room.session.office.write(lambda writer: enter_plan(writer, new)))


def _paid_row(widget: QWidget) -> None:
    view = _of(widget).view
    view.payments.set_current(next(row.id for row in view.payments_model.rows() if row.is_refundable))


def _dialog(_widget: QWidget) -> QWidget:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
