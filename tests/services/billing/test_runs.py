"""Billing runs: rehearsed, posted once, never twice, with credit before money and nothing forgotten."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from app.domain.errors import UserError
from app.models.company import Company
from app.models.operations import SavedMethod as SavedCard
from app.models.plans import Plan
from app.services.backups import backup_book
from app.services.billing.charges import charges_to_send
from app.services.billing.planning import RunRequest
from app.services.billing.posting import NeedsConfirmation, RunChanged, Stopped, post_run
from app.services.billing.rehearsing import rehearse
from app.services.billing.reversing import reverse_run
from app.services.billing.rules import BillingRules, set_billing_rules
from app.services.billing.wording import change_words
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import set_archived
from app.services.formats import amount_format
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.figures import NewLine
from app.services.plans.cancelling import PERIOD_END, cancel_plan
from app.services.plans.entering import NewPlan, enter_plan
from app.services.plans.methods import SavedMethod, update_method
from app.services.plans.pausing import pause_plan
from app.services.plans.paying import pass_next
from app.services.plans.statuses import activate_plan
from tests.support.books import TODAY, a_customer, execute, open_for_test, scalar
from tests.support.plans import a_plan, bill, on, page, rehearsal, sound, spans


def rows(office, sql):
    with office.book.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def counts(office):
    tables = ("invoice", "posting", "plan_period", "plan_charge", "billing_run", "activity", "job")
    return [scalar(office, f"SELECT count(*) FROM {table}") for table in tables]


def test_a_period_is_billed_on_its_first_day_and_not_again(office):
    """Monthly from 31 January: January's invoice is due on the 31st, February's on the 28th, March's on the 31st again."""
    plan = a_plan(office, a_customer(office), 1_900, start_on=date(2026, 1, 31))
    on(office, date(2026, 3, 31))
    run = bill(office, date(2026, 3, 31))
    assert spans(run) == [
        (date(2026, 1, 31), date(2026, 2, 27), 1_900),
        (date(2026, 2, 28), date(2026, 3, 30), 1_900),
        (date(2026, 3, 31), date(2026, 4, 29), 1_900),
    ]
    assert [each.due_on for each in run.invoices] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert page(office, plan).row.next_bill_on == date(2026, 4, 30)
    assert bill(office, date(2026, 3, 31)).run_id is None
    assert scalar(office, "SELECT count(*) FROM invoice") == 3
    sound(office)


def test_the_store_refuses_a_second_row_for_a_period(office):
    """Even a program gone wrong cannot bill a period twice."""
    plan = a_plan(office, a_customer(office))
    bill(office, TODAY)
    # What a run that had not seen the first would do.
    execute(office, f"UPDATE plan SET next_index = 0, next_bill_on = '{TODAY}' WHERE id = {plan}")
    with pytest.raises(IntegrityError):
        bill(office, TODAY)
    assert scalar(office, "SELECT count(*) FROM invoice") == 1
    sound(office)


def test_two_runs_at_once_bill_each_plan_once(office_location):
    office = open_for_test(office_location)
    for n in range(40):
        a_plan(office, a_customer(office, f"Customer {n}"), paid_by="card")
    office.close()
    together = threading.Barrier(2)
    posted, failures = [], []

    def run() -> None:
        desk = open_for_test(office_location)
        try:
            together.wait()
            posted.append(desk.write(partial(post_run, request=RunRequest(TODAY))))
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            desk.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(len(each.invoices) for each in posted) == [0, 40]
    office = open_for_test(office_location)
    assert scalar(office, "SELECT count(*) FROM invoice") == 40
    assert scalar(office, "SELECT count(*) FROM plan_charge") == 40
    sound(office)
    office.close()


