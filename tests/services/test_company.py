"""Founding a company's book and changing what it says about the company."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date

import pytest

from app.domain.chart import CHART
from app.domain.errors import UserError
from app.services.company import (
    CompanyDetails,
    NewCompany,
    change_company,
    company_details,
    found_company,
    set_lock_date,
)
from app.services.numbering import next_number
from tests.support.books import COMPANY, NOW, TODAY, a_customer, an_invoice, desk_clock, scalar

# A PNG of one pixel.
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.fixture
def found(book_url):
    """Founds a company and returns its open book."""
    opened = []

    def make(**details):
        new = NewCompany(**{"name": "Acme", "currency": "usd", "time_zone": "America/Chicago", **details})
        opened.append(found_company(book_url, new, actor="Ana", clock=desk_clock()))
        return opened[-1]

    yield make
    for office in opened:
        office.close()


def test_a_new_book_can_be_worked_with_at_once(found):
    office = found(name="  Acme   Lawn  ", line1="1 Oak St", logo=DOT, email="Office@ACME.example")
    details = office.read(company_details)
    assert (details.name, details.currency, details.country, details.paper) == ("Acme Lawn", "USD", "US", "letter")
    assert (details.logo, details.email) == (DOT, "Office@acme.example")
    assert scalar(office, "SELECT count(*) FROM account") == len(CHART)
    assert office.read(lambda reader: next_number(reader, "invoice")) == "10001"
    assert an_invoice(office, a_customer(office)).number == "10001"


@pytest.mark.parametrize(
    ("locale", "country", "paper"), [("de-DE", "DE", "a4"), ("es_MX", "MX", "letter"), ("en_GB", "GB", "a4")]
)
def test_country_and_paper_follow_the_locale(found, locale, country, paper):
    details = found(locale=locale).read(company_details)
    assert (details.locale, details.country, details.paper) == (locale.replace("-", "_"), country, paper)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "   "}, "needs a name"),
        ({"name": "x" * 201}, "too long"),
        ({"currency": "DOLLARS"}, "no currency"),
        ({"time_zone": "Chicago"}, "no time zone “Chicago”"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"time_zone": ""}, "no time zone"),
        ({"time_zone": "America"}, "no time zone"),
        ({"locale": "klingon"}, "not known"),
        ({"locale": ""}, "not known"),
        ({"mode": "toy"}, "real or for practice"),
        ({"terms": "someday"}, "no payment terms"),
        ({"paper": "napkin"}, "letter or A4"),
        ({"tax_rounding": "never"}, "rounded"),
        ({"email": "not an address"}, "e-mail"),
        ({"logo": b"GIF89a...."}, "PNG or JPEG"),
        ({"logo": DOT[:8] + b"\x00" * 3_000_000}, "too large"),
    ],
)
def test_a_company_that_cannot_be_is_refused_and_no_book_is_left(tmp_path, wrong, words):
    with pytest.raises(UserError, match=words):
        found_company(tmp_path / "a.counterfoil", replace(COMPANY, **wrong), actor="Ana")
    assert list(tmp_path.iterdir()) == []


def test_changing_the_company_is_kept_in_the_activity(office):
    before = office.read(company_details)
    office.write(lambda writer: change_company(writer, replace(before, name="Northside & Sons", logo=DOT)))
    assert office.read(company_details) == replace(before, name="Northside & Sons", logo=DOT)
    told = json.loads(scalar(office, "SELECT details FROM activity WHERE kind = 'company.changed'"))
    assert told["name"] == {"before": before.name, "after": "Northside & Sons"}
    assert set(told) == {"name", "logo"}


def test_saving_without_a_change_is_no_news(office):
    details = office.read(company_details)
    office.write(lambda writer: change_company(writer, details))
    assert scalar(office, "SELECT count(*) FROM activity") == 0
    assert type(details) is CompanyDetails


def test_the_currency_stays_once_something_is_posted(office):
    details = office.read(company_details)
    office.write(lambda writer: change_company(writer, replace(details, currency="EUR")))
    an_invoice(office, a_customer(office))
    with pytest.raises(UserError, match="currency cannot change"):
        office.write(lambda writer: change_company(writer, replace(details, currency="USD")))
    assert office.read(company_details).currency == "EUR"


def test_moving_the_lock_date_is_logged_with_who_and_when(office):
    office.write(lambda writer: set_lock_date(writer, date(2025, 12, 31)))
    office.write(lambda writer: set_lock_date(writer, TODAY))
    office.write(lambda writer: set_lock_date(writer, TODAY))
    with office.book.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, actor, details, happened_at FROM activity ORDER BY id").all()
    assert [(row.kind, row.actor, json.loads(row.details)) for row in rows] == [
        ("lock.moved", "Ana", {"before": None, "after": "2025-12-31"}),
        ("lock.moved", "Ana", {"before": "2025-12-31", "after": "2026-03-16"}),
    ]
    assert str(rows[0].happened_at).startswith(NOW.strftime("%Y-%m-%d"))
