"""The tab of an account with its saved cards and bank accounts: what is on file, which is charged, what is paid with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from app.domain.language import _, ngettext
from app.services.charging.connecting import pinned_account
from app.services.charging.customers import make_default, remote_customer_of
from app.services.office import Reader
from app.services.queries.saved_methods import SavedMethodRow, saved_method_rows
from app.ui.customers.menus import LINE, Entry, MenuButton
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.dialogs import confirm
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session

ALL = "all"


class MethodWays(Protocol):
    """What the tab asks of the other screens of charging."""

    def add(self, customer_id: int) -> object:
        """Let a new card or bank account be entered."""

    def pay_link(self, customer_id: int, invoice_ids: Sequence[int]) -> object:
        """Make a page on which the customer pays."""

    def link(self, customer_id: int) -> object:
        """Ask for the processor's id of the customer."""

    def connect_book(self) -> object:
        """Open the window that connects the book."""

    def remove(self, row: SavedMethodRow) -> object:
        """Remove a method at the processor."""

    def read_again(self, customer_id: int) -> object:
        """Read the customer's methods anew from the processor."""

    def charge_with(self, customer_id: int, method_id: int) -> object:
        """Choose what is charged to a method."""


_ORDERS: dict[str, Callable[[SavedMethodRow], str]] = {
    "method": lambda found: found.label.casefold(),
    "kind": lambda found: found.kind,
    "expires": lambda found: "" if found.expires_on is None else found.expires_on.isoformat(),
    "status": lambda found: "" if found.is_default else "other",
    "plans": lambda found: ", ".join(name for _id, name in found.plans).casefold(),
}


