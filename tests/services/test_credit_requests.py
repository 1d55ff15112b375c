"""Credit above the office's limit waits for somebody else, is counted nowhere meanwhile, and is told of in the activity."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from app.domain.errors import UserError
from app.services.collecting.rules import DEFAULTS, PaymentRules, payment_rules, set_payment_rules
from app.services.company import set_lock_date
from app.services.customers.leaving.deleting import delete_customer
from app.services.customers.merging.merging import merge_customers
from app.services.invoicing.credit_requests import (
    WaitingCredit,
    approve_credit,
    decline_credit,
    give_credit,
    withdraw_credit,
)
from app.services.invoicing.crediting import IssuedCredit, NewCreditMemo
from app.services.office import Office
from app.services.plans.paying import waive_invoice
from app.services.queries.activity import activity_ids, activity_rows
from app.services.queries.activity_words import sentence
from app.services.queries.credit_requests import waiting_credits
from app.services.queries.receivables import balance_of
from tests.support.books import TODAY, a_customer, an_invoice, scalar
from tests.support.plans import a_plan, bill


def limit(office: Office, minor: int = 10_000, *approvers: str) -> None:
    office.write(lambda writer: set_payment_rules(writer, PaymentRules(credit_limit_minor=minor, approvers=approvers)))


def ask(office: Office, customer: int, minor: int = 12_000, **details: object) -> IssuedCredit | WaitingCredit:
    return office.write(partial(give_credit, new=NewCreditMemo(customer, TODAY, minor, "hail", **details)))  # type: ignore[arg-type]


def told(office: Office, customer: int) -> list[str]:
    return office.read(
        lambda reader: [sentence(row, reader.profile) for row in activity_rows(reader, activity_ids(reader, customer))]
    )


def test_what_waits_is_counted_nowhere_until_somebody_else_approves(office):
    customer = a_customer(office)
    an_invoice(office, customer, 20_000)
    assert isinstance(ask(office, customer), IssuedCredit), "there is no limit unless the office sets one"
    limit(office)
    assert isinstance(ask(office, customer, 10_000, apply={}), IssuedCredit), "the limit itself passes"
    before = office.read(lambda reader: balance_of(reader, customer))
    entries = scalar(office, "SELECT count(*) FROM journal_entry")
    waits = ask(office, customer, 10_001)
    assert isinstance(waits, WaitingCredit)
    assert office.read(lambda reader: balance_of(reader, customer)) == before
    assert scalar(office, "SELECT count(*) FROM journal_entry") == entries
    with pytest.raises(UserError, match="asked for this credit yourself, as Ana"):
        office.write(partial(approve_credit, request_id=waits.id))
    office.actor = "Ben"
    issued = office.write(partial(approve_credit, request_id=waits.id))
    after = office.read(lambda reader: balance_of(reader, customer))
    assert (issued.total_minor, after.due_minor) == (10_001, 0)
    assert after.credit_minor - before.credit_minor == 10_001 - before.due_minor
    with pytest.raises(UserError, match="approved by Ben already"):
        office.write(partial(approve_credit, request_id=waits.id))
    assert office.read(waiting_credits) == []
    assert told(office, customer)[:1] == [f"Credit memo {issued.number} over $100.01, asked for by Ana, approved."]
    assert "Credit of $100.01 asked for; it waits for approval. Reason: hail" in told(office, customer)


def test_only_the_named_approve_and_a_refusal_says_who(file_office):
    customer = a_customer(file_office)
    limit(file_office, 0, "Dana", " Eli ")
    waits = ask(file_office, customer, 100)
    assert isinstance(waits, WaitingCredit)
    assert waits.approvers == ("Dana", "Eli")
    file_office.actor = "Ben"
    with pytest.raises(UserError, match="You work here as Ben") as refused:
        file_office.write(partial(approve_credit, request_id=waits.id))
    assert "Dana, Eli may" in refused.value.hint
    with pytest.raises(UserError, match="You work here as Ben"):
        file_office.write(partial(decline_credit, request_id=waits.id, reason="no"))
    file_office.actor = "dana"
    with pytest.raises(UserError, match="Say why"):
        file_office.write(partial(decline_credit, request_id=waits.id, reason=" "))
    file_office.write(partial(decline_credit, request_id=waits.id, reason="it was not hail"))
    assert told(file_office, customer)[0] == "Credit of $1.00 declined. Reason: it was not hail"
    assert scalar(file_office, "SELECT count(*) FROM credit_memo") == 0


def test_who_asked_may_take_it_back_and_nobody_else(file_office):
    customer = a_customer(file_office)
    limit(file_office)
    waits = ask(file_office, customer)
    file_office.actor = "Ben"
    with pytest.raises(UserError, match="asked for by Ana"):
        file_office.write(partial(withdraw_credit, request_id=waits.id))
    file_office.actor = "Ana"
    file_office.write(partial(withdraw_credit, request_id=waits.id))
    file_office.actor = "Ben"
    with pytest.raises(UserError, match="Ana took this credit back"):
        file_office.write(partial(approve_credit, request_id=waits.id))


def test_a_memo_is_dated_after_the_lock_and_not_issued_when_it_would_have_expired(file_office):
    customer = a_customer(file_office)
    limit(file_office)
    first = ask(file_office, customer)
    gone = file_office.write(
        partial(
            give_credit,
            new=NewCreditMemo(customer, TODAY - timedelta(9), 20_000, "late", expires_on=TODAY - timedelta(1)),
        )
    )
    file_office.write(lambda writer: set_lock_date(writer, TODAY))
    file_office.actor = "Ben"
    file_office.write(partial(approve_credit, request_id=first.id))
    assert scalar(file_office, "SELECT issued_on FROM credit_memo") == (TODAY + timedelta(1)).isoformat()
    with pytest.raises(UserError, match=r"would have expired on Mar 15, 2026"):
        file_office.write(partial(approve_credit, request_id=gone.id))


def test_what_cannot_be_given_is_refused_before_it_waits(file_office):
    customer = a_customer(file_office)
    limit(file_office, 0)
    for new, words in (
        (NewCreditMemo(customer, TODAY, 500, " "), "Say why"),
        (NewCreditMemo(customer, TODAY, 500, "x", expires_on=date(2026, 1, 1)), "cannot expire before"),
        (NewCreditMemo(999, TODAY, 500, "x"), "not in this book"),
    ):
        with pytest.raises(UserError, match=words):
            file_office.write(partial(give_credit, new=new))
    assert file_office.read(waiting_credits) == []


def test_a_waiting_credit_follows_a_merge_and_is_in_the_way_of_forgetting(file_office):
    gone, kept = a_customer(file_office, "Ana Poole"), a_customer(file_office, "Ann Poole")
    limit(file_office)
    ask(file_office, gone)
    with pytest.raises(UserError, match="A credit for Ana Poole waits for approval"):
        file_office.write(partial(delete_customer, customer_id=gone))
    file_office.write(lambda writer: merge_customers(writer, gone, kept))
    assert [each.customer_id for each in file_office.read(waiting_credits)] == [kept]


def test_the_rule_is_kept_told_of_and_forgotten_again(file_office):
    limit(file_office, 25_000, "Dana")
    assert file_office.read(payment_rules) == PaymentRules(credit_limit_minor=25_000, approvers=("Dana",))
    said = "SELECT count(*) FROM activity WHERE kind = 'credit.rule_changed'"
    assert scalar(file_office, said) == 1
    file_office.write(lambda writer: set_payment_rules(writer, DEFAULTS))
    assert file_office.read(payment_rules) == DEFAULTS
    assert scalar(file_office, "SELECT count(*) FROM setting WHERE name LIKE 'credits.%'") == 0
    with pytest.raises(UserError, match="nothing at least"):
        limit(file_office, -1)


def test_letting_a_customer_off_a_plans_invoice_is_no_way_round_the_limit(file_office):
    customer = a_customer(file_office)
    plan = a_plan(file_office, customer, 3_100, start_on=TODAY - timedelta(15))
    bill(file_office, TODAY)
    invoice = scalar(file_office, "SELECT id FROM invoice")
    limit(file_office, 3_000)
    with pytest.raises(UserError, match=r"Credits above \$30.00 want somebody else's approval"):
        file_office.write(lambda writer: waive_invoice(writer, plan, invoice, "late"))
    limit(file_office, 5_000)
    assert file_office.write(lambda writer: waive_invoice(writer, plan, invoice, "late")) == 3_100
