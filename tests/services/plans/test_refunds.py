"""Giving back what was paid for a plan: by hand at once, by card through the processor and pending until it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.chart import Chart
from app.domain.errors import UserError
from app.gateways.paper import press
from app.services.charging.queueing import queue_plan_charges
from app.services.charging.syncing import send_now, sync
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.plans.many import pay_many_by
from app.services.plans.methods import Choice
from app.services.plans.on_file import choose_method, method_offer, pay_otherwise
from app.services.plans.paying import outstanding, pay_plan
from app.services.plans.refunds import give_back, refund_choices, refunds_of
from app.services.queries.plan_money import plan_debts
from app.services.queries.refund_receipts import refund_owner, refund_receipt
from tests.gateways.paper.reading import all_text
from tests.peers.smtp import mail_server
from tests.services.mail.sending_mail import a_round, a_sender
from tests.support.books import TODAY, a_customer, an_invoice, scalar
from tests.support.charging import a_till
from tests.support.plans import a_plan, bill, page, reach, sound


@pytest.fixture
def till(file_office, practice_stand):
    return a_till(file_office, practice_stand)


def act(office, verb, *args, **named):
    return office.write(lambda writer: verb(writer, *args, **named))


def billed(office, plan):
    return next(each for each in page(office, plan).payments if each.invoice_id is not None)


@pytest.fixture
def by_card(till):
    """A monthly plan over $40.00, billed today and charged to the customer's card: (customer, plan)."""
    customer = till.customer()
    plan = a_plan(till.office, customer, 4_000, paid_by="card", start_on=TODAY)
    bill(till.office, TODAY)
    till.sync()
    assert billed(till.office, plan).status == "paid"
    return customer, plan


def test_a_card_payment_is_refunded_through_the_processor_and_shown_as_under_way(till, by_card):
    customer, plan = by_card
    reach(till.office, customer)
    office, row = till.office, billed(till.office, plan)
    choice = office.read(lambda reader: refund_choices(reader, row.invoice_id))[0]
    assert (choice.remote, choice.most_minor) == (True, 4_000)
    given = act(office, give_back, plan, choice.payment_id, 1_500, "visit left out")
    assert given.reversal_id is None, "nothing is in the book before the processor has answered"
    assert scalar(office, "SELECT count(*) FROM mail_message") == 0, "nobody is told before it is done"
    assert (billed(office, plan).refunding_minor, billed(office, plan).refunded_minor) == (1_500, 0)
    assert till.stand.refunds() == []
    with pytest.raises(UserError, match=r"Only \$25.00"):
        act(office, give_back, plan, choice.payment_id, 2_501, "more")
    send_now(office, till.processor, [given.operation_id])
    row = billed(office, plan)
    # 15.00 of 40.00 is back on the card; what it opened again on the invoice is let off, so that nothing is owed.
    assert (row.refunding_minor, row.refunded_minor, row.open_minor, row.status) == (0, 1_500, 0, "paid")
    assert len(till.stand.refunds()) == 1
    with mail_server() as peer:
        a_sender(office, peer)
        assert a_round(office, press=lambda: press).sent == 1
    (message,) = peer.box.messages()
    assert "We gave back $15.00 of payment" in message.get_body(("plain",)).get_content()
    (paper,) = message.iter_attachments()
    assert "visit left out" in all_text(paper.get_content())
    till.sound()


def test_a_whole_card_refund_with_cancellation_credits_the_unused_days_into_it(till, by_card):
    _customer, plan = by_card
    office, row = till.office, billed(till.office, plan)
    payment = row.payment_ids[0]
    given = act(office, give_back, plan, payment, 4_000, "moves away", cancel=True)
    send_now(office, till.processor, [given.operation_id])
    found = page(office, plan)
    assert (found.row.status, found.row.outstanding_minor) == ("cancelled", 0)
    assert billed(office, plan).status == "refunded"
    assert till.ledger(Chart.RECEIVABLES) == 0
    assert till.ledger(Chart.CUSTOMER_CREDIT) == 0, "the credit for unused days went into the refund"
    till.sound()


def test_cash_is_given_back_at_once_with_a_receipt(office):
    customer = a_customer(office, "Owen Hayes")
    plan = a_plan(office, customer, 3_100, start_on=TODAY - timedelta(days=1))
    bill(office, TODAY)
    taken = act(office, pay_plan, plan, "cash")
    given = act(office, give_back, plan, taken.id, 1_100, "filter was missing", method="check", reference="1044")
    row = billed(office, plan)
    assert (row.status, row.refunded_minor, row.open_minor) == ("paid", 1_100, 0)
    assert office.read(lambda reader: refunds_of(reader, row.payment_ids)) == [given.reversal_id]
    receipt = office.read(lambda reader: refund_receipt(reader, given.reversal_id))
    assert (receipt.amount_minor, receipt.method, receipt.reference) == (1_100, "Check", "1044")
    assert (receipt.number, receipt.refunds) == (f"{taken.number}-R1", taken.number)
    assert office.read(lambda reader: refund_owner(reader, given.reversal_id)) == customer
    assert office.read(lambda reader: refund_choices(reader, row.invoice_id))[0].most_minor == 2_000
    sound(office)


