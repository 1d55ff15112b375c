"""Paying for plans: what is outstanding, cards and their three choices, waiving, giving back, prices for many at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.errors import Conflict, UserError
from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.services.plans.methods import (
    CHARGE,
    PAID,
    WAIVE,
    Choice,
    SavedMethod,
    remove_method,
    set_paid_by,
    update_method,
)
from app.services.plans.paying import (
    charge_plan,
    outstanding,
    pass_next,
    pay_plan,
    refund_plan,
    refundable_payments,
    waive_invoice,
)
from app.services.plans.prices import (
    PriceRule,
    apply_price_change,
    preview_price_change,
    price_changes,
    reverse_price_change,
)
from tests.support.books import TODAY, a_customer, execute, scalar
from tests.support.plans import a_plan, bill, on, page, sound, spans

NEW_CARD = SavedMethod("pm_2", "Visa 4242", date(2028, 5, 31))


def rows(office, sql):
    with office.book.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def act(office, verb, *args, **named):
    return office.write(lambda writer: verb(writer, *args, **named))


def statuses(office, plan):
    return [(each.status, each.amount_minor, each.open_minor) for each in page(office, plan).payments if each.invoice_id]


@pytest.fixture
def refused(office):
    """Two months of a plan of 19.00, both refused."""
    plan = a_plan(office, a_customer(office), 1_900, start_on=date(2026, 2, 16), paid_by="card", method_ref="pm_1")
    bill(office, TODAY)
    for charge in office.read(charges_to_send):
        act(office, charge_sent, charge.id)
        act(office, charge_failed, charge.id, "expired_card")
    return plan


class TestCard:
    def test_nothing_owed_it_is_only_saved_and_the_billing_date_stays(self, office):
        plan = a_plan(office, a_customer(office), paid_by="card")
        before = page(office, plan).row.next_bill_on
        assert act(office, update_method, plan, NEW_CARD) == 0
        row = page(office, plan).row
        assert (row.method_label, row.method_expires_on, row.next_bill_on) == ("Visa 4242", date(2028, 5, 31), before)
        assert scalar(office, "SELECT count(*) FROM plan_charge") == 0

    def test_something_owed_the_office_has_to_choose(self, office, refused):
        with pytest.raises(UserError, match="Something is outstanding"):
            act(office, update_method, refused, NEW_CARD)
        assert page(office, refused).row.method_label == "", "nothing was changed"

    def test_everything_outstanding_is_charged_to_the_new_card(self, office, refused):
        assert act(office, update_method, refused, NEW_CARD, Choice(CHARGE)) == 3_800
        assert [(each.amount_minor, each.method_ref) for each in office.read(charges_to_send)] == [(1_900, "pm_2")] * 2
        assert page(office, refused).row.worst == "upcoming"
        sound(office)

    def test_marked_as_paid_it_is_recorded_how(self, office, refused):
        with pytest.raises(UserError, match="never just declared received"):
            act(office, update_method, refused, NEW_CARD, Choice(PAID))
        assert act(office, update_method, refused, NEW_CARD, Choice(PAID, method="check", reference="1042")) == 3_800
        assert rows(office, "SELECT method, reference, amount_minor FROM payment") == [("check", "1042", 3_800)]
        assert page(office, refused).row.outstanding_minor == 0
        assert office.read(charges_to_send) == []
        sound(office)

    def test_what_is_not_due_yet_is_neither_marked_as_paid_nor_charged_early(self, office, refused):
        """38.00 were refused; April's 19.00 are billed ahead and keep waiting for their day."""
        bill(office, date(2026, 4, 16))
        paid = act(office, update_method, refused, NEW_CARD, Choice("paid", method="check"))
        assert paid == 3_800
        assert office.read(charges_to_send) == []
        on(office, date(2026, 4, 16))
        assert [each.amount_minor for each in office.read(charges_to_send)] == [1_900]

    def test_what_is_billed_ahead_is_charged_to_the_new_card_when_it_falls_due(self, office):
        plan = a_plan(office, a_customer(office), 1_900, start_on=date(2026, 4, 1), paid_by="cash")
        bill(office, date(2026, 4, 1))
        assert act(office, update_method, plan, NEW_CARD) == 0
        assert office.read(charges_to_send) == [], "nothing is charged now"
        on(office, date(2026, 4, 1))
        assert [each.amount_minor for each in office.read(charges_to_send)] == [1_900]

    def test_or_let_off_with_a_reason(self, office, refused):
        with pytest.raises(UserError, match="Say why"):
            act(office, update_method, refused, NEW_CARD, Choice(WAIVE))
        assert act(office, update_method, refused, NEW_CARD, Choice(WAIVE, reason="our mistake")) == 3_800
        assert [status for status, _amount, _open in statuses(office, refused)] == ["waived", "waived"]
        sound(office)

    def test_the_card_can_be_taken_off(self, office):
        plan = a_plan(office, a_customer(office), paid_by="card", method_ref="pm_1", method_label="Visa 1111")
        act(office, remove_method, plan)
        assert page(office, plan).row.method_label == ""

    def test_another_way_to_pay_for_many_plans_gives_their_waiting_charges_up(self, office):
        plans = [a_plan(office, a_customer(office, f"C{n}"), paid_by="card") for n in range(3)]
        bill(office, TODAY)
        assert act(office, set_paid_by, plans[:2], "check") == 2
        assert [each.plan_id for each in office.read(charges_to_send)] == [plans[2]]
        on(office, TODAY + timedelta(days=1))
        assert page(office, plans[0]).row.worst == "overdue"
        with pytest.raises(UserError, match="no way to pay"):
            act(office, set_paid_by, plans, "goats")


