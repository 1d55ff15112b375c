"""Runs one statement form: presets, periods, and for a run who gets one; then hands the job to the room of paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.language import _, ngettext
from app.services.documents import StatementDocument
from app.services.queries.statement import statement
from app.services.queries.statement_sites import StatementSite, statement_sites
from app.ui.kit.tables import Edit
from app.ui.kit.tasks import Handle, JobKind, Progress
from app.ui.paper.jobs import PrintJob, StatementChoice, statements_job
from app.ui.periods import Period
from app.ui.session import Session
from app.ui.statements.choosing import Presets
from app.ui.statements.lines import statement_export
from app.ui.statements.run import LeftOut, RunRow, candidates, why_not
from app.ui.statements.sheet import EACH, StatementSheet


class StatementPresenter(QObject):
    """Runs one sheet.

    Args:
        session: the open book.
        sheet: its form.
        customer_ids: whom it is for; None for every active customer.
        name: of the one customer, for the title of the paper.

    Signals:
        wanted(PrintJob): show this.
        mailed(PrintJob): send this by mail.
    """

    wanted = Signal(object)
    mailed = Signal(object)

    def __init__(
        self, session: Session, sheet: StatementSheet, customer_ids: Sequence[int] | None, name: str = ""
    ) -> None:
        super().__init__(sheet)
        self._session, self._sheet = session, sheet
        self._ids, self._name = customer_ids, name
        self._presets = Presets(session.settings)
        self._chosen = self._presets.last()
        self._rows: list[RunRow] = []
        self._unticked: set[int] = set()
        self._as_of: date | None = None
        self._handle: Handle | None = None
        sheet.show_presets(self._presets.names(), "")
        sheet.changed.connect(self._changed)
        sheet.preset_chosen.connect(self._preset_chosen)
        sheet.preset_kept.connect(self._preset_kept)
        sheet.preset_forgotten.connect(self._preset_forgotten)
        sheet.model.edited.connect(self._ticked)
        sheet.saved.connect(self._show_paper)
        sheet.mail_wanted.connect(self._mail_paper)
        sheet.export_wanted.connect(self._export)
        self._show()
        if not sheet.many and customer_ids:
            session.tasks.read(session.read(statement_sites, customer_ids[0]), self._offer_sites)

    def _offer_sites(self, sites: list[StatementSite]) -> None:
        self._sheet.offer_sites(sites)

    # What is chosen

    @Slot()
    def _changed(self) -> None:
        before, now = self._chosen, self._sheet.chosen()
        if now.period is not Period.CUSTOM:
            now = replace(now, from_on=None, to_on=None)
        elif before.period is not Period.CUSTOM:
            first, last = before.days(self._session.today)
            now = replace(now, from_on=first, to_on=last)
        if self._sheet.first.error() or self._sheet.last.error():
            return
        self._chosen = now
        if replace(now, message=before.message, with_remittance=before.with_remittance) != before:
            self._show()  # words and slip change nobody's row

    @Slot(str)
    def _preset_chosen(self, name: str) -> None:
        found = self._presets.named(name) if name else self._presets.last()
        if found is not None:
            self._chosen = found
        self._sheet.show_presets(self._presets.names(), name)
        self._show()

    @Slot(str)
    def _preset_kept(self, name: str) -> None:
        self._presets.keep(name, self._chosen)
        self._sheet.show_presets(self._presets.names(), name)

    @Slot(str)
    def _preset_forgotten(self, name: str) -> None:
        if name:
            self._presets.forget(name)
            self._sheet.show_presets(self._presets.names(), "")

    def _show(self) -> None:
        first, last = self._chosen.days(self._session.today)
        self._sheet.show_chosen(self._chosen, (first, last))
        self._sheet.show_error(self._complaint())
        if not self._sheet.many:
            return
        if last != self._as_of:
            self._as_of = last
            self._read(last)
        else:
            self._show_rows()

    def _complaint(self) -> str:
        first, last = self._chosen.days(self._session.today)
        return _("A statement cannot end before it begins.") if last < first else ""

    # Who gets one

    def _read(self, as_of: date) -> None:
        office, ids = self._session.office, self._ids
        if self._handle is not None:
            self._handle.drop()

        def work(progress: Progress) -> list[RunRow]:
            return office.read(lambda reader: candidates(reader, ids, as_of, progress))

        self._sheet.set_savable(savable=False)
        self._handle = self._session.tasks.long(JobKind.READ, _("Looking who gets a statement"), work, self._came)

    def _came(self, rows: list[RunRow]) -> None:
        self._handle = None
        self._rows = rows
        self._show_rows()

    def rows(self) -> list[RunRow]:
        """Return the customers with why they are left out, if they are."""
        chosen = self._chosen
        found = []
        for line in self._rows:
            why = why_not(line.balance, owing_only=chosen.owing_only, overdue_only=chosen.overdue_only)
            if why is LeftOut.NO and line.id in self._unticked:
                why = LeftOut.UNTICKED
            found.append(replace(line, left_out=why))
        return found

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        (self._unticked.discard if edit.value else self._unticked.add)(edit.id)
        self._show_rows()

    def _show_rows(self) -> None:
        rows, amounts = self.rows(), self._session.amounts
        # Who gets one stands first; whoever is left out is told below, with the reason.
        self._sheet.model.set_rows(sorted(rows, key=lambda line: line.left_out in _BY_CHOICE))
        printed = [line for line in rows if line.left_out is LeftOut.NO]
        words = ngettext(
            "{count} of {all} customers gets a statement", "{count} of {all} customers get a statement", len(printed)
        )
        self._sheet.footer.show_texts(
            words.format(count=amounts.count(len(printed)), all=amounts.count(len(rows))),
            (
                (_("Overdue"), amounts.money(sum(line.balance.overdue_minor for line in printed))),
                (_("Total due"), amounts.money(sum(line.balance.due_minor for line in printed))),
            ),
        )
        self._sheet.set_savable(savable=bool(printed))

    # Paper

    @Slot()
    def _show_paper(self) -> None:
        job = self._agreed()
        if job is not None:
            self.wanted.emit(job)
            self._sheet.accept()

    @Slot()
    def _mail_paper(self) -> None:
        job = self._agreed()
        if job is not None:
            self.mailed.emit(job)
            self._sheet.accept()

    @Slot()
    def _export(self) -> None:
        """Read the one customer's statement and hand out its lines."""
        if self._agreed() is not None and self._ids:
            wanted = self._chosen.as_choice(self._session.today)
            site_id = self._with_site(wanted).site_id
            job = self._session.read(
                statement, self._ids[0], wanted.from_on, wanted.to_on, wanted.kind, site_id=site_id
            )
            self._session.tasks.read(job, self._hand_out, key="statements.export")

    def _hand_out(self, document: StatementDocument) -> None:
        if self._session.actions.export is not None:
            self._sheet.accept()
            self._session.actions.export(statement_export(document, self._session))

    def _agreed(self) -> PrintJob | None:
        """Return what is chosen, and keep the choice; None while something is missing."""
        if self._complaint() or self._sheet.first.error() or self._sheet.last.error():
            self._sheet.show_error(self._complaint() or self._sheet.first.error() or self._sheet.last.error())
            return None
        self._chosen = replace(self._chosen, message=self._sheet.message.value())
        ids = [line.id for line in self.rows() if line.left_out is LeftOut.NO] if self._sheet.many else list(self._ids or ())
        if not ids:
            return None
        self._presets.keep_last(self._chosen)
        return self._job(ids)

    def _job(self, ids: list[int]) -> PrintJob:
        dates = self._session.dates
        first, last = self._chosen.days(self._session.today)
        days = f"{dates.medium(first)} – {dates.medium(last)}" if self._chosen.period is not Period.ALL else dates.medium(last)
        title = _("Statements") if self._sheet.many else _("Statement {customer}").format(customer=self._name)
        choice = self._with_site(self._chosen.as_choice(self._session.today))
        return statements_job(ids, choice, f"{title} {last.isoformat()}", days)

    def _with_site(self, choice: StatementChoice) -> StatementChoice:
        """Return a choice with the site, which is not remembered: it is this customer's."""
        if self._sheet.many:
            return replace(choice, each_site=self._sheet.each_site.value())
        site = self._sheet.site.value()
        return replace(choice, site_id=site if isinstance(site, int) else None, each_site=site == EACH)


_BY_CHOICE = (LeftOut.NOTHING_OWED, LeftOut.NOTHING_LATE)
