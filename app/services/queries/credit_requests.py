"""Credits that wait for approval: of one customer or of all, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from app.models.base import BIG
from app.models.customers import Customer
from app.models.invoices import CreditRequest
from app.services.office import Reader
from app.services.queries.asking import Question


@dataclass(frozen=True, slots=True)
class CreditRequestView:
    """Credit that waits; ``total_minor`` in minor units, ``asked_at`` in UTC."""

    id: int
    customer_id: int
    account: str
    customer_name: str
    asked_by: str
    asked_at: datetime
    issued_on: date
    expires_on: date | None
    reason: str
    total_minor: int


def waiting_credits(reader: Reader, customer_id: int | None = None) -> list[CreditRequestView]:
    """Return the credits that wait for approval, the oldest first."""
    if customer_id is None:
        return _ALL.all(reader)
    return _OF_ONE.all(reader, customer_id=customer_id)


_STATEMENT = (
    select(
        CreditRequest.id,
        CreditRequest.customer_id,
        Customer.account,
        Customer.name,
        CreditRequest.asked_by,
        CreditRequest.asked_at,
        CreditRequest.issued_on,
        CreditRequest.expires_on,
        CreditRequest.reason,
        CreditRequest.net_minor + CreditRequest.tax_minor,
    )
    .join(Customer, Customer.id == CreditRequest.customer_id)
    .where(CreditRequest.state == "waiting")
    .order_by(CreditRequest.id)
)
_ALL = Question(_STATEMENT, CreditRequestView)
_OF_ONE = Question(
    _STATEMENT.where(CreditRequest.customer_id == bindparam("customer_id", type_=BIG)), CreditRequestView
)
