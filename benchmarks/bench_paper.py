"""Printing 1,000 statements of two pages, against a bare ReportLab canvas that draws the same texts.

The bare canvas is given what costs the program its time for nothing: where each text stands, in which face and
size. It draws each with ``drawString`` in the same embedded typeface, and no lines, tints or totals.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from app.domain.money import currency
from app.gateways.paper.press import render_statements
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.statement import statement_pages
from app.gateways.paper.style import Style
from app.services.documents import (
    AgingFooter,
    Edition,
    Letterhead,
    Recipient,
    SiteRow,
    StatementDocument,
    StatementEntry,
    StatementKind,
)
from app.services.resources import resource
from benchmarks.harness import Figure, paired

STATEMENTS = 1000
_FILES = {"R": "NotoSans-Regular.ttf", "B": "NotoSans-Bold.ttf", "I": "NotoSans-Italic.ttf"}
_WORDS = ("Comfort Plan", "Quarterly pump-out", "Boiler service", "Filter change", "Emergency call, Sunday")

Placed = tuple[float, float, str, float, str]


def measure() -> Iterable[Figure]:
    """Print on one core and on two."""
    docs = statements(STATEMENTS)
    pages = placed_texts(docs)
    assert len(pages) == 2 * len(docs), "the statements must have two pages each"
    one = paired(lambda: render_statements(docs), lambda: bare(pages), rounds=5)
    yield Figure(
        "Print 1,000 statements",
        one,
        limit=1.0,
        unit="× bare canvas",
        detail=f"{_rate(pages, one.ours)}; bare canvas {_rate(pages, one.raw)}",
    )
    if (os.cpu_count() or 1) > 1:
        two = paired(lambda: render_statements(docs, workers=2), lambda: bare(pages), rounds=5)
        yield Figure(
            "Print 1,000 statements on two cores",
            two,
            limit=1 / 1.8,
            unit="× bare canvas",
            detail=f"{_rate(pages, two.ours)}, processes started each time; bare canvas {_rate(pages, two.raw)}",
        )


def statements(count: int) -> list[StatementDocument]:
    """Make ``count`` different balance-forward statements of two pages."""
    chance = random.Random(4711)
    house = Letterhead(
        "Harbor Services",
        ("418 Canal Street", "Duluth MN 55802"),
        "(218) 555-0100",
        "office@harborservices.example",
    )
    return [_statement(number, chance, house) for number in range(count)]


def _statement(number: int, chance: random.Random, house: Letterhead) -> StatementDocument:
    opening = balance = chance.randrange(500_000)
    entries: list[StatementEntry] = []
    begin = date(2026, 7, 1)
    for at in range(36):
        on = begin + timedelta(days=at * 92 // 36)
        amount = chance.randrange(1_000, 200_000)
        if at % 3 == 2:
            balance -= amount
            check = f"CHK {chance.randrange(1000, 9999)}"
            entries.append(StatementEntry(on, check, "Payment received", None, amount, balance))
            continue
        balance += amount
        reference = str(chance.randrange(10_000, 99_999))
        said = f"{chance.choice(_WORDS)}, {on:%B}"
        half = amount // 2
        sites = (SiteRow(f"{reference}-1", "North", half), SiteRow(f"{reference}-2", "South", amount - half))
        entries.append(StatementEntry(on, reference, said, amount, None, balance, sites if at % 9 == 4 else ()))
    recipient = Recipient(
        f"A-{number:05}", f"Customer {number} & Sons", "Ana Whitfield", (f"{number} Pier Road", "Duluth MN 55802")
    )
    return StatementDocument(
        Edition(currency("USD")),
        house,
        recipient,
        StatementKind.BALANCE_FORWARD,
        begin,
        date(2026, 9, 30),
        balance,
        opening_minor=opening,
        entries=tuple(entries),
        aging=AgingFooter(balance),
        message="Pay by card or bank account: the link in the mail that came with this statement.",
    )


class _Spy:
    """Notes what a sheet writes and lets it write."""

    def __init__(self) -> None:
        self.seen: dict[int, list[Placed]] = {}
        self.real = Sheet.text

    def __call__(self, sheet: Sheet, x: float, y: float, text: str, style: Style) -> None:
        page = self.seen.setdefault(id(sheet), [])
        page.append((x, sheet.geometry.height - y, style.face, style.size, text))
        self.real(sheet, x, y, text, style)


def placed_texts(docs: list[StatementDocument]) -> list[list[Placed]]:
    """Return for each page its texts, placed as the program places them."""
    spy = _Spy()
    pages: list[list[Placed]] = []

    def noting(sheet: Sheet, x: float, y: float, text: str, style: Style) -> None:
        spy(sheet, x, y, text, style)

    Sheet.text = noting  # type: ignore[method-assign, assignment]
    try:
        for doc in docs:
            sheets = statement_pages(doc)
            pages.extend(spy.seen.pop(id(sheet)) for sheet in sheets)
    finally:
        Sheet.text = spy.real  # type: ignore[method-assign]
    return pages


@cache
def _registered() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource(f"fonts/{file}"))))


def bare(pages: list[list[Placed]]) -> bytes:
    """Draw the texts with a plain canvas and return the file."""
    from reportlab.pdfgen.canvas import Canvas

    _registered()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    for page in pages:
        font: tuple[str, float] | None = None
        for x, y, face, size, text in page:
            if (face, size) != font:
                font = (face, size)
                canvas.setFont(face, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _rate(pages: list[list[Placed]], milliseconds: float) -> str:
    return f"{len(pages) / milliseconds * 1000:,.0f} pages a second"
