"""Payments made outside this program by somebody it does not know: whose they may be, and matching them with a customer.

What the processor told of them meanwhile, refunds and disputes, is posted with them. Works without the network: the lines of
the processor's balance say what is needed, in the currency it settles in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.customers import Customer
from app.models.invoices import Invoice
from app.models.operations import BalanceTransaction, Dispute, RemotePayment
from app.services.charging.customers import customer_of_remote, link, remote_customer_of
from app.services.charging.disputing import apply_dispute
from app.services.charging.processor import PaymentState, RemoteDispute, RemotePaymentCard, RemoteRefund
from app.services.charging.refunding import apply_refund
from app.services.charging.settling import adopt_for
from app.services.office import Reader, Writer

_OFFERED = 6


@dataclass(frozen=True, slots=True)
class Stranger:
    """A payment that waits for a customer; amount in minor units of the book, instant in UTC.

    ``settled`` says that the processor's balance shows it, which has to be before it can be matched; ``alike`` how many others
    of the same customer of the processor wait.
    """

    remote_id: str
    remote_customer: str
    description: str
    amount_minor: int
    taken_at: datetime
    settled: bool
    alike: int


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer whose payment it may be: ``invoice`` is the number that speaks for it, ``named`` that it was named."""

    customer_id: int
    account: str
    name: str
    invoice_id: int | None
    invoice: str
    named: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching did: the payments that are now in the book (ids), and whether later ones will be known by themselves."""

    payment_ids: tuple[int, ...]
    linked: bool


def list_strangers(reader: Reader) -> list[Stranger]:
    """Return payments that wait to be matched with a customer, newest first."""
    line = (
        select(func.max(BalanceTransaction.amount_minor))
        .where(BalanceTransaction.payment_remote_id == RemotePayment.remote_id, BalanceTransaction.kind == "charge")
        .correlate(RemotePayment)
        .scalar_subquery()
    )
    rows = reader.connection.execute(
        select(
            RemotePayment.remote_id,
            RemotePayment.remote_customer,
            RemotePayment.description,
            RemotePayment.amount_minor,
            RemotePayment.taken_at,
            line.label("settled_minor"),
            func.count().over(partition_by=RemotePayment.remote_customer).label("same"),
        )
        .where(RemotePayment.state == "unmatched")
        .order_by(RemotePayment.taken_at.desc(), RemotePayment.remote_id)
    )
    return [
        Stranger(
            row.remote_id,
            row.remote_customer,
            row.description,
            row.amount_minor if row.settled_minor is None else int(row.settled_minor),
            row.taken_at,
            row.settled_minor is not None,
            row.same - 1 if row.remote_customer else 0,
        )
        for row in rows
    ]


def stranger(reader: Reader, remote_id: str) -> Stranger:
    """Return one payment that waits to be matched.

    Raises:
        NotFound: it does not wait (any more).
    """
    found = next((each for each in list_strangers(reader) if each.remote_id == remote_id), None)
    if found is None:
        raise NotFound(_("That payment does not wait for a customer any more."))
    return found


def likely_customers(reader: Reader, remote_id: str) -> list[Likely]:
    """Return customers whose payment it may be, the surest first: an invoice that it names, then one open for its amount.

    Raises:
        NotFound: it does not wait (any more).
    """
    payment = stranger(reader, remote_id)
    words = re.findall(r"[\w-]{3,}", payment.description)
    query = (
        select(Invoice.id, Invoice.number, Customer.id.label("customer_id"), Customer.account, Customer.name)
        .join(Customer, Customer.id == Invoice.customer_id)
        .order_by(Invoice.due_on, Invoice.id)
        .limit(_OFFERED)
    )
    named = reader.connection.execute(query.where(Invoice.number.in_(words))).all() if words else []
    fitting = reader.connection.execute(query.where(Invoice.open_minor == payment.amount_minor)).all()
    found: dict[int, Likely] = {}
    for row in named:
        found.setdefault(row.customer_id, Likely(row.customer_id, row.account, row.name, row.id, row.number or "", named=True))
    if words:
        called = select(Customer.id, Customer.account, Customer.name)
        exact = called.where(
            (func.lower(Customer.name) == payment.description.strip().lower()) | Customer.account.in_(words)
        )
        for id_, account, name in reader.connection.execute(exact.limit(_OFFERED)):
            found.setdefault(id_, Likely(id_, account, name, None, "", named=True))
    for row in fitting:
        found.setdefault(row.customer_id, Likely(row.customer_id, row.account, row.name, row.id, row.number or "", named=False))
    return list(found.values())[:_OFFERED]


def match_payment(
    writer: Writer, remote_id: str, customer_id: int, apply: Mapping[int, int] | None = None, *, alike: bool = True
) -> Matched:
    """Post a payment that nobody knew for a customer.

    Args:
        writer: the transaction.
        remote_id: the processor's id of the payment.
        customer_id: whose payment it is.
        apply: what of it meets which invoice (id), in minor units; what is left becomes the customer's credit.
        alike: take in the other payments of the same customer of the processor too, as credit.

    The processor's customer becomes this one's where neither is linked yet, so that later payments are known.

    Raises:
        NotFound: it does not wait (any more).
        UserError: the processor's balance does not show it yet, or its customer is linked with another one of ours.
    """
    payment = stranger(writer, remote_id)
    others = [each for each in list_strangers(writer) if each.remote_customer and each.remote_id != remote_id]
    same = [each for each in others if each.remote_customer == payment.remote_customer] if alike else []
    linked = _may_link(writer, payment, customer_id)
    if linked:
        link(writer, customer_id, payment.remote_customer)
    posted = [_post(writer, payment, customer_id, apply or {})]
    if linked:
        posted += [_post(writer, each, customer_id, {}) for each in same if each.settled]
    writer.touch("payments", "operations", f"customer:{customer_id}")
    return Matched(tuple(posted), linked)


def _may_link(reader: Reader, payment: Stranger, customer_id: int) -> bool:
    if not payment.remote_customer:
        return False
    owner = customer_of_remote(reader, payment.remote_customer)
    if owner is not None and owner != customer_id:
        raise UserError(
            _("The customer {id} of the processor is linked with another customer already.").format(
                id=payment.remote_customer
            )
        )
    return not remote_customer_of(reader, customer_id)


def _post(writer: Writer, payment: Stranger, customer_id: int, apply: Mapping[int, int]) -> int:
    if not payment.settled:
        raise UserError(
            _("The processor's balance does not show this payment yet."), _("Sync, then match it.")
        )
    charge_id = writer.connection.execute(
        select(RemotePayment.charge_id).where(RemotePayment.remote_id == payment.remote_id)
    ).scalar_one()
    card = RemotePaymentCard(
        payment.remote_id,
        PaymentState.SUCCEEDED,
        payment.amount_minor,
        payment.amount_minor,
        writer.profile.currency.code,
        payment.remote_customer,
        "",
        charge_id,
        payment.taken_at,
        payment.description,
    )
    memo = payment.description or _("Taken outside this program")
    payment_id = adopt_for(writer, customer_id, card, dict(apply), memo)
    _catch_up(writer, payment.remote_id)
    return payment_id


def _catch_up(writer: Writer, remote_id: str) -> None:
    """Post what became of the payment while nobody knew whose it was."""
    lines = writer.connection.execute(
        select(
            BalanceTransaction.kind,
            BalanceTransaction.source_id,
            BalanceTransaction.amount_minor,
            BalanceTransaction.created_at,
        )
        .where(BalanceTransaction.payment_remote_id == remote_id)
        .order_by(BalanceTransaction.created_at, BalanceTransaction.remote_id)
    ).all()
    for line in lines:
        if line.kind in {"refund", "refund_failure"}:
            state = "succeeded" if line.kind == "refund" else "failed"
            amount = abs(line.amount_minor)
            apply_refund(writer, RemoteRefund(line.source_id, state, amount, remote_id, line.created_at))
    disputed = {line.source_id for line in lines if line.kind in {"dispute", "dispute_reversal"}}
    rows = writer.connection.execute(
        select(
            Dispute.remote_id,
            Dispute.amount_minor,
            Dispute.reason,
            Dispute.state,
            Dispute.evidence_due_on,
            Dispute.fee_minor,
        ).where(Dispute.remote_id.in_(sorted(disputed)))
    ).all()
    for row in rows:
        apply_dispute(
            writer,
            RemoteDispute(
                row.remote_id, remote_id, "", row.amount_minor, row.reason, row.state, row.evidence_due_on, writer.now
            ),
            fee_minor=row.fee_minor,
        )
