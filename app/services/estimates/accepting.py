"""An estimate is accepted and its deposit taken in one go: both are kept or neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.collecting.receiving import LikelyDouble, TakenPayment
from app.services.estimates.deciding import Stepped, accept_estimate
from app.services.estimates.deposits import NewDeposit, deposit_doubles, keep_as_deposit, take_deposit
from app.services.office import Writer


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of it: the step, and the payment that was taken; or, with nothing done, payments that it may repeat."""

    stepped: Stepped | None
    taken: TakenPayment | None = None
    with_deposit: bool = False
    doubles: tuple[LikelyDouble, ...] = ()


def accept_with_deposit(
    writer: Writer, estimate_id: int, on: date, by: str, deposit: NewDeposit | int | None = None, *, sure: bool = False
) -> Accepted:
    """Note that the customer accepted, and take the deposit if one was paid.

    Args:
        writer: the transaction.
        estimate_id: the estimate.
        on: the day of the answer.
        by: who gave it, or empty.
        deposit: money received now, the id of a payment on the account that has something left, or None.
        sure: take the deposit even where it looks like a payment entered before.

    Raises:
        UserError: as ``accept_estimate``, ``take_deposit`` and ``keep_as_deposit``; nothing is kept then.
        NotFound: there is no such estimate or payment.
    """
    if isinstance(deposit, NewDeposit) and not sure:
        doubles = deposit_doubles(writer, estimate_id, deposit)
        if doubles:
            return Accepted(None, doubles=tuple(doubles))
    stepped = accept_estimate(writer, estimate_id, on, by)
    if isinstance(deposit, NewDeposit):
        taken = take_deposit(writer, estimate_id, deposit, sure=True)
        return Accepted(stepped, taken if isinstance(taken, TakenPayment) else None, with_deposit=True)
    if deposit is not None:
        keep_as_deposit(writer, estimate_id, deposit)
    return Accepted(stepped, with_deposit=deposit is not None)


def deposit_kept(
    writer: Writer, estimate_id: int, deposit: NewDeposit | int, *, sure: bool = False
) -> Accepted:
    """Take the deposit of an estimate that was accepted before; arguments and errors as for ``accept_with_deposit``."""
    if isinstance(deposit, int):
        keep_as_deposit(writer, estimate_id, deposit)
        return Accepted(None, with_deposit=True)
    taken = take_deposit(writer, estimate_id, deposit, sure=sure)
    if isinstance(taken, TakenPayment):
        return Accepted(None, taken, with_deposit=True)
    return Accepted(None, doubles=tuple(taken))
