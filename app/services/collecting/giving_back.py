"""Money that leaves a payment again: refunds, returned checks, payments entered by mistake. Rows are added, never edited.

What came through the payment processor is given back by the processor alone: the office asks for it in ``charging.queueing``,
and ``record_processor_refund`` enters what the processor did. Entered by hand it would be in the book and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update

from app.domain.chart import MONEY_ACCOUNT, Chart
from app.domain.entries import money_returned
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.operations import RemotePayment
from app.models.payments import Allocation, Payment, Reversal
from app.models.rows import ReversalRow
from app.services.activity import Happening, record
from app.services.collecting.applying import (
    apply_source,
    free_since,
    live_allocations,
    move_open,
    payment_source,
    take_back_allocations,
)
from app.services.formats import amount_format
from app.services.ledger import entry_by_id, post_entries
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class _Received:
    number: str
    customer_id: int
    received_on: date
    method: str
    amount_minor: int
    open_minor: int
    state: str
    deposit_id: int | None
    money_account: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A reversal that is now in the book. ``reopened_minor`` is what invoices lost of it and ask for again."""

    id: int
    payment_number: str
    amount_minor: int
    reopened_minor: int


def refundable(reader: Reader, payment_id: int) -> int:
    """Return how much of a payment has not been given back yet, in minor units.

    Raises:
        NotFound: no such payment.
    """
    return _left(reader, payment_id, _received(reader, payment_id))


def return_payment(writer: Writer, payment_id: int, reason: str, on: date | None = None) -> GivenBack:
    """Record that the bank returned a payment (a bounced check): its invoices are open again, all of the money is gone.

    Raises:
        UserError: no reason, already reversed, a locked period, or the processor's payment.
        NotFound: no such payment.
    """
    return _reverse_whole(writer, payment_id, "returned", reason, on)


def void_payment(writer: Writer, payment_id: int, reason: str, on: date | None = None) -> GivenBack:
    """Take back a payment that was entered by mistake; its number stays.

    Raises:
        UserError: no reason, already reversed, already deposited at the bank, a locked period, or the processor's payment.
        NotFound: no such payment.
    """
    if _received(writer, payment_id).deposit_id is not None:
        raise UserError(
            _("That payment was deposited at the bank."), _("Record it as returned, or take the deposit back first.")
        )
    return _reverse_whole(writer, payment_id, "void", reason, on)


def refund_payment(
    writer: Writer,
    payment_id: int,
    amount_minor: int,
    reason: str,
    *,
    method: str = "",
    reference: str = "",
    on: date | None = None,
    off: Collection[int] = (),
) -> GivenBack:
    """Give a customer money back out of a payment: first what no invoice used, then off the newest invoices it met.

    Args:
        writer: the transaction.
        payment_id: the payment it came with.
        amount_minor: how much, in minor units; at most what is left of the payment.
        reason: why, for the receipt and the activity.
        method: how it is given back; the payment's own way when empty.
        reference: a check number or the like.
        on: the business date, today when None.
        off: invoices (ids) that it is taken off before anything else: what was paid for is what is given back.

    Raises:
        UserError: nothing or more than is left, no reason, a locked period, or the processor's payment.
        NotFound: no such payment.
    """
    payment = _received(writer, payment_id)
    if remote_payment_of(writer, payment_id):
        raise UserError(
            _("Payment {number} came through the payment processor, which has to send the money back.").format(
                number=payment.number
            ),
            _("Refund it from the payment: it is asked for there and entered here when the processor has done it."),
        )
    return _refund(writer, payment_id, payment, amount_minor, reason, method, reference, on, off)


def record_processor_refund(
    writer: Writer, payment_id: int, amount_minor: int, reason: str, reference: str, off: Collection[int] = ()
) -> GivenBack:
    """Enter a refund that the payment processor made of a payment which came through it. Only charging calls this.

    Args:
        writer: the transaction.
        payment_id: the payment.
        amount_minor: how much, in minor units; at most what is left of the payment.
        reason: why, for the receipt and the activity.
        reference: the processor's id of the refund.
        off: invoices (ids) that it is taken off before anything else.

    Raises:
        UserError: nothing or more than is left, no reason, or a locked period.
        NotFound: no such payment.
    """
    payment = _received(writer, payment_id)
    return _refund(writer, payment_id, payment, amount_minor, reason, payment.method, reference, None, off)


