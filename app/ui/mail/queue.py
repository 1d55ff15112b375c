"""The queue: what somebody has to look at, what waits, what was sent, and the message that is chosen below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from app.domain.errors import CounterfoilError
from app.domain.language import _, ngettext
from app.services.mail.queueing import cancel_messages
from app.services.mail.senders import SenderFacts, senders
from app.services.office import Office, Reader
from app.services.queries.mail import MailCounts, MailFilter, MailRow, MailSort, mail_counts, mail_ids, mail_rows
from app.ui.customers.menus import Entry, RowMenu, pop_up
from app.ui.kit.errors import show_error
from app.ui.kit.fields import SearchField
from app.ui.kit.pieces import Banner, Footer, TabStrip, column, row
from app.ui.kit.tables import PagedModel, Table
from app.ui.kit.theme import Tone
from app.ui.mail.reading import MessageView
from app.ui.mail.words import mail_columns
from app.ui.session import Session

_STATES: dict[str, tuple[str, ...]] = {
    "look": ("failed", "unknown"),
    "waiting": ("waiting", "sending"),
    "sent": ("sent",),
    "all": (),
}


class MailSource:
    """Messages for a ``PagedModel``."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = filter_ if isinstance(filter_, MailFilter) else MailFilter()
        by = MailSort(sort) if sort else MailSort.QUEUED
        return self._office.read(lambda reader: mail_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[MailRow]:
        """Return some rows."""
        return self._office.read(lambda reader: mail_rows(reader, ids))


Standing = tuple[MailCounts, list[SenderFacts]]


def _standing(reader: Reader) -> Standing:
    return mail_counts(reader), senders(reader)


class QueuePage(QWidget):
    """The list of messages over the one that is chosen.

    Signals:
        send_wanted(): send what waits now.
        senders_wanted(): somebody has to look at a sender.
    """

    send_wanted = Signal()
    senders_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._key = "all"
        self.banner = Banner()
        self.strip = TabStrip()
        for key, words in (
            ("all", _("All")),
            ("look", _("To look at")),
            ("waiting", _("Waiting")),
            ("sent", _("Sent")),
        ):
            self.strip.add(key, words)
        self.strip.selected.connect(self._selected)
        self.search = SearchField(_("Address, subject or number"), 150)
        self.search.setMaximumWidth(320)
        self.search.searched.connect(self._searched)
        self.send = QPushButton(_("Send now"))
        self.send.setToolTip(_("Sends what waits, whatever it waits for."))
        self.send.clicked.connect(self.send_wanted)
        self.model: PagedModel[MailRow] = PagedModel(
            MailSource(session.office),
            mail_columns(session, of_one_customer=False),
            session.tasks,
            self,
            MailSort.QUEUED,
            descending=True,
        )
        self.table: Table[MailRow] = Table("mail.queue", session.settings)
        self.table.setAccessibleName(_("Messages"))
        self.table.show_model(self.model)
        self.table.set_empty(_("No message is here."))
        self.table.current_changed.connect(self._chosen)
        RowMenu(self.table).asked.connect(self._menu)
        self.footer = Footer()
        self.view = MessageView(session)
        self.view.send_wanted.connect(self.send_wanted)
        upper, lower = QWidget(), QWidget()
        upper.setLayout(column(self.table, self.footer, spacing=4))
        below = column(self.view)
        lower.setLayout(below)
        below.setContentsMargins(0, 12, 0, 0)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([300, 400])
        tools = row(self.strip, self.search, self.send, spacing=8)
        tools.setStretch(0, 1)
        box = column(self.banner, tools, split, spacing=8)
        box.setStretch(2, 1)
        self.setLayout(box)
        # A wish to write that fails and one that waits for the server both change many rows at once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(150)
        self._soon.timeout.connect(self.load)
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again what there is."""
        self.model.refresh()
        self._session.tasks.read(self._session.read(_standing), self._stands, key=f"mail-standing-{id(self)}")
        self.view.refresh()

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & {"mail", "profile"}:
            self._soon.start()

    def go(self, key: str) -> None:
        """Show one of the lists: all, look, waiting or sent."""
        self.strip.select(key)

    def show_message(self, message_id: int) -> None:
        """Show a message below the list, in the list too if it is there."""
        self.table.set_current(message_id)
        self.view.show_message(message_id)

    def _stands(self, found: Standing) -> None:
        counts, listed = found
        count = self._session.amounts.count
        looked_at = counts.failed + counts.unknown
        for key, figure in (
            ("all", counts.all),
            ("look", looked_at),
            ("waiting", counts.waiting + counts.sending),
            ("sent", counts.sent),
        ):
            self.strip.set_count(key, count(figure))
        self.send.setEnabled(counts.waiting > 0)
        left = ngettext("{count} message waits", "{count} messages wait", counts.waiting).format(count=count(counts.waiting))
        self.footer.show_texts(left)
        self._warn(counts, listed)

    def _warn(self, counts: MailCounts, listed: list[SenderFacts]) -> None:
        faulty = next((each for each in listed if each.fault), None)
        if not listed:
            words = _("No sender is set up yet: what is written waits.")
            self.banner.show_message(Tone.CARE, words, _("Senders…"), self._ask_senders)
        elif faulty is not None:
            words = _("Mail as {address} rests: {words}").format(address=faulty.address, words=faulty.fault)
            self.banner.show_message(Tone.ALARM, words, _("Senders…"), self._ask_senders)
        elif counts.unknown:
            words = ngettext(
                "It is not known whether {count} message was taken. It is not sent again unless you say so.",
                "It is not known whether {count} messages were taken. They are not sent again unless you say so.",
                counts.unknown,
            ).format(count=self._session.amounts.count(counts.unknown))
            self.banner.show_message(Tone.CARE, words, _("Show"), self._look)
        else:
            self.banner.clear()

    @Slot()
    def _ask_senders(self) -> None:
        self.senders_wanted.emit()

    @Slot()
    def _look(self) -> None:
        self.go("look")

    @Slot(str)
    def _selected(self, key: str) -> None:
        self._key = key
        self._filter()

    @Slot(str)
    def _searched(self, _text: str) -> None:
        self._filter()

    def _filter(self) -> None:
        self.model.set_filter(MailFilter(None, _STATES[self._key], self.search.text().strip()))

    @Slot(object)
    def _chosen(self, message_id: object) -> None:
        if isinstance(message_id, int):
            self.view.show_message(message_id)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        ids = list(self.table.selected_ids())
        if not ids:
            return
        entries = [Entry(_("Cancel it") if len(ids) == 1 else _("Cancel them"), partial(self._cancel, ids))]
        if len(ids) == 1:
            entries.insert(0, Entry(_("Send again…"), self.view.send_again))
            row = self.model.row(ids[0])
            if row is not None and row.customer_id is not None and self._session.actions.show_customer is not None:
                entries.append(Entry(_("Account"), partial(self._session.actions.show_customer, row.customer_id)))
        pop_up(entries, at, self)

    def _cancel(self, ids: list[int]) -> None:
        self._session.tasks.write(self._session.write(cancel_messages, ids), self._cancelled, self._refused)

    def _cancelled(self, count: int) -> None:
        words = ngettext("{count} message is not sent.", "{count} messages are not sent.", count)
        self._session.say(words.format(count=self._session.amounts.count(count)))

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, CounterfoilError):
            show_error(self.window(), error)
            return True
        return False
