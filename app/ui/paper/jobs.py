"""What can be shown on paper, as values: how its document is read from the book, how it is rendered, what it is called.

A job runs in a worker. It reads what it needs in one moment of the book and lays out pages outside of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.documents import InvoiceKind, StatementDocument, StatementKind, TableReport
from app.services.mail.kinds import MailKind
from app.services.office import Office, Reader
from app.services.ports import Press, Progress
from app.services.printing import PaperKind, PrintedPaper
from app.services.queries.deposits import deposit_slip
from app.services.queries.documents import credit_memo_document, invoice_document, receipt_document
from app.services.queries.refund_receipts import refund_owner, refund_receipt
from app.services.queries.statement import statement
from app.services.queries.statement_sites import statement_sites

_WORKERS = 2
"""Processes that lay out many statements; the press decides from how many on they are worth it."""


@dataclass(frozen=True, slots=True)
class Making:
    """What a job is given in its worker: book, press, a mark for characters the press lacks, and who hears how far it is."""

    office: Office
    press: Press
    substitute: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file and the papers in it, for the diary once they came out well. ``note`` says what was left out and why.

    ``parts`` are those that can be sent to somebody by mail.
    """

    pdf: bytes
    papers: tuple[PrintedPaper, ...] = ()
    note: str = ""
    parts: tuple[MailPart, ...] = ()


