"""What the search box finds: customers, invoice numbers, amounts. Commands are the window's own and are found there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.office import Reader


class HitKind(StrEnum):
    """What was found."""

    CUSTOMER = "customer"
    INVOICE = "invoice"
    PAYMENT = "payment"
    CREDIT_MEMO = "credit_memo"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``title`` is a name or number, ``detail`` the account or the customer; amount and day where it has them.

    ``id`` is the customer's, invoice's, payment's or credit memo's; ``customer_id`` leads to the account page.
    """

    kind: HitKind
    id: int
    customer_id: int
    title: str
    detail: str
    amount_minor: int | None = None
    on: date | None = None


def find(reader: Reader, text: str, limit: int = 12) -> list[Hit]:
    """Return what ``text`` may mean, best first: customers, document numbers, and documents of that amount."""
    raise NotImplementedError
