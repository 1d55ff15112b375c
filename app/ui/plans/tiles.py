"""A customer's running plans as tiles: price, next bill, and what is overdue or failed; a click opens the plan's details."""

from __future__ import annotations

from functools import partial

from app.domain.language import _
from app.services.office import Reader
from app.services.queries.plans import PlanFilter, PlanListRow, PlanSort, plan_ids, plan_rows
from app.ui.account_notice import AccountNotice
from app.ui.kit.pieces import Tile, row
from app.ui.kit.theme import Tone
from app.ui.kit.theme.applied import pixels
from app.ui.plans.listing import frequency_words
from app.ui.session import Session

MOST_TILES = 4
_MOST_READ = 100


def running(reader: Reader, customer_id: int) -> tuple[PlanListRow, ...]:
    """Return the plans that tiles are shown for."""
    # Sorted here and not in the book: there the worst of one customer's plans is found among everybody's.
    ids = plan_ids(reader, PlanFilter(status="live", customer_id=customer_id), PlanSort.START)[:_MOST_READ]
    found = sorted(plan_rows(reader, ids), key=lambda plan: -(plan.failed_minor + plan.overdue_minor))
    return tuple(found[:MOST_TILES])


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


class PlanTiles(AccountNotice[tuple[PlanListRow, ...]]):
    """The tiles side by side; hidden while there is no running plan."""

    concerned = frozenset({"plans", "invoices", "payments", "operations", "profile"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tiles: list[Tile] = []
        self._line = row(spacing=12)
        self.setLayout(self._line)

    def standing(self, reader: Reader, customer_id: int) -> tuple[PlanListRow, ...]:
        """Return the plans."""
        return running(reader, customer_id)

    def tell(self, plans: tuple[PlanListRow, ...]) -> None:
        """Show them."""
        while self._line.count():
            self._line.takeAt(0)
        while self.tiles:
            self.tiles.pop().deleteLater()
        for plan in plans:
            tile = Tile(_("{plan} {number}").format(plan=plan.name, number=plan.number))
            tile.show_figure(*tile_words(plan, self.session))
            tile.setMaximumWidth(pixels(380))
            tile.set_opens(opens=self.session.actions.show_plan is not None)
            tile.clicked.connect(partial(self._show, plan.id))
            self.tiles.append(tile)
            self._line.addWidget(tile, 1)
        self._line.addStretch()
        self.setVisible(bool(plans))

    def _show(self, plan_id: int, _checked: bool = False) -> None:
        if self.session.actions.show_plan is not None:
            self.session.actions.show_plan(plan_id)
