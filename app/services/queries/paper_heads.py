"""Who sends a paper to whom, in which words and on which sheet: what every printed document begins with."""

from __future__ import annotations

from sqlalchemy import case, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.company import Company
from app.models.customers import Contact, Customer
from app.services.documents import Edition, Letterhead, PageSize, Recipient
from app.services.office import Profile, Reader
from app.services.people import format_phone
from app.services.queries.asking import Question
from app.services.queries.receivables import CUSTOMER

# CLDR and the Universal Postal Union agree: the postcode follows the place in these countries, and precedes it elsewhere.
_POSTCODE_LAST = frozenset({"US", "CA", "AU", "NZ", "GB", "IE", "IN", "ZA", "PH", "SG", "HK"})


def letterhead(reader: Reader) -> Letterhead:
    """Return the company as it stands on paper."""
    name, line1, line2, city, region, postcode, country, phone, email, tax_id, logo = _COMPANY.one(reader)
    return Letterhead(
        name,
        address_lines(line1, line2, city, region, postcode, country, home=country),
        format_phone(phone, country),
        email,
        "",
        tax_id,
        bytes(logo or b""),
    )


def office_edition(reader: Reader) -> Edition:
    """Return how papers for the office itself are worded and laid out."""
    return customer_edition(reader, "")


def customer_edition(reader: Reader, language: str) -> Edition:
    """Return how papers for a customer who reads ``language`` (a code; empty: the office's) are worded and laid out."""
    profile = reader.profile
    return Edition(
        profile.currency, _language_of(language or profile.locale), _locale_for(language, profile), PageSize(profile.paper)
    )


def customer_language(reader: Reader, customer_id: int) -> str:
    """Return the language that a customer reads, empty for the office's.

    Raises:
        NotFound: no such customer.
    """
    found = _LANGUAGE.first(reader, customer_id=customer_id)
    if found is None:
        raise NotFound(_("That customer is not in this book."))
    return found


def recipient(reader: Reader, customer_id: int) -> Recipient:
    """Return a customer as in the window of an envelope: at the billing contact's address, else the primary contact's.

    Raises:
        NotFound: no such customer.
    """
    rows = _ADDRESSED.all(reader, customer_id=customer_id)
    if not rows:
        raise NotFound(_("That customer is not in this book."))
    home = reader.profile.country
    lines = [address_lines(*row[3:9], home=home) for row in rows]
    best = next((number for number, found in enumerate(lines) if found), 0)
    account, name, attention = rows[best][:3]
    return Recipient(account, name, "" if attention == name else attention, lines[best])


def address_lines(
    line1: str, line2: str, city: str, region: str, postcode: str, country: str, *, home: str
) -> tuple[str, ...]:
    """Return an address as it stands on an envelope, without the name; the country only where it is not ``home``."""
    where = country or home
    if where in _POSTCODE_LAST:
        place = " ".join(part for part in (city, region, postcode) if part)
    else:
        place = " ".join(part for part in (postcode, city) if part)
        place = f"{place}, {region}" if place and region else place or region
    abroad = _country_name(where) if country and country != home else ""
    return tuple(line for line in (line1, line2, place, abroad) if line)


def _country_name(code: str) -> str:
    from babel import Locale

    name: str = Locale("en").territories.get(code, code)
    return name.upper()


def _language_of(code: str) -> str:
    return code.replace("-", "_").split("_")[0].lower()


def _locale_for(language: str, profile: Profile) -> str:
    """Return how amounts and dates are written: the company's way, or the customer's language in the company's country."""
    if not language or _language_of(language) == _language_of(profile.locale):
        return profile.locale
    plain = language.replace("-", "_")
    return plain if "_" in plain else f"{plain}_{profile.country}"


_COMPANY = Question(
    select(
        Company.name,
        Company.line1,
        Company.line2,
        Company.city,
        Company.region,
        Company.postcode,
        Company.country,
        Company.phone,
        Company.email,
        Company.tax_id,
        Company.logo,
    ),
    lambda *cells: cells,
)
_LANGUAGE = Question(select(Customer.language).where(Customer.id == CUSTOMER), str)
_ADDRESSED = Question(
    select(
        Customer.account,
        Customer.name,
        Contact.name,
        Contact.line1,
        Contact.line2,
        Contact.city,
        Contact.region,
        Contact.postcode,
        Contact.country,
    )
    .outerjoin(Contact, Contact.customer_id == Customer.id)
    .where(Customer.id == CUSTOMER)
    .order_by(case((Contact.role == "billing", 0), else_=1)),
    lambda *cells: tuple(cell or "" for cell in cells),
)
