"""Pausing, resuming and cancelling a plan: what it does to the money is read and shown before the button can be pressed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import Conflict
from app.domain.language import _
from app.services.office import Writer
from app.services.plans.cancelling import NOW, PERIOD_END, cancel_plan, preview_cancel
from app.services.plans.pausing import pause_plan, preview_pause, preview_resume, resume_plan
from app.services.plans.settling import Settlement
from app.services.plans.undoing import WayBack, with_way_back
from app.services.queries.plans import PlanListRow
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, DateField, Form, TextField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.tasks import Written
from app.ui.plans.undoing import Undoing
from app.ui.plans.words import settlement_words
from app.ui.session import Session

# What it came to, and the way back where there is one.
_Done = tuple[Settlement, WayBack | None]


class Move(StrEnum):
    """What is done to the plan."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


class MoveSheet(Sheet):
    """When, why, and what follows."""

    def __init__(self, session: Session, plan: PlanListRow, move: Move, parent: QWidget | None = None) -> None:
        title = {
            Move.PAUSE: _("Pause plan {number}"),
            Move.RESUME: _("Resume plan {number}"),
            Move.CANCEL: _("Cancel plan {number}"),
        }[move].format(number=plan.number)
        super().__init__(title, parent, f"{plan.name} · {plan.customer_name}")
        self.setMinimumSize(QSize(520, 0))
        self.form = Form()
        self.when = ComboField([(NOW, _("Now")), (PERIOD_END, _("At the end of the period"))])
        self.date = DateField(session.dates, session.today)
        self.date.set_needed(needed=True)
        self.reason = TextField(_("For example: customer moves away"), longest=300)
        self.preview = label(_("Working out what follows…"), wrap=True)
        self.preview.setMinimumHeight(48)
        if move is Move.CANCEL:
            self.form.add(_("&When"), self.when, wide=False)
            self.reason.set_needed(needed=True)
        else:
            first = _("&First day of rest") if move is Move.PAUSE else _("&First day again")
            self.form.add(first, self.date, wide=False)
        if move is not Move.RESUME:
            self.form.add(_("&Reason"), self.reason)
        self.body.addWidget(self.form)
        self.body.addWidget(label(_("What follows"), "subheading"))
        self.body.addWidget(self.preview)
        words = {Move.PAUSE: _("Pause plan"), Move.RESUME: _("Resume plan"), Move.CANCEL: _("Cancel plan")}
        if move is Move.CANCEL:
            self.set_buttons(words[move], cancel=_("Keep plan"), danger="yes")
        else:
            self.set_buttons(words[move])
        self.set_savable(savable=False)


class Moving(QObject):
    """Runs one such sheet: what is carried out is exactly what was shown, or nothing."""

    def __init__(self, session: Session, plan: PlanListRow, move: Move, parent: QWidget | None = None) -> None:
        self.sheet = MoveSheet(session, plan, move, parent)
        super().__init__(self.sheet)
        self._session, self._plan, self._move = session, plan, move
        self._shown: Settlement | None = None
        self.sheet.date.set_value(session.today)
        self.sheet.when.changed.connect(self._ask)
        self.sheet.date.changed.connect(self._ask)
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        self._saving.refused.connect(self._refused)
        self._ask()

    @Slot()
    def _ask(self, _value: object = None) -> None:
        sheet, id_ = self.sheet, self._plan.id
        self._shown = None
        sheet.set_savable(savable=False)
        sheet.show_error("")
        on = sheet.date.value()
        read = self._session.read
        if self._move is Move.CANCEL:
            job = read(preview_cancel, id_, str(sheet.when.value()))
        elif on is None:
            sheet.preview.setText(_("Say on which day."))
            return
        else:
            job = read(preview_pause if self._move is Move.PAUSE else preview_resume, id_, on)
        self._session.tasks.read(job, self._came, self._impossible, key=f"plan-move-{id(self)}")

    def _came(self, found: Settlement) -> None:
        self._shown = found
        runs = self._plan.status not in {"draft", "pending"}
        self.sheet.preview.setText(settlement_words(found, self._session, runs=runs))
        self.sheet.set_savable(savable=True)

    def _impossible(self, error: Exception) -> bool:
        self.sheet.preview.setText("–")
        return self.sheet.show_refusal(error)

    @Slot()
    def _save(self) -> None:
        sheet = self.sheet
        # An empty reason is only an error once somebody tries to do without.
        sheet.reason.setModified(True)
        if self._shown is None or (self._move is not Move.RESUME and sheet.form.first_error()):
            return
        self._saving.write(self._job(self._shown), self._done)

    def _job(self, shown: Settlement) -> Callable[[], Written[_Done]]:
        id_, reason, when = self._plan.id, self.sheet.reason.value(), str(self.sheet.when.value())
        verbs: dict[Move, Callable[[Writer], _Done]] = {
            Move.PAUSE: lambda writer: with_way_back(writer, pause_plan, id_, reason, shown.effective_on, expected=shown),
            Move.RESUME: lambda writer: with_way_back(writer, resume_plan, id_, shown.effective_on, expected=shown),
            Move.CANCEL: lambda writer: (cancel_plan(writer, id_, reason, when, expected=shown), None),
        }
        return self._session.write(verbs[self._move])

    def _done(self, done: _Done) -> None:
        found, way = done
        date, number = self._session.dates.medium(found.effective_on), self._plan.number
        words = {
            Move.PAUSE: _("Plan {number} rests from {date}."),
            Move.RESUME: _("Plan {number} goes on from {date}."),
            Move.CANCEL: _("Plan {number} is cancelled; its last day is {date}."),
        }[self._move]
        said = words.format(number=number, date=date)
        if way is None:
            self._session.say(said)
        else:
            Undoing(self._session, way).offer(said)
        self.sheet.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self._ask()
