"""Giving back what was paid for a bill of a plan: in full or in part, keeping the plan or cancelling it, with a receipt.

What came through the processor goes back through it: it is asked for, waits in the queue, and is shown as under way until done.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.mail.orders import addressee
from app.services.office import Reader
from app.services.plans.refunds import Given, RefundChoice, give_back, refund_choices
from app.services.queries.plans import PlanListRow
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, CheckField, ComboField, Form, TextField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.theme.applied import pixels
from app.ui.session import Session
from app.ui.words import method_words

KEEP, CANCEL = "keep", "cancel"


class RefundSheet(Sheet):
    """Of which payment, how much, how, why, and what becomes of the plan."""

    def __init__(
        self,
        session: Session,
        plan: PlanListRow,
        number: str,
        choices: list[RefundChoice],
        address: str = "",
        parent: QWidget | None = None,
    ) -> None:
        title = _("Refund invoice {number}").format(number=number)
        super().__init__(title, parent, f"{plan.number} {plan.name} · {plan.customer_name}")
        self.setMinimumSize(QSize(pixels(560), 0))
        money, dates = session.amounts.money, session.dates
        self.payment = ComboField(
            [
                (
                    each.payment_id,
                    _("{number} of {date}, {method}: {amount}").format(
                        number=each.number,
                        date=dates.medium(each.received_on),
                        method=method_words(each.method),
                        amount=money(each.applied_minor),
                    ),
                )
                for each in choices
            ]
        )
        self.amount = AmountField(session.amounts)
        self.amount.set_needed(needed=True)
        self.method = ComboField([(way, method_words(way)) for way in ("cash", "check", "other", "card", "bank")])
        self.reference = TextField(_("Check number or the like"), longest=80)
        self.reason = TextField(_("For example: visit did not take place"), longest=300)
        self.reason.set_needed(needed=True)
        self.then = ComboField(
            [(KEEP, _("The plan goes on")), (CANCEL, _("Cancel the plan today"))]
        )
        self.receipt = CheckField(_("Show the refund receipt afterwards"))
        self.receipt.set_value(True)
        self.mail = CheckField(_("Send the refund receipt by e-mail to {address}").format(address=address))
        self.mail.set_value(bool(address))
        self.form = Form()
        self.form.add(_("&Payment"), self.payment)
        self.form.add(_("A&mount"), self.amount, wide=False)
        self.form.add(_("Given back &by"), self.method, wide=False)
        self.form.add(_("Refere&nce"), self.reference)
        self.form.add(_("&Reason"), self.reason)
        self.form.add(_("&Then"), self.then, wide=False)
        self.consequence = label("", "quiet", wrap=True)
        self.consequence.setMinimumHeight(pixels(60))
        self.body.addWidget(self.form)
        self.body.addWidget(self.consequence)
        self.body.addWidget(self.receipt)
        self.body.addWidget(self.mail)
        self.set_buttons(_("Refund"), danger="yes")


class Refunding(QObject):
    """Opens the sheet as soon as it is known what may be given back, and runs it.

    Signals:
        done(): something was given back, or asked for.
    """

    done = Signal()

    def __init__(
        self, session: Session, plan: PlanListRow, invoice_id: int, number: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(session)
        self._session, self._plan, self._number, self._parent = session, plan, number, parent
        self._invoice_id = invoice_id
        self._choices: list[RefundChoice] = []
        self._address = ""
        self.sheet: RefundSheet | None = None
        session.tasks.read(session.read(_offer, invoice_id, plan.customer_id), self._came, self._impossible)

    def _impossible(self, _error: Exception) -> bool:
        self.deleteLater()
        return False

    def _came(self, offer: tuple[list[RefundChoice], str]) -> None:
        choices, self._address = offer
        self._choices = [each for each in choices if each.most_minor]
        if not self._choices:
            asked = sum(each.under_way_minor for each in choices)
            if asked:
                text = _("A refund of {amount} is under way already.").format(amount=self._session.amounts.money(asked))
            else:
                text = _("Nothing of this payment is left to give back.")
            self._session.say(text)
            self.deleteLater()
            return
        self.sheet = sheet = RefundSheet(
            self._session, self._plan, self._number, self._choices, self._address, self._parent
        )
        sheet.form.set_visible(sheet.payment, visible=len(self._choices) > 1)
        running = self._plan.status in {"active", "paused"}
        sheet.form.set_visible(sheet.then, visible=running)
        sheet.payment.changed.connect(self._payment_chosen)
        sheet.then.changed.connect(self._show)
        sheet.amount.changed.connect(self._amount_typed)
        sheet.reason.changed.connect(self._typed)
        sheet.saved.connect(self._save)
        self._saving = Saving(self._session.tasks, sheet)
        sheet.finished.connect(self._saving.let_go)
        sheet.destroyed.connect(self.deleteLater)
        self._payment_chosen()
        sheet.open()
        sheet.amount.setFocus()
        sheet.amount.selectAll()

    def chosen(self) -> RefundChoice:
        """Return the payment that is chosen."""
        wanted = self.sheet.payment.value() if self.sheet is not None else None
        return next((each for each in self._choices if each.payment_id == wanted), self._choices[0])

    @Slot()
    def _payment_chosen(self, _id: object = None) -> None:
        sheet, choice = self.sheet, self.chosen()
        if sheet is None:
            return
        sheet.amount.set_value(choice.most_minor)
        sheet.method.set_value(choice.method)
        # Money goes back through the processor the way it came: onto the same card.
        sheet.form.set_visible(sheet.method, visible=not choice.remote)
        sheet.form.set_visible(sheet.reference, visible=not choice.remote)
        sheet.receipt.setVisible(not choice.remote and self._session.actions.print_refund is not None)
        sheet.mail.setVisible(not choice.remote and bool(self._address))
        sheet.name_button(_("Ask for the refund") if choice.remote else _("Record the refund"))
        self._show()

    @Slot()
    def _typed(self, _value: object = None) -> None:
        if self.sheet is not None:
            self.sheet.set_typed(typed=True)

    @Slot()
    def _amount_typed(self, _value: object = None) -> None:
        self._typed()
        self._show()

    @Slot()
    def _show(self, _value: object = None) -> None:
        sheet, choice, money = self.sheet, self.chosen(), self._session.amounts.money
        if sheet is None:
            return
        told = [_("At most {amount} can be given back.").format(amount=money(choice.most_minor))]
        if choice.under_way_minor:
            told.append(_("A refund of {amount} is under way already.").format(amount=money(choice.under_way_minor)))
        if choice.remote:
            told.append(
                _("It goes back to where it came from, through the processor, and is shown as under way until it is done.")
            )
            if self._address:
                told.append(_("Then the refund receipt goes to {address} by e-mail.").format(address=self._address))
            else:
                told.append(_("The customer has no e-mail address: print the receipt when it is done."))
        else:
            told.append(_("It is recorded as given back today; hand over or send the money yourself."))
        if sheet.then.value() == CANCEL and not sheet.then.isHidden():
            told.append(_("The plan's last day is today; what was billed beyond it is credited and goes into the refund."))
        else:
            told.append(_("What it opens again on the plan's invoices is let off with the same reason."))
        sheet.consequence.setText(" ".join(told))
        sheet.show_error("")

    @Slot()
    def _save(self) -> None:
        sheet, choice = self.sheet, self.chosen()
        if sheet is None:
            return
        # An empty reason is only an error once somebody tries to do without.
        sheet.reason.setModified(True)
        amount = sheet.amount.value()
        if sheet.form.first_error() or amount is None:
            return
        money = self._session.amounts.money
        if not 0 < amount <= choice.most_minor:
            sheet.show_error(
                _("Give back more than nothing and at most {amount}.").format(amount=money(choice.most_minor))
            )
            sheet.amount.setFocus()
            return
        cancel = not sheet.then.isHidden() and sheet.then.value() == CANCEL
        by_hand = not choice.remote
        job = self._session.write(
            give_back,
            self._plan.id,
            choice.payment_id,
            amount,
            sheet.reason.value(),
            method=str(sheet.method.value()) if by_hand else "",
            reference=sheet.reference.value() if by_hand else "",
            cancel=cancel,
            invoice_id=self._invoice_id,
            mail=by_hand and bool(self._address) and bool(sheet.mail.value()),
        )
        self._saving.write(job, self._given)

    def _given(self, given: Given) -> None:
        session, sheet = self._session, self.sheet
        amount, actions = session.amounts.money(given.amount_minor), session.actions
        if given.operation_id is not None:
            session.say(_("A refund of {amount} is asked for; it is shown when it is done.").format(amount=amount))
            if actions.send_operations is not None:
                actions.send_operations((given.operation_id,))
        else:
            session.say(_("{amount} of payment {number} is refunded.").format(amount=amount, number=given.payment_number))
        wants_receipt = sheet is not None and sheet.receipt.value() and not sheet.receipt.isHidden()
        self.done.emit()
        if sheet is not None:
            sheet.accept()
        if wants_receipt and given.reversal_id is not None and actions.print_refund is not None:
            actions.print_refund(given.reversal_id)


def _offer(reader: Reader, invoice_id: int, customer_id: int) -> tuple[list[RefundChoice], str]:
    """Return what may be given back, and where a receipt goes by e-mail (empty where it cannot)."""
    return refund_choices(reader, invoice_id), addressee(reader, customer_id).email
