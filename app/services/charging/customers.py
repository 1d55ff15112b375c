"""Customers and their saved cards and bank accounts at the processor: linking, making, listing, removing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.bulk import take_ids
from app.models.customers import Contact, Customer
from app.models.operations import Operation, RemoteCustomer, SavedMethod
from app.services.activity import Happening, record
from app.services.charging.connecting import in_words, need_account
from app.services.charging.processor import PaymentProcessor, ProcessorError, RemoteMethod
from app.services.office import Office, Reader, Writer


@dataclass(frozen=True, slots=True)
class Method:
    """A saved card or bank account: what may be shown of it; ``kind`` is card or bank."""

    id: int
    remote_id: str
    customer_id: int
    kind: str
    brand: str
    last4: str
    expires_on: date | None
    is_default: bool
    removed: bool


_METHOD = select(
    SavedMethod.id,
    SavedMethod.remote_id,
    SavedMethod.customer_id,
    SavedMethod.kind,
    SavedMethod.brand,
    SavedMethod.last4,
    SavedMethod.expires_on,
    SavedMethod.is_default,
    SavedMethod.removed_at,
)
# Built once: a charge asks for them several times.
_BY_ID = _METHOD.where(SavedMethod.id == bindparam("wanted"))
_BY_REMOTE = _METHOD.where(SavedMethod.remote_id == bindparam("wanted"))
_OF_CUSTOMER = _METHOD.where(SavedMethod.customer_id == bindparam("wanted"))
_OWN = _OF_CUSTOMER.where(SavedMethod.remote_customer == "")
_REMOTE = select(RemoteCustomer.remote_id).where(RemoteCustomer.customer_id == bindparam("wanted"))
_REMOTE_OF_METHOD = select(SavedMethod.remote_customer).where(SavedMethod.id == bindparam("wanted"))


def remote_customer_of(reader: Reader, customer_id: int) -> str:
    """Return the processor's id of a customer, or nothing."""
    return reader.connection.execute(_REMOTE, {"wanted": customer_id}).scalar() or ""


def customer_of_remote(reader: Reader, remote_id: str) -> int | None:
    """Return our customer behind the processor's ``remote_id``, or None."""
    return reader.connection.execute(
        select(func.coalesce(Customer.merged_into_id, Customer.id))
        .join(RemoteCustomer, RemoteCustomer.customer_id == Customer.id)
        .where(RemoteCustomer.remote_id == remote_id)
    ).scalar()


def remote_customer_of_method(reader: Reader, method_id: int) -> str:
    """Return the processor's customer that a saved method belongs to where it came with a merged customer, or nothing."""
    return reader.connection.execute(_REMOTE_OF_METHOD, {"wanted": method_id}).scalar() or ""


def method_by_id(reader: Reader, method_id: int) -> Method:
    """Return a saved method.

    Raises:
        NotFound: no such method.
    """
    found = _methods(reader, _BY_ID, method_id)
    if not found:
        raise NotFound(_("That card or bank account is not in this book."))
    return found[0]


def method_of_remote(reader: Reader, remote_id: str) -> Method | None:
    """Return the saved method with the processor's id, or None."""
    found = _methods(reader, _BY_REMOTE, remote_id)
    return found[0] if found else None


def saved_methods(reader: Reader, customer_id: int) -> list[Method]:
    """Return a customer's saved methods that were not removed, the default first."""
    found = _methods(reader, _OF_CUSTOMER, customer_id)
    return sorted((each for each in found if not each.removed), key=lambda each: (not each.is_default, each.id))


def default_method(reader: Reader, customer_id: int, kind: str = "", method_ref: str = "") -> Method | None:
    """Return the method to charge: the one a plan names, else the default, else the only one (of ``kind`` where given)."""
    found = saved_methods(reader, customer_id)
    named = [each for each in found if method_ref and each.remote_id == method_ref]
    if named or method_ref:
        return named[0] if named else None
    fitting = [each for each in found if not kind or each.kind == kind]
    return fitting[0] if fitting and (fitting[0].is_default or len(fitting) == 1) else None


