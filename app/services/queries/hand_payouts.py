"""Payouts that somebody made by hand at the processor: it does not say what they consist of, so they are tied to its balance.

What the processor held before, less the payout, is what it held after. The balance is what came in and has left with no
automatic payout, in the order of the processor's own clock; a payout that is more than that took money which the book knows
nothing of, such as from before it was connected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.models.operations import BalanceTransaction, Payout
from app.services.office import Reader
from app.services.queries.payout_lines import PayoutLine, balance_lines, book_amount, read_lines

_Line = BalanceTransaction
_GONE = ("failed", "canceled")
# What automatic payouts have taken is told by their own lines.
_POOLED: ColumnElement[bool] = or_(
    _Line.payout_remote_id == "",
    _Line.payout_remote_id.in_(select(Payout.remote_id).where(Payout.state.in_(_GONE))),
)


@dataclass(frozen=True, slots=True)
class HandPayout:
    """A payout made by hand and the balance around it; minor units, instants in UTC.

    ``since_at`` is when the payout before it was made (None for the first); ``carried_minor`` what that one left, and
    ``came_in_minor`` what came in since, less fees: together ``before_minor``. ``after_minor`` is never below zero: what is
    missing is ``short_minor``. ``gap_minor`` is what the lines that came in say and the book does not.
    """

    remote_id: str
    amount_minor: int
    fee_minor: int
    state: str
    since_at: datetime | None
    made_at: datetime
    carried_minor: int
    came_in_minor: int
    gap_minor: int

    @property
    def before_minor(self) -> int:
        """What the processor held, by the lines that the book knows."""
        return self.carried_minor + self.came_in_minor

    @property
    def after_minor(self) -> int:
        """What it held afterwards."""
        return max(self.before_minor - self.amount_minor - self.fee_minor, 0)

    @property
    def short_minor(self) -> int:
        """What the payout is more than the book knows of."""
        return max(self.amount_minor + self.fee_minor - self.before_minor, 0)

    @property
    def off_minor(self) -> int:
        """What the deposit is more than the book explains; zero when it ties out."""
        return self.short_minor + self.gap_minor


def hand_payouts(reader: Reader) -> list[HandPayout]:
    """Return the payouts that were made by hand and did not come back, the first first."""
    fee = (
        select(func.sum(_Line.fee_minor))
        .where(_Line.kind == "payout", _Line.source_id == Payout.remote_id)
        .correlate(Payout)
        .scalar_subquery()
    )
    rows = reader.connection.execute(
        select(Payout.remote_id, Payout.amount_minor, Payout.state, Payout.made_at, func.coalesce(fee, 0).label("fee"))
        .where(Payout.by_hand, Payout.state.not_in(_GONE), Payout.made_at.is_not(None), Payout.remote_id.not_in(_absorbed()))
        .order_by(Payout.made_at, Payout.id)
    ).all()
    if not rows:
        return []
    came_in = _came_in(reader)
    line = next(came_in, None)
    found: list[HandPayout] = []
    since, carried = None, 0
    for row in rows:
        net = gap = 0
        while line is not None and line[0] <= row.made_at:
            net, gap = net + line[1], gap + line[2]
            line = next(came_in, None)
        one = HandPayout(row.remote_id, row.amount_minor, int(row.fee), row.state, since, row.made_at, carried, net, gap)
        found.append(one)
        since, carried = one.made_at, one.after_minor
    return found


def _absorbed() -> ColumnElement[bool]:
    """Return a query of the payouts by hand that an automatic payout counts among its own lines."""
    return select(_Line.source_id).where(_Line.kind == "payout", _Line.payout_remote_id != "")  # type: ignore[return-value]


def _came_in(reader: Reader) -> Iterator[tuple[datetime, int, int]]:
    query = (
        balance_lines(_Line.created_at, _Line.net_minor, _Line.amount_minor - book_amount())
        .where(_POOLED)
        .order_by(_Line.created_at, _Line.remote_id)
    )
    for made_at, net, gap in reader.connection.execute(query):
        yield made_at, int(net), int(gap)


def lines_between(reader: Reader, since_at: datetime | None, until: datetime | None) -> list[PayoutLine]:
    """Return the lines that came in after ``since_at`` and not after ``until`` and left with no automatic payout."""
    where: list[ColumnElement[bool]] = [_POOLED]
    if since_at is not None:
        where.append(_Line.created_at > since_at)
    if until is not None:
        where.append(_Line.created_at <= until)
    return read_lines(reader, *where)
