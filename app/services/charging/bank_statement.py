"""Ticking payouts off against the bank's statement: who found which deposit there, under which day; and taking it back.

Nothing is posted: the deposit is in the book's bank since the processor said that it arrived. That the bank has it too is
what a person says here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.operations import Payout
from app.services.activity import Happening, record
from app.services.office import Writer

_NEVER_CAME = ("failed", "canceled")


def see_on_statement(writer: Writer, payout_ids: Sequence[int], on: date | None = None) -> int:
    """Tick payouts off as seen on the bank's statement, and return how many were not before.

    Args:
        writer: the transaction.
        payout_ids: which.
        on: the day the statement shows; the day on which each arrives when None, or today where that is still to come.

    Raises:
        UserError: the day is still to come, or a payout never reached the bank.
        NotFound: no such payout.
    """
    if on is not None and on > writer.today:
        raise UserError(_("A statement does not show days that are still to come."))
    ticked = 0
    for id_ in payout_ids:
        row = writer.connection.execute(
            select(Payout.remote_id, Payout.arrives_on, Payout.state, Payout.seen_on, Payout.amount_minor).where(
                Payout.id == id_
            )
        ).one_or_none()
        if row is None:
            raise NotFound(_("That payout is not in this book."))
        if row.state in _NEVER_CAME:
            raise UserError(_("Payout {id} never reached the bank.").format(id=row.remote_id))
        day = on or min(row.arrives_on, writer.today)
        if row.seen_on == day:
            continue
        ticked += row.seen_on is None
        writer.connection.execute(update(Payout).where(Payout.id == id_).values(seen_on=day, seen_by=writer.actor))
        details = {"id": row.remote_id, "amount_minor": row.amount_minor, "on": day.isoformat()}
        record(writer, [Happening("payout.seen", None, details)])
    writer.touch("operations")
    return ticked


def take_back_seen(writer: Writer, payout_ids: Sequence[int]) -> None:
    """Say that payouts were not seen on the bank's statement after all."""
    for id_ in payout_ids:
        row = writer.connection.execute(
            select(Payout.remote_id, Payout.amount_minor).where(Payout.id == id_, Payout.seen_on.is_not(None))
        ).one_or_none()
        if row is not None:
            writer.connection.execute(update(Payout).where(Payout.id == id_).values(seen_on=None, seen_by=""))
            details = {"id": row.remote_id, "amount_minor": row.amount_minor}
            record(writer, [Happening("payout.unseen", None, details)])
    writer.touch("operations")
