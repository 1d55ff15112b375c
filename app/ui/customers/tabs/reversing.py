"""Taking documents back from a row's menu: always with a reason, never by editing. Drafts are discarded and can be put back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.collecting.giving_back import GivenBack, return_payment, void_payment
from app.services.invoicing.crediting import void_credit_memo
from app.services.invoicing.drafts import discard_draft, save_draft
from app.services.invoicing.figures import NewInvoice
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.ui.kit.dialogs import ask_reason
from app.ui.session import Session


class Reversing(QObject):
    """Asks for the reason, writes, and says what was done."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self._said = ""
        self._draft: NewInvoice | None = None

    def void_invoice(self, invoice_id: int, number: str) -> None:
        """Void an invoice."""
        reason = ask_reason(
            self._before(),
            _("Void invoice {number}?").format(number=number),
            _("It keeps its number and shows as void. What was paid on it becomes the customer's credit."),
            _("Void invoice"),
        )
        if reason is not None:
            self._said = _("Invoice {number} is void").format(number=number)
            self._session.tasks.write(self._session.write(void_invoice, invoice_id, reason), self._done)

    def write_off(self, invoice_id: int, number: str, open_minor: int) -> None:
        """Write off what is open on an invoice."""
        amount = self._session.amounts.money(open_minor)
        reason = ask_reason(
            self._before(),
            _("Write off {amount} of invoice {number}?").format(amount=amount, number=number),
            _("It is posted as bad debt. If the customer pays after all, take the write-off back."),
            _("Write off"),
        )
        if reason is not None:
            self._said = _("{amount} of invoice {number} written off").format(amount=amount, number=number)
            self._session.tasks.write(self._session.write(write_off, invoice_id, reason), self._done)

    def recover(self, invoice_id: int, number: str) -> None:
        """Take a write-off back."""
        reason = ask_reason(
            self._before(),
            _("Take the write-off of invoice {number} back?").format(number=number),
            _("What was written off is open again."),
            _("Take back"),
        )
        if reason is not None:
            self._said = _("Invoice {number} is open again").format(number=number)
            self._session.tasks.write(self._session.write(recover_write_off, invoice_id, reason), self._done)

    def void_payment(self, payment_id: int, number: str) -> None:
        """Take back a payment that was entered by mistake."""
        reason = ask_reason(
            self._before(),
            _("Void payment {number}?").format(number=number),
            _("For a payment that was entered by mistake. Its invoices are open again; its number stays."),
            _("Void payment"),
        )
        if reason is not None:
            self._said = _("Payment {number} is void").format(number=number)
            self._session.tasks.write(self._session.write(void_payment, payment_id, reason), self._given_back)

    def return_payment(self, payment_id: int, number: str) -> None:
        """Record that the bank returned a payment."""
        reason = ask_reason(
            self._before(),
            _("Record payment {number} as returned?").format(number=number),
            _("For a check or debit that the bank sent back. Its invoices are open again."),
            _("Record as returned"),
        )
        if reason is not None:
            self._said = _("Payment {number} was returned").format(number=number)
            self._session.tasks.write(self._session.write(return_payment, payment_id, reason), self._given_back)

    def void_credit(self, credit_memo_id: int, number: str) -> None:
        """Take a credit memo back."""
        reason = ask_reason(
            self._before(),
            _("Void credit memo {number}?").format(number=number),
            _("It is taken off the invoices that used it, which are open again."),
            _("Void credit memo"),
        )
        if reason is not None:
            self._said = _("Credit memo {number} is void").format(number=number)
            self._session.tasks.write(self._session.write(void_credit_memo, credit_memo_id, reason), self._done)

    def discard_draft(self, draft_id: int) -> None:
        """Throw a draft away; it can be put back while the message stands."""
        self._session.tasks.write(self._session.write(discard_draft, draft_id), self._discarded)

    def _before(self) -> QWidget:
        return self._parent.window()

    @Slot(object)
    def _done(self, _value: object) -> None:
        self._session.say(self._said)

    @Slot(object)
    def _given_back(self, given: GivenBack) -> None:
        money = self._session.amounts.money
        if given.reopened_minor:
            self._said = _("{what} · {amount} open again").format(what=self._said, amount=money(given.reopened_minor))
        self._session.say(self._said)

    @Slot(object)
    def _discarded(self, draft: NewInvoice) -> None:
        self._draft = draft
        self._session.say(_("Draft discarded"), _("Undo"), self._put_back)

    @Slot()
    def _put_back(self) -> None:
        if self._draft is not None:
            self._session.tasks.write(self._session.write(save_draft, self._draft))
