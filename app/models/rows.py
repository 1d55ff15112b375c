"""What a bulk insert hands over, a NamedTuple a table: dates as ISO text, flags as bool, money as int."""

from __future__ import annotations

from typing import NamedTuple


class EntryRow(NamedTuple):
    """A journal entry."""

    id: int
    posted_on: str
    kind: str
    customer_id: int | None
    payment_id: int | None
    credit_memo_id: int | None
    reverses_id: int | None
    memo: str
    actor: str
    recorded_at: str


class PostingRow(NamedTuple):
    """One side of a journal entry; debits positive."""

    id: int
    entry_id: int
    posted_on: str
    account_id: int
    customer_id: int | None
    invoice_id: int | None
    amount_minor: int


class InvoiceRow(NamedTuple):
    """An invoice with its totals."""

    id: int
    number: str | None
    customer_id: int
    site_id: int | None
    parent_id: int | None
    kind: str
    state: str
    issued_on: str
    due_on: str
    terms: str
    subject: str
    message: str
    total_minor: int
    tax_minor: int
    open_minor: int
    disputed: bool
    entry_id: int | None


class InvoiceLineRow(NamedTuple):
    """A line of an invoice."""

    id: int
    invoice_id: int
    position: int
    description: str
    quantity_micro: int
    unit_price_minor: int
    discount_ppm: int
    net_minor: int
    tax_rate_id: int | None
    tax_ppm: int
    tax_minor: int


class CreditMemoRow(NamedTuple):
    """A credit memo with its totals."""

    id: int
    number: str
    customer_id: int
    invoice_id: int | None
    state: str
    issued_on: str
    expires_on: str | None
    reason: str
    total_minor: int
    tax_minor: int
    open_minor: int
    entry_id: int


class CreditRequestRow(NamedTuple):
    """Credit that waits for approval."""

    id: int
    customer_id: int
    state: str
    asked_by: str
    asked_at: str
    issued_on: str
    expires_on: str | None
    reason: str
    net_minor: int
    tax_minor: int
    oldest_first: bool


class PaymentRow(NamedTuple):
    """A payment received."""

    id: int
    number: str
    customer_id: int
    received_on: str
    method: str
    reference: str
    memo: str
    amount_minor: int
    open_minor: int
    state: str
    deposit_id: int | None
    entry_id: int
    money_account: int
    drawn_on: str


class AllocationRow(NamedTuple):
    """An allocation, or (negative) one taken back."""

    id: int
    customer_id: int
    invoice_id: int
    kind: str
    payment_id: int | None
    credit_memo_id: int | None
    amount_minor: int
    applied_on: str
    reverses_id: int | None
    entry_id: int


class ReversalRow(NamedTuple):
    """Money that left a payment or a credit memo again."""

    id: int
    customer_id: int
    payment_id: int | None
    credit_memo_id: int | None
    kind: str
    method: str
    reference: str
    reason: str
    amount_minor: int
    reversed_on: str
    reverses_id: int | None
    entry_id: int


class DepositRow(NamedTuple):
    """A deposit at the bank."""

    id: int
    number: str
    deposited_on: str
    total_minor: int
    state: str
    entry_id: int


class ActivityRow(NamedTuple):
    """A change to a customer's account; ``details`` is JSON text."""

    id: int
    customer_id: int | None
    happened_at: str
    actor: str
    kind: str
    details: str


class CustomerRow(NamedTuple):
    """A customer's account as it is first entered; totals start at zero."""

    id: int
    account: str
    name: str
    kind: str
    status: str
    since_on: str
    manager: str
    terms: str
    tax_rate_id: int | None
    language: str
    sort_name: str
    search_text: str


class ContactRow(NamedTuple):
    """A customer's contact."""

    id: int
    customer_id: int
    role: str
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str
    phone: str
    email: str


class SiteRow(NamedTuple):
    """A customer's site."""

    id: int
    customer_id: int
    name: str
    line1: str
    city: str
    region: str
    postcode: str


class TagRow(NamedTuple):
    """A customer's tag."""

    customer_id: int
    tag: str


class NoteRow(NamedTuple):
    """A note on a customer's account."""

    id: int
    customer_id: int
    body: str
    author: str
    written_at: str
    pinned: bool
