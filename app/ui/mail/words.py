"""How a message stands, in words with tone and icon, and the columns of lists of messages."""

from __future__ import annotations

from app.domain.language import _
from app.services.mail.kinds import kind_words
from app.services.queries.mail import MailRow, MailSort
from app.services.queries.words import mail_state_word
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session

_LOOKS = {
    "waiting": (Tone.INFO, "clock"),
    "sending": (Tone.INFO, "half"),
    "sent": (Tone.GOOD, "check"),
    "failed": (Tone.ALARM, "cross"),
    "unknown": (Tone.CARE, "warning"),
    "cancelled": (Tone.QUIET, "void"),
}


def state_pill(state: str) -> Status:
    """Return how a message stands."""
    tone, icon = _LOOKS.get(state, (Tone.QUIET, ""))
    return Status(mail_state_word(state), tone, icon)


def _pill(row: MailRow) -> Status:
    return state_pill(row.state)


def what_words(row: MailRow) -> str:
    """Return what a message is about: “Invoice 10482”."""
    return f"{kind_words(row.kind)} {row.number}".strip()


def mail_columns(session: Session, *, of_one_customer: bool) -> tuple[Column[MailRow], ...]:
    """Return the columns of a list of messages; those of one customer leave the customer out."""

    def alarm(row: MailRow) -> Tone | None:
        return {"failed": Tone.ALARM, "unknown": Tone.CARE}.get(row.state, Tone.QUIET)

    columns: tuple[Column[MailRow], ...] = (
        Column(
            "queued",
            _("Written"),
            lambda row: session.moment(row.queued_at),
            Kind.DATE,
            156,
            MailSort.QUEUED,
            value=lambda row: row.queued_at,
        ),
        Column("state", _("State"), lambda row: mail_state_word(row.state), Kind.STATUS, 112, MailSort.STATE, status=_pill),
        Column("what", _("About"), what_words, width=204, sort=MailSort.KIND),
        Column("customer", _("Customer"), lambda row: row.customer_name, width=164, sort=MailSort.CUSTOMER),
        Column("to", _("Recipients"), lambda row: row.recipients or "–", width=230, sort=MailSort.RECIPIENTS),
        Column("subject", _("Subject"), lambda row: row.subject, width=220, sort=MailSort.SUBJECT, visible=of_one_customer),
        Column("words", _("The server says"), lambda row: row.words, width=220, stretch=True, tone=alarm),
        Column("actor", _("By"), lambda row: row.actor, width=100, visible=False),
    )
    return tuple(column for column in columns if not (of_one_customer and column.key == "customer"))
