"""What goes between the queue and whatever speaks to mail servers: a server, a letter, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.errors import EnvironmentFault, UserError


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes mail. ``security``: tls from the first byte, starttls before anything is said, or none."""

    host: str
    port: int
    security: str
    user_name: str = ""

    @property
    def name(self) -> str:
        """Host and port as one word."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a letter."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out. ``message_id`` is without angle brackets and the same in every try."""

    message_id: str
    dated_at: datetime
    from_name: str
    from_address: str
    recipients: tuple[str, ...]
    subject: str
    body: str
    reply_to: str = ""
    language: str = ""
    attachments: tuple[Attached, ...] = ()


class Handed(StrEnum):
    """What became of a letter.

    TAKEN: the server said 250 after the last byte. REFUSED: for good. LATER: not now, says the server. LOST: the line broke
    before the end, so that it was certainly not taken. UNKNOWN: all of it was handed over and no answer came.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter, and the server's own words."""

    handed: Handed
    words: str


class MailUnreachable(EnvironmentFault):
    """The server does not answer: the network is away, the name is wrong, or it is busy. Nothing was handed over."""


class MailSenderRefused(UserError):
    """The server answers and will not have us: wrong password, untrusted certificate, no TLS. Trying again changes nothing."""
