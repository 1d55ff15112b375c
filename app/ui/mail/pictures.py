"""The pictures of mail: the queue with a message, the senders, the words with their preview, and messages being written."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QWidget

from app.services.company import company_details
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Delivery, Handed, Letter, MailServer
from app.services.mail.queueing import NewMessage, queue_message
from app.services.mail.senders import NewSender, add_sender, note_tested, senders
from app.services.mail.sending import send_waiting
from app.services.office import Office, Writer
from app.services.ports import Press
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids, customer_rows
from app.services.queries.invoices import InvoiceFilter, invoice_ids
from app.ui.kit.dialogs import Sheet
from app.ui.mail.doors import MailDoors
from app.ui.mail.screens import MailScreens, MailWindow
from app.ui.mail.senders import SendersPage
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.pictures import Screen

_SIZE = (1240, 860)
_ANSWERS = (
    Delivery(Handed.TAKEN, "250 2.0.0 Ok: queued as 4XJ2Qk1z9Z"),
    Delivery(Handed.UNKNOWN, "The server did not answer in time."),
    Delivery(Handed.REFUSED, "550 5.1.1 No such user here"),
    Delivery(Handed.TAKEN, "250 2.0.0 Ok: queued as 4XJ2Ql7pQ1"),
)


class _Line:
    """Answers as the picture needs it."""

    broken = False

    def __init__(self) -> None:
        self._told = iter(_ANSWERS)

    def send(self, letter: Letter) -> Delivery:
        """Answer."""
        del letter
        return next(self._told, Delivery(Handed.LATER, "451 4.7.1 Come again later"))

    def close(self) -> None:
        """Do nothing."""


class _Gateway:
    """Reaches nobody: a picture sends nothing."""

    def open(self, server: MailServer, password: str) -> _Line:
        """Return a line that answers by itself."""
        del server, password
        return _Line()

    def stop(self, grace_seconds: float = 3) -> None:
        """Do nothing."""
        del grace_seconds


class _Secrets:
    """Keeps one password for everybody."""

    def get(self, account: str) -> str | None:
        """Return it."""
        del account
        return "-"

    def set(self, account: str, secret: str) -> None:
        """Do nothing."""

    def delete(self, account: str) -> None:
        """Do nothing."""


def _press() -> Press:
    return cast("Press", import_module("app.gateways.paper.press"))


def screens() -> list[Screen]:
    """Return the pictures."""
    from app.ui.pictures import Screen

    return [
        Screen("mail-queue", _queue, then=(_look,), size=_SIZE),
        Screen("mail-senders", _shown("senders"), size=_SIZE),
        Screen("mail-sender", _shown("senders"), then=(_edit,), size=_SIZE, grab=_sheet),
        Screen("mail-words", _shown("words"), size=_SIZE),
        Screen("mail-compose", _compose, then=(_wait,), size=_SIZE, grab=_sheet),
        Screen("mail-batch", _batch, then=(_wait,), size=_SIZE, grab=_sheet),
        Screen("mail-reminders", _remind, then=(_wait,), size=_SIZE, grab=_sheet),
    ]


def _screens(session: Session) -> MailScreens:
    _fill(session.office)
    found = MailScreens(session, MailDoors(_Gateway, _Secrets, _press))
    found.install()
    return found


def _fill(office: Office) -> None:
    """Enter a sender and some messages, once."""
    if office.read(senders):
        return
    own = office.read(company_details).email or "office@harbor.example"
    ids = office.read(lambda reader: list(customer_ids(reader, CustomerFilter(), CustomerSort.NAME)))
    rows = office.read(lambda reader: customer_rows(reader, ids[:4]))

    def write(writer: Writer) -> None:
        new = NewSender("Harbor Services", own, "smtp.harbor.example", 587, "starttls", "office")
        note_tested(writer, add_sender(writer, new))
        for number, row in enumerate(rows):
            subject = f"Invoice {10_482 + number} from Harbor Services"
            words = f"Hello {row.name},\n\nattached is your invoice.\n\nThank you,\nHarbor Services"
            queue_message(
                writer, NewMessage(MailKind.INVOICE, own, subject, words, row.id, str(10_482 + number))
            )

    office.write(write)
    send_waiting(office, _Gateway(), _Secrets())


def _queue(session: Session) -> QWidget:
    return _screens(session).show()


def _shown(tab: str) -> Callable[[Session], QWidget]:
    def make(session: Session) -> QWidget:
        return _screens(session).show(tab)

    return make


def _look(window: QWidget) -> None:
    if isinstance(window, MailWindow):
        model = window.queue.model
        unknown = next((id_ for id_ in model.all_ids() if (row := model.row(id_)) and row.state == "unknown"), None)
        if unknown is not None:
            window.queue.show_message(unknown)


def _edit(window: QWidget) -> None:
    page = window.tabs.page("senders") if isinstance(window, MailWindow) else None
    if isinstance(page, SendersPage):
        page.edit()


def _compose(session: Session) -> QWidget:
    found = _screens(session)
    window = found.show()
    session.window = window
    ids = session.read(invoice_ids, InvoiceFilter(open_only=True))()
    found.mail_invoices(ids[:1])
    return window


def _batch(session: Session) -> QWidget:
    found = _screens(session)
    window = found.show()
    session.window = window
    ids = session.read(invoice_ids, InvoiceFilter(overdue_only=True))()
    found.mail_invoices(ids[:8])
    return window


def _remind(session: Session) -> QWidget:
    found = _screens(session)
    window = found.show()
    session.window = window
    found.remind(session.read(customer_ids, CustomerFilter(), CustomerSort.OVERDUE, descending=True)())
    return window


def _wait(window: QWidget) -> None:
    """Let the sheet come."""
    del window


def _sheet(window: QWidget) -> QWidget:
    sheets = [each for each in QApplication.topLevelWidgets() if isinstance(each, Sheet) and each.isVisible()]
    return sheets[0] if sheets else window
