"""Many papers by mail, to each customer the own ones: who gets a message and who cannot; all are queued at once or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.documents import CannotPrint
from app.services.mail.kinds import MailKind
from app.services.mail.letters import Attached
from app.services.mail.orders import MailDraft, MailOrder, addressee, draft_of, file_name
from app.services.mail.queueing import NewMessage, queue_message
from app.services.mail.senders import SenderFacts, senders
from app.services.office import Office, Reader, Writer
from app.services.ports import Progress
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Banner, Footer, row
from app.ui.kit.saving import Saving
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
    """What one customer gets in one message. ``ticked`` is None where there is no address."""

    id: int
    parts: tuple[MailPart, ...]
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
    for place, group in enumerate(grouped(parts)):
        who = addressee(reader, group[0].customer_id)
        rows.append(BatchRow(place, group, who.account, who.customer, who.email, True if who.email else None))
    return BatchStart(rows, senders(reader))


def grouped(parts: Sequence[MailPart]) -> list[tuple[MailPart, ...]]:
    """Return what goes into one message: the invoices of one customer together, any other paper by itself."""
    groups: dict[object, list[MailPart]] = {}
    for place, part in enumerate(parts):
        groups.setdefault(part.customer_id if part.kind is MailKind.INVOICE else (place,), []).append(part)
    return [tuple(group) for group in groups.values()]


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
        sent_as, worded = Captioned(_("S&ender"), self.send_as), Captioned(_("&Words"), self.kind)
        line = row(sent_as, worded, None, spacing=16)
        kinds = {part.kind for each in start.rows for part in each.parts}
        sent_as.setVisible(bool(start.senders))
        worded.setVisible(bool(kinds & set(STATEMENT_KINDS)))
        self.body.addWidget(self.notice)
        self.body.addLayout(line)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.footer)
        self.set_buttons(_("Send"))
        self.model.edited.connect(self._ticked)
        self.saved.connect(self._queue)
        self._saving = Saving(session.tasks, self)
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
        groups = [line.parts for line in self._rows if line.ticked]
        kind, sender = self.kind.value(), self.send_as.value()
        if isinstance(kind, MailKind):
            groups = [tuple(_worded(part, kind) for part in group) for group in groups]
        chosen = sender if isinstance(sender, int) else None
        job = partial(queue_groups, self._session.office, self._doors, groups, chosen)
        self._saving.long(JobKind.NETWORK, _("Preparing messages"), job, self._done)

    def _done(self, count: int) -> None:
        self.accept()
        self.queued.emit(count)


def _worded(part: MailPart, kind: MailKind) -> MailPart:
    return replace(part, kind=kind) if part.kind in STATEMENT_KINDS else part


def queue_groups(
    office: Office,
    doors: MailDoors,
    groups: Sequence[tuple[MailPart, ...]],
    sender_id: int | None,
    progress: Progress,
) -> Written[int]:
    """Make every paper and queue every message, all of them or none, and return how many."""
    making = Making(office, doors.press(), "", progress)
    messages: list[NewMessage] = []
    for done, group in enumerate(groups):
        if progress.cancelled:
            raise UserError(_("Stopped: nothing is sent."))
        progress.step(done, len(groups), _("making papers"))
        draft, _order = drafted(group, making)
        messages.append(
            NewMessage(
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
        )

    def keep(writer: Writer) -> int:
        for message in messages:
            queue_message(writer, message)
        return len(messages)

    return written(office.perform(keep))


def drafted(group: Sequence[MailPart], making: Making) -> tuple[MailDraft, MailOrder]:
    """Make the papers of a group and return the message that they go with; runs in a worker."""
    pdfs = [_made(part, making) for part in group]
    first, more = group[0], group[1:]

    def read(reader: Reader) -> tuple[MailDraft, MailOrder]:
        files = tuple(
            Attached(file_name(reader, part.kind, part.customer_id, part.number), pdf)
            for part, pdf in zip(group, pdfs, strict=True)
        )
        kind = MailKind.INVOICES if more else first.kind
        more_ids = tuple(part.document_id for part in more)
        order = MailOrder(kind, first.customer_id, first.document_id, files, more_ids=more_ids)
        return draft_of(reader, order), order

    return making.office.read(read)


def _made(part: MailPart, making: Making) -> bytes:
    if part.job is None:
        raise TypeError("a paper among many is made by a job of its own")
    try:
        return part.job.make(making).pdf
    except CannotPrint:
        return part.job.make(replace(making, substitute=SUBSTITUTE)).pdf


def _papers(line: BatchRow) -> str:
    return ", ".join(part.number for part in line.parts)


def _columns() -> list[Column[BatchRow]]:
    def quiet(line: BatchRow) -> Tone | None:
        return Tone.QUIET if not line.ticked else None

    return [
        Column("send", _("Send"), lambda _line: "", Kind.CHECK, width=76, checked=lambda line: line.ticked),
        Column("account", _("Account"), lambda line: line.account, width=96, sort="account", tone=quiet),
        Column("name", _("Customer"), lambda line: line.name, width=200, sort="name", stretch=True, tone=quiet),
        Column("papers", _("Papers"), _papers, width=150, sort="papers", tone=quiet),
        Column("to", _("Recipients"), lambda line: line.email or _("no e-mail address"), width=240, sort="to", tone=quiet),
    ]
