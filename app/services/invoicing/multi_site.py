"""Multi-site billing: one parent invoice that gathers an invoice for each of a customer's sites.

The parent is what the customer reads: its total is that of the sites. What is owed stands on the sites' invoices alone, each of
which is posted, paid, voided and written off by itself; the parent is open until the last of them is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import false, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Site
from app.models.invoices import Invoice
from app.models.rows import InvoiceRow
from app.services.activity import Happening, record
from app.services.invoicing.figures import NewInvoice, NewLine, check_issuable, figures_of
from app.services.invoicing.issuing import IssuedInvoice, due_on_of, issue_invoices, next_numbers, terms_of
from app.services.office import Writer


@dataclass(frozen=True, slots=True)
class SiteShare:
    """What one site is invoiced for."""

    site_id: int
    lines: tuple[NewLine, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class NewMultiSite:
    """A multi-site invoice to issue. Without ``due_on`` the terms decide, the customer's where ``terms`` is empty."""

    customer_id: int
    issued_on: date
    shares: tuple[SiteShare, ...]
    due_on: date | None = None
    terms: str = ""
    subject: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class IssuedMultiSite:
    """A multi-site invoice that is now in the book: the parent, and an invoice for each site in the order given."""

    parent: IssuedInvoice
    sites: tuple[IssuedInvoice, ...]


def issue_multi_site(writer: Writer, new: NewMultiSite) -> IssuedMultiSite:
    """Issue one parent invoice with an invoice for each site: number 1042 gathers 1042-1, 1042-2 and so on.

    Raises:
        UserError: fewer than two sites, a site twice or of another customer, a share that cannot be issued, a locked period;
            nothing is issued then.
        NotFound: a customer that is not in this book.
    """
    _check_sites(writer, new)
    terms = terms_of(writer, [new.customer_id])
    figures = [figures_of(share.lines, writer.profile.tax_rounding) for share in new.shares]
    for share, added in zip(new.shares, figures, strict=True):
        check_issuable(share.lines, added)
    number = next_numbers(writer, 1)[0]
    invoices = [_of_site(new, share, f"{number}-{place}") for place, share in enumerate(new.shares, 1)]
    due_on = due_on_of(invoices[0], terms[new.customer_id])
    total, tax = sum(added.total_minor for added in figures), sum(added.tax_minor for added in figures)
    parent_id = take_ids(writer.connection, Invoice)[0]
    row = InvoiceRow(
        parent_id,
        number,
        new.customer_id,
        None,
        None,
        "parent",
        "issued",
        new.issued_on.isoformat(),
        due_on.isoformat(),
        new.terms or terms[new.customer_id],
        new.subject or _("Work at {count} sites").format(count=len(new.shares)),
        new.message,
        total,
        tax,
        0,
        False,  # noqa: FBT003 - a row's field
        None,
    )
    insert_rows(writer.connection, Invoice, [row])
    sites = issue_invoices(writer, invoices, known_terms=terms)
    writer.connection.execute(
        update(Invoice).where(Invoice.id.in_([each.id for each in sites])).values(parent_id=parent_id)
    )
    gathered = Happening("invoice.gathered", new.customer_id, {"number": number, "total_minor": total, "sites": len(sites)})
    record(writer, [gathered])
    parent = IssuedInvoice(parent_id, number, new.customer_id, new.issued_on, due_on, total)
    return IssuedMultiSite(parent, tuple(sites))


def _of_site(new: NewMultiSite, share: SiteShare, number: str) -> NewInvoice:
    invoice = NewInvoice(
        new.customer_id,
        new.issued_on,
        share.lines,
        new.due_on,
        new.terms,
        share.subject or new.subject,
        new.message,
        share.site_id,
    )
    return invoice._replace(number=number)


def _check_sites(writer: Writer, new: NewMultiSite) -> None:
    wanted: Sequence[int] = [share.site_id for share in new.shares]
    if len(wanted) < 2:
        raise UserError(_("A multi-site invoice needs two sites or more."), _("Write an ordinary invoice for one site."))
    if len(set(wanted)) != len(wanted):
        raise UserError(_("A site stands on a multi-site invoice once."), _("Put all of its lines under it."))
    own = select(Site.id).where(Site.customer_id == new.customer_id, Site.archived.is_(false()), Site.id.in_(wanted))
    if len(writer.connection.execute(own).all()) != len(wanted):
        raise UserError(_("One of these sites is not an active site of this customer."))
