"""Paying in one go by several tenders: what each pays, charges that are only queued, and the way to the bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chart import Chart
from app.domain.errors import Conflict, UserError
from app.services.charging.connecting import connect
from app.services.charging.customers import keep_methods, link
from app.services.charging.processor import RemoteAccount, RemoteMethod
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.collecting.splitting import NewReceipt, Tender, charge_at_desk, doubles_of, receive, shares, take_back
from app.services.customers.callers import CallerRules, Detail, set_caller_rules, verify_caller
from app.services.queries.open_invoices import open_invoices
from app.services.queries.receivables import balance_of
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, an_invoice, execute, scalar


@pytest.fixture
def bloom(office):
    return a_customer(office, "Martha Bloom")


def open_of(office, customer):
    return {row.number: row.open_minor for row in office.read(lambda reader: open_invoices(reader, customer))}


def saved_card(office, customer):
    """Connect the book and keep a card of the customer's; nothing is asked of a processor."""
    execute(office, "UPDATE company SET mode = 'practice'")
    account = RemoteAccount("acct_practice_1", live=False, name="Practice", country="US", currency="USD")

    def keep(writer):
        connect(writer, account)
        link(writer, customer, "cus_1")
        keep_methods(writer, customer, [RemoteMethod("pm_1", "card", "Visa", "4242", None, is_default=True)])

    office.write(keep)
    return scalar(office, "SELECT id FROM saved_method")


def sound(office):
    assert [result.detail for result in verify_book(office) if not result.passed] == []


@given(
    amounts=st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=1, max_size=5),
    wanted=st.lists(st.integers(1, 300), max_size=6),
)
def test_every_cent_is_shared_out_once_and_charges_come_last(amounts, wanted):
    tenders = [Tender("check", amount, saved_id=1 if charged else None) for amount, charged in amounts]
    apply = dict(enumerate(wanted, 1))
    parts = shares(tenders, apply)
    assert sum(sum(part.values()) for part in parts) == min(sum(wanted), sum(amount for amount, _charged in amounts))
    assert all(sum(part.values()) <= tender.amount_minor for part, tender in zip(parts, tenders, strict=True))
    for invoice, minor in apply.items():
        assert sum(part.get(invoice, 0) for part in parts) <= minor
    received = sum(tender.amount_minor for tender in tenders if tender.saved_id is None)
    by_money = sum(sum(part.values()) for part, tender in zip(parts, tenders, strict=True) if tender.saved_id is None)
    assert by_money == min(received, sum(wanted))


def test_a_check_and_cash_pay_two_invoices_in_one_go(office, bloom):
    first, second = an_invoice(office, bloom, 10_000), an_invoice(office, bloom, 5_000)
    tenders = (Tender("check", 12_000, "1042", "First National"), Tender("cash", 4_000))
    new = NewReceipt(bloom, TODAY, tenders, {first.id: 10_000, second.id: 5_000})
    done = office.write(lambda writer: receive(writer, new))
    assert [payment.applied for payment in done.payments] == [{first.id: 10_000, second.id: 2_000}, {second.id: 3_000}]
    assert (done.taken_minor, done.leftover_minor, done.charged_minor) == (16_000, 1_000, 0)
    assert open_of(office, bloom) == {}
    balance = office.read(lambda reader: balance_of(reader, bloom))
    assert (balance.due_minor, balance.credit_minor) == (0, 1_000)
    assert scalar(office, "SELECT drawn_on FROM payment WHERE reference = '1042'") == "First National"
    sound(office)


def test_a_saved_card_is_only_queued_and_its_invoice_stays_open(office, bloom):
    card = saved_card(office, bloom)
    first, second = an_invoice(office, bloom, 10_000), an_invoice(office, bloom, 5_000)
    tenders = (Tender("card", 7_000, saved_id=card), Tender("check", 8_000, "1042"))
    new = NewReceipt(bloom, TODAY, tenders, {first.id: 10_000, second.id: 5_000})
    done = office.write(lambda writer: receive(writer, new))
    assert (done.taken_minor, done.charged_minor, len(done.operation_ids)) == (8_000, 7_000, 1)
    assert open_of(office, bloom) == {first.number: 2_000, second.number: 5_000}
    with pytest.raises(Conflict):
        office.write(lambda writer: receive(writer, NewReceipt(bloom, TODAY, tenders[:1], {second.id: 5_000, first.id: 2_000})))
    sound(office)