def remote_payment_of(reader: Reader, payment_id: int) -> str:
    """Return the processor's id of a payment of this book, or nothing when it did not come through the processor."""
    query = select(RemotePayment.remote_id).where(RemotePayment.payment_id == payment_id)
    return reader.connection.execute(query).scalar() or ""


def _refund(
    writer: Writer,
    payment_id: int,
    payment: _Received,
    amount_minor: int,
    reason: str,
    method: str,
    reference: str,
    on: date | None,
    off: Collection[int] = (),
) -> GivenBack:
    _need_reason(reason)
    left = _left(writer, payment_id, payment)
    if amount_minor <= 0:
        raise UserError(_("A refund is more than nothing."))
    if amount_minor > left:
        show = amount_format(writer.profile.locale, writer.profile.currency.code).money
        raise UserError(
            _("Only {amount} of payment {number} is left to give back.").format(amount=show(left), number=payment.number)
        )
    method = method or payment.method
    if method not in MONEY_ACCOUNT:
        raise UserError(_("“{method}” is no way to give money back.").format(method=method[:20]))
    on = _free_on(writer, payment_id, payment, on)
    reopened = _free(writer, payment_id, amount_minor - payment.open_minor, on, reason, off, amount_minor)
    # What came through the processor goes back through it; a check is drawn on the bank.
    account: int = MONEY_ACCOUNT[method]
    if method == payment.method and payment.money_account == Chart.CLEARING:
        account = Chart.CLEARING
    elif method == "check":
        account = Chart.BANK
    reversal_id = _post(writer, payment_id, payment, "refund", amount_minor, account, on, reason, method, reference)
    return GivenBack(reversal_id, payment.number, amount_minor, reopened)


def dispute_payment(
    writer: Writer, payment_id: int, amount_minor: int, reason: str, *, reference: str = "", on: date | None = None
) -> GivenBack | None:
    """Record that the customer's bank took money back: of ``amount_minor`` as much as the payment still has.

    Its invoices are open again. None when nothing of the payment was left.

    Raises:
        UserError: no reason, or a locked period.
        NotFound: no such payment.
    """
    payment = _received(writer, payment_id)
    _need_reason(reason)
    amount_minor = min(amount_minor, _left(writer, payment_id, payment))
    if amount_minor <= 0:
        return None
    on = _free_on(writer, payment_id, payment, on)
    reopened = _free(writer, payment_id, amount_minor - payment.open_minor, on, reason)
    reversal_id = _post(
        writer, payment_id, payment, "disputed", amount_minor, payment.money_account, on, reason, payment.method, reference
    )
    return GivenBack(reversal_id, payment.number, amount_minor, reopened)


def put_back(writer: Writer, reversal_id: int, reason: str, on: date | None = None) -> int:
    """Take a reversal back (a refund that failed, a dispute won): the payment has the money again, unapplied.

    Returns the id of the negative reversal; the one that is there when it was taken back before.

    Raises:
        NotFound: no such reversal of a payment.
        UserError: a locked period.
    """
    already = writer.connection.execute(select(Reversal.id).where(Reversal.reverses_id == reversal_id)).scalar()
    if already is not None:
        return already
    row = writer.connection.execute(
        select(
            Reversal.payment_id,
            Reversal.kind,
            Reversal.method,
            Reversal.reference,
            Reversal.amount_minor,
            Reversal.reversed_on,
            Reversal.entry_id,
        ).where(Reversal.id == reversal_id, Reversal.payment_id.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFound(_("That refund is not in this book."))
    payment = _received(writer, row.payment_id)
    on = max(on or writer.today, row.reversed_on)
    original = entry_by_id(writer, row.entry_id)
    account = next(side.account for side in original.sides if side.account != Chart.CUSTOMER_CREDIT)
    return _post(
        writer,
        row.payment_id,
        payment,
        row.kind,
        -row.amount_minor,
        account,
        on,
        reason,
        row.method,
        row.reference,
        reverses=(reversal_id, row.entry_id),
    )


def _reverse_whole(writer: Writer, payment_id: int, kind: str, reason: str, on: date | None) -> GivenBack:
    payment = _received(writer, payment_id)
    _need_reason(reason)
    if remote_payment_of(writer, payment_id):
        raise UserError(
            _("Payment {number} came through the payment processor; the money is with it, not here.").format(
                number=payment.number
            ),
            _("Refund it: the processor sends it back. What a bank takes back is entered by the sync."),
        )
    left = _left(writer, payment_id, payment)
    if payment.state == "reversed" or not left:
        raise UserError(_("Payment {number} was already given back.").format(number=payment.number))
    on = _free_on(writer, payment_id, payment, on)
    reopened = _free(writer, payment_id, left - payment.open_minor, on, reason)
    account = Chart.BANK if payment.deposit_id is not None else payment.money_account
    reversal_id = _post(writer, payment_id, payment, kind, left, account, on, reason, payment.method, payment.number)
    writer.connection.execute(update(Payment).where(Payment.id == payment_id).values(state="reversed"))
    return GivenBack(reversal_id, payment.number, left, reopened)


def _free_on(writer: Writer, payment_id: int, payment: _Received, on: date | None) -> date:
    """Return the wished date, or the first on which the money was there to give back."""
    wished = max(on or writer.today, payment.received_on)
    return max(wished, free_since(writer, "payment", [payment_id]).get(payment_id, wished))


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))