class TestPay:
    def test_the_first_due_first(self, office, refused):
        act(office, pay_plan, refused, "cash", amount_minor=2_500)
        assert [each.open_minor for each in office.read(lambda reader: outstanding(reader, refused))] == [1_300]
        with pytest.raises(UserError, match="More is paid than is outstanding"):
            act(office, pay_plan, refused, "cash", amount_minor=1_301)
        act(office, pay_plan, refused, "cash")
        with pytest.raises(UserError, match="Nothing is outstanding"):
            act(office, pay_plan, refused, "cash")
        sound(office)

    def test_not_while_a_charge_is_under_way(self, office):
        plan = a_plan(office, a_customer(office), paid_by="card")
        bill(office, TODAY)
        act(office, charge_sent, office.read(charges_to_send)[0].id)
        for verb, args in ((pay_plan, ("cash",)), (charge_plan, ()), (waive_invoice, (1, "why not"))):
            with pytest.raises(UserError, match="under way"):
                act(office, verb, plan, *args)
        assert page(office, plan).payments[-1].status == "processing"

    def test_a_refused_charge_is_queued_again_by_hand(self, office, refused):
        assert act(office, charge_plan, refused) == 3_800
        assert len(office.read(charges_to_send)) == 2
        act(office, set_paid_by, [refused], "cash")
        with pytest.raises(UserError, match="not paid by card"):
            act(office, charge_plan, refused)

    def test_waiving_gives_credit_for_what_is_open_with_its_tax(self, office):
        """24.00 and 8.25 %, 1.98; 10.00 was paid; 15.98 is let off, 1.22 of it tax."""
        execute(office, "INSERT INTO tax_rate (id, name, rate_ppm, archived) VALUES (1, 'State', 82500, false)")
        plan = a_plan(office, a_customer(office), 2_400, tax_rate_id=1)
        bill(office, TODAY)
        act(office, pay_plan, plan, "cash", amount_minor=1_000)
        assert act(office, waive_invoice, plan, 1, "late visit") == 1_598
        assert rows(office, "SELECT total_minor, tax_minor, reason FROM credit_memo") == [(1_598, 122, "late visit")]
        assert statuses(office, plan) == [("waived", 2_598, 0)]
        sound(office)

    def test_a_period_to_come_is_passed_over_and_the_next_keeps_its_day(self, office):
        plan = a_plan(office, a_customer(office), start_on=date(2026, 3, 31))
        assert act(office, pass_next, plan, "no visit in April", "waived") == date(2026, 3, 31)
        assert page(office, plan).row.next_bill_on == date(2026, 4, 30)
        on(office, date(2026, 4, 30))
        assert [start for start, _end, _total in spans(bill(office, date(2026, 4, 30)))] == [date(2026, 4, 30)]
        assert [each.status for each in page(office, plan).payments] == ["upcoming", "upcoming", "waived"]