def test_a_rehearsal_writes_nothing_and_posting_does_what_it_said(office):
    customer = a_customer(office)
    a_plan(office, customer, 1_900)
    a_plan(office, customer, 2_500, paid_by="card", name="Furnace")
    office.write(lambda writer: take_payment(writer, NewPayment(customer, TODAY, "cash", 1_000)))
    before = counts(office)
    shown = rehearsal(office, TODAY)
    assert counts(office) == before
    totals = shown.totals
    # The cash of 10.00 meets the first plan's 19.00; 9.00 stays open, 25.00 is charged to the card.
    assert (totals.total_minor, totals.credit_minor, totals.open_minor, totals.queued_minor) == (4_400, 1_000, 900, 2_500)
    posted = office.write(partial(post_run, request=RunRequest(TODAY), rehearsed=shown.plan))
    assert posted.plan == shown.plan
    assert [invoice.total_minor for invoice in posted.invoices] == [1_900, 2_500]
    assert rows(office, "SELECT open_minor FROM invoice ORDER BY id") == [(900,), (2_500,)]
    assert rows(office, "SELECT amount_minor, state FROM plan_charge") == [(2_500, "waiting")]
    sound(office)


def test_posting_says_what_changed_since_the_rehearsal(office):
    customer = a_customer(office, "Martha Bloom")
    first, second = a_plan(office, customer, 1_900), a_plan(office, customer, 2_500)
    shown = rehearsal(office, TODAY)
    office.write(lambda writer: pause_plan(writer, first, "away"))
    third = a_plan(office, customer, 700)
    with pytest.raises(RunChanged, match="changed meanwhile") as refusal:
        office.write(partial(post_run, request=RunRequest(TODAY), rehearsed=shown.plan))
    kinds = {change.plan_id: (change.kind, change.before_minor, change.after_minor) for change in refusal.value.changes}
    assert kinds == {first: ("missing", 1_900, None), third: ("new", None, 700)}
    assert scalar(office, "SELECT count(*) FROM invoice") == 0
    again = bill(office, TODAY)
    assert [each.plan_id for each in again.plan.bills] == [second, third]


def test_in_arrears_a_period_is_billed_on_the_day_after_it(office):
    plan = a_plan(office, a_customer(office), 3_000, start_on=date(2026, 3, 1), timing="arrears")
    assert page(office, plan).row.next_bill_on == date(2026, 4, 1)
    on(office, date(2026, 3, 31))
    assert bill(office, date(2026, 3, 31)).run_id is None
    on(office, date(2026, 4, 1))
    run = bill(office, date(2026, 4, 1))
    assert spans(run) == [(date(2026, 3, 1), date(2026, 3, 31), 3_000)]
    assert run.invoices[0].due_on == date(2026, 4, 1)


def test_a_start_between_two_counts_and_an_end_within_a_period_are_billed_by_days(office):
    """30.00 a month from the 1st; started on 11 April: 20 of 30 days, 20.00. Ends 10 May: 10 of 31 days, 9.68."""
    plan = a_plan(
        office,
        a_customer(office),
        3_000,
        start_on=date(2026, 4, 11),
        anchor_on=date(2026, 4, 1),
        end_on=date(2026, 5, 10),
    )
    on(office, date(2026, 6, 30))
    run = bill(office, date(2026, 6, 30))
    assert spans(run) == [
        (date(2026, 4, 11), date(2026, 4, 30), 2_000),
        (date(2026, 5, 1), date(2026, 5, 10), 968),
    ]
    assert page(office, plan).row.status == "ended"
    assert page(office, plan).row.next_bill_on is None


def test_billing_ahead_is_dated_today_and_due_when_the_period_begins(office):
    a_plan(office, a_customer(office), start_on=date(2026, 3, 31))
    run = bill(office, date(2026, 4, 15))
    assert run.invoices[0].issued_on == TODAY
    assert run.invoices[0].due_on == date(2026, 3, 31)


