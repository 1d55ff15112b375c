"""The people who are sent to jobs: add somebody, rename, stop offering somebody who left."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.jobs.technicians import (
    TechnicianFacts,
    add_technician,
    archive_technician,
    rename_technician,
    technicians,
)
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import TextField
from app.ui.kit.tables import Column, Edit, Kind, RowsModel, Table
from app.ui.session import Session


class PeopleSheet(Sheet):
    """The list; each change is kept at once."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("People who are sent to jobs"), parent, _("Somebody who left keeps the jobs that were done."))
        self._session = session
        self.setMinimumSize(QSize(460, 380))
        self.name = TextField(_("Name"), longest=80)
        self.name.setAccessibleName(_("Name"))
        self.model: RowsModel[TechnicianFacts] = RowsModel(
            [
                Column(
                    "name",
                    _("Name"),
                    lambda each: each.name,
                    width=260,
                    stretch=True,
                    editor=lambda cell: TextField(longest=80, parent=cell),
                ),
                Column(
                    "offered",
                    _("Offered for jobs"),
                    lambda _each: "",
                    Kind.CHECK,
                    width=176,
                    checked=lambda each: not each.archived,
                ),
            ],
            self,
        )
        self.table: Table[TechnicianFacts] = Table("jobs.people", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("People"))
        self.table.set_empty(_("Nobody yet: add whoever does the work."))
        self.model.edited.connect(self._edited)
        self.body.addWidget(self.name)
        self.body.addWidget(self.table, 1)
        self.set_buttons(_("&Add"), cancel=_("Close"))
        self.saved.connect(self._add)
        self.finished.connect(self.deleteLater)
        session.changed.connect(self._changed)
        self._load()
        self.name.setFocus()

    def _load(self) -> None:
        job = self._session.read(technicians, archived=True)
        self._session.tasks.read(job, self._came, key=f"people-{id(self)}")

    def _came(self, people: list[TechnicianFacts]) -> None:
        self.model.set_rows(people)

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if "technicians" in changed:
            self._load()

    @Slot()
    def _add(self) -> None:
        name = self.name.value()
        if name:
            self._session.tasks.write(self._session.write(add_technician, name), self._added, self._refused)

    def _added(self, _technician_id: int) -> None:
        self.name.set_value(None)
        self.name.setFocus()
        self.show_error("")

    @Slot(object)
    def _edited(self, edit: Edit) -> None:
        session = self._session
        if edit.key == "name":
            job = session.write(rename_technician, edit.id, str(edit.value or ""))
        else:
            job = session.write(partial(archive_technician, archived=not edit.value), edit.id)
        session.tasks.write(job, self._kept, self._refused)

    def _kept(self, _nothing: None) -> None:
        self.show_error("")

    def _refused(self, error: Exception) -> bool:
        self._load()
        if isinstance(error, UserError):
            self.show_error(str(error))
            return True
        return False
