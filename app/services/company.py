"""The company whose book it is: founding a book, changing the company's details, and the lock date."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from app.domain.chart import CHART
from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import currency
from app.domain.tax import TaxRounding
from app.domain.terms import Terms
from app.models.company import Company
from app.models.drives import network_share
from app.models.ledger import Account, JournalEntry
from app.models.opening import NetworkOf, create_book
from app.services.activity import Happening, record
from app.services.clocks import SystemClock
from app.services.company_logo import checked_logo
from app.services.numbering import start_series
from app.services.office import Office, Reader, Writer, read_profile
from app.services.people import check_email
from app.services.ports import Clock

if TYPE_CHECKING:
    from babel import Locale

MODES = ("real", "practice")
PAPERS = ("letter", "a4")
_LONGEST = 200
# Where letter paper is the custom (CLDR, paper size "US-Letter").
_LETTER_COUNTRIES = frozenset(("US", "CA", "MX", "BZ", "CL", "CO", "CR", "GT", "NI", "PA", "PH", "PR", "SV", "VE"))


@dataclass(frozen=True, slots=True)
class CompanyDetails:
    """What can be said about a company, and changed later (the currency only while nothing is posted).

    ``country`` and ``paper`` follow the locale where they are empty. ``logo`` is a PNG or JPEG picture.
    """

    name: str
    currency: str
    time_zone: str
    locale: str = "en_US"
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    logo: bytes | None = None
    terms: str = "net30"
    tax_rounding: str = "line"
    paper: str = ""


@dataclass(frozen=True, slots=True)
class NewCompany(CompanyDetails):
    """A company to found a book for; ``mode`` is real or practice and never changes."""

    mode: str = "real"


_NAMES = tuple(field.name for field in fields(CompanyDetails))
_DETAILS = select(*(getattr(Company, name) for name in _NAMES))


def found_company(
    location: str | Path,
    new: NewCompany,
    *,
    actor: str,
    clock: Clock | None = None,
    network_of: NetworkOf = network_share,
) -> Office:
    """Make a book for ``new`` with chart of accounts and number series, and open it. Whole or not at all.

    Args:
        location: a path where nothing is yet, or the address of an empty PostgreSQL database.
        new: the company.
        actor: who does it.
        clock: what time it is; the machine's clock in the company's time zone when None.
        network_of: says which network drive a path lies on.

    Raises:
        UserError: something about the company cannot be, or there is something at ``location`` already.
        EnvironmentFault: the disk or the server would not do it now.
    """
    if new.mode not in MODES:
        raise UserError(_("A book is for real or for practice."))
    details = _checked(new)
    clock = clock or SystemClock(details.time_zone)

    def fill(connection: Connection) -> None:
        values = {name: getattr(details, name) for name in _NAMES}
        connection.execute(
            insert(Company).values(id=1, book_id=str(uuid.uuid4()), mode=new.mode, created_at=clock.now(), **values)
        )
        connection.execute(
            insert(Account),
            [
                {"id": int(account.code), "name": account.name, "kind": account.kind.value, "export_name": account.export_name}
                for account in CHART
            ],
        )
        start_series(Writer(connection, clock.today(), read_profile(connection), actor, clock.now()))

    return Office(create_book(location, fill, network_of=network_of), actor, clock)


def company_details(reader: Reader) -> CompanyDetails:
    """Return what the book says about its company."""
    return CompanyDetails(*reader.connection.execute(_DETAILS).one())


def change_company(writer: Writer, details: CompanyDetails) -> None:
    """Replace what the book says about its company; the diary keeps what was before.

    Raises:
        UserError: something about it cannot be; or another currency in a book that has postings.
    """
    before, after = company_details(writer), _checked(details)
    if before.currency != after.currency and writer.connection.execute(select(JournalEntry.id).limit(1)).first():
        raise UserError(_("The currency cannot change once something is posted."), _("Make a new book for the other currency."))
    changed = {name: getattr(after, name) for name in _NAMES if getattr(before, name) != getattr(after, name)}
    if not changed:
        return
    writer.connection.execute(update(Company).values(**changed))
    told = {
        name: {"before": str(getattr(before, name)), "after": str(value)} for name, value in changed.items() if name != "logo"
    }
    if "logo" in changed:
        told["logo"] = {"before": _picture(before.logo), "after": _picture(after.logo)}
    record(writer, [Happening("company.changed", None, told)])
    writer.touch("settings", "customers")


def set_lock_date(writer: Writer, on: date | None) -> None:
    """Refuse postings dated on or before ``on`` from now on (None: accept any date). The diary keeps who moved it."""
    before = writer.profile.lock_on
    if before == on:
        return
    writer.connection.execute(update(Company).values(lock_on=on))
    moved = {"before": before.isoformat() if before else None, "after": on.isoformat() if on else None}
    record(writer, [Happening("lock.moved", None, moved)])
    writer.touch("settings")


def check_time_zone(name: str) -> str:
    """Return the IANA time zone ``name``.

    Raises:
        UserError: there is none of that name.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(
            _("There is no time zone “{name}”.").format(name=name[:40]),
            _("Use a name such as America/Chicago or Europe/Madrid."),
        ) from None
    return name


def _locale(name: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.strip().replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise UserError(
            _("The language and region “{name}” are not known.").format(name=name[:40]), _("Use a code such as en_US or es_MX.")
        ) from None


def _checked(details: CompanyDetails) -> CompanyDetails:
    name = " ".join(details.name.split())
    if not name:
        raise UserError(_("A company needs a name."))
    for field in fields(CompanyDetails):
        value = getattr(details, field.name)
        if isinstance(value, str) and (len(value) > _LONGEST or "\x00" in value):
            raise UserError(_("“{text}…” is too long.").format(text=value[:30].replace("\x00", " ")))
    locale = _locale(details.locale)
    country = (details.country.strip() or locale.territory or "US").upper()
    paper = details.paper or ("letter" if country in _LETTER_COUNTRIES else "a4")
    if paper not in PAPERS:
        raise UserError(_("Paper is letter or A4."))
    if details.tax_rounding not in {rule.value for rule in TaxRounding}:
        raise UserError(_("Tax is rounded for each line or for the whole document."))
    return CompanyDetails(
        **{
            **{field: getattr(details, field) for field in _NAMES},
            "name": name,
            "currency": currency(details.currency).code,
            "time_zone": check_time_zone(details.time_zone.strip()),
            "locale": str(locale),
            "country": country,
            "email": check_email(details.email),
            "terms": Terms.parse(details.terms).code,
            "logo": None if details.logo is None else checked_logo(details.logo),
            "paper": paper,
        }
    )


def _picture(logo: bytes | None) -> str:
    return "" if logo is None else _("{count} bytes").format(count=len(logo))
