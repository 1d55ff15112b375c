"""The sheet that connects a book with its processor account: a key, what it opens, and what connecting means. No decisions."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.language import _
from app.ui.kit.dialogs import Sheet
from app.ui.kit.errors import fit
from app.ui.kit.fields import Form, TextField
from app.ui.kit.pieces import Banner, Fact, label, row


class ConnectSheet(Sheet):
    """A key field, a banner for what is to be known, and the account's facts once they are.

    Signals:
        days_wanted(): days are to pass at the practice processor.
    """

    days_wanted = Signal()

    def __init__(self, *, practice: bool, company: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Card payments"), parent, company)
        self.setMinimumSize(QSize(560, 0))
        self.banner = Banner()
        self.words = label("", wrap=True)
        self.key = TextField("rk_live_…", longest=300)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.set_needed(needed=True)
        self.form = Form()
        self.form.add(
            _("Restricted &key"),
            self.key,
            _("From Stripe's dashboard: Developers, API keys, Create restricted key. It goes into this computer's keychain."),
        )
        self.account, self.mode, self.number = Fact(_("Account")), Fact(_("Mode")), Fact(_("Account id"))
        self.facts = QWidget()
        facts = row(self.account, self.mode, self.number, spacing=24)
        for place in range(3):
            facts.setStretch(place, 1)
        self.facts.setLayout(facts)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.words)
        self.body.addWidget(self.form)
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        self.facts.hide()
        self.form.setVisible(not practice)
        self.set_buttons(_("Test the key") if not practice else _("Start practice"), cancel=_("Close"))
        self.forget = self.add_button(_("Forget the key on this computer"), self._forget_pressed)
        self.forget.hide()
        self.forgotten = False
        self.pass_days = self.add_button(_("Let four days pass"), self._pass_pressed)
        self.pass_days.setToolTip(_("Bank debits settle and payouts arrive, as they would in four days."))
        self.pass_days.hide()

    def show_facts(self, account: str, mode: str, number: str) -> None:
        """Show which account it is."""
        self.account.show_value(account)
        self.mode.show_value(mode)
        self.number.show_value(number)
        self.facts.show()

    def refit(self) -> None:
        """Be as high as what is shown now needs, as soon as wrapped words know their width."""
        QTimer.singleShot(0, self._refit)

    @Slot()
    def _refit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
        fit(self, max(self.width(), self.minimumWidth()))

    def name_button(self, words: str) -> None:
        """Say what the main button does now."""
        self._save.setText(words)

    def _pass_pressed(self) -> None:
        self.days_wanted.emit()

    def _forget_pressed(self) -> None:
        self.forgotten = True
        self.saved.emit()
