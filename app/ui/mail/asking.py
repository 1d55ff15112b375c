"""Asks where a message is to go when it is sent again."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.mail.queueing import checked_recipients
from app.ui.kit.dialogs import Question
from app.ui.kit.errors import fit
from app.ui.kit.fields import TextField
from app.ui.kit.pieces import label


class AddressQuestion(Question):
    """To whom? Several addresses stand in one line, with commas between them."""

    def __init__(self, recipients: str, parent: QWidget | None, *, sent: bool) -> None:
        text = _("What was sent stays as it is; a copy of it is sent.") if sent else ""
        super().__init__(_("Send it to"), text, _("Send"), parent)
        self.to = TextField(_("name@example.com"), 2_000)
        self.to.setAccessibleName(_("E-mail address"))
        self.to.set_value(recipients)
        self.problem = label("", "alarm", wrap=True)
        self.problem.hide()
        self.fields.addWidget(self.to)
        self.fields.addWidget(self.problem)
        fit(self, 460)
        self.to.setFocus()

    def accept(self) -> None:
        """Take the answer when it is an address."""
        try:
            if not checked_recipients(self.to.text()):
                raise UserError(_("Enter an e-mail address."))
        except UserError as refusal:
            self.problem.setText(str(refusal))
            self.problem.show()
            return
        super().accept()


def ask_address(parent: QWidget | None, recipients: str, *, sent: bool) -> str | None:
    """Ask where a message is to go; None when the user thought better of it."""
    question = AddressQuestion(recipients, parent, sent=sent)
    agreed = question.exec() == QDialog.DialogCode.Accepted
    to = question.to.text().strip()
    question.deleteLater()
    return to if agreed else None
