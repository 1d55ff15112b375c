"""The sheet of texts that agreements begin with: written, changed, and put away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _
from app.services.agreements.templates import AgreementText, agreement_texts, keep_text, offer_text
from app.services.agreements.wording import blanks, own_text
from app.services.office import Writer
from app.ui.agreements.words import tall
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import CheckField, ComboField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label, row
from app.ui.kit.saving import Saving
from app.ui.kit.theme import set_role
from app.ui.session import Session


class TextsSheet(Sheet):
    """One text at a time, chosen from a list."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Texts of agreements"), parent, _("Agreements that began with a text stay as they are when it changes.")
        )
        self._session = session
        self._texts: tuple[AgreementText, ...] = ()
        self._wanted: int | None = None
        self.setMinimumSize(QSize(760, 600))
        self.chosen = ComboField([(None, _("New text"))])
        self.name = TextField(_("For example: Yearly service"), longest=120)
        self.name.set_needed(needed=True)
        self.offered = CheckField(_("&Offered for new agreements"))
        self.offered.set_value(True)
        self.words = NoteField(_("What is agreed"))
        self.example = QPushButton(_("Begin with an example"))
        self.example.setAutoDefault(False)
        set_role(self.example, "link")
        self.example.clicked.connect(self._begin)
        first = row(spacing=12)
        first.addWidget(Captioned(_("&Text"), self.chosen), 2)
        first.addWidget(Captioned(_("&Name"), self.name), 3)
        words = tall(Captioned(_("&Words"), self.words))
        listed = " · ".join("{" + key + "} " + said for key, said in blanks().items())
        self.body.addLayout(first)
        self.body.addWidget(words, 1)
        self.body.addWidget(label(_("Filled in for each customer: {blanks}").format(blanks=listed), "quiet", wrap=True))
        self.body.addLayout(row(self.offered, None, self.example, spacing=12))
        self.set_buttons(_("&Save"), cancel=_("Close"))
        self.chosen.changed.connect(self.choose)
        for field in (self.name, self.words, self.offered):
            field.changed.connect(self._touched)
        self.saved.connect(self._keep)
        self._saving = Saving(session.tasks, self)
        self.finished.connect(self.deleteLater)
        self._load()
        self.name.setFocus()

    @Slot(object)
    def choose(self, template_id: object) -> None:
        """Show a text, or an empty page for a new one."""
        text = next((each for each in self._texts if each.id == template_id), None)
        self.chosen.set_value(None if text is None else text.id)
        self.name.set_value("" if text is None else text.name)
        self.words.set_value("" if text is None else text.body)
        self.offered.set_value(text is None or not text.archived)
        self.example.setVisible(text is None)
        self.set_typed(typed=False)
        self.show_error("")

    @Slot()
    def _begin(self) -> None:
        if not self.words.value():
            self.words.set_value(own_text())
            self.set_typed(typed=True)
            if not self.name.value():
                self.name.set_value(_("Service agreement"))

    @Slot(object)
    def _touched(self, _value: object) -> None:
        self.set_typed(typed=True)

    @Slot()
    def _keep(self) -> None:
        name, body, offered = self.name.value(), self.words.value(), self.offered.value()
        chosen = self.chosen.value()
        template_id = chosen if isinstance(chosen, int) else None
        self._saving.write(self._session.write(_keep_text, name, body, template_id, offered=offered), self._kept)

    @Slot(object)
    def _kept(self, template_id: int) -> None:
        self.set_typed(typed=False)
        self._wanted = template_id
        self._session.say(_("Text “{name}” saved").format(name=self.name.value()))
        self._load()

    def _load(self) -> None:
        self._session.tasks.read(self._session.read(agreement_texts, archived=True), self._came, key=f"texts-{id(self)}")

    @Slot(object)
    def _came(self, texts: list[AgreementText]) -> None:
        self._texts = tuple(texts)
        names = ((each.id, _("{name} (put away)").format(name=each.name) if each.archived else each.name) for each in texts)
        self.chosen.set_choices([(None, _("New text")), *names])
        if self._wanted is not None:
            self.choose(self._wanted)
            self._wanted = None


def _keep_text(writer: Writer, name: str, body: str, template_id: int | None, *, offered: bool) -> int:
    kept = keep_text(writer, name, body, template_id)
    offer_text(writer, kept, offered=offered)
    return kept
