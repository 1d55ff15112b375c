"""What adding a card and a pay link have in common: a page of the processor's is made, looked at again and again, and ends.

The page outlives its sheet: closed, it is looked after by every sync.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.errors import CounterfoilError
from app.domain.language import _
from app.domain.operation_states import OperationState
from app.services.charging.operations import operation_facts
from app.services.charging.pages import OpenPage, expire_page, page_url, poll_page
from app.services.charging.processor import PaymentProcessor
from app.services.office import Office
from app.ui.charging.hosted_sheet import WAIT, HostedSheet
from app.ui.charging.line import Line
from app.ui.kit.status import Status
from app.ui.kit.tasks import Progress
from app.ui.kit.theme import Tone
from app.ui.session import Session

POLL_MS = 3_000


@dataclass(frozen=True, slots=True)
class Looked:
    """How a page stands; ``method_id`` is what was saved on it, ``url`` where the customer finds it."""

    state: OperationState
    method_id: int | None
    url: str = ""


class Hosted(QObject):
    """Follows one page. Subclasses say what is asked, what is told while it is open, and what follows."""

    purpose = ""
    """What the link is for, in a message to the customer."""

    def __init__(self, session: Session, line: Line, customer_id: int, sheet: HostedSheet) -> None:
        super().__init__(sheet)
        self.session, self.line, self.sheet, self.customer_id = session, line, sheet, customer_id
        self.page: OpenPage | None = None
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)
        sheet.mail.setVisible(session.actions.mail_link is not None)
        sheet.saved.connect(self._pressed)
        sheet.open_wanted.connect(self.open_browser)
        sheet.mail_wanted.connect(self._mail)
        sheet.withdraw_wanted.connect(self._withdraw)
        sheet.finished.connect(self._closed)

    # What subclasses answer

    def pressed(self) -> None:
        """Do what the main button says now."""
        raise NotImplementedError

    def waiting_words(self) -> str:
        """Return what is going on while the page is open."""
        raise NotImplementedError

    def completed(self, looked: Looked) -> None:
        """Show and do what follows when the customer has finished."""
        raise NotImplementedError

    def again(self) -> str:
        """Return what the main button offers after the page ran out: to begin anew."""
        return ""

    # The page

    def opened(self, page: OpenPage) -> None:
        """Take a page that was just made."""
        self.page = page
        self.sheet.show_waiting(
            self.waiting_words(),
            page.url,
            _("The link works for a day. You can close this: every sync looks after it, and it can be found in the queue."),
        )
        self._timer.start()

    def refused(self, error: Exception) -> bool:
        """Show why there is no page."""
        self.sheet.set_savable(savable=True)
        if isinstance(error, CounterfoilError):
            self.sheet.show_error(str(error))
            return True
        return False

    @Slot()
    def poll(self) -> None:
        """Ask how the page stands, unless the last answer is still to come."""
        if self.page is None or self._asking:
            return
        self._asking = True
        self.line.run(partial(_look, self.page.operation_id), self._looked, self._not_looked)

    @Slot()
    def open_browser(self) -> None:
        """Show the page to whoever sits here."""
        if self.page is not None and not self.line.doors.open_url(self.page.url):
            self.sheet.show_error(_("No browser could be opened. Copy the link and open it elsewhere."))

    @Slot()
    def _pressed(self) -> None:
        self.pressed()

    def _looked(self, looked: Looked) -> None:
        self._asking = False
        self.sheet.banner.clear()
        if self.page is not None and looked.url and looked.url != self.page.url:
            self.page = OpenPage(self.page.operation_id, looked.url)
            self.sheet.link.setText(looked.url)
            words = _("The link is another one now; the one before works no more.")
            self.sheet.banner.show_message(Tone.CARE, words)
        if looked.state is OperationState.NEEDS_CUSTOMER or self.sheet.stage != WAIT:
            return
        self._timer.stop()
        if looked.state is OperationState.SUCCEEDED or looked.state is OperationState.PROCESSING:
            self.completed(looked)
            return
        self.sheet.show_done(
            Status(_("Closed unused"), Tone.QUIET, "void"), _("Nothing was saved and nothing was paid. The link works no more.")
        )
        button = self.again()
        if button:
            self.sheet.name_main(button)

    def _not_looked(self, error: Exception) -> bool:
        self._asking = False
        if isinstance(error, CounterfoilError):
            # It is asked again in a moment; the page itself is the processor's and stays open.
            self.sheet.banner.show_message(Tone.CARE, error.message)
            return True
        return False

    @Slot()
    def _mail(self) -> None:
        if self.session.actions.mail_link is not None and self.page is not None:
            self.session.actions.mail_link(self.customer_id, self.page.url, self.purpose)

    @Slot()
    def _withdraw(self) -> None:
        if self.page is not None and not self._asking:
            self._asking = True
            self.line.run(partial(_expire, self.page.operation_id), self._looked, self._not_withdrawn)

    def _not_withdrawn(self, error: Exception) -> bool:
        self._asking = False
        if isinstance(error, CounterfoilError):
            self.sheet.show_error(_("It could not be withdrawn: {why}").format(why=str(error)))
            return True
        return False

    @Slot()
    def _closed(self) -> None:
        self._timer.stop()
        self.sheet.deleteLater()


def _state(office: Office, operation_id: int, state: OperationState) -> Looked:
    facts = office.read(lambda reader: operation_facts(reader, operation_id))
    return Looked(state, facts.method_id, office.read(lambda reader: page_url(reader, operation_id)))


def _look(operation_id: int, office: Office, processor: PaymentProcessor, _progress: Progress) -> Looked:
    return _state(office, operation_id, poll_page(office, processor, operation_id))


def _expire(operation_id: int, office: Office, processor: PaymentProcessor, _progress: Progress) -> Looked:
    return _state(office, operation_id, expire_page(office, processor, operation_id))
