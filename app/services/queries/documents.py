"""Invoices, credit memos, receipts and reports filled for the printer, in the language of whoever gets them."""

from __future__ import annotations

from app.services.documents import Edition, InvoiceDocument, Letterhead, ReceiptDocument, Recipient, TableReport
from app.services.office import Reader
from app.services.queries.journal import IncomeReport, TrialBalance
from app.services.queries.receivables import AgingReport


def letterhead(reader: Reader) -> Letterhead:
    """Return the company as it stands on paper."""
    raise NotImplementedError


def office_edition(reader: Reader) -> Edition:
    """Return how papers for the office itself are worded and laid out."""
    raise NotImplementedError


def customer_edition(reader: Reader, language: str) -> Edition:
    """Return how papers for a customer who reads ``language`` (empty: the office's) are worded and laid out."""
    raise NotImplementedError


def recipient(reader: Reader, customer_id: int) -> Recipient:
    """Return a customer as in the window of an envelope.

    Raises:
        NotFound: no such customer.
    """
    raise NotImplementedError


def invoice_document(reader: Reader, invoice_id: int) -> InvoiceDocument:
    """Return an invoice as it is printed today.

    Raises:
        NotFound: no such invoice.
    """
    raise NotImplementedError


def credit_memo_document(reader: Reader, credit_memo_id: int) -> InvoiceDocument:
    """Return a credit memo as it is printed today.

    Raises:
        NotFound: no such credit memo.
    """
    raise NotImplementedError


def receipt_document(reader: Reader, payment_id: int) -> ReceiptDocument:
    """Return the receipt of a payment.

    Raises:
        NotFound: no such payment.
    """
    raise NotImplementedError


def aging_table(reader: Reader, report: AgingReport) -> TableReport:
    """Return the aging report as table and chart."""
    raise NotImplementedError


def income_table(reader: Reader, report: IncomeReport) -> TableReport:
    """Return income by month as table and chart."""
    raise NotImplementedError


def trial_balance_table(reader: Reader, balance: TrialBalance) -> TableReport:
    """Return the trial balance as a table."""
    raise NotImplementedError
