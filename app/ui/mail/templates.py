"""The words of messages: chosen by kind and language, edited at the left, and at the right the message that they make of a real
document of this book."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QWidget

from app.domain.errors import CounterfoilError
from app.domain.language import _
from app.services.mail.examples import Example, example
from app.services.mail.kinds import EDITABLE, MailKind, Words, blank_words, blanks, kind_words
from app.services.mail.templates import base_language, check_words, keep_words, usual_words, words_of
from app.services.office import Reader
from app.services.translations import available
from app.ui.customers.menus import Entry, MenuButton
from app.ui.kit.fields import ComboField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import card, column, label, row
from app.ui.kit.theme import set_role
from app.ui.mail.reading import Heads
from app.ui.session import Session

_PREVIEW_AFTER_MS = 250


@dataclass(frozen=True, slots=True)
class Opened:
    """Words as they are kept, and the program's own."""

    kind: MailKind
    language: str
    words: Words
    usual: Words


def _open(reader: Reader, kind: MailKind, language: str) -> Opened:
    return Opened(kind, language, words_of(reader, kind, language), usual_words(kind, language))


def _preview(reader: Reader, kind: MailKind, language: str, words: Words) -> tuple[Example | None, str]:
    try:
        return example(reader, kind, language, check_words(kind, words)), ""
    except CounterfoilError as refusal:
        return None, str(refusal)


def language_words(code: str) -> str:
    """Return what a language calls itself."""
    from babel import Locale

    return (Locale.parse(code).get_display_name() or code).capitalize()


class TemplatesPage(QWidget):
    """Editor and preview side by side. What is typed is kept when “Save words” is pressed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.opened: Opened | None = None
        self.kind = ComboField([(kind, kind_words(kind)) for kind in EDITABLE])
        self.kind.set_value(MailKind.INVOICE)
        own = base_language(session.profile.locale)
        languages = available() if own in available() else (*available(), own)
        self.language = ComboField([(code, language_words(code)) for code in languages])
        self.language.set_value(own)
        self.subject = TextField("", 200)
        self.subject.setAccessibleName(_("Subject"))
        self.body = NoteField()
        self.insert = MenuButton(_("Insert"))
        self.insert.entries.aboutToShow.connect(self._fill_blanks)
        self.save, self.usual = QPushButton(_("Save words")), QPushButton(_("Take the usual words"))
        set_role(self.save, "primary")
        self.save.clicked.connect(self.keep)
        self.usual.clicked.connect(self.take_usual)
        self.problem = label("", "alarm", wrap=True)
        self.problem.hide()
        self.heads = Heads()
        self.shown = QPlainTextEdit()
        self.shown.setReadOnly(True)
        self.shown.setFrameShape(QFrame.Shape.NoFrame)
        self.shown.setAccessibleName(_("Preview"))
        self.note = label("", "small", wrap=True)
        choice = row(Captioned(_("&Message about"), self.kind), Captioned(_("&Language"), self.language), None, spacing=16)
        left = column(
            Captioned(_("&Subject"), self.subject),
            row(label(_("Words"), "small"), None, self.insert),
            self.body,
            self.problem,
            row(self.usual, None, self.save, spacing=12),
            spacing=8,
        )
        left.setStretch(2, 1)
        paper = card(column(self.heads, self.shown, spacing=12, margin=16))
        right = column(label(_("As the customer gets it"), "small"), paper, self.note, spacing=8)
        right.setStretch(1, 1)
        sides = row(left, right, spacing=24)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        box = column(choice, sides, spacing=16)
        box.setStretch(1, 1)
        self.setLayout(box)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PREVIEW_AFTER_MS)
        self._soon.timeout.connect(self.preview)
        self.kind.changed.connect(self._chosen)
        self.language.changed.connect(self._chosen)
        self.subject.textEdited.connect(self._typed)
        self.body.changed.connect(self._typed)
        self.load()

    def _choice(self) -> tuple[MailKind, str]:
        kind = self.kind.value()
        return kind if isinstance(kind, MailKind) else MailKind.INVOICE, str(self.language.value() or "en")

    @Slot()
    def load(self) -> None:
        """Open the words that are chosen."""
        kind, language = self._choice()
        job = self._session.read(_open, kind, language)
        self._session.tasks.read(job, self._came, key=f"mail-words-{id(self)}")

    @Slot(object)
    def _chosen(self, _value: object) -> None:
        self.load()

    def _came(self, opened: Opened) -> None:
        self.opened = opened
        self.subject.set_value(opened.words.subject)
        self.body.set_value(opened.words.body)
        self._show_buttons()
        self.preview()

    def typed(self) -> Words:
        """Return the words as they stand in the fields."""
        return Words(self.subject.text(), self.body.value())

    @Slot()
    def _typed(self) -> None:
        self._show_buttons()
        self._soon.start()

    def _show_buttons(self) -> None:
        opened, typed = self.opened, self.typed()
        self.save.setEnabled(opened is not None and typed != opened.words)
        self.usual.setEnabled(opened is not None and typed != opened.usual)

    # Preview

    @Slot()
    def preview(self) -> None:
        """Show what the typed words come to."""
        if self.opened is not None:
            kind, language = self._choice()
            job = self._session.read(_preview, kind, language, self.typed())
            self._session.tasks.read(job, self._previewed, key=f"mail-preview-{id(self)}")

    def _previewed(self, found: tuple[Example | None, str]) -> None:
        shown, complaint = found
        self.problem.setText(complaint)
        self.problem.setVisible(bool(complaint))
        if shown is None:
            return
        lines = [(_("Sender"), shown.sender or _("no sender yet")), (_("Recipients"), shown.recipients or _("no address"))]
        lines.append((_("Subject"), shown.subject))
        if shown.files:
            lines.append((_("Files"), ", ".join(shown.files)))
        self.heads.show_lines(lines)
        self.shown.setPlainText(shown.body)
        note = "" if shown.is_real else _("This book has no such document yet: the blanks stand as they are.")
        self.note.setText(note)
        self.note.setVisible(bool(note))

    # Blanks

    @Slot()
    def _fill_blanks(self) -> None:
        kind, _language = self._choice()
        entries = [
            Entry("{" + name + "} – " + blank_words(name), partial(self.insert_blank, name)) for name in blanks(kind)
        ]
        self.insert.entries.set_entries(entries)

    def insert_blank(self, name: str) -> None:
        """Put a blank where the cursor stands."""
        self.body.insertPlainText("{" + name + "}")
        self.body.setFocus()

    # Keeping

    @Slot()
    def take_usual(self) -> None:
        """Put the program's own words into the fields; they count once they are saved."""
        if self.opened is not None:
            self.subject.set_value(self.opened.usual.subject)
            self.body.set_value(self.opened.usual.body)
            self._typed()

    @Slot()
    def keep(self) -> None:
        """Keep the words."""
        kind, language = self._choice()
        job = self._session.write(keep_words, kind, language, self.typed())
        self._session.tasks.write(job, self._kept, self._refused)

    def _kept(self, _nothing: None) -> None:
        self._session.say(_("Words kept."))
        self.load()

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, CounterfoilError):
            self.problem.setText(str(error))
            self.problem.show()
            return True
        return False
