"""A customer as a merge sees it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.customers import Customer
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Party:
    """A customer in a merge; amounts in minor units of the book."""

    id: int
    account: str
    name: str
    status: str
    merged_into_id: int | None
    due_minor: int
    credit_minor: int
    lifetime_minor: int


def party(reader: Reader, customer_id: int) -> Party:
    """Return a customer as a merge sees it.

    Raises:
        NotFound: no such customer.
    """
    row = reader.connection.execute(
        select(
            Customer.id, Customer.account, Customer.name, Customer.status, Customer.merged_into_id,
            Customer.due_minor, Customer.credit_minor, Customer.lifetime_minor,
        ).where(Customer.id == customer_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound(_("That customer is not in this book."))
    return Party(*row)
