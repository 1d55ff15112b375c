"""Fields that only estimates have: a deposit as an amount or a share, and how a deposit is paid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.amount_input import parse_amount, parse_percent
from app.domain.errors import UserError
from app.domain.language import _
from app.domain.rounding import MILLION, ppm_from_percent
from app.services.collecting.receiving import LikelyDouble
from app.services.estimates.deposits import DepositTaken, NewDeposit
from app.services.formats import AmountFormat
from app.ui.kit.fields import AmountField, ComboField, DateField, Form, TextField
from app.ui.kit.fields.parsed import ParsedField
from app.ui.kit.pieces import Banner
from app.ui.kit.theme import Tone
from app.ui.payments.tenders import METHODS
from app.ui.session import Session
from app.ui.words import method_words

Deposit = tuple[int, int]
"""A deposit asked for: minor units, or else parts per million of the total."""


class DepositField(ParsedField[Deposit]):
    """A deposit to ask for: “500” is an amount, “30%” a share of the total; empty asks for none."""

    def __init__(self, style: AmountFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setPlaceholderText(_("none; an amount or 30%"))

    def understand(self, text: str) -> Deposit:
        """Return amount and share, one of which is zero."""
        if "%" in text:
            ppm = ppm_from_percent(parse_percent(text, self._style.notation))
            if not 0 <= ppm <= MILLION:
                raise UserError(_("A deposit is between 0 % and 100 %."))
            return 0, ppm
        minor = parse_amount(text, self._style.notation, self._style.currency)
        if minor < 0:
            raise UserError(_("A deposit cannot be negative."))
        return minor, 0

    def written(self, value: Deposit) -> str:
        """Return the amount or the percentage; nothing for none."""
        minor, ppm = value
        return self._style.percent(ppm) if ppm else self._style.plain(minor) if minor else ""


class DepositFields(QWidget):
    """How a deposit is paid: money received now, or what is left of a payment on the account.

    Signals:
        touched(): something was changed.
    """

    touched = Signal()
    sure_wanted = Signal()

    def __init__(self, session: Session, asked_minor: int, credit: Sequence[DepositTaken]) -> None:
        super().__init__()
        self._session, self._credit = session, {each.payment_id: each for each in credit}
        amounts = session.amounts
        ways: list[tuple[object, str]] = [(method, method_words(method)) for method in METHODS]
        ways += [
            (
                each.payment_id,
                _("Payment {number} on the account, {amount} left").format(
                    number=each.number, amount=amounts.money(each.open_minor)
                ),
            )
            for each in credit
        ]
        self.way = ComboField(ways)
        self.amount = AmountField(amounts)
        self.amount.set_needed(needed=True)
        self.amount.set_value(asked_minor or None)
        self.date = DateField(session.dates, session.today)
        self.date.set_value(session.today)
        self.reference = TextField(longest=80)
        self.drawn_on = TextField(_("Bank of the check"), longest=80)
        self.warning = Banner()
        self.form = Form()
        self.form.add(_("&Paid by"), self.way)
        self.form.add(_("&Amount"), self.amount, wide=False)
        self.form.add(_("&Received on"), self.date, wide=False)
        self.form.add(_("&Number"), self.reference)
        self.form.add(_("Ban&k"), self.drawn_on)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.form)
        box.addWidget(self.warning)
        self.way.changed.connect(self._way_chosen)
        for field in (self.amount, self.date, self.reference, self.drawn_on):
            field.changed.connect(self._touched)
        self._dress()

    def deposit(self) -> NewDeposit | int | None:
        """Return what is paid: money received, or the id of a payment on the account; None while that is not said."""
        way = self.way.value()
        if isinstance(way, int):
            return way
        on, amount = self.date.value(), self.amount.value()
        if on is None or not amount:
            return None
        bank = self.drawn_on.value() if way == "check" else ""
        return NewDeposit(on, str(way), amount, self.reference.value(), bank)

    def first_complaint(self) -> str:
        """Return what is missing or cannot be understood, and go there, or ""."""
        if isinstance(self.way.value(), int):
            return ""
        for field in (self.amount, self.date):
            if field.error():
                field.setFocus()
                return field.error()
        if not self.amount.value():
            self.amount.setFocus()
            return _("Say how much was paid.")
        if self.date.value() is None:
            self.date.setFocus()
            return _("Say when it was received.")
        return ""

    def warn(self, doubles: Sequence[LikelyDouble]) -> None:
        """Ask whether it is a payment that was entered before."""
        first = doubles[0]
        text = _("This looks like payment {number}: {amount} on {date}. Is it a second one?").format(
            number=first.number,
            amount=self._session.amounts.money(first.amount_minor),
            date=self._session.dates.medium(first.received_on),
        )
        self.warning.show_message(Tone.CARE, text, _("Enter anyway"), self._sure)

    @Slot()
    def _sure(self) -> None:
        self.warning.clear()
        self.sure_wanted.emit()

    @Slot(object)
    def _way_chosen(self, _way: object) -> None:
        self._dress()
        self._touched()

    @Slot()
    def _touched(self, _value: object = None) -> None:
        self.warning.clear()
        self.touched.emit()

    def _dress(self) -> None:
        way = self.way.value()
        received = not isinstance(way, int)
        for field in (self.amount, self.date, self.reference):
            self.form.set_visible(field, visible=received)
        self.form.set_visible(self.drawn_on, visible=way == "check")