def test_a_locked_period_is_not_posted_into(office):
    a_plan(office, a_customer(office), start_on=date(2026, 2, 16))
    office.write(lambda writer: writer.connection.execute(update(Company).values(lock_on=date(2026, 2, 28))))
    run = bill(office, TODAY)
    assert [invoice.issued_on for invoice in run.invoices] == [date(2026, 3, 1), TODAY]
    assert run.plan.bills[0].period_start == date(2026, 2, 16)
    sound(office)


def test_terms_tax_and_discount_are_the_plans_own(office):
    """19.99 less 10 % is 17.99; 8.25 % of it is 1.48; due 15 days after the period began."""
    execute(office, "INSERT INTO tax_rate (id, name, rate_ppm, archived) VALUES (1, 'State', 82500, false)")
    a_plan(office, a_customer(office), 1_999, discount_ppm=100_000, tax_rate_id=1, terms="net15")
    run = bill(office, TODAY)
    assert run.plan.bills[0].net_minor == 1_799
    assert run.invoices[0].total_minor == 1_799 + 148
    assert run.invoices[0].due_on == TODAY + timedelta(days=15)
    assert rows(office, "SELECT unit_price_minor, discount_ppm, net_minor, tax_minor FROM invoice_line") == [
        (1_999, 100_000, 1_799, 148)
    ]
    sound(office)


def test_what_is_not_billed_is_listed_with_its_reason(office):
    pending = a_plan(office, a_customer(office), status="pending")
    draft = a_plan(office, a_customer(office), status="draft")
    paused = a_plan(office, a_customer(office), start_on=date(2026, 2, 16))
    office.write(lambda writer: pause_plan(writer, paused, "away", date(2026, 2, 16)))
    gone = a_customer(office)
    archived = a_plan(office, gone)
    office.write(lambda writer: set_archived(writer, gone, archived=True))
    run = bill(office, TODAY)
    assert run.invoices == ()
    assert {skip.plan_id: skip.reason for skip in run.plan.skipped} == {
        pending: "pending",
        paused: "paused",
        archived: "archived",
    }
    office.write(lambda writer: activate_plan(writer, pending, accepted_by="Martha"))
    office.write(lambda writer: activate_plan(writer, draft))
    assert {each.plan_id for each in bill(office, TODAY).plan.bills} == {pending, draft}


def test_credit_is_used_before_money_is_asked_for(office):
    """A payment of 50.00 in advance and a credit memo of 5.00 meet three invoices of 19.00: 2.00 is left to charge."""
    customer = a_customer(office)
    a_plan(office, customer, 1_900, paid_by="card", start_on=date(2026, 1, 16))
    office.write(lambda writer: take_payment(writer, NewPayment(customer, date(2026, 1, 2), "check", 5_000, "77")))
    office.write(lambda writer: issue_credit_memo(writer, NewCreditMemo(customer, date(2026, 1, 5), 500, "late visit")))
    expired = NewCreditMemo(customer, date(2026, 1, 5), 9_900, "coupon", expires_on=date(2026, 2, 1))
    office.write(lambda writer: issue_credit_memo(writer, expired))
    run = bill(office, TODAY)
    assert [(each.credit_minor, each.charge) for each in run.plan.bills] == [
        (1_900, "credit"),
        (1_900, "credit"),
        (1_700, "queued"),
    ]
    assert rows(office, "SELECT amount_minor FROM plan_charge") == [(200,)]
    assert scalar(office, "SELECT credit_minor FROM customer") == 9_900, "an expired memo is left alone"
    assert rows(office, "SELECT charge FROM plan_period ORDER BY id") == [("credit",), ("credit",), ("queued",)]
    sound(office)


def test_a_plan_without_a_price_asks_for_nothing(office):
    a_plan(office, a_customer(office), 0, paid_by="card")
    run = bill(office, TODAY)
    assert [(each.total_minor, each.charge) for each in run.plan.bills] == [(0, "none")]
    assert scalar(office, "SELECT count(*) FROM plan_charge") == 0


