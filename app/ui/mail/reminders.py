"""Reminders to many customers: who gets one, who is left out and why; papers and messages are made whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.documents import StatementKind
from app.services.mail.kinds import MailKind
from app.services.mail.queueing import NewMessage
from app.services.mail.reminders import (
    LeftOut,
    ReminderCandidate,
    left_out_words,
    queue_reminder,
    reminder_candidates,
)
from app.services.mail.senders import SenderFacts, senders
from app.services.office import Office, Reader, Writer
from app.services.ports import Progress, Silent
from app.ui.kit.dialogs import Sheet, confirm
from app.ui.kit.fields import ComboField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Banner, Footer, label, row
from app.ui.kit.saving import Saving
from app.ui.kit.tables import Column, Edit, Kind, RowsModel, Table
from app.ui.kit.tasks import JobKind, Written
from app.ui.kit.theme import Tone
from app.ui.mail.batch import drafted
from app.ui.mail.compose import sender_words
from app.ui.mail.doors import MailDoors
from app.ui.paper.jobs import MailPart, Making, StatementChoice, statements_job
from app.ui.session import Session, written
from app.ui.sizes import SizeKeeper


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A customer in the list. ``ticked`` is None for whoever cannot get one."""

    id: int
    who: ReminderCandidate
    ticked: bool | None


