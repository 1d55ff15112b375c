"""Single cells: what other programs write is read; what nobody can be sure of is refused."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.amount_input import PLAIN, Notation
from app.domain.errors import UserError
from app.domain.money import currency
from app.services.importing.values import amount_of, date_of, date_order, flag_of, notation_of, text_of

USD = currency("USD")
COMMA = Notation(",", ".")


@pytest.mark.parametrize(
    ("cell", "order", "found"),
    [
        ("1/2/2013", "mdy", date(2013, 1, 2)),
        ("1/2/2013", "dmy", date(2013, 2, 1)),
        ("2013-01-02", "dmy", date(2013, 1, 2)),
        ("2013-01-02 00:00:00", "mdy", date(2013, 1, 2)),
        ("20130102", "mdy", date(2013, 1, 2)),
        ("3 March 2013", "mdy", date(2013, 3, 3)),
        ("3 de marzo de 2013", "mdy", date(2013, 3, 3)),
        ("1/2/13", "mdy", date(2013, 1, 2)),
    ],
)
def test_whole_dates_are_read(cell: str, order: str, found: date) -> None:
    assert date_of(cell, order) == found


@pytest.mark.parametrize(
    "cell",
    ["2/30/2013", "2013-02-30", "13/13/2013", "t", "+", "today", "5", "1/2", "41276", "0000-01-01", "12/31/1899", "2200-01-01",
     "2013-01-02 10:30", "", "yesterday", "1/2/2013/4"],
)  # fmt: skip
def test_impossible_relative_and_partial_dates_are_refused(cell: str) -> None:
    with pytest.raises(UserError):
        date_of(cell, "mdy")


def test_the_order_of_dates_is_told_from_the_whole_column() -> None:
    assert date_order(["1/2/2013", "25/12/2013", "3/4/2013"], "mdy") == "dmy"
    assert date_order(["1/2/2013", "12/25/2013"], "dmy") == "mdy"
    assert date_order(["1/2/2013", "2013-12-25"], "dmy") == "dmy"
    # One impossible day does not turn all others around.
    assert date_order(["12/25/2013", "12/26/2013", "30/2/2013"], "mdy") == "mdy"


@pytest.mark.parametrize(
    ("cell", "notation", "minor"),
    [
        ("55.94", PLAIN, 5594),
        ("7", PLAIN, 700),
        ("1,234.50", PLAIN, 123450),
        ("1.234,50", COMMA, 123450),
        ("12,5", COMMA, 1250),
        ("USD 12.00", PLAIN, 1200),
        ("-3.00", PLAIN, -300),
    ],
)
def test_amounts_are_read_in_the_notation_of_the_file(cell: str, notation: Notation, minor: int) -> None:
    assert amount_of(cell, notation, USD) == minor


@pytest.mark.parametrize(
    "cell", ["12*3", "10/2", "(12.00)", "=1+1", "5-3", "12.345", "1,23", "abc", "", "9" * 30, "1e5", "EUR 5"]
)
def test_what_is_no_plain_amount_is_refused(cell: str) -> None:
    with pytest.raises(UserError):
        amount_of(cell, PLAIN, USD)


@pytest.mark.parametrize(
    ("cells", "decimal", "group"),
    [
        (["12,50", "7", "1.234,00"], ",", "."),
        (["12.50", "1,234.00"], ".", ","),
        (["1 234,50"], ",", " "),
        (["1'234.50"], ".", "’"),
        (["1.234.567"], ",", "."),
        (["1.234"], ".", ","),
        (["7", "12"], ".", ","),
    ],
)
def test_the_notation_is_told_from_the_whole_column(cells: list[str], decimal: str, group: str) -> None:
    found = notation_of(cells, PLAIN)
    assert (found.decimal, found.group) == (decimal, group)


def test_yes_no_and_nothing_else() -> None:
    assert [flag_of(cell) for cell in ("Yes", " no ", "", "X", "Sí", "0", "TRUE")] == [
        True,
        False,
        False,
        True,
        True,
        False,
        True,
    ]
    with pytest.raises(UserError):
        flag_of("maybe")


def test_text_is_put_on_one_line() -> None:
    assert text_of(" 3 Cedar Court\r\nSuite 4 ") == "3 Cedar Court Suite 4"
    with pytest.raises(UserError):
        text_of("x" * 201)
