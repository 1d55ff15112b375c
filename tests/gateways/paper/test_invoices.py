"""Invoices and credit memos on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.money import currency
from app.gateways.paper.press import render_invoice, render_invoices
from app.services.documents import Edition, InvoiceKind, InvoiceLine, InvoiceStamp
from tests.gateways.paper.reading import all_text, page_texts
from tests.gateways.paper.samples import invoice


def lines(count: int) -> list[InvoiceLine]:
    return [InvoiceLine(f"Line L{at:03}", Decimal(1), 1000, 1000) for at in range(count)]


def test_shows_lines_tax_payments_and_what_is_left() -> None:
    text = all_text(render_invoice(invoice()))
    for said in (
        "Invoice 10482",
        "Due date Oct 31, 2026",
        "Terms NET 30",
        "Diesel service, labor 1.5 125.00 187.50",
        "Impeller kit 2 40.00 −5.00 75.00",
        "Subtotal 262.50",
        "Sales tax 6.875% 18.04",
        "Total $280.54",
        "Check 1042, Oct 9, 2026 −1.00",
        "Balance due $279.54",
        "Amount enclosed",
    ):
        assert said in text


def test_columns_that_nobody_uses_are_left_out() -> None:
    text = all_text(render_invoice(invoice(lines(1))))
    assert "Discount" not in text
    assert "Description Quantity Unit price Amount" in text


def test_two_hundred_lines_break_into_pages() -> None:
    pages = page_texts(render_invoice(invoice(lines(200))))
    assert len(pages) >= 5
    found = [re.findall(r"L\d{3}", page) for page in pages]
    assert [name for page in found for name in page] == [f"L{at:03}" for at in range(200)]
    assert all("Description Quantity" in page for page in pages)
    assert len(found[-1]) >= 2
    assert "Balance due $2,136.50" in pages[-1]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


@pytest.mark.parametrize("count", range(8, 32))
def test_the_sums_never_leave_their_lines(count: int) -> None:
    pages = page_texts(render_invoice(invoice(lines(count))))
    with_sums = next(page for page in pages if "Balance due" in page)
    assert len(re.findall(r"L\d{3}", with_sums)) >= 2
    assert "Subtotal" in with_sums


def test_a_description_longer_than_a_page_goes_on_over_the_page() -> None:
    words = " ".join(f"word{at:04}" for at in range(900))
    pdf = render_invoice(invoice([InvoiceLine(words, Decimal(1), 1000, 1000)]))
    assert re.findall(r"word\d{4}", all_text(pdf)) == words.split()
    assert len(page_texts(pdf)) > 2


def test_a_long_message_is_printed_whole() -> None:
    terms = " ".join(f"clause{at:03}" for at in range(600))
    text = all_text(render_invoice(replace(invoice(), message=terms)))
    assert re.findall(r"clause\d{3}", text) == terms.split()


@pytest.mark.parametrize(
    ("stamp", "word"),
    [
        (InvoiceStamp.DRAFT, "Draft"),
        (InvoiceStamp.PAID, "Paid"),
        (InvoiceStamp.VOID, "Void"),
        (InvoiceStamp.WRITTEN_OFF, "Written off"),
    ],
)
def test_paper_that_asks_for_nothing_says_why(stamp: InvoiceStamp, word: str) -> None:
    text = all_text(render_invoice(replace(invoice(), stamp=stamp)))
    assert word in text
    assert "return this part" not in text


def test_credit_memo_gives_instead_of_asking() -> None:
    memo = replace(invoice(), kind=InvoiceKind.CREDIT_MEMO, due_on=None, corrects="10411", number="CM-31")
    text = all_text(render_invoice(memo))
    assert "Credit memo CM-31" in text
    assert "For invoice 10411" in text
    assert "Amount due" not in text
    assert "return this part" not in text


def test_yen_have_no_decimals() -> None:
    text = all_text(render_invoice(invoice(edition=Edition(currency("JPY")))))
    assert "Total ¥28,054" in text


def test_a_run_of_invoices_is_one_file() -> None:
    pages = page_texts(render_invoices([invoice(), invoice(lines(45)), invoice()]))
    numbered = [found[1] for page in pages if (found := re.search(r"Page (\d+ of \d+)", page))]
    assert numbered == ["1 of 1", "1 of 2", "2 of 2", "1 of 1"]
