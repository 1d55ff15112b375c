"""Reminders of what is overdue, to many customers: who gets one and who does not, and never two on one day by accident.

What a reminder says is in ``kinds`` and ``orders``; its statement is made by the press and handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, func, or_, select

from app.domain.appointments import day_bounds
from app.domain.language import _
from app.models.base import UtcInstant
from app.models.customers import Contact
from app.models.mail import MailMessage
from app.services.mail.kinds import MailKind
from app.services.mail.queueing import NewMessage, queue_message
from app.services.office import Reader, Writer
from app.services.ports import Progress
from app.services.queries.asking import Question, among, as_ids
from app.services.queries.customers import customer_rows

_AT_ONCE = 500


class LeftOut(StrEnum):
    """Why a customer gets no reminder by itself."""

    NO = ""
    NOTHING_OVERDUE = "nothing-overdue"
    NO_ADDRESS = "no-address"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class ReminderCandidate:
    """A customer who may get a reminder; ``overdue_minor`` in minor units, ``days_late`` of the oldest invoice."""

    id: int
    account: str
    name: str
    email: str
    overdue_minor: int
    days_late: int
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class _Address:
    customer_id: int
    email: str


def reminder_candidates(reader: Reader, ids: Sequence[int], progress: Progress | None = None) -> list[ReminderCandidate]:
    """Return the customers in their order, each with why it gets no reminder, if it does not; none when cancelled."""
    found: list[ReminderCandidate] = []
    for start in range(0, len(ids), _AT_ONCE):
        part = list(ids[start : start + _AT_ONCE])
        listed = as_ids(part)
        # The billing contact's address comes last and takes the place of the primary contact's.
        emails = {each.customer_id: each.email for each in _ADDRESSES.all(reader, ids=listed)}
        told = reminded_today(reader, part)
        for row in customer_rows(reader, part):
            email = emails.get(row.id, "")
            why = (
                LeftOut.NOTHING_OVERDUE
                if not row.overdue_minor
                else LeftOut.NO_ADDRESS
                if not email
                else LeftOut.TODAY
                if row.id in told
                else LeftOut.NO
            )
            found.append(
                ReminderCandidate(row.id, row.account, row.name, email, row.overdue_minor, row.oldest_days_late, why)
            )
        if progress is not None:
            progress.step(len(found), len(ids), _("reading accounts"))
            if progress.cancelled:
                return []
    return found


def reminded_today(reader: Reader, ids: Sequence[int]) -> dict[int, int]:
    """Return how many reminders of this business day wait for these customers, were sent, or may have been."""
    since, until = day_bounds(reader.today, 1, ZoneInfo(reader.profile.time_zone))
    listed = select(MailMessage.customer_id, func.count()).where(
        among(MailMessage.customer_id),
        MailMessage.kind == MailKind.REMINDER.value,
        MailMessage.state.in_(("waiting", "sending", "sent", "unknown")),
        or_(
            MailMessage.once_key.startswith(_day_key(reader.today), autoescape=True),
            (MailMessage.queued_at >= bindparam("since", since, UtcInstant()))
            & (MailMessage.queued_at < bindparam("until", until, UtcInstant())),
        ),
    )
    rows = reader.connection.execute(listed.group_by(MailMessage.customer_id), {"ids": as_ids(ids)})
    return {row[0]: row[1] for row in rows if row[0] is not None}


def queue_reminder(writer: Writer, message: NewMessage, *, again: bool = False) -> int | None:
    """Put a reminder into the queue and return its id.

    Args:
        writer: the transaction; whether one was queued today is looked at inside it, so that two desks cannot both do it.
        message: the reminder.
        again: also when the customer got one today.

    Returns:
        The message's id; None when the customer got one today and ``again`` was not said.

    Raises:
        UserError: as ``queue_message``.
    """
    customer_id = message.customer_id
    if customer_id is None:
        raise ValueError("a reminder is for a customer")
    if not again and reminded_today(writer, [customer_id]):
        return None
    key = f"{_day_key(writer.today)}{customer_id}:"
    before = writer.connection.execute(
        select(func.count()).where(MailMessage.once_key.startswith(key, autoescape=True))
    ).scalar_one()
    return queue_message(writer, replace(message, once_key=f"{key}{before + 1}"))


def left_out_words(left_out: LeftOut) -> str:
    """Return the reason in words."""
    return {
        LeftOut.NO: "",
        LeftOut.NOTHING_OVERDUE: _("nothing is overdue"),
        LeftOut.NO_ADDRESS: _("no e-mail address"),
        LeftOut.TODAY: _("got one today"),
    }[left_out]


def _day_key(day: date) -> str:
    return f"reminder:{day.isoformat()}:"


_ADDRESSES = Question(
    select(Contact.customer_id, Contact.email)
    .where(among(Contact.customer_id), Contact.email != "")
    .order_by(Contact.customer_id, case((Contact.role == "billing", 1), else_=0)),
    _Address,
)