class TestMissed:
    """The office was closed for five weeks; a weekly plan of 15.50 from 2 March was last billed on the 9th."""

    @pytest.fixture
    def closed(self, office):
        plan = a_plan(office, a_customer(office), 1_550, "weekly", date(2026, 3, 2))
        on(office, date(2026, 3, 9))
        bill(office, date(2026, 3, 9))
        on(office, date(2026, 4, 14))
        return plan

    @pytest.mark.usefixtures("closed")
    def test_each_by_itself(self, office):
        shown = rehearsal(office, date(2026, 4, 14))
        # The weeks of 16, 23 and 30 March and 6 April were missed; that of 13 April is due now.
        assert [each.period_start.isoformat() for each in shown.missed] == [
            "2026-03-16",
            "2026-03-23",
            "2026-03-30",
            "2026-04-06",
        ]
        run = bill(office, date(2026, 4, 14))
        assert [each.total_minor for each in run.invoices] == [1_550] * 5

    @pytest.mark.usefixtures("closed")
    def test_combined_on_one_invoice(self, office):
        run = bill(office, date(2026, 4, 14), "combine")
        assert spans(run) == [(date(2026, 3, 16), date(2026, 4, 19), 7_750)]
        assert scalar(office, "SELECT count(*) FROM invoice_line WHERE invoice_id = 3") == 5
        assert rows(office, "SELECT state FROM plan_period WHERE invoice_id = 3 ORDER BY id") == [
            *[("combined",)] * 4,
            ("billed",),
        ]
        sound(office)

    def test_passed_over(self, office, closed):
        run = bill(office, date(2026, 4, 14), "skip")
        assert spans(run) == [(date(2026, 4, 13), date(2026, 4, 19), 1_550)]
        assert [(skip.reason, skip.period.start_on) for skip in run.plan.skipped] == [
            ("missed", date(2026, 3, 16) + timedelta(weeks=n)) for n in range(4)
        ]
        assert bill(office, date(2026, 4, 14)).run_id is None, "what was passed over stays passed over"
        assert page(office, closed).row.next_bill_on == date(2026, 4, 20)

    def test_no_other_answer(self, office):
        with pytest.raises(UserError, match="no answer to missed periods"):
            rehearsal(office, date(2026, 4, 14), "forget")


class TestBounds:
    def test_too_many_documents_for_one_customer_need_a_confirmation(self, office):
        a_plan(office, a_customer(office, "Martha Bloom"), 1_550, "weekly", TODAY - timedelta(weeks=30))
        with pytest.raises(NeedsConfirmation, match=r"Martha Bloom .* would get 31 invoices at once"):
            bill(office, TODAY)
        assert scalar(office, "SELECT count(*) FROM invoice") == 0
        assert len(bill(office, TODAY, confirmed=True).invoices) == 31

    def test_an_amount_far_above_the_last_needs_a_confirmation(self, office):
        plan = a_plan(office, a_customer(office), 1_000, "weekly", TODAY - timedelta(weeks=4))
        on(office, TODAY - timedelta(weeks=4))
        bill(office, TODAY - timedelta(weeks=4))
        on(office, TODAY)
        execute(office, f"UPDATE plan SET price_minor = 4000, next_index = 4, next_bill_on = '{TODAY}' WHERE id = {plan}")
        with pytest.raises(NeedsConfirmation, match="400 % of its last one") as refusal:
            bill(office, TODAY)
        assert [stop.kind for stop in refusal.value.stops] == ["amount"]
        office.write(lambda writer: set_billing_rules(writer, BillingRules(most_percent=400)))
        assert len(bill(office, TODAY).invoices) == 1
        assert page(office, plan).row.outstanding_minor == 5_000

    def test_periods_that_are_put_together_are_measured_one_by_one(self, office):
        """Five weeks of 10.00 on one invoice are no amount out of the ordinary; 40.00 a week after them is."""
        plan = a_plan(office, a_customer(office), 1_000, "weekly", TODAY - timedelta(weeks=5))
        on(office, TODAY - timedelta(weeks=5))
        bill(office, TODAY - timedelta(weeks=5))
        on(office, TODAY)
        together = bill(office, TODAY, "combine")
        assert [invoice.total_minor for invoice in together.invoices] == [5_000]
        on(office, TODAY + timedelta(weeks=1))
        assert rehearsal(office, TODAY + timedelta(weeks=1)).changes == (), "10.00 again"
        execute(office, f"UPDATE plan SET price_minor = 4000 WHERE id = {plan}")
        assert [stop.found for stop in rehearsal(office, TODAY + timedelta(weeks=1)).stops] == [4_000]
        office.write(lambda writer: reverse_run(writer, together.run_id, "wrong day"))
        assert scalar(office, "SELECT last_total_minor FROM plan") == 1_000

    def test_impossible_rules_are_refused(self, office):
        for rules in (BillingRules(most_documents=0), BillingRules(retry_days=(0,)), BillingRules(most_percent=50)):
            with pytest.raises(UserError):
                office.write(partial(set_billing_rules, rules=rules))