class TestGiveBack:
    @pytest.fixture
    def paid(self, office):
        """30.00 for April, paid in cash on the first."""
        on(office, date(2026, 4, 1))
        plan = a_plan(office, a_customer(office), 3_000, start_on=date(2026, 4, 1), paid_by="cash")
        bill(office, date(2026, 4, 1))
        act(office, pay_plan, plan, "cash")
        return plan

    def test_in_part_the_plan_goes_on_and_nothing_is_owed_again(self, office, paid):
        payment = office.read(lambda reader: refundable_payments(reader, paid))[0]
        done = act(office, refund_plan, paid, payment.id, 1_200, "a visit was missed", method="check", reference="88")
        assert done.given.amount_minor == 1_200
        row = page(office, paid)
        assert (row.row.status, row.row.outstanding_minor) == ("active", 0)
        april = row.payments[-1]
        assert (april.status, april.refunded_minor) == ("paid", 1_200)
        # Revenue is what was kept: 30.00 less 12.00.
        assert scalar(office, "SELECT lifetime_minor FROM customer") == 1_800
        sound(office)

    def test_in_full_it_shows_as_refunded(self, office, paid):
        payment = office.read(lambda reader: refundable_payments(reader, paid))[0]
        act(office, refund_plan, paid, payment.id, 3_000, "sorry")
        assert page(office, paid).payments[-1].status == "refunded"
        assert scalar(office, "SELECT credit_minor FROM customer") == 0
        sound(office)

    def test_with_a_cancellation_the_unused_part_is_given_back_once(self, office, paid):
        """On the 11th, 19 of 30 days are unused: 19.00 of credit go into the refund of 19.00, none is left."""
        on(office, date(2026, 4, 11))
        payment = office.read(lambda reader: refundable_payments(reader, paid))[0]
        act(office, refund_plan, paid, payment.id, 1_900, "moved away", cancel=True)
        assert page(office, paid).row.status == "cancelled"
        assert scalar(office, "SELECT due_minor FROM customer") == 0
        assert scalar(office, "SELECT credit_minor FROM customer") == 0
        assert scalar(office, "SELECT lifetime_minor FROM customer") == 1_100
        sound(office)

    def test_what_was_let_off_is_not_credited_again(self, office, paid):
        """All 30.00 given back on the 11th; a cancellation on the 21st finds nothing left to credit."""
        payment = office.read(lambda reader: refundable_payments(reader, paid))[0]
        act(office, refund_plan, paid, payment.id, 3_000, "sorry")
        on(office, date(2026, 4, 21))
        from app.services.plans.cancelling import cancel_plan

        assert act(office, cancel_plan, paid, "moved").credit_minor == 0
        assert scalar(office, "SELECT credit_minor FROM customer") == 0
        sound(office)

    def test_no_more_than_is_left_and_only_of_its_own_payment(self, office, paid):
        payment = office.read(lambda reader: refundable_payments(reader, paid))[0]
        with pytest.raises(UserError, match=r"Only \$30.00"):
            act(office, refund_plan, paid, payment.id, 3_001, "sorry")
        other = a_plan(office, a_customer(office, "Other"))
        with pytest.raises(UserError, match="did not pay for this plan"):
            act(office, refund_plan, other, payment.id, 100, "sorry")

    def test_owed_again_when_the_office_says_so(self, office, paid):
        payment = office.read(lambda reader: refundable_payments(reader, paid))[0]
        act(office, refund_plan, paid, payment.id, 500, "wrong customer", waive=False)
        assert page(office, paid).row.outstanding_minor == 500


