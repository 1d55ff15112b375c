"""Issuing a credit: how much, why, until when, and whether it meets open invoices now.

Says beforehand what will be left, and where a credit is so large that somebody else has to approve it first.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.domain.language import _
from app.services.collecting.rules import PaymentRules, payment_rules
from app.services.invoicing.credit_requests import WaitingCredit, give_credit, withdraw_credit
from app.services.invoicing.crediting import IssuedCredit, NewCreditMemo
from app.services.office import Reader
from app.services.queries.receivables import Balance, balance_of
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, DateField, Form, TextField
from app.ui.kit.pieces import column, label
from app.ui.kit.saving import Saving
from app.ui.session import Session


class CreditForm(QObject):
    """The sheet for a credit memo."""

    def __init__(self, session: Session, parent: QWidget | None, customer_id: int, name: str) -> None:
        sheet = Sheet(_("Issue credit"), parent, name)
        super().__init__(sheet)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.setMinimumWidth(500)
        self.sheet = sheet
        self._session = session
        self._customer_id = customer_id
        self._balance: Balance | None = None
        self._rules = PaymentRules()
        self.form = Form()
        self.amount = AmountField(session.amounts)
        self.amount.set_needed(needed=True)
        self.tax = AmountField(session.amounts)
        self.reason = TextField(_("printed on the credit memo"))
        self.on = DateField(session.dates, session.today)
        self.on.set_value(session.today)
        self.on.set_needed(needed=True)
        self.expires = DateField(session.dates, session.today)
        self.expires.setPlaceholderText(_("never"))
        self.oldest = QRadioButton(_("Apply to the oldest open invoices now"))
        self.keep = QRadioButton(_("Keep it as account credit"))
        self.oldest.setChecked(True)
        self._ways = QButtonGroup(sheet)
        self._ways.addButton(self.oldest)
        self._ways.addButton(self.keep)
        ways = QWidget()
        ways.setLayout(column(self.oldest, self.keep, spacing=0))
        ways.setFocusProxy(self.oldest)
        self.form.add(_("&Amount"), self.amount, wide=False)
        self.form.add(_("Of it &tax"), self.tax, wide=False)
        self.form.add(_("&Reason"), self.reason)
        self.form.add(_("&Date"), self.on, wide=False)
        self.form.add(_("&Expires"), self.expires, wide=False)
        self.form.add(_("Use"), ways)
        self.preview = label("", "quiet", wrap=True)
        sheet.body.addWidget(self.form)
        sheet.body.addWidget(self.preview)
        sheet.set_buttons(_("Issue credit"))
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, sheet)
        self.amount.changed.connect(self._show_preview)
        self.amount.textEdited.connect(self._edited)
        self.reason.textEdited.connect(self._edited)
        self._ways.buttonClicked.connect(self._show_preview)
        sheet.open()
        self.amount.setFocus()
        session.tasks.read(session.read(_beforehand, customer_id), self._learn)

    @Slot(object)
    def _learn(self, found: tuple[Balance, PaymentRules]) -> None:
        self._balance, self._rules = found
        self._show_preview()

    @Slot()
    def _edited(self) -> None:
        self.sheet.set_typed(typed=True)
        self.sheet.show_error("")

    @Slot()
    def _show_preview(self) -> None:
        balance, money = self._balance, self._session.amounts.money
        if balance is None:
            return
        given = self.amount.minor() or 0
        used = min(given, balance.due_minor) if self.oldest.isChecked() else 0
        if not given:
            now = _("Due now {due} · account credit {credit}")
            self.preview.setText(now.format(due=money(balance.due_minor), credit=money(balance.credit_minor)))
            return
        if self._rules.wants_approval(given):
            self.preview.setText(waiting_words(self._rules.approvers, money(self._rules.credit_limit_minor or 0)))
            return
        after = _("{used} meets open invoices. Afterwards {due} is due, and {credit} is account credit.")
        self.preview.setText(
            after.format(
                used=money(used),
                due=money(balance.due_minor - used),
                credit=money(balance.credit_minor + given - used),
            )
        )

    @Slot()
    def _save(self) -> None:
        if self.form.first_error():
            return
        total, tax = self.amount.minor() or 0, self.tax.minor() or 0
        if total <= 0:
            self.amount.complain(_("A credit is more than nothing."))
            self.amount.setFocus()
            return
        if not 0 <= tax <= total:
            self.tax.complain(_("The tax is a part of the amount."))
            self.tax.setFocus()
            return
        if not self.reason.value():
            self.reason.complain(_("Say why: the reason is printed on the credit memo."))
            self.reason.setFocus()
            return
        new = NewCreditMemo(
            self._customer_id,
            self.on.date() or self._session.today,
            total - tax,
            self.reason.value(),
            tax,
            expires_on=self.expires.date(),
            apply=None if self.oldest.isChecked() else {},
        )
        self._saving.write(self._session.write(give_credit, new), self._issued)

    @Slot(object)
    def _issued(self, issued: IssuedCredit | WaitingCredit) -> None:
        money = self._session.amounts.money
        if isinstance(issued, WaitingCredit):
            said = _("A credit of {amount} waits for approval").format(amount=money(issued.total_minor))
            self._session.say(said, _("Undo"), Withdrawing(self._session, issued.id).withdraw)
            self.sheet.accept()
            return
        said = _("Credit memo {number} over {amount} issued").format(
            number=issued.number, amount=money(issued.total_minor)
        )
        if issued.leftover_minor:
            said = _("{what} · {amount} kept as credit").format(what=said, amount=money(issued.leftover_minor))
        self._session.say(said)
        self.sheet.accept()


class Withdrawing(QObject):
    """Takes a request back while the message about it stands."""

    def __init__(self, session: Session, request_id: int) -> None:
        super().__init__(session)
        self._session, self._request_id = session, request_id

    @Slot()
    def withdraw(self) -> None:
        """Take it back."""
        self._session.tasks.write(self._session.write(withdraw_credit, self._request_id), self._withdrawn)

    def _withdrawn(self, _nothing: None) -> None:
        self._session.say(_("The request for a credit is taken back."))
        self.deleteLater()


def waiting_words(approvers: tuple[str, ...], limit: str) -> str:
    """Return that a credit above ``limit`` will wait, and for whom."""
    if approvers:
        words = _("Credits above {limit} wait until they are approved by {names}. Nothing is given before that.")
        return words.format(limit=limit, names=", ".join(approvers))
    return _("Credits above {limit} wait until somebody else approves them. Nothing is given before that.").format(limit=limit)


def _beforehand(reader: Reader, customer_id: int) -> tuple[Balance, PaymentRules]:
    return balance_of(reader, customer_id), payment_rules(reader)