class TestReview:
    def test_the_difference_to_the_last_run(self, office):
        """Each plan is compared with its own last bill; a yearly one is not missing in the month after."""
        customer = a_customer(office)
        details = {"start_on": date(2026, 2, 10)}
        same = a_plan(office, customer, 1_900, name="Same", **details)
        yearly = a_plan(office, customer, 24_000, "yearly", name="Yearly", **details)
        cancelled = a_plan(office, customer, 1_200, name="Cancelled", **details)
        paused = a_plan(office, customer, 1_300, name="Paused", **details)
        passed = a_plan(office, customer, 1_400, name="Passed", **details)
        changed = a_plan(office, customer, 1_000, name="Changed", **details)
        doubled = a_plan(office, customer, 1_550, "weekly", date(2026, 2, 27), name="Doubled")
        on(office, date(2026, 2, 27))
        bill(office, date(2026, 2, 27))
        office.write(lambda writer: cancel_plan(writer, cancelled, "moved", PERIOD_END))
        office.write(lambda writer: pause_plan(writer, paused, "away"))
        office.write(lambda writer: pass_next(writer, passed, "no visit"))
        execute(office, f"UPDATE plan SET price_minor = 1100 WHERE id = {changed}")
        on(office, TODAY)
        new = a_plan(office, customer, 500, start_on=date(2026, 3, 10), name="New")
        twin = a_plan(office, customer, 1_900, start_on=date(2026, 3, 11), name="Same")
        found = {change.plan_id: change for change in rehearsal(office, TODAY).changes}
        assert {plan_id: (change.kind, change.reason) for plan_id, change in found.items()} == {
            cancelled: ("missing", "cancelled"),
            paused: ("missing", "paused"),
            passed: ("missing", "passed"),
            changed: ("changed", ""),
            doubled: ("doubled", "periods"),
            new: ("new", ""),
            twin: ("doubled", "twin"),
        }
        assert {same, yearly}.isdisjoint(found)
        assert (found[changed].before_minor, found[changed].after_minor) == (1_000, 1_100)
        assert (found[cancelled].before_minor, found[cancelled].after_minor) == (1_200, None)

    def test_daily_runs_differ_by_what_happened_and_not_by_the_day(self, office):
        """Four plans of four days of the month, billed day by day: the one that was cancelled is missing on its day only."""
        customer = a_customer(office)
        plans = [a_plan(office, customer, start_on=date(2026, 2, day), name=f"Plan {day}") for day in (10, 11, 12, 13)]
        for day in (10, 11, 12, 13):
            on(office, date(2026, 2, day))
            bill(office, date(2026, 2, day))
        office.write(lambda writer: cancel_plan(writer, plans[1], "moved", PERIOD_END))
        said = {}
        for day in range(8, 15):
            on(office, date(2026, 3, day))
            changes = rehearsal(office, date(2026, 3, day)).changes
            said[day] = [(change.kind, change.plan_id) for change in changes]
            bill(office, date(2026, 3, day))
        # The day after it is not told again, because a run was posted on the 12th.
        assert said == {8: [], 9: [], 10: [], 11: [("missing", plans[1])], 12: [("missing", plans[1])], 13: [], 14: []}

    def test_a_run_taken_back_is_not_what_the_next_is_compared_with(self, office):
        plan = a_plan(office, a_customer(office), 1_000, start_on=date(2026, 2, 16))
        on(office, date(2026, 2, 16))
        bill(office, date(2026, 2, 16))
        execute(office, f"UPDATE plan SET price_minor = 1100 WHERE id = {plan}")
        on(office, TODAY)
        second = bill(office, TODAY)
        office.write(lambda writer: reverse_run(writer, second.run_id, "wrong price"))
        execute(office, f"UPDATE plan_price SET price_minor = 1000 WHERE plan_id = {plan}")
        assert rehearsal(office, TODAY).changes == ()

    def test_every_kind_of_difference_has_words(self, office):
        amounts = amount_format("en_US", "USD")
        customer = a_customer(office, "Martha Bloom")
        plan = a_plan(office, customer, 1_000)
        bill(office, TODAY)
        office.write(lambda writer: cancel_plan(writer, plan, "moved", PERIOD_END))
        a_plan(office, customer, 1_900, "weekly", name="Wash")
        on(office, date(2026, 4, 16))
        said = [change_words(change, amounts) for change in rehearsal(office, date(2026, 4, 16)).changes]
        assert said == [
            "More than once: PL-0002 Martha Bloom, $95.00: Several of its periods are due at once.",
            "Missing: PL-0001 Martha Bloom, $10.00 last time: The plan was cancelled.",
        ]

    def test_cards_that_expire_and_months_too_short(self, office):
        plan = a_plan(office, a_customer(office), paid_by="card", start_on=date(2026, 1, 31))
        on(office, date(2026, 1, 31))
        bill(office, date(2026, 1, 31))
        on(office, date(2026, 2, 28))
        assert [each.plan_id for each in rehearsal(office, date(2026, 2, 28)).without_method] == [plan]
        card = SavedMethod("pm_1", "Visa 4242", date(2026, 3, 30))
        office.write(lambda writer: update_method(writer, plan, card))
        shown = rehearsal(office, date(2026, 2, 28))
        assert [each.plan_id for each in shown.expiring] == [plan], "it runs out the day before the next bill"
        assert [each.plan_id for each in shown.short_months] == [plan]
        assert shown.without_method == ()


    def test_the_card_on_the_customers_account_counts_where_the_plan_names_none(self, office):
        """The card in use ends with March; the one that was removed, another customer's bank account and a guess do not."""
        own, two, none = (a_customer(office, name) for name in ("Own card", "Two cards", "No card"))
        mine = a_plan(office, own, paid_by="card")
        unsure = a_plan(office, two, paid_by="card")
        nothing = a_plan(office, none, paid_by="bank")
        named = a_plan(office, none, paid_by="card", method_ref="pm_gone", method_label="Visa 1111")
        save_card(office, own, "pm_1", date(2026, 3, 31), default=True)
        save_card(office, two, "pm_2", date(2026, 3, 31))
        save_card(office, two, "pm_3", date(2030, 3, 31))
        save_card(office, none, "pm_gone", date(2030, 3, 31), removed=True)
        shown = rehearsal(office, TODAY)
        assert [each.plan_id for each in shown.expiring] == [mine]
        assert shown.expires == {mine: date(2026, 3, 31)}
        assert [each.plan_id for each in shown.without_method] == [unsure, nothing, named]


