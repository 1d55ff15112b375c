"""Many papers by mail, to each customer the own ones: who gets a message and who cannot; all are queued at once or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import CounterfoilError, UserError
from app.domain.language import _, ngettext
from app.services.documents import CannotPrint
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Attached
from app.services.mail.orders import MailOrder, addressee, draft_of, file_name
from app.services.mail.queueing import NewMessage, queue_message
from app.services.mail.senders import SenderFacts, senders
from app.services.office import Office, Reader, Writer
from app.services.ports import Progress
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Banner, Footer, row
from app.ui.kit.tables import Column, Edit, Kind, RowsModel, Table
from app.ui.kit.tasks import JobKind, Written
from app.ui.kit.theme import Tone
from app.ui.mail.compose import STATEMENT_KINDS, sender_words, words_choice
from app.ui.mail.doors import MailDoors
from app.ui.paper.asking import SUBSTITUTE
from app.ui.paper.jobs import MailPart, Making
from app.ui.session import Session, written
from app.ui.sizes import SizeKeeper


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One customer's paper. ``ticked`` is None where there is no address."""

    id: int
    part: MailPart
    account: str
    name: str
    email: str
    ticked: bool | None


@dataclass(frozen=True, slots=True)
class BatchStart:
    """Who would get what, and whom it can be sent as."""

    rows: list[BatchRow]
    senders: list[SenderFacts]


def read_batch(reader: Reader, parts: Sequence[MailPart]) -> BatchStart:
    """Return who gets these papers."""
    rows = []
    for place, part in enumerate(parts):
        who = addressee(reader, part.customer_id)
        rows.append(BatchRow(place, part, who.account, who.customer, who.email, True if who.email else None))
    return BatchStart(rows, senders(reader))


class BatchSheet(Sheet):
    """Asks which customers get their papers by mail.

    Signals:
        queued(int): so many messages wait now.
        senders_wanted(): there is no sender yet.
    """

    queued = Signal(object)
    senders_wanted = Signal()

    def __init__(self, session: Session, doors: MailDoors, start: BatchStart, parent: QWidget | None = None) -> None:
        super().__init__(_("Send by mail"), parent, _("Each customer gets their own papers, in their own language."))
        SizeKeeper(self, session.settings, "mail-batch", QSize(860, 640))
        self._session, self._doors = session, doors
        self._rows = sorted(start.rows, key=lambda line: line.ticked is None)
        self.send_as = ComboField([(each.id, sender_words(each)) for each in start.senders])
        if start.senders:
            self.send_as.set_value(start.senders[0].id)
        self.kind = ComboField(words_choice())
        self.kind.set_value(MailKind.STATEMENT)
        self.notice = Banner()
        if not start.senders:
            text = _("No sender is set up yet. The messages wait until one is.")
            self.notice.show_message(Tone.CARE, text, _("Senders…"), self._ask_senders)
        self.model: RowsModel[BatchRow] = RowsModel(_columns(), self)
        self.table: Table[BatchRow] = Table("mail.batch", session.settings)
        self.table.setAccessibleName(_("Customers"))
        self.table.show_model(self.model)
        self.footer = Footer(self)
        sent_as, worded = Captioned(_("&From"), self.send_as), Captioned(_("&Words"), self.kind)
        line = row(sent_as, worded, None, spacing=16)
        kinds = {each.part.kind for each in start.rows}
        sent_as.setVisible(bool(start.senders))
        worded.setVisible(bool(kinds & set(STATEMENT_KINDS)))
        self.body.addWidget(self.notice)
        self.body.addLayout(line)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.footer)
        self.set_buttons(_("Send"))
        self.model.edited.connect(self._ticked)
        self.saved.connect(self._queue)
        self._show()

    def rows(self) -> list[BatchRow]:
        """Return the papers, those with an address first."""
        return self._rows

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        self._rows = [replace(line, ticked=bool(edit.value)) if line.id == edit.id else line for line in self._rows]
        self._show()

    def _show(self) -> None:
        self.model.set_rows(self._rows)
        count, amounts = sum(1 for line in self._rows if line.ticked), self._session.amounts
        words = ngettext("{count} of {all} will be sent", "{count} of {all} will be sent", count)
        nobody = sum(1 for line in self._rows if line.ticked is None)
        left = words.format(count=amounts.count(count), all=amounts.count(len(self._rows)))
        totals = ((_("Without an address"), amounts.count(nobody)),) if nobody else ()
        self.footer.show_texts(left, totals)
        self.set_savable(savable=count > 0)

    @Slot()
    def _ask_senders(self) -> None:
        self.senders_wanted.emit()

    @Slot()
    def _queue(self) -> None:
        parts = [line.part for line in self._rows if line.ticked]
        kind, sender = self.kind.value(), self.send_as.value()
        if isinstance(kind, MailKind):
            parts = [replace(part, kind=kind) if part.kind in STATEMENT_KINDS else part for part in parts]
        self.set_busy(busy=True)
        chosen = sender if isinstance(sender, int) else None
        job = partial(queue_parts, self._session.office, self._doors, parts, chosen)
        self._session.tasks.long(JobKind.NETWORK, _("Preparing messages"), job, self._done, self._refused)

    def _done(self, count: int) -> None:
        self.set_typed(typed=False)
        self.accept()
        self.queued.emit(count)

    def _refused(self, error: Exception) -> bool:
        self.set_busy(busy=False)
        if isinstance(error, CounterfoilError):
            self.show_error(str(error))
            return True
        return False


