"""Addresses, phone numbers and postcodes: forms refuse what cannot be, imports keep it with a warning."""

from __future__ import annotations

from functools import partial

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.services.people import check_email, check_phone, check_postcode, format_phone, keep


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Office@Example.COM ", "Office@example.com"),
        ("o'brien+bills@mail.example.co.uk", "o'brien+bills@mail.example.co.uk"),
        ("büro@bücher.de", "büro@bücher.de"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(text: str, kept: str) -> None:
    assert check_email(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "office",
        "office@",
        "@example.com",
        "office@example",
        "office@@example.com",
        "of fice@example.com",
        "office@example..com",
        "office@-example.com",
        ".office@example.com",
        "of..fice@example.com",
        "office@example.com;boss@example.com",
        "office@example.com, boss@example.com",
        "office@example.com\nBcc: everybody@example.com",
        "Office <office@example.com>",
        "office@127.0.0.1",
        "x" * 65 + "@example.com",
        "x@" + "a" * 10_000 + ".com",
    ],
)
def test_what_no_mail_server_could_take_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="e-mail"):
        check_email(text)


@pytest.mark.parametrize(
    ("text", "region", "kept"),
    [
        ("(512) 555-0142", "US", "+15125550142"),
        ("512.555.0142", "US", "+15125550142"),
        ("1 512 555 0142", "US", "+15125550142"),
        ("+1 512 555 0142", "DE", "+15125550142"),
        ("512-555-0142 x12", "US", "+15125550142;ext=12"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("+34 612 345 678", "US", "+34612345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("", "US", ""),
    ],
)
def test_a_phone_number_has_one_spelling(text: str, region: str, kept: str) -> None:
    assert check_phone(text, region) == kept


@pytest.mark.parametrize("text", ["123", "call me", "555-0142", "+", "++++", "9" * 30, "9" * 10_000])
def test_what_cannot_be_dialled_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="phone number"):
        check_phone(text, "US")


@given(st.from_regex(r"\A(\+?1[-. ]?)?\(?[2-9][0-9]{2}\)?[-. ]?[2-9][0-9]{2}[-. ]?[0-9]{4}\Z"))
def test_the_quick_way_for_north_america_agrees_with_the_library(text: str) -> None:
    number = phonenumbers.parse(text, "US")
    theirs = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert check_phone(text, "US") == theirs


def test_numbers_are_shown_as_people_write_them() -> None:
    assert format_phone("+15125550142", "US") == "(512) 555-0142"
    assert format_phone("+15125550142;ext=12", "US") == "(512) 555-0142 ext. 12"
    assert format_phone("+34612345678", "US") == "+34 612 34 56 78"
    assert format_phone("after six only", "US") == "after six only"
    assert format_phone("+nobody", "US") == "+nobody"


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("78701", "US", "78701"),
        ("78701-1234", "US", "78701-1234"),
        ("787011234", "US", "78701-1234"),
        ("02134", "us", "02134"),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("28013", "ES", "28013"),
        ("1011ab", "NL", "1011 AB"),
        ("LV-1010", "LV", "LV-1010"),
        ("", "US", ""),
    ],
)
def test_a_postcode_has_one_spelling(text: str, country: str, kept: str) -> None:
    assert check_postcode(text, country) == kept


@pytest.mark.parametrize(
    ("text", "country"), [("787", "US"), ("K1A", "CA"), ("ABCDE", "ES"), ("!", "LV"), ("9" * 13, "LV"), ("9" * 1000, "US")]
)
def test_what_is_no_postcode_there_is_refused(text: str, country: str) -> None:
    with pytest.raises(UserError, match="postcode"):
        check_postcode(text, country)


def test_a_spreadsheets_lost_zero_is_named() -> None:
    with pytest.raises(UserError, match="leading zeros"):
        check_postcode("2134", "US")


def test_an_import_keeps_what_a_form_would_refuse_and_says_so() -> None:
    kept = keep(partial(check_phone, region="US"), " after six only ")
    assert kept.value == "after six only"
    assert "cannot be a phone number" in kept.warning
    assert keep(check_email, "Office@EXAMPLE.com").warning == ""


@pytest.mark.parametrize("text", ["x" * 255, "office\x00@example", "a\nb"])
def test_an_import_does_not_keep_what_could_not_be_shown(text: str) -> None:
    with pytest.raises(UserError):
        keep(check_email, text)