def save_card(office, customer_id, remote_id, expires_on, *, default=False, removed=False):
    """Put a card on a customer's file, as the processor would."""
    values = {
        "id": 1 + scalar(office, "SELECT count(*) FROM saved_method"),
        "customer_id": customer_id,
        "remote_id": remote_id,
        "kind": "card",
        "brand": "visa",
        "last4": "4242",
        "expires_on": expires_on,
        "is_default": default,
        "removed_at": datetime(2026, 1, 1, tzinfo=UTC) if removed else None,
    }
    office.write(lambda writer: writer.connection.execute(insert(SavedCard).values(**values)))


class Watcher:
    """Watches a run and stops it at one of its steps."""

    def __init__(self, stop_at: int = 0) -> None:
        self.steps: list[tuple[int, int]] = []
        self.cancelled = False
        self._stop_at = stop_at

    def step(self, done: int, total: int, _text: str = "") -> None:
        self.steps.append((done, total))
        self.cancelled = len(self.steps) == self._stop_at


class TestProgress:
    @pytest.fixture
    def nine_plans(self, office, monkeypatch):
        monkeypatch.setattr("app.services.billing.posting._PORTION", 4)
        for n in range(9):
            a_plan(office, a_customer(office, f"Customer {n}"))

    @pytest.mark.usefixtures("nine_plans")
    def test_it_tells_how_far_it_is_and_the_run_is_one_all_the_same(self, office):
        watcher = Watcher()
        run = office.write(partial(post_run, request=RunRequest(TODAY), progress=watcher))
        assert watcher.steps == [(0, 0), (0, 9), (4, 9), (8, 9), (9, 9)]
        assert [invoice.id for invoice in run.invoices] == list(range(1, 10))
        assert scalar(office, "SELECT invoices FROM billing_run") == 9
        sound(office)

    @pytest.mark.usefixtures("nine_plans")
    @pytest.mark.parametrize("stop_at", [1, 2, 3, 4, 5])
    def test_stopped_anywhere_nothing_is_posted(self, office, stop_at):
        before = counts(office)
        with pytest.raises(Stopped, match="Nothing was posted"):
            office.write(partial(post_run, request=RunRequest(TODAY), progress=Watcher(stop_at)))
        assert counts(office) == before
        assert len(bill(office, TODAY).invoices) == 9

    @pytest.mark.usefixtures("nine_plans")
    def test_taking_a_run_back_can_be_stopped_too(self, office):
        run = bill(office, TODAY)
        with pytest.raises(UserError, match="stands as it was"):
            office.write(partial(reverse_run, run_id=run.run_id, reason="wrong day", progress=Watcher(1)))
        assert scalar(office, "SELECT count(*) FROM invoice WHERE state = 'void'") == 0


