"""What is to be printed, as frozen values: statement, invoice, receipt, deposit slip, table report, chart.

Services and queries fill these from the store; ``app.gateways.paper`` turns them into pages. Nothing here
asks the store, formats an amount or knows a font. Every amount is an int of minor units in the document's
``currency``; every date is a plain date. Texts typed by people (names, descriptions, notes) and texts
worded by the filling service are printed as they are, so word them in the document's own language: inside
``speaking(translations_for(edition.language))``.
"""

from app.services.documents.agreements import AgreementDocument
from app.services.documents.charts import Chart, ChartKind, ChartSeries, Tone
from app.services.documents.common import (
    AgingFooter,
    AppliedPayment,
    Edition,
    Letterhead,
    PageSize,
    Recipient,
    TaxSummaryLine,
)
from app.services.documents.estimates import EstimateDocument, EstimateStamp
from app.services.documents.glyphs import CannotPrint, MissingGlyph
from app.services.documents.invoices import InvoiceDocument, InvoiceKind, InvoiceLine, InvoiceStamp
from app.services.documents.receipts import (
    DepositItem,
    DepositSlip,
    ReceiptAllocation,
    ReceiptDocument,
    RefundReceipt,
)
from app.services.documents.reports import Cell, ColumnKind, RowWeight, TableColumn, TableReport, TableRow
from app.services.documents.statements import (
    OpenItem,
    SiteRow,
    StatementDocument,
    StatementEntry,
    StatementKind,
)

__all__ = [
    "AgingFooter",
    "AgreementDocument",
    "AppliedPayment",
    "CannotPrint",
    "Cell",
    "Chart",
    "ChartKind",
    "ChartSeries",
    "ColumnKind",
    "DepositItem",
    "DepositSlip",
    "Edition",
    "EstimateDocument",
    "EstimateStamp",
    "InvoiceDocument",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceStamp",
    "Letterhead",
    "MissingGlyph",
    "OpenItem",
    "PageSize",
    "ReceiptAllocation",
    "ReceiptDocument",
    "Recipient",
    "RefundReceipt",
    "RowWeight",
    "SiteRow",
    "StatementDocument",
    "StatementEntry",
    "StatementKind",
    "TableColumn",
    "TableReport",
    "TableRow",
    "TaxSummaryLine",
    "Tone",
]
