"""The sheet of the language model that may translate questions: off until it is turned on, its key in the keychain alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.language import _
from app.services.asking.translating import ModelChoice, check_address, choose_model, secret_name
from app.services.ports import SecretStore
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import CheckField, Form, TextField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.tasks import Written
from app.ui.session import Session


class ModelSheet(QObject):
    """Runs the sheet.

    Args:
        session: the open book.
        choice: what was chosen so far.
        secrets: where the key is kept.
        parent: what the sheet stands before.
    """

    def __init__(self, session: Session, choice: ModelChoice, secrets: SecretStore, parent: QWidget | None) -> None:
        title, about = _("Language model"), _("Optional: it may put questions into queries that are not understood here.")
        self.sheet = Sheet(title, parent, about)
        super().__init__(self.sheet)
        self.sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sheet.setMinimumWidth(560)
        self._session, self._secrets = session, secrets
        self.on = CheckField(_("&Offer it for questions that are not understood"))
        self.address = TextField("https://", longest=300)
        self.model = TextField("", longest=120)
        self.key = TextField(_("unchanged"), longest=400)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        form = Form()
        form.add_wide(self.on)
        form.add(_("Address"), self.address, _("Anything that speaks as OpenAI does, one on this computer too."))
        form.add(_("Model"), self.model)
        form.add(
            _("Key"), self.key, _("Kept in this computer's keychain, never in the book. Models of your own may need none.")
        )
        self.sheet.body.addWidget(form)
        self.sheet.body.addWidget(
            label(
                _(
                    "It is sent the question without the names in it, and the form that queries have: no customer, amount or"
                    " document. What it proposes is read like a query that you write, shown, and asked of the book here."
                ),
                "small",
                wrap=True,
            )
        )
        self.on.set_value(choice.on)
        self.address.set_value(choice.address)
        self.model.set_value(choice.model)
        self.sheet.set_buttons(_("Save"))
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        for field in (self.on, self.address, self.model, self.key):
            field.changed.connect(self._edited)
        self.sheet.open()
        self.address.setFocus()

    @Slot()
    def _edited(self) -> None:
        self.sheet.set_typed(typed=True)
        self.sheet.show_error("")

    @Slot()
    def _save(self) -> None:
        choice = ModelChoice(bool(self.on.value()), self.address.value(), self.model.value())
        key, secrets, book_id = self.key.text().strip(), self._secrets, self._session.profile.book_id
        keep = self._session.write(choose_model, choice)

        def work() -> Written[None]:
            if choice.on:
                check_address(choice.address)
            if key:
                secrets.set(secret_name(book_id), key)
            return keep()

        self._saving.write(work, self._done)

    @Slot(object)
    def _done(self, _nothing: object) -> None:
        self.sheet.accept()
        self._session.say(_("Settings saved."))
