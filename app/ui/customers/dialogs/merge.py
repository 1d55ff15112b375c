"""Merging this customer into another: whom, what will move, how the one will stand; undone while the message stands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.customers.merging.looking import MergePreview, look_at_merge
from app.services.customers.merging.merging import merge_customers
from app.services.customers.merging.standing import latest_merge
from app.services.customers.merging.undoing import undo_merge
from app.services.office import Writer
from app.services.queries.customer_list import CustomerListRow
from app.ui.customers.dialogs.lines import Lines
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.payments.picker import CustomerPicker
from app.ui.session import Session


class MergeSheet(Sheet):
    """Asks for the customer that stays, and says what will happen before it does.

    Signals:
        merged(int): this customer has everything now.
    """

    merged = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None, customer_id: int, name: str, account: str) -> None:
        super().__init__(_("Merge customer"), parent, f"{name} · {account}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(QSize(560, 540))
        self._session = session
        self._customer_id = customer_id
        self._account = account
        self._into: int | None = None
        self.body.addWidget(
            label(
                _("Everything on this account goes to the customer that you choose. This one is archived."), "quiet", wrap=True
            )
        )
        self.picker = CustomerPicker(session)
        self.body.addWidget(Captioned(_("&Into"), self.picker))
        self.moves = Lines(_("What moves"))
        self.notes = Lines(_("What follows"))
        self.body.addWidget(self.moves)
        self.body.addWidget(self.notes)
        self.body.addStretch(1)
        self.set_buttons(_("&Merge"))
        self.set_savable(savable=False)
        self.picker.picked.connect(self._picked)
        self.saved.connect(self._go)
        self._saving = Saving(session.tasks, self)
        self.open()
        self.picker.setFocus()

    @Slot(object)
    def _picked(self, customer: CustomerListRow | None) -> None:
        self._into = None
        self.set_savable(savable=False)
        self.show_error("")
        self.moves.show_lines(())
        self.notes.show_lines(())
        if customer is not None:
            job = self._session.read(look_at_merge, self._customer_id, customer.id)
            self._session.tasks.read(job, self._came, key=f"merge-{id(self)}")

    @Slot(object)
    def _came(self, seen: MergePreview) -> None:
        chosen = self.picker.customer()
        if chosen is None or chosen.id != seen.kept.id:
            return
        self.moves.show_lines(seen.moves or (_("Nothing but the account number."),))
        self.notes.show_lines(seen.notes)
        self.show_error(seen.refusal)
        self._into = None if seen.refusal else seen.kept.id
        self.set_savable(savable=self._into is not None)

    @Slot()
    def _go(self) -> None:
        if self._into is None:
            if self.picker.customer() is None:
                self.show_error(_("Choose a customer first."))
            return
        self._saving.write(self._session.write(merge_customers, self._customer_id, self._into), self._done)

    @Slot(object)
    def _done(self, seen: MergePreview) -> None:
        said = _("{gone} is part of {kept} now").format(gone=seen.gone.name, kept=seen.kept.name)
        undo = Undoing(self._session, seen.gone.account)
        self._session.say(said, _("Undo"), undo.undo)
        self.merged.emit(seen.kept.id)
        self.accept()


class Undoing(QWidget):
    """Undoes one merge and says so; it has no face. The session's window keeps it."""

    def __init__(self, session: Session, account: str) -> None:
        super().__init__(session.window)
        self.hide()
        self._session = session
        self._account = account

    @Slot()
    def undo(self) -> None:
        """Undo the merge of the account."""
        self._session.tasks.write(self._session.write(_undo, self._account), self._done)

    @Slot(object)
    def _done(self, _value: object) -> None:
        self._session.say(_("The merge was undone"))
        self.deleteLater()


def _undo(writer: Writer, account: str) -> None:
    undo_merge(writer, latest_merge(writer, account).id)
