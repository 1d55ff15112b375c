"""Anonymising a customer: names, contacts and whatever names them go; numbers, dates and amounts stay to the cent.

Where words were written freely (a note, a message) they go altogether. Where they belong to the books (what an invoice bills, a
memo) the customer's names, addresses and numbers are struck out of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Table, Text, delete, func, or_, select, update

from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.models.base import Base
from app.models.customers import Activity, Contact, Customer, Note, Site
from app.models.mail import MailAttachment, MailAttempt, MailMessage
from app.models.merges import CustomerMerge, MergedRow
from app.models.operations import SavedMethod
from app.models.search_index import FTS_TABLE
from app.services.activity import Happening, record
from app.services.customers.changing import refresh_search_text
from app.services.customers.leaving.looking import LeavingPreview, everyone_in, look_at_leaving, refuse_leaving
from app.services.customers.merging.merging import touch_all
from app.services.customers.merging.tables import customer_tables
from app.services.office import Reader, Writer

STRUCK = "…"
# Columns whose words are the program's own, or whose values others refer to.
_OURS = frozenset(
    {
        "kind", "state", "status", "stage", "method", "number", "account", "role", "terms", "timing", "frequency", "paid_by",
        "ends_as", "key_base", "remote_id", "remote_customer", "charge_id", "message_id", "once_key", "method_ref", "page_url",
        "language", "actor", "sent_how", "written_by", "added_by", "asked_by", "decided_by", "reason_code", "sha256", "manager",
    }
)  # fmt: skip
# What a line of activity says with these names is a word of the program's or a number of a document.
_KEPT_DETAILS = frozenset({"field", "role", "method", "account", "number", "payment", "invoice", "given", "status", "code"})
_DAY_OR_NUMBER = re.compile(r"\d{4}-\d\d-\d\d([T ][0-9:.]+(Z|[+-]\d\d:\d\d)?)?|[A-Z]{0,4}-?\d{1,12}")
# With these names it is what somebody said, were it a number.
_SAID = frozenset({"before", "after", "last4", "text", "to", "caller", "name", "reference", "phone", "postcode", "line1"})
_LEAST = 4


def anonymise_customer(writer: Writer, customer_id: int, typed: str) -> LeavingPreview:
    """Forget who a customer is. It cannot be undone.

    Args:
        writer: the transaction.
        customer_id: whom; customers merged into this one are forgotten with it.
        typed: the account number as somebody typed it, to be sure.

    Returns:
        What was done.

    Raises:
        UserError: something is still open, or ``typed`` is not the account number.
        NotFound: no such customer.
    """
    seen = look_at_leaving(writer, customer_id)
    refuse_leaving(writer, seen.customer)
    if typed.strip() != seen.customer.account:
        raise UserError(
            _("That is not the account number of {name}.").format(name=seen.customer.name),
            _("Type {account} to anonymise the customer.").format(account=seen.customer.account),
        )
    everyone = everyone_in(writer, customer_id)
    if writer.connection.dialect.name == "sqlite":
        # What is overwritten must not stay readable in pages that the file does not use any more.
        writer.connection.exec_driver_sql("PRAGMA secure_delete = ON")
    words = _words(writer, everyone)
    _forget_merges(writer, everyone)
    _empty(writer, customer_id, everyone)
    for table, which in _tables_of(customer_id):
        _strike(writer, table, which, words)
    _activity(writer, everyone)
    for id_ in everyone:
        _rename(writer, id_)
    for id_ in everyone:
        refresh_search_text(writer, id_)
    record(writer, [Happening("customer.anonymised", customer_id, {"account": seen.customer.account})])
    if writer.connection.dialect.name == "sqlite":
        writer.connection.exec_driver_sql(f"INSERT INTO {FTS_TABLE}({FTS_TABLE}) VALUES ('optimize')")  # noqa: S608 - our own
    touch_all(writer, *everyone)
    return seen


def _words(reader: Reader, everyone: Sequence[int]) -> re.Pattern[str]:
    """Return a pattern of every name, address, telephone number and mail address on file."""
    found: set[str] = set()
    people: list[str] = []
    for (name,) in reader.connection.execute(select(Customer.name).where(Customer.id.in_(everyone))):
        people.append(name)
    contacts = select(Contact.name, Contact.line1, Contact.line2, Contact.phone, Contact.email).where(
        Contact.customer_id.in_(everyone)
    )
    for name, *rest in reader.connection.execute(contacts):
        people.append(name)
        found.update(rest)
    for row in reader.connection.execute(select(Site.name, Site.line1).where(Site.customer_id.in_(everyone))):
        found.update(row)
    for name in people:
        parts = name.split()
        found.add(name)
        # A surname alone names somebody as well; a first name is too common a word.
        if len(parts) > 1 and len(parts[-1]) >= _LEAST and parts[-1].isalpha():
            found.add(parts[-1])
    both = {word for each in found for word in (each, fold(each)) if len(word) >= _LEAST}
    listed = "|".join(re.escape(word) for word in sorted(both, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed or chr(0)})(?!\w)", re.IGNORECASE)


def _forget_merges(writer: Writer, everyone: Sequence[int]) -> None:
    merges = select(CustomerMerge.id).where(CustomerMerge.kept_id.in_(everyone), CustomerMerge.undone_at.is_(None))
    writer.connection.execute(delete(MergedRow).where(MergedRow.merge_id.in_(merges)))
    past = or_(CustomerMerge.kept_id.in_(everyone), CustomerMerge.gone_id.in_(everyone))
    writer.connection.execute(update(CustomerMerge).where(past).values(before="{}"))


def _empty(writer: Writer, customer_id: int, everyone: Sequence[int]) -> None:
    """Take away what says nothing but who somebody is, and what was written freely."""
    connection = writer.connection
    for model in (Contact, Note):
        connection.execute(delete(model).where(model.__table__.c.customer_id.in_(everyone)))
    sites = connection.execute(select(Site.id).where(Site.customer_id == customer_id).order_by(Site.id)).scalars().all()
    for place, id_ in enumerate(sites, 1):
        values = dict.fromkeys(("line1", "city", "region", "postcode"), "")
        connection.execute(update(Site).where(Site.id == id_).values(name=_("Site {number}").format(number=place), **values))
    mail = select(MailMessage.id).where(MailMessage.customer_id == customer_id)
    connection.execute(delete(MailAttachment).where(MailAttachment.message_id.in_(mail)))
    connection.execute(update(MailAttempt).where(MailAttempt.message_id.in_(mail)).values(words=""))
    connection.execute(
        update(MailMessage)
        .where(MailMessage.customer_id == customer_id, MailMessage.state.in_(("waiting", "failed")))
        .values(state="cancelled", next_try_at=None, state_at=writer.now)
    )
    connection.execute(
        update(MailMessage)
        .where(MailMessage.customer_id == customer_id)
        .values(recipients="", subject=_("(anonymised)"), body="", way="", words="")
    )
    connection.execute(
        update(SavedMethod)
        .where(SavedMethod.customer_id == customer_id)
        .values(last4="", is_default=False, removed_at=writer.now)
    )
    agreement, files = Base.metadata.tables["agreement"], Base.metadata.tables["attached_file"]
    connection.execute(
        update(agreement).where(agreement.c.customer_id == customer_id).values(body="", search_text="", scan_id=None)
    )
    estimate = Base.metadata.tables["estimate"]
    connection.execute(
        update(estimate)
        .where(estimate.c.customer_id == customer_id)
        .values(message="", decided_by="", reason="", search_text=func.lower(func.coalesce(estimate.c.number, "")))
    )
    contents = list(connection.execute(select(files.c.content_id).where(files.c.customer_id == customer_id)).scalars())
    connection.execute(delete(files).where(files.c.customer_id == customer_id))
    _drop_contents(writer, contents)


def _drop_contents(writer: Writer, contents: Sequence[int]) -> None:
    """Remove what is in files that no account has any more."""
    tables = Base.metadata.tables
    files, content, pieces = tables["attached_file"], tables["file_content"], tables["file_piece"]
    for id_ in set(contents):
        used = select(files.c.id).where(files.c.content_id == id_).limit(1)
        if writer.connection.execute(used).first() is None:
            writer.connection.execute(delete(pieces).where(pieces.c.content_id == id_))
            writer.connection.execute(delete(content).where(content.c.id == id_))


def _tables_of(customer_id: int) -> Iterator[tuple[Table, object]]:
    """Yield the tables whose words may name the customer, and which of their rows are about this one."""
    own = {table.name for table in customer_tables()}
    for table in customer_tables():
        if table.name != "activity":
            yield table, table.c.customer_id == customer_id
    for name, table in sorted(Base.metadata.tables.items()):
        if name in own or name in {"contact", "customer_tag", "remote_customer", "mail_attachment"}:
            continue
        about = [
            key.parent.in_(select(key.column).where(key.column.table.c.customer_id == customer_id))
            for key in table.foreign_keys
            if key.column.table.name in own
        ]
        if about:
            yield table, or_(*about)


def _strike(writer: Writer, table: Table, which: object, words: re.Pattern[str]) -> None:
    texts = [column for column in table.columns if isinstance(column.type, Text) and column.name not in _OURS]
    texts = [column for column in texts if not column.primary_key]
    if not texts:
        return
    keys = list(table.primary_key.columns)
    rows = writer.connection.execute(select(*keys, *texts).where(which)).all()  # type: ignore[arg-type]
    for row in rows:
        values = dict(zip((column.name for column in texts), row[len(keys) :], strict=True))
        struck = {name: words.sub(STRUCK, value) for name, value in values.items() if value and words.search(value)}
        if struck:
            at = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
            writer.connection.execute(update(table).where(*at).values(**struck))


def _activity(writer: Writer, everyone: Sequence[int]) -> None:
    rows = writer.connection.execute(select(Activity.id, Activity.details).where(Activity.customer_id.in_(everyone))).all()
    for row in rows:
        before = json.loads(row.details)
        after = {name: _without_words(name, value) for name, value in before.items()}
        if after != before:
            text = json.dumps(after, ensure_ascii=False, separators=(",", ":"))
            writer.connection.execute(update(Activity).where(Activity.id == row.id).values(details=text))


def _without_words(name: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_words(key, inner) for key, inner in value.items()}
    if not isinstance(value, str) or name in _KEPT_DETAILS:
        return value
    if name not in _SAID and _DAY_OR_NUMBER.fullmatch(value):
        return value
    return ""


def _rename(writer: Writer, customer_id: int) -> None:
    account = writer.connection.execute(select(Customer.account).where(Customer.id == customer_id)).scalar_one()
    name = _("Anonymised customer {account}").format(account=account)
    writer.connection.execute(
        update(Customer)
        .where(Customer.id == customer_id)
        .values(name=name, sort_name=fold(name), status="archived", version=Customer.version + 1)
    )
