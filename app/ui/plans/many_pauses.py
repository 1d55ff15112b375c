"""Pausing many plans: what it credits, and which cannot be paused, is shown before it is done; afterwards it can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import Conflict
from app.domain.language import _, ngettext
from app.services.plans.many import LeftOut, ManyPauses, pause_many, preview_pause_many
from app.services.plans.undoing import WayBack
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import DateField, Form, TextField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.tables import Column, RowsModel, Table
from app.ui.kit.tasks import JobKind, Progress, Written
from app.ui.kit.tasks.job import Handle
from app.ui.kit.theme.applied import pixels
from app.ui.plans.undoing import Undoing
from app.ui.session import Session, written


class _LeftRow:
    """A plan that stays as it is; the id is the plan's."""

    def __init__(self, facts: LeftOut) -> None:
        self.id, self.facts = facts.plan_id, facts


def _columns() -> list[Column[_LeftRow]]:
    return [
        Column("number", _("Number"), lambda row: row.facts.number, width=92, sort="number"),
        Column("customer", _("Customer"), lambda row: row.facts.customer_name, width=170, sort="customer"),
        Column("why", _("Why it is left out"), lambda row: row.facts.why, width=300, stretch=True),
    ]


class PauseManySheet(Sheet):
    """From when, why, what follows, and what is left out."""

    def __init__(self, session: Session, count: int, parent: QWidget | None = None) -> None:
        said = session.amounts.count(count)
        title = ngettext("Pause {count} plan", "Pause {count} plans", count).format(count=said)
        super().__init__(title, parent)
        self.setMinimumSize(QSize(pixels(640), 0))
        self.date = DateField(session.dates, session.today)
        self.date.set_needed(needed=True)
        self.reason = TextField(_("For example: office closed for the winter"), longest=300)
        self.reason.set_needed(needed=True)
        self.form = Form()
        self.form.add(_("&First day of rest"), self.date, wide=False)
        self.form.add(_("&Reason"), self.reason)
        self.preview = label(_("Working out what follows…"), wrap=True)
        self.preview.setMinimumHeight(pixels(48))
        self.model: RowsModel[_LeftRow] = RowsModel(_columns(), self)
        self.left_out: Table[_LeftRow] = Table("plans.left-out", session.settings)
        self.left_out.show_model(self.model)
        self.left_out.setAccessibleName(_("Plans that are left out"))
        self.left_out.setMinimumHeight(pixels(150))
        self.left_out.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(label(_("What follows"), "subheading"))
        self.body.addWidget(self.preview)
        self.body.addWidget(self.left_out)
        self.set_buttons(_("Pause plans"))
        self.set_savable(savable=False)


class PausingMany(QObject):
    """Runs one such sheet; afterwards ``undoing`` knows how to take it back."""

    def __init__(self, session: Session, plan_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(session)
        self._session, self._ids = session, plan_ids
        self._shown: ManyPauses | None = None
        self._handle: Handle | None = None
        self.sheet = sheet = PauseManySheet(session, len(plan_ids), parent)
        sheet.date.set_value(session.today)
        sheet.date.changed.connect(self._ask)
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, sheet)
        self._saving.refused.connect(self._refused)
        sheet.finished.connect(self._finished)
        sheet.open()
        sheet.reason.setFocus()
        self._ask()

    @Slot()
    def _ask(self, _value: object = None) -> None:
        self._forget()
        self.sheet.show_error("")
        self.sheet.left_out.hide()
        on = self.sheet.date.value()
        if on is None:
            self.sheet.preview.setText(_("Say on which day."))
            return
        self.sheet.preview.setText(_("Working out what follows…"))
        office, ids = self._session.office, self._ids

        def work(progress: Progress) -> ManyPauses:
            return office.read(lambda reader: preview_pause_many(reader, ids, on, progress))

        self._handle = self._session.tasks.long(
            JobKind.READ, _("Working out pauses"), work, self._came, self._impossible
        )

    def _forget(self) -> None:
        if self._handle is not None:
            self._handle.drop()
        self._handle = self._shown = None
        self.sheet.set_savable(savable=False)

    def _came(self, found: ManyPauses) -> None:
        self._shown = found
        session, sheet, count = self._session, self.sheet, len(found.settlements)
        said = session.amounts.count(count)
        words = [ngettext("{count} plan will rest.", "{count} plans will rest.", count).format(count=said)]
        if found.credit_minor:
            with_credit = sum(1 for each in found.settlements if each.credit_minor)
            text = ngettext(
                "Days that were billed and are not used are credited: {amount} on {count} plan.",
                "Days that were billed and are not used are credited: {amount} on {count} plans.",
                with_credit,
            )
            credited = session.amounts.money(found.credit_minor)
            words.append(text.format(amount=credited, count=session.amounts.count(with_credit)))
        words.append(_("Nothing is billed or charged until they are resumed."))
        if found.left_out:
            left = len(found.left_out)
            text = ngettext("{count} plan is left out:", "{count} plans are left out:", left)
            words.append(text.format(count=session.amounts.count(left)))
        sheet.preview.setText(" ".join(words) if count else _("None of these plans can be paused."))
        sheet.model.set_rows([_LeftRow(each) for each in found.left_out])
        sheet.left_out.setVisible(bool(found.left_out))
        sheet.set_savable(savable=bool(count))

    def _impossible(self, error: Exception) -> bool:
        self.sheet.preview.setText("–")
        return self.sheet.show_refusal(error)

    @Slot()
    def _save(self) -> None:
        sheet, shown = self.sheet, self._shown
        # An empty reason is only an error once somebody tries to do without.
        sheet.reason.setModified(True)
        if shown is None or sheet.form.first_error() or sheet.date.value() != shown.from_on:
            return
        office, reason = self._session.office, sheet.reason.value()

        def work(progress: Progress) -> Written[WayBack]:
            return written(office.perform(lambda writer: pause_many(writer, shown, reason, progress)))

        self._saving.long(JobKind.WRITE, _("Pausing plans"), work, self._done)

    def _done(self, way: WayBack) -> None:
        count = len(way.plan_ids)
        words = ngettext("{count} plan rests.", "{count} plans rest.", count)
        self.undoing = Undoing(self._session, way)
        self.undoing.offer(words.format(count=self._session.amounts.count(count)))
        self.sheet.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self._ask()

    @Slot()
    def _finished(self) -> None:
        if self._handle is not None:
            self._handle.drop()
        self._saving.let_go()
