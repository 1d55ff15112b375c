"""Editing an account as a form does: details, both contacts, tags and sites in one step that can be undone.

Each single change belongs to ``changing``; entering new customers to ``entering``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app.models.customers import Customer, CustomerTag
from app.services.customers.changing import (
    add_site,
    change_contact,
    change_customer,
    change_site,
    read_contact,
    read_site,
    set_tags,
)
from app.services.customers.entering import ContactDetails, NewSite
from app.services.office import Writer


@dataclass(frozen=True, slots=True)
class SiteEdit:
    """A site that is there already, as the form says it is now."""

    id: int
    site: NewSite
    archived: bool


@dataclass(frozen=True, slots=True)
class AccountEdit:
    """What a form changes about an account; None leaves a contact or the tags as they are.

    ``details`` are what ``change_customer`` takes.
    """

    details: Mapping[str, object] = field(default_factory=dict)
    billing: ContactDetails | None = None
    primary: ContactDetails | None = None
    tags: tuple[str, ...] | None = None
    new_sites: tuple[NewSite, ...] = ()
    sites: tuple[SiteEdit, ...] = ()


def edit_account(writer: Writer, customer_id: int, edit: AccountEdit, *, version: int | None = None) -> AccountEdit | None:
    """Change an account as a form says, whole or not at all.

    Args:
        writer: the transaction.
        customer_id: whose account.
        edit: what the form says; what is the same already changes nothing.
        version: the version that the form showed.

    Returns:
        the edit that undoes this one, or None when nothing was changed or sites were added (those stay).

    Raises:
        Conflict, UserError, NotFound: as the single changes.
    """
    before = _as_it_is(writer, customer_id, edit)
    known = len(writer.changes)
    change_customer(writer, customer_id, edit.details, version=version)
    if edit.billing is not None:
        change_contact(writer, customer_id, "billing", edit.billing)
    if edit.primary is not None:
        change_contact(writer, customer_id, "primary", edit.primary)
    if edit.tags is not None:
        set_tags(writer, customer_id, edit.tags)
    for known_site in edit.sites:
        change_site(writer, customer_id, known_site.id, known_site.site, archived=known_site.archived)
    for site in edit.new_sites:
        add_site(writer, customer_id, site)
    return before if len(writer.changes) > known and not edit.new_sites else None


def _as_it_is(writer: Writer, customer_id: int, edit: AccountEdit) -> AccountEdit:
    names = [getattr(Customer, name) for name in edit.details]
    row = writer.connection.execute(select(*names).where(Customer.id == customer_id)).one_or_none() if names else None
    tags = writer.connection.execute(select(CustomerTag.tag).where(CustomerTag.customer_id == customer_id)).scalars()
    return AccountEdit(
        dict(zip(edit.details, row, strict=True)) if row is not None else {},
        read_contact(writer, customer_id, "billing") if edit.billing is not None else None,
        read_contact(writer, customer_id, "primary") if edit.primary is not None else None,
        tuple(tags) if edit.tags is not None else None,
        sites=tuple(SiteEdit(each.id, *read_site(writer, customer_id, each.id)) for each in edit.sites),
    )
