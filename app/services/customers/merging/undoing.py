"""Undoing a merge: everything that moved goes back, and with it what was added to it since; or it is said why it cannot."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, insert, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.customers import Contact, Customer, CustomerTag, Note
from app.models.merges import CustomerMerge, MergedRow
from app.models.operations import RemoteCustomer, SavedMethod
from app.services.activity import Happening, record
from app.services.customers.changing import read_contact, refresh_search_text
from app.services.customers.merging.before import Before
from app.services.customers.merging.following import Node, followers, put_down
from app.services.customers.merging.looking import refuse_under_way
from app.services.customers.merging.merging import touch_all
from app.services.customers.merging.party import party
from app.services.customers.merging.standing import StandingMerge, read_merge
from app.services.customers.merging.tables import POSTED, customer_tables
from app.services.ledger import refile_entries
from app.services.office import Reader, Writer


def undo_merge(writer: Writer, merge_id: int) -> StandingMerge:
    """Give a merged customer everything back, and what was added to it since.

    Returns:
        Both customers as they stand afterwards.

    Raises:
        UserError: something that was done since joins the two, or a later merge or the processor is in the way.
        NotFound: it was undone already.
    """
    merge, before, more = _check(writer, merge_id)
    gone_id, kept_id, connection = merge.gone.id, merge.kept.id, writer.connection
    if more:
        connection.execute(insert(MergedRow), put_down(merge_id, more))
    connection.execute(
        update(Customer)
        .where(Customer.id == gone_id)
        .values(merged_into_id=None, status=before.status, version=Customer.version + 1)
    )

    def moved(name: str) -> Select[int]:
        return select(MergedRow.row_id).where(MergedRow.merge_id == merge_id, MergedRow.table_name == name)

    refile_entries(writer, kept_id, gone_id, moved("journal_entry"))
    for table in customer_tables():
        if table.name not in POSTED:
            connection.execute(
                update(table)
                .where(table.c.customer_id == kept_id, table.c.id.in_(moved(table.name)))
                .values(customer_id=gone_id)
            )
    _as_before(writer, merge, before)
    connection.execute(delete(MergedRow).where(MergedRow.merge_id == merge_id))
    connection.execute(update(CustomerMerge).where(CustomerMerge.id == merge_id).values(undone_at=writer.now))
    for customer_id in _part_of(writer, gone_id):
        connection.execute(update(Customer).where(Customer.id == customer_id).values(merged_into_id=gone_id))
    refresh_search_text(writer, gone_id)
    refresh_search_text(writer, kept_id)
    told = {"account": merge.gone.account, "name": merge.gone.name}
    record(writer, [Happening("customer.unmerged", id_, told) for id_ in (kept_id, gone_id)])
    touch_all(writer, gone_id, kept_id)
    return StandingMerge(merge.id, party(writer, gone_id), party(writer, kept_id), merge.merged_at, merge.actor)


def _check(reader: Reader, merge_id: int) -> tuple[StandingMerge, Before, set[Node]]:
    merge = read_merge(reader, merge_id)
    before = Before.read(
        reader.connection.execute(select(CustomerMerge.before).where(CustomerMerge.id == merge_id)).scalar_one()
    )
    if before is None:
        raise UserError(
            _("{name} was anonymised since.").format(name=merge.kept.name), _("The merge cannot be undone any more.")
        )
    if merge.kept.merged_into_id is not None:
        raise UserError(
            _("{name} is part of another customer itself now.").format(name=merge.kept.name), _("Undo that merge first.")
        )
    refuse_under_way(reader, (merge.gone, merge.kept))
    return merge, before, followers(reader, merge_id, merge.kept.id, merge.gone, before)


def _as_before(writer: Writer, merge: StandingMerge, before: Before) -> None:
    """Take away what the merge had added to the other customer, as far as nobody changed it since."""
    connection, gone_id, kept_id = writer.connection, merge.gone.id, merge.kept.id
    if before.linked:
        connection.execute(update(RemoteCustomer).where(RemoteCustomer.customer_id == kept_id).values(customer_id=gone_id))
    connection.execute(update(SavedMethod).where(SavedMethod.id.in_(before.named)).values(remote_customer=""))
    defaults = (SavedMethod.id.in_(before.defaults), SavedMethod.removed_at.is_(None))
    connection.execute(update(SavedMethod).where(*defaults).values(is_default=True))
    for role in ("billing", "primary"):
        copied = (Contact.id.in_(before.contacts), Contact.customer_id == kept_id, Contact.role == role)
        if read_contact(writer, kept_id, role) == read_contact(writer, gone_id, role):
            connection.execute(delete(Contact).where(*copied))
    tags = (CustomerTag.customer_id == kept_id, CustomerTag.tag.in_(before.tags))
    connection.execute(delete(CustomerTag).where(*tags))
    connection.execute(delete(Note).where(Note.id == before.note, Note.edited_at.is_(None)))


def _part_of(reader: Reader, customer_id: int) -> Sequence[int]:
    """Return every customer that is part of this one, and of those in turn, by the merges that stand."""
    into = dict(
        reader.connection.execute(
            select(CustomerMerge.gone_id, CustomerMerge.kept_id).where(CustomerMerge.undone_at.is_(None))
        ).all()
    )
    found = []
    for start in into:
        at: int | None = start
        while at in into and at != customer_id:
            at = into[at]
        if at == customer_id and start != customer_id:
            found.append(start)
    return found
