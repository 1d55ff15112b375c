"""What this program needs of a payment processor, and the only ways in which an answer can fail. No SDK type passes here.

Amounts are integers of minor units as the processor counts them for the currency (zero decimals for JPY, three for KWD), which
is an ISO code in capitals; instants are aware UTC. Every call that changes something takes an idempotency key; the same key
with the same request is the same request. Implemented by ``app.gateways.stripe``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class ProcessorError(Exception):
    """Base of the answers that are no answer to what was asked. ``text`` is the processor's own wording, for the log only."""

    def __init__(self, text: str = "", code: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.code = code


class NotSent(ProcessorError):
    """The request certainly did not reach the processor (no connection was made): asking again later is safe."""


class Undecided(ProcessorError):
    """Nobody can tell whether it happened: timeout, reset, truncated, HTML, 5xx. It is asked about, never blindly resent."""


class Refused(ProcessorError):
    """A definite no to the request itself (400, 404): nothing was done, and repeating it changes nothing."""


class KeyRejected(ProcessorError):
    """The key is wrong, revoked or lacks a permission (401, 403): the queue pauses until somebody looks."""


class TooMany(ProcessorError):
    """Slow down (429): nothing was done; try again after ``retry_after`` seconds."""

    def __init__(self, text: str = "", retry_after: float = 1.0) -> None:
        super().__init__(text, "rate_limit")
        self.retry_after = retry_after


class KeyReused(ProcessorError):
    """The same idempotency key came with other parameters: an alarm, never to be worked around."""


class PaymentState(StrEnum):
    """Where a remote payment stands, in the words of the processor's PaymentIntent."""

    NEEDS_METHOD = "requires_payment_method"
    NEEDS_CONFIRMATION = "requires_confirmation"
    NEEDS_ACTION = "requires_action"
    PROCESSING = "processing"
    NEEDS_CAPTURE = "requires_capture"
    CANCELLED = "canceled"
    SUCCEEDED = "succeeded"


@dataclass(frozen=True, slots=True)
class RemoteAccount:
    """The processor account that a key belongs to."""

    id: str
    live: bool
    name: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class RemoteCustomerCard:
    """A customer as the processor knows it."""

    id: str
    name: str
    email: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class RemoteMethod:
    """A saved card or bank account (kind ``card`` or ``bank``): what may be shown of it."""

    id: str
    kind: str
    brand: str
    last4: str
    expires_on: date | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class RemotePaymentCard:
    """A payment (PaymentIntent) at the processor. ``decline_code`` and ``decline_text`` are those of its last attempt."""

    id: str
    state: PaymentState
    amount_minor: int
    received_minor: int
    currency: str
    customer_id: str
    method_id: str
    charge_id: str
    created_at: datetime
    description: str = ""
    decline_code: str = ""
    decline_text: str = ""
    fee_minor: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoteRefund:
    """A refund; ``state`` is pending, requires_action, succeeded, failed or canceled. The last two put the money back."""

    id: str
    state: str
    amount_minor: int
    payment_id: str
    created_at: datetime
    failure: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemotePage:
    """A hosted page (Checkout session) to save a method or to pay; ``state`` is open, complete or expired."""

    id: str
    url: str
    mode: str
    state: str
    expires_at: datetime
    payment_id: str = ""
    method_id: str = ""
    customer_id: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoteEventCard:
    """A hint that an object changed: refetch it, never believe the event's own copy."""

    id: str
    kind: str
    object_kind: str
    object_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """A balance transaction; net = amount − fee. ``payment_id`` names the payment behind it where there is one.

    ``kind`` is the processor's reporting category, the same for cards and bank debits: charge, refund, refund_failure, dispute,
    dispute_reversal, payout, payout_reversal, fee, …
    """

    id: str
    kind: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    source_id: str
    payment_id: str
    created_at: datetime
    available_on: date


@dataclass(frozen=True, slots=True)
class RemotePayout:
    """A payout to the bank; ``state`` is pending, in_transit, paid, failed or canceled.

    One that is not ``automatic`` was made by hand: nobody can ask what it consists of.
    """

    id: str
    amount_minor: int
    currency: str
    arrives_on: date
    state: str
    created_at: datetime
    automatic: bool = True


@dataclass(frozen=True, slots=True)
class RemoteDispute:
    """A dispute; ``state`` in the processor's words (needs_response, under_review, won, lost, …)."""

    id: str
    payment_id: str
    charge_id: str
    amount_minor: int
    reason: str
    state: str
    evidence_due_on: date | None
    created_at: datetime
    lines: tuple[RemoteLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """A payment to create, not yet to confirm. ``metadata`` names book, operation and attempt, and finds it again."""

    amount_minor: int
    currency: str
    customer_id: str
    method_id: str
    method_kind: str
    description: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageLine:
    """What a customer reads on a payment page."""

    text: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A hosted page: ``mode`` is setup (save a card or bank account) or payment (pay ``lines``).

    ``return_url`` is the https page the customer sees when done (the company's site); empty shows the processor's own.
    """

    mode: str
    customer_id: str
    currency: str
    lines: Sequence[PageLine]
    metadata: Mapping[str, str]
    save_method: bool = False
    expires_at: datetime | None = None
    return_url: str = ""


class PaymentProcessor(Protocol):
    """A payment processor. Every method may raise any ``ProcessorError``."""

    def account(self) -> RemoteAccount:
        """Return the account the key belongs to."""
        ...

    def create_customer(self, name: str, email: str, metadata: Mapping[str, str], key: str) -> RemoteCustomerCard:
        """Make a customer."""
        ...

    def customer(self, customer_id: str) -> RemoteCustomerCard:
        """Return a customer."""
        ...

    def customers(self, email: str = "") -> Iterator[RemoteCustomerCard]:
        """Return customers, newest first; with ``email`` only those that bear it."""
        ...

    def methods(self, customer_id: str) -> Sequence[RemoteMethod]:
        """Return a customer's saved cards and bank accounts."""
        ...

    def detach_method(self, method_id: str, key: str) -> None:
        """Remove a saved method."""
        ...

    def create_payment(self, request: PaymentRequest, key: str) -> RemotePaymentCard:
        """Create a payment without confirming it: no money moves."""
        ...

    def confirm_payment(self, payment_id: str, method_id: str, key: str) -> RemotePaymentCard:
        """Confirm a payment with a method: now money moves. A decline is an answer, with ``NEEDS_METHOD`` and its code."""
        ...

    def cancel_payment(self, payment_id: str, key: str) -> RemotePaymentCard:
        """Cancel a payment that did not succeed."""
        ...

    def payment(self, payment_id: str) -> RemotePaymentCard:
        """Return a payment as it stands."""
        ...

    def payments(self, since: datetime, customer_id: str = "") -> Iterator[RemotePaymentCard]:
        """Return payments created since, newest first."""
        ...

    def create_refund(self, payment_id: str, amount_minor: int, metadata: Mapping[str, str], key: str) -> RemoteRefund:
        """Give part or all of a payment back."""
        ...

    def refund(self, refund_id: str) -> RemoteRefund:
        """Return a refund as it stands."""
        ...

    def refunds(self, payment_id: str) -> Sequence[RemoteRefund]:
        """Return the refunds of a payment."""
        ...

    def open_page(self, request: PageRequest, key: str) -> RemotePage:
        """Open a hosted page."""
        ...

    def page(self, page_id: str) -> RemotePage:
        """Return a hosted page as it stands."""
        ...

    def expire_page(self, page_id: str, key: str) -> RemotePage:
        """Close a hosted page that nobody used."""
        ...

    def events(self, since: datetime) -> Iterator[RemoteEventCard]:
        """Return events since, newest first; kept for 30 days, unordered within a moment, sometimes doubled."""
        ...

    def lines(self, since: datetime) -> Iterator[RemoteLine]:
        """Return balance transactions created since, newest first."""
        ...

    def lines_of_payout(self, payout_id: str) -> Iterator[RemoteLine]:
        """Return the balance transactions that a payout consists of, without its own; their nets add up to its amount."""
        ...

    def payouts(self, since: datetime) -> Iterator[RemotePayout]:
        """Return payouts created since, newest first."""
        ...

    def disputes(self, since: datetime) -> Iterator[RemoteDispute]:
        """Return disputes created since, newest first."""
        ...

    def dispute(self, dispute_id: str) -> RemoteDispute:
        """Return a dispute as it stands."""
        ...
