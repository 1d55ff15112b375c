"""The parts that several documents share: letterhead, recipient, edition, tax summary, aging footer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.money import Currency


class PageSize(StrEnum):
    """The sheet: US Letter (215.9 × 279.4 mm) or ISO A4 (210 × 297 mm)."""

    LETTER = "letter"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class Edition:
    """How a document is worded and laid out; one value can serve a whole run.

    Attributes:
        currency: of every amount in the document.
        language: the customer's language for the printed words, a folder of the catalogues ("en", "es").
        locale: how amounts and dates are written, a CLDR name ("en_US", "es_MX", "de_DE").
        page_size: the sheet.
    """

    currency: Currency
    language: str = "en"
    locale: str = "en_US"
    page_size: PageSize = PageSize.LETTER


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The company that sends the document.

    Attributes:
        address_lines: as they stand on an envelope, without the name.
        tax_id: printed beside its label on invoices and receipts; empty leaves it out.
        logo: a PNG or JPEG file's bytes, or empty; when given it stands in the top left corner above the
            name.
        remit_to: name and address to which a check is mailed; empty means name and ``address_lines``.
    """

    name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    logo: bytes = b""
    remit_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """The customer to whom the document goes, as in the window of an envelope.

    Attributes:
        account: the customer's account number.
        attention: a contact's name, printed as "Attn. …"; empty leaves it out.
        address_lines: street, city, country; without name and contact.
        tax_id: the customer's own, where the law wants it on an invoice.
    """

    account: str
    name: str
    attention: str = ""
    address_lines: tuple[str, ...] = ()
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class TaxSummaryLine:
    """One tax of a document: its name, rate, what it was charged on and what it came to.

    Attributes:
        name: "Minnesota sales tax".
        rate: percent (Decimal("8.375")), or None when it is not one rate.
        base_minor: the taxed amount, or None to leave it out.
        tax_minor: the tax.
    """

    name: str
    rate: Decimal | None
    base_minor: int | None
    tax_minor: int


@dataclass(frozen=True, slots=True)
class AppliedPayment:
    """A payment or credit that lowers what an invoice still asks for; ``amount_minor`` is positive.

    Attributes:
        description: "Check 1042", "Credit memo CM-031".
    """

    applied_on: date
    description: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AgingFooter:
    """What is owed by age: the five buckets of the aging report, which add up to the balance."""

    current_minor: int = 0
    days_1_30_minor: int = 0
    days_31_60_minor: int = 0
    days_61_90_minor: int = 0
    over_90_minor: int = 0

    @property
    def buckets_minor(self) -> tuple[int, int, int, int, int]:
        """The five amounts from current to over 90 days."""
        return (
            self.current_minor,
            self.days_1_30_minor,
            self.days_31_60_minor,
            self.days_61_90_minor,
            self.over_90_minor,
        )
