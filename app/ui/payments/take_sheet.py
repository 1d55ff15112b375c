"""The payment sheet: how the account stands on top, who paid what and how, what it pays, and what is left. Decides nothing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.queries.customer_list import CustomerListRow
from app.services.queries.receivables import Balance
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, DateField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Banner, Tile, row
from app.ui.kit.theme import Tone
from app.ui.payments.chooser import Chooser
from app.ui.payments.picker import CustomerPicker
from app.ui.payments.taking import Spread
from app.ui.payments.tenders import METHODS, TenderBox
from app.ui.session import Session
from app.ui.sizes import SizeKeeper

__all__ = ["METHODS", "TakeSheet"]

_LEAST_HEIGHT = 620


class TakeSheet(Sheet):
    """The form.

    Signals:
        print_wanted(): save, then show the receipt.
    """

    print_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Take payment"), parent)
        self._session = session
        self.setMinimumSize(QSize(900, _LEAST_HEIGHT))
        SizeKeeper(self, session.settings, "take-payment", QSize(1020, 720))
        self.overdue = Tile(_("Overdue balance"))
        self.balance = Tile(_("Balance"))
        self.selected = Tile(_("Amount selected"))
        self.invoices = Tile(_("Invoices to pay"))
        self.unapplied = Tile(_("Unapplied"))
        tiles = (self.overdue, self.balance, self.selected, self.invoices, self.unapplied)
        for tile in tiles:
            tile.set_opens(opens=False)
        self.customer = CustomerPicker(session)
        self.date = DateField(session.dates, session.today)
        self.date.set_needed(needed=True)
        self.amount = AmountField(session.amounts)
        self.tenders = TenderBox(session)
        self.method, self.reference, self.memo = self.tenders.method, self.tenders.reference, self.tenders.memo
        self.customer_box = Captioned(_("Cus&tomer"), self.customer)
        self.date_box = Captioned(_("&Date"), self.date)
        self.amount_box = Captioned(_("A&mount received"), self.amount)
        self.chooser = Chooser(session)
        self.chooser.table.setMinimumHeight(152)
        self.tenders.changed.connect(self.keep_high)
        self.caller = Banner()
        self.warning = Banner()
        first = row(spacing=12)
        for box, stretch in ((self.customer_box, 5), (self.amount_box, 2), (self.date_box, 2)):
            first.addWidget(box, stretch)
        self.body.addLayout(row(*tiles, spacing=12))
        self.body.addWidget(self.caller)
        self.body.addLayout(first)
        self.body.addWidget(self.tenders)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.chooser, 1)
        self.set_buttons(_("&Save"), _("Save and new"))
        self.print_button = self.add_button(_("Save and &print receipt"), self._print_pressed)
        self.print_button.setToolTip(_("Ctrl+P"))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self).activated.connect(self._print_pressed)
        how = self.tenders
        fields: tuple[QWidget, ...] = (self.customer, self.amount, self.date, how.method, how.reference, how.drawn_on)
        for before, after in pairwise((*fields, how.memo, how.deposit_on, how.split, self.chooser.oldest)):
            QWidget.setTabOrder(before, after)

    @Slot()
    def keep_high(self) -> None:
        """Stay high enough for everything above the table when parts or a banner came in."""
        box = self.layout()
        if box is not None:
            self.setMinimumHeight(max(_LEAST_HEIGHT, box.totalMinimumSize().height()))

    def show_customer(self, customer: CustomerListRow | None) -> None:
        """Show who pays."""
        self.customer.show_customer(customer)
        self.setWindowTitle(
            _("Take payment: {customer}").format(customer=customer.name) if customer is not None else _("Take payment")
        )

    def show_balance(self, balance: Balance | None) -> None:
        """Show how the account stands before the payment."""
        money = self._session.amounts.money
        if balance is None:
            for tile in (self.overdue, self.balance):
                tile.show_figure("–", "", Tone.QUIET)
            return
        late = ngettext("{count} invoice", "{count} invoices", balance.overdue_count).format(count=balance.overdue_count)
        tone = Tone.ALARM if balance.overdue_minor else Tone.QUIET
        self.overdue.show_figure(money(balance.overdue_minor), late if balance.overdue_count else "", tone)
        note = ngettext("{count} open invoice", "{count} open invoices", balance.open_count).format(count=balance.open_count)
        if balance.credit_minor:
            note = _("{amount} account credit").format(amount=money(balance.credit_minor))
        self.balance.show_figure(money(balance.due_minor), note, None if balance.due_minor else Tone.QUIET)

    def show_spread(self, spread: Spread, open_count: int) -> None:
        """Show what would be paid."""
        money = self._session.amounts.money
        count = len(spread.applied)
        self.selected.show_figure(money(spread.applied_minor), "", None if spread.applied_minor else Tone.QUIET)
        words = _("of {count} open").format(count=open_count) if open_count else ""
        self.invoices.show_figure(self._session.amounts.count(count), words, None if count else Tone.QUIET)
        if spread.over_minor:
            self.unapplied.show_figure(money(-spread.over_minor), _("more is applied than was received"), Tone.ALARM)
        else:
            left = spread.leftover_minor
            self.unapplied.show_figure(money(left), _("becomes account credit") if left else "", None if left else Tone.QUIET)

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.amount, self.date):
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        return self.tenders.first_complaint()

    def _settle(self) -> None:
        focused, table = self.focusWidget(), self.chooser.table
        if focused is not table and table.isAncestorOf(focused):
            table.setFocus()  # takes what stands in the open cell
        super()._settle()

    @Slot()
    def _print_pressed(self) -> None:
        self._settle()
        self.print_wanted.emit()
