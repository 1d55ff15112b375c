"""The pictures of credits that wait for approval. They are asked for in a copy of the sample company."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.opening import open_book
from app.services.backups import backup_book
from app.services.collecting.rules import PaymentRules, set_payment_rules
from app.services.invoicing.credit_requests import give_credit
from app.services.invoicing.crediting import NewCreditMemo
from app.services.office import Office, Writer
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids
from app.ui.credits.screens import CreditScreens
from app.ui.customers.panel import customers_panel
from app.ui.paper.pictures import room_for
from app.ui.payments.panel import PaymentsPanel
from app.ui.payments.screens import PaymentScreens
from app.ui.pictures import Screen
from app.ui.session import Session


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("credits-waiting", _panel, then=(_to_approvals,)),
        Screen("credits-notice", _account),
    ]


def _ask(writer: Writer) -> None:
    set_payment_rules(writer, PaymentRules(credit_limit_minor=20_000, approvers=("R. Okafor", "Dana Reyes")))
    ids = customer_ids(writer, CustomerFilter(), CustomerSort.NAME)
    for place, (minor, reason) in enumerate(((24_500, "Missed three visits in October"), (61_000, "Hail damage to the sign"))):
        give_credit(writer, NewCreditMemo(ids[place], writer.today, minor, reason))


def _copy(office: Office) -> Office:
    """Return an office over a copy of the book, so that other rooms' pictures stay as they are; it ends with the program."""
    if office.book.path is None:
        return office
    path = office.book.path.with_name("credits.counterfoil")
    if not path.exists():
        backup_book(office, path)
        asking = Office(open_book(path), "T. Lindqvist", office.clock)
        asking.write(_ask)
        asking.close()
    return Office(open_book(path), office.actor, office.clock)


def _panel(session: Session) -> QWidget:
    session.office = _copy(session.office)
    payments = PaymentScreens(session, room_for(session))
    CreditScreens(session, payments.tabs, print).install()
    session.actions.export = print
    return payments.panel()


def _to_approvals(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        panel.tabs.select("approvals")


def _account(session: Session) -> QWidget:
    session.office = _copy(session.office)
    CreditScreens(session, [], print).install()
    session.actions.take_payment = session.actions.statement = session.actions.new_invoice = print
    return customers_panel(session)
