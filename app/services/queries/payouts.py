"""Payouts with what they consist of, so that the bank's deposit ties out to the cent; and what the processor still holds.

The single lines of a payout, and what the book has for each, are in ``payout_lines``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from app.domain.chart import Chart
from app.models.ledger import Posting
from app.models.operations import BalanceTransaction, Payout, RemotePayment
from app.services.office import Reader
from app.services.queries.hand_payouts import HandPayout, hand_payouts
from app.services.queries.payout_lines import gaps_of


@dataclass(frozen=True, slots=True)
class PayoutPart:
    """The lines of one kind in a payout (charge, refund, dispute, fee, …); minor units, net = amount − fee."""

    kind: str
    count: int
    amount_minor: int
    fee_minor: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout and how it ties out.

    ``difference_minor`` is what its lines do not explain, ``gap_minor`` what its lines say and the book does not (both may be
    negative), ``not_in_book`` its charges that nobody posted, ``posted`` whether the book has it in the bank. One made
    ``by_hand`` has no lines: it is tied to what the processor held, by ``around``. ``seen_on`` is the day under which the
    office found it on the bank's statement (None: not yet), ``seen_by`` who ticked it off.
    """

    id: int
    remote_id: str
    amount_minor: int
    arrives_on: date
    state: str
    posted: bool
    parts: tuple[PayoutPart, ...]
    difference_minor: int
    not_in_book: tuple[str, ...]
    gap_minor: int
    by_hand: bool
    around: HandPayout | None
    seen_on: date | None
    seen_by: str

    @property
    def gross_minor(self) -> int:
        """What its lines come to before fees."""
        return sum(part.amount_minor for part in self.parts)

    @property
    def fee_minor(self) -> int:
        """What the processor kept."""
        return sum(part.fee_minor for part in self.parts)

    @property
    def off_minor(self) -> int:
        """What the deposit is more than the book explains; zero when it ties out."""
        return self.difference_minor + self.gap_minor


_PAYOUTS = select(
    Payout.id,
    Payout.remote_id,
    Payout.amount_minor,
    Payout.arrives_on,
    Payout.state,
    Payout.entry_id,
    Payout.reversal_entry_id,
    Payout.by_hand,
    Payout.seen_on,
    Payout.seen_by,
)
_IS_PART = ~((BalanceTransaction.kind == "payout") & (BalanceTransaction.source_id == BalanceTransaction.payout_remote_id))
_NEVER_CAME = ("failed", "canceled")


def _whole(column: ColumnElement[int]) -> ColumnElement[int]:
    query = select(func.coalesce(func.sum(column), 0)).where(BalanceTransaction.payout_remote_id == Payout.remote_id, _IS_PART)
    return query.correlate(Payout).scalar_subquery()


def payout_ids(
    reader: Reader, sort: str = "on", *, descending: bool = True, unseen_only: bool = False
) -> list[int]:
    """Return the ids of payouts in order.

    Args:
        reader: the book.
        sort: on (the day they arrive), deposit, status, gross, fees, seen, by or id.
        descending: the last first.
        unseen_only: leave out what was seen on the bank's statement, and what never reached the bank.
    """
    ways: dict[str, ColumnElement[Any]] = {
        "deposit": Payout.amount_minor,
        "status": Payout.state,
        "gross": _whole(BalanceTransaction.amount_minor),
        "fees": _whole(BalanceTransaction.fee_minor),
        "by": Payout.seen_by,
        "id": Payout.remote_id,
    }
    by: list[ColumnElement[Any]] = [Payout.arrives_on, Payout.id]
    if sort == "seen":
        # The stores differ in where they put what is empty.
        by = [case((Payout.seen_on.is_(None), 0), else_=1), Payout.seen_on, *by]
    elif sort in ways:
        by = [ways[sort], *by]
    query = select(Payout.id).order_by(*(each.desc() if descending else each for each in by))
    if unseen_only:
        query = query.where(Payout.seen_on.is_(None), Payout.state.not_in(_NEVER_CAME))
    return list(reader.connection.execute(query).scalars())


