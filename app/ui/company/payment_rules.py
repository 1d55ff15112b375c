"""How payments are dealt with, in the settings: how long a charge may wait, what deposit slips call the bank, and which
credits want a second person.

Shows and reads fields only; what is possible is decided in ``app.services.collecting.rules``.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.collecting.rules import LONGEST_CONSENT, PaymentRules
from app.ui.kit.fields import AmountField, Form, NumberField, TextField
from app.ui.kit.pieces import label, row
from app.ui.session import Session


class PaymentRulesForm(Form):
    """Fields for ``PaymentRules``.

    Signals:
        edited(): something was changed.
    """

    edited = Signal()

    def __init__(self, session: Session, rules: PaymentRules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.consent = NumberField(1, LONGEST_CONSENT)
        self.consent.setMaximumWidth(90)
        self.consent.setAccessibleName(_("Days a charge may wait"))
        self.bank = TextField(_("such as First National ····4410"), 60)
        self.limit = AmountField(session.amounts)
        self.limit.setPlaceholderText(_("no limit"))
        self.limit.setAccessibleName(_("Credits above this amount wait for approval"))
        self.approvers = TextField(_("anybody but who asked"), 200)
        self.limit.set_minor(rules.credit_limit_minor)
        self.approvers.set_value(", ".join(rules.approvers))
        self.consent.set_value(rules.consent_days)
        self.bank.set_value(rules.bank_account)
        days = QWidget()
        days.setLayout(row(self.consent, label(_("days after it was agreed to"), "quiet"), None))
        days.setFocusProxy(self.consent)
        self.add_section(_("Charges to cards and bank accounts"))
        words = _("A charge that waited longer is held: ask the customer again and release it.")
        self.add(_("Sent at &most"), days, words)
        self.add_section(_("Deposits"))
        self.add(_("Bank account on &slips"), self.bank, _("What deposit slips say that they are paid into."))
        self.add_section(_("Credits"))
        words = _("Larger credits wait, and are not given, until somebody else approves them. Empty asks about none.")
        self.add(_("Approval a&bove"), self.limit, words, wide=False)
        words = _("Names with commas between them. You work here as {name}.").format(name=session.office.actor)
        self.add(_("Approved b&y"), self.approvers, words)
        for field in (self.consent, self.bank, self.limit, self.approvers):
            field.textEdited.connect(self._edited)

    def rules(self) -> PaymentRules:
        """Return what is filled in.

        Raises:
            UserError: the days are missing or not possible, or the limit is no amount.
        """
        days = self.consent.value()
        if self.consent.error() or days is None:
            self.consent.setFocus()
            raise UserError(self.consent.error() or _("Say after how many days."))
        self.limit.settle()
        if self.limit.error():
            self.limit.setFocus()
            raise UserError(self.limit.error())
        approvers = tuple(name.strip() for name in self.approvers.value().split(",") if name.strip())
        return PaymentRules(days, self.bank.value(), self.limit.minor(), approvers)

    @Slot()
    def _edited(self) -> None:
        self.edited.emit()
