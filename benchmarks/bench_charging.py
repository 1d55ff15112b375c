"""Charging: how many requests a sync with nothing new makes, and how fast 1,000 queued charges go out.

The limit of the second is the pace that the program keeps to stay inside the processor's: two requests a charge. The
practice processor answers, over loopback HTTP, in a process of its own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from app.gateways.practice.running import Found, PracticeServer, ask
from app.gateways.stripe.processor import StripeProcessor
from app.models.opening import open_book
from app.services.charging.connecting import connect
from app.services.charging.customers import ensure_remote_customer, refresh_methods
from app.services.charging.pacing import PER_SECOND
from app.services.charging.processor import PaymentProcessor
from app.services.charging.queueing import queue_charge
from app.services.charging.syncing import sync
from app.services.company import NewCompany, found_company
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.office import Office, Writer
from benchmarks.harness import Figure

CHARGES = 1_000
REQUESTS_A_CHARGE = 2


class Counted:
    """A processor that counts what is asked of it."""

    def __init__(self, processor: StripeProcessor) -> None:
        self._processor = processor
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        self.asked += 1
        return getattr(self._processor, name)


@contextmanager
def desk(folder: Path) -> Iterator[tuple[Office, Counted, int]]:
    """A connected practice book with one customer who has a saved card."""
    path = folder / "bench.counterfoil"
    found_company(str(path), NewCompany("Bench LLC", "USD", "America/Chicago", mode="practice"), actor="bench").close()
    office = Office(open_book(path), "bench")
    try:
        with PracticeServer() as server, StripeProcessor(server.key, address=server.address) as processor:
            server.control("POST", "/control/clock", to=int(datetime.now(UTC).timestamp()))
            account = processor.account()
            office.write(lambda writer: connect(writer, account))
            customer = office.write(lambda writer: enter_customers(writer, [NewCustomer("Martha Bloom")]))[0]
            remote = ensure_remote_customer(office, processor, customer)
            status, _body = ask(
                Found(server.address, server.key), "POST", "/v1/payment_methods/pm_card_visa/attach", f"customer={remote}"
            )
            assert status == 200
            refresh_methods(office, processor, customer)
            yield office, Counted(processor), customer
    finally:
        office.close()


def _queue(writer: Writer, customer: int, count: int) -> None:
    for number in range(count):
        queue_charge(writer, customer, amount_minor=1_000 + number)


def send(count: int) -> tuple[float, int]:
    """Send so many queued charges, and return charges a second and what a sync afterwards asks when nothing is new."""
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as (office, processor, customer):
        office.write(lambda writer: _queue(writer, customer, count))
        remote = cast("PaymentProcessor", processor)
        began = time.perf_counter()
        report = sync(office, remote)
        took = time.perf_counter() - began
        assert report.states == {"succeeded": count}, report
        sync(office, remote)
        before = processor.asked
        assert sync(office, remote).postings == 0
        return count / took, processor.asked - before


def measure() -> Iterable[Figure]:
    """Send 1,000 queued charges, and sync when nothing is new."""
    print(f"sending {CHARGES:,} charges to the practice processor")
    rate, asked = send(CHARGES)
    yield Figure("Requests of a sync with nothing new", asked, 4, "requests")
    yield Figure(
        "Send queued charges",
        rate / (PER_SECOND / REQUESTS_A_CHARGE),
        0.5,
        "× the allowed pace",
        f"{CHARGES:,} charges, {rate:.0f} a second; the pace allows {PER_SECOND / REQUESTS_A_CHARGE:.0f}",
        at_least=True,
    )