def _methods(reader: Reader, query: Select[*tuple[Any, ...]], wanted: object) -> list[Method]:
    return [
        Method(
            row.id,
            row.remote_id,
            row.customer_id,
            row.kind,
            row.brand,
            row.last4,
            row.expires_on,
            row.is_default,
            row.removed_at is not None,
        )
        for row in reader.connection.execute(query, {"wanted": wanted})
    ]


def link_customer(office: Office, processor: PaymentProcessor, customer_id: int, remote_id: str) -> list[Method]:
    """Adopt a customer that exists at the processor, with the saved methods.

    Raises:
        UserError: it does not exist there, is another customer's already, or ours is linked with another.
        EnvironmentFault: the processor cannot be reached.
    """
    office.read(need_account)
    try:
        card = processor.customer(remote_id)
        methods = () if card.deleted else processor.methods(remote_id)
    except ProcessorError as error:
        raise in_words(error) from error
    if card.deleted:
        raise UserError(_("The customer {id} was deleted at the processor.").format(id=remote_id))

    def keep(writer: Writer) -> list[Method]:
        link(writer, customer_id, remote_id)
        keep_methods(writer, customer_id, methods)
        return saved_methods(writer, customer_id)

    return office.write(keep)


def match_by_email(office: Office, processor: PaymentProcessor) -> list[tuple[int, str]]:
    """Return pairs of our unlinked customers and the processor's that bear the same mail address, each of them once.

    Raises:
        EnvironmentFault: the processor cannot be reached.
    """

    def ours(reader: Reader) -> dict[str, list[int]]:
        linked = select(RemoteCustomer.customer_id)
        rows = reader.connection.execute(
            select(Contact.customer_id, Contact.email).where(Contact.email != "", Contact.customer_id.not_in(linked)).distinct()
        )
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(row.email.casefold(), []).append(row.customer_id)
        return found

    known = office.read(ours)
    taken = set(office.read(lambda reader: list(reader.connection.execute(select(RemoteCustomer.remote_id)).scalars())))
    theirs: dict[str, list[str]] = {}
    try:
        for card in processor.customers():
            if card.email and not card.deleted and card.id not in taken:
                theirs.setdefault(card.email.casefold(), []).append(card.id)
    except ProcessorError as error:
        raise in_words(error) from error
    # Two with one address cannot be told apart: a person has to say which.
    return [
        (ids[0], theirs[email][0])
        for email, ids in known.items()
        if len(set(ids)) == 1 and len(theirs.get(email, [])) == 1
    ]


def ensure_remote_customer(office: Office, processor: PaymentProcessor, customer_id: int) -> str:
    """Return the processor's id of a customer, made there when there is none yet.

    Raises:
        NotFound: no such customer.
        ProcessorError: as the processor answers; the key makes asking again safe.
    """
    there = office.read(lambda reader: remote_customer_of(reader, customer_id))
    if there:
        return there

    def who(reader: Reader) -> tuple[str, str, str]:
        name = reader.connection.execute(select(Customer.name).where(Customer.id == customer_id)).scalar()
        if name is None:
            raise NotFound(_("That customer is not in this book."))
        email = reader.connection.execute(
            select(Contact.email).where(Contact.customer_id == customer_id, Contact.email != "").order_by(Contact.id).limit(1)
        ).scalar()
        return name, email or "", reader.profile.book_id

    name, email, book_id = office.read(who)
    metadata = {"counterfoil_book": book_id, "counterfoil_customer": str(customer_id)}
    card = processor.create_customer(name, email, metadata, f"{book_id}:customer:{customer_id}")
    office.write(lambda writer: link(writer, customer_id, card.id))
    return card.id


def refresh_methods(office: Office, processor: PaymentProcessor, customer_id: int) -> list[Method]:
    """Read a customer's saved methods anew from the processor and return them.

    Raises:
        EnvironmentFault: the processor cannot be reached.
    """
    remote_id = office.read(lambda reader: remote_customer_of(reader, customer_id))
    if not remote_id:
        return []
    try:
        methods = processor.methods(remote_id)
    except ProcessorError as error:
        raise in_words(error) from error
    office.write(lambda writer: keep_methods(writer, customer_id, methods))
    return office.read(lambda reader: saved_methods(reader, customer_id))


