"""The history of runs: every run that was posted, printing its invoices again, and taking one back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.billing.reversing import Excepted, ReversedRun, preview_reversal, reverse_run
from app.services.bulk_lock import bulk_job
from app.services.office import Office, Reader, Writer
from app.services.queries.billing_runs import BillingRunRow, billing_run_ids, billing_run_rows, run_invoice_ids
from app.ui.billing.columns import run_columns
from app.ui.billing.rows import kept_words
from app.ui.kit.dialogs import ask_reason
from app.ui.kit.pieces import column, label, row
from app.ui.kit.tables import PagedModel, Table
from app.ui.kit.tasks import JobKind, Progress, Written
from app.ui.session import Session, written

_NAMED = 6
Preview = tuple[BillingRunRow, list[str], list[Excepted]]


class RunSource:
    """Runs, the newest first."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, _sort: str, descending: bool, _filter: object) -> Sequence[int]:
        """Return the ids in order."""
        return self._office.read(partial(billing_run_ids, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[BillingRunRow]:
        """Return some rows."""
        return self._office.read(lambda reader: billing_run_rows(reader, ids))


class RunHistory(QWidget):
    """The list of runs.

    Signals:
        reversed(ReversedRun): a run was taken back, with what stays.
        refused(str): why it was not.
    """

    reversed = Signal(object)
    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._busy = False
        self.model = PagedModel(RunSource(session.office), run_columns(session), session.tasks, self, "", descending=True)
        self.table: Table[BillingRunRow] = Table("billing.history", session.settings)
        self.table.setAccessibleName(_("Billing runs"))
        self.table.show_model(self.model)
        self.table.set_empty(_("No billing run was posted yet."))
        self.print = QPushButton(_("Print invoices…"))
        self.reverse = QPushButton(_("Take back…"))
        self.mail = QPushButton(_("Send by mail…"))
        self.print.clicked.connect(self._print)
        self.mail.clicked.connect(self._mail)
        self.mail.setVisible(session.actions.mail_invoices is not None)
        self.print.setVisible(session.actions.print_invoices is not None)
        self.reverse.clicked.connect(self._ask)
        self.table.selection_changed.connect(self._selected)
        self.model.loaded.connect(self._selected)
        self.model.dataChanged.connect(self._selected)
        words = _("Taking a run back voids its invoices; they keep their numbers, and the periods can be billed again.")
        note = label(words, "small")
        box = column(row(note, None, self.mail, self.print, self.reverse), self.table, spacing=8)
        box.setStretch(1, 1)
        self.setLayout(box)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again which runs there are."""
        self.model.refresh()

    def current(self) -> BillingRunRow | None:
        """Return the run that is chosen."""
        return self.model.row(self.table.current_id() or 0)

    @Slot()
    def _selected(self) -> None:
        run = self.current()
        stands = run is not None and run.state == "posted"
        self.print.setEnabled(stands)
        self.mail.setEnabled(stands)
        self.reverse.setEnabled(stands and not self._busy)

    # Printing again

    @Slot()
    def _print(self) -> None:
        run = self.current()
        if run is not None:
            self._session.tasks.read(self._session.read(run_invoice_ids, run.id), self._show_paper, key=f"run-{id(self)}")

    def _show_paper(self, ids: list[int]) -> None:
        if ids and self._session.actions.print_invoices is not None:
            self._session.actions.print_invoices(ids)
        elif not ids:
            self.refused.emit(_("That run has no invoice that stands."))

    @Slot()
    def _mail(self) -> None:
        run = self.current()
        if run is not None:
            self._session.tasks.read(self._session.read(run_invoice_ids, run.id), self._send, key=f"mail-{id(self)}")

    def _send(self, ids: list[int]) -> None:
        mail = self._session.actions.mail_invoices
        if ids and mail is not None:
            mail(ids)
        elif not ids:
            self.refused.emit(_("That run has no invoice that stands."))

    # Taking back

    @Slot()
    def _ask(self) -> None:
        run = self.current()
        if run is None or self._busy:
            return
        self._session.tasks.read(self._session.read(_preview, run), self._previewed, key=f"preview-{id(self)}")

    def _previewed(self, found: Preview) -> None:
        run, numbers, kept = found
        if kept and not numbers:
            self.refused.emit(
                _("Nothing of run {number} can be taken back. {kept}").format(number=run.number, kept=_stay(kept))
            )
            return
        words = ngettext(
            "Its {count} invoice is void and keeps its number; the period can be billed again.",
            "Its {count} invoices are void and keep their numbers; the periods can be billed again.",
            len(numbers),
        ).format(count=self._session.amounts.count(len(numbers)))
        text = f"{words}\n\n{_stay(kept)}" if kept else words
        reason = ask_reason(self, _("Take run {number} back?").format(number=run.number), text, _("Take back"))
        if reason:
            self._busy = True
            self._selected()
            self._session.tasks.long(
                JobKind.WRITE,
                _("Taking run {number} back").format(number=run.number),
                partial(_taken_back, self._session.office, run, reason),
                self._reversed,
                self._failed,
            )

    def _reversed(self, done: ReversedRun) -> None:
        self._busy = False
        self._selected()
        self.reversed.emit(done)

    def _failed(self, error: Exception) -> bool:
        self._busy = False
        self._selected()
        if isinstance(error, UserError):
            self.refused.emit(str(error))
            return True
        return False


def _preview(reader: Reader, run: BillingRunRow) -> Preview:
    numbers, kept = preview_reversal(reader, run.id)
    return run, numbers, kept


def _taken_back(office: Office, run: BillingRunRow, reason: str, progress: Progress) -> Written[ReversedRun]:
    def job(writer: Writer) -> ReversedRun:
        return reverse_run(writer, run.id, reason, progress)

    with bulk_job(office, _("taking back run {number}").format(number=run.number)):
        return written(office.perform(job))


def _stay(kept: Sequence[Excepted]) -> str:
    """Return which invoices stay and why, the first of them by name."""
    named = ", ".join(f"{each.number} ({kept_words(each.reason).rstrip('.')})" for each in kept[:_NAMED])
    more = len(kept) - _NAMED
    if more > 0:
        named = ngettext("{named} and {count} more", "{named} and {count} more", more).format(named=named, count=more)
    return ngettext("{count} invoice stays: {named}.", "{count} invoices stay: {named}.", len(kept)).format(
        count=len(kept), named=named
    )
