"""Terms give the due date, and are understood however another program wrote them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.terms import PRESETS, Terms, due_date, parse_terms


@pytest.mark.parametrize(
    ("code", "due_on"),
    [
        ("receipt", date(2026, 1, 31)),
        ("net15", date(2026, 2, 15)),
        ("net30", date(2026, 3, 2)),
        ("net60", date(2026, 4, 1)),
        ("eom", date(2026, 1, 31)),
        ("custom:45", date(2026, 3, 17)),
    ],
)
def test_the_due_date_follows_from_the_terms(code: str, due_on: date) -> None:
    assert due_date(Terms.parse(code), date(2026, 1, 31)) == due_on


def test_the_end_of_the_month_is_the_29th_in_a_leap_february() -> None:
    assert due_date(Terms.parse("eom"), date(2024, 2, 1)) == date(2024, 2, 29)


@given(st.one_of(st.none(), st.integers(0, 3650)), st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_nothing_is_due_before_it_is_issued_and_codes_are_read_back(days: int | None, issued_on: date) -> None:
    terms = Terms(days)
    assert due_date(terms, issued_on) >= issued_on
    assert Terms.parse(terms.code) == terms
    assert parse_terms(terms.code) == terms
    assert terms.label()
    if days is None:
        assert (due_date(terms, issued_on) + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NET 30", "net30"),
        ("Net30", "net30"),
        ("net-15", "net15"),
        ("n/60", "net60"),
        ("30 days", "net30"),
        ("30", "net30"),
        ("Net 45", "custom:45"),
        ("30 días", "net30"),
        ("Net 30 days", "net30"),
        ("custom:30", "net30"),
        ("due on receipt", "receipt"),
        ("Due upon receipt.", "receipt"),
        ("COD", "receipt"),
        ("0", "receipt"),
        ("al contado", "receipt"),
        ("EOM", "eom"),
        ("End of  Month", "eom"),
        ("fin de mes", "eom"),
    ],
)
def test_terms_of_other_programs_are_understood(text: str, code: str) -> None:
    assert parse_terms(text).code == code


@pytest.mark.parametrize("text", ["", "soon", "2/10 net 30", "net -5", "net 9999", "net 30 eom", "-30", "3.5", "x" * 10**6])
def test_terms_that_would_change_what_is_owed_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="no payment terms"):
        parse_terms(text)


@pytest.mark.parametrize("code", ["", "NET30", "net", "custom:", "custom:-1", "custom:9999", "eom "])
def test_a_code_that_the_book_never_writes_is_refused(code: str) -> None:
    with pytest.raises(UserError):
        Terms.parse(code)


def test_the_terms_on_offer_have_the_names_that_offices_use() -> None:
    assert [terms.label() for terms in PRESETS] == [
        "Due on receipt",
        "Net 15",
        "Net 30",
        "Net 60",
        "End of month",
    ]
    assert Terms(45).label() == "45 days"
    assert Terms(1).label() == "1 day"
