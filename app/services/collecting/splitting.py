"""Taking what one customer pays in one go: by one or several tenders, saved cards charged, and taken to the bank if wished.

One transaction for all of it. A charge of a saved card or bank account is only queued here: it is no payment until the
processor says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.errors import UserError
from app.domain.language import _
from app.services.charging.queueing import queue_charge
from app.services.collecting.depositing import WAITING_METHODS, MadeDeposit, make_deposit, reverse_deposit
from app.services.collecting.giving_back import void_payment
from app.services.collecting.receiving import LikelyDouble, NewPayment, TakenPayment, find_doubles, take_payments
from app.services.customers.callers import need_verified
from app.services.formats import amount_format
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class Tender:
    """One way of several that something is paid; minor units.

    ``method`` is a payment's method; ``saved_id`` the saved card or bank account that is charged instead of money received;
    ``reference`` a check's number or the like, ``drawn_on`` the check's bank.
    """

    method: str
    amount_minor: int
    reference: str = ""
    drawn_on: str = ""
    saved_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """What a customer pays in one go.

    ``apply`` says which invoice (id) gets how much, in minor units and in the order in which tenders meet them; what is left
    becomes credit. ``deposit_on`` takes cash and checks of it to the bank on that day; None lets them wait.
    """

    customer_id: int
    received_on: date
    tenders: tuple[Tender, ...]
    apply: Mapping[int, int] = field(default_factory=dict)
    memo: str = ""
    deposit_on: date | None = None

    @property
    def amount_minor(self) -> int:
        """What is paid in all, charges included."""
        return sum(tender.amount_minor for tender in self.tenders)


@dataclass(frozen=True, slots=True)
class Received:
    """What came of it: payments in the book, operations (ids) that wait to be sent, the deposit; amounts in minor units."""

    customer_id: int
    received_on: date
    payments: tuple[TakenPayment, ...]
    operation_ids: tuple[int, ...]
    charged_minor: int
    deposit: MadeDeposit | None

    @property
    def taken_minor(self) -> int:
        """What was received for good."""
        return sum(payment.amount_minor for payment in self.payments)

    @property
    def leftover_minor(self) -> int:
        """What of it became credit."""
        return sum(payment.leftover_minor for payment in self.payments)


def shares(tenders: Sequence[Tender], apply: Mapping[int, int]) -> list[dict[int, int]]:
    """Return what each tender pays of which invoice: money received first, charges after it, invoices in the order given."""
    left = {invoice_id: minor for invoice_id, minor in apply.items() if minor > 0}
    found: list[dict[int, int]] = [{} for _tender in tenders]
    for place in sorted(range(len(tenders)), key=lambda each: (tenders[each].saved_id is not None, each)):
        amount = tenders[place].amount_minor
        for invoice_id in list(left):
            part = min(amount, left[invoice_id])
            if part <= 0:
                break
            found[place][invoice_id] = part
            amount -= part
            left[invoice_id] -= part
            if not left[invoice_id]:
                del left[invoice_id]
    return found


def receive(writer: Writer, new: NewReceipt) -> Received:
    """Enter payments, queue charges, and make the deposit: all of it or nothing.

    Raises:
        UserError: nothing is paid, more is applied than is paid or open, a charge that is for invoices and for credit at once,
            a card that cannot be charged, nothing to take to the bank, or a locked period.
        Conflict: an invoice that is being charged already.
        NotFound: a customer that is not in this book.
    """
    if not new.tenders:
        raise UserError(_("Say how it is paid."))
    show = amount_format(writer.profile.locale, writer.profile.currency.code).money
    over = sum(new.apply.values()) - new.amount_minor
    if over > 0:
        raise UserError(_("{amount} more is applied than was received.").format(amount=show(over)))
    parts = shares(new.tenders, new.apply)
    received = [(tender, part) for tender, part in zip(new.tenders, parts, strict=True) if tender.saved_id is None]
    charged = [(tender, part) for tender, part in zip(new.tenders, parts, strict=True) if tender.saved_id is not None]
    for tender, part in charged:
        rest = tender.amount_minor - sum(part.values())
        if part and rest:
            raise UserError(
                _("{amount} of what the saved card or bank account is charged pays no invoice.").format(amount=show(rest)),
                _("Charge it for the invoices alone, or choose no invoice to charge an amount on account."),
            )
    payments = take_payments(writer, payments_of(new, received)) if received else []
    operations = [_charge(writer, new, tender, part) for tender, part in charged]
    deposit = None
    if new.deposit_on is not None:
        waiting = [
            payment.id for payment, (tender, _part) in zip(payments, received, strict=True) if tender.method in WAITING_METHODS
        ]
        if not waiting:
            raise UserError(
                _("Nothing of this goes to the bank by hand."), _("Leave the date of the deposit empty.")
            )
        deposit = make_deposit(writer, max(new.deposit_on, new.received_on), waiting)
    return Received(
        new.customer_id,
        new.received_on,
        tuple(payments),
        tuple(operations),
        sum(tender.amount_minor for tender, _part in charged),
        deposit,
    )


def charge_at_desk(
    writer: Writer,
    customer_id: int,
    invoices: Mapping[int, int] | None = None,
    *,
    amount_minor: int | None = None,
    method_id: int | None = None,
) -> int:
    """Queue a charge that somebody at the desk asks for, and return the operation's id; arguments as ``queue_charge``.

    Raises:
        UserError: as ``queue_charge``, or the caller has to be verified first.
        Conflict: an invoice that is being charged already.
    """
    need_verified(writer, customer_id, charges=True)
    return queue_charge(writer, customer_id, invoices, amount_minor=amount_minor, method_id=method_id)


def payments_of(
    new: NewReceipt, received: Sequence[tuple[Tender, Mapping[int, int]]] | None = None
) -> list[NewPayment]:
    """Return the payments that a receipt consists of, charges left out."""
    if received is None:
        parts = shares(new.tenders, new.apply)
        received = [(tender, part) for tender, part in zip(new.tenders, parts, strict=True) if tender.saved_id is None]
    return [
        NewPayment(
            new.customer_id,
            new.received_on,
            tender.method,
            tender.amount_minor,
            tender.reference,
            new.memo,
            part,
            drawn_on=tender.drawn_on,
        )
        for tender, part in received
    ]


def _charge(writer: Writer, new: NewReceipt, tender: Tender, part: Mapping[int, int]) -> int:
    whole = None if part else tender.amount_minor
    return queue_charge(
        writer, new.customer_id, part, amount_minor=whole, method_id=tender.saved_id, purpose=new.memo
    )


def doubles_of(reader: Reader, new: NewReceipt) -> list[LikelyDouble]:
    """Return payments in the book that one of these would repeat: the same check number, or the same amount the same day.

    Two tenders of one receipt that are alike are no doubles of one another.
    """
    found: dict[str, LikelyDouble] = {}
    for payment in payments_of(new):
        for double in find_doubles(reader, payment):
            found.setdefault(double.number, double)
    return list(found.values())


def take_back(writer: Writer, received: Received, reason: str) -> int:
    """Void payments right after they were entered, their deposit first; numbers stay. Returns how many payments.

    Raises:
        UserError: one of them was given back or deposited meanwhile.
    """
    if received.deposit is not None:
        reverse_deposit(writer, received.deposit.id, reason)
    for payment in received.payments:
        void_payment(writer, payment.id, reason)
    return len(received.payments)
