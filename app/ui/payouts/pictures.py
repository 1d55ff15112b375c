"""The pictures of payouts, payments without a customer, and disputes.

The sample company has charged nobody: a week of a processor is entered into a copy of it first.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from PySide6.QtWidgets import QDialog, QWidget

from app.models.opening import open_book
from app.services.backups import backup_book
from app.services.charging.balancing import apply_payout, post_lines
from app.services.charging.bank_statement import see_on_statement
from app.services.charging.connecting import PRACTICE_PREFIX, connect
from app.services.charging.disputing import apply_dispute
from app.services.charging.matching import list_strangers
from app.services.charging.processor import (
    PaymentState,
    RemoteAccount,
    RemoteDispute,
    RemoteLine,
    RemotePaymentCard,
    RemotePayout,
    RemoteRefund,
)
from app.services.charging.refunding import apply_refund
from app.services.charging.settling import adopt_for, apply_payment
from app.services.clocks import FixedDay
from app.services.office import Office, Writer
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids
from app.services.queries.open_invoices import open_invoices
from app.services.queries.payouts import payout_ids
from app.ui.paper.pictures import room_for
from app.ui.payments.panel import PaymentsPanel
from app.ui.payments.screens import PaymentScreens
from app.ui.payouts.screens import PayoutScreens
from app.ui.pictures import Screen
from app.ui.session import Session


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("payouts", _panel, then=(_to_payouts,)),
        Screen("payouts-held", _panel, then=(_to_payouts, _to_held)),
        Screen("payouts-by-hand", _panel, then=(_to_payouts, _to_by_hand)),
        Screen("payouts-seen", _panel, then=(_to_payouts, _tick_off), grab=_dialog),
        Screen("payouts-strangers", _panel, then=(_to_strangers,)),
        Screen("payouts-match", _match, size=(940, 640), grab=_dialog),
        Screen("payouts-disputes", _panel, then=(_to_disputes,)),
    ]


def _screens(session: Session) -> tuple[PaymentScreens, PayoutScreens]:
    session.office = _copy(session.office)
    payments = PaymentScreens(session, room_for(session))
    payouts = PayoutScreens(session, payments.tabs)
    payments.install()
    payouts.install()
    session.actions.show_customer = session.actions.export = session.actions.print_table = print
    return payments, payouts


def _copy(office: Office) -> Office:
    """Return an office over a copy of the book, so that other rooms' pictures stay as they are; it ends with the program."""
    if office.book.path is None:
        return office
    path = office.book.path.with_name("payouts.counterfoil")
    new = not path.exists()
    if new:
        backup_book(office, path)
    copied = Office(open_book(path), office.actor, office.clock)
    if new:
        code = copied.read(lambda reader: reader.profile.currency.code)
        account = RemoteAccount(f"{PRACTICE_PREFIX}_pictures", live=False, name="Practice", country="US", currency=code)
        copied.clock = FixedDay(office.clock.today(), office.clock.now() - timedelta(days=30))
        copied.write(lambda writer: connect(writer, account))
        copied.clock = office.clock
        copied.write(a_week_at_the_processor)
    return copied


def _panel(session: Session) -> QWidget:
    return _screens(session)[0].panel()


