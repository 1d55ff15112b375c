"""The sheet on which one message is written: it shows the very message that goes out, to be changed before it does."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.mail.kinds import MailKind
from app.services.mail.orders import MailDraft, MailOrder, draft_of
from app.services.mail.queueing import NewMessage, queue_message
from app.services.mail.senders import SenderFacts
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, Form, NoteField, TextField
from app.ui.kit.pieces import Banner
from app.ui.kit.saving import Saving
from app.ui.kit.theme import Tone
from app.ui.session import Session
from app.ui.sizes import SizeKeeper

STATEMENT_KINDS = (MailKind.STATEMENT, MailKind.REMINDER)


def sender_words(sender: SenderFacts) -> str:
    """Return a sender as it is chosen from a list."""
    return f"{sender.name} <{sender.address}>" if sender.name else sender.address


def words_choice() -> list[tuple[object, str]]:
    """Return which words may go with a statement."""
    return [(MailKind.STATEMENT, _("Words of a statement")), (MailKind.REMINDER, _("Words of a reminder"))]


class ComposeSheet(Sheet):
    """Writes one message.

    Signals:
        queued(int, str): the id of the message that waits now, and to whom it goes.
        senders_wanted(): there is none yet.
    """

    queued = Signal(object, str)
    senders_wanted = Signal()

    def __init__(self, session: Session, draft: MailDraft, order: MailOrder, parent: QWidget | None = None) -> None:
        super().__init__(_("Send by mail"), parent, draft.customer)
        SizeKeeper(self, session.settings, "compose", QSize(720, 640))
        self._session, self._order, self.draft = session, order, draft
        self.send_as = ComboField([(each.id, sender_words(each)) for each in draft.senders])
        self.to = TextField(_("name@example.com"), 2_000)
        self.subject = TextField("", 200)
        self.words = NoteField()
        self.words.setMinimumHeight(220)
        self.kind = ComboField(words_choice())
        self.files = TextField()
        self.files.setReadOnly(True)
        self.notice = Banner()
        form = Form()
        form.add(_("S&ender"), self.send_as, wide=False)
        form.add(_("&Recipients"), self.to, _("Several addresses with commas between them."))
        form.add(_("&Subject"), self.subject)
        form.add(_("&Words"), self.kind, wide=False)
        form.add(_("&Message"), self.words)
        form.add(_("Files"), self.files)
        form.set_visible(self.send_as, visible=bool(draft.senders))
        form.set_visible(self.kind, visible=draft.kind in STATEMENT_KINDS)
        form.set_visible(self.files, visible=bool(draft.files))
        self.body.addWidget(self.notice)
        self.body.addWidget(form, 1)
        self.set_buttons(_("Send"))
        self.show_draft(draft)
        if not draft.senders:
            text = _("No sender is set up yet. The message waits until one is.")
            self.notice.show_message(Tone.CARE, text, _("Senders…"), self._ask_senders)
        self.kind.changed.connect(self._kind_chosen)
        for field in (self.to, self.subject):
            field.textEdited.connect(self._edited)
        self.words.changed.connect(self._edited)
        self.saved.connect(self._queue)
        self._saving = Saving(session.tasks, self)
        (self.to if not draft.recipients else self.words).setFocus()

    def show_draft(self, draft: MailDraft) -> None:
        """Show a message to be changed."""
        self.draft = draft
        if draft.senders:
            self.send_as.set_value(draft.senders[0].id)
        self.to.set_value(self.to.text() or draft.recipients)
        self.subject.set_value(draft.subject)
        self.words.set_value(draft.body)
        self.kind.set_value(draft.kind)
        self.files.set_value(", ".join(f"{file.name} ({_kilobytes(len(file.content))})" for file in draft.files))

    @Slot(object)
    def _kind_chosen(self, kind: object) -> None:
        if isinstance(kind, MailKind):
            self._order = replace(self._order, kind=kind)
            self._session.tasks.read(self._session.read(draft_of, self._order), self.show_draft, key=f"compose-{id(self)}")

    @Slot()
    def _ask_senders(self) -> None:
        self.senders_wanted.emit()

    @Slot()
    def _edited(self) -> None:
        self.set_typed(typed=True)
        self.show_error("")

    @Slot()
    def _queue(self) -> None:
        draft, sender = self.draft, self.send_as.value()
        new = NewMessage(
            draft.kind,
            self.to.text(),
            self.subject.text(),
            self.words.value(),
            draft.customer_id,
            draft.number,
            draft.files,
            sender if isinstance(sender, int) else None,
            draft.language,
        )
        self._saving.write(self._session.write(queue_message, new), self._done)

    def _done(self, message_id: int) -> None:
        self.accept()
        self.queued.emit(message_id, self.to.text())


def _kilobytes(count: int) -> str:
    return _("{size} KB").format(size=max(round(count / 1_000), 1))
