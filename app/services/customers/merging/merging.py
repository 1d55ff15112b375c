"""Merging one customer into another: every row that names the one is filed under the other, and it is kept which did.

The merged customer's own row stays, archived and empty: its account number leads to the other. Contacts and tags are copied
where they are wanted, so that undoing the merge finds the old ones untouched.
"""

from __future__ import annotations

from sqlalchemy import func, insert, literal, select, update

from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Contact, Customer, CustomerTag, Note
from app.models.ledger import JournalEntry
from app.models.merges import CustomerMerge, MergedRow
from app.models.operations import RemoteCustomer, SavedMethod
from app.models.rows import ContactRow, NoteRow, TagRow
from app.services.activity import Happening, record
from app.services.customers.changing import contact_line, read_contact, refresh_search_text
from app.services.customers.merging.before import Before
from app.services.customers.merging.looking import MergePreview, look_at_merge, refuse_merge
from app.services.customers.merging.party import Party
from app.services.customers.merging.tables import POSTED, customer_tables
from app.services.ledger import refile_entries
from app.services.office import Reader, Writer


def merge_customers(writer: Writer, gone_id: int, kept_id: int) -> MergePreview:
    """Make one customer part of another.

    Args:
        writer: the transaction.
        gone_id: whose invoices, payments, plans and all else move.
        kept_id: the customer that stays.

    Returns:
        What was done, in the words of the preview.

    Raises:
        UserError: it cannot be done now; says why.
        NotFound: no such customer.
    """
    seen = look_at_merge(writer, gone_id, kept_id)
    gone, kept = seen.gone, seen.kept
    refuse_merge(writer, gone, kept)
    connection = writer.connection
    marks = newest(writer)
    merge_id = take_ids(connection, CustomerMerge)[0]
    connection.execute(
        insert(CustomerMerge).values(id=merge_id, gone_id=gone_id, kept_id=kept_id, merged_at=writer.now, actor=writer.actor)
    )
    for table in customer_tables():
        connection.execute(
            insert(MergedRow).from_select(
                ["merge_id", "table_name", "row_id"],
                select(literal(merge_id), literal(table.name), table.c.id).where(table.c.customer_id == gone_id),
            )
        )
    refile_entries(writer, gone_id, kept_id, select(JournalEntry.id).where(JournalEntry.customer_id == gone_id))
    for table in customer_tables():
        if table.name not in POSTED:
            connection.execute(update(table).where(table.c.customer_id == gone_id).values(customer_id=kept_id))
    linked, named, defaults = _at_processor(writer, merge_id, gone_id, kept_id)
    contacts, note = _contacts(writer, gone, kept)
    before = Before(gone.status, marks, linked, named, defaults, contacts, note, _tags(writer, gone_id, kept_id))
    connection.execute(update(CustomerMerge).where(CustomerMerge.id == merge_id).values(before=before.text()))
    connection.execute(update(Customer).where(Customer.merged_into_id == gone_id).values(merged_into_id=kept_id))
    connection.execute(
        update(Customer)
        .where(Customer.id == gone_id)
        .values(merged_into_id=kept_id, status="archived", version=Customer.version + 1)
    )
    refresh_search_text(writer, gone_id)
    refresh_search_text(writer, kept_id)
    record(writer, [Happening("customer.merged", kept_id, {"account": gone.account, "name": gone.name})])
    touch_all(writer, gone_id, kept_id)
    return seen


def newest(reader: Reader) -> dict[str, int]:
    """Return the highest id of each of the customers' tables: what is above it is younger than this moment."""
    return {
        table.name: int(reader.connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
        for table in customer_tables()
    }


def touch_all(writer: Writer, *customer_ids: int) -> None:
    """Say that everything these customers have may stand elsewhere now."""
    keys = ("customers", "invoices", "payments", "plans", "jobs", "notes", "operations", "mail", "activity", "ledger")
    writer.touch(*keys, *(f"customer:{id_}" for id_ in customer_ids))


def _at_processor(writer: Writer, merge_id: int, gone_id: int, kept_id: int) -> tuple[bool, list[int], list[int]]:
    """Keep it possible to charge the cards of both: the processor moves none from one of its customers to another."""
    connection = writer.connection
    links = {
        row.customer_id: row.remote_id
        for row in connection.execute(
            select(RemoteCustomer.customer_id, RemoteCustomer.remote_id).where(
                RemoteCustomer.customer_id.in_([gone_id, kept_id])
            )
        )
    }
    moved = select(MergedRow.row_id).where(MergedRow.merge_id == merge_id, MergedRow.table_name == "saved_method")
    linked = gone_id in links and kept_id not in links
    if linked:
        connection.execute(update(RemoteCustomer).where(RemoteCustomer.customer_id == gone_id).values(customer_id=kept_id))
    named: list[int] = []
    if len(links) == 2:
        own = (SavedMethod.id.in_(moved), SavedMethod.remote_customer == "")
        named = list(connection.execute(select(SavedMethod.id).where(*own)).scalars())
        connection.execute(update(SavedMethod).where(*own).values(remote_customer=links[gone_id]))
    defaults = list(
        connection.execute(
            select(SavedMethod.id, SavedMethod.id.in_(moved)).where(SavedMethod.customer_id == kept_id, SavedMethod.is_default)
        )
    )
    second = [id_ for id_, was_gone in defaults if was_gone] if len(defaults) > 1 else []
    connection.execute(update(SavedMethod).where(SavedMethod.id.in_(second)).values(is_default=False))
    return linked, named, second


def _contacts(writer: Writer, gone: Party, kept: Party) -> tuple[list[int], int]:
    """Copy a contact that the other has none of; keep one that it has in a note."""
    copied, lines = [], []
    for role in ("billing", "primary"):
        theirs, ours = read_contact(writer, gone.id, role), read_contact(writer, kept.id, role)
        if theirs.is_empty or theirs == ours:
            continue
        if ours.is_empty:
            id_ = take_ids(writer.connection, Contact)[0]
            c = theirs
            row = ContactRow(
                id_, kept.id, role, c.name, c.line1, c.line2, c.city, c.region, c.postcode, c.country, c.phone, c.email
            )
            insert_rows(writer.connection, Contact, [row])
            copied.append(id_)
        else:
            lines.append(contact_line(theirs))
    body = _("Merged with {name} ({account}).").format(name=gone.name, account=gone.account)
    if lines:
        body = "\n".join([body, _("Contacts of that account:"), *dict.fromkeys(lines)])
    note_id = take_ids(writer.connection, Note)[0]
    note = NoteRow(note_id, kept.id, body, writer.actor, writer.now_text, pinned=False)
    insert_rows(writer.connection, Note, [note])
    return copied, note_id


def _tags(writer: Writer, gone_id: int, kept_id: int) -> list[str]:
    there = select(CustomerTag.tag).where(CustomerTag.customer_id == kept_id)
    new = list(
        writer.connection.execute(
            select(CustomerTag.tag)
            .where(CustomerTag.customer_id == gone_id, CustomerTag.tag.not_in(there))
            .order_by(CustomerTag.tag)
        ).scalars()
    )
    insert_rows(writer.connection, CustomerTag, [TagRow(kept_id, tag) for tag in new])
    return new
