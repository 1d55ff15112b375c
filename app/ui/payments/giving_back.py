"""Giving a payment back: returned by the bank, refunded, or entered by mistake. Says what follows before it is done.

What came through the payment processor is asked back from it, and is not given back until it has done so.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.charging.queueing import queue_refund
from app.services.collecting.giving_back import GivenBack, refund_payment, return_payment, void_payment
from app.services.queries.payments import PaymentDetail
from app.services.queries.refunds import ProcessorPayment
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, ComboField, DateField, Form, TextField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.session import Session
from app.ui.words import method_words


class Way(StrEnum):
    """How money leaves a payment."""

    RETURN = "return"
    REFUND = "refund"
    VOID = "void"


def left_to_give(detail: PaymentDetail) -> int:
    """Return what of a payment has not been given back, in minor units."""
    return detail.row.applied_minor + detail.row.unapplied_minor


class GiveBackSheet(Sheet):
    """Date, reason, and for a refund how much and how; ``through`` the processor it goes back as it came."""

    def __init__(
        self,
        session: Session,
        detail: PaymentDetail,
        way: Way,
        parent: QWidget | None = None,
        through: ProcessorPayment | None = None,
    ) -> None:
        number = detail.row.number
        title = {
            Way.RETURN: _("Payment {number} was returned"),
            Way.REFUND: _("Refund payment {number}"),
            Way.VOID: _("Void payment {number}"),
        }[way].format(number=number)
        super().__init__(title, parent, detail.row.customer_name)
        self.setMinimumSize(QSize(520, 0))
        self.form = Form()
        self.amount = AmountField(session.amounts)
        self.amount.set_needed(needed=True)
        self.method = ComboField([(method, method_words(method)) for method in ("check", "cash", "card", "bank", "other")])
        self.reference = TextField(longest=80)
        self.date = DateField(session.dates, session.today)
        self.date.set_needed(needed=True)
        self.reason = TextField(
            {
                Way.RETURN: _("For example: insufficient funds"),
                Way.REFUND: _("For example: visit did not take place"),
                Way.VOID: _("For example: entered for the wrong customer"),
            }[way],
            longest=300,
        )
        self.reason.set_needed(needed=True)
        words = _consequence(session, detail, way) if through is None else _asked_back(session, through)
        self.body.addWidget(label(words, "quiet", wrap=True))
        if way is Way.REFUND:
            self.form.add(_("A&mount"), self.amount, wide=False)
        if way is Way.REFUND and through is None:
            self.form.add(_("Given back &by"), self.method, wide=False)
            self.form.add(_("Refere&nce"), self.reference)
        if through is None:
            self.form.add(_("&Date"), self.date, wide=False)
        self.form.add(_("&Reason"), self.reason)
        self.body.addWidget(self.form)
        self.set_buttons(
            {
                Way.RETURN: _("Record as returned"),
                Way.REFUND: _("Refund payment"),
                Way.VOID: _("Void payment"),
            }[way],
            danger="yes",
        )


class GivingBack(QObject):
    """Runs one such sheet."""

    def __init__(
        self,
        session: Session,
        detail: PaymentDetail,
        way: Way,
        parent: QWidget | None = None,
        through: ProcessorPayment | None = None,
    ) -> None:
        self.sheet = GiveBackSheet(session, detail, way, parent, through)
        super().__init__(self.sheet)
        self._session, self._detail, self._way, self._through = session, detail, way, through
        self.sheet.date.set_value(session.today)
        self.sheet.amount.set_value(left_to_give(detail) if through is None else through.left_minor)
        self.sheet.method.set_value(detail.row.method)
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)

    @Slot()
    def _save(self) -> None:
        sheet, row = self.sheet, self._detail.row
        sheet.show_error("")
        # An empty reason is only an error once somebody tries to do without.
        sheet.reason.setModified(True)
        on, amount = sheet.date.value(), sheet.amount.value()
        if sheet.form.first_error() or on is None:
            return
        reason = sheet.reason.value()
        if self._through is not None:
            asking = self._session.write(queue_refund, row.id, amount or 0, reason)
            self._saving.write(asking, self._asked)
            return
        if self._way is Way.REFUND:
            method, reference = str(sheet.method.value()), sheet.reference.value()
            job = self._session.write(
                refund_payment, row.id, amount or 0, reason, method=method, reference=reference, on=on
            )
        elif self._way is Way.RETURN:
            job = self._session.write(return_payment, row.id, reason, on)
        else:
            job = self._session.write(void_payment, row.id, reason, on)
        self._saving.write(job, self._done)

    def _asked(self, operation_id: int) -> None:
        amount = self._session.amounts.money(self.sheet.amount.value() or 0)
        self._session.say(_("A refund of {amount} is asked for; it shows as done when the processor has done it.").format(
            amount=amount
        ))
        if self._session.actions.send_operations is not None:
            self._session.actions.send_operations([operation_id])
        self.sheet.accept()

    def _done(self, given: GivenBack) -> None:
        money = self._session.amounts.money
        words = {
            Way.RETURN: _("Payment {number} is recorded as returned; {amount} is open again."),
            Way.REFUND: _("{refunded} of payment {number} is refunded; {amount} is open again."),
            Way.VOID: _("Payment {number} is void; {amount} is open again."),
        }[self._way]
        self._session.say(
            words.format(number=given.payment_number, amount=money(given.reopened_minor), refunded=money(given.amount_minor))
        )
        self.sheet.accept()


def _asked_back(session: Session, through: ProcessorPayment) -> str:
    """Return what will follow a refund through the processor."""
    money = session.amounts.money
    if through.method:
        told = _("It goes back through the payment processor to {method}, which takes some days.").format(
            method=through.method.title()
        )
    else:
        told = _("It goes back through the payment processor, the way it came, which takes some days.")
    told += " " + _("{amount} can be given back.").format(amount=money(through.left_minor))
    if through.asked_minor:
        told += " " + _("{amount} more is asked for already.").format(amount=money(through.asked_minor))
    return told


def _consequence(session: Session, detail: PaymentDetail, way: Way) -> str:
    """Return what will follow, in one sentence or two."""
    money, row = session.amounts.money, detail.row
    numbers = ", ".join(part.number for part in detail.applied if part.stands and part.amount_minor > 0)
    if way is Way.REFUND:
        first = _("{amount} of this payment is left to give back.").format(amount=money(left_to_give(detail)))
        if row.unapplied_minor and row.applied_minor:
            then = _("What no invoice used ({amount}) goes first, then the newest invoices are open again.")
            return f"{first} {then.format(amount=money(row.unapplied_minor))}"
        return f"{first} " + _("Invoices that it paid are open again, the newest first.") if row.applied_minor else first
    lead = (
        _("{amount} leaves the bank again.")
        if way is Way.RETURN and row.deposit_id is not None
        else _("{amount} is taken out of what was received.")
    ).format(amount=money(left_to_give(detail)))
    if numbers:
        return f"{lead} " + _("Open again: {numbers}. The payment keeps its number.").format(numbers=numbers)
    return f"{lead} " + _("The payment keeps its number.")
