"""The merges that stand: who became part of whom, when, and by whose hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.customers import Customer
from app.models.merges import CustomerMerge
from app.services.customers.merging.party import Party, party
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class StandingMerge:
    """A merge that is not undone."""

    id: int
    gone: Party
    kept: Party
    merged_at: datetime
    actor: str


def merges_of(reader: Reader, customer_id: int) -> list[StandingMerge]:
    """Return the merges that a customer took part in and that stand, the latest first."""
    ids = reader.connection.execute(
        select(CustomerMerge.id)
        .where(
            CustomerMerge.undone_at.is_(None),
            (CustomerMerge.gone_id == customer_id) | (CustomerMerge.kept_id == customer_id),
        )
        .order_by(CustomerMerge.id.desc())
    ).scalars()
    return [read_merge(reader, id_) for id_ in ids.all()]


def latest_merge(reader: Reader, account: str = "") -> StandingMerge:
    """Return the latest merge that stands: that of the customer whose account number was ``account``, or of the whole book.

    Raises:
        NotFound: there is none.
    """
    query = select(CustomerMerge.id).where(CustomerMerge.undone_at.is_(None)).order_by(CustomerMerge.id.desc()).limit(1)
    if account:
        query = query.join(Customer, Customer.id == CustomerMerge.gone_id).where(Customer.account == account)
    found = reader.connection.execute(query).scalar()
    if found is None:
        if account:
            raise NotFound(_("{account} is not merged into another customer.").format(account=account[:60]))
        raise NotFound(_("There is no merge to undo in this book."))
    return read_merge(reader, found)


def read_merge(reader: Reader, merge_id: int) -> StandingMerge:
    """Return a merge that stands.

    Raises:
        NotFound: it was undone already, or there is none.
    """
    row = reader.connection.execute(
        select(CustomerMerge.gone_id, CustomerMerge.kept_id, CustomerMerge.merged_at, CustomerMerge.actor).where(
            CustomerMerge.id == merge_id, CustomerMerge.undone_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("That merge was undone already."))
    return StandingMerge(merge_id, party(reader, row.gone_id), party(reader, row.kept_id), row.merged_at, row.actor)
