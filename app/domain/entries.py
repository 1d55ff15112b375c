"""Balanced journal entries as values: how each event that moves money is posted. The one place that knows debit from credit.

Amounts are minor units of the book's currency; debits positive, credits negative. Every function here returns an entry whose
postings add up to nothing, or raises ``ValueError`` (an unbalanced entry is always our bug).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.domain.chart import Chart

# Plain integers where entries are made by the ten thousand: a member of the chart takes longer to look up.
_RECEIVABLES, _TAX_PAYABLE = int(Chart.RECEIVABLES), int(Chart.TAX_PAYABLE)


class Side(NamedTuple):
    """One posting: an account, the invoice it concerns (receivables only), and a signed amount."""

    account: int
    amount_minor: int
    invoice_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced entry that is not yet in the book.

    ``payment_id`` and ``credit_memo_id`` name the source of credit it moves; ``reverses_id`` the entry it takes back.
    """

    kind: str
    posted_on: date
    customer_id: int | None
    sides: tuple[Side, ...]
    memo: str = ""
    payment_id: int | None = None
    credit_memo_id: int | None = None
    reverses_id: int | None = None

    def __post_init__(self) -> None:
        if sum([amount for _account, amount, _invoice in self.sides]) != 0:
            raise ValueError(f"unbalanced {self.kind} entry: {self.sides}")


def _sides(*pairs: Side) -> tuple[Side, ...]:
    return tuple([side for side in pairs if side.amount_minor])


def invoice_issued(
    invoice_id: int, customer_id: int, on: date, net_minor: int, tax_minor: int, *, revenue: int = Chart.REVENUE
) -> Entry:
    """Debit receivables with the total; credit revenue with the net amount and tax payable with the tax."""
    # Billing runs post ten thousand of these: what has no zero in it needs no sifting.
    if net_minor and not tax_minor:
        return Entry("invoice", on, customer_id, (Side(_RECEIVABLES, net_minor, invoice_id), Side(revenue, -net_minor)))
    sides = (
        Side(_RECEIVABLES, net_minor + tax_minor, invoice_id),
        Side(revenue, -net_minor),
        Side(_TAX_PAYABLE, -tax_minor),
    )
    return Entry("invoice", on, customer_id, sides if net_minor and tax_minor and net_minor + tax_minor else _sides(*sides))


def credit_memo_issued(credit_memo_id: int, customer_id: int, on: date, net_minor: int, tax_minor: int) -> Entry:
    """Take revenue and tax back and owe the customer the total as account credit."""
    return Entry(
        "credit_memo",
        on,
        customer_id,
        _sides(
            Side(Chart.REVENUE, net_minor),
            Side(Chart.TAX_PAYABLE, tax_minor),
            Side(Chart.CUSTOMER_CREDIT, -net_minor - tax_minor),
        ),
        credit_memo_id=credit_memo_id,
    )


def payment_received(payment_id: int, customer_id: int, on: date, account: int, amount_minor: int) -> Entry:
    """Debit the account where the money rests until it is in the bank; credit the customer's account credit with all of it."""
    return Entry(
        "payment",
        on,
        customer_id,
        _sides(Side(account, amount_minor), Side(Chart.CUSTOMER_CREDIT, -amount_minor)),
        payment_id=payment_id,
    )


def credit_applied(
    customer_id: int,
    on: date,
    applied: tuple[tuple[int, int], ...],
    *,
    payment_id: int | None = None,
    credit_memo_id: int | None = None,
) -> Entry:
    """Use account credit to meet invoices: ``applied`` pairs an invoice id with an amount (negative takes it back)."""
    whole = sum(amount for _invoice, amount in applied)
    return Entry(
        "allocation",
        on,
        customer_id,
        _sides(
            Side(Chart.CUSTOMER_CREDIT, whole),
            *(Side(Chart.RECEIVABLES, -amount, invoice_id) for invoice_id, amount in applied),
        ),
        payment_id=payment_id,
        credit_memo_id=credit_memo_id,
    )


def written_off(invoice_id: int, customer_id: int, on: date, amount_minor: int) -> Entry:
    """Give up what is open on an invoice: bad debt instead of a receivable (a negative amount recovers it)."""
    return Entry(
        "write_off",
        on,
        customer_id,
        _sides(Side(Chart.BAD_DEBT, amount_minor), Side(Chart.RECEIVABLES, -amount_minor, invoice_id)),
    )


def invoice_voided(original: Entry, on: date, reverses_id: int) -> Entry:
    """Take an issued invoice back with the mirror of its entry."""
    return reversed_entry(original, on, reverses_id, kind="void")


def money_returned(
    kind: str, customer_id: int, on: date, money_account: int, amount_minor: int, *, payment_id: int
) -> Entry:
    """Take money out of a payment again (refund, returned check, dispute); a negative amount puts it back."""
    return Entry(
        kind,
        on,
        customer_id,
        _sides(Side(Chart.CUSTOMER_CREDIT, amount_minor), Side(money_account, -amount_minor)),
        payment_id=payment_id,
    )


def deposited(on: date, parts: tuple[tuple[int, int], ...]) -> Entry:
    """Move money to the bank: ``parts`` pairs the account it rested in with the amount."""
    whole = sum(amount for _account, amount in parts)
    return Entry("deposit", on, None, _sides(Side(Chart.BANK, whole), *(Side(account, -amount) for account, amount in parts)))


def processor_fee(on: date, amount_minor: int, memo: str) -> Entry:
    """Pay the processor's fee out of what it holds (a negative amount gives it back)."""
    return Entry(
        "processor_fee", on, None, _sides(Side(Chart.PROCESSOR_FEES, amount_minor), Side(Chart.CLEARING, -amount_minor)), memo
    )


def paid_out(on: date, amount_minor: int, memo: str) -> Entry:
    """Move what the processor held to the bank (a negative amount is a debt to it that the bank met)."""
    return Entry("payout", on, None, _sides(Side(Chart.BANK, amount_minor), Side(Chart.CLEARING, -amount_minor)), memo)


def reversed_entry(original: Entry, on: date, reverses_id: int, *, kind: str = "reversal") -> Entry:
    """Return the mirror of ``original``, dated ``on``, naming the entry it reverses."""
    return Entry(
        kind,
        on,
        original.customer_id,
        tuple(Side(side.account, -side.amount_minor, side.invoice_id) for side in original.sides),
        payment_id=original.payment_id,
        credit_memo_id=original.credit_memo_id,
        reverses_id=reverses_id,
    )
