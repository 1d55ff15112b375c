"""Whatever is done to plans in whatever order: the journal balances, no day is billed twice, and their documents add up."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.domain.errors import UserError
from app.domain.plan_cost import cost_of
from app.services.billing.charges import charge_paid, charge_sent, charges_to_send
from app.services.billing.daily import look_after
from app.services.billing.dunning import charge_failed, climb_ladder
from app.services.billing.planning import RunRequest
from app.services.billing.posting import post_run
from app.services.billing.reversing import reverse_run
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.invoicing.figures import NewLine
from app.services.office import Reader, Writer
from app.services.plans.cancelling import NOW, PERIOD_END, cancel_plan, keep_plan
from app.services.plans.changing import PlanChange, change_plan, change_with_way_back
from app.services.plans.entering import NewPlan, enter_plan
from app.services.plans.pausing import pause_plan, resume_plan
from app.services.plans.paying import (
    outstanding,
    pass_next,
    pay_plan,
    refund_plan,
    refundable_payments,
    waive_invoice,
)
from app.services.plans.prices import PriceRule, apply_price_change, preview_price_change, reverse_price_change
from app.services.plans.reading import read_plan
from app.services.plans.recurring import change_lines
from app.services.plans.settling import billed_periods
from app.services.plans.undoing import undo, with_way_back
from app.services.queries.plan_money import plan_debts
from app.services.queries.plan_page import plan_page
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, desk_clock, execute, open_for_test
from tests.support.plans import figures

days_back = st.integers(0, 40)
which = st.integers(0, 1_000)
frequencies = st.sampled_from(["weekly", "biweekly", "monthly", "quarterly", "months:2"])

# A standing period that was billed, whose invoice stands.
TWICE = (
    "SELECT plan_id, segment, period_index FROM plan_period WHERE state <> 'reversed' "
    "GROUP BY plan_id, segment, period_index HAVING count(*) > 1"
)
# The days billed of one plan never overlap, whatever segments they are of.
OVERLAP = (
    "SELECT a.id FROM plan_period a JOIN plan_period b ON a.plan_id = b.plan_id AND a.id < b.id "
    "AND a.segment = b.segment AND a.first_on <= b.last_on AND b.first_on <= a.last_on "
    "WHERE a.state IN ('billed', 'combined', 'waived') AND b.state IN ('billed', 'combined', 'waived')"
)
# What an invoice asked for is what met it and what is open.
UNEXPLAINED = (
    "SELECT invoice.number FROM invoice LEFT JOIN allocation ON allocation.invoice_id = invoice.id "
    "GROUP BY invoice.id, invoice.number, invoice.total_minor, invoice.open_minor "
    "HAVING invoice.total_minor <> invoice.open_minor + COALESCE(SUM(allocation.amount_minor), 0)"
)
# A charge asks for no more than is open, and one per invoice.
OVERCHARGED = (
    "SELECT c.id FROM plan_charge c JOIN invoice i ON i.id = c.invoice_id "
    "WHERE c.state IN ('sent', 'processing') AND i.open_minor = 0"
)


# The invoices of a plan that stand: for its periods, and for what a change made dearer.
INVOICED = (
    "SELECT i.id, i.total_minor FROM invoice i WHERE i.state <> 'void' AND i.id IN ("
    "SELECT invoice_id FROM plan_period WHERE plan_id = {plan} AND state <> 'reversed' AND invoice_id IS NOT NULL "
    "UNION SELECT invoice_id FROM plan_adjustment WHERE plan_id = {plan} AND invoice_id IS NOT NULL)"
)


class AnyLifeOfPlans(RuleBasedStateMachine):
    """An office that sells plans, day after day; whatever it is refused must have changed nothing."""

    template: Path

    @initialize(
        frequency=frequencies,
        timing=st.sampled_from(["advance", "arrears"]),
        start=st.integers(-45, 10),
        price=st.integers(1, 20_000),
        discount=st.sampled_from([0, 100_000, 333_333]),
        tax=st.booleans(),
        paid_by=st.sampled_from(["card", "cash"]),
    )
    def found(
        self, frequency: str, timing: str, start: int, price: int, discount: int, tax: bool, paid_by: str
    ) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.office = open_for_test(shutil.copy(self.template, self.folder / "plans.counterfoil"))
        self.today = TODAY
        customer = a_customer(self.office)
        execute(self.office, "INSERT INTO tax_rate (id, name, rate_ppm, archived) VALUES (1, 'State', 82500, 0)")
        new = NewPlan(
            customer,
            TODAY + timedelta(days=start),
            frequency,
            "Filter change",
            price_minor=price,
            discount_ppm=discount,
            tax_rate_id=1 if tax else None,
            timing=timing,
            paid_by=paid_by,
            visits_per_year=4,
            status="active",
        )
        other = NewPlan(customer, TODAY, "monthly", "Furnace", price_minor=2_500, paid_by="check", status="active")
        lines = (NewLine("Mowing", 4_500, 2_000_000), NewLine("Hauling", price, tax_ppm=82_500, tax_rate_id=1))
        repeated = NewPlan(
            customer, TODAY + timedelta(days=start), frequency, paid_by=paid_by, status="active", lines=lines
        )
        for each in (new, other, repeated):
            self.office.write(partial(enter_plan, new=each))

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.close()
            shutil.rmtree(self.folder)

    def attempt(self, job: Callable[[Writer], object]) -> None:
        try:
            self.office.write(job)
        except UserError:
            return

    def pick(self, query: str, place: int) -> int:
        with self.office.book.read() as connection:
            found = [row[0] for row in connection.exec_driver_sql(query)]
        return found[place % len(found)] if found else 999_999

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.office.clock = desk_clock(self.today)

    @rule(ahead=st.integers(-10, 20), missed=st.sampled_from(["each", "combine", "skip"]))
    def bill(self, ahead: int, missed: str) -> None:
        request = RunRequest(self.today + timedelta(days=ahead), missed)
        self.attempt(lambda writer: post_run(writer, request, confirmed=True))

    @rule(place=which)
    def take_run_back(self, place: int) -> None:
        run_id = self.pick("SELECT id FROM billing_run WHERE state = 'posted' ORDER BY id", place)
        self.attempt(lambda writer: reverse_run(writer, run_id, "wrong day"))

    @rule(back=days_back)
    def pause(self, back: int) -> None:
        self.attempt(lambda writer: pause_plan(writer, 1, "away", self.today - timedelta(days=back)))

    @rule(back=days_back)
    def resume(self, back: int) -> None:
        self.attempt(lambda writer: resume_plan(writer, 1, self.today - timedelta(days=back)))

    @rule(price=st.integers(0, 30_000), back=days_back)
    def change_price(self, price: int, back: int) -> None:
        change = PlanChange(price_minor=price, on=self.today - timedelta(days=back))
        self.attempt(lambda writer: change_plan(writer, 1, change))

    @rule(frequency=frequencies, price=st.integers(1, 30_000), back=days_back)
    def change_frequency(self, frequency: str, price: int, back: int) -> None:
        change = PlanChange(frequency=frequency, price_minor=price, on=self.today - timedelta(days=back))
        self.attempt(lambda writer: change_plan(writer, 1, change))

    @rule(
        frequency=frequencies, price=st.integers(1, 30_000), back=days_back, kind=st.sampled_from(["pause", "resume", "change"])
    )
    def do_something_and_take_it_back(self, frequency: str, price: int, back: int, kind: str) -> None:
        on = self.today - timedelta(days=back)
        change = PlanChange(frequency=frequency, price_minor=price, on=on)
        before = self._standing()

        def there_and_back(writer: Writer) -> None:
            if kind == "pause":
                _done, way = with_way_back(writer, pause_plan, 1, "away", on)
            elif kind == "resume":
                _done, way = with_way_back(writer, resume_plan, 1, on)
            else:
                _done, way = change_with_way_back(writer, 1, change)
            undo(writer, way)

        self.attempt(there_and_back)
        assert self._standing() == before

    def _standing(self) -> list[list[tuple[Any, ...]]]:
        plans, *rest = figures(self.office)
        # Whether a plan is looked at more closely than it need be is nobody's business.
        return [[row[:-1] for row in plans], *rest]

    @rule(price=st.integers(0, 30_000), count=st.integers(1, 3))
    def write_lines_anew(self, price: int, count: int) -> None:
        lines = [NewLine(f"Line {n}", price + n) for n in range(count)]
        self.attempt(lambda writer: change_lines(writer, 3, lines, "Yard", ""))

    @rule(back=days_back)
    def pause_what_is_repeated(self, back: int) -> None:
        self.attempt(lambda writer: pause_plan(writer, 3, "away", self.today - timedelta(days=back)))

    @rule(back=days_back)
    def go_on_with_what_is_repeated(self, back: int) -> None:
        self.attempt(lambda writer: resume_plan(writer, 3, self.today - timedelta(days=back)))

    @rule(percent=st.integers(-100_000, 200_000), ahead=st.integers(-20, 60))
    def raise_prices(self, percent: int, ahead: int) -> None:
        def job(writer: Writer) -> None:
            shown = preview_price_change(
                writer, PriceRule("percent", percent), self.today + timedelta(days=ahead), [1, 2]
            )
            apply_price_change(writer, shown)

        self.attempt(job)

    @rule(place=which)
    def take_rise_back(self, place: int) -> None:
        change = self.pick("SELECT id FROM price_change ORDER BY id", place)
        self.attempt(lambda writer: reverse_price_change(writer, change))

    @rule(when=st.sampled_from([NOW, PERIOD_END]))
    def cancel(self, when: str) -> None:
        self.attempt(lambda writer: cancel_plan(writer, 1, "moved away", when))

    @rule()
    def keep(self) -> None:
        self.attempt(lambda writer: keep_plan(writer, 1))

    @rule(amount=st.one_of(st.none(), st.integers(1, 5_000)), method=st.sampled_from(["cash", "check"]))
    def pay(self, amount: int | None, method: str) -> None:
        self.attempt(lambda writer: pay_plan(writer, 1, method, amount_minor=amount))

    @rule(amount=st.integers(1, 9_000))
    def pay_ahead(self, amount: int) -> None:
        self.attempt(lambda writer: take_payment(writer, NewPayment(1, self.today, "cash", amount)))

    @rule(place=which)
    def waive(self, place: int) -> None:
        invoice = self.pick("SELECT id FROM invoice WHERE open_minor > 0 ORDER BY id", place)
        self.attempt(lambda writer: waive_invoice(writer, 1, invoice, "courtesy"))

    @rule()
    def skip(self) -> None:
        self.attempt(lambda writer: pass_next(writer, 1, "no visit"))

    @rule(amount=st.integers(1, 6_000), cancel=st.booleans(), waive=st.booleans())
    def give_back(self, amount: int, cancel: bool, waive: bool) -> None:
        def job(writer: Writer) -> None:
            found = refundable_payments(writer, 1)
            if found:
                refund_plan(writer, 1, found[0].id, amount, "sorry", cancel=cancel, waive=waive)

        self.attempt(job)

    @rule(code=st.sampled_from(["insufficient_funds", "stolen_card", ""]))
    def charge(self, code: str) -> None:
        def job(writer: Writer) -> None:
            for waiting in charges_to_send(writer, 1):
                charge_sent(writer, waiting.id)
                if code:
                    charge_failed(writer, waiting.id, code)
                    continue
                apply = {waiting.invoice_id: waiting.amount_minor}
                take_payment(writer, NewPayment(1, self.today, "card", waiting.amount_minor, apply=apply))
                charge_paid(writer, waiting.id)

        self.attempt(job)

    @rule()
    def dun(self) -> None:
        self.attempt(climb_ladder)

    @rule()
    def a_day_begins(self) -> None:
        self.attempt(look_after)

    @invariant()
    def nothing_is_billed_twice_and_every_cent_is_explained(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.office.book.read() as connection:
            for query in (TWICE, OVERLAP, UNEXPLAINED, OVERCHARGED):
                assert connection.exec_driver_sql(query).all() == [], query
        self.office.read(self._documents_add_up_to_the_rule)
        self.office.read(self._figures_agree)

    def _documents_add_up_to_the_rule(self, reader: Reader) -> None:
        for plan_id in (1, 2):
            plan = read_plan(reader, plan_id)
            for each in billed_periods(reader, [plan.id], date.min).get(plan.id, ()):
                span = each.span
                if span.end_on < plan.anchor_on and plan.segment > 1:
                    continue
                owed = 0
                if plan.end_on is None or plan.end_on >= span.start_on:
                    owed = cost_of(
                        span, plan.steps, plan.pauses, first_on=plan.start_on, last_on=plan.end_on
                    ).net_minor
                if plan.status == "cancelled" and plan.end_on is None:
                    owed = 0
                # What was let off counts first against what is not used.
                assert owed <= each.billed_minor <= owed + each.waived_minor

    def _figures_agree(self, reader: Reader) -> None:
        debts = {debt.plan_id: debt for debt in plan_debts(reader, 1).plans}
        for plan_id in (1, 2, 3):
            page = plan_page(reader, plan_id)
            items = outstanding(reader, plan_id)
            shown = {row.invoice_id: row.amount_minor for row in page.payments if row.invoice_id is not None}
            invoiced = reader.connection.exec_driver_sql(INVOICED.format(plan=plan_id)).all()
            assert shown == {row[0]: row[1] for row in invoiced}
            assert page.row.outstanding_minor == sum(item.open_minor for item in items)
            assert sum(row.open_minor for row in page.payments) == page.row.outstanding_minor
            late = sum(item.open_minor for item in items if item.kind in {"overdue", "failed"})
            assert (debts[plan_id].total_minor if plan_id in debts else 0) == late
            assert page.row.overdue_minor + page.row.failed_minor == late

    @invariant()
    def the_book_is_sound(self) -> None:
        if hasattr(self, "office"):
            assert [result.detail for result in verify_book(self.office) if not result.passed] == []


def test_any_life_of_plans(empty_book_file: Path) -> None:
    AnyLifeOfPlans.template = empty_book_file
    run_state_machine_as_test(
        AnyLifeOfPlans, settings=settings(max_examples=25, stateful_step_count=20, deadline=None)
    )
