"""The diary reads as sentences, the journal explains figures, notes come pinned first."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from app.domain.chart import Chart
from app.services.activity import Happening, record
from app.services.collecting.applying import live_allocations, take_back_allocations
from app.services.collecting.giving_back import refund_payment, return_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.company import set_lock_date
from app.services.customers.changing import change_contact, change_customer, set_tags
from app.services.customers.entering import ContactDetails
from app.services.customers.notes import add_note, change_note, pin_note
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.figures import NewLine
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.services.queries.activity import activity_ids, activity_rows, changes_of, sentence
from app.services.queries.journal import (
    ExplainedFigure,
    explain,
    income_by_month,
    trial_balance,
)
from app.services.queries.notes import notes
from tests.services.queries.histories import History
from tests.support.books import TODAY, a_customer, an_invoice


def ask(office, question, *arguments, **named):
    """Return what a query answers."""
    return office.read(lambda reader: question(reader, *arguments, **named))


def told(office, customer=None, **more):
    """Return the diary's sentences, newest first."""
    return [
        ask(office, lambda reader, row: sentence(row, reader.profile), row)
        for row in ask(office, activity_rows, ask(office, activity_ids, customer, **more))
    ]


def changed(office, customer):
    """Return what the newest row of a customer's diary says was before and after."""
    row = ask(office, activity_rows, ask(office, activity_ids, customer)[:1])[0]
    return [
        (change.label, change.before, change.after) for change in ask(office, lambda reader: changes_of(row, reader.profile))
    ]


def test_the_diary_tells_what_happened_newest_first(office):
    customer = a_customer(office, "Martha Bloom", account="A-7")
    invoice = an_invoice(office, customer, 124_000)
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 20_000, "1042")))
    office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, TODAY, 4_000, "missed visit", apply={})))
    office.write(partial(return_payment, payment_id=paid.id, reason="no funds"))
    office.write(partial(write_off, invoice_id=invoice.id, reason="moved away"))
    office.write(partial(recover_write_off, invoice_id=invoice.id, reason="came back"))
    office.write(partial(void_invoice, invoice_id=invoice.id, reason="wrong customer"))
    assert told(office, customer) == [
        f"Invoice {invoice.number} over $1,240.00 voided. Reason: wrong customer",
        f"$1,240.00 written off invoice {invoice.number} is asked for again. Reason: came back",
        f"$1,240.00 of invoice {invoice.number} written off. Reason: moved away",
        f"Payment {paid.number} of $200.00 returned by the bank. Reason: no funds",
        f"$200.00 taken off invoice {invoice.number} and back into account credit. Reason: no funds",
        "Credit memo CM-0001 over $40.00 issued. Reason: missed visit",
        f"Payment {paid.number} of $200.00 received. Check 1042.",
        f"Invoice {invoice.number} issued over $1,240.00.",
        "Account A-7 opened.",
    ]
    assert len(told(office, customer, kind_prefix="payment.")) == 2
    assert told(office) == told(office, customer)


def test_the_leftover_of_a_payment_and_a_refund_are_told(office):
    customer = a_customer(office)
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "cash", 2_000)))
    assert told(office, customer)[0] == f"Payment {paid.number} of $20.00 received. Cash. $20.00 kept as account credit."
    office.write(partial(refund_payment, payment_id=paid.id, amount_minor=500, reason="asked"))
    assert told(office, customer)[0] == f"$5.00 of payment {paid.number} refunded. Reason: asked"


def test_an_allocation_taken_back_is_told_with_its_reason(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 2_000)
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "cash", 2_000)))
    live = ask(office, live_allocations, payment_id=paid.id)
    office.write(partial(take_back_allocations, allocation_ids=[live[0][0]], on=TODAY, reason="wrong one"))
    assert told(office, customer)[0].startswith(f"$20.00 taken off invoice {invoice.number}")


