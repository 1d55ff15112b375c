"""The sheet on which a sender is entered or changed, with the test that shows whether its server takes mail from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import CounterfoilError, EnvironmentFault
from app.domain.language import _
from app.services.mail.letters import Delivery, Handed
from app.services.mail.senders import (
    PORTS,
    NewSender,
    SenderFacts,
    add_sender,
    change_sender,
    checked_sender,
    note_tested,
    password_of,
    secret_account,
)
from app.services.mail.testing import send_test
from app.services.office import Office, Writer
from app.services.ports import SecretStore
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import CheckField, ComboField, Form, NumberField, TextField
from app.ui.kit.pieces import Banner
from app.ui.kit.saving import Saving
from app.ui.kit.tasks import Written
from app.ui.kit.theme import Tone
from app.ui.mail.doors import MailDoors
from app.ui.session import Session, written


@dataclass(frozen=True, slots=True)
class Kept:
    """A sender that is in the book; ``trouble`` says why its password could not be kept."""

    id: int
    trouble: str = ""


class SenderSheet(Sheet):
    """Asks for a sender. The password goes to the keychain and nowhere else.

    Signals:
        kept(): it is in the book.
    """

    kept = Signal()

    def __init__(
        self, session: Session, doors: MailDoors, shown: SenderFacts | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Sender"), parent, _("Whom the office writes as, and the server that takes its mail"))
        self._session, self._doors, self._shown = session, doors, shown
        self._tested = False
        self.resize(600, 640)
        self.name, self.address = TextField(session.profile.name), TextField(_("name@example.com"), 254)
        self.reply_to = TextField(_("the same address"), 254)
        self.host = TextField(_("smtp.example.com"), 253)
        self.security = ComboField(
            [("tls", _("TLS from the start")), ("starttls", _("STARTTLS")), ("none", _("None: this computer only"))]
        )
        self.port = NumberField(1, 65535)
        self.user = TextField(_("the server wants no name"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.usual = CheckField(_("Send as this address when nothing else is chosen"))
        form = Form()
        form.add(_("&Address"), self.address)
        form.add(_("&Name"), self.name, _("Stands before the address in the customer's mailbox."))
        form.add(_("A&nswers go to"), self.reply_to)
        form.add(_("&Server"), self.host)
        form.add(_("Se&curity"), self.security, wide=False)
        form.add(_("&Port"), self.port, wide=False)
        form.add(_("Signs in as"), self.user)
        form.add(_("Pass&word"), self.password, _("Kept in this computer's keychain, never in the book."))
        form.add_wide(self.usual)
        self.told = Banner()
        self.body.addWidget(form)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        self.set_buttons(_("Save sender"))
        self.test = self.add_button(_("Send a test message"), self.send_test)
        self.security.changed.connect(self._security_chosen)
        self.saved.connect(self._keep_it)
        self._saving = Saving(session.tasks, self)
        self.address.changed.connect(self._address_typed)
        for field in (self.name, self.address, self.reply_to, self.host, self.user, self.password, self.port):
            field.textEdited.connect(self._edited)
        self._fill(shown)
        self.address.setFocus()

    def _fill(self, shown: SenderFacts | None) -> None:
        if shown is None:
            self.security.set_value("tls")
            self.port.set_value(PORTS["tls"])
            return
        for field, value in (
            (self.name, shown.name),
            (self.address, shown.address),
            (self.reply_to, shown.reply_to),
            (self.host, shown.host),
            (self.security, shown.security),
            (self.port, shown.port),
            (self.user, shown.user_name),
            (self.usual, shown.is_default),
        ):
            field.set_value(value)
        if shown.user_name:
            self.password.setPlaceholderText(_("unchanged"))
        if shown.fault:
            self.told.show_message(Tone.ALARM, shown.fault)

    def typed_sender(self) -> NewSender:
        """Return the sender as it is typed."""
        return NewSender(
            self.name.text(),
            self.address.text(),
            self.host.text(),
            self.port.value() or 0,
            str(self.security.value()),
            self.user.text(),
            self.reply_to.text(),
            self.usual.value(),
        )

    @Slot(object)
    def _security_chosen(self, security: object) -> None:
        if self.port.value() in (*PORTS.values(), None):
            self.port.set_value(PORTS[str(security)])
        self._edited()

    @Slot(object)
    def _address_typed(self, _address: object) -> None:
        domain = self.address.text().rpartition("@")[2]
        if domain and not self.host.text():
            self.host.setPlaceholderText(f"smtp.{domain}")

    @Slot()
    def _edited(self) -> None:
        self.set_typed(typed=True)
        self.show_error("")

    def _understood(self) -> NewSender | None:
        try:
            return checked_sender(self.typed_sender())
        except CounterfoilError as refusal:
            self.show_error(str(refusal))
            return None

    # Testing

    @Slot()
    def send_test(self) -> None:
        """Send a message to the office with what is typed; nothing is kept by it."""
        new = self._understood()
        if new is None:
            return
        self.show_error("")
        self.test.setEnabled(False)
        self.told.show_message(Tone.QUIET, _("Sending a test message through {server}…").format(server=new.server.name))
        office, doors, shown, typed = self._session.office, self._doors, self._shown, self.password.text()
        self._session.tasks.network(partial(_tested, office, doors, shown, new, typed), self._told, self._not_told)

    def _told(self, delivery: Delivery) -> None:
        self.test.setEnabled(True)
        self._tested = delivery.handed is Handed.TAKEN
        if self._tested:
            words = _("The server took the test message: {words}").format(words=delivery.words)
            self.told.show_message(Tone.GOOD, words)
        else:
            self.told.show_message(Tone.ALARM, _("The test message was not taken: {words}").format(words=delivery.words))

    def _not_told(self, error: Exception) -> bool:
        self.test.setEnabled(True)
        if isinstance(error, CounterfoilError):
            self.told.show_message(Tone.ALARM, str(error))
            return True
        self.told.clear()
        return False

    # Keeping

    @Slot()
    def _keep_it(self) -> None:
        new = self._understood()
        if new is None:
            return
        office, doors, shown = self._session.office, self._doors, self._shown
        job = partial(_kept, office, doors, shown, new, self.password.text(), tested=self._tested)
        self._saving.network(job, self._saved)

    def _saved(self, done: Kept) -> None:
        self.kept.emit()
        if done.trouble:
            self.told.show_message(Tone.ALARM, _("The sender is kept, its password is not. {why}").format(why=done.trouble))
            return
        self.accept()


def _tested(office: Office, doors: MailDoors, shown: SenderFacts | None, new: NewSender, typed: str) -> Delivery:
    password = typed
    if not password and new.user_name and shown is not None:
        password = password_of(doors.secrets(), office.read(lambda reader: reader.profile.book_id), shown)
    return send_test(office, doors.gateway(), new, password)


def _kept(
    office: Office, doors: MailDoors, shown: SenderFacts | None, new: NewSender, typed: str, *, tested: bool
) -> Written[Kept]:
    def job(writer: Writer) -> int:
        if shown is None:
            id_ = add_sender(writer, new)
        else:
            id_ = shown.id
            change_sender(writer, id_, new)
        if tested:
            note_tested(writer, id_)
        return id_

    done = written(office.perform(job))
    trouble = ""
    if typed and new.user_name:
        book_id = office.read(lambda reader: reader.profile.book_id)
        try:
            _put(doors.secrets(), secret_account(book_id, done.value), typed)
        except EnvironmentFault as fault:
            trouble = str(fault)
    return Written(Kept(done.value, trouble), done.changes)


def _put(secrets: SecretStore, account: str, password: str) -> None:
    secrets.set(account, password)
