"""Connecting a book: the key is tested, its account shown, pinned when the office agrees, and the key kept in the keychain.

The key is held here only between testing and connecting, and never shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import CounterfoilError, EnvironmentFault
from app.domain.language import _
from app.services.charging.connecting import Pinned, check_pinned, connect, paused_why, pinned_account
from app.services.office import Office, Reader
from app.ui.charging.connect_sheet import ConnectSheet
from app.ui.charging.doors import Doors, TriedKey
from app.ui.kit.tasks import Written
from app.ui.kit.theme import Tone
from app.ui.session import Session, written

# As long as a bank debit takes.
_DAYS = 4


@dataclass(frozen=True, slots=True)
class _Facts:
    pinned: Pinned | None
    paused_why: str


@dataclass(frozen=True, slots=True)
class _Connected:
    pinned: Pinned
    fault: EnvironmentFault | None


class Connecting(QObject):
    """Runs one such sheet.

    Signals:
        connected(): the book is connected, or the key is a new one.
    """

    connected = Signal()

    def __init__(self, session: Session, doors: Doors, parent: QWidget | None = None) -> None:
        self._practice = session.profile.mode == "practice"
        self.sheet = ConnectSheet(practice=self._practice, company=session.profile.name, parent=parent)
        super().__init__(self.sheet)
        self._session, self._doors = session, doors
        self._tried: TriedKey | None = None
        self._key = ""
        self._pinned: Pinned | None = None
        self.sheet.saved.connect(self._pressed)
        self.sheet.days_wanted.connect(self._let_pass)
        self.sheet.key.textEdited.connect(self._typed)
        self.sheet.finished.connect(self.sheet.deleteLater)
        session.tasks.read(session.read(_facts), self._known)
        self.sheet.open()

    # What is known before

    def _known(self, facts: _Facts) -> None:
        sheet, self._pinned = self.sheet, facts.pinned
        if self._practice:
            sheet.banner.show_message(
                Tone.CARE, _("This is a practice book. Its processor is a practice one on this computer: it charges nobody.")
            )
            sheet.words.setText(
                _(
                    "Save practice cards, charge them, let them be declined or disputed, and see what the book makes of it. "
                    "Nothing leaves this computer, and no key is needed."
                )
            )
        else:
            sheet.words.setText(
                _(
                    "Customers' cards and bank accounts are charged through your own Stripe account. Card numbers are only "
                    "ever entered on Stripe's pages; this program never sees them."
                )
            )
        if facts.pinned is None:
            if not self._practice:
                sheet.key.setFocus()
            sheet.refit()
            return
        self._show_account(facts.pinned.name, facts.pinned.remote_id, live=facts.pinned.live)
        if self._practice:
            sheet.name_button(_("Check the connection"))
            sheet.pass_days.show()
            sheet.refit()
            return
        sheet.forget.show()
        words = _("This book belongs to this account for good. A key of any other account is refused.")
        sheet.words.setText(words)
        if facts.paused_why:
            sheet.banner.show_message(Tone.ALARM, facts.paused_why)
        sheet.key.setFocus()
        sheet.refit()

    def _show_account(self, name: str, number: str, *, live: bool) -> None:
        if self._practice:
            mode = _("Practice: nobody is charged")
        else:
            mode = _("Live: real money") if live else _("Test: no money moves")
        self.sheet.show_facts(name or "–", mode, number)

    # Trying

    @Slot(object)
    def _typed(self, _value: object) -> None:
        if self._tried is not None and not self._practice:
            self._tried = None
            self.sheet.name_button(_("Test the key"))
            self.sheet.banner.clear()

    @Slot()
    def _pressed(self) -> None:
        sheet = self.sheet
        sheet.show_error("")
        if sheet.forgotten:
            sheet.forgotten = False
            self._session.tasks.network(partial(_forget, self._session.office, self._doors), self._forgotten, self._refused)
            return
        if self._tried is not None:
            self._connect()
            return
        if not self._practice:
            sheet.key.setModified(True)
            if sheet.form.first_error():
                return
        self._key = "" if self._practice else sheet.key.value().strip()
        sheet.set_busy(busy=True)
        job = partial(_try, self._session.office, self._doors, self._key)
        self._session.tasks.network(job, self._was_tried, self._refused)

    def _was_tried(self, tried: TriedKey) -> None:
        self._tried = tried
        sheet = self.sheet
        sheet.set_busy(busy=False)
        self._show_account(tried.account.name, tried.account.id, live=tried.account.live)
        if self._practice or self._pinned is not None:
            self._connect()
            return
        if not tried.restricted:
            sheet.banner.show_message(
                Tone.CARE,
                _("This is a secret key, which may do anything with the account. It works, but a restricted key is safer."),
            )
        elif tried.account.live:
            sheet.banner.show_message(Tone.INFO, _("The key works. This book will take real payments through this account."))
        else:
            sheet.banner.show_message(Tone.INFO, _("The key works. It is a test key: no real payment can be taken with it."))
        sheet.words.setText(_("Once connected, the book belongs to this account and mode for good. Any other is refused."))
        sheet.name_button(_("Connect this book"))
        sheet.refit()

    def _connect(self) -> None:
        if self._tried is None:
            return
        self.sheet.set_busy(busy=True)
        job = partial(_connect, self._session.office, self._doors, self._key, self._tried)
        self._session.tasks.network(job, self._done, self._refused)

    def _done(self, done: _Connected) -> None:
        self._key, self._tried = "", None
        self.sheet.key.clear()
        name = done.pinned.name or done.pinned.remote_id
        if done.fault is None:
            self._session.say(_("Connected with {name}.").format(name=name))
            self.connected.emit()
            self.sheet.accept()
            return
        # Connected all the same: it says what that means, and waits to be read.
        self.sheet.set_busy(busy=False)
        self.sheet.banner.show_message(Tone.CARE, done.fault.message)
        self.sheet.words.setText(
            _("Connected with {name}. The key could not be kept: it works until the program ends. {hint}").format(
                name=name, hint=done.fault.hint
            )
        )
        self.connected.emit()
        self.sheet.form.hide()
        self.sheet.set_savable(savable=False)
        self.sheet.refit()

    @Slot()
    def _let_pass(self) -> None:
        self.sheet.pass_days.setEnabled(False)
        self._session.tasks.network(partial(_pass, self._session.office, self._doors), self._passed, self._refused)

    def _passed(self, _nothing: object) -> None:
        self.sheet.pass_days.setEnabled(True)
        self._session.say(_("Four days have passed at the practice processor."))
        self.connected.emit()

    def _forgotten(self, _nothing: object) -> None:
        self._session.say(_("The key is forgotten on this computer. Everything works but sending."))
        self.connected.emit()
        self.sheet.accept()

    def _refused(self, error: Exception) -> bool:
        self.sheet.set_busy(busy=False)
        self._tried = None
        if isinstance(error, CounterfoilError):
            self.sheet.show_error(str(error))
            self.sheet.refit()
            return True
        return False


def _facts(reader: Reader) -> _Facts:
    return _Facts(pinned_account(reader), paused_why(reader))


def _try(office: Office, doors: Doors, key: str) -> TriedKey:
    tried = doors.try_key(office, key)
    office.read(lambda reader: check_pinned(reader, tried.account))
    return tried


def _connect(office: Office, doors: Doors, key: str, tried: TriedKey) -> Written[_Connected]:
    outcome = written(office.perform(lambda writer: connect(writer, tried.account)))
    fault = None
    if key:
        try:
            doors.keep_key(office, key)
        except EnvironmentFault as error:
            fault = error
    return Written(_Connected(outcome.value, fault), outcome.changes)


def _pass(office: Office, doors: Doors) -> None:
    doors.let_pass(office, _DAYS)


def _forget(office: Office, doors: Doors) -> None:
    doors.forget_key(office)