def count_unseen(reader: Reader) -> int:
    """Return how many payouts were not yet seen on the bank's statement."""
    query = select(func.count()).select_from(Payout).where(Payout.seen_on.is_(None), Payout.state.not_in(_NEVER_CAME))
    return int(reader.connection.execute(query).scalar_one())


def payout_views(reader: Reader, ids: Sequence[int]) -> list[PayoutView]:
    """Return payouts (at most some hundred ids) with their parts, newest first."""
    query = _PAYOUTS.where(Payout.id.in_(ids)).order_by(Payout.arrives_on.desc(), Payout.id.desc())
    return _views(reader, reader.connection.execute(query).all())


def list_payouts(reader: Reader, limit: int = 100) -> list[PayoutView]:
    """Return payouts with their parts, newest first."""
    query = _PAYOUTS.order_by(Payout.arrives_on.desc(), Payout.id.desc()).limit(limit)
    return _views(reader, reader.connection.execute(query).all())


def _views(
    reader: Reader, payouts: Sequence[Row[int, str, int, date, str, int | None, int | None, bool, date | None, str]]
) -> list[PayoutView]:
    ids = [row.remote_id for row in payouts]
    by_hand = {each.remote_id: each for each in hand_payouts(reader)} if any(row.by_hand for row in payouts) else {}
    parts: dict[str, list[PayoutPart]] = {}
    # A payout's own line is what leaves, not what it consists of.
    for row in reader.connection.execute(
        select(
            BalanceTransaction.payout_remote_id,
            BalanceTransaction.kind,
            func.count().label("how_many"),
            func.sum(BalanceTransaction.amount_minor).label("amount"),
            func.sum(BalanceTransaction.fee_minor).label("fee"),
            func.sum(BalanceTransaction.net_minor).label("net"),
        )
        .where(BalanceTransaction.payout_remote_id.in_(ids), _IS_PART)
        .group_by(BalanceTransaction.payout_remote_id, BalanceTransaction.kind)
        .order_by(BalanceTransaction.kind)
    ):
        part = PayoutPart(row.kind, row.how_many, int(row.amount), int(row.fee), int(row.net))
        parts.setdefault(row.payout_remote_id, []).append(part)
    gaps = gaps_of(reader, ids)
    strangers: dict[str, list[str]] = {}
    known = select(RemotePayment.remote_id).where(RemotePayment.state == "posted")
    for charge in reader.connection.execute(
        select(BalanceTransaction.payout_remote_id, BalanceTransaction.payment_remote_id).where(
            BalanceTransaction.payout_remote_id.in_(ids),
            BalanceTransaction.kind == "charge",
            BalanceTransaction.payment_remote_id.not_in(known),
        )
    ):
        strangers.setdefault(charge.payout_remote_id, []).append(charge.payment_remote_id)
    return [
        PayoutView(
            row.id,
            row.remote_id,
            row.amount_minor,
            row.arrives_on,
            row.state,
            row.entry_id is not None and row.reversal_entry_id is None,
            tuple(parts.get(row.remote_id, ())),
            _difference(row.amount_minor, parts.get(row.remote_id, []), by_hand.get(row.remote_id), by_hand=row.by_hand),
            tuple(strangers.get(row.remote_id, ())),
            by_hand[row.remote_id].gap_minor if row.remote_id in by_hand else gaps.get(row.remote_id, 0),
            row.by_hand,
            by_hand.get(row.remote_id),
            row.seen_on,
            row.seen_by,
        )
        for row in payouts
    ]


def _difference(amount_minor: int, parts: Sequence[PayoutPart], around: HandPayout | None, *, by_hand: bool) -> int:
    if around is not None:
        return around.short_minor
    # One by hand that came back, or that an automatic one took into account, is explained by that.
    return 0 if by_hand else amount_minor - sum(part.net_minor for part in parts)


def held_minor(reader: Reader) -> int:
    """Return the balance of processor clearing: what the processor holds, zero when everything was paid out."""
    query = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(Posting.account_id == int(Chart.CLEARING))
    return int(reader.connection.execute(query).scalar_one())
