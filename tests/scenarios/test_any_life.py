"""Whatever an office does in whatever order, nothing is lost: every total follows from the journal, on every day."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.domain.errors import UserError
from app.models.payments import METHODS
from app.services.collecting.applying import apply_source, open_sources, take_back_allocations
from app.services.collecting.depositing import make_deposit, reverse_deposit
from app.services.collecting.giving_back import refund_payment, return_payment, void_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo, void_credit_memo
from app.services.invoicing.drafts import discard_draft, issue_draft, save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.services.office import Writer
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, open_for_test

DAYS = [TODAY + timedelta(days=n) for n in range(-20, 21, 4)]
CUSTOMERS = (1, 2)
days = st.sampled_from(DAYS)
customers = st.sampled_from(CUSTOMERS)
amounts = st.integers(1, 30_000)
# Which of the documents there are; taken modulo their number.
which = st.integers(0, 1_000)

OPEN_ON_A_DAY = (
    "SELECT invoice.number FROM invoice LEFT JOIN allocation ON allocation.invoice_id = invoice.id "
    "AND allocation.applied_on <= '{day}' WHERE invoice.state <> 'draft' AND invoice.issued_on <= '{day}' "
    "GROUP BY invoice.id, invoice.number, invoice.total_minor "
    "HAVING invoice.total_minor - COALESCE(SUM(allocation.amount_minor), 0) NOT BETWEEN 0 AND invoice.total_minor"
)
OWED_BY_DOCUMENTS = (
    "SELECT COALESCE((SELECT SUM(total_minor) FROM invoice WHERE state <> 'draft' AND issued_on <= '{day}'), 0) "
    "- COALESCE((SELECT SUM(allocation.amount_minor) FROM allocation WHERE applied_on <= '{day}'), 0)"
)
OWED_BY_JOURNAL = "SELECT COALESCE(SUM(amount_minor), 0) FROM posting WHERE account_id = 1100 AND posted_on <= '{day}'"
CREDIT_ON_A_DAY = (
    "SELECT customer_id FROM posting WHERE account_id = 2100 AND posted_on <= '{day}' "
    "GROUP BY customer_id HAVING SUM(amount_minor) > 0"
)


class AnyLife(RuleBasedStateMachine):
    """An office at work; whatever it is refused must have changed nothing."""

    template: Path

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.office = open_for_test(shutil.copy(self.template, self.folder / "life.counterfoil"))
        for name in ("Ana Ruiz", "Ben Stone"):
            a_customer(self.office, name)

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
        """The id of one of the rows that ``query`` finds; one that does not exist where there are none."""
        with self.office.book.read() as connection:
            found = [row[0] for row in connection.exec_driver_sql(query)]
        return found[place % len(found)] if found else 999_999

    @rule(customer=customers, net=st.integers(0, 20_000), tax=st.sampled_from([0, 82_500]), on=days)
    def issue(self, customer: int, net: int, tax: int, on: date) -> None:
        self.attempt(lambda writer: issue_invoice(writer, NewInvoice(customer, on, (NewLine("Work", net, tax_ppm=tax),))))

    @rule(customer=customers, net=amounts, on=days, fate=st.sampled_from(["keep", "issue", "discard"]))
    def draft(self, customer: int, net: int, on: date, fate: str) -> None:
        def job(writer: Writer) -> None:
            draft = save_draft(writer, NewInvoice(customer, on, (NewLine("Work", net),)))
            if fate == "issue":
                issue_draft(writer, draft)
            elif fate == "discard":
                discard_draft(writer, draft)

        self.attempt(job)

    @rule(customer=customers, amount=amounts, on=days, method=st.sampled_from(METHODS), apply=st.sampled_from([None, {}]))
    def pay(self, customer: int, amount: int, on: date, method: str, apply: dict[int, int] | None) -> None:
        self.attempt(lambda writer: take_payment(writer, NewPayment(customer, on, method, amount, apply=apply)))

    @rule(customer=customers, amount=amounts, on=days, place=which, part=amounts)
    def pay_by_hand(self, customer: int, amount: int, on: date, place: int, part: int) -> None:
        invoice = self.pick("SELECT id FROM invoice WHERE open_minor > 0 ORDER BY id", place)
        new = NewPayment(customer, on, "check", amount, apply={invoice: min(part, amount)})
        self.attempt(lambda writer: take_payment(writer, new))

    @rule(customer=customers, net=amounts, tax=st.integers(0, 500), on=days)
    def give_credit(self, customer: int, net: int, tax: int, on: date) -> None:
        self.attempt(lambda writer: issue_credit_memo(writer, NewCreditMemo(customer, on, net, "late", tax)))

    @rule(customer=customers, on=days)
    def use_credit(self, customer: int, on: date) -> None:
        def job(writer: Writer) -> None:
            for source in open_sources(writer, customer):
                apply_source(writer, source, None, on)

        self.attempt(job)

    @rule(place=which, on=days)
    def take_back(self, place: int, on: date) -> None:
        allocation = self.pick("SELECT id FROM allocation ORDER BY id", place)
        self.attempt(lambda writer: take_back_allocations(writer, [allocation], on, "wrong"))

    @rule(place=which, amount=amounts, on=days)
    def refund(self, place: int, amount: int, on: date) -> None:
        payment = self.pick("SELECT id FROM payment ORDER BY id", place)
        self.attempt(lambda writer: refund_payment(writer, payment, amount, "too much", on=on))

    @rule(place=which, on=days, kind=st.sampled_from([return_payment, void_payment]))
    def give_back(self, place: int, on: date, kind: Callable[..., object]) -> None:
        payment = self.pick("SELECT id FROM payment ORDER BY id", place)
        self.attempt(lambda writer: kind(writer, payment, "no funds", on))

    @rule(place=which, on=days, kind=st.sampled_from([void_invoice, write_off, recover_write_off]))
    def give_up(self, place: int, on: date, kind: Callable[..., object]) -> None:
        invoice = self.pick("SELECT id FROM invoice ORDER BY id", place)
        self.attempt(lambda writer: kind(writer, invoice, "moved away", on))

    @rule(place=which, on=days)
    def void_credit(self, place: int, on: date) -> None:
        memo = self.pick("SELECT id FROM credit_memo ORDER BY id", place)
        self.attempt(lambda writer: void_credit_memo(writer, memo, "not ours", on))

    @rule(on=days)
    def deposit(self, on: date) -> None:
        self.attempt(lambda writer: make_deposit(writer, on))

    @rule(place=which, on=days)
    def take_deposit_back(self, place: int, on: date) -> None:
        deposit = self.pick("SELECT id FROM deposit ORDER BY id", place)
        self.attempt(lambda writer: reverse_deposit(writer, deposit, "wrong day", on))

    @invariant()
    def everything_follows_from_the_journal(self) -> None:
        if hasattr(self, "office"):
            assert [(r.name, r.detail) for r in verify_book(self.office) if not r.passed] == []

    @invariant()
    def every_day_adds_up(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.office.book.read() as connection:

            def found(query: str, day: date) -> list[object]:
                return [row[0] for row in connection.exec_driver_sql(query.format(day=day))]

            for day in DAYS:
                assert found(OPEN_ON_A_DAY, day) == [], day
                assert found(OWED_BY_DOCUMENTS, day) == found(OWED_BY_JOURNAL, day), day
                assert found(CREDIT_ON_A_DAY, day) == [], day


def test_any_life(empty_book_file: Path) -> None:
    machine = type("Life", (AnyLife,), {"template": empty_book_file})
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))