class MethodSource:
    """Saved methods of one customer for a ``PagedModel``; the default first."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office, self._customer_id = session.office, customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        text = filter_.text.casefold() if isinstance(filter_, TabFilter) else ""
        found = [each for each in self._all() if text in f"{each.brand} {each.last4}".casefold()]
        key = _ORDERS.get(sort)
        if key is not None:
            found.sort(key=key, reverse=descending)
        return [each.id for each in found]

    def rows(self, ids: Sequence[int]) -> Sequence[SavedMethodRow]:
        """Return rows by id."""
        wanted = set(ids)
        return [each for each in self._all() if each.id in wanted]

    def _all(self) -> list[SavedMethodRow]:
        return self._office.read(lambda reader: saved_method_rows(reader, self._customer_id))


class _Figures:
    """What stands below the table and beside it."""

    def __init__(self, count: int, remote_id: str, *, connected: bool) -> None:
        self.count, self.remote_id, self.connected = count, remote_id, connected


class MethodsTab(TableTab):
    """Saved cards and bank accounts of one customer."""

    name = "account.methods"
    concerned = frozenset({"plans", "operations", "settings"})

    def __init__(self, session: Session, ways: MethodWays) -> None:
        self._ways = ways
        self._figures: _Figures | None = None
        super().__init__(session, _("Brand or last digits"))
        self.add = QPushButton(_("Add…"))
        self.add.clicked.connect(self._add)
        self.more = MenuButton(_("Charging"), role="flat")
        self.more.entries.aboutToShow.connect(self._fill)
        self.view.tools.filter.hide()
        self.offer(self.add, self.more)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Cards and bank accounts")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's one filter."""
        return ((ALL, _("All")),)

    def source(self, customer_id: int) -> MethodSource:
        """Return where the rows come from."""
        return MethodSource(self.session, customer_id)

    def columns(self) -> tuple[Column[SavedMethodRow], ...]:
        """Return the columns."""
        return method_columns(self.session)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> _Figures:
        """Return what the footer says; runs in a reader."""
        del wanted
        count = len(saved_method_rows(reader, customer_id))
        return _Figures(count, remote_customer_of(reader, customer_id), connected=pinned_account(reader) is not None)

    def footer(self, figures: _Figures) -> TabFooter:
        """Return how many there are, and who the customer is at the processor."""
        self._figures = figures
        self.add.setEnabled(figures.connected)
        if not self.model.count():
            said = self.nothing()
            self.view.table.set_empty(said.sentence, said.button, said.act)
        left = ngettext("{count} on file", "{count} on file", figures.count).format(count=figures.count)
        return TabFooter(left, ((_("At the processor"), figures.remote_id),) if figures.remote_id else ())

    def nothing(self) -> Nothing:
        """Return what an account without a card says, and the next step."""
        if self._figures is not None and not self._figures.connected:
            return Nothing(
                _("This book is not connected with a payment processor yet."), _("Card payments…"), self._ways.connect_book
            )
        return Nothing(_("No card or bank account is on file."), _("Add one…"), self._add)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with one method."""
        found = self.model.row(ids[0]) if len(ids) == 1 else None
        if found is None or self.customer_id is None:
            return []
        method: SavedMethodRow = found
        entries = [Entry(_("Charge…"), partial(self._ways.charge_with, self.customer_id, method.id))]
        if not method.is_default:
            entries.append(Entry(_("Make it the default"), partial(self._make_default, method.id)))
        for plan_id, name in method.plans if self.session.actions.show_plan is not None else ():
            show: Callable[[int], object] | None = self.session.actions.show_plan
            if show is not None:
                entries.append(Entry(_("Go to plan {plan}").format(plan=name), partial(show, plan_id)))
        return [*entries, LINE, Entry(_("Remove…"), partial(self._remove, method))]

    def open_row(self, row_id: int) -> None:
        """Choose what is charged to the method."""
        if self.customer_id is not None:
            self._ways.charge_with(self.customer_id, row_id)

    # Inside

    @Slot()
    def _add(self) -> None:
        if self.customer_id is not None:
            self._ways.add(self.customer_id)

    @Slot()
    def _fill(self) -> None:
        entries: list[Entry] = []
        figures, customer_id = self._figures, self.customer_id
        if figures is not None and figures.connected and customer_id is not None:
            if figures.count:
                entries.append(Entry(_("Charge…"), partial(self._ways.charge_with, customer_id, 0)))
            entries.append(Entry(_("Payment link…"), partial(self._ways.pay_link, customer_id, ())))
            entries.append(LINE)
            if figures.remote_id:
                entries.append(Entry(_("Read again from the processor"), partial(self._ways.read_again, customer_id)))
            else:
                entries.append(Entry(_("Link with an existing customer…"), partial(self._ways.link, customer_id)))
        self.more.entries.set_entries([*entries, Entry(_("Card payments…"), self._ways.connect_book)])

    def _make_default(self, method_id: int) -> None:
        self.session.tasks.write(self.session.write(make_default, method_id))

    def _remove(self, method: SavedMethodRow) -> None:
        words = _("It is removed at the processor too, and cannot be charged any more.")
        if method.plans:
            names = ", ".join(name for _id, name in method.plans)
            words += " " + _("These plans are paid with it and need another one: {plans}.").format(plans=names)
        if confirm(self.window(), _("Remove {method}?").format(method=method.label), words, _("Remove"), danger=True):
            self._ways.remove(method)


def method_columns(session: Session) -> tuple[Column[SavedMethodRow], ...]:
    """Return the columns of saved methods."""
    dates, today = session.dates, session.today

    def status(found: SavedMethodRow) -> Status | None:
        if found.expires_on is not None and found.expires_on < today:
            return Status(_("Expired"), Tone.ALARM, "cross")
        if found.is_default:
            return Status(_("Default"), Tone.GOOD, "check")
        return None

    def expires(found: SavedMethodRow) -> str:
        return dates.medium(found.expires_on) if found.expires_on is not None else "–"

    return (
        Column("method", _("Method"), lambda one: one.label, width=240, sort="method", strong=lambda one: one.is_default),
        Column("kind", _("Kind"), lambda found: kind_words(found.kind), width=120, sort="kind"),
        Column("expires", _("Good until"), expires, Kind.DATE, width=120, sort="expires", value=lambda found: found.expires_on),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=120, sort="status", status=status),
        Column(
            "plans",
            _("Plans paid with it"),
            lambda found: ", ".join(name for _id, name in found.plans),
            width=200,
            stretch=True,
            sort="plans",
        ),
    )


def kind_words(kind: str) -> str:
    """Return what a saved method is."""
    return _("Bank account") if kind == "bank" else _("Card")


def count_methods(reader: Reader, customer_id: int) -> int:
    """Return how many methods a customer has on file."""
    return len(saved_method_rows(reader, customer_id))