@dataclass(frozen=True, slots=True)
class ReminderStart:
    """Who may get a reminder, and whom it can be sent as."""

    lines: list[ReminderLine]
    senders: list[SenderFacts]


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders wait now, and how many were left out because somebody else was quicker."""

    count: int
    skipped: int = 0


_TICKED: Mapping[LeftOut, bool | None] = {
    LeftOut.NO: True,
    LeftOut.TODAY: False,
    LeftOut.NO_ADDRESS: None,
    LeftOut.NOTHING_OVERDUE: None,
}


def read_reminders(reader: Reader, ids: Sequence[int], progress: Progress | None = None) -> ReminderStart:
    """Return who gets one; ticked is whoever can and has not got one today."""
    found = reminder_candidates(reader, ids, progress)
    return ReminderStart([ReminderLine(who.id, who, _TICKED[who.left_out]) for who in found], senders(reader))


class ReminderSheet(Sheet):
    """Asks which customers are reminded.

    Signals:
        queued(Reminded): these wait now.
        senders_wanted(): there is no sender yet.
    """

    queued = Signal(object)
    senders_wanted = Signal()

    def __init__(self, session: Session, doors: MailDoors, start: ReminderStart, parent: QWidget | None = None) -> None:
        about = _("Each gets what is overdue in words and the open-item statement as PDF, in their own language.")
        super().__init__(_("Reminders by mail"), parent, about)
        SizeKeeper(self, session.settings, "mail-reminders", QSize(860, 640))
        self._session, self._doors = session, doors
        self._lines = sorted(start.lines, key=lambda line: line.ticked is None)
        self.send_as = ComboField([(each.id, sender_words(each)) for each in start.senders])
        if start.senders:
            self.send_as.set_value(start.senders[0].id)
        self.notice = Banner()
        if not start.senders:
            text = _("No sender is set up yet. The messages wait until one is.")
            self.notice.show_message(Tone.CARE, text, _("Senders…"), self._ask_senders)
        self.model: RowsModel[ReminderLine] = RowsModel(_columns(session), self)
        self.table: Table[ReminderLine] = Table("mail.reminders", session.settings)
        self.table.setAccessibleName(_("Customers"))
        self.table.show_model(self.model)
        self.left_out = label("", "quiet", wrap=True)
        self.footer = Footer(self)
        sent_as = Captioned(_("S&ender"), self.send_as)
        sent_as.setVisible(bool(start.senders))
        self.body.addWidget(self.notice)
        self.body.addLayout(row(sent_as, None))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.left_out)
        self.body.addWidget(self.footer)
        self.set_buttons(_("Send reminders"))
        self.model.edited.connect(self._ticked)
        self.saved.connect(self._queue)
        self._saving = Saving(session.tasks, self)
        self.left_out.setText(_left_out_sentence(self._lines, session))
        self.left_out.setVisible(bool(self.left_out.text()))
        self._show()

    def lines(self) -> list[ReminderLine]:
        """Return the customers, those who can get one first."""
        return self._lines

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        self._lines = [replace(line, ticked=bool(edit.value)) if line.id == edit.id else line for line in self._lines]
        self._show()

    def _show(self) -> None:
        self.model.set_rows(self._lines)
        chosen, amounts = [line for line in self._lines if line.ticked], self._session.amounts
        words = ngettext("{count} of {all} gets a reminder", "{count} of {all} get a reminder", len(chosen))
        left = words.format(count=amounts.count(len(chosen)), all=amounts.count(len(self._lines)))
        whole = sum(line.who.overdue_minor for line in chosen)
        self.footer.show_texts(left, ((_("Overdue"), amounts.money(whole)),))
        self.set_savable(savable=bool(chosen))

    @Slot()
    def _ask_senders(self) -> None:
        self.senders_wanted.emit()

    @Slot()
    def _queue(self) -> None:
        chosen = [line for line in self._lines if line.ticked]
        twice = {line.id for line in chosen if line.who.left_out is LeftOut.TODAY}
        if twice and not self._sure(len(twice)):
            return
        sender = self.send_as.value()
        ids = {line.id: line.id in twice for line in chosen}
        job = partial(queue_reminders, self._session.office, self._doors, ids, sender if isinstance(sender, int) else None)
        self._saving.long(JobKind.NETWORK, _("Preparing reminders"), job, self._done)

    def _sure(self, count: int) -> bool:
        title = ngettext(
            "{count} customer got a reminder today. Send another?",
            "{count} customers got a reminder today. Send them another?",
            count,
        )
        return confirm(
            self,
            title.format(count=self._session.amounts.count(count)),
            _("Two reminders on one day read like a mistake."),
            _("Send another"),
            danger=True,
        )

    def _done(self, reminded: Reminded) -> None:
        self.accept()
        self.queued.emit(reminded)


def queue_reminders(
    office: Office, doors: MailDoors, ids: Mapping[int, bool], sender_id: int | None, progress: Progress
) -> Written[Reminded]:
    """Make every statement and queue every reminder, all of them or none.

    Args:
        office: the book.
        doors: where the press is.
        ids: the customers, and for each whether a second one on this day is wanted.
        sender_id: whom they are sent as; None: the usual sender.
        progress: told how far it is; cancelled, nothing is sent.
    """
    making = Making(office, doors.press(), "", Silent())  # one paper's own steps would move the bar to its end each time
    messages: dict[int, NewMessage] = {}
    for done, customer_id in enumerate(ids):
        if progress.cancelled:
            raise UserError(_("Stopped: nothing is sent."))
        progress.step(done, len(ids), _("making papers"))
        draft, _order = drafted((reminder_part(office, customer_id),), making)
        messages[customer_id] = NewMessage(
            draft.kind,
            draft.recipients,
            draft.subject,
            draft.body,
            draft.customer_id,
            draft.number,
            draft.files,
            sender_id,
            draft.language,
        )

    def keep(writer: Writer) -> Reminded:
        queued = [queue_reminder(writer, message, again=ids[id_]) for id_, message in messages.items()]
        count = sum(1 for each in queued if each is not None)
        return Reminded(count, len(queued) - count)

    return written(office.perform(keep))


def reminder_part(office: Office, customer_id: int) -> MailPart:
    """Return the paper that goes with a reminder: what is open today, as a statement."""
    today = office.clock.today()
    choice = StatementChoice(StatementKind.OPEN_ITEM, today, today)
    job = statements_job((customer_id,), choice, _("Statement"))
    return MailPart(MailKind.REMINDER, customer_id, 0, today.isoformat(), job)


def _left_out_sentence(lines: Sequence[ReminderLine], session: Session) -> str:
    """Return how many are left out for which reason."""
    told = []
    for why in (LeftOut.NOTHING_OVERDUE, LeftOut.NO_ADDRESS, LeftOut.TODAY):
        count = sum(1 for line in lines if line.who.left_out is why)
        if count:
            told.append(
                _("{count}: {reason}").format(count=session.amounts.count(count), reason=left_out_words(why))
            )
    return _("Left out – {reasons}").format(reasons=" · ".join(told)) if told else ""


def _columns(session: Session) -> list[Column[ReminderLine]]:
    amounts = session.amounts

    def quiet(line: ReminderLine) -> Tone | None:
        return Tone.QUIET if not line.ticked else None

    def late(line: ReminderLine) -> str:
        return amounts.count(line.who.days_late) if line.who.days_late else ""

    def why(line: ReminderLine) -> str:
        reason = left_out_words(line.who.left_out)
        if line.who.left_out is LeftOut.TODAY:
            return _("{email} · {reason}").format(email=line.who.email, reason=reason)
        return reason or line.who.email

    return [
        Column("send", _("Send"), lambda _line: "", Kind.CHECK, width=76, checked=lambda line: line.ticked),
        Column("account", _("Account"), lambda line: line.who.account, width=96, sort="account", tone=quiet),
        Column("name", _("Customer"), lambda line: line.who.name, width=200, sort="name", stretch=True, tone=quiet),
        Column("late", _("Days late"), late, Kind.AMOUNT, width=92, sort="late", value=lambda line: line.who.days_late),
        Column(
            "overdue",
            _("Overdue"),
            lambda line: amounts.plain(line.who.overdue_minor),
            Kind.AMOUNT,
            width=110,
            sort="overdue",
            value=lambda line: line.who.overdue_minor,
            tone=quiet,
        ),
        Column("to", _("To, or why not"), why, width=260, sort="to", tone=quiet),
    ]
