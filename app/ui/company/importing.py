"""Importing a file: choose it, see what would be entered and what not and why, then enter all of it or only the good rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.importing.plan import Imported, ImportPlan
from app.services.importing.rejected import rejected_path, rejected_table
from app.services.office import Office
from app.services.ports import Progress, TableWriter
from app.ui.kit.dialogs import Sheet
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.tasks import JobKind, Written
from app.ui.session import Session

Check = Callable[[Office, Path, Progress], ImportPlan[object]]
Enter = Callable[[Office, ImportPlan[object], Progress], Written[Imported]]
_MOST_SHOWN = 500
_WARNINGS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ImportKind:
    """What a file's rows are, how they are checked and how they are entered; both run in workers."""

    key: str
    words: str
    check: Check
    enter: Enter


@dataclass(frozen=True, slots=True)
class _Refused:
    id: int
    line: int
    column: str
    reason: str


class ImportSheet(QObject):
    """Shows a checked file and enters it on demand."""

    def __init__(
        self,
        session: Session,
        kind: ImportKind,
        source: Path,
        plan: ImportPlan[object],
        get_writer: Callable[[], TableWriter],
        parent: QWidget | None,
    ) -> None:
        self.sheet = Sheet(_("Import {file}").format(file=source.name), parent, kind.words)
        super().__init__(self.sheet)
        self.sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sheet.resize(720, 520)
        self._session, self._kind, self._source, self._plan = session, kind, source, plan
        self._writer = get_writer
        self.summary = label(self._summary(), "strong", wrap=True)
        notes = [*plan.notes, *self._warned()]
        self.notes = label("\n".join(notes), "quiet", wrap=True)
        self.notes.setVisible(bool(notes))
        self.sheet.body.addWidget(self.summary)
        self.sheet.body.addWidget(self.notes)
        if plan.bad:
            self._show_bad()
            self.sheet.add_button(_("Save rejected rows…"), self._hand_back)
        else:
            self.sheet.body.addStretch(1)
        self.sheet.set_buttons(self._offer())
        self.sheet.set_savable(savable=bool(plan.good))
        self.sheet.saved.connect(self._enter)
        self._saving = Saving(session.tasks, self.sheet)
        self.sheet.open()

    def _offer(self) -> str:
        good = len(self._plan.good)
        if not self._plan.bad or not good:
            return _("Import")
        return ngettext("Import only the {count} good row", "Import only the {count} good rows", good).format(
            count=self._session.amounts.count(good)
        )

    def _summary(self) -> str:
        plan, count = self._plan, self._session.amounts.count
        good, kept, bad = len(plan.good), plan.unchanged, len(plan.bad)
        told = []
        if good or not (kept or bad):
            told.append(
                ngettext("{count} row can be imported.", "{count} rows can be imported.", good).format(count=count(good))
            )
        if kept:
            told.append(
                ngettext(
                    "{count} row is in the book already, just as it is here.",
                    "{count} rows are in the book already, just as they are here.",
                    kept,
                ).format(count=count(kept))
            )
        if bad:
            told.append(
                ngettext(
                    "{count} row cannot be taken in as it stands:", "{count} rows cannot be taken in as they stand:", bad
                ).format(count=count(bad))
            )
        return " ".join(told)

    def _warned(self) -> list[str]:
        """Return what will be kept though it looks wrong, the first few in full."""
        lines = [
            _("Line {line}, column “{column}”: {reason}").format(line=each.line, column=each.column, reason=each.reason)
            for each in self._plan.warnings[:_WARNINGS_SHOWN]
        ]
        more = len(self._plan.warnings) - len(lines)
        if more > 0:
            lines.append(_("… and {count} more warnings.").format(count=self._session.amounts.count(more)))
        return lines

    def _show_bad(self) -> None:
        columns: list[Column[_Refused]] = [
            Column(
                "line", _("Line"), lambda row: str(row.line), Kind.COUNT, 70, sort="line", value=lambda row: row.line
            ),
            Column("column", _("Column"), lambda row: row.column, Kind.TEXT, 110, sort="column"),
            Column("reason", _("Why not"), lambda row: row.reason, stretch=True, sort="reason"),
        ]
        model: RowsModel[_Refused] = RowsModel(columns, self)
        problems = (problem for bad in self._plan.bad[:_MOST_SHOWN] for problem in bad.problems)
        model.set_rows(_Refused(at, each.line, each.column, each.reason) for at, each in enumerate(problems, 1))
        self.table: Table[_Refused] = Table("importing.bad", self._session.settings)
        self.table.show_model(model)
        self.table.setAccessibleName(_("Rejected rows"))
        self.sheet.body.addWidget(self.table, 1)

    @Slot()
    def _hand_back(self) -> None:
        plan, source, writer = self._plan, self._source, self._writer
        money = self._session.profile.currency

        def work() -> Path:
            out = rejected_path(source)
            writer()(rejected_table(plan, money), out)
            return out

        self._session.tasks.read(work, self._handed_back)

    def _handed_back(self, out: Path) -> None:
        self._session.say(_("Rejected rows are in {name}, beside the file, each with its reason.").format(name=out.name))

    @Slot()
    def _enter(self) -> None:
        office, kind, plan = self._session.office, self._kind, self._plan

        def work(progress: Progress) -> Written[Imported]:
            return kind.enter(office, plan, progress)

        title = _("Importing {file}").format(file=self._source.name)
        self._saving.long(JobKind.WRITE, title, work, self._entered)

    def _entered(self, done: Imported) -> None:
        self.sheet.accept()
        self._session.say(
            _("Imported: {customers} customers, {invoices} invoices, {payments} payments, {plans} plans.").format(
                customers=done.customers, invoices=done.invoices, payments=done.payments, plans=done.plans
            )
        )
