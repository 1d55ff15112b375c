"""The processor's balance in the ledger: fees as they are taken, payouts as they reach the bank and when they come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select, update

from app.domain.entries import paid_out, processor_fee, reversed_entry
from app.domain.language import _
from app.models.bulk import take_ids
from app.models.operations import BalanceTransaction, Payout
from app.services.charging.operations import local_day, open_day
from app.services.charging.processor import RemoteLine, RemotePayout
from app.services.ledger import entry_by_id, post_entries
from app.services.office import Reader, Writer

# Lines that are a cost as a whole; in all others only their fee is.
COSTS = frozenset({"fee", "network_cost", "tax", "risk_reserved_funds_fee"})
UNDER_WAY = ("pending", "in_transit")


def post_lines(writer: Writer, lines: Iterable[RemoteLine], payout_id: str = "") -> int:
    """Keep balance lines and post what they cost, each once; ``payout_id`` names the payout they left with.

    Returns how many were new.
    """
    wanted = {line.id: line for line in lines}
    known = lines_known(writer, list(wanted))
    new = [line for id_, line in wanted.items() if id_ not in known]
    if payout_id:
        there = sorted(known)
        for start in range(0, len(there), 500):
            writer.connection.execute(
                update(BalanceTransaction)
                .where(BalanceTransaction.remote_id.in_(there[start : start + 500]))
                .values(payout_remote_id=payout_id)
            )
    if new:
        _add(writer, new, payout_id)
        writer.touch("ledger", "operations")
    return len(new)


def _add(writer: Writer, lines: list[RemoteLine], payout_id: str) -> None:
    costs = {line.id: line.fee_minor - (line.amount_minor if line.kind in COSTS else 0) for line in lines}
    costly = [line for line in lines if costs[line.id]]
    fees = [
        processor_fee(local_day(writer, line.created_at), costs[line.id], f"{line.kind} {line.source_id or line.id}")
        for line in costly
    ]
    entries = dict(zip((line.id for line in costly), post_entries(writer, fees), strict=True)) if fees else {}
    writer.connection.execute(
        insert(BalanceTransaction),
        [
            {
                "remote_id": line.id,
                "kind": line.kind,
                "source_id": line.source_id,
                "payment_remote_id": line.payment_id,
                "amount_minor": line.amount_minor,
                "fee_minor": line.fee_minor,
                "net_minor": line.net_minor,
                "created_at": line.created_at,
                "payout_remote_id": payout_id,
                "entry_id": entries.get(line.id),
            }
            for line in lines
        ],
    )


def lines_known(reader: Reader, ids: list[str]) -> set[str]:
    """Return which balance lines (by the processor's ids) this book has."""
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        query = select(BalanceTransaction.remote_id).where(BalanceTransaction.remote_id.in_(ids[start : start + 500]))
        found.update(reader.connection.execute(query).scalars())
    return found


def apply_payout(writer: Writer, payout: RemotePayout) -> bool:
    """Apply how a payout stands: in the bank once it is paid, out of it again when it failed. True when that posted."""
    row = writer.connection.execute(
        select(Payout.id, Payout.entry_id, Payout.reversal_entry_id).where(Payout.remote_id == payout.id)
    ).one_or_none()
    if row is None:
        id_ = take_ids(writer.connection, Payout)[0]
        writer.connection.execute(
            insert(Payout).values(
                id=id_,
                remote_id=payout.id,
                amount_minor=payout.amount_minor,
                arrives_on=payout.arrives_on,
                state=payout.state,
                by_hand=not payout.automatic,
                made_at=payout.created_at,
            )
        )
        entry_id = reversal_id = None
    else:
        id_, entry_id, reversal_id = row.id, row.entry_id, row.reversal_entry_id
        writer.connection.execute(
            update(Payout).where(Payout.id == id_).values(state=payout.state, arrives_on=payout.arrives_on)
        )
    writer.touch("operations")
    memo = _("Payout {id}").format(id=payout.id)
    if payout.state == "paid" and entry_id is None:
        on = open_day(writer, min(payout.arrives_on, writer.today))
        entry = post_entries(writer, [paid_out(on, payout.amount_minor, memo)])[0]
        writer.connection.execute(update(Payout).where(Payout.id == id_).values(entry_id=entry))
        writer.touch("ledger")
        return True
    if payout.state in {"failed", "canceled"} and entry_id is not None and reversal_id is None:
        back = reversed_entry(entry_by_id(writer, entry_id), writer.today, entry_id)
        entry = post_entries(writer, [back])[0]
        writer.connection.execute(update(Payout).where(Payout.id == id_).values(reversal_entry_id=entry))
        writer.touch("ledger")
        return True
    return False


def payouts_under_way(reader: Reader) -> bool:
    """Tell whether a payout that is due in the bank by today is not known to have arrived."""
    found = reader.connection.execute(
        select(Payout.id).where(Payout.state.in_(UNDER_WAY), Payout.arrives_on <= reader.today).limit(1)
    ).first()
    return found is not None


def last_line_at(reader: Reader) -> datetime | None:
    """Return when the newest balance line that this book knows was made, or None."""
    return reader.connection.execute(select(func.max(BalanceTransaction.created_at))).scalar()
