"""An agreement on its way by mail: what its messages are called by, and that it counts as sent once a server took one.

Drafting and signing belong to ``keeping``; the queue itself to ``app.services.mail``.
"""

from __future__ import annotations

from app.domain.errors import NotFound
from app.services.agreements.keeping import read_agreement, send_agreement
from app.services.agreements.waiting import number_of
from app.services.agreements.wording import check_filled
from app.services.office import Reader, Writer


def check_mailable(reader: Reader, agreement_id: int) -> None:
    """Make sure that an agreement may be mailed.

    Raises:
        UserError: blanks are left in its text.
        NotFound: there is no such agreement.
    """
    check_filled(read_agreement(reader, agreement_id).body)


def note_mailed(writer: Writer, number: str) -> None:
    """Note that a mail server took the agreement that messages call ``number``: a draft counts as sent from then on."""
    agreement_id = id_of(number)
    try:
        facts = read_agreement(writer, agreement_id)
    except NotFound:
        return  # thrown away before this could be known: the message stays in the account's history
    if facts.state == "draft":
        send_agreement(writer, agreement_id, by_mail=True)


def id_of(number: str) -> int:
    """Return the id of the agreement that messages call ``number``; 0 where it is no such number."""
    digits = number.removeprefix(number_of(0)[:-1])
    return int(digits) if digits.isascii() and digits.isdecimal() and digits != number else 0
