"""The address book of senders in the window, and who is told of refused payments."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.errors import CounterfoilError
from app.domain.language import _
from app.services.mail.failures import OFFICE_ADDRESS, TELL_CUSTOMER, TELL_OFFICE, office_address
from app.services.mail.senders import SenderFacts, archive_sender, senders
from app.services.office import Reader, Writer
from app.services.people import check_email
from app.services.settings import get_setting, set_settings
from app.ui.kit.dialogs import confirm
from app.ui.kit.errors import show_error
from app.ui.kit.fields import CheckField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import column, label, row
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import Tone
from app.ui.mail.doors import MailDoors
from app.ui.mail.sender_sheet import SenderSheet
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told of refused payments; ``usual`` is where notices go while no address is chosen."""

    customer: bool
    office: bool
    address: str
    usual: str


def _read(reader: Reader) -> tuple[list[SenderFacts], Telling]:
    chosen = get_setting(reader, OFFICE_ADDRESS, "")
    telling = Telling(
        get_setting(reader, TELL_CUSTOMER, default=True),
        get_setting(reader, TELL_OFFICE, default=True),
        chosen,
        office_address(reader),
    )
    return senders(reader), telling


def _keep(writer: Writer, customer: bool, office: bool, address: str) -> None:
    set_settings(
        writer, {TELL_CUSTOMER: customer, TELL_OFFICE: office, OFFICE_ADDRESS: check_email(address)}
    )


def security_words(security: str) -> str:
    """Return how a line is made safe."""
    return {"tls": _("TLS"), "starttls": _("STARTTLS"), "none": _("none (this computer only)")}.get(security, security)


class SendersPage(QWidget):
    """The senders, and below them who is told of refused payments.

    Signals:
        changed(): a sender was entered or changed: what waits may go now.
    """

    changed = Signal()

    def __init__(self, session: Session, doors: MailDoors) -> None:
        super().__init__()
        self._session, self._doors = session, doors
        self.model: RowsModel[SenderFacts] = RowsModel(_columns(), self)
        self.table: Table[SenderFacts] = Table("mail.senders", session.settings)
        self.table.setAccessibleName(_("Senders"))
        self.table.show_model(self.model)
        self.table.set_empty(_("Nobody is set up to send mail yet."), _("Add a sender…"), self.add)
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(self._selected)
        self.add_button, self.edit_button = QPushButton(_("Add…")), QPushButton(_("Edit and test…"))
        self.remove_button = QPushButton(_("Remove"))
        self.add_button.clicked.connect(self.add)
        self.edit_button.clicked.connect(self.edit)
        self.remove_button.clicked.connect(self.remove)
        words = _("The usual sender is taken when nothing else is chosen. Passwords are kept in this computer's keychain only.")
        self.tell_customer = CheckField(_("Tell the customer by mail when a card or bank payment is refused"))
        self.tell_office = CheckField(_("Tell the office"))
        self.address = TextField(_("name@example.com"), 254)
        self.address.setMaximumWidth(340)
        for field in (self.tell_customer, self.tell_office, self.address):
            field.changed.connect(self._telling_changed)
        self.problem = label("", "alarm", wrap=True)
        self.problem.hide()
        tools = row(label(words, "small", wrap=True), self.remove_button, self.edit_button, self.add_button, spacing=8)
        tools.setStretch(0, 1)
        box = column(
            tools,
            self.table,
            label(_("Refused payments"), "subheading"),
            self.tell_customer,
            self.tell_office,
            Captioned(_("&Notices to the office go to"), self.address),
            self.problem,
            spacing=10,
        )
        box.setStretch(1, 1)
        self.setLayout(box)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask the book again."""
        self._session.tasks.read(self._session.read(_read), self._show, key=f"mail-senders-{id(self)}")

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & {"mail", "settings"}:
            self.load()

    def _show(self, found: tuple[list[SenderFacts], Telling]) -> None:
        listed, telling = found
        self.model.set_rows(listed)
        if listed and self.table.current_id() is None:
            self.table.set_current(listed[0].id)
        self.tell_customer.set_value(telling.customer)
        self.tell_office.set_value(telling.office)
        if not self.address.hasFocus():
            self.address.set_value(telling.address)
        self.address.setPlaceholderText(telling.usual or _("name@example.com"))
        self._selected()

    @Slot()
    def _selected(self) -> None:
        chosen = self.table.current_id() is not None and self.model.row(self.table.current_id() or 0) is not None
        self.edit_button.setEnabled(chosen)
        self.remove_button.setEnabled(chosen)

    # What can be done

    @Slot()
    def add(self) -> None:
        """Enter a sender."""
        self._sheet(None)

    @Slot()
    def edit(self) -> None:
        """Edit or test the chosen sender."""
        chosen = self.model.row(self.table.current_id() or 0)
        if chosen is not None:
            self._sheet(chosen)

    @Slot(object)
    def _open(self, sender_id: object) -> None:
        chosen = self.model.row(sender_id) if isinstance(sender_id, int) else None
        if chosen is not None:
            self._sheet(chosen)

    def _sheet(self, shown: SenderFacts | None) -> None:
        sheet = SenderSheet(self._session, self._doors, shown, self.window())
        sheet.kept.connect(self._kept)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    @Slot()
    def _kept(self) -> None:
        self.load()
        self.changed.emit()

    @Slot()
    def remove(self) -> None:
        """Take the chosen sender out of use."""
        chosen = self.model.row(self.table.current_id() or 0)
        if chosen is None or not confirm(
            self.window(),
            _("Send nothing as {address} any more?").format(address=chosen.address),
            _("What was sent stays readable. What waits goes out as the usual sender."),
            _("Remove"),
        ):
            return
        self._session.tasks.write(self._session.write(archive_sender, chosen.id), self._removed, self._refused)

    def _removed(self, _nothing: None) -> None:
        self.load()

    @Slot(object)
    def _telling_changed(self, _value: object) -> None:
        try:
            address = check_email(self.address.text())
        except CounterfoilError as refusal:
            self.problem.setText(str(refusal))
            self.problem.show()
            return
        self.problem.hide()
        job = self._session.write(_keep, self.tell_customer.value(), self.tell_office.value(), address)
        self._session.tasks.write(job, None, self._refused)

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, CounterfoilError):
            show_error(self.window(), error)
            return True
        return False


def _columns() -> list[Column[SenderFacts]]:
    def stands(sender: SenderFacts) -> Status:
        if sender.fault:
            return Status(_("Rests"), Tone.ALARM, "warning")
        return Status(_("Tested"), Tone.GOOD, "check") if sender.tested_at else Status(_("Not tested"), Tone.QUIET, "ring")

    def usual(sender: SenderFacts) -> str:
        return _("usual") if sender.is_default else ""

    return [
        Column("address", _("Address"), lambda sender: sender.address, width=230, strong=lambda sender: sender.is_default),
        Column("usual", _("Usual"), usual, width=80),
        Column("name", _("Name"), lambda sender: sender.name or "–", width=180),
        Column("server", _("Server"), lambda sender: sender.server.name, width=190),
        Column("security", _("Security"), lambda sender: security_words(sender.security), width=110),
        Column("state", _("State"), lambda sender: stands(sender).text, Kind.STATUS, 120, status=stands),
        Column(
            "fault",
            _("The server says"),
            lambda sender: sender.fault,
            width=220,
            stretch=True,
            tone=lambda _sender: Tone.ALARM,
        ),
    ]
