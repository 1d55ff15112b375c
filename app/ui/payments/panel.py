"""The Payments panel: every payment with filters and the totals of all that match; behind a tab the way to the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.payments import PaymentListRow, PaymentTotals, payment_rows, payment_totals
from app.ui.kit.fields import ComboField, DateField, SearchField
from app.ui.kit.pieces import Footer, PageHeader, TabPages, column, row
from app.ui.kit.tables import PagedModel, Table, shown
from app.ui.kit.theme import set_role
from app.ui.payments.deposits import DepositsPage
from app.ui.payments.listing import PERIODS, STATES, PaymentSource, Wanted, payment_columns, state_words
from app.ui.payments.menu import PaymentMenu
from app.ui.payments.ways import PanelTab, PaymentWays
from app.ui.periods import Period, days_of, period_words
from app.ui.session import Export, Session
from app.ui.words import method_words

_KEPT = "payments.filter"
_METHODS = ("", "check", "cash", "card", "bank", "other")
_SUMMED_AT_MOST = 5000


class PaymentsPanel(QWidget):
    """What the rail opens under Payments."""

    def __init__(self, session: Session, ways: PaymentWays, more: Sequence[PanelTab] = ()) -> None:
        super().__init__()
        set_role(self, "ground")
        self._session, self._ways, self._more = session, ways, tuple(more)
        header = PageHeader(_("Payments"))
        self._main = header.add_action(_("Take payment"), self._take, primary=True)
        self.tabs = TabPages()
        self.tabs.add("list", _("Payments"), self._make_list)
        self.tabs.add("bank", _("Deposits"), self._make_bank)
        for tab in self._more:
            self.tabs.add(tab.key, tab.title(), tab.make)
            self.tabs.strip.set_visible(tab.key, visible=False)
        box = column(header, self.tabs, spacing=12, margin=24)
        self.setLayout(box)
        self.tabs.selected.connect(self._tab_changed)
        session.changed.connect(self.refresh)
        self._count()

    def _count(self) -> None:
        if self._more:
            self._session.tasks.read(
                self._session.read(_counts, self._more), self._show_counts, key=f"payments-tabs-{id(self)}"
            )

    def _show_counts(self, counts: dict[str, int | None]) -> None:
        for key, count in counts.items():
            self.tabs.strip.set_visible(key, visible=count is not None)
            self.tabs.strip.set_count(key, self._session.amounts.count(count) if count else None)

    @Slot(str)
    def _tab_changed(self, key: str) -> None:
        set_role(self._main, "primary" if key == "list" else "")  # one main button at a time

    @property
    def list(self) -> PaymentsPage:
        """The page with the list."""
        page = self.tabs.page("list")
        if not isinstance(page, PaymentsPage):
            raise TypeError(page)
        return page

    @Slot()
    def _take(self) -> None:
        self._ways.take(0, ())

    def _make_list(self) -> QWidget:
        return PaymentsPage(self._session, self._ways)

    def _make_bank(self) -> QWidget:
        return DepositsPage(self._session, self._ways)

    @Slot(object)
    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        made = set(self.tabs.made())
        if changed & {"payments", "deposits", "invoices", "customers", "profile"}:
            for key in made & {"list", "bank"}:
                self._load(key)
        concerned = [tab for tab in self._more if changed & tab.shows]
        for tab in concerned:
            if tab.key in made:
                self._load(tab.key)
        if concerned:
            self._count()

    def _load(self, key: str) -> None:
        load = getattr(self.tabs.page(key), "load", None)
        if load is not None:
            load()

    # Where one is, for back and forward

    def place(self) -> str:
        """Return the tab."""
        return self.tabs.current()

    def show_place(self, place: str) -> None:
        """Go to a tab."""
        self.tabs.select(place or "list")


class PaymentsPage(QWidget):
    """Filters, the list, its totals."""

    def __init__(self, session: Session, ways: PaymentWays) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self.wanted = _kept(session)
        self.search = SearchField(_("Number, reference, memo"), wait_ms=120)
        self.search.setMinimumWidth(240)
        self.method = ComboField([(method, method_words(method) if method else _("All methods")) for method in _METHODS])
        self.state = ComboField([(state, state_words(state)) for state in STATES])
        self.period = ComboField([(period, period_words(period)) for period in PERIODS])
        self.first = DateField(session.dates, session.today)
        self.last = DateField(session.dates, session.today)
        for field, name in (
            (self.method, _("Method")),
            (self.state, _("Which payments")),
            (self.period, _("Period")),
            (self.first, _("From")),
            (self.last, _("To")),
        ):
            field.setAccessibleName(name)
        self.export = QPushButton(_("Export…"))
        self.export.clicked.connect(self._export)
        self.export.setVisible(session.actions.export is not None)
        self.print = QPushButton(_("Print…"))
        self.print.clicked.connect(self._print)
        self.print.setVisible(session.actions.print_table is not None)
        self.model = PagedModel(
            PaymentSource(session.office), payment_columns(session), session.tasks, self, sort="received", descending=True
        )
        self.table: Table[PaymentListRow] = Table("payments.list", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Payments"))
        self.table.opened.connect(ways.show)
        self.table.selection_changed.connect(self._selected)
        self.footer = Footer()
        self._totals = PaymentTotals(0, 0, 0)
        self._of_selected = ""
        filters = row(self.search, self.state, self.method, self.period, self.first, self.last, None, self.export, self.print)
        box = column(filters, self.table, self.footer, spacing=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.menu = PaymentMenu(session, ways, self.table)
        self._show_wanted()
        self.search.searched.connect(self._searched)
        self.search.left_down.connect(self._walk)
        for part in (self.method, self.state, self.period, self.first, self.last):
            part.changed.connect(self._filtered)
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again for the list and its totals."""
        wanted = self.wanted.filter(self._session.today)
        if self.model.filter == wanted:
            self.model.refresh()
        else:
            self.model.set_filter(wanted)
        self._session.tasks.read(self._session.read(payment_totals, wanted), self._show_totals, key=f"payments-{id(self)}")
        if self.wanted == Wanted():
            self.table.set_empty(_("No payment was taken yet."), _("Take payment"), self._take_first)
        else:
            self.table.set_empty(_("No payment is like this."), _("Show all payments"), self.show_all)

    @Slot()
    def show_all(self) -> None:
        """Take every filter away."""
        self.wanted = Wanted()
        self._show_wanted()
        self._filter_changed()

    @Slot()
    def _take_first(self) -> None:
        self._ways.take(0, ())

    @Slot()
    def _walk(self) -> None:
        self.table.setFocus()
        if self.table.current_id() is None and self.model.count():
            self.table.set_current(self.model.all_ids()[0])

    @Slot(str)
    def _searched(self, text: str) -> None:
        if text != self.wanted.text:
            self.wanted = self.wanted.with_text(text)
            self.load()

    @Slot()
    def _filtered(self) -> None:
        period = self.period.value()
        chosen = period if isinstance(period, Period) else Period.ALL
        if chosen is Period.CUSTOM and self.wanted.period is not Period.CUSTOM:
            before = self.wanted.period if self.wanted.period is not Period.ALL else Period.THIS_MONTH
            first, last = days_of(before, self._session.today)
            self.first.set_value(first)
            self.last.set_value(last)
        self.wanted = replace(
            self.wanted,
            method=str(self.method.value()),
            state=str(self.state.value()),
            period=chosen,
            from_on=self.first.value() if chosen is Period.CUSTOM else None,
            to_on=self.last.value() if chosen is Period.CUSTOM else None,
        )
        self._filter_changed()

    def _filter_changed(self) -> None:
        self._session.settings.put(
            _KEPT, {"method": self.wanted.method, "state": self.wanted.state, "period": self.wanted.period.value}
        )
        self._show_dates()
        self.load()

    def _show_wanted(self) -> None:
        self.search.setText(self.wanted.text)
        self.method.set_value(self.wanted.method)
        self.state.set_value(self.wanted.state)
        self.period.set_value(self.wanted.period)
        self._show_dates()

    def _show_dates(self) -> None:
        custom = self.wanted.period is Period.CUSTOM
        self.first.setVisible(custom)
        self.last.setVisible(custom)

    # Totals

    def _show_totals(self, totals: PaymentTotals) -> None:
        self._totals = totals
        self._show_footer()

    @Slot(object)
    def _selected(self, ids: list[int]) -> None:
        self._of_selected = ""
        if 1 < len(ids) <= _SUMMED_AT_MOST:
            key = f"payments-sum-{id(self)}"
            self._session.tasks.read(self._session.read(_sum_of, tuple(ids)), self._show_sum, key=key)
        self._show_footer()

    def _show_sum(self, found: tuple[int, int]) -> None:
        count, amount = found
        words = ngettext("{count} selected · {amount}", "{count} selected · {amount}", count)
        self._of_selected = words.format(count=count, amount=self._session.amounts.money(amount))
        self._show_footer()

    def _show_footer(self) -> None:
        totals = self._totals
        shown_count = self._session.amounts.count(totals.count)
        count = ngettext("{count} payment", "{count} payments", totals.count).format(count=shown_count)
        left = f"{count} · {self._of_selected}" if self._of_selected else count
        self.footer.show_texts(left, self._sums())

    def _sums(self) -> tuple[tuple[str, str], ...]:
        money = self._session.amounts.money
        return (
            (_("Unapplied"), money(self._totals.unapplied_minor)),
            (_("Amount"), money(self._totals.amount_minor)),
        )

    # Export and print: exactly what is shown

    def _what(self) -> Export:
        return Export(_("Payments"), shown(self.table), self._sums(), self.wanted.words())

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())


def _counts(reader: Reader, tabs: Sequence[PanelTab]) -> dict[str, int | None]:
    return {tab.key: tab.count(reader) for tab in tabs}


def _kept(session: Session) -> Wanted:
    kept = session.settings.get(_KEPT)
    if not isinstance(kept, dict):
        return Wanted()
    method, state, period = (str(kept.get(name, "")) for name in ("method", "state", "period"))
    known = period in PERIODS and period != Period.CUSTOM
    return Wanted(
        method=method if method in _METHODS else "",
        state=state if state in STATES else "",
        period=Period(period) if known else Period.ALL,
    )


def _sum_of(reader: Reader, ids: tuple[int, ...]) -> tuple[int, int]:
    amount = 0
    for start in range(0, len(ids), 500):
        rows = payment_rows(reader, ids[start : start + 500])
        amount += sum(row.amount_minor for row in rows if row.state != "reversed")
    return len(ids), amount
