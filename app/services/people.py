"""Whether an e-mail address, a phone number or a postcode can be what it claims to be, and its one spelling.

Nothing here asks the network: a well-formed address may still be nobody's. A form refuses what is not
well-formed; an import keeps it as it was written, with a warning (``keep``), because a customer's data
outlive a wrong digit. Blank is well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.domain.errors import UserError
from app.domain.language import _

# RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all.
_LONGEST_LOCAL, _LONGEST_EMAIL = 64, 254
_LONGEST_PHONE, _LONGEST_POSTCODE = 40, 12
_LONGEST_KEPT = 254

_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f@,;:<>()\[\]\\\"]+")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
# The North American plan: an area code and an exchange, neither beginning with 0 or 1.
_NORTH_AMERICAN = re.compile(r"(?:\+?1[-. ]?)?\(?([2-9][0-9]{2})\)?[-. ]?([2-9][0-9]{2})[-. ]?([0-9]{4})", re.ASCII)
_POSTCODES = {
    "US": (re.compile(r"([0-9]{5})(?:[- ]?([0-9]{4}))?", re.ASCII), "-"),
    "CA": (re.compile(r"([A-Z][0-9][A-Z])[- ]?([0-9][A-Z][0-9])", re.ASCII), " "),
    "GB": (re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})", re.ASCII), " "),
    "NL": (re.compile(r"([0-9]{4}) ?([A-Z]{2})", re.ASCII), " "),
    "JP": (re.compile(r"([0-9]{3})-?([0-9]{4})", re.ASCII), "-"),
    "BR": (re.compile(r"([0-9]{5})-?([0-9]{3})", re.ASCII), "-"),
    "PT": (re.compile(r"([0-9]{4})-?([0-9]{3})", re.ASCII), "-"),
    **dict.fromkeys(("DE", "ES", "FR", "IT", "MX"), (re.compile(r"([0-9]{5})", re.ASCII), "")),
    **dict.fromkeys(("AT", "AU", "BE", "CH", "DK", "NO"), (re.compile(r"([0-9]{4})", re.ASCII), "")),
}
_ANY_POSTCODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]*[A-Z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import keeps, and what is wrong with it: one sentence, or empty."""

    value: str
    warning: str


def keep(check: Callable[[str], str], text: str) -> Kept:
    """Return ``check(text)``, or the text as it was written with a warning.

    Raises:
        UserError: it is too long, or holds control characters, and cannot be kept at all.
    """
    try:
        return Kept(check(text), "")
    except UserError as refusal:
        plain = text[: _LONGEST_KEPT + 1].strip()
        if len(text) > _LONGEST_KEPT or not plain.isprintable():
            raise
        return Kept(plain, refusal.message)


def check_email(text: str) -> str:
    """Return the one address in ``text`` with its domain in lower case, or an empty text for a blank one.

    Looser than RFC 5321 (which allows quoting that no office uses) and stricter than “something with an @”.

    Raises:
        UserError: not one well-formed address.
    """
    if len(text) > _LONGEST_EMAIL + 20:
        raise UserError(_("That e-mail address is too long."))
    plain = text.strip()
    if not plain:
        return ""
    local, at, domain = plain.rpartition("@")
    labels = domain.split(".")
    well_formed = (
        at
        and len(plain) <= _LONGEST_EMAIL
        and len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local)
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
        and len(labels) >= 2
        and all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
    if not well_formed:
        raise UserError(
            _("“{text}” is not an e-mail address.").format(text=" ".join(plain.split())[:60]),
            _("Write one address, such as office@example.com."),
        )
    return f"{local}@{domain.lower()}"


def check_phone(text: str, region: str) -> str:
    """Return the number in E.164 (+15125550142), “;ext=12” after it for an extension; empty for a blank text.

    A number is accepted when its length is possible where it is; whether it was ever assigned is not asked.

    Args:
        text: as typed or imported.
        region: ISO 3166 code of the country that a number without + belongs to, such as US.

    Raises:
        UserError: it cannot be a phone number.
    """
    plain = text.strip() if len(text) <= _LONGEST_PHONE else text[:_LONGEST_PHONE]
    if not plain:
        return ""
    if region in ("US", "CA") and (match := _NORTH_AMERICAN.fullmatch(plain)):
        return f"+1{match[1]}{match[2]}{match[3]}"
    if len(text) <= _LONGEST_PHONE:
        import phonenumbers

        try:
            number = phonenumbers.parse(plain, region.upper() or None)
        except phonenumbers.NumberParseException:
            number = None
        # Without its area code a number is only possible locally, and nobody elsewhere could dial it.
        if number is not None and (
            phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
        ):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return f"{e164};ext={number.extension}" if number.extension else e164
    raise UserError(
        _("“{text}” cannot be a phone number.").format(text=" ".join(plain.split())),
        _("Write it with its area code; begin a foreign number with + and the country's code."),
    )


@lru_cache(maxsize=4096)
def format_phone(stored: str, region: str) -> str:
    """Return a stored number as people write it: national within ``region``, international elsewhere.

    What was kept as written stays as written.
    """
    if not stored.startswith("+"):
        return stored
    import phonenumbers

    try:
        number = phonenumbers.parse(stored, None)
    except phonenumbers.NumberParseException:
        return stored
    home = number.country_code == phonenumbers.country_code_for_region(region.upper())
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def check_postcode(text: str, country: str) -> str:
    """Return the postcode in capitals and its usual spacing, or an empty text for a blank one.

    Args:
        text: as typed or imported.
        country: ISO 3166 code, such as US; countries not listed here are only checked for plausible signs and
            length.

    Raises:
        UserError: not a postcode of that country.
    """
    if len(text) > 2 * _LONGEST_POSTCODE:
        raise UserError(_("That postcode is too long."))
    plain = " ".join(text.upper().split())
    if not plain:
        return ""
    rule = _POSTCODES.get(country.upper())
    if rule is None:
        if len(plain) <= _LONGEST_POSTCODE and _ANY_POSTCODE.fullmatch(plain):
            return plain
    elif match := rule[0].fullmatch(plain):
        return rule[1].join(part for part in match.groups() if part)
    raise UserError(
        _("“{text}” is not a postcode of {country}.").format(text=plain[:20], country=country.upper() or "?"),
        _("Spreadsheets drop leading zeros; put them back.") if plain.isdigit() else "",
    )
