"""Money meets invoices: the oldest first, as chosen by hand, leftovers as credit; and every step can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.errors import Conflict, NotFound, UserError
from app.services.collecting.applying import (
    apply_source,
    live_allocations,
    move_open,
    open_items,
    open_sources,
    payment_source,
    take_back_allocations,
)
from app.services.collecting.depositing import make_deposit, reverse_deposit, waiting_payments
from app.services.collecting.giving_back import refund_payment, refundable, return_payment, void_payment
from app.services.collecting.receiving import NewPayment, take_payment, take_payments
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo, void_credit_memo
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.services.verify.running import all_passed, verify_book
from tests.support.books import TODAY, a_customer, an_invoice, scalar


@pytest.fixture
def owing(office):
    """A customer with three open invoices of 100.00, 50.00 and 25.00; the first issued is due last."""
    customer = a_customer(office)
    an_invoice(office, customer, 10_000, issued_on=date(2026, 1, 5), due_on=date(2026, 4, 1))
    an_invoice(office, customer, 5_000, issued_on=date(2026, 1, 10), due_on=date(2026, 2, 1))
    an_invoice(office, customer, 2_500, issued_on=date(2026, 1, 20), due_on=date(2026, 3, 1))
    yield office
    assert all_passed(verify_book(office)), [r for r in verify_book(office) if not r.passed]


def pay(office, amount, apply=None, on=TODAY, method="check"):
    return office.write(lambda writer: take_payment(writer, NewPayment(1, on, method, amount, "1042", apply=apply)))


def still_open(office) -> list[int]:
    with office.book.read() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT open_minor FROM invoice ORDER BY id")]


def account(office) -> tuple[int, int]:
    with office.book.read() as connection:
        return tuple(connection.exec_driver_sql("SELECT due_minor, credit_minor FROM customer").one())


def test_a_payment_falls_on_the_longest_due_first(owing):
    taken = pay(owing, 6_000)
    assert taken.applied == {2: 5_000, 3: 1_000}
    assert (taken.number, taken.leftover_minor) == ("P-00001", 0)
    assert still_open(owing) == [10_000, 0, 1_500]


def test_a_choice_by_hand_comes_first_and_the_rest_is_credit(owing):
    taken = pay(owing, 6_000, {1: 4_000})
    assert (taken.applied, taken.leftover_minor) == ({1: 4_000}, 2_000)
    assert still_open(owing) == [6_000, 5_000, 2_500]
    assert account(owing) == (13_500, 2_000)


def test_a_payment_may_be_kept_whole_as_credit(owing):
    assert pay(owing, 6_000, {}).leftover_minor == 6_000
    assert account(owing) == (17_500, 6_000)


def test_more_than_everything_leaves_credit(owing):
    assert pay(owing, 20_000).leftover_minor == 2_500
    assert account(owing) == (0, 2_500)


@pytest.mark.parametrize(
    ("amount", "apply", "words"),
    [
        (0, None, "payment"),
        (-100, None, "payment"),
        (10**16, None, "too large"),
        (6_000, {2: 5_001}, r"More is applied to invoice 10002 than it has open\. \$50\.00 is open"),
        (6_000, {1: 6_001}, r"Take \$0\.01 away"),
        (6_000, {1: -100}, "negative amount"),
        (6_000, {99: 100}, "not open any more"),
    ],
)
def test_an_impossible_payment_changes_nothing(owing, amount, apply, words):
    with pytest.raises(UserError, match=words):
        pay(owing, amount, apply)
    assert still_open(owing) == [10_000, 5_000, 2_500]
    assert scalar(owing, "SELECT count(*) FROM payment") == 0


def test_another_customers_invoice_cannot_be_paid(owing):
    other = a_customer(owing, "Somebody else")
    with pytest.raises(UserError, match="not open any more"):
        owing.write(lambda writer: take_payment(writer, NewPayment(other, TODAY, "cash", 500, apply={1: 500})))


def test_an_unknown_customer_or_method_is_refused(owing):
    with pytest.raises(NotFound):
        owing.write(lambda writer: take_payment(writer, NewPayment(99, TODAY, "cash", 500)))
    with pytest.raises(UserError):
        pay(owing, 500, method="barter")


def test_a_batch_of_payments_sees_each_other(owing):
    batch = [NewPayment(1, TODAY, "cash", 4_000), NewPayment(1, TODAY, "cash", 4_000), NewPayment(1, TODAY, "cash", 30_000)]
    taken = owing.write(lambda writer: take_payments(writer, batch))
    assert [payment.applied for payment in taken] == [{2: 4_000}, {2: 1_000, 3: 2_500, 1: 500}, {1: 9_500}]
    assert taken[2].leftover_minor == 20_500


def test_an_allocation_is_never_dated_before_its_invoice_or_its_money(owing):
    pay(owing, 5_000, {2: 5_000}, on=date(2026, 1, 2))
    assert str(scalar(owing, "SELECT applied_on FROM allocation")) == "2026-01-10"
    late = an_invoice(owing, 1, 700, issued_on=TODAY + timedelta(days=10))
    pay(owing, 700, {late.id: 700}, on=TODAY)
    assert str(scalar(owing, "SELECT max(applied_on) FROM allocation")) == "2026-03-26"


def test_an_allocation_taken_back_opens_the_invoice_and_frees_the_money(owing):
    taken = pay(owing, 6_000)
    first = scalar(owing, "SELECT min(id) FROM allocation")
    owing.write(lambda writer: take_back_allocations(writer, [first], TODAY, "wrong invoice"))
    assert still_open(owing) == [10_000, 5_000, 1_500]
    assert account(owing) == (16_500, 5_000)
    with pytest.raises(UserError, match="already taken back"):
        owing.write(lambda writer: take_back_allocations(writer, [first], TODAY, "again"))
    left = owing.write(
        lambda writer: apply_source(writer, payment_source(writer, taken.id), {1: 5_000}, TODAY + timedelta(days=1))
    )
    assert left == 0
    assert still_open(owing) == [5_000, 5_000, 1_500]
    assert [amount for _id, amount in owing.read(lambda reader: live_allocations(reader, payment_id=taken.id))] == [
        5_000,
        1_000,
    ]


def test_credit_left_over_is_listed_and_used_oldest_first(owing):
    pay(owing, 1_000, {}, on=date(2026, 2, 20))
    pay(owing, 2_000, {}, on=date(2026, 2, 10))
    sources = owing.read(lambda reader: open_sources(reader, 1))
    assert [(source.number, source.open_minor) for source in sources] == [("P-00002", 2_000), ("P-00001", 1_000)]
    assert [item.open_minor for item in owing.read(lambda reader: open_items(reader, 1))] == [5_000, 2_500, 10_000]


def test_more_than_is_open_conflicts(owing):
    """Two desks took the same invoice: the second is told, and nothing of its work is kept."""
    with pytest.raises(Conflict, match="changed meanwhile"):
        owing.write(lambda writer: move_open(writer, "invoice", {1: 5_000, 2: 5_001}))
    assert still_open(owing) == [10_000, 5_000, 2_500]


def test_a_returned_check_opens_its_invoices_and_its_money_is_gone(owing):
    taken = pay(owing, 6_500)
    owing.write(lambda writer: make_deposit(writer, TODAY))
    back = owing.write(lambda writer: return_payment(writer, taken.id, "no funds", TODAY + timedelta(days=4)))
    assert (back.amount_minor, back.reopened_minor) == (6_500, 6_500)
    assert still_open(owing) == [10_000, 5_000, 2_500]
    assert account(owing) == (17_500, 0)
    assert scalar(owing, "SELECT state FROM payment") == "reversed"
    assert scalar(owing, "SELECT SUM(amount_minor) FROM posting WHERE account_id = 1000") == 0
    with pytest.raises(UserError, match="already given back"):
        owing.write(lambda writer: return_payment(writer, taken.id, "again"))


def test_a_refund_takes_what_is_free_first_then_the_newest_invoices(owing):
    taken = pay(owing, 9_000, {2: 5_000, 3: 2_500})
    assert owing.read(lambda reader: refundable(reader, taken.id)) == 9_000
    back = owing.write(lambda writer: refund_payment(writer, taken.id, 2_000, "too much"))
    assert back.reopened_minor == 500
    assert sorted(still_open(owing)) == [0, 500, 10_000]
    assert owing.read(lambda reader: refundable(reader, taken.id)) == 7_000
    with pytest.raises(UserError, match=r"Only \$70\.00 of payment P-00001 is left"):
        owing.write(lambda writer: refund_payment(writer, taken.id, 7_001, "more"))
    with pytest.raises(UserError, match="Say why"):
        owing.write(lambda writer: refund_payment(writer, taken.id, 100, "  "))
    owing.write(lambda writer: refund_payment(writer, taken.id, 7_000, "all of it"))
    assert still_open(owing) == [10_000, 5_000, 2_500]


def test_a_payment_entered_by_mistake_is_voided_but_not_at_the_bank(owing):
    first, second = pay(owing, 1_000), pay(owing, 2_000)
    owing.write(lambda writer: void_payment(writer, first.id, "typed twice"))
    owing.write(lambda writer: make_deposit(writer, TODAY))
    with pytest.raises(UserError, match="deposited at the bank"):
        owing.write(lambda writer: void_payment(writer, second.id, "typed twice"))
    assert still_open(owing) == [10_000, 3_000, 2_500]


def test_a_deposit_takes_what_waits_and_back(owing):
    for amount, method in ((1_000, "check"), (2_000, "cash"), (3_000, "card")):
        pay(owing, amount, method=method)
    made = owing.write(lambda writer: make_deposit(writer, TODAY))
    assert (made.number, made.total_minor) == ("D-0001", 3_000)
    assert owing.read(waiting_payments) == []
    with pytest.raises(UserError, match="No cash or check waits"):
        owing.write(lambda writer: make_deposit(writer, TODAY))
    owing.write(lambda writer: reverse_deposit(writer, made.id, "wrong day"))
    assert [payment.amount_minor for payment in owing.read(waiting_payments)] == [1_000, 2_000]
    assert scalar(owing, "SELECT SUM(amount_minor) FROM posting WHERE account_id = 1050") == 3_000


def test_a_void_invoice_gives_its_payments_back_as_credit(owing):
    pay(owing, 6_000)
    owing.write(lambda writer: void_invoice(writer, 2, "wrong customer"))
    assert still_open(owing) == [10_000, 0, 1_500]
    assert account(owing) == (11_500, 5_000)
    assert scalar(owing, "SELECT number FROM invoice WHERE state = 'void'") == "10002"
    for again in (void_invoice, write_off):
        with pytest.raises(UserError, match="already void"):
            owing.write(lambda writer, again=again: again(writer, 2, "again"))


def test_a_write_off_gives_up_what_is_open_and_can_be_recovered(owing):
    pay(owing, 1_000, {1: 1_000})
    assert owing.write(lambda writer: write_off(writer, 1, "moved away")) == 9_000
    assert account(owing) == (7_500, 0)
    assert scalar(owing, "SELECT SUM(amount_minor) FROM posting WHERE account_id = 5200") == 9_000
    owing.write(lambda writer: recover_write_off(writer, 1, "paid after all"))
    assert still_open(owing)[0] == 9_000
    assert scalar(owing, "SELECT state FROM invoice WHERE id = 1") == "issued"


def test_a_credit_memo_meets_invoices_and_is_taken_back_whole(owing):
    memo = owing.write(lambda writer: issue_credit_memo(writer, NewCreditMemo(1, TODAY, 5_500, "hail", tax_minor=454)))
    assert (memo.number, memo.total_minor, memo.leftover_minor) == ("CM-0001", 5_954, 0)
    assert still_open(owing) == [10_000, 0, 1_546]
    owing.write(lambda writer: void_credit_memo(writer, memo.id, "not ours"))
    assert still_open(owing) == [10_000, 5_000, 2_500]
    assert account(owing) == (17_500, 0)
    assert scalar(owing, "SELECT SUM(amount_minor) FROM posting WHERE account_id = 2200") == 0


def test_what_was_taken_off_cannot_be_used_again_before_that_day(owing):
    """Between the two days the money was on the invoice: used twice, a past day would show less than nothing open."""
    early, taken_off = date(2026, 2, 2), date(2026, 3, 10)
    pay(owing, 5_000, {2: 5_000}, on=early)
    first = scalar(owing, "SELECT id FROM allocation")
    owing.write(lambda writer: take_back_allocations(writer, [first], taken_off, "wrong invoice"))
    pay(owing, 5_000, {2: 5_000}, on=early)
    assert str(scalar(owing, "SELECT MAX(applied_on) FROM allocation WHERE amount_minor > 0")) == "2026-03-10"
    back = owing.write(lambda writer: refund_payment(writer, 1, 5_000, "not needed", on=early))
    assert (back.amount_minor, back.reopened_minor) == (5_000, 0)
    assert str(scalar(owing, "SELECT reversed_on FROM reversal")) == "2026-03-10"
