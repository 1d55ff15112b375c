"""The queue without a processor: what may be queued, held, released; on both stores."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import Conflict, UserError
from app.services.charging.connecting import connect
from app.services.charging.customers import keep_methods, make_default, saved_methods
from app.services.charging.minimums import check_amount
from app.services.charging.operations import operation_facts
from app.services.charging.processor import RemoteAccount, RemoteMethod
from app.services.charging.queueing import cancel_queued, hold, queue_charge, queue_refund, release
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.queries.operations import list_operations, steps_of
from tests.support.books import TODAY, a_customer, an_invoice, execute

VISA = RemoteMethod("pm_1", "card", "visa", "4242", date(2030, 1, 31), is_default=True)
OLD = RemoteMethod("pm_2", "card", "visa", "0069", date(2026, 2, 28), is_default=False)


@pytest.fixture
def martha(office):
    """A customer with a saved card in a connected book."""
    office.write(lambda writer: connect(writer, RemoteAccount("acct_1", False, "Northside", "US", "USD")))
    customer = a_customer(office)
    office.write(lambda writer: keep_methods(writer, customer, [VISA, OLD]))
    return customer


def state_of(office, operation):
    return office.read(lambda reader: operation_facts(reader, operation)).state


def test_one_live_charge_per_invoice_and_it_is_named(office, martha):
    invoice = an_invoice(office, martha)
    first = office.write(lambda writer: queue_charge(writer, martha, {invoice.id: 4_000}))
    with pytest.raises(Conflict, match=rf"Invoice {invoice.number} is being charged since 10:30"):
        office.write(lambda writer: queue_charge(writer, martha, {invoice.id: 1_000}))
    office.write(lambda writer: cancel_queued(writer, first))
    assert office.write(lambda writer: queue_charge(writer, martha, {invoice.id: 1_000})) != first
    assert [each.state for each in office.read(lambda reader: list_operations(reader, live_only=True))] == ["queued"]


def test_what_cannot_be_charged_is_refused_before_it_is_sent(office, martha):
    invoice = an_invoice(office, martha, 10_000)
    other = a_customer(office, "Ben")
    old = next(each for each in office.read(lambda reader: saved_methods(reader, martha)) if each.last4 == "0069")
    for wanted, kwargs, words in (
        ({invoice.id: 10_001}, {}, "has \\$100.00 open"),
        ({}, {"amount_minor": 49}, "least"),
        ({}, {"amount_minor": 0}, "least"),
        ({}, {"amount_minor": 100_000_000}, "most"),
        ({invoice.id: 5_000}, {"amount_minor": 4_000}, "add up"),
        ({invoice.id: 5_000}, {"method_id": old.id}, "expired"),
    ):
        with pytest.raises(UserError, match=words):
            office.write(lambda writer, w=wanted, k=kwargs: queue_charge(writer, martha, w, **k))
    with pytest.raises(UserError, match="not this customer's"):
        office.write(lambda writer: queue_charge(writer, other, {invoice.id: 5_000}))
    with pytest.raises(UserError, match="No card"):
        office.write(lambda writer: queue_charge(writer, other, amount_minor=5_000))
    assert office.read(list_operations) == []


def test_nothing_is_queued_in_a_book_that_is_not_connected(office):
    customer = a_customer(office)
    with pytest.raises(UserError, match="not connected"):
        office.write(lambda writer: queue_charge(writer, customer, amount_minor=5_000))


def test_hold_release_and_the_story(office, martha):
    operation = office.write(lambda writer: queue_charge(writer, martha, amount_minor=5_000))
    office.write(lambda writer: hold(writer, operation))
    view = office.read(list_operations)[0]
    assert (view.held, view.can_release, view.can_hold, view.next_step) == (True, True, False, "Release it to send it.")
    office.write(lambda writer: release(writer, operation))
    assert not office.read(list_operations)[0].held
    assert [step.detail for step in office.read(lambda reader: steps_of(reader, operation))] == [
        "Payment on account",
        "Held by Ana",
        "Released by Ana",
    ]


def test_another_account_is_refused_for_ever(office, martha):
    for account in (RemoteAccount("acct_2", False, "", "US", "USD"), RemoteAccount("acct_1", True, "", "US", "USD")):
        with pytest.raises(UserError, match="another one"):
            office.write(lambda writer, other=account: connect(writer, other))


def test_the_default_is_ours_to_choose_and_survives_reading_anew(office, martha):
    newer = RemoteMethod("pm_3", "bank", "Test Bank", "6789", None, is_default=False)
    office.write(lambda writer: keep_methods(writer, martha, [VISA, newer]))
    methods = {each.remote_id: each for each in office.read(lambda reader: saved_methods(reader, martha))}
    assert set(methods) == {"pm_1", "pm_3"}, "what the processor has no more is gone"
    office.write(lambda writer: make_default(writer, methods["pm_3"].id))
    office.write(lambda writer: keep_methods(writer, martha, [VISA, newer]))
    assert office.read(lambda reader: saved_methods(reader, martha))[0].remote_id == "pm_3"


def test_a_check_is_not_refunded_through_the_processor(office, martha):
    payment = office.write(lambda writer: take_payment(writer, NewPayment(martha, TODAY, "check", 5_000))).id
    with pytest.raises(UserError, match="did not come through the processor"):
        office.write(lambda writer: queue_refund(writer, payment, 1_000, "Late"))


@pytest.mark.parametrize(
    ("code", "amount", "words"),
    [("JPY", 49, "least"), ("JPY", 50, ""), ("KWD", 1_005, "steps of"), ("KWD", 1_010, ""), ("ISK", 500, "cannot be charged")],
)
def test_currencies_of_other_decimals(office, code, amount, words):
    execute(office, f"UPDATE company SET currency = '{code}'")
    if not words:
        office.read(lambda reader: check_amount(reader, amount))
        return
    with pytest.raises(UserError, match=words):
        office.read(lambda reader: check_amount(reader, amount))
