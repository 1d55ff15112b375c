"""Opens the box of questions and the sheet of the language model. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from app.services.office import Reader
from app.services.ports import SecretStore
from app.ui.session import Session

# Questions are read by several hundred phrases: nothing of that is imported before somebody asks.
if TYPE_CHECKING:
    from app.services.asking.translating import ModelChoice, Translate
    from app.ui.asking.presenter import AskPresenter, ShowFilter, Whose
    from app.ui.asking.settings import ModelSheet
    from app.ui.asking.view import AskDialog


@dataclass(frozen=True, slots=True)
class ModelDoors:
    """What questions need of the world outside: where the key is, and how the model is asked."""

    secrets: Callable[[], SecretStore]
    translate: Callable[[ModelChoice, str], Translate]
    """(choice, book_id): asks that model, with the key of that book."""


class AskScreens(QObject):
    """Ways to questions.

    Args:
        session: the open book.
        show_filter: lists the customers of a filter, or None where there is no list.
        doors: ways to a language model, or None where there is none.
    """

    def __init__(self, session: Session, show_filter: ShowFilter | None = None, doors: ModelDoors | None = None) -> None:
        super().__init__(session)
        self._session, self._show_filter, self._doors = session, show_filter, doors
        self._choice: ModelChoice | None = None
        self.dialog: AskDialog | None = None
        self.presenter: AskPresenter | None = None
        self.model_sheet: ModelSheet | None = None
        session.changed.connect(self._changed)

    def install(self) -> None:
        """Offer to other screens what is done here."""
        self._session.actions.ask = self.open

    def open(self, customer_id: int | None = None, text: str = "") -> AskDialog:
        """Open the box about one customer or about all, with the last answer still in it; ``text`` is asked at once."""
        from app.ui.asking.presenter import AskPresenter, Whose
        from app.ui.asking.view import AskDialog

        dialog = self.dialog
        if dialog is None:
            dialog = self.dialog = AskDialog(self._session, self._session.window)
            # The box stands before the window, which outlives the book.
            self.destroyed.connect(dialog.deleteLater)
            self.presenter = AskPresenter(self._session, dialog, self._show_filter, self._translator)
            self._read_choice()
        if customer_id is None:
            self._about(Whose())
        else:
            job = self._session.read(_name, customer_id)
            self._session.tasks.read(job, self._about, key="asking.whose")
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        dialog.question.setFocus(Qt.FocusReason.ShortcutFocusReason)
        dialog.question.selectAll()
        if text and self.presenter is not None:
            dialog.question.setText(text)
            self.presenter.ask(text)
        return dialog

    def show_model(self) -> None:
        """Open the sheet of the language model."""
        from app.services.asking.translating import model_choice

        self._session.tasks.read(self._session.read(model_choice), self._open_model, key="asking.model")

    @Slot(object)
    def _open_model(self, choice: ModelChoice) -> None:
        from app.ui.asking.settings import ModelSheet

        if self._doors is not None:
            self.model_sheet = ModelSheet(self._session, choice, self._doors.secrets(), self._session.window)

    @Slot(object)
    def _about(self, whose: Whose) -> None:
        if self.presenter is not None:
            self.presenter.about(whose)

    @Slot(object)
    def _changed(self, keys: frozenset[str]) -> None:
        if "settings" in keys and self.dialog is not None:
            self._read_choice()

    def _read_choice(self) -> None:
        from app.services.asking.translating import model_choice

        self._session.tasks.read(self._session.read(model_choice), self._learn_choice, key="asking.choice")

    @Slot(object)
    def _learn_choice(self, choice: ModelChoice) -> None:
        self._choice = choice

    def _translator(self) -> Translate | None:
        if self._doors is None or self._choice is None or not self._choice.on:
            return None
        return self._doors.translate(self._choice, self._session.profile.book_id)


def _name(reader: Reader, customer_id: int) -> Whose:
    from app.services.queries.customers import customer_rows
    from app.ui.asking.presenter import Whose

    rows = customer_rows(reader, [customer_id])
    return Whose(customer_id, rows[0].name) if rows else Whose()
