"""Random histories of customers' accounts, and what they come to when every row is added up naively. No tests.

The naive side reads whole tables and thinks in invoices and days; it shares no statement with the program.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.domain.aging import AgingTotals, bucket_of
from app.domain.errors import UserError
from app.services.collecting.applying import apply_source, live_allocations, open_sources, take_back_allocations
from app.services.collecting.giving_back import refund_payment, return_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo, void_credit_memo
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.services.office import Office, Writer
from tests.support.books import TODAY

REACH = 120


@dataclass
class History:
    """Customers with what was done to them, so that later steps can go on from earlier ones."""

    office: Office
    seed: int
    customers: list[int] = field(default_factory=list)
    invoices: list[int] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    memos: list[int] = field(default_factory=list)

    def live(self, steps: int, *, latest: date = TODAY) -> None:
        """Do ``steps`` random things until ``latest``; what the book refuses is left out, as an office would."""
        self.office.write(lambda writer: self._live(writer, steps, latest))

    def _live(self, writer: Writer, steps: int, latest: date) -> None:
        chance = random.Random(self.seed)
        self.customers = enter_customers(writer, [NewCustomer(f"Customer {self.seed} {n}") for n in range(2)])
        doings: list[Callable[[Writer, random.Random, date], None]] = [
            *(self._invoice,) * 3,
            *(self._payment,) * 2,
            self._credit,
            self._use_credit,
            self._void,
            self._write_off,
            self._recover,
            self._take_back,
            self._give_back,
            self._void_credit,
        ]
        for _step in range(steps):
            on = latest - timedelta(days=chance.randrange(REACH))
            # One transaction for all of it spares the disk; a savepoint keeps what is refused out of it.
            with suppress(UserError), writer.connection.begin_nested():
                chance.choice(doings)(writer, chance, on)

    def _invoice(self, writer: Writer, chance: random.Random, on: date) -> None:
        line = NewLine("Work", chance.randrange(1, 90_000), tax_ppm=chance.choice((0, 82_500)))
        due_on = on + timedelta(days=chance.choice((0, 15, 30, 60)))
        new = NewInvoice(chance.choice(self.customers), on, (line,), due_on=due_on)
        self.invoices.append(issue_invoice(writer, new).id)

    def _payment(self, writer: Writer, chance: random.Random, on: date) -> None:
        apply = chance.choice((None, {}))
        new = NewPayment(chance.choice(self.customers), on, "check", chance.randrange(1, 120_000), apply=apply)
        self.payments.append(take_payment(writer, new).id)

    def _credit(self, writer: Writer, chance: random.Random, on: date) -> None:
        net, tax, apply = chance.randrange(1, 20_000), chance.randrange(2_000), chance.choice((None, {}))
        new = NewCreditMemo(chance.choice(self.customers), on, net, "missed visit", tax, apply=apply)
        self.memos.append(issue_credit_memo(writer, new).id)

    def _use_credit(self, writer: Writer, chance: random.Random, on: date) -> None:
        for source in open_sources(writer, chance.choice(self.customers)):
            apply_source(writer, source, None, on)

    def _void(self, writer: Writer, chance: random.Random, on: date) -> None:
        if self.invoices:
            void_invoice(writer, chance.choice(self.invoices), "wrong", on)

    def _write_off(self, writer: Writer, chance: random.Random, on: date) -> None:
        if self.invoices:
            write_off(writer, chance.choice(self.invoices), "gone", on)

    def _recover(self, writer: Writer, chance: random.Random, on: date) -> None:
        if self.invoices:
            recover_write_off(writer, chance.choice(self.invoices), "back", on)

    def _take_back(self, writer: Writer, chance: random.Random, on: date) -> None:
        if self.payments:
            live = live_allocations(writer, payment_id=chance.choice(self.payments))
            take_back_allocations(writer, [id_ for id_, _amount in live[:1]], on, "wrong invoice")

    def _give_back(self, writer: Writer, chance: random.Random, on: date) -> None:
        if not self.payments:
            return
        payment = chance.choice(self.payments)
        if chance.random() < 0.5:
            return_payment(writer, payment, "no funds", on)
        else:
            refund_payment(writer, payment, chance.randrange(1, 30_000), "asked", on=on)

    def _void_credit(self, writer: Writer, chance: random.Random, on: date) -> None:
        if self.memos:
            void_credit_memo(writer, chance.choice(self.memos), "wrong", on)


@dataclass(frozen=True)
class Naive:
    """How one customer stood at the end of a day, added up row by row."""

    due: int
    overdue: int
    credit: int
    lifetime: int
    aging: AgingTotals
    open: dict[int, int]
    journal_due: int


@dataclass(frozen=True)
class Rows:
    """Everything a naive sum needs, read whole."""

    invoices: list[tuple[int, int, date, date, int, str, str]]
    allocations: list[tuple[int, date, int]]
    postings: list[tuple[int, date, int, int]]

    @classmethod
    def of(cls, office: Office) -> Rows:
        with office.book.read() as connection:

            def rows(sql: str) -> list[tuple]:
                return [tuple(_as_date(cell) for cell in row) for row in connection.exec_driver_sql(sql)]

            return cls(
                rows("SELECT id, customer_id, issued_on, due_on, total_minor, state, kind FROM invoice"),
                rows("SELECT invoice_id, applied_on, amount_minor FROM allocation"),
                rows("SELECT customer_id, posted_on, account_id, amount_minor FROM posting WHERE customer_id IS NOT NULL"),
            )

    def at(self, customer_id: int, day: date) -> Naive:
        """Return how a customer stood at the end of ``day``."""
        applied: dict[int, int] = {}
        for invoice_id, on, amount in self.allocations:
            if on <= day:
                applied[invoice_id] = applied.get(invoice_id, 0) + amount
        aging, open_minor = AgingTotals(), {}
        for id_, owner, issued_on, due_on, total, state, kind in self.invoices:
            if owner == customer_id and state != "draft" and kind != "parent" and issued_on <= day:
                left = total - applied.get(id_, 0)
                if left:
                    open_minor[id_] = left
                    aging = aging.add(bucket_of(due_on, day), left)
        return Naive(
            aging.total_minor,
            aging.overdue_minor,
            -self._posted(customer_id, day, range(2100, 2101)),
            -self._posted(customer_id, day, range(4000, 5000)),
            aging,
            open_minor,
            self._posted(customer_id, day, range(1100, 1101)),
        )

    def _posted(self, customer_id: int, day: date, accounts: Iterable[int]) -> int:
        return sum(
            amount for owner, on, account, amount in self.postings if owner == customer_id and on <= day and account in accounts
        )


def _as_date(cell: object) -> object:
    if isinstance(cell, str) and len(cell) == 10 and cell[4] == "-":
        return date.fromisoformat(cell)
    return cell
