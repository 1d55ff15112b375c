"""Asks a caller for details on file: the office reads what is on file, ticks what was given correctly, and says who called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.language import _, ngettext
from app.services.customers.callers import (
    Asked,
    Detail,
    caller_rules,
    detail_words,
    no_caller,
    questions,
    verify_caller,
)
from app.services.office import Reader, Writer
from app.services.queries.customers import customer_rows
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import CheckField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    needed: int
    asked: list[Asked]
    on: bool


def _case(reader: Reader, customer_id: int) -> _Case:
    asked, rules = questions(reader, customer_id), caller_rules(reader)
    return _Case(customer_rows(reader, [customer_id])[0].name, min(rules.needed, len(asked)), asked, rules.on)


def _verify(writer: Writer, customer_id: int, caller: str, given: Sequence[Detail]) -> bool:
    verify_caller(writer, customer_id, caller, given)
    return True


def _nobody(writer: Writer, customer_id: int) -> bool:
    no_caller(writer, customer_id)
    return True


class VerifySheet(QObject):
    """Runs the sheet."""

    def __init__(self, session: Session, customer_id: int, parent: QWidget | None = None) -> None:
        self.sheet = Sheet(_("Verify caller"), parent)
        super().__init__(self.sheet)
        self._session, self._customer_id = session, customer_id
        self._needed = 1
        self.ticks: dict[Detail, CheckField] = {}
        self.caller = TextField(longest=80)
        self.lead = label("", "strong", wrap=True)
        self.hint = label("", "quiet", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.sheet.body.addWidget(self.lead)
        self.sheet.body.addWidget(Captioned(_("Who is &calling?"), self.caller))
        self.sheet.body.addWidget(self.hint)
        self.sheet.body.addLayout(self._grid)
        self.sheet.body.addStretch(1)
        self.sheet.setMinimumSize(QSize(560, 360))
        self.sheet.set_buttons(_("&Verified"))
        self.nobody = self.sheet.add_button(_("&Nobody called"), self._nobody)
        self.nobody.setToolTip(_("It came by mail, or was asked for in person."))
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        self.sheet.set_savable(savable=False)
        self.caller.textEdited.connect(self._changed)
        session.tasks.read(session.read(_case, customer_id), self._show)

    def _show(self, case: _Case) -> None:
        self._needed = case.needed
        self.lead.setText(case.name)
        self.hint.setText(
            ngettext(
                "Ask for these, and tick what was given correctly: {count} is needed. Do not tell what is on file.",
                "Ask for these, and tick what was given correctly: {count} are needed. Do not tell what is on file.",
                case.needed,
            ).format(count=case.needed)
            if case.asked
            else _("Nothing of what callers are asked for is on file for this customer.")
            if case.on
            else _("What callers are asked for is chosen under Company and settings, Callers.")
        )
        for place, asked in enumerate(case.asked):
            tick = CheckField(detail_words(asked.detail))
            tick.changed.connect(self._changed)
            self.ticks[asked.detail] = tick
            self._grid.addWidget(tick, place, 0)
            self._grid.addWidget(label(asked.on_file, "quiet", wrap=True, selectable=True), place, 1)
        # The buttons were there before the ticks and would come first.
        for before, after in pairwise((self.caller, *self.ticks.values(), self.nobody)):
            QWidget.setTabOrder(before, after)
        self.caller.setFocus()

    @Slot()
    def _changed(self) -> None:
        enough = self._given() and len(self._given()) >= self._needed
        self.sheet.set_savable(savable=bool(enough and self.caller.text().strip()))
        self.sheet.set_typed(typed=True)
        self.sheet.show_error("")

    def _given(self) -> list[Detail]:
        return [detail for detail, tick in self.ticks.items() if tick.value()]

    @Slot()
    def _save(self) -> None:
        job = self._session.write(_verify, self._customer_id, self.caller.value(), self._given())
        self._saving.write(job, self._done)

    @Slot()
    def _nobody(self) -> None:
        self._saving.write(self._session.write(_nobody, self._customer_id), self._done)

    def _done(self, _verified: bool) -> None:
        self.sheet.accept()