class TestRecurring:
    def test_an_invoice_repeated_on_a_schedule_goes_through_the_same_run(self, office):
        lines = (NewLine("Mowing", 4_500, 2_000_000), NewLine("Hauling", 2_000, tax_ppm=82_500))
        new = NewPlan(
            a_customer(office), date(2026, 1, 31), "monthly", lines=lines, paid_by="check", status="active", message="Thank you"
        )
        plan = office.write(lambda writer: enter_plan(writer, new))
        on(office, date(2026, 2, 28))
        run = bill(office, date(2026, 2, 28))
        # 2 × 45.00 + 20.00 + 8.25 % of 20.00
        assert [invoice.total_minor for invoice in run.invoices] == [11_165, 11_165]
        assert [invoice.due_on.isoformat() for invoice in run.invoices] == ["2026-01-31", "2026-02-28"]
        assert scalar(office, "SELECT count(*) FROM invoice_line") == 4
        assert scalar(office, "SELECT kind FROM plan") == "recurring"
        assert page(office, plan).row.next_bill_on == date(2026, 3, 31)
        sound(office)

    def test_it_ends_with_whole_invoices(self, office):
        new = NewPlan(
            a_customer(office),
            date(2026, 3, 1),
            "monthly",
            lines=(NewLine("Rent", 90_000),),
            paid_by="check",
            status="active",
            end_on=date(2026, 4, 10),
        )
        office.write(lambda writer: enter_plan(writer, new))
        on(office, date(2026, 6, 1))
        assert [invoice.total_minor for invoice in bill(office, date(2026, 6, 1)).invoices] == [90_000, 90_000]


