"""One invoice: what met it, what can be done with it, and that it follows what happens elsewhere."""

import pytest

from app.services.collecting.receiving import NewPayment, take_payment
from tests.support.books import TODAY, scalar


@pytest.fixture
def asked(monkeypatch):
    """Every reason asked for is answered, and what was asked is noted."""
    questions = []

    def answer(_parent, title, text, _yes):
        questions.append((title, text))
        return "as the owner said"

    monkeypatch.setattr("app.ui.invoices.details.ask_reason", answer)
    return questions


def opened(counter, number="10001"):
    window = counter.bills.show(counter.invoices[number])
    counter.wait()
    return window


def pay(counter, minor, number="10001"):
    new = NewPayment(counter.ids["marina"], TODAY, "check", minor, "1042", apply={counter.invoices[number]: minor})
    counter.session.tasks.write(counter.session.write(take_payment, new))
    counter.wait()


def test_it_follows_a_payment_taken_elsewhere(counter):
    window = opened(counter)
    assert window.open.figure() == "$100.00"
    pay(counter, 4_000)
    assert (window.met.figure(), window.open.figure()) == ("$40.00", "$60.00")
    assert window.pill.status().text == "60 days late · $60.00 left"
    assert [(met.number, met.amount_minor) for met in window.allocations.rows()] == [("P-00001", 4_000)]


def test_the_diary_tells_what_happened_to_it(counter):
    window = opened(counter)
    pay(counter, 4_000)
    kinds = [fact.kind for fact in window.history.rows()]
    assert kinds[-1] == "invoice.issued"
    other = opened(counter, "10002")
    assert [fact.kind for fact in other.history.rows()] == ["invoice.issued"]


def test_written_off_and_recovered(counter, asked):
    window = opened(counter)
    window._write_off.click()
    counter.wait()
    assert asked == [
        (
            "Write off invoice 10001?",
            "$100.00 is given up as bad debt. It can be recovered if the customer pays after all.",
        )
    ]
    assert window.pill.status().text == "Written off"
    assert not window._pay.isVisible()
    window._recover.click()
    counter.wait()
    assert window.open.figure() == "$100.00"


def test_voided_it_keeps_its_number_and_what_was_paid_is_credit(counter, asked):
    pay(counter, 10_000)
    window = opened(counter)
    window._void.click()
    counter.wait()
    assert window.pill.status().text == "Void"
    assert window.windowTitle() == "Invoice 10001"
    assert scalar(counter.office, f"SELECT credit_minor FROM customer WHERE id = {counter.ids['marina']}") == 10_000
    assert counter.said.texts == ["Invoice 10001 is void."]


def test_paying_it_ticks_it(counter):
    window = opened(counter, "10002")
    window._pay.click()
    sheet = counter.dialog()
    assert sheet.chooser.choice.wanted == {counter.invoices["10002"]: 8_900}


def test_it_goes_to_paper(counter):
    opened(counter)._print()
    counter.wait()
    assert counter.room.windows()[0].windowTitle() == "Invoice 10001"


def test_the_same_invoice_has_one_window(counter):
    assert opened(counter) is opened(counter)
