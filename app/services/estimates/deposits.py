"""Deposits: money taken in advance for an estimate. It is the customer's credit until the estimate's invoice is issued.

A deposit is an ordinary payment (or what is left of one) that is remembered for its estimate; nothing else is posted for it.
When the invoice made of the estimate is issued, what is open of its deposits meets that invoice before anything else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.bulk import take_ids
from app.models.estimates import EstimateDeposit
from app.models.invoices import Invoice
from app.models.payments import Payment
from app.services.activity import Detail, Happening, record
from app.services.collecting.applying import apply_source, payment_source
from app.services.collecting.receiving import LikelyDouble, NewPayment, TakenPayment, find_doubles, take_payment
from app.services.customers.callers import need_verified
from app.services.estimates.claiming import RETURNED, estimates_behind
from app.services.estimates.reading import Standing, standing
from app.services.formats import amount_format
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class DepositTaken:
    """A payment remembered as a deposit, or one that could be; amounts in minor units.

    ``amount_minor`` is how much of it is the deposit and was not given back, ``open_minor`` what of that no invoice has used.
    """

    payment_id: int
    number: str
    received_on: date
    method: str
    amount_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class NewDeposit:
    """Money received in advance; see ``NewPayment`` for what the names mean."""

    received_on: date
    method: str
    amount_minor: int
    reference: str = ""
    drawn_on: str = ""


def deposits_of(reader: Reader, estimate_id: int) -> list[DepositTaken]:
    """Return the payments that stand as deposits for an estimate, oldest first."""
    rows = reader.connection.execute(
        select(*_COLUMNS, EstimateDeposit.amount_minor)
        .join(EstimateDeposit, EstimateDeposit.payment_id == Payment.id)
        .where(EstimateDeposit.estimate_id == estimate_id, Payment.state == "posted", Payment.amount_minor > RETURNED)
        .order_by(Payment.received_on, Payment.id)
    )
    found = []
    for id_, number, received_on, method, left_minor, open_minor, kept_minor in rows:
        amount_minor = min(kept_minor, left_minor)
        found.append(DepositTaken(id_, number, received_on, method, amount_minor, min(open_minor, amount_minor)))
    return found


def credit_for_deposits(reader: Reader, estimate_id: int) -> list[DepositTaken]:
    """Return the customer's payments that have something left and are no deposit yet, oldest first."""
    facts = standing(reader, estimate_id)
    rows = reader.connection.execute(
        select(*_COLUMNS)
        .where(
            Payment.customer_id == facts.customer_id,
            Payment.state == "posted",
            Payment.open_minor > 0,
            Payment.id.not_in(select(EstimateDeposit.payment_id)),
        )
        .order_by(Payment.received_on, Payment.id)
    )
    return [DepositTaken(*row) for row in rows]


def still_asked(reader: Reader, estimate_id: int) -> int:
    """Return what of the deposit asked for was not taken yet, in minor units.

    Raises:
        NotFound: there is no such estimate.
    """
    taken = sum(each.amount_minor for each in deposits_of(reader, estimate_id))
    return max(standing(reader, estimate_id).asked_minor - taken, 0)


def take_deposit(
    writer: Writer, estimate_id: int, new: NewDeposit, *, sure: bool = False
) -> TakenPayment | list[LikelyDouble]:
    """Enter a payment as the deposit of an accepted estimate, or return payments that it may repeat; ``sure`` enters it anyway.

    Raises:
        UserError: the estimate is not accepted, its invoice is issued, the deposits would be more than it comes to, the payment
            cannot be, the caller has to be verified first, or the period is locked.
        NotFound: there is no such estimate.
    """
    facts = standing(writer, estimate_id)
    need_verified(writer, facts.customer_id, charges=False)
    _check_open(writer, facts, new.amount_minor)
    doubles = [] if sure else find_doubles(writer, _payment(facts, new))
    if doubles:
        return doubles
    taken = take_payment(writer, _payment(facts, new))
    _remember(writer, facts, taken.id, taken.number, taken.amount_minor)
    return taken


def deposit_doubles(reader: Reader, estimate_id: int, new: NewDeposit) -> list[LikelyDouble]:
    """Return payments that make a deposit look entered twice.

    Raises:
        NotFound: there is no such estimate.
    """
    return find_doubles(reader, _payment(standing(reader, estimate_id), new))


def keep_as_deposit(writer: Writer, estimate_id: int, payment_id: int) -> None:
    """Remember a payment that has something left as a deposit of an accepted estimate: a card that was charged, say.

    Raises:
        UserError: the estimate is not accepted or its invoice is issued, the payment has nothing left, is a deposit already, or
            its rest is more than the estimate comes to.
        NotFound: there is no such estimate or payment.
    """
    facts = standing(writer, estimate_id)
    found = next((each for each in credit_for_deposits(writer, estimate_id) if each.payment_id == payment_id), None)
    if found is None:
        raise NotFound(_("That payment has nothing left, or is a deposit already."))
    _check_open(writer, facts, found.open_minor)
    _remember(writer, facts, payment_id, found.number, found.open_minor)


