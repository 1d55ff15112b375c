"""Small sheets about one estimate: it was accepted, perhaps with a deposit; declined; is valid longer; a deposit was paid."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.collecting.receiving import LikelyDouble
from app.services.estimates.deciding import LONGEST_NAME, LONGEST_REASON
from app.services.queries.estimates import EstimatePage
from app.ui.estimates.fields import DepositFields
from app.ui.estimates.words import name_words
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import CheckField, DateField, Form, NoteField, TextField
from app.ui.kit.pieces import label
from app.ui.session import Session


def _subtitle(page: EstimatePage) -> str:
    return f"{name_words(page.facts.number, page.facts.title)} · {page.customer_name}"


class AcceptSheet(Sheet):
    """When and by whom it was accepted, and the deposit if one was paid.

    Signals:
        accepted(int, date, str, NewDeposit | int | None, bool): so; the last says that the deposit repeats no earlier payment.
    """

    accepted = Signal(int, object, str, object, bool)

    def __init__(self, session: Session, page: EstimatePage, parent: QWidget | None = None) -> None:
        super().__init__(_("Estimate accepted"), parent, _subtitle(page))
        self.setMinimumSize(QSize(560, 0))
        self._id = page.facts.id
        self._sure = False
        self.day = DateField(session.dates, session.today)
        self.day.set_value(session.today)
        self.who = TextField(_("Who said so"), longest=LONGEST_NAME)
        form = Form()
        form.add(_("Accepted &on"), self.day, wide=False)
        form.add(_("Accepted &by"), self.who)
        asked = page.facts.asked_minor
        money = session.amounts.money
        words = _("The &deposit of {amount} was paid").format(amount=money(asked)) if asked else _("A &deposit was paid")
        self.paid = CheckField(words)
        self.deposit = DepositFields(session, asked, page.credit)
        self.deposit.hide()
        self._note = label(
            _("It is kept as credit on the account and meets the invoice of this estimate when that is issued."),
            "quiet",
            wrap=True,
        )
        self._note.hide()
        self.body.addWidget(form)
        self.body.addWidget(self.paid)
        self.body.addWidget(self.deposit)
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        self.set_buttons(_("Acc&ept"))
        self.saved.connect(self._keep)
        self.paid.changed.connect(self._show_deposit)
        for field in (self.day, self.who):
            field.changed.connect(self._touched)
        self.deposit.touched.connect(self._deposit_touched)
        self.deposit.sure_wanted.connect(self._enter_anyway)
        self.who.setFocus()

    def warn(self, doubles: tuple[LikelyDouble, ...]) -> None:
        """Ask whether the deposit is a payment that was entered before."""
        self.deposit.warn(doubles)

    @Slot(object)
    def _show_deposit(self, paid: bool) -> None:
        self.deposit.setVisible(paid)
        self._note.setVisible(paid)
        self._touched()
        if paid:
            self.deposit.way.setFocus()
        self.adjustSize()

    @Slot()
    def _deposit_touched(self) -> None:
        self._sure = False
        self._touched()

    @Slot(object)
    def _touched(self, _value: object = None) -> None:
        self.set_typed(typed=True)

    @Slot()
    def _enter_anyway(self) -> None:
        self._sure = True
        self._keep()

    @Slot()
    def _keep(self) -> None:
        day: date | None = self.day.value()
        said = self.day.error()
        if not said and day is None:
            self.day.setFocus()
            said = _("Say when it was accepted.")
        if not said and self.paid.value():
            said = self.deposit.first_complaint()
        self.show_error(said)
        if not said:
            deposit = self.deposit.deposit() if self.paid.value() else None
            self.accepted.emit(self._id, day, self.who.value(), deposit, self._sure)


class DepositSheet(Sheet):
    """How the deposit of an accepted estimate was paid.

    Signals:
        paid(int, NewDeposit | int, bool): so; the last says that it repeats no earlier payment.
    """

    paid = Signal(int, object, bool)

    def __init__(self, session: Session, page: EstimatePage, parent: QWidget | None = None) -> None:
        super().__init__(_("Deposit"), parent, _subtitle(page))
        self.setMinimumSize(QSize(560, 0))
        self._id = page.facts.id
        self._sure = False
        money = session.amounts.money
        asked, taken = page.facts.asked_minor, page.deposit_minor
        words = _("{taken} of {asked} taken so far.").format(taken=money(taken), asked=money(asked))
        if not asked:
            words = _("No deposit was asked for; {taken} taken so far.").format(taken=money(taken))
        self.body.addWidget(label(words, "quiet", wrap=True))
        self.deposit = DepositFields(session, max(asked - taken, 0), page.credit)
        self.body.addWidget(self.deposit)
        note = _("It is kept as credit on the account and meets the invoice of this estimate when that is issued.")
        self.body.addWidget(label(note, "quiet", wrap=True))
        self.set_buttons(_("&Take deposit"))
        self.saved.connect(self._keep)
        self.deposit.touched.connect(self._touched)
        self.deposit.sure_wanted.connect(self._enter_anyway)
        self.deposit.way.setFocus()

    def warn(self, doubles: tuple[LikelyDouble, ...]) -> None:
        """Ask whether it is a payment that was entered before."""
        self.deposit.warn(doubles)

    @Slot()
    def _touched(self) -> None:
        self._sure = False
        self.set_typed(typed=True)

    @Slot()
    def _enter_anyway(self) -> None:
        self._sure = True
        self._keep()

    @Slot()
    def _keep(self) -> None:
        said = self.deposit.first_complaint()
        self.show_error(said)
        if not said:
            self.paid.emit(self._id, self.deposit.deposit(), self._sure)


class DeclineSheet(Sheet):
    """When, by whom and why it was declined.

    Signals:
        declined(int, date, str, str): so.
    """

    declined = Signal(int, object, str, str)

    def __init__(self, session: Session, page: EstimatePage, parent: QWidget | None = None) -> None:
        super().__init__(_("Estimate declined"), parent, _subtitle(page))
        self.setMinimumSize(QSize(520, 0))
        self._id = page.facts.id
        self.day = DateField(session.dates, session.today)
        self.day.set_value(session.today)
        self.who = TextField(_("Who said so"), longest=LONGEST_NAME)
        self.reason = NoteField(_("For example: too dear, somebody else was quicker"))
        self.reason.setMaximumHeight(96)
        form = Form()
        form.add(_("&Declined on"), self.day, wide=False)
        form.add(_("Declined &by"), self.who)
        form.add(_("&Reason"), self.reason)
        self.body.addWidget(form)
        self.set_buttons(_("De&cline"))
        self.saved.connect(self._keep)
        for field in (self.day, self.who, self.reason):
            field.changed.connect(self._touched)
        self.who.setFocus()

    @Slot(object)
    def _touched(self, _value: object = None) -> None:
        self.set_typed(typed=True)

    @Slot()
    def _keep(self) -> None:
        day: date | None = self.day.value()
        said = self.day.error()
        if not said and day is None:
            said = _("Say when it was declined.")
        if not said and len(self.reason.value()) > LONGEST_REASON:
            said = _("A reason has at most {count} characters.").format(count=LONGEST_REASON)
        self.show_error(said)
        if not said:
            self.declined.emit(self._id, day, self.who.value(), self.reason.value())


class ExtendSheet(Sheet):
    """Until when it is valid.

    Signals:
        wanted(int, date): until this day.
    """

    wanted = Signal(int, object)

    def __init__(self, session: Session, page: EstimatePage, parent: QWidget | None = None) -> None:
        super().__init__(_("Valid until"), parent, _subtitle(page))
        self.setMinimumSize(QSize(460, 0))
        self._id = page.facts.id
        self.until = DateField(session.dates, session.today)
        self.until.set_needed(needed=True)
        self.until.set_value(page.facts.valid_until)
        form = Form()
        form.add(_("&Valid until"), self.until, wide=False)
        self.body.addWidget(form)
        self.set_buttons(_("&Save"))
        self.saved.connect(self._keep)
        self.until.setFocus()
        self.until.selectAll()

    @Slot()
    def _keep(self) -> None:
        said, until = self.until.error(), self.until.value()
        self.show_error(said)
        if not said and until is not None:
            self.wanted.emit(self._id, until)
