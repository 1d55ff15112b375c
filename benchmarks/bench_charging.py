"""Charging: how many requests a sync with nothing new makes, how fast 1,000 queued charges go out, and the window meanwhile.

The limit of the second is the pace that the program keeps to stay inside the processor's: two requests a charge. The
practice processor answers, over loopback HTTP, in a process of its own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer, Slot

from app.gateways.practice.running import Found, PracticeServer, ask
from app.gateways.stripe.processor import StripeProcessor
from app.models.opening import open_book
from app.services.charging.connecting import connect
from app.services.charging.customers import ensure_remote_customer, refresh_methods
from app.services.charging.pacing import PER_SECOND
from app.services.charging.queueing import queue_charge
from app.services.charging.syncing import SyncReport, sync
from app.services.company import NewCompany, found_company
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.office import Office, Writer
from benchmarks.harness import Figure

CHARGES = 1_000
REQUESTS_A_CHARGE = 2
BEAT_MS = 10
# An arrow key is answered within 150 ms, a part of which is the page's.
PAUSE_MS = 100.0


class Counted:
    """Counts the answers that come back over HTTP, so that a list of two pages counts as two."""

    def __init__(self, processor: StripeProcessor) -> None:
        self.answers = 0
        # The processor's own connections, whoever uses them.
        processor._connections.hooks["response"].append(self._one)  # noqa: SLF001

    def _one(self, _answer: object, **_more: object) -> None:
        self.answers += 1


class Heart(QObject):
    """Beats in the window's thread as long as that is free: the longest pause is how long a click would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1_000 - BEAT_MS)
        self._last = now

    def during(self, work: Callable[[], SyncReport]) -> SyncReport:
        """Do ``work`` in a thread while the window's thread does nothing but answer."""
        _app = QCoreApplication.instance() or QCoreApplication([])
        # A loop as the program's own: it sleeps between beats. Asking for events again and again would never let go.
        loop = QEventLoop()
        with ThreadPoolExecutor(1) as pool:
            self._last = time.perf_counter()
            self._timer.start()
            running = pool.submit(work)
            self._timer.timeout.connect(lambda: loop.quit() if running.done() else None)
            loop.exec()
            self._timer.stop()
        return running.result()


@contextmanager
def desk(folder: Path) -> Iterator[tuple[Office, StripeProcessor, int]]:
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
            yield office, processor, customer
    finally:
        office.close()


def _queue(writer: Writer, customer: int, count: int) -> None:
    for number in range(count):
        queue_charge(writer, customer, amount_minor=1_000 + number)


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending cost: charges a second, seconds of processor time for each, the pauses of the window, requests."""

    rate: float
    cpu_ms: float
    pauses_ms: Sequence[float]
    asked: int


def send(count: int) -> Sent:
    """Send so many queued charges while a window answers, then sync with nothing new."""
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as (office, processor, customer):
        office.write(lambda writer: _queue(writer, customer, count))
        heart, counted = Heart(), Counted(processor)
        began, cpu = time.perf_counter(), time.process_time()
        report = heart.during(lambda: sync(office, processor))
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        assert report.states == {"succeeded": count}, report
        sync(office, processor)
        before = counted.answers
        assert sync(office, processor).postings == 0
        return Sent(count / took, cpu / count * 1_000, sorted(heart.gaps), counted.answers - before)


def measure() -> Iterable[Figure]:
    """Send 1,000 queued charges, and sync when nothing is new."""
    print(f"sending {CHARGES:,} charges to the practice processor")
    sent = send(CHARGES)
    yield Figure("Requests of a sync with nothing new", sent.asked, 4, "requests")
    yield Figure(
        "Send queued charges",
        sent.rate / (PER_SECOND / REQUESTS_A_CHARGE),
        0.5,
        "× the allowed pace",
        f"{CHARGES:,} charges, {sent.rate:.0f} a second; the pace allows {PER_SECOND / REQUESTS_A_CHARGE:.0f}; "
        f"{sent.cpu_ms:.0f} ms of this program's processor time each",
        at_least=True,
    )
    usual = sent.pauses_ms[len(sent.pauses_ms) * 99 // 100]
    yield Figure(
        "Pause of the window while they are sent",
        usual,
        PAUSE_MS,
        "ms",
        f"99 of 100 answers; the longest {sent.pauses_ms[-1]:.0f} ms",
    )
