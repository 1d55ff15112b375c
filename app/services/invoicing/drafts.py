"""Drafts: invoices nobody has been asked to pay. They carry no number, move no money, and may be changed or thrown away."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.rounding import MILLION
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import Invoice, InvoiceLine
from app.models.rows import InvoiceRow
from app.services.activity import Happening, record
from app.services.estimates.claiming import claim_invoice, estimate_of, release_estimate
from app.services.estimates.deposits import apply_deposits, deposits_of, meet_with_deposits
from app.services.invoicing.figures import NewInvoice, NewLine, check_not_negative, figures_of
from app.services.invoicing.issuing import IssuedInvoice, due_on_of, insert_lines, issue_invoices, terms_of
from app.services.invoicing.multi_site import NewMultiSite, issue_multi_site
from app.services.jobs.claiming import claim_job, job_of, release_job
from app.services.office import Reader, Writer


def save_draft(writer: Writer, new: NewInvoice, draft_id: int | None = None) -> int:
    """Write a draft, or write it anew in place of ``draft_id``, and return its id. Drafts may be incomplete.

    Raises:
        UserError: ``draft_id`` was issued meanwhile, or an amount is impossible, as is a total below zero.
        NotFound: no such draft or customer.
    """
    terms = terms_of(writer, [new.customer_id])[new.customer_id]
    added = figures_of(new.lines, writer.profile.tax_rounding)
    check_not_negative(added)
    if draft_id is not None:
        _forget(writer, draft_id)
    id_ = draft_id if draft_id is not None else take_ids(writer.connection, Invoice)[0]
    insert_rows(
        writer.connection,
        Invoice,
        [
            InvoiceRow(
                id_,
                None,
                new.customer_id,
                new.site_id,
                None,
                "invoice",
                "draft",
                new.issued_on.isoformat(),
                due_on_of(new, terms).isoformat(),
                new.terms or terms,
                new.subject or (new.lines[0].description if new.lines else ""),
                new.message,
                added.total_minor,
                added.tax_minor,
                0,
                new.disputed,
                None,
            )
        ],
    )
    insert_lines(writer, [(id_, new, added)])
    if new.job_id is not None and draft_id is None:
        claim_job(writer, new.job_id, id_)
    if new.estimate_id is not None and draft_id is None:
        claim_invoice(writer, new.estimate_id, id_)
    kind = "draft.changed" if draft_id is not None else "draft.written"
    record(writer, [Happening(kind, new.customer_id, {"total_minor": added.total_minor})])
    writer.touch("invoices", f"customer:{new.customer_id}")
    return id_


def read_draft(reader: Reader, draft_id: int) -> NewInvoice:
    """Return a draft as what would be issued.

    Raises:
        NotFound: no such draft.
        UserError: it was issued meanwhile.
    """
    row = reader.connection.execute(
        select(
            Invoice.customer_id,
            Invoice.state,
            Invoice.issued_on,
            Invoice.due_on,
            Invoice.terms,
            Invoice.subject,
            Invoice.message,
            Invoice.site_id,
            Invoice.disputed,
        ).where(Invoice.id == draft_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That draft is not in this book."))
    if row.state != "draft":
        raise UserError(_("That invoice was issued meanwhile."), _("Open it to see it as it is now."))
    lines = reader.connection.execute(
        select(
            InvoiceLine.description,
            InvoiceLine.unit_price_minor,
            InvoiceLine.quantity_micro,
            InvoiceLine.discount_ppm,
            InvoiceLine.tax_ppm,
            InvoiceLine.tax_rate_id,
        )
        .where(InvoiceLine.invoice_id == draft_id)
        .order_by(InvoiceLine.position)
    )
    return NewInvoice(
        row.customer_id,
        row.issued_on,
        tuple(
            NewLine(
                line.description,
                line.unit_price_minor,
                line.quantity_micro or MILLION,
                line.discount_ppm,
                line.tax_ppm,
                line.tax_rate_id,
            )
            for line in lines
        ),
        row.due_on,
        row.terms,
        row.subject,
        row.message,
        row.site_id,
        disputed=row.disputed,
        job_id=job_of(reader, draft_id),
        estimate_id=estimate_of(reader, draft_id),
    )


def issue_draft(writer: Writer, draft_id: int) -> IssuedInvoice:
    """Issue a draft: it gets the next number and is owed from now on; it keeps its id.

    Deposits for the estimate that it was made of meet it at once.

    Raises:
        UserError: it cannot be issued as it stands, or was issued meanwhile.
        NotFound: no such draft.
    """
    new = read_draft(writer, draft_id)
    _forget(writer, draft_id)
    issued = issue_invoices(writer, [new], [draft_id])[0]
    apply_deposits(writer, draft_id)
    return issued


def issue_over_sites(writer: Writer, new: NewMultiSite, draft_id: int | None = None) -> IssuedInvoice:
    """Issue one invoice over several sites, in the place of a draft if it was one, and return the parent.

    Deposits for the estimate that the draft was made of meet the sites' invoices in their order.

    Raises:
        UserError: as ``issue_multi_site``, or the draft was issued meanwhile.
        NotFound: no such draft or customer.
    """
    estimate_id = discard_draft(writer, draft_id).estimate_id if draft_id is not None else None
    issued = issue_multi_site(writer, new)
    if estimate_id is not None:
        claim_invoice(writer, estimate_id, issued.parent.id)
        meet_with_deposits(writer, deposits_of(writer, estimate_id), [site.id for site in issued.sites])
    return issued.parent


def discard_draft(writer: Writer, draft_id: int) -> NewInvoice:
    """Throw a draft away and return what it said, so that it can be written again (undo).

    Raises:
        UserError: it was issued meanwhile.
        NotFound: no such draft.
    """
    draft = read_draft(writer, draft_id)
    release_job(writer, draft_id)
    release_estimate(writer, draft_id)
    _forget(writer, draft_id)
    record(writer, [Happening("draft.discarded", draft.customer_id, {"subject": draft.subject})])
    writer.touch("invoices", f"customer:{draft.customer_id}")
    return draft


def _forget(writer: Writer, draft_id: int) -> None:
    still = update(Invoice).where(Invoice.id == draft_id, Invoice.state == "draft").values(message=Invoice.message)
    if writer.connection.execute(still).rowcount != 1:
        raise UserError(_("That invoice was issued meanwhile."), _("Open it to see it as it is now."))
    writer.connection.execute(delete(InvoiceLine).where(InvoiceLine.invoice_id == draft_id))
    writer.connection.execute(delete(Invoice).where(Invoice.id == draft_id))
