"""What can be done with a payment of a plan from its row: pay, refund, waive, look at its papers; and the plan's card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Slot

from app.domain.language import _
from app.services.plans.paying import waive_invoice
from app.services.plans.refunds import refunds_of
from app.services.queries.plan_page import PlanPage
from app.ui.customers.menus import LINE, ActionMenu, Entry, RowMenu, pop_up
from app.ui.kit.dialogs import ask_reason
from app.ui.plans.choosing import Choosing
from app.ui.plans.payments import PaymentRow
from app.ui.plans.refunding import Refunding
from app.ui.plans.view import PlanView
from app.ui.session import Session

_OVER = frozenset({"cancelled", "ended"})


class PaymentDoings(QObject):
    """The buttons above the payments table and the menu of its rows.

    Args:
        session: the open book.
        view: the page's widgets.
        page: returns the plan that is shown, None while it is read.
    """

    def __init__(self, session: Session, view: PlanView, page: Callable[[], PlanPage | None]) -> None:
        super().__init__(view)
        self._session, self._view, self._page = session, view, page
        for button, slot in (
            (view.pay_one, self.pay),
            (view.refund, self.refund),
            (view.waive, self.waive),
            (view.open_invoice, self.show_invoice),
            (view.open_payment, self.show_payment),
            (view.receipt, self.show_receipt),
            (view.method, self.choose_method),
        ):
            button.clicked.connect(slot)
        view.payments.selection_changed.connect(self.offer)
        view.payments.opened.connect(self.show_invoice)
        self.menu = RowMenu(view.payments)
        self.menu.asked.connect(self._pop_up)

    def chosen(self) -> PaymentRow | None:
        """Return the row that is selected."""
        id_ = self._view.payments.current_id()
        return self._view.payments_model.row(id_) if id_ is not None else None

    @Slot()
    def offer(self, _ids: object = None) -> None:
        """Offer what can be done with the row that is selected, and with the plan's card."""
        view, actions, chosen, page = self._view, self._session.actions, self.chosen(), self._page()
        payable = chosen is not None and chosen.is_payable
        view.pay_one.setEnabled(payable and actions.take_payment is not None)
        view.waive.setEnabled(payable)
        view.refund.setEnabled(chosen is not None and chosen.is_refundable)
        invoiced = chosen is not None and chosen.facts.invoice_id is not None
        view.open_invoice.setEnabled(invoiced and actions.show_invoice is not None)
        paid = chosen is not None and bool(chosen.facts.payment_ids)
        view.open_payment.setEnabled(paid and actions.show_payment is not None)
        view.receipt.setVisible(actions.print_refund is not None and chosen is not None and bool(chosen.facts.refunded_minor))
        if page is not None:
            view.method.setText(_method_button(page))
            view.method.setVisible(page.row.status not in _OVER or bool(page.row.overdue_minor + page.row.failed_minor))

    def _entries(self) -> list[Entry]:
        view = self._view
        offered = (
            (view.pay_one, self.pay),
            (view.refund, self.refund),
            (view.waive, self.waive),
            (None, None),
            (view.open_invoice, self.show_invoice),
            (view.open_payment, self.show_payment),
            (view.receipt, self.show_receipt),
        )
        return [
            LINE if button is None else Entry(button.text(), slot, enabled=button.isEnabled())
            for button, slot in offered
            if button is None or not button.isHidden()
        ]

    @Slot(QPoint)
    def _pop_up(self, at: QPoint) -> ActionMenu | None:
        return pop_up(self._entries(), at, self._view) if self.chosen() is not None else None

    @Slot()
    def pay(self) -> None:
        """Take a payment for the row that is selected."""
        chosen, page, take = self.chosen(), self._page(), self._session.actions.take_payment
        if chosen is not None and chosen.is_payable and page is not None and take is not None:
            take(page.row.customer_id, [chosen.id])

    @Slot()
    def refund(self) -> Refunding | None:
        """Ask how much of the row that is selected is given back, how and why."""
        chosen, page = self.chosen(), self._page()
        if page is None or chosen is None or chosen.facts.invoice_id is None or not chosen.is_refundable:
            return None
        facts = chosen.facts
        return Refunding(self._session, page.row, chosen.id, facts.invoice_number, self._view.window())

    @Slot()
    def choose_method(self) -> Choosing | None:
        """Ask with what the plan is paid from now on, and what becomes of what is owed."""
        page = self._page()
        return Choosing(self._session, page.row.id, self._view.window()) if page is not None else None

    @Slot()
    def waive(self) -> None:
        """Let the customer off what is open on the row that is selected; asks why."""
        chosen, page = self.chosen(), self._page()
        if page is None or chosen is None or not chosen.is_payable:
            return
        amount = self._session.amounts.money(chosen.facts.open_minor)
        reason = ask_reason(
            self._view.window(),
            _("Waive {amount} of invoice {number}?").format(amount=amount, number=chosen.facts.invoice_number),
            _("A credit memo with your reason meets the invoice; the customer owes nothing for it any more."),
            _("Waive"),
        )
        if reason:
            job = self._session.write(waive_invoice, page.row.id, chosen.id, reason)
            self._session.tasks.write(job, self._waived)

    def _waived(self, amount_minor: int) -> None:
        self._session.say(_("{amount} waived.").format(amount=self._session.amounts.money(amount_minor)))

    @Slot()
    def show_invoice(self, _id: object = None) -> None:
        """Show the invoice of the row that is selected."""
        chosen, show = self.chosen(), self._session.actions.show_invoice
        if chosen is not None and chosen.facts.invoice_id is not None and show is not None:
            show(chosen.facts.invoice_id)

    @Slot()
    def show_payment(self) -> None:
        """Show what came in for the row that is selected."""
        chosen, show = self.chosen(), self._session.actions.show_payment
        if chosen is not None and show is not None:
            for payment_id in chosen.facts.payment_ids:
                show(payment_id)

    @Slot()
    def show_receipt(self) -> None:
        """Show the receipt of the latest refund of the row that is selected."""
        chosen = self.chosen()
        if chosen is not None and chosen.facts.payment_ids:
            job = self._session.read(refunds_of, chosen.facts.payment_ids)
            self._session.tasks.read(job, self._receipts, key="plan-refund-receipt")

    def _receipts(self, reversal_ids: list[int]) -> None:
        if reversal_ids and self._session.actions.print_refund is not None:
            self._session.actions.print_refund(reversal_ids[0])


def _method_button(page: PlanPage) -> str:
    if not page.row.method_label or page.row.paid_by not in {"card", "bank"}:
        return _("Add card…")
    return _("Update card…") if page.row.paid_by == "card" else _("Update account…")