def test_a_charge_at_the_desk_waits_for_a_verified_caller_where_the_book_wants_it(office, bloom):
    card = saved_card(office, bloom)
    invoice = an_invoice(office, bloom, 5_000)
    office.write(lambda writer: set_caller_rules(writer, CallerRules((Detail.ACCOUNT,), 1)))
    with pytest.raises(UserError, match="Verify the caller"):
        office.write(lambda writer: charge_at_desk(writer, bloom, {invoice.id: 5_000}, method_id=card))
    assert scalar(office, "SELECT count(*) FROM operation") == 0
    office.write(lambda writer: verify_caller(writer, bloom, "Peter", [Detail.ACCOUNT]))
    assert office.write(lambda writer: charge_at_desk(writer, bloom, {invoice.id: 5_000}, method_id=card)) == 1


def test_a_card_is_not_charged_for_invoices_and_credit_at_once(office, bloom):
    card = saved_card(office, bloom)
    invoice = an_invoice(office, bloom, 5_000)
    both = NewReceipt(bloom, TODAY, (Tender("card", 6_000, saved_id=card), Tender("cash", 100)), {invoice.id: 5_000})
    with pytest.raises(UserError, match=r"\$11\.00"):
        office.write(lambda writer: receive(writer, both))
    assert scalar(office, "SELECT count(*) FROM payment") == 0
    assert scalar(office, "SELECT count(*) FROM operation") == 0
    alone = NewReceipt(bloom, TODAY, (Tender("card", 6_000, saved_id=card),))
    assert office.write(lambda writer: receive(writer, alone)).charged_minor == 6_000
    assert scalar(office, "SELECT credit_minor FROM customer") == 0, "not before the processor says so"


def test_one_part_that_cannot_be_undoes_all_of_it(office, bloom):
    invoice = an_invoice(office, bloom, 5_000)
    new = NewReceipt(bloom, TODAY, (Tender("cash", 3_000), Tender("barter", 2_000)), {invoice.id: 5_000})
    with pytest.raises(UserError, match="no way to pay"):
        office.write(lambda writer: receive(writer, new))
    over = NewReceipt(bloom, TODAY, (Tender("cash", 3_000),), {invoice.id: 5_000})
    with pytest.raises(UserError, match=r"\$20\.00 more"):
        office.write(lambda writer: receive(writer, over))
    assert scalar(office, "SELECT count(*) FROM payment") == 0


def test_cash_and_checks_go_to_the_bank_on_their_day_and_cards_do_not(office, bloom):
    new = NewReceipt(bloom, TODAY, (Tender("check", 3_000, "7"), Tender("bank", 2_000), Tender("cash", 500)), deposit_on=TODAY)
    done = office.write(lambda writer: receive(writer, new))
    assert done.deposit.total_minor == 3_500
    banked = f"SELECT sum(amount_minor) FROM posting WHERE account_id = {int(Chart.BANK)}"
    assert scalar(office, banked) == 5_500
    assert scalar(office, f"SELECT sum(amount_minor) FROM posting WHERE account_id = {int(Chart.UNDEPOSITED)}") == 0
    only_transfer = NewReceipt(bloom, TODAY, (Tender("bank", 100),), deposit_on=TODAY)
    with pytest.raises(UserError, match="goes to the bank by hand"):
        office.write(lambda writer: receive(writer, only_transfer))
    sound(office)


def test_taken_back_right_away_nothing_is_left_of_it_but_the_numbers(office, bloom):
    invoice = an_invoice(office, bloom, 5_000)
    new = NewReceipt(bloom, TODAY, (Tender("check", 3_000, "7"), Tender("cash", 2_000)), {invoice.id: 5_000}, deposit_on=TODAY)
    done = office.write(lambda writer: receive(writer, new))
    assert office.write(lambda writer: take_back(writer, done, "Undone right after entry")) == 2
    assert open_of(office, bloom) == {invoice.number: 5_000}
    assert scalar(office, "SELECT count(*) FROM payment WHERE state = 'reversed'") == 2
    assert scalar(office, "SELECT state FROM deposit") == "reversed"
    sound(office)


def test_each_tender_is_compared_with_what_is_in_the_book(office, bloom):
    office.write(lambda writer: take_payment(writer, NewPayment(bloom, TODAY, "check", 3_000, "1042")))
    same_number = NewReceipt(bloom, TODAY, (Tender("cash", 100), Tender("check", 900, "1042")))
    assert [each.number for each in office.read(lambda reader: doubles_of(reader, same_number))] == ["P-00001"]
    alike = NewReceipt(bloom, TODAY, (Tender("check", 500, "1"), Tender("check", 500, "2")))
    assert office.read(lambda reader: doubles_of(reader, alike)) == []
