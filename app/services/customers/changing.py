"""Changing customers' accounts: details, contacts, tags, archive. Each change goes into the diary, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select, update

from app.domain.errors import Conflict, NotFound, UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.terms import Terms
from app.models.bulk import insert_rows, take_ids
from app.models.company import TaxRate
from app.models.customers import Contact, Customer, CustomerTag, Site
from app.models.rows import ContactRow, SiteRow
from app.services.activity import Happening, record
from app.services.customers.entering import KINDS, ContactDetails, NewSite, accounts_taken, search_text_of
from app.services.office import Reader, Writer

# What may be changed on the account itself; totals and search keys follow by themselves.
CHANGEABLE = frozenset({"account", "name", "kind", "since_on", "manager", "terms", "tax_rate_id", "language", "status"})

def change_customer(writer: Writer, customer_id: int, changes: Mapping[str, object], *, version: int | None = None) -> None:
    """Change details of an account.

    Args:
        writer: the transaction.
        customer_id: whose account.
        changes: column names of ``CHANGEABLE`` and their new values.
        version: the version that was shown; None to change whatever is there.

    Raises:
        Conflict: somebody changed the account since it was shown.
        UserError: a value that cannot be kept.
        NotFound: no such customer.
    """
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"not a detail of a customer: {', '.join(sorted(unknown))}")
    before = _row(writer, customer_id)
    if version is not None and version != before["version"]:
        raise Conflict(_("Somebody changed this customer meanwhile."), _("Look at the account again, then repeat your change."))
    _check(writer, customer_id, changes)
    changed = {name: value for name, value in changes.items() if before[name] != value}
    if not changed:
        return
    if "name" in changed:
        changed["name"] = " ".join(str(changed["name"]).split())
        changed["sort_name"] = fold(str(changed["name"]))
    writer.connection.execute(
        update(Customer).where(Customer.id == customer_id).values(**changed, version=Customer.version + 1)
    )
    refresh_search_text(writer, customer_id)
    record(
        writer,
        [
            Happening(
                "customer.changed",
                customer_id,
                {"field": name, "before": _told(writer, name, before[name]), "after": _told(writer, name, changed[name])},
            )
            for name in changed
            if name in CHANGEABLE
        ],
    )
    writer.touch("customers", f"customer:{customer_id}")


def change_contact(writer: Writer, customer_id: int, role: str, details: ContactDetails) -> None:
    """Replace a customer's billing or primary contact; empty details remove it.

    Raises:
        NotFound: no such customer.
    """
    if role not in {"billing", "primary"}:
        raise ValueError(f"no such contact: {role}")
    _row(writer, customer_id)
    before = read_contact(writer, customer_id, role)
    if before == details:
        return
    writer.connection.execute(delete(Contact).where(Contact.customer_id == customer_id, Contact.role == role))
    if not details.is_empty:
        d = details
        row = ContactRow(
            take_ids(writer.connection, Contact)[0],
            customer_id,
            role,
            d.name,
            d.line1,
            d.line2,
            d.city,
            d.region,
            d.postcode,
            d.country,
            d.phone,
            d.email,
        )
        insert_rows(writer.connection, Contact, [row])
    refresh_search_text(writer, customer_id)
    record(
        writer,
        [
            Happening(
                "contact.changed",
                customer_id,
                {"role": role, "before": contact_line(before), "after": contact_line(details)},
            )
        ],
    )
    writer.touch("customers", f"customer:{customer_id}")


def add_site(writer: Writer, customer_id: int, site: NewSite) -> int:
    """Add a place where work is done for a customer and return its id.

    Raises:
        UserError: it has no name.
        NotFound: no such customer.
    """
    _row(writer, customer_id)
    if not site.name.strip():
        raise UserError(_("A site needs a name."))
    id_ = take_ids(writer.connection, Site)[0]
    insert_rows(
        writer.connection, Site, [SiteRow(id_, customer_id, site.name, site.line1, site.city, site.region, site.postcode)]
    )
    refresh_search_text(writer, customer_id)
    record(writer, [Happening("site.added", customer_id, {"name": site.name})])
    writer.touch("customers", f"customer:{customer_id}")
    return id_


def change_site(writer: Writer, customer_id: int, site_id: int, site: NewSite, *, archived: bool = False) -> None:
    """Change what a site is called and where it is, and whether work is still done there.

    Raises:
        UserError: it has no name.
        NotFound: the customer has no such site.
    """
    if not site.name.strip():
        raise UserError(_("A site needs a name."))
    before, was_archived = read_site(writer, customer_id, site_id)
    if (before, was_archived) == (site, archived):
        return
    writer.connection.execute(
        update(Site)
        .where(Site.id == site_id)
        .values(
            name=site.name, line1=site.line1, city=site.city, region=site.region, postcode=site.postcode, archived=archived
        )
    )
    refresh_search_text(writer, customer_id)
    found = []
    if before != site:
        found.append(Happening("site.changed", customer_id, {"before": site_line(before), "after": site_line(site)}))
    if was_archived != archived:
        found.append(Happening("site.archived" if archived else "site.restored", customer_id, {"name": site.name}))
    record(writer, found)
    writer.touch("customers", f"customer:{customer_id}")


def read_site(reader: Reader, customer_id: int, site_id: int) -> tuple[NewSite, bool]:
    """Return a customer's site, and whether it is archived.

    Raises:
        NotFound: the customer has no such site.
    """
    row = reader.connection.execute(
        select(Site.name, Site.line1, Site.city, Site.region, Site.postcode, Site.archived).where(
            Site.id == site_id, Site.customer_id == customer_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("That site is not in this book."))
    return NewSite(*row[:5]), bool(row.archived)


def site_line(site: NewSite) -> str:
    """Return a site in one line, for the diary."""
    return ", ".join(part for part in (site.name, site.line1, site.city, site.region, site.postcode) if part)


def set_tags(writer: Writer, customer_id: int, tags: Sequence[str]) -> None:
    """File a customer under exactly these words.

    Raises:
        NotFound: no such customer.
    """
    _row(writer, customer_id)
    wanted = sorted({" ".join(tag.split()) for tag in tags if tag.strip()})
    before = sorted(
        writer.connection.execute(select(CustomerTag.tag).where(CustomerTag.customer_id == customer_id)).scalars()
    )
    if wanted == before:
        return
    writer.connection.execute(delete(CustomerTag).where(CustomerTag.customer_id == customer_id))
    if wanted:
        writer.connection.execute(insert(CustomerTag), [{"customer_id": customer_id, "tag": tag} for tag in wanted])
    record(
        writer,
        [Happening("tags.changed", customer_id, {"before": ", ".join(before), "after": ", ".join(wanted)})],
    )
    writer.touch("customers", f"customer:{customer_id}")


def set_archived(writer: Writer, customer_id: int, *, archived: bool) -> None:
    """Archive a customer, or take one out of the archive.

    Raises:
        UserError: something is still owed, or credit is left.
        NotFound: no such customer.
    """
    row = _row(writer, customer_id)
    if archived and (row["due_minor"] or row["credit_minor"]):
        raise UserError(
            _("{name} still has an open balance or credit.").format(name=row["name"]),
            _("Settle the account first, then archive it."),
        )
    if row["merged_into_id"] is not None:
        raise UserError(
            _("{name} is part of another customer now.").format(name=row["name"]), _("Undo the merge instead.")
        )
    change_customer(writer, customer_id, {"status": "archived" if archived else "active"})


def read_contact(reader: Reader, customer_id: int, role: str) -> ContactDetails:
    """Return a contact, empty when there is none."""
    row = reader.connection.execute(
        select(
            Contact.name,
            Contact.line1,
            Contact.line2,
            Contact.city,
            Contact.region,
            Contact.postcode,
            Contact.country,
            Contact.phone,
            Contact.email,
        ).where(Contact.customer_id == customer_id, Contact.role == role)
    ).one_or_none()
    return ContactDetails(*row) if row is not None else ContactDetails()


def contact_line(contact: ContactDetails) -> str:
    """Return a contact in one line, for the diary."""
    c = contact
    return ", ".join(part for part in (c.name, c.line1, c.line2, c.city, c.region, c.postcode, c.phone, c.email) if part)


def refresh_search_text(writer: Writer, customer_id: int) -> None:
    """Bring what the search box looks through up to date with the account, its contacts and sites."""
    row = _row(writer, customer_id)
    if row["merged_into_id"] is not None:
        # What was this customer is found under the one that it is part of.
        writer.connection.execute(update(Customer).where(Customer.id == customer_id).values(search_text=""))
        return
    sites = writer.connection.execute(select(Site.name).where(Site.customer_id == customer_id)).scalars().all()
    text = search_text_of(
        str(row["account"]),
        str(row["name"]),
        read_contact(writer, customer_id, "billing"),
        read_contact(writer, customer_id, "primary"),
        sites,
    )
    merged = writer.connection.execute(
        select(Customer.name, Customer.account).where(Customer.merged_into_id == customer_id).order_by(Customer.id)
    )
    text = " ".join([text, *(fold(part) for other in merged for part in other)])
    if text != row["search_text"]:
        writer.connection.execute(update(Customer).where(Customer.id == customer_id).values(search_text=text))


def _row(reader: Reader, customer_id: int) -> Mapping[str, object]:
    table = Customer.__table__
    row = reader.connection.execute(select(table).where(table.c.id == customer_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(_("That customer is not in this book."))
    return {str(name): value for name, value in row.items()}


def _check(reader: Reader, customer_id: int, changes: Mapping[str, object]) -> None:
    if "name" in changes and not str(changes["name"]).strip():
        raise UserError(_("A customer needs a name."))
    if changes.get("kind", KINDS[0]) not in KINDS:
        raise UserError(_("A customer is residential or commercial."))
    if "terms" in changes:
        Terms.parse(str(changes["terms"]))
    if changes.get("tax_rate_id") is not None:
        _tax_name(reader, changes["tax_rate_id"])
    if "account" in changes:
        account = str(changes["account"]).strip()
        if not account:
            raise UserError(_("A customer needs an account number."))
        own = reader.connection.execute(select(Customer.account).where(Customer.id == customer_id)).scalar_one()
        if account != own and accounts_taken(reader, [account]):
            raise UserError(
                _("Account number {account} is already taken.").format(account=account), _("Choose another, or leave it empty.")
            )


def _told(reader: Reader, name: str, value: object) -> str:
    if value is None:
        return ""
    return _tax_name(reader, value) if name == "tax_rate_id" else str(value)


def _tax_name(reader: Reader, tax_rate_id: object) -> str:
    name = reader.connection.execute(select(TaxRate.name).where(TaxRate.id == tax_rate_id)).scalar_one_or_none()
    if name is None:
        raise NotFound(_("That tax is not in this book."))
    return str(name)