def _to_payouts(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        panel.tabs.select("payouts")


def _to_by_hand(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        page = panel.tabs.page("payouts")
        page.table.set_current(page.model.all_ids()[0])  # type: ignore[attr-defined]


def _tick_off(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        page = panel.tabs.page("payouts")
        page.table.select_ids(page.model.all_ids()[:2])  # type: ignore[attr-defined]
        page.ticking.press()  # type: ignore[attr-defined]


def _to_strangers(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        panel.tabs.select("strangers")


def _to_disputes(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        panel.tabs.select("disputes")


def _to_held(panel: QWidget) -> None:
    if isinstance(panel, PaymentsPanel):
        page = panel.tabs.page("payouts")
        page.held.click()  # type: ignore[attr-defined]


class _Stage(QWidget):
    """Stands behind the sheet."""


def _dialog(stage: QWidget) -> QWidget:
    found = [child for child in stage.findChildren(QDialog) if child.isVisible()]
    return found[-1] if found else stage


def _match(session: Session) -> QWidget:
    stage = _Stage()
    session.window = stage
    ways = _screens(session)[1]
    found = session.office.read(list_strangers)
    ways.match(found[0].remote_id)
    return stage


def a_week_at_the_processor(writer: Writer) -> None:
    """Enter two payouts, one that does not tie out, a refund, disputes, and what has not been paid out yet."""
    base = datetime.combine(writer.today, time(10), UTC)
    with_debts = CustomerFilter(overdue_only=True)
    customers = customer_ids(writer, with_debts, CustomerSort.OVERDUE, descending=True)[:13]
    fitting = open_invoices(writer, customers.pop())[0].open_minor
    lines: dict[str, list[RemoteLine]] = {"po_1": [], "po_2": [], "": []}
    for place, customer_id in enumerate(customers):
        payout = "po_1" if place < 5 else "po_2" if place < 9 else ""
        item = open_invoices(writer, customer_id)[0]
        at = base - timedelta(days=12 - place)
        card = _card(writer, f"pi_{place}", item.open_minor, at)
        adopt_for(writer, customer_id, card, {item.id: item.open_minor}, "")
        lines[payout].append(_line("charge", f"ch_{place}", card.id, item.open_minor, at))
    day = base - timedelta(days=4)
    stranger = _card(writer, "pi_stranger", 12_500, day, "Paid at the yard")
    second = _card(writer, "pi_second", fitting, day)
    for card in (stranger, second):
        apply_payment(writer, card)
        at = day if card is stranger else base - timedelta(hours=1)
        lines["po_2" if card is stranger else ""].append(_line("charge", f"ch_{card.id}", card.id, card.amount_minor, at))
    apply_refund(writer, RemoteRefund("re_1", "succeeded", 2_000, "pi_5", day))
    lines["po_2"].append(_line("refund", "re_1", "pi_5", -2_000, day, fee=0))
    for place, (state, in_days) in enumerate((("needs_response", 3), ("under_review", 12))):
        payment = f"pi_{place}"
        amount = lines["po_1"][place].amount_minor
        due = writer.today + timedelta(days=in_days)
        reason = ("fraudulent", "product_not_received")[place]
        lines["po_1"].append(_line("dispute", f"dp_{place}", payment, -amount, base - timedelta(days=7), fee=1_500))
        apply_dispute(
            writer,
            RemoteDispute(f"dp_{place}", payment, "", amount, reason, state, due, day),
            fee_minor=1_500,
        )
    for name, some in lines.items():
        post_lines(writer, some, name)
    for place, name in enumerate(("po_1", "po_2")):
        amount = sum(line.net_minor for line in lines[name])
        arrives = writer.today - timedelta(days=6 - 5 * place)
        apply_payout(writer, RemotePayout(name, amount, writer.profile.currency.code, arrives, "paid", day))
    see_on_statement(writer, payout_ids(writer, descending=False)[:1])
    held = sum(line.net_minor for line in lines[""][:-1])
    made_at = base - timedelta(hours=2)
    code = writer.profile.currency.code
    apply_payout(writer, RemotePayout("po_3", held // 2, code, writer.today, "in_transit", made_at, automatic=False))


def _card(writer: Writer, id_: str, amount: int, at: datetime, description: str = "") -> RemotePaymentCard:
    code = writer.profile.currency.code
    return RemotePaymentCard(id_, PaymentState.SUCCEEDED, amount, amount, code, "", "", f"ch_{id_}", at, description)


def _line(kind: str, source: str, payment: str, amount: int, at: datetime, fee: int | None = None) -> RemoteLine:
    cost = amount * 29 // 1000 + 30 if fee is None else fee
    return RemoteLine(f"txn_{source}", kind, amount, cost, amount - cost, source, payment, at, at.date())
