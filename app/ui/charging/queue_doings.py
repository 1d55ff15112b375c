"""What can be done with one operation of the queue: each a button of ``queue_view``, in the menu of its row as well."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QGuiApplication

from app.domain.language import _
from app.services.charging.queueing import STALE, hold, release
from app.services.queries.operations import OperationView
from app.services.queries.saved_methods import SavedMethodRow, saved_method_rows
from app.ui.charging.line import Line
from app.ui.charging.queue_columns import kind_words
from app.ui.charging.queue_view import QueueView
from app.ui.charging.sender import Sender
from app.ui.customers.menus import Entry, pop_up
from app.ui.kit.dialogs import confirm
from app.ui.session import Session

_DASHBOARD = {"pi_": "payments", "cs_": "checkout/sessions", "re_": "refunds", "pyr_": "refunds"}


class QueueWays(Protocol):
    """What the queue asks of the other screens of charging."""

    def connect_book(self) -> object:
        """Open the window that connects the book."""

    def pay_instead(self, view: OperationView) -> object:
        """Make a payment link in place of a charge."""


class QueueDoings(QObject):
    """Acts on ``one``, the operation that is shown whole."""

    def __init__(self, session: Session, line: Line, sender: Sender, ways: QueueWays, view: QueueView) -> None:
        super().__init__(view)
        self._session, self._line, self._sender, self._ways, self._view = session, line, sender, ways, view
        self.one: OperationView | None = None
        for button, slot in (
            (view.hold, self.hold),
            (view.release, self.release),
            (view.retry, self.retry),
            (view.cancel, self.cancel),
            (view.link, self.pay_instead),
            (view.page, self.open_page),
            (view.copy, self.copy_link),
            (view.mail, self.mail_link),
            (view.customer, self.show_customer),
            (view.invoice, self.show_invoice),
            (view.payment, self.show_payment),
            (view.outside, self.look_outside),
        ):
            button.clicked.connect(slot)

    def offer(self, one: OperationView | None) -> None:
        """Show the buttons for what can be done with ``one``."""
        self.one = one
        view, actions = self._view, self._session.actions
        for button in view.doings:
            button.setVisible(False)
        if one is None:
            return
        is_page = bool(one.page_url) and one.state == "needs_customer"
        for button, offered in (
            (view.hold, one.can_hold),
            (view.release, one.can_release),
            (view.retry, one.can_retry),
            (view.cancel, one.can_cancel),
            (view.link, may_pay_instead(one)),
            (view.page, is_page),
            (view.copy, is_page),
            (view.mail, is_page and actions.mail_link is not None),
            (view.customer, actions.show_customer is not None),
            (view.invoice, bool(one.invoice_ids) and actions.show_invoice is not None),
            (view.payment, one.payment_id is not None and actions.show_payment is not None),
            (view.outside, bool(self._address(one))),
        ):
            button.setVisible(offered)

    def entries(self) -> list[Entry]:
        """Return the same as a menu."""
        view = self._view
        return [
            Entry(button.text().replace("&", ""), button.click) for button in view.doings if button.isVisibleTo(view)
        ]

    @Slot()
    def hold(self) -> None:
        """Keep it from being sent."""
        if self.one is not None:
            self._session.tasks.write(self._session.write(hold, self.one.id))

    @Slot()
    def release(self) -> None:
        """Let it be sent; a consent that has gone stale is asked for again, with what it is about."""
        one = self.one
        if one is None:
            return
        if one.reason_code == STALE and one.consented_on is not None:
            title = _("Charge {amount} to {customer} after all?").format(
                amount=self._session.amounts.money(one.amount_minor), customer=one.customer_name
            )
            text = _("It was agreed to on {date}. Ask the customer again if in doubt.").format(
                date=self._session.dates.medium(one.consented_on)
            )
            if not confirm(self._view, title, text, _("Charge it")):
                return
        self._session.tasks.write(self._session.write(release, one.id), self._released)

    def _released(self, _nothing: object) -> None:
        if self.one is not None and self.one.kind in {"charge", "refund"}:
            self._sender.send([self.one.id])

    @Slot()
    def cancel(self) -> None:
        """Give it up, after a question."""
        one = self.one
        if one is None:
            return
        title = _("Cancel this?") if not one.amount_minor else _("Cancel {what} of {amount}?").format(
            what=kind_words(one.kind).lower(), amount=self._session.amounts.money(one.amount_minor)
        )
        text = _("Nothing is charged for it any more. What is owed stays owed.")
        if one.kind == "refund":
            text = _("Nothing is given back. The payment stays as it is.")
        if confirm(self._view, title, text, _("Cancel it"), danger=True):
            self._sender.give_up(one)

    @Slot()
    def retry(self) -> None:
        """Try a declined charge again, with the same method or another."""
        if self.one is not None:
            self._session.when_verified(self.one.customer_id, partial(self._read_methods, self.one.customer_id))

    def _read_methods(self, customer_id: int) -> None:
        if self.one is not None and self.one.customer_id == customer_id:
            job = self._session.read(saved_method_rows, customer_id)
            self._session.tasks.read(job, self._choose_method, key=f"queue-retry-{id(self)}")

    def _choose_method(self, methods: list[SavedMethodRow]) -> None:
        one = self.one
        if one is None:
            return
        if len(methods) < 2:
            self._sender.try_again(one.id, methods[0].id if methods else None)
            return
        methods = sorted(methods, key=lambda each: each.id != one.method_id)
        entries = [
            Entry(
                (_("The same: {method}") if each.id == one.method_id else _("With {method}")).format(method=each.label),
                partial(self._sender.try_again, one.id, each.id),
            )
            for each in methods
        ]
        pop_up(entries, self._view.retry.mapToGlobal(QPoint(0, self._view.retry.height())), self._view)

    @Slot()
    def pay_instead(self) -> None:
        """Make a payment link in its place."""
        if self.one is not None:
            self._ways.pay_instead(self.one)

    @Slot()
    def open_page(self) -> None:
        """Show the page in the browser."""
        if self.one is not None:
            self._line.doors.open_url(self.one.page_url)

    @Slot()
    def copy_link(self) -> None:
        """Put the page's address on the clipboard."""
        if self.one is not None:
            QGuiApplication.clipboard().setText(self.one.page_url)
            self._session.say(_("The link is on the clipboard."))

    @Slot()
    def mail_link(self) -> None:
        """Write the customer a message with the page's address."""
        one, mail = self.one, self._session.actions.mail_link
        if one is not None and mail is not None:
            purpose = _("Your card or bank account") if one.kind == "setup_page" else _("Your payment")
            mail(one.customer_id, one.page_url, purpose)

    @Slot()
    def show_customer(self) -> None:
        """Go to the customer's page."""
        if self.one is not None and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(self.one.customer_id)

    @Slot()
    def show_invoice(self) -> None:
        """Open the first of its invoices."""
        if self.one is not None and self.one.invoice_ids and self._session.actions.show_invoice is not None:
            self._session.actions.show_invoice(self.one.invoice_ids[0])

    @Slot()
    def show_payment(self) -> None:
        """Open its payment."""
        show = self._session.actions.show_payment
        if self.one is not None and self.one.payment_id is not None and show is not None:
            show(self.one.payment_id)

    @Slot()
    def look_outside(self) -> None:
        """Open it in the processor's own pages."""
        if self.one is not None:
            self._line.doors.open_url(self._address(self.one))

    def _address(self, one: OperationView) -> str:
        standing = self._line.standing
        place = next((place for sign, place in _DASHBOARD.items() if one.remote_id.startswith(sign)), "")
        if standing is None or standing.practice or not place:
            return ""
        return f"https://dashboard.stripe.com/{'' if standing.live else 'test/'}{place}/{one.remote_id}"


def may_pay_instead(one: OperationView) -> bool:
    """Tell whether a payment link can take the place of a charge."""
    return one.kind == "charge" and one.state in {"declined", "needs_customer"} and bool(one.invoice_ids)
