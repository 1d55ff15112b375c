"""The history of billing runs: what each posted, late fees too, and what of it still stands."""

from __future__ import annotations

from datetime import timedelta

from app.services.billing.reversing import reverse_run
from app.services.billing.rules import BillingRules, LateFeeLevel, set_billing_rules
from app.services.invoicing.voiding import void_invoice
from app.services.queries.billing_runs import billing_run_ids, billing_run_rows, run_invoice_ids
from tests.support.books import TODAY, a_customer, an_invoice
from tests.support.plans import a_plan, bill, on


def test_a_run_counts_its_late_fees_by_themselves(office):
    """A plan of 19.00, and two late invoices of one customer: 5.00 each, on one invoice."""
    office.write(lambda writer: set_billing_rules(writer, BillingRules(late_fees=(LateFeeLevel(30, 500),))))
    late = a_customer(office)
    for _n in range(2):
        an_invoice(office, late, 10_000, issued_on=TODAY - timedelta(75), due_on=TODAY - timedelta(45))
    a_plan(office, a_customer(office, "Owen Hayes"), 1_900, paid_by="card")
    run = bill(office, TODAY)
    row = office.read(lambda reader: billing_run_rows(reader, billing_run_ids(reader)))[0]
    assert (row.number, row.invoices, row.total_minor, row.queued_minor) == (run.number, 1, 1_900, 1_900)
    assert (row.fee_invoices, row.fee_minor) == (1, 1_000)
    assert (row.documents, row.whole_minor) == (2, 2_900)
    assert type(row.fee_minor) is int
    made = [each.id for each in (*run.invoices, *run.fees)]
    assert office.read(lambda reader: run_invoice_ids(reader, row.id)) == made
    office.write(lambda writer: void_invoice(writer, made[0], "a mistake"))
    assert office.read(lambda reader: run_invoice_ids(reader, row.id)) == made[1:]


def test_runs_are_listed_newest_first_with_who_took_them_back(office):
    a_plan(office, a_customer(office))
    first = bill(office, TODAY)
    on(office, TODAY + timedelta(31))
    second = bill(office, TODAY + timedelta(31))
    office.write(lambda writer: reverse_run(writer, second.run_id, "wrong price"))
    rows = office.read(lambda reader: billing_run_rows(reader, billing_run_ids(reader)))
    assert [(row.number, row.state, row.reversed_by, row.reason) for row in rows] == [
        (second.number, "reversed", "Ana", "wrong price"),
        (first.number, "posted", "", ""),
    ]
    assert office.read(lambda reader: run_invoice_ids(reader, second.run_id)) == []
