"""Payouts with what they consist of, so that the bank's deposit ties out to the cent; and what the processor still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.domain.chart import Chart
from app.models.ledger import Posting
from app.models.operations import BalanceTransaction, Payout, RemotePayment
from app.services.office import Reader


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
    """A payout; ``difference_minor`` is what its lines do not explain, ``not_in_book`` its charges that nobody posted."""

    remote_id: str
    amount_minor: int
    arrives_on: date
    state: str
    posted: bool
    parts: tuple[PayoutPart, ...]
    difference_minor: int
    not_in_book: tuple[str, ...]


def list_payouts(reader: Reader, limit: int = 100) -> list[PayoutView]:
    """Return payouts with their parts, newest first."""
    payouts = reader.connection.execute(
        select(
            Payout.remote_id,
            Payout.amount_minor,
            Payout.arrives_on,
            Payout.state,
            Payout.entry_id,
            Payout.reversal_entry_id,
        )
        .order_by(Payout.arrives_on.desc(), Payout.id.desc())
        .limit(limit)
    ).all()
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
            row.remote_id,
            row.amount_minor,
            row.arrives_on,
            row.state,
            row.entry_id is not None and row.reversal_entry_id is None,
            tuple(parts.get(row.remote_id, ())),
            row.amount_minor - sum(part.net_minor for part in parts.get(row.remote_id, ())),
            tuple(strangers.get(row.remote_id, ())),
        )
        for row in payouts
    ]


def held_minor(reader: Reader) -> int:
    """Return the balance of processor clearing: what the processor holds, zero when everything was paid out."""
    query = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(Posting.account_id == int(Chart.CLEARING))
    return int(reader.connection.execute(query).scalar_one())
