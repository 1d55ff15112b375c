"""The statement that a customer finds in the envelope."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from app.domain.errors import UserError
from app.domain.money import currency
from app.gateways.paper.press import render_statement, render_statements
from app.services.documents import (
    AgingFooter,
    Edition,
    OpenItem,
    PageSize,
    SiteRow,
    StatementEntry,
)
from tests.gateways.paper.reading import all_text, boxes, fonts, opened, page_texts, poppler_text
from tests.gateways.paper.samples import COMPANY, MARINA, logo, long_statement, october, open_items


def test_says_who_owes_what_to_whom() -> None:
    text = all_text(render_statement(october()))
    for said in (
        "Harbor Services",
        "Attn. Ana Whitfield",
        "A-0412",
        "Oct 1 – Oct 31, 2026 · balance forward",
        "Overdue $40.00",
        "Amount due $1,369.00",
        "Balance forward 129.00",
        "Oct 9 CHK 1042 Payment received 49.00 169.00",
        "10482-3 Fuel dock 280.00",
        "Totals 1,329.00 89.00 1,369.00",
        "Please return this part with your payment",
        "Page 1 of 1",
    ):
        assert said in text


def test_footer_ages_the_balance() -> None:
    doc = replace(october(), aging=AgingFooter(100000, 20000, 10000, 6000, 900))
    text = all_text(render_statement(doc))
    buckets = ("Current", "1–30 days", "31–60 days", "61–90 days", "Over 90 days")
    for bucket, amount in zip(buckets, ("1,000.00", "200.00", "100.00", "60.00", "9.00"), strict=True):
        assert f"{bucket}" in text
        assert amount in text


def test_open_items_show_what_is_left_of_each() -> None:
    doc = open_items(
        OpenItem(date(2026, 8, 1), date(2026, 8, 31), "10411", "Comfort Plan", 8900, 4900, 4000, overdue=True),
        OpenItem(date(2026, 10, 9), None, "PMT-77", "Payment not yet applied", -5000, -2000, -3000),
    )
    text = all_text(render_statement(doc))
    assert "open items" in text
    assert "Aug 1 Aug 31 10411 Comfort Plan 89.00 49.00 40.00" in text
    assert "Oct 9 PMT-77 Payment not yet applied −50.00 −20.00 −30.00" in text
    assert "Total open 10.00" in text


def test_the_heading_says_what_is_due_before_and_after_the_credit() -> None:
    doc = open_items(
        OpenItem(date(2026, 8, 1), date(2026, 8, 31), "10411", "Comfort Plan", 8900, 4900, 4000, overdue=True),
        OpenItem(date(2026, 10, 9), None, "PMT-77", "Payment not yet applied", -5000, -2000, -3000),
    )
    text = all_text(render_statement(replace(doc, credit_minor=3000, overdue_minor=4000)))
    assert "Total due $40.00 Overdue $40.00 Account credit −$30.00 Amount due $10.00" in text
    assert "Total due" not in all_text(render_statement(doc)), "without credit the amount due says it all"


def test_a_customer_in_credit_is_asked_for_nothing() -> None:
    doc = replace(
        october(),
        entries=(StatementEntry(date(2026, 10, 9), "CHK 7", "Payment received", None, 20000, -7100),),
        balance_minor=-7100,
        overdue_minor=0,
        aging=AgingFooter(-7100),
    )
    text = all_text(render_statement(doc))
    assert "Credit balance $71.00" in text
    assert "Amount due $0.00" in text
    assert "return this part" not in text


def test_an_account_without_entries_still_has_a_statement() -> None:
    assert "Nothing is open." in all_text(render_statement(open_items()))


def test_long_statement_counts_its_pages_and_repeats_its_headings() -> None:
    pages = page_texts(render_statement(long_statement(150)))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Charges Payments Balance" in page
    assert all("Continued on the next page" in page for page in pages[:-1])
    assert "Totals 1,500.00" in pages[-1]


@pytest.mark.parametrize("lines", range(16, 44))
def test_totals_never_stand_alone(lines: int) -> None:
    pages = page_texts(render_statement(long_statement(lines)))
    assert re.findall(r"R\d{4}", " ".join(pages)) == [f"R{at:04}" for at in range(lines)]
    assert "Totals" in pages[-1]
    assert len(re.findall(r"R\d{4}", pages[-1])) >= 2
    assert all("return this part" not in page for page in pages[:-1])
    assert "return this part" in pages[-1]


def test_each_statement_of_a_run_counts_its_own_pages() -> None:
    pages = page_texts(render_statements([long_statement(40), october(), long_statement(40)]))
    counts = [re.search(r"Page (\d+ of \d+)", page) for page in pages]
    assert [found[1] for found in counts if found] == ["1 of 2", "2 of 2", "1 of 1", "1 of 2", "2 of 2"]


def test_sites_stay_with_their_invoice() -> None:
    for lines in range(24, 32):
        doc = long_statement(lines)
        last = doc.entries[-1]
        sites = (SiteRow("S-1", "North dock", 400), SiteRow("S-2", "South dock", 600))
        pages = page_texts(render_statement(replace(doc, entries=(*doc.entries[:-1], replace(last, sites=sites)))))
        together = [page for page in pages if "S-1" in page]
        assert len(together) == 1
        assert last.reference in together[0]


def test_long_names_wrap_inside_the_sheet() -> None:
    name = "International Association of Harbor Light Keepers, Boat Builders and Sail Makers of Lake Superior"
    doc = replace(
        october(),
        letterhead=replace(COMPANY, name=name),
        recipient=replace(MARINA, name=name, address_lines=("Donaudampfschifffahrtsgesellschaft" * 3,)),
        entries=(
            *october().entries[:-1],
            replace(october().entries[-1], description="Quarterly " * 40, reference="REFERENCE-WITHOUT-END-" * 3),
        ),
    )
    pdf = render_statement(doc)
    with opened(pdf) as document:
        width, _height = document.get_page_size(0)
    for page in range(len(page_texts(pdf))):
        for text, left, _bottom, right, _top in boxes(pdf, page):
            assert left >= 50, text
            assert right <= width - 50, text
    assert "Quarterly " * 3 in all_text(pdf)
    assert all_text(pdf).count("Quarterly") == 40


def test_the_address_stands_in_the_envelopes_window() -> None:
    """No. 10 envelope, left window: 2.04 to 3.17 inches below the top edge of the folded sheet, from the left margin."""
    six_lines = replace(MARINA, address_lines=("Building 7", "Pier 4", "Duluth MN 55802", "United States"))
    for text, left, bottom, _right, top in boxes(render_statement(replace(october(), recipient=six_lines))):
        if text in ("Harbor Light Marina", "United States") and bottom > 400:
            assert 792 - top >= 2.04 * 72
            assert 792 - bottom <= 3.17 * 72
            assert left < 0.875 * 72


def test_a4_is_a4() -> None:
    pdf = render_statement(october(edition=Edition(currency("EUR"), "en", "de_DE", PageSize.A4)))
    with opened(pdf) as document:
        assert document.get_page_size(0) == pytest.approx((595.28, 841.89), abs=0.1)
    assert "1.369,00 €" in all_text(pdf).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "due", "total"),
    [("JPY", "¥136,900", "132,900"), ("KWD", "KWD 136.900", "132.900"), ("USD", "$1,369.00", "1,329.00")],
)
def test_amounts_have_their_currencys_decimals(code: str, due: str, total: str) -> None:
    text = all_text(render_statement(october(edition=Edition(currency(code))))).replace("\u00a0", " ")
    assert f"Amount due {due}" in text
    assert f"Totals {total}" in text


def test_dates_of_a_locale_that_the_typeface_lacks_are_written_in_english() -> None:
    text = all_text(render_statement(october(edition=Edition(currency("JPY"), "ja", "ja_JP", PageSize.A4))))
    assert "1 Oct – 31 Oct 2026" in text


def test_a_year_is_written_where_the_lines_span_two() -> None:
    doc = long_statement(10, start=date(2025, 12, 1))
    text = all_text(render_statement(doc))
    assert "Dec 1, 2025 – Oct 31, 2026" in text
    assert "Dec 1, 2025 R0000" in text


def test_logo_is_drawn_once_and_a_broken_one_refused() -> None:
    with_logo = replace(COMPANY, logo=logo())
    docs = [replace(october(), letterhead=with_logo), replace(long_statement(5), letterhead=with_logo)]
    pdf = render_statements(docs)
    assert pdf.count(b"/Subtype /Image") == 1
    with pytest.raises(UserError, match="logo"):
        render_statement(replace(october(), letterhead=replace(COMPANY, logo=b"GIF89a, cut off")))


def test_fonts_are_embedded_subsets() -> None:
    pdf = render_statement(october())
    assert {name.partition("+")[2] for name in fonts(pdf)} == {"NotoSans-Regular", "NotoSans-Bold"}
    assert len(pdf) < 40_000


def test_poppler_reads_the_same() -> None:
    text = poppler_text(render_statement(october()))
    if text is None:
        pytest.skip("pdftotext is not installed")
    assert re.search(r"Oct 31\s+10482\s+Quarterly pump-out, 3 sites\s+1,240\.00\s+1,369\.00", text)


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(UserError):
        render_statements([])
