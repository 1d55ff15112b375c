"""Decides what the queue shows and what can be done with an operation. Its widgets are in ``queue_view``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.operation_list import OperationFilter, OperationGroup, OperationTotals, operation_totals, sum_of
from app.services.queries.operations import OperationView, Step, operation_views, steps_of
from app.ui.charging.line import Line, LineState
from app.ui.charging.queue_columns import group_words, kind_words, operation_pill, what_for
from app.ui.charging.queue_doings import QueueDoings, QueueWays
from app.ui.charging.queue_view import QueueView, StepRow
from app.ui.charging.sender import Sender
from app.ui.charging.words import line_words
from app.ui.customers.menus import RowMenu, pop_up
from app.ui.kit.status import Status
from app.ui.kit.tables import shown
from app.ui.kit.theme import Tone
from app.ui.session import Export, Session

_KEPT = "charging.queue.group"


class Queue(QObject):
    """Runs one window of the queue."""

    def __init__(
        self, session: Session, line: Line, sender: Sender, ways: QueueWays, parent: QWidget | None = None
    ) -> None:
        self.view = QueueView(session, parent)
        super().__init__(self.view)
        self._session, self._line, self._sender, self._ways = session, line, sender, ways
        self.doings = QueueDoings(session, line, sender, ways, self.view)
        self._selected: Sequence[int] = ()
        self._totals = OperationTotals(0, 0, 0)
        self._sum = ""
        self.shown: OperationView | None = None
        kept = session.settings.text(_KEPT, OperationGroup.OPEN)
        self.wanted = OperationFilter(OperationGroup(kept) if kept in list(OperationGroup) else OperationGroup.OPEN)
        view = self.view
        self.sync = view.header.add_action(_("Sync now"), self._sync, primary=True)
        self.sync.setToolTip(_("Ctrl+R"))
        view.group.set_value(self.wanted.group)
        for field in (view.group, view.kind):
            field.changed.connect(self._filtered)
        view.search.searched.connect(self._searched)
        view.table.selection_changed.connect(self._chosen)
        view.table.opened.connect(self._opened)
        view.model.loaded.connect(self._loaded)
        RowMenu(view.table).asked.connect(self._menu)
        for button, slot in (
            (view.export, self._export),
            (view.print, self._print),
        ):
            button.clicked.connect(slot)
        QShortcut(QKeySequence("Ctrl+R"), view).activated.connect(self._sync)
        session.changed.connect(self._changed)
        line.changed.connect(self._line_changed)
        self.load()
        self._line_changed()

    def show(self) -> None:
        """Bring it to the front."""
        self.view.show()
        self.view.raise_()
        self.view.activateWindow()

    def show_all(self) -> None:
        """Take every filter away."""
        self.view.search.clear()
        self.wanted = OperationFilter()
        self.view.group.set_value(self.wanted.group)
        self.view.kind.set_value(self.wanted.kind)
        self.load()

    def show_only(self, text: str) -> None:
        """Show every operation that ``text`` finds, such as a customer's."""
        self.wanted = OperationFilter(text=text)
        self.view.search.setText(text)
        self.view.group.set_value(self.wanted.group)
        self.view.kind.set_value(self.wanted.kind)
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again for the list, its totals, and the operation that is shown whole."""
        model = self.view.model
        if model.filter == self.wanted:
            model.refresh()
        else:
            model.set_filter(self.wanted)
        job = self._session.read(operation_totals, self.wanted)
        self._session.tasks.read(job, self._show_totals, key=f"queue-{id(self)}")
        if self.wanted == OperationFilter():
            self.view.table.set_empty(_("Nothing was asked of the payment processor yet."))
        else:
            self.view.table.set_empty(_("Nothing is like this."), _("Show all"), self.show_all)
        self._read_shown()

    # The list

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if changed & {"operations", "payments", "profile"}:
            self.load()

    @Slot()
    def _filtered(self) -> None:
        group = self.view.group.value()
        self.wanted = replace(
            self.wanted,
            group=group if isinstance(group, OperationGroup) else OperationGroup.ALL,
            kind=str(self.view.kind.value() or ""),
        )
        self._session.settings.put(_KEPT, str(self.wanted.group))
        self.load()

    @Slot(str)
    def _searched(self, text: str) -> None:
        if text != self.wanted.text:
            self.wanted = replace(self.wanted, text=text)
            self.load()

    @Slot()
    def _loaded(self) -> None:
        model, table = self.view.model, self.view.table
        if table.current_id() is None and model.count():
            table.set_current(model.all_ids()[0])

    def _show_totals(self, totals: OperationTotals) -> None:
        self._totals = totals
        self._footer()

    @Slot(object)
    def _chosen(self, ids: Sequence[int]) -> None:
        self._selected, self._sum = ids, ""
        if len(ids) > 1:
            self._session.tasks.read(self._session.read(sum_of, list(ids)), self._summed, key=f"queue-sum-{id(self)}")
        self._footer()
        self._read_shown()

    def _summed(self, amount_minor: int) -> None:
        words = ngettext("{count} selected · {amount}", "{count} selected · {amount}", len(self._selected))
        self._sum = words.format(count=len(self._selected), amount=self._session.amounts.money(amount_minor))
        self._footer()

    def _footer(self) -> None:
        count = self._session.amounts.count(self._totals.count)
        left = ngettext("{count} operation", "{count} operations", self._totals.count).format(count=count)
        self.view.footer.show_texts(f"{left} · {self._sum}" if self._sum else left, self._sums())

    def _sums(self) -> tuple[tuple[str, str], ...]:
        money, totals = self._session.amounts.money, self._totals
        refunds = ((_("Refunds"), money(totals.refund_minor)),) if totals.refund_minor else ()
        return (*refunds, (_("Amount"), money(totals.amount_minor)))

    # One operation

    def _read_shown(self) -> None:
        current = self.view.table.current_id()
        if current is None:
            self._show(None)
            return
        job = self._session.read(_whole, current)
        self._session.tasks.read(job, self._show, key=f"queue-one-{id(self)}")

    def _show(self, found: tuple[OperationView, list[Step]] | None) -> None:
        view, one = self.view, found[0] if found is not None else None
        self.shown = one
        self.doings.offer(one)
        view.state.show_status(operation_pill(one) if one is not None else None)
        if one is None or found is None:
            for words in (view.title, view.whom, view.reason, view.next):
                words.setText("")
            view.steps_model.set_rows(())
            return
        money = self._session.amounts.money(one.amount_minor)
        view.title.setText(f"{kind_words(one.kind)} · {money}" if one.amount_minor else kind_words(one.kind))
        parts = (f"{one.customer_name} · {one.account}", one.method.title(), what_for(one))
        view.whom.setText(" · ".join(part for part in parts if part))
        view.reason.setText(one.reason)
        view.reason.setVisible(bool(one.reason))
        view.next.setText(one.next_step)
        view.steps_model.set_rows(
            StepRow(place, _worded(one, step)) for place, step in enumerate(reversed(found[1]), 1)
        )

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        if self.shown is not None:
            pop_up(self.doings.entries(), at, self.view)

    @Slot(object)
    def _opened(self, _id: int) -> None:
        if self.view.invoice.isVisibleTo(self.view):
            self.doings.show_invoice()
        else:
            self.doings.show_customer()

    # How the line stands

    @Slot()
    def _sync(self) -> None:
        if not self._line.syncing:
            self._sender.sync()

    @Slot()
    def _line_changed(self) -> None:
        line, standing = self._line, self._line.standing
        connected = standing is not None and standing.connected
        self.sync.setEnabled(connected and not line.syncing)
        self.sync.setText(_("Working…") if line.syncing else _("Sync now"))
        told = line_words(self._session, line)
        practice = standing is not None and standing.practice
        tone = Tone.CARE if practice else Tone.GOOD if line.state is LineState.ONLINE else Tone.QUIET
        self.view.pill.show_status(Status(told.connection, tone, "dot") if told.connection else None)
        self.view.header.show_title(_("Card payments"), " · ".join(told.waiting) or _("Nothing waits."))
        self._say_what_stops()

    def _say_what_stops(self) -> None:
        line, standing, banner = self._line, self._line.standing, self.view.banner
        if standing is None:
            banner.clear()
        elif not standing.connected:
            words = _("This book is not connected with a payment processor yet.")
            banner.show_message(Tone.INFO, words, _("Connect…"), self._connect)
        elif standing.paused_why:
            banner.show_message(Tone.ALARM, standing.paused_why, _("Another key…"), self._connect)
        elif standing.frozen_why:
            words = _("{why} Nothing is sent until everything is compared with the processor; that takes a sync.")
            banner.show_message(Tone.ALARM, words.format(why=standing.frozen_why), _("Compare now"), self._sync)
        elif line.fault is not None and not line.syncing:
            tone = Tone.INFO if line.state in {LineState.OFFLINE, LineState.BUSY} else Tone.CARE
            banner.show_message(tone, str(line.fault), _("Try again"), self._sync)
        elif self._sender.refused:
            first, more = self._sender.refused[0], len(self._sender.refused) - 1
            words = _("Invoice {number} cannot be charged: {why}").format(number=first.invoice_number, why=first.why)
            if more:
                words += " " + ngettext("{count} more like it.", "{count} more like it.", more).format(count=more)
            show = self._session.actions.show_customer is not None
            banner.show_message(Tone.CARE, words, _("Account") if show else "", self._show_refused)
        else:
            banner.clear()

    @Slot()
    def _show_refused(self) -> None:
        if self._sender.refused and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(self._sender.refused[0].customer_id)

    @Slot()
    def _connect(self) -> None:
        self._ways.connect_book()

    # Export and print: exactly what is shown

    def _what(self) -> Export:
        parts = [group_words(self.wanted.group), kind_words(self.wanted.kind) if self.wanted.kind else "", self.wanted.text]
        return Export(_("Card payments"), shown(self.view.table), self._sums(), " · ".join(part for part in parts if part))

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())


def _worded(one: OperationView, step: Step) -> Step:
    """Return a step as it is shown; what a page for a card is for is kept as a key."""
    keyed = one.kind == "setup_page" and step.state == "queued"
    return replace(step, detail=what_for(one)) if keyed else step


def _whole(reader: Reader, operation_id: int) -> tuple[OperationView, list[Step]] | None:
    found = operation_views(reader, [operation_id])
    return (found[0], steps_of(reader, operation_id)) if found else None