def _received(reader: Reader, payment_id: int) -> _Received:
    row = reader.connection.execute(
        select(
            Payment.number,
            Payment.customer_id,
            Payment.received_on,
            Payment.method,
            Payment.amount_minor,
            Payment.open_minor,
            Payment.state,
            Payment.deposit_id,
            Payment.money_account,
        ).where(Payment.id == payment_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That payment is not in this book."))
    return _Received(*row)


def _left(reader: Reader, payment_id: int, payment: _Received) -> int:
    applied = sum(amount for _id, amount in live_allocations(reader, payment_id=payment_id))
    return payment.open_minor + applied


def _free(
    writer: Writer,
    payment_id: int,
    needed: int,
    on: date,
    reason: str,
    off: Collection[int] = (),
    off_minor: int = 0,
) -> int:
    """Take allocations back, newest first, until ``needed`` minor units are free; put back what was too much.

    Those of the invoices ``off`` go before all others, up to ``off_minor`` even where less is needed.
    """
    live = [(id_, amount, _invoice_of(writer, id_)) for id_, amount in live_allocations(writer, payment_id=payment_id)]
    wanted = min(off_minor, sum(amount for _id, amount, invoice_id in live if invoice_id in off))
    needed = max(needed, wanted)
    if needed <= 0:
        return 0
    freed = 0
    for allocation_id, amount, invoice_id in sorted(live, key=lambda each: each[2] not in off):
        if freed >= needed:
            break
        take_back_allocations(writer, [allocation_id], on, reason)
        freed += amount
        if freed > needed:
            apply_source(writer, payment_source(writer, payment_id), {invoice_id: freed - needed}, on)
    return needed


def _invoice_of(reader: Reader, allocation_id: int) -> int:
    return reader.connection.execute(select(Allocation.invoice_id).where(Allocation.id == allocation_id)).scalar_one()


def _post(
    writer: Writer,
    payment_id: int,
    payment: _Received,
    kind: str,
    amount_minor: int,
    account: int,
    on: date,
    reason: str,
    method: str,
    reference: str,
    reverses: tuple[int, int] | None = None,
) -> int:
    entry = money_returned(kind, payment.customer_id, on, account, amount_minor, payment_id=payment_id)
    if reverses is not None:
        entry = replace(entry, reverses_id=reverses[1])
    entry_id = post_entries(writer, [entry])[0]
    id_ = take_ids(writer.connection, Reversal)[0]
    insert_rows(
        writer.connection,
        Reversal,
        [
            ReversalRow(
                id_,
                payment.customer_id,
                payment_id,
                None,
                kind,
                method,
                reference,
                reason,
                amount_minor,
                on.isoformat(),
                None if reverses is None else reverses[0],
                entry_id,
            )
        ],
    )
    move_open(writer, "payment", {payment_id: amount_minor})
    record(
        writer,
        [
            Happening(
                f"payment.{kind}" if reverses is None else "payment.put_back",
                payment.customer_id,
                {"number": payment.number, "amount_minor": amount_minor, "reason": reason},
            )
        ],
    )
    writer.touch("payments")
    return id_
