"""Any list or report on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.gateways.paper.press import render_table_report
from app.services.documents import ColumnKind, RowWeight, TableColumn, TableRow
from tests.gateways.paper.reading import all_text, boxes, opened, page_texts
from tests.gateways.paper.samples import aging_chart, report


def test_has_title_rows_totals_and_note() -> None:
    text = all_text(render_table_report(report(3)))
    for said in ("Receivables", "As of Oct 31, 2026", "A-0002 Customer 2 10.00", "Total 30.00", "Credits are not"):
        assert said in text
    assert "Printed Oct 31, 2026" in text


@pytest.mark.parametrize("rows", [1, 2, 39, 40, 41, 42, 43, 44, 45, 46, 300])
def test_every_row_is_there_and_totals_are_not_orphaned(rows: int) -> None:
    pages = page_texts(render_table_report(report(rows)))
    found = [re.findall(r"A-\d{4}", page) for page in pages]
    assert [account for page in found for account in page] == [f"A-{at:04}" for at in range(rows)]
    with_total = next(at for at, page in enumerate(pages) if "Total" in page)
    assert len(found[with_total]) >= min(2, rows)


def test_each_kind_of_cell_is_written_in_its_way() -> None:
    kinds = (
        TableColumn("When", ColumnKind.DATE),
        TableColumn("Count", ColumnKind.COUNT),
        TableColumn("Hours", ColumnKind.NUMBER),
        TableColumn("Share", ColumnKind.PERCENT),
        TableColumn("Sum", ColumnKind.AMOUNT),
    )
    row = TableRow((date(2026, 10, 9), 12345, Decimal("1.50"), Decimal("8.25"), -500))
    text = all_text(render_table_report(replace(report(), columns=kinds, rows=(row,), totals=())))
    assert "Oct 9, 2026 12,345 1.5 8.25% −5.00" in text


def test_many_columns_shrink_or_lie_on_their_side_rather_than_leave_the_sheet() -> None:
    for extra in (3, 6, 9, 14):
        columns = (*report().columns, *(TableColumn(f"Column {at}") for at in range(extra)))
        rows = tuple(TableRow((f"A-{at}", "Customer", 1000, *(["some words"] * extra))) for at in range(4))
        pdf = render_table_report(replace(report(), columns=columns, rows=rows, totals=()))
        with opened(pdf) as document:
            width, _height = document.get_page_size(0)
        assert max(right for _text, _left, _bottom, right, _top in boxes(pdf)) <= width - 40
        assert all_text(pdf).count("some words") == 4 * extra


def test_headings_stay_with_what_they_head() -> None:
    rows = []
    for group in range(30):
        rows.append(TableRow(("", f"Group G{group:02}", None), RowWeight.HEADING))
        rows += [TableRow((f"A-{group}", "Customer", 100), level=1) for _ in range(2)]
        rows.append(TableRow(("", f"Sum of G{group:02}", 200), RowWeight.SUBTOTAL))
    for page in page_texts(render_table_report(replace(report(), rows=tuple(rows), totals=()))):
        body = page.partition("Owed")[2]
        assert not re.search(r"Group G\d\d (Continued|Printed)", body)
        assert not re.match(r" Sum of", body)


def test_an_empty_report_says_so() -> None:
    assert "Nothing to show." in all_text(render_table_report(replace(report(0), totals=())))


def test_chart_stands_above_the_table() -> None:
    text = all_text(render_table_report(report(3, chart=aging_chart())))
    assert text.index("Open amounts by age") < text.index("48,329.00") < text.index("Account")


def test_totals_need_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="totals"):
        replace(report(), totals=("Total",))
