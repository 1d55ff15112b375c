"""What the check of a book says when a job's stored figures are not what they should be."""

from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job
from app.services.verify.running import verify_book
from tests.support.books import a_customer, an_invoice, execute
from tests.support.jobs import a_job, act


def wrong(office):
    return [result.detail for result in verify_book(office) if not result.passed]


def test_an_amount_that_is_not_its_lines(office):
    a_job(office, a_customer(office), price_minor=18_900)
    assert wrong(office) == []
    execute(office, "UPDATE job SET amount_minor = 18901")
    assert wrong(office) == ["job J-0001: $189.01 by its own total, $189.00 by its lines"]


def test_an_invoice_of_somebody_else(office):
    job = a_job(office, a_customer(office))
    act(office, move_job, job, "done")
    act(office, invoice_job, job)
    other = an_invoice(office, a_customer(office, "Otto Reyes"))
    execute(office, f"UPDATE job SET invoice_id = {other.id}")
    assert wrong(office) == [f"job J-0001: invoice {other.number} is void or somebody else's"]


def test_a_number_that_is_missing(office):
    customer = a_customer(office)
    a_job(office, customer, price_minor=0)
    a_job(office, customer, price_minor=0)
    execute(office, "DELETE FROM job WHERE number = 'J-0001'")
    assert wrong(office) == ["number J-1 is missing or out of turn"]