@dataclass(frozen=True, slots=True)
class MailPart:
    """A paper of a file that goes to one customer by mail. ``job`` makes the paper alone; None: the file is that paper.

    ``document_id`` is that of the invoice, credit memo, payment or reversal; for a statement that of its one site, or 0.
    ``number`` is what the file is called by: the document's number, or the last day of a statement.
    """

    kind: MailKind
    customer_id: int
    document_id: int
    number: str
    job: PrintJob | None = None


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Something to put on paper.

    Attributes:
        title: of the preview, such as “Invoice 10482”; the file is called like it.
        make: makes the file, in a worker.
        subtitle: for whom, such as the customer's name.
    """

    title: str
    make: Callable[[Making], Made]
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class StatementChoice:
    """What a statement shows; see ``app.services.queries.statement``.

    ``site_id`` is the one site it is for (``NO_SITE``: what is no site's), None for the whole account; ``each_site`` makes one
    for each site that has anything to state, and one for what is no site's.
    """

    kind: StatementKind
    from_on: date
    to_on: date
    message: str = ""
    with_remittance: bool = True
    site_id: int | None = None
    each_site: bool = False


def invoices_job(invoice_ids: Sequence[int], title: str = "", subtitle: str = "") -> PrintJob:
    """Return the job that prints invoices one after another."""
    ids = tuple(invoice_ids)

    def make(making: Making) -> Made:
        docs = making.office.read(lambda reader: [invoice_document(reader, id_) for id_ in ids])
        owners = making.office.read(lambda reader: _owners(reader, ids))
        pdf = making.press.render_invoices(docs, substitute=making.substitute, progress=making.progress)
        papers = tuple(
            PrintedPaper(PaperKind.INVOICE, doc.number, owner) for doc, owner in zip(docs, owners, strict=True) if doc.number
        )
        alone = len(ids) == 1
        parts = tuple(
            MailPart(
                MailKind.INVOICE,
                owner,
                id_,
                doc.number,
                None if alone else invoices_job((id_,), _("Invoice {number}").format(number=doc.number)),
            )
            for id_, doc, owner in zip(ids, docs, owners, strict=True)
            if doc.number
        )
        return Made(pdf, papers, parts=parts)

    many = ngettext("{count} invoice", "{count} invoices", len(ids)).format(count=len(ids))
    return PrintJob(title or many, make, subtitle)


def credit_memo_job(credit_memo_id: int, customer_id: int, number: str, subtitle: str = "") -> PrintJob:
    """Return the job that prints a credit memo."""

    def make(making: Making) -> Made:
        doc = making.office.read(lambda reader: credit_memo_document(reader, credit_memo_id))
        if doc.kind is not InvoiceKind.CREDIT_MEMO:
            raise TypeError(doc.kind)
        pdf = making.press.render_invoices([doc], substitute=making.substitute, progress=making.progress)
        part = MailPart(MailKind.CREDIT_MEMO, customer_id, credit_memo_id, doc.number)
        return Made(pdf, (PrintedPaper(PaperKind.CREDIT_MEMO, doc.number, customer_id),), parts=(part,))

    return PrintJob(_("Credit memo {number}").format(number=number), make, subtitle)


def receipt_job(payment_id: int, number: str = "") -> PrintJob:
    """Return the job that prints the receipt of a payment."""

    def make(making: Making) -> Made:
        doc, customer_id = making.office.read(lambda reader: (receipt_document(reader, payment_id), _payer(reader, payment_id)))
        pdf = making.press.render_receipt(doc, substitute=making.substitute)
        part = MailPart(MailKind.RECEIPT, customer_id, payment_id, doc.number)
        return Made(pdf, (PrintedPaper(PaperKind.RECEIPT, doc.number, customer_id),), parts=(part,))

    return PrintJob(_("Receipt {number}").format(number=number) if number else _("Receipt"), make)


def refund_job(reversal_id: int) -> PrintJob:
    """Return the job that prints the receipt of a refund."""

    def make(making: Making) -> Made:
        doc, customer_id = making.office.read(
            lambda reader: (refund_receipt(reader, reversal_id), refund_owner(reader, reversal_id))
        )
        pdf = making.press.render_refund_receipt(doc, substitute=making.substitute)
        part = MailPart(MailKind.REFUND_RECEIPT, customer_id, reversal_id, doc.number)
        return Made(pdf, (PrintedPaper(PaperKind.REFUND, doc.number, customer_id),), parts=(part,))

    return PrintJob(_("Refund receipt"), make)


def deposit_job(deposit_id: int, number: str) -> PrintJob:
    """Return the job that prints the slip of a deposit."""

    def make(making: Making) -> Made:
        doc = making.office.read(lambda reader: deposit_slip(reader, deposit_id))
        pdf = making.press.render_deposit_slip(doc, substitute=making.substitute)
        return Made(pdf, (PrintedPaper(PaperKind.DEPOSIT, doc.number),))

    return PrintJob(_("Deposit {number}").format(number=number), make)


def statements_job(customer_ids: Sequence[int], choice: StatementChoice, title: str, subtitle: str = "") -> PrintJob:
    """Return the job that prints the statements of customers, those left out that have nothing to tell when there are many."""
    ids = tuple(customer_ids)

    def make(making: Making) -> Made:
        docs, papers = making.office.read(lambda reader: _statements(reader, ids, choice, making.progress))
        if not docs:
            raise UserError(_("None of these customers has anything to state in this period."))
        pdf = making.press.render_statements(docs, workers=_WORKERS, substitute=making.substitute, progress=making.progress)
        silent = len(ids) - len(papers)
        note = ngettext(
            "{count} customer has nothing to state and was left out.",
            "{count} customers have nothing to state and were left out.",
            silent,
        ).format(count=silent)
        day = choice.to_on.isoformat()
        parts = tuple(
            MailPart(
                MailKind.STATEMENT,
                owner,
                choice.site_id or 0,
                day,
                None if len(papers) == 1 else statements_job((owner,), choice, title, subtitle),
            )
            for owner in (paper.customer_id for paper in papers)
            if owner is not None
        )
        return Made(pdf, tuple(papers), note if silent else "", parts)

    return PrintJob(title, make, subtitle)


def report_job(title: str, read: Callable[[Reader], TableReport], subtitle: str = "") -> PrintJob:
    """Return the job that prints a report or a list of the window; ``read`` runs in the worker."""

    def make(making: Making) -> Made:
        doc = making.office.read(read)
        return Made(making.press.render_table_report(doc, substitute=making.substitute))

    return PrintJob(title, make, subtitle)


def _statements(
    reader: Reader, customer_ids: Sequence[int], choice: StatementChoice, progress: Progress
) -> tuple[list[StatementDocument], list[PrintedPaper]]:
    docs: list[StatementDocument] = []
    papers: list[PrintedPaper] = []
    for done, customer_id in enumerate(customer_ids, 1):
        if progress.cancelled:
            raise UserError(_("Stopped: nothing was printed."))
        sites: list[int | None] = [choice.site_id]
        if choice.each_site:
            sites = [site.id for site in statement_sites(reader, customer_id)] or [None]
        alone = len(customer_ids) == 1 and len(sites) == 1
        made = [_statement(reader, customer_id, choice, site) for site in sites]
        found = [doc for doc in made if alone or _tells(doc)]
        if not found and len(customer_ids) == 1:
            found = [_statement(reader, customer_id, choice, None)]
        if found:
            docs += found
            papers.append(PrintedPaper(PaperKind.STATEMENT, found[0].recipient.account, customer_id))
        progress.step(done, len(customer_ids), _("reading accounts"))
    return docs, papers


def _statement(reader: Reader, customer_id: int, choice: StatementChoice, site_id: int | None) -> StatementDocument:
    return statement(
        reader,
        customer_id,
        choice.from_on,
        choice.to_on,
        choice.kind,
        message=choice.message,
        with_remittance=choice.with_remittance,
        site_id=site_id,
    )


def _tells(doc: StatementDocument) -> bool:
    """Return whether there is anything to state."""
    return bool(doc.items or doc.entries or doc.balance_minor)


def _owners(reader: Reader, invoice_ids: Sequence[int]) -> list[int]:
    from app.services.queries.invoices import invoice_rows

    owners = {row.id: row.customer_id for row in invoice_rows(reader, invoice_ids)}
    return [owners[id_] for id_ in invoice_ids]


def _payer(reader: Reader, payment_id: int) -> int:
    from app.services.queries.payments import payment_rows

    return payment_rows(reader, [payment_id])[0].customer_id