def test_a_refund_of_one_bill_is_not_told_of_another_that_the_same_payment_met(office):
    customer = a_customer(office)
    plan = a_plan(office, customer, 2_000, start_on=TODAY - timedelta(days=40))
    bill(office, TODAY)
    taken = act(office, pay_plan, plan, "check")
    act(office, give_back, plan, taken.id, 500, "late")
    told = sorted((each.status, each.refunded_minor) for each in page(office, plan).payments if each.invoice_id)
    assert told == [("paid", 0), ("paid", 500)]
    sound(office)


def test_what_is_refunded_comes_off_the_plan_and_never_off_what_else_the_payment_met(office):
    """100.00 by check: 20.00 for the plan, then 70.00 for a repair, 10.00 left over. 20.00 of the plan goes back."""
    customer = a_customer(office)
    plan = a_plan(office, customer, 2_000, start_on=TODAY)
    bill(office, TODAY)
    mine = billed(office, plan).invoice_id
    repair = an_invoice(office, customer, 7_000)
    new = NewPayment(customer, TODAY, "check", 10_000, apply={mine: 2_000, repair.id: 7_000})
    taken = office.write(lambda writer: take_payment(writer, new))
    assert office.read(lambda reader: refund_choices(reader, mine))[0].most_minor == 2_000
    act(office, give_back, plan, taken.id, 2_000, "late", invoice_id=mine)
    assert scalar(office, f"SELECT open_minor FROM invoice WHERE id = {repair.id}") == 0
    assert billed(office, plan).status == "refunded"
    assert scalar(office, f"SELECT open_minor FROM payment WHERE id = {taken.id}") == 1_000, "the rest stays the customer's"
    sound(office)


@pytest.mark.parametrize("queued", [False, True], ids=["waiting", "in the queue"])
@pytest.mark.parametrize(
    "change",
    [
        lambda writer, plan: pay_otherwise(writer, plan, "check"),
        lambda writer, plan: pay_many_by(writer, [plan], "check"),
    ],
    ids=["one plan", "many plans"],
)
def test_a_waiting_charge_is_not_sent_once_the_plan_is_paid_by_check(till, change, queued):
    customer = till.customer()
    plan = a_plan(till.office, customer, 4_000, paid_by="card", start_on=TODAY)
    bill(till.office, TODAY)
    if queued:
        till.office.write(queue_plan_charges)
    act(till.office, change, plan)
    till.sync()
    assert till.payments() == []
    assert page(till.office, plan).row.outstanding_minor == 4_000
    till.sound()


def test_what_waits_for_the_former_card_is_asked_of_the_new_one(till):
    """Two saved cards; the charge was queued for the first when the office chose the second."""
    customer = till.customer()
    plan = a_plan(till.office, customer, 4_000, paid_by="card", start_on=TODAY)
    bill(till.office, TODAY)
    till.office.write(queue_plan_charges)
    new = till.card(customer, "pm_card_mastercard")
    act(till.office, choose_method, plan, new.id)
    offer = till.office.read(lambda reader: method_offer(reader, plan))
    assert (offer.current_id, offer.paid_by) == (new.id, "card")
    sync(till.office, till.processor)
    used = scalar(till.office, "SELECT method_id FROM operation WHERE state = 'succeeded' AND kind = 'charge'")
    assert used == new.id
    assert till.payments() == [4_000]
    till.sound()


def test_a_declined_card_is_replaced_and_everything_outstanding_charged_to_the_new_one(till):
    """Refused this month; the next bill keeps its day although the card changed on the 16th."""
    customer = till.customer(card="pm_card_chargeCustomerFail")
    plan = a_plan(till.office, customer, 4_000, paid_by="card", start_on=TODAY)
    bill(till.office, TODAY)
    till.until_decided()
    before = page(till.office, plan)
    assert before.row.worst == "failed"
    new = till.card(customer, "pm_card_visa")
    with pytest.raises(UserError, match="Something is outstanding"):
        act(till.office, choose_method, plan, new.id)
    assert act(till.office, choose_method, plan, new.id, Choice("charge")) == 4_000
    assert [each.kind for each in till.office.read(lambda reader: outstanding(reader, plan))] == ["queued"]
    till.sync()
    after = page(till.office, plan)
    assert (after.row.outstanding_minor, after.row.next_bill_on) == (0, before.row.next_bill_on)
    assert not till.office.read(lambda reader: plan_debts(reader, customer)).plans, "the banner is gone"
    assert till.payments() == [4_000]
    till.sound()
