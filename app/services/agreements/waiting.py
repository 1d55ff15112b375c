"""Whether a message with an agreement waits to go out, and what messages call an agreement, which has no number of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, Text, cast, literal, select

from app.domain.errors import Conflict
from app.domain.language import _
from app.models.agreements import Agreement
from app.models.mail import MailMessage
from app.services.office import Reader

_PREFIX = "AG-"
KIND = "agreement"
"""The kind of such messages, as ``app.services.mail.kinds`` names it."""


def number_of(agreement_id: int) -> str:
    """Return what messages call an agreement."""
    return f"{_PREFIX}{agreement_id}"


def check_unmailed(reader: Reader, agreement_id: int, title: str) -> None:
    """Make sure that nobody is about to read an agreement as it stands.

    Raises:
        Conflict: a message with it waits to go out.
    """
    waiting = select(MailMessage.id).where(
        MailMessage.kind == KIND,
        MailMessage.number == number_of(agreement_id),
        MailMessage.state.in_(("waiting", "sending")),
    )
    if reader.connection.execute(waiting).first() is not None:
        raise Conflict(_("“{title}” waits to be mailed as it is.").format(title=title), _("Cancel the message first."))


def mail_state() -> ScalarSelect[Any]:
    """Return how the last message with an agreement stands, as a column of a query of agreements; null without one."""
    return (
        select(MailMessage.state)
        .where(
            MailMessage.customer_id == Agreement.customer_id,
            MailMessage.kind == KIND,
            MailMessage.number == literal(_PREFIX, Text()) + cast(Agreement.id, Text()),
        )
        .order_by(MailMessage.id.desc())
        .limit(1)
        .correlate(Agreement)
        .scalar_subquery()
    )
