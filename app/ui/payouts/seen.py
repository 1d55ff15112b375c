"""Ticking payouts off as seen on the bank's statement: the button below the list, the day it asks for, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.charging.bank_statement import see_on_statement, take_back_seen
from app.services.queries.payouts import PayoutView
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import DateField, Form
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.tables import PagedModel, Table
from app.ui.kit.theme.applied import pixels
from app.ui.session import Session

NEVER_CAME = ("failed", "canceled")


class SeenSheet(QObject):
    """Asks under which day the bank's statement shows payouts, and ticks them off."""

    def __init__(self, session: Session, payouts: Sequence[PayoutView], parent: QWidget | None = None) -> None:
        money = session.amounts.money(sum(payout.amount_minor for payout in payouts))
        count = ngettext("{count} deposit, {amount}", "{count} deposits, {amount}", len(payouts))
        words = count.format(count=session.amounts.count(len(payouts)), amount=money)
        self.sheet = Sheet(_("Seen on the bank's statement"), parent, words)
        super().__init__(self.sheet)
        self._session, self._ids = session, [payout.id for payout in payouts]
        self.day = DateField(session.dates, session.today)
        self.form = Form()
        self.form.add(_("&Day on the statement"), self.day, wide=False)
        if len(payouts) == 1:
            self.day.set_value(min(payouts[0].seen_on or payouts[0].arrives_on, session.today))
            self.day.set_needed(needed=True)
        told = _("Nothing is posted: this only notes who found them on the statement.")
        if len(payouts) > 1:
            told = _("Leave it empty and each is noted under the day on which it arrives.") + " " + told
        self.sheet.body.addWidget(self.form)
        self.sheet.body.addWidget(label(told, "quiet", wrap=True))
        self.sheet.setMinimumSize(QSize(pixels(460), 0))
        self.sheet.set_buttons(_("Tick off"))
        self.sheet.saved.connect(self._save)
        self.sheet.finished.connect(self.sheet.deleteLater)
        self._saving = Saving(session.tasks, self.sheet)
        self.day.setFocus()
        self.day.selectAll()

    @Slot()
    def _save(self) -> None:
        if not self.form.first_error():
            self._saving.write(self._session.write(see_on_statement, self._ids, self.day.value()), self._done)

    def _done(self, _ticked: int) -> None:
        self._session.say(_("Ticked off."))
        self.sheet.accept()


class Ticking(QObject):
    """The button that ticks the chosen payouts off, or takes it back where all of them were."""

    def __init__(self, session: Session, table: Table[PayoutView], model: PagedModel[PayoutView], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._table, self._model, self._page = session, table, model, parent
        self.open: SeenSheet | None = None
        self.button = QPushButton()
        self.button.clicked.connect(self.press)
        table.selection_changed.connect(self.show)
        model.loaded.connect(self.show)
        self.show()

    def chosen(self) -> list[PayoutView]:
        """Return the payouts that are chosen and reached the bank, or will."""
        model = self._model
        rows = [model.row(id_) for id_ in self._table.selected_ids()]
        return [row for row in rows if row is not None and row.state not in NEVER_CAME]

    @Slot()
    def show(self) -> None:
        """Say what the button does now."""
        chosen = self.chosen()
        seen = bool(chosen) and all(row.seen_on is not None for row in chosen)
        self.button.setText(_("Not seen &after all") if seen else _("&Seen on the statement…"))
        self.button.setEnabled(bool(chosen))

    @Slot()
    def press(self) -> None:
        """Do it."""
        chosen = self.chosen()
        if not chosen:
            return
        if all(row.seen_on is not None for row in chosen):
            job = self._session.write(take_back_seen, [row.id for row in chosen])
            self._session.tasks.write(job, self._taken_back)
            return
        waiting = [row for row in chosen if row.seen_on is None]
        self.open = SeenSheet(self._session, waiting, self._page.window())
        self.open.sheet.open()

    def _taken_back(self, _nothing: None) -> None:
        self._session.say(_("Taken back."))
