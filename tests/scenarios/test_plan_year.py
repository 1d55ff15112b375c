"""A year of service plans as an accountant would tell it; every figure was worked out by hand and stands beside its step."""

from __future__ import annotations

from datetime import date

from app.services.billing.charges import charge_paid, charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed, climb_ladder
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.jobs.moving import move_job
from app.services.plans.cancelling import cancel_plan
from app.services.plans.changing import PlanChange, change_plan
from app.services.plans.methods import CHARGE, Choice, SavedMethod, update_method
from app.services.plans.pausing import pause_plan, resume_plan
from app.services.plans.paying import pay_plan, refund_plan, refundable_payments, waive_invoice
from app.services.plans.prices import PriceRule, apply_price_change, preview_price_change
from app.services.queries.plan_money import plan_debts
from tests.support.books import a_customer, scalar
from tests.support.plans import a_plan, bill, on, page, sound

CARD = 1060
RECEIVABLES = 1100
CREDIT = 2100
REVENUE = 4000


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def balance(office, account):
    """The balance of a ledger account in minor units, debits positive."""
    return scalar(office, f"SELECT COALESCE(SUM(amount_minor), 0) FROM posting WHERE account_id = {account}")


def bank_says(office, code=""):
    """Send every charge that may be sent today; the bank takes them, or refuses them for ``code``. Returns the amounts."""
    sent = []
    for charge in office.read(charges_to_send):
        office.write(lambda writer, id_=charge.id: charge_sent(writer, id_))
        if code:
            office.write(lambda writer, id_=charge.id: charge_failed(writer, id_, code))
        else:
            new = NewPayment(
                charge.customer_id,
                office.clock.today(),
                "card",
                charge.amount_minor,
                apply={charge.invoice_id: charge.amount_minor},
            )
            office.write(lambda writer, new=new: take_payment(writer, new))
            office.write(lambda writer, id_=charge.id: charge_paid(writer, id_))
        sent.append(charge.amount_minor)
    return sent


def first_of(office, month):
    """Bill on the first of a month and return the totals of the invoices."""
    on(office, day(month, 1))
    return [invoice.total_minor for invoice in bill(office, day(month, 1)).invoices]


def owed(office, customer):
    return office.read(lambda reader: plan_debts(reader, customer)).total_minor


def test_a_year_with_a_refused_card_a_new_one_a_refund_a_pause_and_a_cancellation(office):
    """Martha Bloom, furnace care at 31.00 a month from 1 January, by card, four visits a year."""
    on(office, day(1, 1))
    martha = a_customer(office, "Martha Bloom")
    plan = a_plan(
        office, martha, 3_100, start_on=day(1, 1), name="Furnace care", paid_by="card", method_ref="pm_1", visits_per_year=4
    )

    # January: 31.00, taken from the card the same day.
    assert first_of(office, 1) == [3_100]
    assert bank_says(office) == [3_100]
    assert balance(office, CARD) == 3_100

    # February: refused, there is no money. Tried again after 3, 5 and 7 days, on the 4th, the 9th and the 16th: refused.
    assert first_of(office, 2) == [3_100]
    for number in (1, 4, 9, 16):
        on(office, day(2, number))
        assert bank_says(office, "insufficient_funds") == [3_100]
    assert owed(office, martha) == 3_100
    on(office, day(2, 19))
    assert bank_says(office) == []
    assert [step.step for step in office.write(climb_ladder)] == ["remind"]

    # 20 February: a new card, and everything outstanding charged to it. The next bill stays on 1 March.
    on(office, day(2, 20))
    new_card = SavedMethod("pm_2", "Visa 4242", date(2029, 12, 31))
    assert office.write(lambda writer: update_method(writer, plan, new_card, Choice(CHARGE))) == 3_100
    assert bank_says(office) == [3_100]
    assert owed(office, martha) == 0
    assert page(office, plan).row.next_bill_on == day(3, 1)

    # March: 31.00 taken. On the 10th 5.00 of it are given back to the card for a visit that was late; the plan goes on.
    assert first_of(office, 3) == [3_100]
    assert bank_says(office) == [3_100]
    on(office, day(3, 10))
    march = office.read(lambda reader: refundable_payments(reader, plan))[-1]
    office.write(lambda writer: refund_plan(writer, plan, march.id, 500, "the visit was late"))
    office.write(lambda writer: move_job(writer, 1, "done"))
    assert (page(office, plan).visits_used, page(office, plan).visits_left) == (1, 3)
    assert balance(office, CARD) == 3 * 3_100 - 500
    assert balance(office, REVENUE) == -(3 * 3_100 - 500)

    # April and May: 31.00 each, taken.
    assert first_of(office, 4) == [3_100]
    assert bank_says(office) == [3_100]
    assert first_of(office, 5) == [3_100]
    assert bank_says(office) == [3_100]

    # Paused from 12 May: 20 of May's 31 days are not used, 20.00 of credit.
    on(office, day(5, 12))
    office.write(lambda writer: pause_plan(writer, plan, "away for the summer"))
    assert balance(office, CREDIT) == -2_000
    assert first_of(office, 6) == []
    assert first_of(office, 7) == []

    # Resumed on 20 July: 12 of July's 31 days are 12.00, met by the credit; 8.00 of it are left.
    on(office, day(7, 20))
    office.write(lambda writer: resume_plan(writer, plan))
    july = bill(office, day(7, 20))
    assert [(each.total_minor, each.charge) for each in july.plan.bills] == [(1_200, "credit")]
    assert bank_says(office) == []
    assert balance(office, CREDIT) == -800

    # August: 31.00, of which 8.00 are met by credit and 23.00 taken from the card.
    assert first_of(office, 8) == [3_100]
    assert bank_says(office) == [2_300]
    assert balance(office, CREDIT) == 0

    # 10 % more from 1 September: 34.10.
    shown = office.read(lambda reader: preview_price_change(reader, PriceRule("percent", 100_000), day(9, 1), [plan]))
    office.write(lambda writer: apply_price_change(writer, shown))
    assert first_of(office, 9) == [3_410]
    assert bank_says(office) == [3_410]

    # Cancelled on 21 September: 9 of 30 days are not used, 34.10 × 9 ÷ 30 = 10.23, given back to the card.
    on(office, day(9, 21))
    september = office.read(lambda reader: refundable_payments(reader, plan))[-1]
    office.write(lambda writer: refund_plan(writer, plan, september.id, 1_023, "moved away", cancel=True))
    assert page(office, plan).row.status == "cancelled"
    assert first_of(office, 10) == []

    # Taken: 5 × 31.00 + 23.00 + 34.10 = 212.10; given back: 5.00 + 10.23 = 15.23; kept: 196.87.
    # Earned: 31.00 + 31.00 + 26.00 + 31.00 + 11.00 + 12.00 + 31.00 + 23.87 = 196.87.
    assert balance(office, CARD) == 21_210 - 1_523 == 19_687
    assert balance(office, REVENUE) == -19_687
    assert balance(office, RECEIVABLES) == balance(office, CREDIT) == 0
    assert scalar(office, "SELECT lifetime_minor FROM customer") == 19_687
    statuses = [(each.due_on.month, each.status) for each in reversed(page(office, plan).payments)]
    assert statuses == [
        (1, "paid"),
        (2, "paid"),
        (3, "paid"),
        (4, "paid"),
        (5, "paid"),
        (6, "skipped"),
        (7, "paid"),
        (8, "paid"),
        (9, "paid"),
    ]
    sound(office)


