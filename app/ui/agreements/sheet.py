"""The sheet on which an agreement is drafted: text to begin with, site, plan, and the words with their blanks filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.domain.mail_wording import blanks_of
from app.services.agreements.keeping import LONGEST_TITLE, AgreementFacts, NewAgreement
from app.services.agreements.listing import AgreementForm
from app.services.agreements.wording import Subject, fill
from app.ui.agreements.words import tall
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, DateField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label, row
from app.ui.session import Session
from app.ui.sizes import SizeKeeper


class AgreementSheet(Sheet):
    """The form.

    Signals:
        values_wanted(Subject): what the blanks are filled with for this site and plan; answer with ``show_values``.
    """

    values_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        form: AgreementForm,
        customer_id: int,
        facts: AgreementFacts | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = _("New agreement") if facts is None else _("Draft of an agreement")
        super().__init__(title, parent, f"{form.customer_name} · {form.account}")
        self._session, self._customer_id, self._form = session, customer_id, form
        self.agreement_id = None if facts is None else facts.id
        self._raw = self._filled = self._own_title = ""
        self._values: Mapping[str, str] = {}
        self.setMinimumSize(QSize(760, 560))
        SizeKeeper(self, session.settings, "agreement", QSize(860, 700))
        self.text = ComboField([(None, _("Empty page")), *((each.id, each.name) for each in form.texts)])
        self.title_field = TextField(_("For example: Service agreement 2027"), longest=LONGEST_TITLE)
        self.title_field.set_needed(needed=True)
        self.site = ComboField([(None, _("No site")), *form.sites])
        self.plan = ComboField([(None, _("No plan")), *form.plans])
        self.renews = DateField(session.dates, session.today)
        self.words = NoteField(_("What is agreed"))
        self._left = label("", "quiet", wrap=True)
        boxes = {
            "text": Captioned(_("&Text to begin with"), self.text),
            "title": Captioned(_("T&itle"), self.title_field),
            "site": Captioned(_("Sit&e"), self.site),
            "plan": Captioned(_("&Plan"), self.plan),
            "renews": Captioned(_("To be &renewed by"), self.renews),
        }
        boxes["text"].setVisible(facts is None)
        boxes["site"].setVisible(bool(form.sites))
        first, second = row(spacing=12), row(spacing=12)
        for name, stretch in (("text", 3), ("title", 5)):
            first.addWidget(boxes[name], stretch)
        for name, stretch in (("site", 3), ("plan", 3), ("renews", 2)):
            second.addWidget(boxes[name], stretch)
        self.body.addLayout(first)
        self.body.addLayout(second)
        words = tall(Captioned(_("&Words"), self.words))
        self.body.addWidget(words, 1)
        self.body.addWidget(self._left)
        self.set_buttons(_("&Save draft"))
        if facts is not None:
            self.title_field.set_value(facts.title)
            self.site.set_value(facts.site_id)
            self.plan.set_value(facts.plan_id)
            self.renews.set_value(facts.renews_on)
            self.words.set_value(facts.body)
        else:
            self.text.set_value(None)
            self.site.set_value(form.sites[0][0] if len(form.sites) == 1 else None)
            self.plan.set_value(form.plans[0][0] if len(form.plans) == 1 else None)
        self.text.changed.connect(self._text_chosen)
        for field in (self.site, self.plan):
            field.changed.connect(self._subject_chosen)
        for each in (self.title_field, self.renews, self.words):
            each.changed.connect(self._touched)
        self._say_what_is_left()
        if facts is None and form.texts:
            self.text.set_value(form.texts[0].id)
            self._text_chosen(form.texts[0].id)
            self.set_typed(typed=False)
        (self.text if facts is None and form.texts else self.title_field).setFocus()

    def subject(self) -> Subject:
        """Return whom and what it is about."""
        site, plan = self.site.value(), self.plan.value()
        return Subject(
            self._customer_id, site if isinstance(site, int) else None, plan if isinstance(plan, int) else None
        )

    def agreement(self) -> NewAgreement:
        """Return what is written."""
        renews_on: date | None = self.renews.value()
        return NewAgreement(self.subject(), self.title_field.value(), self.words.value(), renews_on)

    @Slot(object)
    def show_values(self, values: Mapping[str, str]) -> None:
        """Fill the blanks: in the text that was begun with while it stands as it was filled, else in what is written."""
        self._values = values
        shown = self.words.value()
        begun = self._raw and shown == self._filled
        text = fill(self._raw if begun else shown, values)
        if begun:
            self._filled = text
        if text != shown:
            self.words.set_value(text)
        self._say_what_is_left()

    def what_is_left(self) -> str:
        """Return what is said of blanks that nothing fills."""
        return self._left.text()

    def first_complaint(self) -> str:
        """Return what is missing or cannot be understood, and go there, or ""."""
        if not self.title_field.value():
            self.title_field.setFocus()
            return _("An agreement needs a title.")
        if self.renews.error():
            self.renews.setFocus()
            return self.renews.error()
        if not self.words.value():
            self.words.setFocus()
            return _("An agreement needs some words.")
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter go on to the next field while something is typed into one."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.focusWidget() in (
            self.title_field, self.renews, self.text, self.site, self.plan,
        ):
            self.focusNextChild()
            event.accept()
            return
        super().keyPressEvent(event)

    @Slot(object)
    def _text_chosen(self, template_id: object) -> None:
        chosen = next((each for each in self._form.texts if each.id == template_id), None)
        if self.words.value() and self.words.value() != self._filled:
            return  # somebody wrote their own words: they are not thrown away
        self._raw = self._filled = chosen.body if chosen is not None else ""
        self.words.set_value(self._raw)
        if chosen is not None and self.title_field.value() in ("", self._own_title):
            self._own_title = chosen.name
            self.title_field.set_value(chosen.name)
        self._subject_chosen(None)

    @Slot(object)
    def _subject_chosen(self, _value: object) -> None:
        self.set_typed(typed=True)
        self.values_wanted.emit(self.subject())

    @Slot(object)
    def _touched(self, _value: object) -> None:
        self.set_typed(typed=True)
        self._say_what_is_left()

    def _say_what_is_left(self) -> None:
        left = ", ".join("{" + name + "}" for name in blanks_of(self.words.value()))
        said = _("Still blank: {names}. Choose site and plan, or write the words yourself.").format(names=left) if left else ""
        self._left.setText(said)
        self._left.setVisible(bool(said))