def test_a_run_repeated_after_restoring_a_backup_bills_what_the_backup_lacks(book_file, tmp_path):
    """A copy from before the run: the run is made again, and the books are the same as they were."""
    office = open_for_test(book_file)
    for n in range(3):
        a_plan(office, a_customer(office, f"Customer {n}"), 1_000 + n)
    on(office, TODAY)
    copy = tmp_path / "backup.counterfoil"
    backup_book(office, copy)
    bill(office, TODAY)
    wanted = rows(office, "SELECT number, total_minor, issued_on, due_on FROM invoice ORDER BY id")
    office.close()
    restored = open_for_test(copy)
    bill(restored, TODAY)
    assert rows(restored, "SELECT number, total_minor, issued_on, due_on FROM invoice ORDER BY id") == wanted
    assert bill(restored, TODAY).run_id is None
    sound(restored)
    restored.close()


def test_only_the_plans_that_were_chosen(office):
    customer = a_customer(office)
    first, second = a_plan(office, customer), a_plan(office, customer)
    request = RunRequest(TODAY, plan_ids=frozenset({second}))
    assert [each.plan_id for each in office.read(lambda reader: rehearse(reader, request)).plan.bills] == [second]
    office.write(partial(post_run, request=request))
    assert [each.plan_id for each in rehearsal(office, TODAY).plan.bills] == [first]


def test_plans_move_on_by_the_anchor_alone(office):
    """Billed late every time, the next date is still counted from the first."""
    plan = a_plan(office, a_customer(office), start_on=date(2026, 1, 31))
    for day in (date(2026, 2, 14), date(2026, 3, 9), date(2026, 4, 2), date(2026, 5, 20)):
        on(office, day)
        bill(office, day)
    assert page(office, plan).row.next_bill_on == date(2026, 5, 31)
    with office.book.read() as connection:
        assert connection.execute(Plan.__table__.select()).one().next_index == 4


def test_nobody_is_charged_before_the_day_the_bill_falls_due(office):
    """A run on 16 March through 1 April bills April ahead: the card is charged on 1 April and not a day before."""
    plan = a_plan(office, a_customer(office), 3_100, start_on=date(2026, 3, 1), paid_by="card")
    bill(office, date(2026, 4, 1))
    assert [each.amount_minor for each in office.read(charges_to_send)] == [3_100], "March is due"
    waiting = [(each.due_on, each.status, each.try_on) for each in page(office, plan).payments if each.status == "queued"]
    assert waiting == [(date(2026, 4, 1), "queued", date(2026, 4, 1)), (date(2026, 3, 1), "queued", None)]
    on(office, date(2026, 3, 31))
    assert len(office.read(charges_to_send)) == 1
    on(office, date(2026, 4, 1))
    april = office.read(charges_to_send)[1]
    # Whoever asks how long the consent has been waiting counts from that day, not from the run.
    assert (april.amount_minor, april.queued_on) == (3_100, date(2026, 4, 1))
    sound(office)


def test_with_terms_a_card_is_charged_when_they_are_over(office):
    a_plan(office, a_customer(office), 3_100, start_on=date(2026, 3, 1), paid_by="card", terms="net30")
    run = bill(office, TODAY)
    assert office.read(charges_to_send) == []
    on(office, run.invoices[0].due_on)
    assert len(office.read(charges_to_send)) == 1
