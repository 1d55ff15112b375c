"""What tests of charging begin with: a connected book, a customer with a saved card, and the ledger's totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain.chart import Chart
from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.connecting import connect
from app.services.charging.customers import Method, ensure_remote_customer, refresh_methods, remote_customer_of
from app.services.charging.operations import operation_facts
from app.services.charging.queueing import queue_charge
from app.services.charging.syncing import SyncReport, sync
from app.services.clocks import FixedDay
from app.services.invoicing.issuing import IssuedInvoice
from app.services.office import Office
from app.services.verify.running import verify_book
from tests.peers.stands import Stand
from tests.support.books import a_customer, an_invoice, execute, scalar


@dataclass
class Till:
    """A book connected with a processor behind a fault proxy."""

    office: Office
    stand: Stand
    processor: StripeProcessor

    def customer(self, name: str = "Martha Bloom", card: str = "pm_card_visa") -> int:
        """Enter a customer with a saved card and return the id."""
        id_ = a_customer(self.office, name)
        self.card(id_, card)
        return id_

    def card(self, customer_id: int, card: str) -> Method:
        """Save another card for a customer and return it."""
        remote = ensure_remote_customer(self.office, self.processor, customer_id)
        saved = self.stand.save(remote, card)
        methods = refresh_methods(self.office, self.processor, customer_id)
        return next(each for each in methods if each.remote_id == saved)

    def remote(self, customer_id: int) -> str:
        """Return the processor's id of a customer."""
        return self.office.read(lambda reader: remote_customer_of(reader, customer_id))

    def invoice(self, customer_id: int, total_minor: int = 10_000) -> IssuedInvoice:
        """Issue an invoice."""
        return an_invoice(self.office, customer_id, total_minor)

    def queue(self, customer_id: int, invoice_id: int, amount_minor: int = 10_000, **more: object) -> int:
        """Queue a charge for an invoice and return the operation's id."""
        return self.office.write(
            lambda writer: queue_charge(writer, customer_id, {invoice_id: amount_minor}, **more)  # type: ignore[arg-type]
        )

    def sync(self) -> SyncReport:
        """Sync."""
        return sync(self.office, self.processor)

    def later(self, by: timedelta) -> None:
        """Let time pass at the office's clock; today's date stays."""
        clock = self.office.clock
        self.office.clock = FixedDay(clock.today(), clock.now() + by)

    def until_decided(self, times: int = 4) -> SyncReport:
        """Sync until nothing is undecided, a quarter of an hour apart."""
        for _time in range(times):
            report = self.sync()
            if not report.undecided:
                return report
            self.later(timedelta(minutes=15))
        raise AssertionError(f"still undecided after {times} syncs: {report}")

    def state(self, operation_id: int) -> str:
        """Return an operation's state."""
        return str(self.office.read(lambda reader: operation_facts(reader, operation_id)).state)

    def open_minor(self, invoice_id: int) -> int:
        """Return what is open on an invoice."""
        return int(scalar(self.office, f"SELECT open_minor FROM invoice WHERE id = {invoice_id}"))

    def ledger(self, account: Chart) -> int:
        """Return the balance of a ledger account."""
        return int(scalar(self.office, f"SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE account_id = {int(account)}"))

    def payments(self) -> list[int]:
        """Return the amounts of the payments in the book."""
        with self.office.book.read() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT amount_minor FROM payment ORDER BY id")]

    def sound(self) -> None:
        """Have the book recompute every total."""
        assert [result.detail for result in verify_book(self.office) if not result.passed] == []


def a_till(office: Office, stand: Stand, *, connected: bool = True) -> Till:
    """Connect a book with a processor; with practice it becomes a practice book."""
    if stand.name == "practice":
        execute(office, "UPDATE company SET mode = 'practice'")
    till = Till(office, stand, stand.processor())
    if connected:
        account = till.processor.account()
        office.write(lambda writer: connect(writer, account))
    return till
