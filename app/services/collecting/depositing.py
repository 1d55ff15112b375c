"""Deposits: cash and checks that wait in undeposited funds go to the bank together, as one line of its statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app.domain.chart import MONEY_ACCOUNT, Chart
from app.domain.entries import deposited, reversed_entry
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.models.payments import Deposit, Payment
from app.models.rows import DepositRow
from app.services.activity import Happening, record
from app.services.ledger import entry_by_id, post_entries
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer

WAITING_METHODS = tuple(method for method, account in MONEY_ACCOUNT.items() if account == Chart.UNDEPOSITED)


@dataclass(frozen=True, slots=True)
class WaitingPayment:
    """A payment whose money is still in the drawer; amount in minor units."""

    id: int
    number: str
    received_on: date
    method: str
    reference: str
    account: str
    customer: str
    amount_minor: int
    drawn_on: str = ""


@dataclass(frozen=True, slots=True)
class MadeDeposit:
    """A deposit that is now in the book."""

    id: int
    number: str
    deposited_on: date
    total_minor: int
    payments: tuple[WaitingPayment, ...]


def waiting_payments(reader: Reader, through: date | None = None) -> list[WaitingPayment]:
    """Return payments that are neither deposited nor given back, oldest first, received until ``through`` (today)."""
    rows = reader.connection.execute(
        select(
            Payment.id,
            Payment.number,
            Payment.received_on,
            Payment.method,
            Payment.reference,
            Customer.account,
            Customer.name,
            Payment.amount_minor,
            Payment.drawn_on,
        )
        .join(Customer, Customer.id == Payment.customer_id)
        .where(
            Payment.deposit_id.is_(None),
            Payment.state == "posted",
            Payment.method.in_(WAITING_METHODS),
            Payment.received_on <= (through or reader.today),
        )
        .order_by(Payment.received_on, Payment.id)
    )
    return [WaitingPayment(*row) for row in rows]


def make_deposit(writer: Writer, on: date, payment_ids: Sequence[int] | None = None) -> MadeDeposit:
    """Take waiting payments to the bank: all received until ``on``, or those chosen.

    Raises:
        UserError: nothing waits, a chosen payment does not wait any more, or the period is locked.
    """
    waiting = {payment.id: payment for payment in waiting_payments(writer, on)}
    if payment_ids is None:
        chosen = list(waiting.values())
    else:
        missing = [id_ for id_ in payment_ids if id_ not in waiting]
        if missing:
            raise UserError(
                _("One of these payments does not wait for a deposit any more."), _("Look at the list again and choose anew.")
            )
        chosen = [waiting[id_] for id_ in dict.fromkeys(payment_ids)]
    if not chosen:
        raise UserError(_("No cash or check waits to be deposited."))
    total = sum(payment.amount_minor for payment in chosen)
    id_ = take_ids(writer.connection, Deposit)[0]
    number = take_numbers(writer, "deposit", 1)[0]
    entry_id = post_entries(writer, [deposited(on, ((int(Chart.UNDEPOSITED), total),))])[0]
    insert_rows(writer.connection, Deposit, [DepositRow(id_, number, on.isoformat(), total, "posted", entry_id)])
    for start in range(0, len(chosen), 500):
        some = [payment.id for payment in chosen[start : start + 500]]
        writer.connection.execute(update(Payment).where(Payment.id.in_(some)).values(deposit_id=id_))
    record(writer, [Happening("deposit.made", None, {"number": number, "total_minor": total, "count": len(chosen)})])
    writer.touch("payments", "deposits", "ledger")
    return MadeDeposit(id_, number, on, total, tuple(chosen))


def reverse_deposit(writer: Writer, deposit_id: int, reason: str, on: date | None = None) -> None:
    """Take a deposit back: its payments wait again; its number stays.

    Raises:
        UserError: no reason, taken back already, one of its payments was returned since, or the period is locked.
        NotFound: no such deposit.
    """
    row = writer.connection.execute(
        select(Deposit.number, Deposit.state, Deposit.deposited_on, Deposit.entry_id, Deposit.total_minor).where(
            Deposit.id == deposit_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("That deposit is not in this book."))
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the activity."))
    if row.state != "posted":
        raise UserError(_("Deposit {number} was already taken back.").format(number=row.number))
    gone = select(Payment.number).where(Payment.deposit_id == deposit_id, Payment.state == "reversed")
    returned = writer.connection.execute(gone).scalars().first()
    if returned is not None:
        raise UserError(_("Payment {number} of this deposit was returned since.").format(number=returned))
    on = max(on or writer.today, row.deposited_on)
    post_entries(writer, [reversed_entry(entry_by_id(writer, row.entry_id), on, row.entry_id)])
    writer.connection.execute(update(Payment).where(Payment.deposit_id == deposit_id).values(deposit_id=None))
    writer.connection.execute(update(Deposit).where(Deposit.id == deposit_id).values(state="reversed"))
    record(
        writer,
        [Happening("deposit.reversed", None, {"number": row.number, "total_minor": row.total_minor, "reason": reason})],
    )
    writer.touch("payments", "deposits", "ledger")
