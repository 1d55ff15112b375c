"""Entering customers, one or a hundred thousand, with everything that hangs on them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.terms import Terms
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Contact, Customer, CustomerTag, Site
from app.models.rows import ContactRow, CustomerRow, SiteRow, TagRow
from app.services.activity import Happening, record
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer

KINDS = ("residential", "commercial")
_NO_DIGITS = re.compile(r"[^\d ]+")


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Whom to write to or call, and where."""

    name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not any(
            (self.name, self.line1, self.line2, self.city, self.region, self.postcode, self.country, self.phone, self.email)
        )


@dataclass(frozen=True, slots=True)
class NewSite:
    """A place where work will be done."""

    name: str
    line1: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to enter. An empty ``account`` takes the next number; empty ``terms`` take the company's."""

    name: str
    account: str = ""
    kind: str = "residential"
    since_on: date | None = None
    manager: str = ""
    terms: str = ""
    tax_rate_id: int | None = None
    language: str = ""
    billing: ContactDetails = field(default_factory=ContactDetails)
    primary: ContactDetails = field(default_factory=ContactDetails)
    sites: tuple[NewSite, ...] = ()
    tags: tuple[str, ...] = ()


def search_text_of(account: str, name: str, billing: ContactDetails, primary: ContactDetails, sites: Sequence[str] = ()) -> str:
    """Return the folded text that the search box looks through: name, account, contacts, e-mail, phone digits, sites."""
    digits = _NO_DIGITS.sub("", f"{billing.phone} {primary.phone}").strip()
    reach = (billing.name, primary.name, billing.email, primary.email, digits, billing.line1, billing.city)
    parts = dict.fromkeys(filter(None, (name, account, *reach, *sites)))
    whole = " ".join(parts)
    # Folding what needs no more than lower case is cheapest in one go; an import does this a hundred thousand times.
    return fold(whole) if whole.isascii() else " ".join(map(fold, parts))


def check_new_customer(new: NewCustomer) -> None:
    """Refuse a customer that cannot be kept.

    Raises:
        UserError: no name, unknown kind, unknown terms.
    """
    if not new.name.strip():
        raise UserError(_("A customer needs a name."))
    if new.kind not in KINDS:
        raise UserError(_("A customer is residential or commercial."))
    if new.terms:
        Terms.parse(new.terms)


def accounts_taken(reader: Reader, accounts: Sequence[str]) -> set[str]:
    """Return those of ``accounts`` that a customer already has."""
    if not accounts:
        return set()
    # One list in one parameter: a hundred thousand accounts need no statement of their own for every five hundred.
    if reader.connection.dialect.name == "sqlite":
        listed: object = json.dumps(accounts)
        sql = "SELECT account FROM customer WHERE account IN (SELECT value FROM json_each(?))"
    else:
        listed, sql = list(accounts), "SELECT account FROM customer WHERE account = ANY(%s)"
    return set(reader.connection.exec_driver_sql(sql, (listed,)).scalars())


def enter_customers(writer: Writer, customers: Sequence[NewCustomer]) -> list[int]:
    """Enter customers with their contacts, sites and tags, and return their ids in order.

    Raises:
        UserError: one of them cannot be kept, or an account number is taken; none is entered.
    """
    for new in customers:
        check_new_customer(new)
    named = [new.account.strip() for new in customers]
    wanted = [account for account in named if account]
    if len(set(wanted)) != len(wanted) or (taken := accounts_taken(writer, wanted)):
        repeated = next((a for a in wanted if wanted.count(a) > 1), "") if len(set(wanted)) != len(wanted) else min(taken)
        raise UserError(
            _("Account number {account} is already taken.").format(account=repeated), _("Choose another, or leave it empty.")
        )
    free = iter(_free_accounts(writer, len(customers) - len(wanted)))
    ids = take_ids(writer.connection, Customer, len(customers))
    accounts = [account or next(free) for account in named]
    _insert(writer, customers, accounts, ids)
    record(
        writer,
        (
            Happening("customer.entered", id_, {"account": account, "name": new.name})
            for id_, account, new in zip(ids, accounts, customers, strict=True)
        ),
    )
    writer.touch("customers")
    return list(ids)


def _free_accounts(writer: Writer, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        numbers = take_numbers(writer, "account", count - len(found))
        taken = accounts_taken(writer, numbers)
        found += [number for number in numbers if number not in taken]
    return found


def _insert(writer: Writer, customers: Sequence[NewCustomer], accounts: Sequence[str], ids: range) -> None:
    connection, today, terms = writer.connection, writer.today.isoformat(), writer.profile.terms
    rows: list[CustomerRow] = []
    contacts: list[tuple[int, str, ContactDetails]] = []
    sites: list[tuple[int, NewSite]] = []
    tags: list[TagRow] = []
    for id_, account, new in zip(ids, accounts, customers, strict=True):
        name = " ".join(new.name.split())
        rows.append(
            CustomerRow(
                id_,
                account,
                name,
                new.kind,
                "active",
                new.since_on.isoformat() if new.since_on else today,
                new.manager,
                new.terms or terms,
                new.tax_rate_id,
                new.language,
                fold(name),
                search_text_of(account, name, new.billing, new.primary, [site.name for site in new.sites]),
            )
        )
        if not new.billing.is_empty:
            contacts.append((id_, "billing", new.billing))
        if not new.primary.is_empty:
            contacts.append((id_, "primary", new.primary))
        if new.sites:
            sites.extend((id_, site) for site in new.sites)
        if new.tags:
            tags.extend(TagRow(id_, tag) for tag in dict.fromkeys(new.tags))
    insert_rows(connection, Customer, rows)
    insert_rows(
        connection,
        Contact,
        [
            ContactRow(n, id_, role, c.name, c.line1, c.line2, c.city, c.region, c.postcode, c.country, c.phone, c.email)
            for n, (id_, role, c) in zip(take_ids(connection, Contact, len(contacts)), contacts, strict=True)
        ],
    )
    insert_rows(
        connection,
        Site,
        [
            SiteRow(n, id_, site.name, site.line1, site.city, site.region, site.postcode)
            for n, (id_, site) in zip(take_ids(connection, Site, len(sites)), sites, strict=True)
        ],
    )
    insert_rows(connection, CustomerTag, tags)
