"""Payment terms: how they are kept, read from other people's files, called, and what due date they give."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _, ngettext

_LONGEST_DAYS = 3650
_PRESET_DAYS = (15, 30, 60)

_ON_RECEIPT = re.compile(
    r"(?:due )?(?:up)?on receipt|receipt|(?:due )?immediate(?:ly)?|cash|cod|cash on delivery|net(?: 0)?|"
    r"(?:al )?contado|al recib(?:ir|o)|pago inmediato|sofort|a reception|comptant"
)
_END_OF_MONTH = re.compile(
    r"(?:net )?eom|(?:due )?end of (?:the )?month|month end|(?:a )?fin de mes|monatsende|fin de mois"
)
_NET_DAYS = re.compile(
    r"(?:(?:net|n|due in|due net|within|custom|neto|a|en|netto|vence en)(?:[ :/]*|-))?([0-9]{1,4})[ -]*"
    r"(?:d|day|days|dias|dia|tage|tag|jours|calendar days)?(?: net| neto| netto)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """When an invoice must be paid.

    Attributes:
        days: days after the issue date; None for the last day of the month of issue.
    """

    days: int | None

    @property
    def code(self) -> str:
        """The one spelling that is stored: receipt, net15, net30, net60, eom, or custom:NN for other numbers
        of days.
        """
        if self.days is None:
            return "eom"
        if self.days == 0:
            return "receipt"
        return f"net{self.days}" if self.days in _PRESET_DAYS else f"custom:{self.days}"

    @classmethod
    def parse(cls, code: str) -> Terms:
        """Return the terms stored as ``code``.

        Raises:
            UserError: there is no such code.
        """
        return _parsed(code)

    def label(self) -> str:
        """Return what people call these terms, in the language in use."""
        if self.days is None:
            return _("End of month")
        if self.days == 0:
            return _("Due on receipt")
        if self.days in _PRESET_DAYS:
            return _("Net {days}").format(days=self.days)
        return ngettext("{days} day", "{days} days", self.days).format(days=self.days)


ON_RECEIPT = Terms(0)
END_OF_MONTH = Terms(None)
PRESETS: tuple[Terms, ...] = (ON_RECEIPT, Terms(15), Terms(30), Terms(60), END_OF_MONTH)


@lru_cache(maxsize=256)
def _parsed(code: str) -> Terms:
    if code == "eom":
        return END_OF_MONTH
    if code == "receipt":
        return ON_RECEIPT
    match = re.fullmatch(r"(?:net|custom:)([0-9]{1,4})", code, re.ASCII)
    if match is None or int(match[1]) > _LONGEST_DAYS:
        raise _unknown(code)
    return Terms(int(match[1]))


def due_date(terms: Terms, issued_on: date) -> date:
    """Return when an invoice issued on ``issued_on`` is due: never before it was issued."""
    if terms.days is None:
        return issued_on.replace(day=calendar.monthrange(issued_on.year, issued_on.month)[1])
    return issued_on + timedelta(days=terms.days)


def parse_terms(text: str) -> Terms:
    """Return the terms that other programs write as “NET 30”, “Due on receipt”, “n/30”, “EOM” and the like.

    An early-payment discount (“2/10 net 30”) is refused, because dropping it silently would change what is
    owed.

    Raises:
        UserError: not understood.
    """
    if len(text) > 60:
        raise _unknown(text)
    plain = fold(text).strip(" .")
    if _ON_RECEIPT.fullmatch(plain):
        return ON_RECEIPT
    if _END_OF_MONTH.fullmatch(plain):
        return END_OF_MONTH
    match = _NET_DAYS.fullmatch(plain)
    if match is None or int(match[1]) > _LONGEST_DAYS:
        raise _unknown(text)
    return Terms(int(match[1]))


def _unknown(text: str) -> UserError:
    return UserError(
        _("“{text}” are no payment terms known here.").format(text=text[:30]),
        _("Use “due on receipt”, “net 30”, “end of month” or a number of days."),
    )