def queue_parts(
    office: Office, doors: MailDoors, parts: Sequence[MailPart], sender_id: int | None, progress: Progress
) -> Written[int]:
    """Make every paper and queue every message, all of them or none, and return how many."""
    press = doors.press()
    messages: list[NewMessage] = []
    for done, part in enumerate(parts):
        if progress.cancelled:
            raise UserError(_("Stopped: nothing is sent."))
        progress.step(done, len(parts), _("making papers"))
        if part.job is None:
            raise TypeError("a paper among many is made by a job of its own")
        pdf = _made(part, Making(office, press, "", progress))
        messages.append(_message(office, part, pdf, sender_id))

    def keep(writer: Writer) -> int:
        for message in messages:
            queue_message(writer, message)
        return len(messages)

    return written(office.perform(keep))


def _made(part: MailPart, making: Making) -> bytes:
    assert part.job is not None  # noqa: S101 - looked at by the caller
    try:
        return part.job.make(making).pdf
    except CannotPrint:
        return part.job.make(replace(making, substitute=SUBSTITUTE)).pdf


def _message(office: Office, part: MailPart, pdf: bytes, sender_id: int | None) -> NewMessage:
    def read(reader: Reader) -> NewMessage:
        name = file_name(reader, part.kind, part.customer_id, part.number)
        order = MailOrder(part.kind, part.customer_id, part.document_id, (Attached(name, pdf),))
        draft = draft_of(reader, order)
        return NewMessage(
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

    return office.read(read)


def _columns() -> list[Column[BatchRow]]:
    def quiet(line: BatchRow) -> Tone | None:
        return Tone.QUIET if not line.ticked else None

    return [
        Column("send", _("Send"), lambda _line: "", Kind.CHECK, width=76, checked=lambda line: line.ticked),
        Column("account", _("Account"), lambda line: line.account, width=96, sort="account", tone=quiet),
        Column("name", _("Customer"), lambda line: line.name, width=200, sort="name", stretch=True, tone=quiet),
        Column("number", _("Paper"), lambda line: line.part.number, width=110, sort="number", tone=quiet),
        Column("to", _("To"), lambda line: line.email or _("no e-mail address"), width=240, sort="to", tone=quiet),
    ]
