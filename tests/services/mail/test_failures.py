"""Refused payments by mail: customer and office, each once per failure, in words; nobody is told what is not so any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.gateways.paper import press
from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.daily import look_after
from app.services.billing.dunning import charge_failed
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import ContactDetails
from app.services.mail.failures import TELL_CUSTOMER, tell_failure
from app.services.mail.kinds import MailKind, Words
from app.services.mail.templates import keep_words, words_of
from app.services.queries.mail import MailFilter, mail_ids
from app.services.settings import set_setting
from tests.gateways.paper.reading import all_text
from tests.peers.smtp import mail_server
from tests.services.mail.sending_mail import a_round, a_sender, seen
from tests.support.books import TODAY, a_customer, execute, scalar
from tests.support.plans import a_plan, bill, on


@pytest.fixture
def customer(office):
    return a_customer(
        office,
        "Martha Bloom",
        account="A-7",
        billing=ContactDetails("Martha Bloom", "1 Elm", "", "Springfield", "IL", "62701", email="martha@bloom.example"),
    )


@pytest.fixture
def plan(office, customer):
    plan = a_plan(office, customer, 1_900, paid_by="card")
    bill(office, TODAY)
    return plan


def refuse(office, code):
    charge = office.read(charges_to_send)[0]
    office.write(lambda writer: charge_sent(writer, charge.id))
    office.write(lambda writer: charge_failed(writer, charge.id, code))
    return charge.id


def mails(office, kind=None):
    ids = office.read(lambda reader: mail_ids(reader, MailFilter(), descending=False))
    pages = [seen(office, id_) for id_ in ids]
    return [page for page in pages if kind is None or page.row.kind == kind]


@pytest.mark.usefixtures("plan")
def test_the_customers_message_carries_the_invoice_it_is_about(office):
    refuse(office, "expired_card")
    number = scalar(office, "SELECT number FROM invoice")
    with mail_server() as peer:
        a_sender(office, peer)
        assert a_round(office, press=lambda: press).sent == 2
    to_customer, to_office = peer.box.messages()
    (paper,) = to_customer.iter_attachments()
    assert (paper.get_content_type(), number in paper.get_filename()) == ("application/pdf", True)
    assert number in all_text(paper.get_content())
    assert list(to_office.iter_attachments()) == []


@pytest.mark.usefixtures("plan")
def test_customer_and_office_are_told_which_plan_why_and_what_to_do(office):
    refuse(office, "expired_card")
    to_customer, to_office = mails(office)
    assert (to_customer.row.recipients, to_customer.row.kind) == ("martha@bloom.example", "payment_failed")
    for told in (
        "Hello Martha Bloom",
        "$19.00 for Filter change on Mar 16, 2026",
        "Why: The card has expired.",
        "Please give us another card or bank account.",
        "please call us at (217) 555-0100",
    ):
        assert told in to_customer.body, told
    assert to_office.row.recipients == "office@northside.example"
    assert to_office.row.subject == "Payment refused: Martha Bloom, Filter change, $19.00"
    for told in ("Martha Bloom (A-7)", "The card has expired.", "waits to be sent to martha@bloom.example"):
        assert told in to_office.body, told


@pytest.mark.usefixtures("plan")
def test_each_failure_is_told_once_and_the_next_one_again(office):
    charge = refuse(office, "insufficient_funds")
    assert len(mails(office)) == 2
    assert "We try again on Mar 19, 2026" in mails(office)[0].body
    office.write(lambda writer: tell_failure(writer, charge))
    assert len(mails(office)) == 2
    on(office, TODAY + timedelta(days=3))
    refuse(office, "insufficient_funds")
    assert [page.row.kind for page in mails(office)] == ["payment_failed", "office_notice"] * 2


@pytest.mark.usefixtures("plan")
def test_the_store_itself_refuses_a_second_message_about_a_failure(office):
    refuse(office, "expired_card")
    with pytest.raises(IntegrityError):
        execute(office, "UPDATE mail_message SET once_key = 'charge:1:1:customer'")


@pytest.mark.usefixtures("plan")
def test_a_payment_made_meanwhile_is_not_called_failed(office, customer):
    refuse(office, "expired_card")
    invoice = scalar(office, "SELECT id FROM invoice")
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 1_900, apply={invoice: 1_900})))
    with mail_server() as peer:
        a_sender(office, peer)
        a_round(office)
    assert peer.box.taken == []
    assert {(page.row.state, page.row.words) for page in mails(office)} == {
        ("cancelled", "Not sent: it was settled meanwhile.")
    }


@pytest.mark.usefixtures("plan")
def test_a_link_to_a_new_card_takes_the_place_of_whom_to_call(office):
    charge = refuse(office, "expired_card")
    asked = []

    def link(charge_id):
        asked.append(charge_id)
        return "https://pay.example/c/cs_1"

    with mail_server() as peer:
        a_sender(office, peer)
        assert a_round(office, link=link).sent == 2
    assert asked == [charge], "the office needs no link"
    words = peer.box.messages()[0].get_body(("plain",)).get_content()
    assert "https://pay.example/c/cs_1" in words
    assert "call us" not in words
    assert mails(office)[0].body.count("https://pay.example/c/cs_1") == 1


def test_who_has_no_address_is_not_overlooked(office):
    a_plan(office, a_customer(office, "Owen Hayes"), 1_900, paid_by="card")
    bill(office, TODAY)
    refuse(office, "expired_card")
    to_customer, to_office = mails(office)
    assert (to_customer.row.state, to_customer.row.words) == ("failed", "The customer has no e-mail address.")
    assert "has no e-mail address and was not written to" in to_office.body


@pytest.mark.usefixtures("plan")
def test_the_office_can_keep_the_customers_message_to_itself(office):
    office.write(lambda writer: set_setting(writer, TELL_CUSTOMER, value=False))
    refuse(office, "expired_card")
    [to_office] = mails(office)
    assert to_office.row.kind == "office_notice"
    assert "not written to by this program" in to_office.body


@pytest.mark.usefixtures("plan")
def test_the_customers_own_language_and_the_offices_own_words(office):
    execute(office, "UPDATE customer SET language = 'es'")
    words = Words("Su pago a {company}", "Hola {name}: {amount}, {plan}. {reason}\n\n{update_card}")
    office.write(lambda writer: keep_words(writer, MailKind.PAYMENT_FAILED, "es", words))
    assert office.read(lambda reader: words_of(reader, MailKind.PAYMENT_FAILED, "es_MX")) == words
    refuse(office, "expired_card")
    to_customer, to_office = mails(office)
    assert to_customer.row.subject == "Su pago a Northside Services LLC"
    assert to_customer.body.startswith("Hola Martha Bloom: $19.00, Filter change.")
    assert to_office.row.subject.startswith("Payment refused:")


@pytest.mark.usefixtures("plan")
def test_the_reminder_of_the_ladder_goes_by_mail_once(office):
    refuse(office, "stolen_card")
    for day in range(1, 12):
        on(office, TODAY + timedelta(days=day))
        office.write(look_after)
    reminders = mails(office, "payment_reminder")
    assert ["$19.00 is still open" in page.body for page in reminders] == [True, True], "after 3 and after 10 days"
