"""The press: documents in, PDF files out.

Each function words the document in its own language, refuses characters that the typeface does not have,
lays the document out and binds it. The same document gives the same bytes, whoever asks: preview, paper,
file and mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from app.domain.errors import CounterfoilError, UserError
from app.domain.language import _, speaking
from app.gateways.paper.agreement import agreement_pages
from app.gateways.paper.binding import Bundle, Imprint, bind
from app.gateways.paper.estimate import estimate_pages
from app.gateways.paper.faces import FaceName, face
from app.gateways.paper.glyphs import SUBSTITUTE, missing_glyphs, refuse, substituted
from app.gateways.paper.invoice import invoice_pages
from app.gateways.paper.receipt import deposit_pages, receipt_pages, refund_pages
from app.gateways.paper.report import report_pages
from app.gateways.paper.sheet import PrintedPage, Sheet
from app.gateways.paper.statement import statement_pages
from app.services.documents import (
    AgreementDocument,
    DepositSlip,
    EstimateDocument,
    InvoiceDocument,
    InvoiceKind,
    ReceiptDocument,
    RefundReceipt,
    StatementDocument,
    TableReport,
)
from app.services.ports import Progress, Silent
from app.services.translations import translations_for

__all__ = [
    "SUBSTITUTE",
    "missing_glyphs",
    "render_agreement",
    "render_deposit_slip",
    "render_estimate",
    "render_invoice",
    "render_invoices",
    "render_receipt",
    "render_refund_receipt",
    "render_statement",
    "render_statements",
    "render_table_report",
]

Paper = (
    StatementDocument
    | InvoiceDocument
    | EstimateDocument
    | ReceiptDocument
    | RefundReceipt
    | DepositSlip
    | AgreementDocument
    | TableReport
)
P = TypeVar("P", bound=Paper)

_CHUNK = 25
"""Documents handed to a process at a time: small enough to show progress and to stop soon."""
_WORTH_A_PROCESS = 60
"""Below so many documents a second process costs more than it saves."""
_FACES: tuple[FaceName, ...] = ("R", "B", "I")


def render_statement(doc: StatementDocument, *, substitute: str = "") -> bytes:
    """Return one statement as a PDF file.

    Args:
        doc: the statement; words and dates are in its edition's language.
        substitute: printed in place of characters the typeface does not have; empty refuses them.

    Raises:
        UserError: characters that cannot be printed and no ``substitute``; a logo that is no picture.
    """
    return render_statements([doc], substitute=substitute, workers=1)


def render_statements(
    docs: Sequence[StatementDocument],
    *,
    workers: int = 1,
    substitute: str = "",
    progress: Progress | None = None,
) -> bytes:
    """Return all statements as one PDF file; each counts its own pages.

    Args:
        docs: in the order of printing, at least one.
        workers: processes that lay out pages; the bytes are the same for any number.
        substitute: as for ``render_statement``.
        progress: told after each few statements; when it is cancelled the work stops with a UserError.

    Raises:
        UserError: as for ``render_statement``; nothing to print; stopped.
    """
    bundles = _bundles(docs, workers, substitute, progress or Silent())
    first = docs[0]
    with speaking(translations_for(first.edition.language)):
        one = _("Statement {account}").format(account=first.recipient.account)
        title = _("Statements") if len(docs) > 1 else one
    latest = max(doc.to_on for doc in docs)
    return bind(bundles, Imprint(title, first.letterhead.name, latest, first.edition.language))


def render_invoice(doc: InvoiceDocument, *, substitute: str = "") -> bytes:
    """Return one invoice or credit memo as a PDF file; arguments and errors as for ``render_statement``."""
    return render_invoices([doc], substitute=substitute, workers=1)


def render_invoices(
    docs: Sequence[InvoiceDocument],
    *,
    workers: int = 1,
    substitute: str = "",
    progress: Progress | None = None,
) -> bytes:
    """Return all invoices as one PDF file; arguments and errors as for ``render_statements``."""
    bundles = _bundles(docs, workers, substitute, progress or Silent())
    first = docs[0]
    with speaking(translations_for(first.edition.language)):
        if len(docs) > 1:
            title = _("Invoices")
        elif first.kind is InvoiceKind.CREDIT_MEMO:
            title = _("Credit memo {number}").format(number=first.number)
        else:
            title = _("Invoice {number}").format(number=first.number)
    latest = max(doc.issued_on for doc in docs)
    return bind(bundles, Imprint(title, first.letterhead.name, latest, first.edition.language))


def render_estimate(doc: EstimateDocument, *, substitute: str = "") -> bytes:
    """Return an estimate as a PDF file; arguments and errors as for ``render_statement``."""
    with speaking(translations_for(doc.edition.language)):
        title = _("Estimate {number}").format(number=doc.number).strip()
    imprint = Imprint(title, doc.letterhead.name, doc.written_on, doc.edition.language)
    return bind([_bundle([doc], substitute)], imprint)


def render_receipt(doc: ReceiptDocument, *, substitute: str = "") -> bytes:
    """Return the receipt of a payment as a PDF file; arguments and errors as for ``render_statement``."""
    with speaking(translations_for(doc.edition.language)):
        title = _("Receipt {number}").format(number=doc.number)
    imprint = Imprint(title, doc.letterhead.name, doc.received_on, doc.edition.language)
    return bind([_bundle([doc], substitute)], imprint)


def render_refund_receipt(doc: RefundReceipt, *, substitute: str = "") -> bytes:
    """Return the receipt of a refund as a PDF file; arguments and errors as for ``render_statement``."""
    with speaking(translations_for(doc.edition.language)):
        title = _("Refund {number}").format(number=doc.number)
    imprint = Imprint(title, doc.letterhead.name, doc.refunded_on, doc.edition.language)
    return bind([_bundle([doc], substitute)], imprint)


def render_deposit_slip(doc: DepositSlip, *, substitute: str = "") -> bytes:
    """Return a deposit slip as a PDF file; arguments and errors as for ``render_statement``."""
    with speaking(translations_for(doc.edition.language)):
        title = _("Deposit {number}").format(number=doc.number)
    imprint = Imprint(title, doc.letterhead.name, doc.deposited_on, doc.edition.language)
    return bind([_bundle([doc], substitute)], imprint)


def render_agreement(doc: AgreementDocument, *, substitute: str = "") -> bytes:
    """Return an agreement as a PDF file; arguments and errors as for ``render_statement``."""
    imprint = Imprint(doc.title, doc.letterhead.name, doc.dated_on, doc.edition.language)
    return bind([_bundle([doc], substitute)], imprint)


def render_table_report(doc: TableReport, *, substitute: str = "") -> bytes:
    """Return a report as a PDF file; arguments and errors as for ``render_statement``."""
    imprint = Imprint(doc.title, doc.letterhead.name, doc.printed_on, doc.edition.language)
    return bind([_bundle([doc], substitute)], imprint)


def _bundles(docs: Sequence[P], workers: int, substitute: str, progress: Progress) -> Iterator[Bundle]:
    """Lay out ``docs`` and yield the bundles in order, from this process or from several."""
    if not docs:
        raise UserError(_("There is nothing to print."))
    chunks = [docs[at : at + _CHUNK] for at in range(0, len(docs), _CHUNK)]
    if workers <= 1 or len(docs) < _WORTH_A_PROCESS:
        return _watched(((chunk, _bundle(chunk, substitute)) for chunk in chunks), len(docs), progress)
    return _watched(_in_processes(chunks, workers, substitute), len(docs), progress)


def _watched(work: Iterator[tuple[Sequence[P], Bundle]], total: int, progress: Progress) -> Iterator[Bundle]:
    done = 0
    for chunk, bundle in work:
        yield bundle
        done += len(chunk)
        progress.step(done, total)
        if progress.cancelled:
            raise UserError(_("Stopped: nothing was printed."))


def _in_processes(chunks: list[Sequence[P]], workers: int, substitute: str) -> Iterator[tuple[Sequence[P], Bundle]]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # "spawn" is what Windows and macOS have, and the only safe way beside a window's threads.
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        waiting = [pool.submit(_bundle, chunk, substitute) for chunk in chunks]
        for chunk, future in zip(chunks, waiting, strict=True):
            try:
                bundle = future.result()
            except (CounterfoilError, BrokenProcessPool):
                # Said again here, in the office's language; and a process that died costs time, not the run.
                bundle = _bundle(chunk, substitute)
            yield chunk, bundle
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _bundle(docs: Sequence[Paper], substitute: str) -> Bundle:
    """Lay out some documents: the work of one process."""
    pages: list[PrintedPage] = []
    logos: set[bytes] = set()
    used: tuple[set[str], ...] = tuple(set() for _name in _FACES)
    for doc in docs:
        sheets = _pages(doc)
        characters = _characters(sheets)
        lacking = _lacking(characters)
        if lacking and substitute:
            sheets = _pages(substituted(doc, substitute))
            characters = _characters(sheets)
            lacking = _lacking(characters)
        if lacking:
            refuse(doc, lacking)
        for known, new in zip(used, characters, strict=True):
            known |= new
        pages.extend(sheet.finished() for sheet in sheets)
        if doc.letterhead.logo:
            logos.add(doc.letterhead.logo)
    regular, bold, italic = ("".join(sorted(characters)) for characters in used)
    return Bundle(tuple(pages), (regular, bold, italic), frozenset(logos))


def _characters(sheets: Sequence[Sheet]) -> list[set[str]]:
    """Return what the sheets write in each face."""
    return [set("".join(text for sheet in sheets for text in sheet.written[name])) for name in _FACES]


def _lacking(characters: list[set[str]]) -> set[str]:
    """Return those that would vanish."""
    lacking: set[str] = set()
    for name, written in zip(_FACES, characters, strict=True):
        lacking |= written - face(name).widths.keys()
    return lacking


def _pages(doc: Paper) -> list[Sheet]:
    with speaking(translations_for(doc.edition.language)):
        return _LAYOUTS[type(doc)](doc)


_LAYOUTS: dict[type, Callable[..., list[Sheet]]] = {
    StatementDocument: statement_pages,
    InvoiceDocument: invoice_pages,
    ReceiptDocument: receipt_pages,
    RefundReceipt: refund_pages,
    DepositSlip: deposit_pages,
    AgreementDocument: agreement_pages,
    EstimateDocument: estimate_pages,
    TableReport: report_pages,
}
