"""Payouts with what they consist of, so that the bank's deposit ties out to the cent; and what the processor still holds.

The single lines of a payout, and what the book has for each, are in ``payout_lines``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select

from app.domain.chart import Chart
from app.models.ledger import Posting
from app.models.operations import BalanceTransaction, Payout, RemotePayment
from app.services.office import Reader
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
    negative), ``not_in_book`` its charges that nobody posted, ``posted`` whether the book has it in the bank.
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

    @property
    def gross_minor(self) -> int:
        """What its lines come to before fees."""
        return sum(part.amount_minor for part in self.parts)

    @property
    def fee_minor(self) -> int:
        """What the processor kept."""
        return sum(part.fee_minor for part in self.parts)

    @property
    def by_hand(self) -> bool:
        """Whether it was made by hand at the processor, which does not say what such a payout consists of."""
        return not self.parts

    @property
    def off_minor(self) -> int:
        """What the deposit is more than the book explains; zero when it ties out. Nothing can be said of one made by hand."""
        return 0 if self.by_hand else self.difference_minor + self.gap_minor


_PAYOUTS = select(
    Payout.id,
    Payout.remote_id,
    Payout.amount_minor,
    Payout.arrives_on,
    Payout.state,
    Payout.entry_id,
    Payout.reversal_entry_id,
)


def payout_ids(reader: Reader, *, descending: bool = True) -> list[int]:
    """Return the ids of all payouts by the day they arrive, the newest first unless ``descending`` is off."""
    order = (Payout.arrives_on.desc(), Payout.id.desc()) if descending else (Payout.arrives_on, Payout.id)
    return list(reader.connection.execute(select(Payout.id).order_by(*order)).scalars())


def payout_views(reader: Reader, ids: Sequence[int]) -> list[PayoutView]:
    """Return payouts (at most some hundred ids) with their parts, newest first."""
    query = _PAYOUTS.where(Payout.id.in_(ids)).order_by(Payout.arrives_on.desc(), Payout.id.desc())
    return _views(reader, reader.connection.execute(query).all())


def list_payouts(reader: Reader, limit: int = 100) -> list[PayoutView]:
    """Return payouts with their parts, newest first."""
    query = _PAYOUTS.order_by(Payout.arrives_on.desc(), Payout.id.desc()).limit(limit)
    return _views(reader, reader.connection.execute(query).all())


def _views(
    reader: Reader, payouts: Sequence[Row[int, str, int, date, str, int | None, int | None]]
) -> list[PayoutView]:
    ids = [row.remote_id for row in payouts]
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
        .where(BalanceTransaction.payout_remote_id.in_(ids), BalanceTransaction.kind != "payout")
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
            row.amount_minor - sum(part.net_minor for part in parts.get(row.remote_id, ())),
            tuple(strangers.get(row.remote_id, ())),
            gaps.get(row.remote_id, 0),
        )
        for row in payouts
    ]


def held_minor(reader: Reader) -> int:
    """Return the balance of processor clearing: what the processor holds, zero when everything was paid out."""
    query = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(Posting.account_id == int(Chart.CLEARING))
    return int(reader.connection.execute(query).scalar_one())