def test_changes_are_told_before_and_after_as_people_call_them(office):
    customer = a_customer(office, "Martha Bloom")
    office.write(partial(change_customer, customer_id=customer, changes={"terms": "net15"}))
    assert changed(office, customer) == [("Terms", "Net 30", "Net 15")]
    assert told(office, customer)[0] == "Terms changed."
    office.write(partial(change_customer, customer_id=customer, changes={"kind": "commercial"}))
    assert changed(office, customer) == [("Type", "Residential", "Commercial")]
    office.write(partial(change_customer, customer_id=customer, changes={"since_on": date(2019, 3, 1)}))
    assert changed(office, customer) == [("Customer since", "Mar 16, 2026", "Mar 1, 2019")]
    office.write(partial(set_tags, customer_id=customer, tags=["gold"]))
    assert changed(office, customer) == [("Tags", "", "gold")]
    office.write(partial(change_contact, customer_id=customer, role="billing", details=ContactDetails(email="m@b.example")))
    assert changed(office, customer) == [("Billing contact", "", "m@b.example")]
    note = office.write(partial(add_note, customer_id=customer, body="Gate code 12"))
    assert told(office, customer)[0] == "Note added: Gate code 12"
    office.write(partial(change_note, note_id=note, body="Gate code 14"))
    assert changed(office, customer) == [("Note", "Gate code 12", "Gate code 14")]
    office.write(partial(set_lock_date, on=date(2026, 1, 31)))
    assert changed(office, None) == [("Lock date", "", "Jan 31, 2026")]


def test_whatever_a_history_writes_has_a_sentence_without_gaps(office):
    for seed in range(3):
        History(office, seed).live(50)
    sentences = told(office)
    assert len(sentences) > 100
    for text in sentences:
        assert "…" not in text, text
        assert "{" not in text, text
        assert "_" not in text, text
        assert text[-1] == "." or "Reason: " in text, text


def test_a_kind_that_nobody_worded_still_reads(office):
    customer = a_customer(office)
    office.write(lambda writer: record(writer, [Happening("moon.landed", customer, {"amount_minor": 500, "who": "Ana"})]))
    assert told(office, customer)[0] == "Moon landed: $5.00, Ana"


def test_notes_come_pinned_first_then_the_newest(office):
    customer = a_customer(office)
    first, second, third = (
        office.write(partial(add_note, customer_id=customer, body=text)) for text in ("one", "two", "three")
    )
    office.write(partial(pin_note, note_id=first, pinned=True))
    assert [note.id for note in ask(office, notes, customer)] == [first, third, second]
    assert ask(office, notes, customer)[0].author == "Ana"


def test_the_trial_balance_balances_on_every_day(office):
    for seed in (3, 5):
        History(office, seed).live(50, latest=TODAY + timedelta(days=10))
    for back in (-20, 0, 30, 60, 90, 150):
        balance = ask(office, trial_balance, TODAY - timedelta(days=back))
        assert balance.debit_minor == balance.credit_minor
        assert all(not (row.debit_minor and row.credit_minor) for row in balance.rows)
        assert [row.code for row in balance.rows] == sorted(row.code for row in balance.rows)
    names = {row.code: row.export_name for row in balance.rows}
    assert names.get(Chart.RECEIVABLES, "Assets:Receivables") == "Assets:Receivables"


def test_income_counts_work_without_tax_less_credits_in_the_month_of_their_dates(office):
    customer = a_customer(office)
    an_invoice(office, customer, issued_on=date(2026, 1, 31), lines=[NewLine("Work", 10_000, tax_ppm=82_500)])
    office.write(partial(issue_credit_memo, new=NewCreditMemo(customer, date(2026, 3, 2), 1_500, "late")))
    report = ask(office, income_by_month, date(2025, 12, 1), TODAY)
    assert [(month.month_on, month.total_minor) for month in report.months] == [
        (date(2025, 12, 1), 0), (date(2026, 1, 1), 10_000), (date(2026, 2, 1), 0), (date(2026, 3, 1), -1_500),
    ]  # fmt: skip
    assert report.total_minor == 8_500
    assert ask(office, income_by_month, date(2026, 2, 1), date(2026, 2, 28)).total_minor == 0


def test_a_figure_is_explained_by_its_postings_and_their_documents(office):
    customer = a_customer(office)
    invoice = an_invoice(office, customer, 10_000, issued_on=date(2026, 3, 1))
    paid = office.write(partial(take_payment, new=NewPayment(customer, TODAY, "check", 4_000, "1042")))
    due = ask(office, explain, ExplainedFigure.DUE, customer)
    assert [(each.number, each.amount_minor, each.running_minor) for each in due.postings] == [
        (paid.number, -4_000, 6_000), (invoice.number, 10_000, 10_000),
    ]  # fmt: skip
    lifetime = ask(office, explain, ExplainedFigure.LIFETIME, customer)
    assert [(each.number, each.invoice_id, each.amount_minor) for each in lifetime.postings] == [
        (invoice.number, invoice.id, 10_000)
    ]
