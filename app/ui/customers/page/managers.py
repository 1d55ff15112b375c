"""The account managers of a customer, the present one and those before, with when each changed and who changed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.queries.managers import ManagerTerm
from app.ui.kit.pieces import label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.session import Session


class ManagersDialog(QDialog):
    """A short list; nothing is changed here."""

    def __init__(self, session: Session, name: str, terms: Sequence[ManagerTerm], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        title = _("Account managers")
        self.setWindowTitle(title)
        self.resize(640, 380)
        self.table: Table[ManagerTerm] = Table("managers", session.settings)
        self.table.setAccessibleName(title)
        self._model: RowsModel[ManagerTerm] = RowsModel(self._columns(), self)
        self.table.show_model(self._model)
        self._model.set_rows(terms)
        close = QPushButton(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(10)
        box.addWidget(label(title, "heading"))
        box.addWidget(label(name, "quiet"))
        box.addWidget(self.table, 1)
        box.addLayout(row(None, close))
        if terms:
            self.table.setCurrentIndex(self._model.index(0, 0))
        self.table.setFocus()

    def lines(self) -> list[tuple[str, str, str, str]]:
        """Return what is listed: who, from when, until when, changed by."""
        return [self._line(term) for term in self._model.rows()]

    def _line(self, term: ManagerTerm) -> tuple[str, str, str, str]:
        since = self._session.moment(term.since_at) if term.since_at else _("the beginning")
        until = self._session.moment(term.until_at) if term.until_at else _("today")
        return term.name or _("Nobody"), since, until, term.changed_by

    def _columns(self) -> tuple[Column[Any], ...]:
        return (
            Column("name", _("Account manager"), lambda term: self._line(term)[0], width=170, stretch=True),
            Column("since", _("From"), lambda term: self._line(term)[1], Kind.DATE, 164),
            Column("until", _("Until"), lambda term: self._line(term)[2], Kind.DATE, 164),
            Column("by", _("Changed by"), lambda term: self._line(term)[3], width=104),
        )