def detach_method(office: Office, processor: PaymentProcessor, method_id: int) -> None:
    """Remove a saved method at the processor and here.

    Raises:
        UserError: a charge with it is under way.
        EnvironmentFault: the processor cannot be reached.
    """
    method = office.read(lambda reader: method_by_id(reader, method_id))

    def in_use(reader: Reader) -> bool:
        query = select(Operation.id).where(Operation.method_id == method_id, Operation.live).limit(1)
        return reader.connection.execute(query).first() is not None

    if office.read(in_use):
        raise UserError(_("A charge with it is under way."), _("Wait for its answer, or cancel it."))
    try:
        processor.detach_method(method.remote_id, f"detach:{method.remote_id}")
    except ProcessorError as error:
        raise in_words(error) from error

    def gone(writer: Writer) -> None:
        writer.connection.execute(
            update(SavedMethod).where(SavedMethod.id == method_id).values(removed_at=writer.now, is_default=False)
        )
        record(writer, [Happening("method.removed", method.customer_id, {"brand": method.brand, "last4": method.last4})])
        writer.touch(f"customer:{method.customer_id}")

    office.write(gone)


def make_default(writer: Writer, method_id: int) -> None:
    """Charge this method where a plan names no other."""
    method = method_by_id(writer, method_id)
    writer.connection.execute(
        update(SavedMethod).where(SavedMethod.customer_id == method.customer_id).values(is_default=False)
    )
    writer.connection.execute(update(SavedMethod).where(SavedMethod.id == method_id).values(is_default=True))
    writer.touch(f"customer:{method.customer_id}")


def keep_methods(writer: Writer, customer_id: int, methods: Sequence[RemoteMethod]) -> None:
    """Write down what the processor has on file for a customer; what is not there any more is marked removed."""
    # What came with a merged customer is kept at the processor under another one, which was not asked.
    known = {each.remote_id: each for each in _methods(writer, _OWN, customer_id)}
    default = next((each.remote_id for each in known.values() if each.is_default and not each.removed), "")
    there = {each.id for each in methods}
    if default not in there:
        default = next((each.id for each in methods if each.is_default), "")
    for each in methods:
        values = {
            "kind": each.kind,
            "brand": each.brand,
            "last4": each.last4,
            "expires_on": each.expires_on,
            "is_default": each.id == default,
            "removed_at": None,
        }
        if each.id in known:
            writer.connection.execute(update(SavedMethod).where(SavedMethod.remote_id == each.id).values(**values))
            continue
        id_ = take_ids(writer.connection, SavedMethod)[0]
        writer.connection.execute(insert(SavedMethod).values(id=id_, customer_id=customer_id, remote_id=each.id, **values))
        record(writer, [Happening("method.saved", customer_id, {"brand": each.brand, "last4": each.last4})])
    for remote_id, method in known.items():
        if remote_id not in there and not method.removed:
            writer.connection.execute(
                update(SavedMethod)
                .where(SavedMethod.remote_id == remote_id)
                .values(removed_at=writer.now, is_default=False)
            )
    writer.touch(f"customer:{customer_id}")


def link(writer: Writer, customer_id: int, remote_id: str) -> None:
    """Note which customer of the processor is which of ours; nothing is asked of the processor.

    Raises:
        UserError: one of them is linked with another one.
    """
    other = customer_of_remote(writer, remote_id)
    if other is not None and other != customer_id:
        raise UserError(_("The customer {id} is linked with another customer already.").format(id=remote_id))
    there = remote_customer_of(writer, customer_id)
    if there and there != remote_id:
        raise UserError(_("This customer is linked with {id} already.").format(id=there))
    if not there:
        writer.connection.execute(
            insert(RemoteCustomer).values(customer_id=customer_id, remote_id=remote_id, linked_at=writer.now)
        )
        writer.touch(f"customer:{customer_id}")
