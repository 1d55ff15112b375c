"""Callers are verified by details on file, the diary says who by whom, and it holds for the day."""

from datetime import timedelta

import pytest

from app.domain.errors import UserError
from app.services.clocks import FixedDay
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.callers import (
    Before,
    CallerRules,
    Detail,
    caller_rules,
    need_verified,
    no_caller,
    questions,
    set_caller_rules,
    verified_today,
    verify_caller,
)
from app.services.customers.entering import ContactDetails
from app.services.queries.activity import activity_ids, activity_rows
from app.services.queries.activity_words import sentence
from tests.support.books import ACTOR, TODAY, a_customer


@pytest.fixture
def bloom(office):
    """A customer with a phone number and a postcode, and a book that wants two details before every payment."""
    contact = ContactDetails(name="Martha Bloom", postcode="04101", phone="207 555 0134")
    id_ = a_customer(office, "Martha Bloom", account="A-0007", billing=contact)
    rules = CallerRules((Detail.ACCOUNT, Detail.PHONE, Detail.POSTCODE, Detail.EMAIL), 2, discuss=True, pay=Before.ALWAYS)
    office.write(lambda writer: set_caller_rules(writer, rules))
    return id_


def verified(office, customer):
    return office.read(lambda reader: verified_today(reader, customer))


def test_a_caller_is_asked_for_what_is_on_file(office, bloom):
    asked = office.read(lambda reader: questions(reader, bloom))
    assert [(each.detail, each.on_file) for each in asked] == [
        (Detail.ACCOUNT, "A-0007"),
        (Detail.PHONE, "207 555 0134"),
        (Detail.POSTCODE, "04101"),
    ]


def test_who_was_verified_by_whom_stands_in_the_diary(office, bloom):
    office.write(lambda writer: verify_caller(writer, bloom, "Peter Bloom", [Detail.ACCOUNT, Detail.PHONE]))
    found = verified(office, bloom)
    assert (found.caller, found.by, found.nobody) == ("Peter Bloom", ACTOR, False)
    newest = office.read(lambda reader: activity_rows(reader, activity_ids(reader, bloom)[:1]))[0]
    profile = office.read(lambda reader: reader.profile)
    assert sentence(newest, profile) == "Caller Peter Bloom verified. Given: Account number, Phone number on file."
    assert newest.actor == ACTOR


def test_too_few_details_and_a_caller_without_a_name_are_refused(office, bloom):
    with pytest.raises(UserError, match="2 details are needed, 1 were given"):
        office.write(lambda writer: verify_caller(writer, bloom, "Peter", [Detail.ACCOUNT]))
    with pytest.raises(UserError, match="2 details are needed, 1 were given"):
        office.write(lambda writer: verify_caller(writer, bloom, "Peter", [Detail.ACCOUNT, Detail.EMAIL]))
    with pytest.raises(UserError, match="who is calling"):
        office.write(lambda writer: verify_caller(writer, bloom, "  ", [Detail.ACCOUNT, Detail.PHONE]))
    assert verified(office, bloom) is None


def test_a_payment_waits_for_it_on_the_same_day_only(office, bloom):
    with pytest.raises(UserError, match="Verify the caller"):
        office.read(lambda reader: need_verified(reader, bloom, charges=False))
    office.write(lambda writer: no_caller(writer, bloom))
    office.read(lambda reader: need_verified(reader, bloom, charges=False))
    assert verified(office, bloom).nobody
    office.clock = FixedDay(TODAY + timedelta(days=1), office.clock.now() + timedelta(days=1))
    with pytest.raises(UserError, match="Verify the caller"):
        office.read(lambda reader: need_verified(reader, bloom, charges=False))


@pytest.mark.parametrize(
    ("pay", "cash", "charge"), [(Before.NEVER, True, True), (Before.CHARGE, True, False), (Before.ALWAYS, False, False)]
)
def test_the_office_decides_which_payments_want_it(office, bloom, pay, cash, charge):
    office.write(lambda writer: set_caller_rules(writer, CallerRules((Detail.ACCOUNT,), 1, pay=pay)))
    for charges, allowed in ((False, cash), (True, charge)):
        if allowed:
            office.read(lambda reader, one=charges: need_verified(reader, bloom, charges=one))
        else:
            with pytest.raises(UserError):
                office.read(lambda reader, one=charges: need_verified(reader, bloom, charges=one))


def test_a_book_that_asks_for_nothing_verifies_nobody(office):
    customer = a_customer(office, "Nobody")
    assert not office.read(caller_rules).on
    office.read(lambda reader: need_verified(reader, customer, charges=True))


def test_more_than_is_asked_for_cannot_be_needed(office):
    with pytest.raises(UserError):
        office.write(lambda writer: set_caller_rules(writer, CallerRules((Detail.ACCOUNT,), 2)))


def test_the_last_payment_may_be_asked_for(office, bloom):
    office.write(lambda writer: set_caller_rules(writer, CallerRules((Detail.LAST_PAYMENT,), 1)))
    assert office.read(lambda reader: questions(reader, bloom)) == []
    office.write(lambda writer: take_payment(writer, NewPayment(bloom, TODAY, "cash", 4_200)))
    (asked,) = office.read(lambda reader: questions(reader, bloom))
    assert asked.on_file.endswith("$42.00")