class TestPrices:
    """Two monthly plans of 19.00 and 25.00, billed for March; 4 % more from 1 May."""

    @pytest.fixture
    def plans(self, office):
        customer = a_customer(office)
        found = [a_plan(office, customer, price, start_on=date(2026, 3, 10)) for price in (1_900, 2_500)]
        bill(office, TODAY)
        return found

    RISE = PriceRule("percent", 40_000)
    FROM = date(2026, 5, 1)

    def raised(self, office, plans, rule=RISE):
        shown = office.read(lambda reader: preview_price_change(reader, rule, self.FROM, plans))
        return shown, act(office, apply_price_change, shown, "costs")

    def test_shown_first_and_in_force_from_its_day(self, office, plans):
        shown, _change = self.raised(office, plans)
        # 19.00 × 1.04 = 19.76; 25.00 × 1.04 = 26.00; the first period at the new price starts on 10 May.
        assert [(each.before_minor, each.after_minor, each.first_on) for each in shown.rises] == [
            (1_900, 1_976, date(2026, 5, 10)),
            (2_500, 2_600, date(2026, 5, 10)),
        ]
        assert page(office, plans[0]).row.price_minor == 1_900, "April still costs what it did"
        on(office, date(2026, 5, 10))
        assert [total for _start, _end, total in spans(bill(office, date(2026, 5, 10)))] == [1_900, 1_976, 2_500, 2_600]
        assert page(office, plans[0]).row.price_minor == 1_976
        assert [(each.price_minor, each.effective_on) for each in page(office, plans[0]).prices] == [
            (1_976, self.FROM),
            (1_900, date(2026, 3, 10)),
        ]
        sound(office)

    def test_taken_back_before_it_was_billed(self, office, plans):
        _shown, change = self.raised(office, plans)
        assert act(office, reverse_price_change, change).reversed == 2
        on(office, date(2026, 5, 10))
        assert [total for _start, _end, total in spans(bill(office, date(2026, 5, 10)))] == [1_900] * 2 + [2_500] * 2
        assert [each.state for each in office.read(price_changes)] == ["reversed"]
        with pytest.raises(UserError, match="already taken back"):
            act(office, reverse_price_change, change)

    def test_plans_that_were_billed_by_it_keep_it_and_are_named(self, office, plans):
        _shown, change = self.raised(office, plans)
        on(office, date(2026, 5, 10))
        act(office, set_paid_by, plans, "cash")
        from functools import partial

        from app.services.billing.planning import RunRequest
        from app.services.billing.posting import post_run

        office.write(partial(post_run, request=RunRequest(date(2026, 5, 10), plan_ids=frozenset(plans[:1]))))
        done = act(office, reverse_price_change, change)
        assert (done.reversed, done.kept) == (1, ("PL-0001",))
        assert [page(office, plan).row.price_minor for plan in plans] == [1_976, 2_500]

    def test_what_changed_since_it_was_shown_is_refused(self, office, plans):
        shown = office.read(lambda reader: preview_price_change(reader, self.RISE, self.FROM, plans))
        self.raised(office, plans[:1], PriceRule("amount", 100))
        with pytest.raises(Conflict, match="changed meanwhile"):
            act(office, apply_price_change, shown)

    def test_a_period_billed_ahead_keeps_its_price_and_says_so(self, office, plans):
        bill(office, date(2026, 5, 10))
        shown, _change = self.raised(office, plans)
        assert {each.billed_on for each in shown.rises} == {date(2026, 5, 10)}
        assert {each.first_on for each in shown.rises} == {date(2026, 6, 10)}

    @pytest.mark.parametrize(
        ("rule", "words"),
        [(PriceRule("amount", -2_000), "less than nothing"), (PriceRule("double", 2), "by percent, by an amount")],
    )
    def test_impossible_prices_are_refused(self, office, plans, rule, words):
        with pytest.raises(UserError, match=words):
            self.raised(office, plans, rule)

    def test_to_one_price_and_nothing_to_do(self, office, plans):
        shown, _change = self.raised(office, plans, PriceRule("price", 2_500))
        assert [each.plan_id for each in shown.rises] == plans[:1]
        with pytest.raises(UserError, match="No plan's price changes"):
            self.raised(office, plans, PriceRule("price", 2_500))
