"""The pictures of the payment screens."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.language import _
from app.services.office import Reader
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids
from app.services.queries.payments import PaymentFilter, payment_ids
from app.ui.paper.pictures import room_for
from app.ui.payments.giving_back import Way
from app.ui.payments.panel import PaymentsPanel
from app.ui.payments.screens import PaymentScreens
from app.ui.payments.take_sheet import TakeSheet
from app.ui.payments.tenders import SavedWay
from app.ui.pictures import Screen
from app.ui.session import Session


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("payments-take", _take, size=(1040, 760)),
        Screen("payments-take-find", _take_anybody, then=(_find,), size=(1040, 760)),
        Screen("payments-take-chosen", _take, then=(_choose,), size=(1040, 760)),
        Screen("payments-take-split", _take, then=(_choose, _split), size=(1040, 800)),
        Screen("payments-take-over", _take, then=(_over,), size=(1040, 760)),
        Screen("payments-panel", _panel),
        Screen("payments-deposits", _panel, then=(_to_deposits,)),
        Screen("payments-details", _details, size=(960, 700)),
        Screen("payments-returned", _returned, size=(560, 340), grab=_dialog),
        Screen("payments-refund", _refund, size=(560, 460), grab=_dialog),
        Screen("payments-leftover", _leftover, size=(900, 560), grab=_dialog),
    ]


def _screens(session: Session) -> PaymentScreens:
    ways = PaymentScreens(session, room_for(session))
    ways.install()
    session.actions.show_customer = ways.take
    session.actions.export = session.actions.print_table = print
    return ways


def _late_customer(reader: Reader) -> int:
    """Return a customer with several open invoices, some of them late."""
    from app.services.queries.receivables import balance_of

    ids = customer_ids(reader, CustomerFilter(overdue_only=True), CustomerSort.OVERDUE, descending=True)
    return max(ids[:40], key=lambda id_: balance_of(reader, id_).open_count)


def _take(session: Session) -> QWidget:
    return _screens(session).take(session.office.read(_late_customer))


def _take_anybody(session: Session) -> QWidget:
    return _screens(session).take()


def _find(sheet: QWidget) -> None:
    if isinstance(sheet, TakeSheet):
        sheet.customer.setText("mar")


def _choose(sheet: QWidget) -> None:
    if isinstance(sheet, TakeSheet):
        sheet.reference.set_value("1042")
        choice = sheet.chooser.choice.with_amount(25_000)
        for item in choice.items[1:3]:
            choice = choice.ticked(item.id, on=True)
        sheet.chooser.take(choice)
        sheet.chooser.begin()


def _split(sheet: QWidget) -> None:
    if isinstance(sheet, TakeSheet):
        sheet.tenders.offer_saved([SavedWay(1, _("Charge {brand} ending in {last4}").format(brand="Visa", last4="4242"))])
        sheet.tenders.add_part()
        sheet.tenders.lines[0].amount.set_value(4_000)
        sheet.tenders.add_part()
        sheet.tenders.lines[1].method.set_value(1)
        sheet.tenders.lines[1].amount.set_value(10_000)
        sheet.tenders.lines[1].method.changed.emit(1)


def _over(sheet: QWidget) -> None:
    if isinstance(sheet, TakeSheet):
        choice = sheet.chooser.choice.with_amount(5_000)
        for item in choice.items[:2]:
            choice = choice.ticked(item.id, on=True)
        sheet.chooser.take(choice)


def _panel(session: Session) -> QWidget:
    return _screens(session).panel()


def _to_deposits(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        panel.tabs.select("bank")


def _details(session: Session) -> QWidget:
    ids = session.office.read(lambda reader: payment_ids(reader, PaymentFilter(unapplied_only=True)))
    return _screens(session).show(ids[0])


class _Stage(QWidget):
    """Stands behind a sheet that opens when its data has come."""


def _dialog(stage: QWidget) -> QWidget:
    found = [child for child in stage.findChildren(QDialog) if child.isVisible()]
    return found[-1] if found else stage


def _asked(session: Session, purpose: Way | None) -> QWidget:
    stage = _Stage()
    session.window = stage
    ways = _screens(session)
    ids = session.office.read(lambda reader: payment_ids(reader, PaymentFilter(unapplied_only=True)))
    if purpose is None:
        ways.apply_rest(ids[0])
    else:
        ways.give_back(ids[0], purpose)
    return stage


def _returned(session: Session) -> QWidget:
    return _asked(session, Way.RETURN)


def _refund(session: Session) -> QWidget:
    return _asked(session, Way.REFUND)


def _leftover(session: Session) -> QWidget:
    return _asked(session, None)
