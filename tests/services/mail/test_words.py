"""What a message says: filled from the book in the customer's language, changed by the office, refused where it cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import NotFound, UserError
from app.domain.language import speaking
from app.domain.mail_addresses import is_this_computer, split_addresses
from app.domain.mail_wording import filled
from app.services.agreements.keeping import NewAgreement, write_agreement
from app.services.agreements.wording import Subject
from app.services.collecting.giving_back import refund_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import ContactDetails
from app.services.estimates.deciding import send_estimate
from app.services.estimates.writing import NewEstimate, write_estimate
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.figures import NewLine
from app.services.mail.examples import example
from app.services.mail.kinds import EDITABLE, MailKind, Words, blanks
from app.services.mail.orders import MailOrder, draft_of
from app.services.mail.queueing import NewMessage, queue_message
from app.services.mail.senders import NewSender, add_sender, archive_sender, senders
from app.services.mail.templates import check_words, keep_words, usual_words, words_of
from app.services.plans.entering import NewPlan, enter_plan
from app.services.plans.templates import NewTemplate, save_template
from app.services.translations import available, translations_for
from tests.support.books import TODAY, a_customer, an_invoice, scalar


def draft(office, kind, customer, document=0, **more):
    return office.read(lambda reader: draft_of(reader, MailOrder(kind, customer, document, **more)))


def a_payer(office):
    return a_customer(office, "Martha Bloom", account="A-7", primary=ContactDetails("Martha B.", email="m@bloom.example"))


def test_an_invoice_says_what_is_still_to_be_paid_and_by_when(office):
    customer = a_payer(office)
    invoice = an_invoice(office, customer, 10_000, due_on=TODAY + timedelta(days=30))
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 4_000, apply={invoice.id: 4_000})))
    found = draft(office, MailKind.INVOICE, customer, invoice.id)
    assert (found.recipients, found.number) == ("m@bloom.example", invoice.number)
    assert found.subject == f"Invoice {invoice.number} from Northside Services LLC"
    assert "Hello Martha B.," in found.body
    assert "over $100.00. Still to be paid: $60.00, due on Apr 15, 2026" in found.body


def test_a_receipt_and_the_receipt_of_its_refund(office):
    customer = a_payer(office)
    payment = office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "check", 5_000, "1042")))
    assert "we received $50.00 on Mar 16, 2026 (Check)" in draft(office, MailKind.RECEIPT, customer, payment.id).body
    given = office.write(lambda writer: refund_payment(writer, payment.id, 2_000, "too much"))
    found = draft(office, MailKind.REFUND_RECEIPT, customer, given.id)
    assert found.subject == "$20.00 refunded by Northside Services LLC"
    assert f"of payment {payment.number}" in found.body


def test_the_offer_of_a_plan_lists_what_may_be_chosen(office):
    customer = a_payer(office)
    new = NewTemplate("Comfort", {"monthly": 1_900, "yearly": 20_000}, "Two tune-ups a year", "Until cancelled.", 2)
    template = office.write(lambda writer: save_template(writer, new))
    facts = {"template_id": template, "status": "draft", "discount_ppm": 100_000}
    plan = office.write(lambda writer: enter_plan(writer, NewPlan(customer, TODAY, "monthly", **facts)))
    body = draft(office, MailKind.PLAN_OFFER, customer, plan).body
    prices = "Monthly: $17.10\nYearly: $180.00"
    for told in ("“Comfort” (PL-0001) from Mar 16, 2026", prices, "Two tune-ups", "Until cancelled."):
        assert told in body, told
    bare = office.write(lambda writer: enter_plan(writer, NewPlan(customer, TODAY, "monthly", "Bare", price_minor=500)))
    assert "\n\n\n" not in draft(office, MailKind.PLAN_OFFER, customer, bare).body, "what is not there leaves no hole"


def test_a_reminder_lists_what_is_late(office):
    customer = a_payer(office)
    late = an_invoice(office, customer, 8_900, issued_on=TODAY - timedelta(60), due_on=TODAY - timedelta(30))
    an_invoice(office, customer, 1_000, due_on=TODAY + timedelta(days=10))
    found = draft(office, MailKind.REMINDER, customer)
    assert found.subject.endswith("$89.00 is overdue")
    assert f"Invoice {late.number}, due Feb 14, 2026: $89.00" in found.body
    assert "$99.00 to be paid" in draft(office, MailKind.STATEMENT, customer).body


def test_a_link_goes_in_whole(office):
    found = draft(office, MailKind.LINK, a_payer(office), link="https://pay.example/{x}?a=1&b=2", what="Pay invoice 7")
    assert "https://pay.example/{x}?a=1&b=2" in found.body
    assert found.subject == "Pay invoice 7 – Northside Services LLC"


def test_the_offices_own_words_are_kept_per_language_and_go_when_they_are_the_usual_ones(office):
    own = Words("Ihre Rechnung", "Guten Tag {name}, {amount}.")
    office.write(lambda writer: keep_words(writer, MailKind.INVOICE, "de_AT", own))
    assert office.read(lambda reader: words_of(reader, MailKind.INVOICE, "de")) == own
    assert office.read(lambda reader: words_of(reader, MailKind.INVOICE, "en")) != own
    office.write(lambda writer: keep_words(writer, MailKind.INVOICE, "de", usual_words(MailKind.INVOICE, "de")))
    assert scalar(office, "SELECT count(*) FROM mail_template") == 0


def test_a_blank_that_nothing_fills_is_refused():
    with pytest.raises(UserError, match=r"\{invoice_no\}"):
        check_words(MailKind.INVOICE, Words("Invoice {invoice_no}", "…"))
    with pytest.raises(UserError, match="subject"):
        check_words(MailKind.INVOICE, Words(" ", "…"))


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("kind", list(MailKind))
def test_the_programs_own_words_have_no_blank_that_stays_empty_in_any_language(kind, language):
    with speaking(translations_for(language)):
        check_words(kind, usual_words(kind, language))
    assert kind in EDITABLE or kind is MailKind.TEST
    assert len(set(blanks(kind))) == len(blanks(kind))


def test_a_value_with_braces_is_not_filled_again_and_an_empty_line_goes():
    assert filled("{name}\n{company_phone}\n{company}", {"name": "{company}", "company": "N"}) == "{company}\nN"


def test_addresses_in_one_line():
    assert split_addresses("a@x.example; b@x.example,A@x.example\nc@x.example") == ("a@x.example", "b@x.example", "c@x.example")
    assert is_this_computer("[::1]")
    assert not is_this_computer("localhost.example")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to": ""}, "somebody who gets it"),
        ({"to": "martha at bloom"}, "not an e-mail address"),
        ({"subject": " \n"}, "subject"),
    ],
)
def test_what_cannot_be_sent_is_not_queued(office, change, said):
    facts = {"to": "m@bloom.example", "subject": "Hello", **change}
    new = NewMessage(MailKind.INVOICE, facts["to"], facts["subject"], "words")
    with pytest.raises(UserError, match=said):
        office.write(lambda writer: queue_message(writer, new))
    assert scalar(office, "SELECT count(*) FROM mail_message") == 0


def test_the_first_sender_is_the_usual_one_until_another_takes_its_place(office):
    def add(address, **more):
        new = NewSender("N", address, "smtp.northside.example", 465, "tls", "office", **more)
        return office.write(lambda writer: add_sender(writer, new))

    first = add("a@northside.example")
    second = add("b@northside.example", is_default=True)
    assert [(each.id, each.is_default) for each in office.read(senders)] == [(second, True), (first, False)]
    office.write(lambda writer: archive_sender(writer, second))
    assert [(each.id, each.is_default) for each in office.read(senders)] == [(first, True)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "office"},
        {"host": "smtp.northside.example:465"},
        {"port": 0},
        {"security": "none"},
        {"security": "ssl"},
    ],
)
def test_a_sender_that_cannot_be(office, wrong):
    facts = {"address": "a@northside.example", "host": "smtp.northside.example", "port": 465, "security": "tls", **wrong}
    new = NewSender("N", facts["address"], facts["host"], facts["port"], facts["security"], "office")
    with pytest.raises(UserError):
        office.write(lambda writer: add_sender(writer, new))


def test_every_kind_of_words_is_previewed_on_the_newest_document(office):
    for kind in EDITABLE:
        shown = office.read(lambda reader, kind=kind: example(reader, kind, "en", usual_words(kind, "en")))
        assert not shown.is_real
        assert "{" in shown.body
    customer = a_payer(office)
    invoice = an_invoice(office, customer, 10_000, issued_on=TODAY - timedelta(60), due_on=TODAY - timedelta(30))
    payment = office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 4_000)))
    office.write(lambda writer: refund_payment(writer, payment.id, 1_000, "too much"))
    office.write(lambda writer: issue_credit_memo(writer, NewCreditMemo(customer, TODAY, 500, "Goodwill")))
    office.write(lambda writer: enter_plan(writer, NewPlan(customer, TODAY, "monthly", "Comfort", price_minor=500)))
    agreement = NewAgreement(Subject(customer), "Service", "We look after the furnace.")
    office.write(lambda writer: write_agreement(writer, agreement))
    estimate = NewEstimate(customer, TODAY, (NewLine("Gutter", 20_000),))
    office.write(lambda writer: send_estimate(writer, write_estimate(writer, estimate)))
    for kind in EDITABLE:
        shown = office.read(lambda reader, kind=kind: example(reader, kind, "en", usual_words(kind, "en")))
        assert shown.is_real, kind
        assert "{" not in shown.body + shown.subject, kind
    words = Words("{number}", "{customer}: {open}")
    shown = office.read(lambda reader: example(reader, MailKind.INVOICE, "es", words))
    # 100.00, less 40.00 paid, of which 10.00 was given back, less 5.00 of credit.
    assert (shown.subject, shown.body, shown.recipients) == (invoice.number, "Martha Bloom: $65.00", "m@bloom.example")
    assert shown.files == (f"Invoice {invoice.number}.pdf",)


def test_a_document_that_is_not_in_the_book(office):
    customer = a_payer(office)
    for kind in (MailKind.INVOICE, MailKind.RECEIPT, MailKind.REFUND_RECEIPT, MailKind.CREDIT_MEMO):
        with pytest.raises(NotFound):
            draft(office, kind, customer, 999)
    with pytest.raises(NotFound):
        draft(office, MailKind.STATEMENT, 999)
