"""Opens the mail and answers what other screens ask of it. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.documents import CannotPrint
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Attached
from app.services.mail.orders import MailDraft, MailOrder, draft_of, file_name
from app.services.office import Office, Reader
from app.services.ports import Progress
from app.services.queries.mail import count_of_customer
from app.ui.kit.dialogs import confirm
from app.ui.kit.pieces import PageHeader, TabPages, column
from app.ui.kit.tasks import JobKind
from app.ui.kit.theme import set_role
from app.ui.mail.batch import BatchSheet, BatchStart, drafted, grouped, read_batch
from app.ui.mail.compose import ComposeSheet
from app.ui.mail.doors import MailDoors
from app.ui.mail.postman import Postman
from app.ui.mail.queue import QueuePage
from app.ui.mail.reading import MessageWindow
from app.ui.mail.senders import SendersPage
from app.ui.mail.tab import MailTab
from app.ui.mail.templates import TemplatesPage
from app.ui.paper.asking import SUBSTITUTE
from app.ui.paper.jobs import Made, MailPart, Making, PrintJob, credit_memo_job, invoices_job, receipt_job, refund_job
from app.ui.session import Session, TabMaker
from app.ui.sizes import SizeKeeper

if TYPE_CHECKING:
    from app.ui.mail.reminders import Reminded, ReminderSheet, ReminderStart

Begun = tuple[MailDraft, MailOrder]


class MailWindow(QWidget):
    """Queue, senders and words behind tabs, in a window of its own."""

    def __init__(self, session: Session, doors: MailDoors, postman: Postman, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        self.setWindowTitle(_("Mail"))
        SizeKeeper(self, session.settings, "mail", QSize(1240, 860))
        self._session, self._doors, self._postman = session, doors, postman
        self.header = PageHeader(_("Mail"))
        self.tabs = TabPages()
        self.tabs.add("queue", _("Messages"), self._queue_page)
        self.tabs.add("senders", _("Senders"), self._senders_page)
        self.tabs.add("words", _("Words"), self._words_page)
        box = column(self.header, self.tabs, spacing=12, margin=24)
        box.setStretch(1, 1)
        self.setLayout(box)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close)
        session.changed.connect(self._changed)

    def _queue_page(self) -> QWidget:
        page = QueuePage(self._session)
        page.send_wanted.connect(self._postman.send_now)
        page.senders_wanted.connect(self.show_senders)
        return page

    def _senders_page(self) -> QWidget:
        page = SendersPage(self._session, self._doors)
        page.changed.connect(self._postman.send_now)
        return page

    def _words_page(self) -> QWidget:
        return TemplatesPage(self._session)

    @property
    def queue(self) -> QueuePage:
        """The page of messages."""
        page = self.tabs.page("queue")
        assert isinstance(page, QueuePage)  # noqa: S101 - it is made above
        return page

    @Slot()
    def show_senders(self) -> None:
        """Show who the office sends as."""
        self.tabs.select("senders")

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        for key in self.tabs.made():
            page = self.tabs.page(key)
            if isinstance(page, QueuePage | SendersPage):
                page.refresh(changed)


class MailScreens(QObject):
    """Ways to write messages and to see what became of them.

    Args:
        session: the open book.
        doors: the ways of mail to the world outside.
    """

    def __init__(self, session: Session, doors: MailDoors) -> None:
        super().__init__(session)
        self._session, self._doors = session, doors
        self.postman = Postman(session, doors)
        self._window: MailWindow | None = None
        self._messages: list[MessageWindow] = []
        self.compose: ComposeSheet | None = None
        self.batch: BatchSheet | None = None
        self.reminders: ReminderSheet | None = None

    def install(self) -> None:
        """Offer to other screens what is done here."""
        actions = self._session.actions
        actions.mail = self.show
        actions.mail_parts = self.mail_parts
        actions.mail_invoices = self.mail_invoices
        actions.mail_receipt = self.mail_receipt
        actions.mail_refund = self.mail_refund
        actions.mail_credit_memo = self.mail_credit_memo
        actions.mail_link = self.mail_link
        actions.mail_plan = self.mail_plan
        actions.mail_paper = self.mail_paper
        actions.remind = self.remind
        tab = TabMaker("mail", _tab_title, self._tab, count_of_customer)
        if all(made.key != tab.key for made in self._session.account_tabs):
            self._session.account_tabs.append(tab)

    def _tab(self) -> MailTab:
        return MailTab(self._session, self)

    # The window

    def show(self, tab: str = "") -> MailWindow:
        """Open the mail, or bring it to the front."""
        if self._window is None:
            self._window = MailWindow(self._session, self._doors, self.postman, self._session.window)
            self._window.destroyed.connect(self._gone)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if tab:
            self._window.tabs.select(tab)
        return self._window

    @Slot()
    def show_senders(self) -> None:
        """Open the mail where senders are set up."""
        self.show("senders")

    @Slot()
    def _gone(self) -> None:
        self._window = None

    def show_message(self, message_id: int) -> MessageWindow:
        """Show one message in a window of its own."""
        from shiboken6 import isValid

        self._messages = [window for window in self._messages if isValid(window) and window.isVisible()]
        window = next((each for each in self._messages if each.message_id == message_id), None)
        if window is None:
            window = MessageWindow(self._session, message_id, self._session.window)
            window.send_wanted.connect(self.postman.send_now)
            self._messages.append(window)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    # Writing

    def mail_invoices(self, invoice_ids: Sequence[int]) -> None:
        """Write to the customer of an invoice, or to the customers of several, each with the own paper."""
        self.mail_paper(invoices_job(invoice_ids))

    def mail_receipt(self, payment_id: int) -> None:
        """Write to whoever paid, with the receipt."""
        self.mail_paper(receipt_job(payment_id))

    def mail_refund(self, reversal_id: int) -> None:
        """Write to whoever got money back, with the receipt."""
        self.mail_paper(refund_job(reversal_id))

    def mail_credit_memo(self, credit_memo_id: int, customer_id: int, number: str) -> None:
        """Write to whoever got a credit, with the credit memo."""
        self.mail_paper(credit_memo_job(credit_memo_id, customer_id, number))

    def mail_link(self, customer_id: int, address: str, what: str) -> None:
        """Write to a customer with a link."""
        self._write(MailOrder(MailKind.LINK, customer_id, link=address, what=what))

    def mail_plan(self, customer_id: int, plan_id: int) -> None:
        """Write to a customer what a service plan offers and what it costs."""
        self._write(MailOrder(MailKind.PLAN_OFFER, customer_id, plan_id))

    def mail_parts(self, pdf: bytes, parts: Sequence[MailPart]) -> None:
        """Write with a file that is shown: to the one customer it is for, or to each of several with the own paper."""
        if len(parts) == 1 and parts[0].job is not None:
            self.mail_paper(parts[0].job)  # the file that is shown has other papers, too
        elif len(parts) == 1:
            part = parts[0]
            office, session = self._session.office, self._session
            session.tasks.read(partial(_with_file, office, part, pdf), self._open, key="mail.compose")
        elif len(grouped(parts)) == 1:
            self._draft_group(tuple(parts))
        elif parts:
            job = self._session.read(read_batch, tuple(parts))
            self._session.tasks.read(job, self._open_batch, key="mail.batch")
        else:
            self._session.say(_("A draft is not sent: nothing is owed yet."))

    def remind(self, customer_ids: Sequence[int]) -> None:
        """Remind customers of what is overdue: one with a message to read over, many from a list of who gets one."""
        office, ids = self._session.office, list(customer_ids)

        def work(progress: Progress) -> ReminderStart:
            from app.ui.mail.reminders import read_reminders

            return office.read(lambda reader: read_reminders(reader, ids, progress))

        then = self._remind_one if len(ids) == 1 else self._remind_many
        self._session.tasks.long(JobKind.READ, _("Looking who gets a reminder"), work, then)

    def _remind_one(self, start: ReminderStart) -> None:
        from app.services.mail.reminders import LeftOut
        from app.ui.mail.reminders import reminder_part

        for line in start.lines:
            who = line.who
            if who.left_out is LeftOut.NOTHING_OVERDUE:
                self._session.say(_("{customer} has nothing overdue: no reminder is sent.").format(customer=who.name))
            elif who.left_out is not LeftOut.TODAY or confirm(
                self._session.window,
                _("{customer} got a reminder today. Write another?").format(customer=who.name),
                _("Two reminders on one day read like a mistake."),
                _("Write another"),
                danger=True,
            ):
                self._draft_group((reminder_part(self._session.office, who.id),))

    def _remind_many(self, start: ReminderStart) -> None:
        from app.ui.mail.reminders import ReminderSheet

        if not start.lines:  # stopped
            return
        sheet = ReminderSheet(self._session, self._doors, start, self._session.window)
        sheet.queued.connect(self._reminded)
        sheet.senders_wanted.connect(self.show_senders)
        sheet.finished.connect(sheet.deleteLater)
        self.reminders = sheet
        sheet.open()

    @Slot(object)
    def _reminded(self, reminded: Reminded) -> None:
        words = ngettext("{count} reminder waits to be sent.", "{count} reminders wait to be sent.", reminded.count)
        text = words.format(count=self._session.amounts.count(reminded.count))
        if reminded.skipped:
            more = ngettext(
                "{count} customer got one meanwhile and is left out.",
                "{count} customers got one meanwhile and are left out.",
                reminded.skipped,
            )
            text += " " + more.format(count=self._session.amounts.count(reminded.skipped))
        self._session.say(text, _("Mail…"), self.show)
        self.postman.send_now()

    def _draft_group(self, group: tuple[MailPart, ...]) -> None:
        """Write to one customer with several papers, each a file of its own."""
        office, doors = self._session.office, self._doors

        def work(progress: Progress) -> Begun:
            return drafted(group, Making(office, doors.press(), "", progress))

        self._session.tasks.long(JobKind.READ, _("Preparing messages"), work, self._open)

    def mail_paper(self, job: PrintJob) -> None:
        """Make a paper, or many, and write to whom they are for."""
        office, doors = self._session.office, self._doors

        def work(progress: Progress) -> Made:
            press = doors.press()
            try:
                return job.make(Making(office, press, "", progress))
            except CannotPrint:
                return job.make(Making(office, press, SUBSTITUTE, progress))

        self._session.tasks.long(JobKind.READ, job.title, work, self._made)

    def _made(self, made: Made) -> None:
        self.mail_parts(made.pdf, made.parts)

    def _write(self, order: MailOrder) -> None:
        office = self._session.office
        self._session.tasks.read(partial(_draft, office, order), self._open, key="mail.compose")

    def _open(self, found: Begun) -> None:
        draft, order = found
        sheet = ComposeSheet(self._session, draft, order, self._session.window)
        sheet.queued.connect(self._queued)
        sheet.senders_wanted.connect(self.show_senders)
        sheet.finished.connect(sheet.deleteLater)
        self.compose = sheet
        sheet.open()

    def _open_batch(self, start: BatchStart) -> None:
        sheet = BatchSheet(self._session, self._doors, start, self._session.window)
        sheet.queued.connect(self._many_queued)
        sheet.senders_wanted.connect(self.show_senders)
        sheet.finished.connect(sheet.deleteLater)
        self.batch = sheet
        sheet.open()

    @Slot(object, str)
    def _queued(self, _message_id: int, to: str) -> None:
        self._session.say(_("The message to {address} waits to be sent.").format(address=to), _("Mail…"), self.show)
        self.postman.send_now()

    @Slot(object)
    def _many_queued(self, count: int) -> None:
        words = ngettext("{count} message waits to be sent.", "{count} messages wait to be sent.", count)
        self._session.say(words.format(count=self._session.amounts.count(count)), _("Mail…"), self.show)
        self.postman.send_now()

    def stop(self) -> None:
        """Send no more; called before the window waits for its workers."""
        self.postman.stop()


def _draft(office: Office, order: MailOrder) -> Begun:
    return office.read(lambda reader: draft_of(reader, order)), order


def _with_file(office: Office, part: MailPart, pdf: bytes) -> Begun:
    def read(reader: Reader) -> Begun:
        name = file_name(reader, part.kind, part.customer_id, part.number)
        order = MailOrder(part.kind, part.customer_id, part.document_id, (Attached(name, pdf),))
        return draft_of(reader, order), order

    return office.read(read)


def _tab_title() -> str:
    return _("Mail")
