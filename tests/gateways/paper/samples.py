"""Documents of a small harbour company, as the store would fill them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.money import currency
from app.services.documents import (
    AgingFooter,
    AppliedPayment,
    Chart,
    ChartKind,
    ChartSeries,
    ColumnKind,
    Edition,
    InvoiceDocument,
    InvoiceLine,
    Letterhead,
    OpenItem,
    ReceiptAllocation,
    ReceiptDocument,
    Recipient,
    SiteRow,
    StatementDocument,
    StatementEntry,
    StatementKind,
    TableColumn,
    TableReport,
    TableRow,
    TaxSummaryLine,
    Tone,
)

ENGLISH = Edition(currency("USD"))
COMPANY = Letterhead(
    "Harbor Services",
    ("418 Canal Street", "Duluth MN 55802"),
    "(218) 555-0100",
    "office@harborservices.example",
)
MARINA = Recipient("A-0412", "Harbor Light Marina", "Ana Whitfield", ("Pier 4", "Duluth MN 55802"))


def october(*, edition: Edition = ENGLISH) -> StatementDocument:
    """Return a statement of one page with each kind of line: forwarded 129.00, owed 1,369.00."""
    sites = (
        SiteRow("10482-1", "Pier 4 north", 48000),
        SiteRow("10482-2", "Pier 4 south", 48000),
        SiteRow("10482-3", "Fuel dock", 28000),
    )
    return StatementDocument(
        edition,
        COMPANY,
        MARINA,
        StatementKind.BALANCE_FORWARD,
        date(2026, 10, 1),
        date(2026, 10, 31),
        136900,
        overdue_minor=4000,
        opening_minor=12900,
        entries=(
            StatementEntry(date(2026, 10, 1), "10467", "Comfort Plan, October", 8900, None, 21800),
            StatementEntry(date(2026, 10, 2), "", "Card payment refused: card expired"),
            StatementEntry(date(2026, 10, 9), "CHK 1042", "Payment received", None, 4900, 16900),
            StatementEntry(date(2026, 10, 14), "CM-031", "Credit: missed visit of Sep 22", None, 4000, 12900),
            StatementEntry(date(2026, 10, 31), "10482", "Quarterly pump-out, 3 sites", 124000, None, 136900, sites),
        ),
        aging=AgingFooter(132900, 4000),
        message="Pay by card or bank account. Questions: (218) 555-0100.",
    )


def long_statement(lines: int, *, start: date = date(2026, 7, 1)) -> StatementDocument:
    """Return a statement of so many charges of 10.00."""
    entries = tuple(
        StatementEntry(start + timedelta(days=at * 90 // lines), f"R{at:04}", "Visit", 1000, None, (at + 1) * 1000)
        for at in range(lines)
    )
    return replace(
        october(),
        from_on=start,
        entries=entries,
        opening_minor=0,
        balance_minor=lines * 1000,
        overdue_minor=0,
        aging=AgingFooter(lines * 1000),
    )


def open_items(*items: OpenItem) -> StatementDocument:
    """Return an open-item statement of ``items``."""
    balance = sum(item.open_minor for item in items)
    overdue = sum(item.open_minor for item in items if item.overdue)
    return replace(
        october(),
        kind=StatementKind.OPEN_ITEM,
        opening_minor=0,
        entries=(),
        items=items,
        balance_minor=balance,
        overdue_minor=overdue,
        aging=AgingFooter(balance - overdue, overdue),
    )


def invoice(lines: Sequence[InvoiceLine] = (), *, edition: Edition = ENGLISH) -> InvoiceDocument:
    """Return an invoice of ``lines`` (or two usual ones), 6.875 % tax, 100 minor units paid."""
    lines = tuple(lines) or (
        InvoiceLine("Diesel service, labor", Decimal("1.5"), 12500, 18750, detail="Pier 4 north"),
        InvoiceLine("Impeller kit", Decimal(2), 4000, 7500, discount_minor=500),
    )
    subtotal = sum(line.amount_minor for line in lines if not line.level)
    tax = subtotal * 6875 // 100000
    return InvoiceDocument(
        edition,
        COMPANY,
        MARINA,
        "10482",
        date(2026, 10, 1),
        date(2026, 10, 31),
        lines,
        subtotal,
        subtotal + tax,
        subtotal + tax - 100,
        taxes=(TaxSummaryLine("Sales tax", Decimal("6.875"), subtotal, tax),),
        payments=(AppliedPayment(date(2026, 10, 9), "Check 1042", 100),),
        terms="NET 30",
    )


def receipt() -> ReceiptDocument:
    """Return a receipt of 300.00, of which 50.00 is kept as credit."""
    return ReceiptDocument(
        ENGLISH,
        COMPANY,
        MARINA,
        "P-2201",
        date(2026, 10, 9),
        30000,
        "Check",
        "1042",
        (
            ReceiptAllocation("10411", date(2026, 8, 1), "Comfort Plan, August", 8900, 8900, 0),
            ReceiptAllocation("10467", date(2026, 10, 1), "Quarterly pump-out", 124000, 16100, 107900),
        ),
        5000,
        102900,
    )


def aging_chart() -> Chart:
    """Return the five buckets as bars."""
    return Chart(
        ChartKind.BARS,
        ("Current", "1–30", "31–60", "61–90", "Over 90"),
        (ChartSeries("Open", (4832900, 1240000, 310050, 89000, 0)),),
        currency("USD"),
        title="Open amounts by age",
        tones=(Tone.CURRENT, Tone.DAYS_1_30, Tone.DAYS_31_60, Tone.DAYS_61_90, Tone.OVER_90),
    )


def report(rows: int = 3, *, chart: Chart | None = None) -> TableReport:
    """Return a report of customers who owe 10.00 each."""
    return TableReport(
        ENGLISH,
        COMPANY,
        "Receivables",
        date(2026, 10, 31),
        (TableColumn("Account"), TableColumn("Customer"), TableColumn("Owed", ColumnKind.AMOUNT)),
        tuple(TableRow((f"A-{at:04}", f"Customer {at}", 1000)) for at in range(rows)),
        "As of Oct 31, 2026",
        ("", "Total", 1000 * rows),
        chart,
        note="Credits are not deducted.",
    )


def logo() -> bytes:
    """Return a PNG file, half of it transparent."""
    from PIL import Image

    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (0, 0, 150, 100))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
