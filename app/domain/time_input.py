"""Reading an hour of the day or a length of time as people type it: 9, 930, 9:30, 2:30p, 14.30; 45m, 1:30, 1.5 h."""

from __future__ import annotations

import re
from datetime import time, timedelta

from app.domain.errors import UserError
from app.domain.language import _

_HOUR = re.compile(r"(\d{1,2})(?:[:.h ]?([0-5]\d))?\s*(?:h|hrs?|uhr)?\s*([ap])?\.?\s*m?\.?", re.IGNORECASE | re.ASCII)
_CLOCK_LENGTH = re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII)
_LENGTH = re.compile(
    r"(?:(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:h|hours?|hrs?|horas?))?\s*(?:(\d{1,4})\s*(?:m|min|minutes?|minutos?))?",
    re.IGNORECASE | re.ASCII,
)
_PLAIN = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)
_MOST_HOURS = 14 * 24


def parse_hour(text: str) -> time:
    """Return the hour of the day that ``text`` means; without “a” or “p” the clock has 24 hours.

    Raises:
        UserError: it is no hour.
    """
    match = _HOUR.fullmatch(" ".join(text.split()))
    if match is not None:
        hour, minute = int(match[1]), int(match[2] or 0)
        half = (match[3] or "").lower()
        if half and 1 <= hour <= 12:
            return time(hour % 12 + (12 if half == "p" else 0), minute)
        if not half and hour < 24:
            return time(hour, minute)
    raise UserError(_("“{text}” is not an hour of the day.").format(text=text.strip()[:20]), _("Write 9:30, or 2:30p."))


def parse_length(text: str) -> timedelta:
    """Return how long ``text`` says: a plain number up to 24 is hours, a larger one minutes.

    Raises:
        UserError: it is no length of time, or none at all, or longer than two weeks.
    """
    plain = " ".join(text.split())
    found: timedelta | None = None
    if match := _CLOCK_LENGTH.fullmatch(plain):
        found = timedelta(hours=int(match[1]), minutes=int(match[2]))
    elif match := _PLAIN.fullmatch(plain):
        hours = _hours(match[1], match[2])
        found = hours if match[2] or int(match[1]) <= 24 else timedelta(minutes=int(match[1]))
    elif plain and (match := _LENGTH.fullmatch(plain)) and (match[1] or match[3]):
        found = _hours(match[1] or "0", match[2]) + timedelta(minutes=int(match[3] or 0))
    if found is None or not timedelta(0) < found <= timedelta(hours=_MOST_HOURS):
        raise UserError(_("“{text}” is not a length of time.").format(text=plain[:20]), _("Write 45m, 1:30 or 2 h."))
    return found


def _hours(whole: str, fraction: str | None) -> timedelta:
    minutes = int(whole) * 60
    if fraction:
        minutes += round(int(fraction) * 60 / 10 ** len(fraction))
    return timedelta(minutes=minutes)
