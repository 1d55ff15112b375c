"""A customer's running plans as tiles: price, next bill, and what is overdue or failed; a click opens the plan's details."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.office import Reader
from app.services.queries.plans import PlanFilter, PlanListRow, PlanSort, plan_ids, plan_rows
from app.ui.kit.pieces import Tile, row
from app.ui.kit.theme import Tone
from app.ui.kit.theme.applied import pixels
from app.ui.plans.listing import frequency_words
from app.ui.session import Session

MOST_TILES = 4
_MOST_READ = 100
_SHOWN = frozenset({"plans", "invoices", "payments", "operations", "profile"})


@dataclass(frozen=True, slots=True)
class Running:
    """A customer's running plans, those that owe most first, at most as many as there are tiles."""

    customer_id: int
    plans: tuple[PlanListRow, ...]


def running(reader: Reader, customer_id: int) -> Running:
    """Return the plans that tiles are shown for."""
    # Sorted here and not in the book: there the worst of one customer's plans is found among everybody's.
    ids = plan_ids(reader, PlanFilter(status="live", customer_id=customer_id), PlanSort.START)[:_MOST_READ]
    found = sorted(plan_rows(reader, ids), key=lambda plan: -(plan.failed_minor + plan.overdue_minor))
    return Running(customer_id, tuple(found[:MOST_TILES]))


def tile_words(plan: PlanListRow, session: Session) -> tuple[str, str, Tone | None]:
    """Return a plan's figure, what stands under it, and its tone: what it owes, or else its price and next bill."""
    money, often = session.amounts.money, frequency_words(plan.frequency)
    price = money(plan.net_price_minor)
    owed = plan.failed_minor + plan.overdue_minor
    if owed:
        if plan.failed_minor and plan.overdue_minor:
            how = _("{failed} failed, {overdue} overdue").format(
                failed=money(plan.failed_minor), overdue=money(plan.overdue_minor)
            )
        else:
            how = _("failed") if plan.failed_minor else _("overdue")
        note = _("{status} · {amount} {frequency}").format(status=how, amount=price, frequency=often.lower())
        return money(owed), note, Tone.ALARM
    if plan.status == "paused":
        return price, _("{frequency} · paused").format(frequency=often), Tone.QUIET
    if plan.next_bill_on is None:
        return price, often, None
    when = session.dates.medium(plan.next_bill_on)
    return price, _("{frequency} · next bill {date}").format(frequency=often, date=when), None


class PlanTiles(QWidget):
    """The tiles side by side; hidden while there is no running plan."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._customer_id: int | None = None
        self.tiles: list[Tile] = []
        self._line = row(spacing=12)
        self.setLayout(self._line)
        self.hide()

    def show_customer(self, customer_id: int) -> None:
        """Show this customer's plans, as soon as they are read."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self.hide()
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what may have changed."""
        if changed & _SHOWN or f"customer:{self._customer_id}" in changed:
            self._read()

    def _read(self) -> None:
        if self._customer_id is not None:
            job = self._session.read(running, self._customer_id)
            self._session.tasks.read(job, self._came, key=f"plan-tiles-{id(self)}")

    def _came(self, found: Running) -> None:
        if found.customer_id != self._customer_id:
            return
        while self._line.count():
            self._line.takeAt(0)
        while self.tiles:
            self.tiles.pop().deleteLater()
        for plan in found.plans:
            tile = Tile(_("{plan} {number}").format(plan=plan.name, number=plan.number))
            tile.show_figure(*tile_words(plan, self._session))
            tile.setMaximumWidth(pixels(380))
            tile.set_opens(opens=self._session.actions.show_plan is not None)
            tile.clicked.connect(partial(self._show, plan.id))
            self.tiles.append(tile)
            self._line.addWidget(tile, 1)
        self._line.addStretch()
        self.setVisible(bool(found.plans))

    def _show(self, plan_id: int, _checked: bool = False) -> None:
        if self._session.actions.show_plan is not None:
            self._session.actions.show_plan(plan_id)
