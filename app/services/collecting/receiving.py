"""Taking payments, one or thousands: the money into its account, the invoices met, the rest kept as the customer's credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.allocation import OpenItem, check_manual, oldest_first
from app.domain.chart import MONEY_ACCOUNT
from app.domain.entries import payment_received
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.models.payments import METHODS, Payment
from app.models.rows import PaymentRow
from app.services.activity import Happening, record
from app.services.collecting.applying import PAYMENT, Application, open_items, post_applications
from app.services.formats import amount_format
from app.services.ledger import post_entries
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money received.

    ``apply`` says which invoice (id) gets how much, in minor units; None means the oldest first; empty means none. What is
    left over becomes the customer's credit. ``money_account`` is the ledger account it went to, the usual one of ``method``
    when None; ``drawn_on`` the bank that a check is drawn on.
    """

    customer_id: int
    received_on: date
    method: str
    amount_minor: int
    reference: str = ""
    memo: str = ""
    apply: Mapping[int, int] | None = None
    money_account: int | None = None
    drawn_on: str = ""

    @property
    def rests_in(self) -> int:
        """The ledger account the money went to."""
        return MONEY_ACCOUNT[self.method] if self.money_account is None else self.money_account


@dataclass(frozen=True, slots=True)
class TakenPayment:
    """A payment that is now in the book; amounts in minor units, ``applied`` by invoice id."""

    id: int
    number: str
    customer_id: int
    received_on: date
    amount_minor: int
    applied: Mapping[int, int]
    leftover_minor: int


@dataclass(frozen=True, slots=True)
class LikelyDouble:
    """A payment already in the book that looks like the one about to be entered."""

    number: str
    received_on: date
    amount_minor: int
    reference: str


def check_payment(new: NewPayment) -> None:
    """Refuse a payment that cannot be.

    Raises:
        UserError: nothing or less received, too large, an unknown method.
    """
    if new.amount_minor <= 0:
        raise UserError(_("A payment is more than nothing."), _("To give money back, enter a refund."))
    if new.amount_minor > LARGEST_MINOR:
        raise UserError(_("That amount is too large."))
    if new.method not in METHODS:
        raise UserError(
            _("“{method}” is no way to pay.").format(method=new.method[:20]),
            _("Use cash, check, card, bank or other."),
        )


def find_doubles(reader: Reader, new: NewPayment) -> list[LikelyDouble]:
    """Return payments that make ``new`` look entered twice: the same check number, or the same amount on the same day."""
    same_day = (Payment.received_on == new.received_on) & (Payment.amount_minor == new.amount_minor)
    same_check = (Payment.method == "check") & (Payment.reference == new.reference)
    alike = same_day | same_check if new.method == "check" and new.reference else same_day
    rows = reader.connection.execute(
        select(Payment.number, Payment.received_on, Payment.amount_minor, Payment.reference)
        .where(Payment.customer_id == new.customer_id, Payment.state == "posted", alike)
        .order_by(Payment.received_on.desc())
        .limit(5)
    )
    return [LikelyDouble(row.number, row.received_on, row.amount_minor, row.reference) for row in rows]


def take_payments(writer: Writer, payments: Sequence[NewPayment]) -> list[TakenPayment]:
    """Enter payments in order, meet invoices with them, and keep the rest as credit.

    Raises:
        UserError: one of them cannot be, or applies more than is open; none is entered.
        NotFound: a customer that is not in this book.
    """
    for new in payments:
        check_payment(new)
    _check_customers(writer, {new.customer_id for new in payments})
    ids = take_ids(writer.connection, Payment, len(payments))
    numbers = take_numbers(writer, "payment", len(payments))
    entry_ids = post_entries(
        writer,
        [
            payment_received(id_, new.customer_id, new.received_on, new.rests_in, new.amount_minor)
            for id_, new in zip(ids, payments, strict=True)
        ],
    )
    insert_rows(
        writer.connection,
        Payment,
        [
            PaymentRow(
                id_,
                number,
                new.customer_id,
                new.received_on.isoformat(),
                new.method,
                new.reference,
                new.memo,
                new.amount_minor,
                new.amount_minor,
                "posted",
                None,
                entry_id,
                new.rests_in,
                new.drawn_on,
            )
            for id_, number, new, entry_id in zip(ids, numbers, payments, entry_ids, strict=True)
        ],
    )
    applications = _applications(writer, payments, ids)
    post_applications(writer, [application for each in applications for application in each])
    taken = []
    for id_, number, new, applied in zip(ids, numbers, payments, applications, strict=True):
        spread = {application.invoice_id: application.amount_minor for application in applied}
        left = new.amount_minor - sum(spread.values())
        taken.append(TakenPayment(id_, number, new.customer_id, new.received_on, new.amount_minor, spread, left))
    record(
        writer,
        (
            Happening(
                "payment.taken",
                payment.customer_id,
                {
                    "number": payment.number,
                    "amount_minor": payment.amount_minor,
                    "method": new.method,
                    "reference": new.reference,
                    "left_minor": payment.leftover_minor,
                },
            )
            for payment, new in zip(taken, payments, strict=True)
        ),
    )
    writer.touch("payments")
    return taken


def take_payment(writer: Writer, new: NewPayment) -> TakenPayment:
    """Enter one payment; see ``take_payments``."""
    return take_payments(writer, [new])[0]


def _applications(writer: Writer, payments: Sequence[NewPayment], ids: range) -> list[list[Application]]:
    """Decide where each payment goes, each seeing what those before it have left open."""
    show = amount_format(writer.profile.locale, writer.profile.currency.code).money
    open_by_customer: dict[int, dict[int, OpenItem]] = {}
    found: list[list[Application]] = []
    for id_, new in zip(ids, payments, strict=True):
        if new.apply is not None and not new.apply:
            found.append([])
            continue
        items = open_by_customer.get(new.customer_id)
        if items is None:
            items = {item.id: item for item in open_items(writer, new.customer_id)}
            open_by_customer[new.customer_id] = items
        if new.apply is None:
            spread = oldest_first(new.amount_minor, items.values())
        else:
            known = [items[invoice_id] for invoice_id in new.apply if invoice_id in items]
            spread = check_manual(new.amount_minor, new.apply, known, show)
        applied = []
        for part in spread.applied:
            item = items[part.id]
            applied.append(
                Application(
                    PAYMENT, id_, new.customer_id, part.id, part.amount_minor, max(new.received_on, item.issued_on)
                )
            )
            left = item.open_minor - part.amount_minor
            if left:
                items[part.id] = OpenItem(item.id, item.due_on, item.issued_on, left, item.parent_id, item.number)
            else:
                del items[part.id]
        found.append(applied)
    return found


def _check_customers(reader: Reader, customer_ids: set[int]) -> None:
    wanted = sorted(customer_ids)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        found = set(reader.connection.execute(select(Customer.id).where(Customer.id.in_(some))).scalars())
        if len(found) != len(some):
            raise NotFound(_("That customer is not in this book."))