def test_a_customer_who_pays_by_check_and_changes_his_mind(office):
    """Ben Stone: quarterly at 90.00 from 1 January by check; a dearer plan from 16 February; monthly from 1 April."""
    on(office, day(1, 1))
    ben = a_customer(office, "Ben Stone")
    plan = a_plan(office, ben, 9_000, "quarterly", day(1, 1), name="Lawn")
    assert first_of(office, 1) == [9_000]

    # Not due to be chased on the day itself; overdue on the next; the check comes on the 20th.
    assert owed(office, ben) == 0
    on(office, day(1, 2))
    assert owed(office, ben) == 9_000
    on(office, day(1, 20))
    office.write(lambda writer: pay_plan(writer, plan, "check", reference="1042"))
    assert owed(office, ben) == 0

    # From 16 February 135.00 a quarter: 44 of 90 days are left; 45.00 × 44 ÷ 90 = 22.00 more.
    on(office, day(2, 16))
    change = PlanChange(price_minor=13_500)
    assert office.write(lambda writer: change_plan(writer, plan, change)).charge_minor == 2_200
    # He is let off it, because nobody had told him.
    extra = scalar(office, "SELECT id FROM invoice WHERE open_minor > 0")
    assert office.write(lambda writer: waive_invoice(writer, plan, extra, "nobody told him")) == 2_200

    # Monthly at 50.00 from 1 April on: nothing to prorate, the quarter is over.
    on(office, day(3, 20))
    change = PlanChange(frequency="monthly", price_minor=5_000, on=day(4, 1))
    assert office.write(lambda writer: change_plan(writer, plan, change)).adjustments == ()
    assert first_of(office, 4) == [5_000]
    assert first_of(office, 5) == [5_000]
    office.write(lambda writer: pay_plan(writer, plan, "check", reference="1077"))

    # Cancelled on 10 May: 21 of 31 days, 50.00 × 21 ÷ 31 = 33.87 of credit.
    on(office, day(5, 10))
    assert office.write(lambda writer: cancel_plan(writer, plan, "moved")).credit_minor == 3_387
    assert balance(office, CREDIT) == -3_387

    # He takes a new plan at 12.00 a month from 1 June: the credit pays for two months and 9.87 of the third.
    on(office, day(6, 1))
    a_plan(office, ben, 1_200, start_on=day(6, 1), name="Hedge", paid_by="cash")
    assert [first_of(office, month) for month in (6, 7, 8)] == [[1_200]] * 3
    assert balance(office, CREDIT) == 0
    assert balance(office, RECEIVABLES) == 3 * 1_200 - 3_387 == 213

    # Earned: 90.00 + 50.00 + 16.13 + 36.00 = 192.13.
    assert balance(office, REVENUE) == -19_213
    sound(office)
