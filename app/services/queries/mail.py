"""Mail as lists and pages show it: the queue of the whole book, the history of one customer, one message with its tries."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, literal_column, or_, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.base import BIG
from app.models.customers import Customer
from app.models.mail import MailAttachment, MailAttempt, MailMessage, MailSender
from app.services.office import Reader
from app.services.queries.asking import Question, Value, among, as_ids
from app.services.queries.finding import contains


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which messages a list shows; everything given must hold. ``states`` empty shows all."""

    customer_id: int | None = None
    states: tuple[str, ...] = ()
    text: str = ""


class MailSort(StrEnum):
    """What a list of messages is ordered by; the order in which they were queued breaks ties."""

    QUEUED = "queued"
    STATE = "state"
    RECIPIENTS = "recipients"
    SUBJECT = "subject"
    CUSTOMER = "customer"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class MailRow:
    """A message as lists show it; instants in UTC. ``words`` is what the server, or the program, last said."""

    id: int
    kind: str
    state: str
    customer_id: int | None
    account: str
    customer_name: str
    number: str
    recipients: str
    subject: str
    words: str
    attempts: int
    queued_at: datetime
    state_at: datetime
    next_try_at: datetime | None
    actor: str
    files: int


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try to hand a message over."""

    id: int
    server: str
    begun_at: datetime
    ended_at: datetime | None
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a message, without what is in it."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MailPage:
    """One message whole: its words, files and tries."""

    row: MailRow
    body: str
    message_id: str
    sender: str
    files: tuple[FileRow, ...]
    tries: tuple[TryRow, ...]


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many messages are in each state."""

    waiting: int = 0
    sending: int = 0
    unknown: int = 0
    failed: int = 0
    sent: int = 0

    @property
    def all(self) -> int:
        """How many there are but for cancelled ones."""
        return self.waiting + self.sending + self.unknown + self.failed + self.sent


def mail_ids(
    reader: Reader, wanted: MailFilter, sort: MailSort = MailSort.QUEUED, *, descending: bool = True
) -> array[int]:
    """Return the ids (typecode q) of the messages that match, in order."""
    question = _ids(wanted.customer_id is not None, wanted.states, bool(wanted.text.strip()), sort, descending)
    values: dict[str, Value] = {
        "customer_id": wanted.customer_id,
        "text": contains(wanted.text.strip().lower()[:200]),
    }
    return question.ids(reader, **values)


def mail_rows(reader: Reader, ids: Sequence[int]) -> list[MailRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    rows = {row.id: row for row in _ROWS.all(reader, ids=as_ids(ids))}
    return [rows[id_] for id_ in ids if id_ in rows]


def mail_page(reader: Reader, message_id: int) -> MailPage:
    """Return one message whole.

    Raises:
        NotFound: no such message.
    """
    rows = mail_rows(reader, [message_id])
    if not rows:
        raise NotFound(_("That message is not in this book."))
    more = reader.connection.execute(
        select(MailMessage.body, MailMessage.message_id, MailSender.name, MailSender.address)
        .outerjoin(MailSender, MailSender.id == MailMessage.sender_id)
        .where(MailMessage.id == message_id)
    ).one()
    files = reader.connection.execute(
        select(MailAttachment.name, MailAttachment.size_bytes)
        .where(MailAttachment.message_id == message_id)
        .order_by(MailAttachment.position)
    )
    tries = reader.connection.execute(
        select(
            MailAttempt.id,
            MailAttempt.server,
            MailAttempt.begun_at,
            MailAttempt.ended_at,
            MailAttempt.outcome,
            MailAttempt.words,
        )
        .where(MailAttempt.message_id == message_id)
        .order_by(MailAttempt.id)
    )
    sender = f"{more.name} <{more.address}>" if more.name else more.address or ""
    return MailPage(
        rows[0],
        more.body,
        more.message_id,
        sender,
        tuple(FileRow(*row) for row in files),
        tuple(TryRow(*row) for row in tries),
    )


def mail_counts(reader: Reader, customer_id: int | None = None) -> MailCounts:
    """Return how many messages are in each state, of one customer or of the whole book."""
    query = select(MailMessage.state, func.count()).group_by(MailMessage.state)
    if customer_id is not None:
        query = query.where(MailMessage.customer_id == customer_id)
    found = {state: count for state, count in reader.connection.execute(query) if state != "cancelled"}
    return MailCounts(**found)


def count_of_customer(reader: Reader, customer_id: int) -> int:
    """Return how many messages a customer's history has."""
    return reader.connection.execute(
        select(func.count()).select_from(MailMessage).where(MailMessage.customer_id == customer_id)
    ).scalar_one()


_ORDER = ("unknown", "failed", "sending", "waiting", "sent", "cancelled")


@lru_cache(maxsize=256)
def _ids(of_one: bool, states: tuple[str, ...], by_text: bool, sort: MailSort, descending: bool) -> Question[int]:
    text: ColumnElement[str] = bindparam("text")
    statement = select(MailMessage.id)
    if by_text or sort is MailSort.CUSTOMER:
        statement = statement.outerjoin(Customer, Customer.id == MailMessage.customer_id)
    if of_one:
        statement = statement.where(MailMessage.customer_id == bindparam("customer_id", type_=BIG))
    if states:
        statement = statement.where(or_(*(MailMessage.state == literal_column(f"'{state}'") for state in states)))
    if by_text:
        columns = (MailMessage.recipients, MailMessage.subject, MailMessage.number, Customer.name)
        statement = statement.where(or_(*(func.lower(column).like(text, escape="/") for column in columns)))
    rank = case(
        *((MailMessage.state == literal_column(f"'{state}'"), literal_column(str(at))) for at, state in enumerate(_ORDER)),
        else_=literal_column("9"),
    )
    key: ColumnElement[Any] = {
        MailSort.QUEUED: MailMessage.id.expression,
        MailSort.STATE: rank,
        MailSort.RECIPIENTS: MailMessage.recipients.expression,
        MailSort.SUBJECT: MailMessage.subject.expression,
        MailSort.CUSTOMER: Customer.sort_name.expression,
        MailSort.KIND: MailMessage.kind.expression,
    }[sort]
    order: list[ColumnElement[Any]] = [key.desc() if descending else key.asc()]
    if sort is not MailSort.QUEUED:
        order.append(MailMessage.id.desc())
    return Question(statement.order_by(*order), int)


_FILES = (
    select(func.count())
    .select_from(MailAttachment)
    .where(MailAttachment.message_id == MailMessage.id)
    .correlate(MailMessage)
    .scalar_subquery()
)
_ROWS = Question(
    select(
        MailMessage.id,
        MailMessage.kind,
        MailMessage.state,
        MailMessage.customer_id,
        func.coalesce(Customer.account, literal_column("''")),
        func.coalesce(Customer.name, literal_column("''")),
        MailMessage.number,
        MailMessage.recipients,
        MailMessage.subject,
        MailMessage.words,
        MailMessage.attempts,
        MailMessage.queued_at,
        MailMessage.state_at,
        MailMessage.next_try_at,
        MailMessage.actor,
        _FILES,
    )
    .outerjoin(Customer, Customer.id == MailMessage.customer_id)
    .where(among(MailMessage.id)),
    MailRow,
)