def release_deposit(writer: Writer, estimate_id: int, payment_id: int) -> None:
    """Let a deposit be ordinary credit on the account again; nothing is posted.

    Raises:
        NotFound: it is no deposit of this estimate.
    """
    facts = standing(writer, estimate_id)
    found = next((each for each in deposits_of(writer, estimate_id) if each.payment_id == payment_id), None)
    if found is None:
        raise NotFound(_("That payment is no deposit of this estimate."))
    writer.connection.execute(
        delete(EstimateDeposit).where(
            EstimateDeposit.estimate_id == estimate_id, EstimateDeposit.payment_id == payment_id
        )
    )
    _tell(writer, facts, "estimate.deposit_released", found.number, found.open_minor)


def apply_deposits(writer: Writer, invoice_id: int) -> int:
    """Meet an invoice that was issued just now with what is open of the deposits of the estimate behind it.

    Returns:
        What was applied, in minor units; zero where there is no estimate or no deposit.
    """
    estimate_id = estimates_behind(writer, invoice_id)
    if estimate_id is None:
        return 0
    deposits = deposits_of(writer, estimate_id)
    return meet_with_deposits(writer, deposits, [invoice_id]) if deposits else 0


def meet_with_deposits(writer: Writer, deposits: Sequence[DepositTaken], invoice_ids: Sequence[int]) -> int:
    """Meet invoices in order with what is open of deposits, and return how much was applied in minor units."""
    invoices = writer.connection.execute(
        select(Invoice.id, Invoice.issued_on, Invoice.open_minor)
        .where(Invoice.id.in_(invoice_ids), Invoice.open_minor > 0)
        .order_by(Invoice.id)
    ).all()
    left = {each.payment_id: each.open_minor for each in deposits}
    applied = 0
    for invoice in invoices:
        open_minor = invoice.open_minor
        for each in deposits:
            part = min(open_minor, left[each.payment_id])
            if part <= 0:
                continue
            apply_source(writer, payment_source(writer, each.payment_id), {invoice.id: part}, invoice.issued_on)
            left[each.payment_id] -= part
            open_minor -= part
            applied += part
    return applied


def _payment(facts: Standing, new: NewDeposit) -> NewPayment:
    memo = _("Deposit for estimate {number}").format(number=facts.number)
    return NewPayment(
        facts.customer_id, new.received_on, new.method, new.amount_minor, new.reference, memo, {}, None, new.drawn_on
    )


def _check_open(reader: Reader, facts: Standing, amount_minor: int) -> None:
    if facts.state != "accepted":
        raise UserError(
            _("A deposit is taken for an accepted estimate."), _("Note first that the customer accepted it.")
        )
    row = reader.connection.execute(
        select(Invoice.number).where(Invoice.id == facts.invoice_id, Invoice.number.is_not(None))
    ).one_or_none()
    if row is not None:
        raise UserError(
            _("Invoice {number} for this estimate is issued.").format(number=row.number),
            _("Take a payment for that invoice instead."),
        )
    taken = sum(each.amount_minor for each in deposits_of(reader, facts.id))
    if taken + amount_minor > facts.total_minor:
        money = amount_format(reader.profile.locale, reader.profile.currency.code).money
        raise UserError(
            _("The deposits would be {amount}, more than the estimate comes to.").format(amount=money(taken + amount_minor)),
            _("Enter {amount} at most.").format(amount=money(max(facts.total_minor - taken, 0))),
        )


def _remember(writer: Writer, facts: Standing, payment_id: int, number: str, amount_minor: int) -> None:
    id_ = take_ids(writer.connection, EstimateDeposit)[0]
    row = {"id": id_, "estimate_id": facts.id, "payment_id": payment_id, "amount_minor": amount_minor}
    writer.connection.execute(insert(EstimateDeposit).values(**row))
    _tell(writer, facts, "estimate.deposit_taken", number, amount_minor)


def _tell(writer: Writer, facts: Standing, kind: str, payment: str, amount_minor: int) -> None:
    details: dict[str, Detail] = {"number": facts.number, "payment": payment, "amount_minor": amount_minor}
    record(writer, [Happening(kind, facts.customer_id, details)])
    writer.touch("estimates", "payments", f"customer:{facts.customer_id}")


_COLUMNS = (
    Payment.id,
    Payment.number,
    Payment.received_on,
    Payment.method,
    Payment.amount_minor - RETURNED,
    Payment.open_minor,
)
