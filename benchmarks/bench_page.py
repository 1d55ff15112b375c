"""How the page of a very large account feels beside that of a small one: opening it, and scrolling through its invoices.

Both accounts are in one book and one window, opened in turn. What is counted is the time of the processor that the whole
program takes, its workers too, until the page and its first tab are painted and nothing runs any more: other work of the
machine does not count.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.models.opening import open_book
from app.services.clocks import FixedDay
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.company import NewCompany, found_company
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoices
from app.services.office import Office, Writer
from benchmarks.harness import Figure, Ratio
from benchmarks.large_book import TODAY

_ROOT = Path(__file__).resolve().parent.parent
_MANY, _FEW, _OPEN = 10_000, 10, 5
_ROUNDS = 15

_PROGRAM = """
import json, os, sys, time
from collections import Counter
from datetime import date
from PySide6.QtCore import QEventLoop, QTimer
from app.bootstrap.collecting import MainThreadCollector
from app.bootstrap.desktop import Desktop
from app.ui.customers.panel import CustomersPanel
from app.ui.kit.settings import Settings
from app.ui.kit.tables.delegates import CellDelegate
from app.ui.kit.theme import apply, make_application
seen, blank, watched, plain = Counter(), Counter(), False, CellDelegate.paint
def counted(self, painter, option, index):
    if watched and self.parent() is table:
        (seen if model.row_at(index.row()) is not None else blank)[index.row(), index.column()] += 1
    plain(self, painter, option, index)
CellDelegate.paint = counted  # before the first of them is made: Qt remembers what it calls
app = make_application(["counterfoil"])
apply(app, "light")
sys.setswitchinterval(0.002)
desktop = Desktop(Settings(), date.fromisoformat(sys.argv[2]))
collector = MainThreadCollector(desktop)
desktop.window.resize(1280, 800)
desktop.start(sys.argv[1])
waking = QTimer()  # nothing else may wake the window when its last worker is done
waking.start(2)
def until(holds):
    end = time.monotonic() + 120
    while not holds():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        assert time.monotonic() < end, "the window did not answer"
until(lambda: desktop.window.findChild(CustomersPanel) is not None)
panel = desktop.window.findChild(CustomersPanel)
view, page = panel.list_view.list, panel.page
until(lambda: view.rows_model().count() == 3 and desktop.tasks.idle())
few, many, other = json.loads(sys.argv[3])
table = panel.page_view.tab("invoices").view.table
model = table.rows_model()
def stand_on(customer, count):
    view.set_current(customer)
    until(lambda: page.page is not None and page.page.header.id == customer)
    until(lambda: model.count() == count and (not count or model.row_at(0) is not None) and desktop.tasks.idle())
def opened(customer, count):
    stand_on(other, 0)
    began = time.process_time()
    stand_on(customer, count)
    app.processEvents()
    return (time.process_time() - began) * 1000
sizes = json.loads(sys.argv[4])
kept = []
for number in range(int(sys.argv[5]) + 1):
    sides = [(few, sizes[0]), (many, sizes[1])]
    took = {}
    for customer, count in sides if number % 2 else reversed(sides):
        took[customer] = opened(customer, count)
    kept.append([took[many], took[few]])

# Scrolling: every row that comes into view is painted once, whole; what stays in view is moved, not painted again.
stand_on(many, sizes[1])
watched = True
bar, step = table.verticalScrollBar(), table.row_height()
# Whole rows in view: each step then brings one row, not the ends of two.
desktop.window.resize(1280, 800 - table.viewport().height() % step)
until(desktop.tasks.idle)
app.processEvents()
shown = table.viewport().height() // step
assert table.viewport().height() % step == 0
rows = min(int(sys.argv[6]), sizes[1] - shown - 2)
table.setFocus()
until(desktop.tasks.idle)
app.processEvents()
seen.clear(), blank.clear()
for place in range(rows):
    bar.setValue(bar.value() + step)
    app.processEvents()
    until(desktop.tasks.idle)
twice = sum(1 for cell in seen if seen[cell] > 1)
print(json.dumps({"opened": kept[1:], "painted": len(seen), "twice": twice}))
sys.stdout.flush()
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the window measured: pairs of milliseconds, many and few; cells that came into view, and those painted again."""

    opened: list[tuple[float, float]]
    painted: int
    twice: int


def measure() -> Iterable[Figure]:
    """Open the page of 10,000 invoices and that of 10 in turn; then scroll through the 10,000."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "page.counterfoil"
        customers = _fill(book)
        told = _run(str(book), TODAY.isoformat(), json.dumps(customers), json.dumps((_FEW, _MANY)), str(_ROUNDS), "600")
    many, few = zip(*told.opened, strict=True)
    yield Figure(
        "Open the page of 10,000 invoices",
        Ratio.of_samples(many, few),
        limit=1.5,
        unit="× one of 10 invoices",
        detail=f"the whole program's processor time until page and tab are painted, {_ROUNDS} times in turn",
    )
    yield Figure(
        "Cells painted twice while scrolling",
        float(told.twice),
        limit=0.0,
        unit="cells",
        detail=f"600 rows of 10,000 invoices, a row at a time: {told.painted:,} cells came into view",
    )


def _fill(book: Path) -> tuple[int, int, int]:
    company = NewCompany("Page", "USD", "America/Chicago")
    clock = FixedDay(TODAY)
    found_company(str(book), company, actor="bench", clock=clock).close()
    office = Office(open_book(str(book)), "bench", clock)

    def enter(writer: Writer) -> tuple[int, int, int]:
        few, many, other = enter_customers(writer, [NewCustomer(name) for name in ("Few", "Many", "Other")])
        for customer, count in ((few, _FEW), (many, _MANY)):
            days = [TODAY - timedelta(days=700 - number * 690 // count) for number in range(count)]
            line = NewLine("Monthly service", 10_000, tax_ppm=82_500)
            issued = issue_invoices(writer, [NewInvoice(customer, day, (line,), due_on=day) for day in days])
            paid = sum(invoice.total_minor for invoice in issued[: count - _OPEN])
            take_payment(writer, NewPayment(customer, TODAY, "check", paid, "1042"))
        return few, many, other

    customers = office.write(enter)
    office.close()
    return customers


def _run(*arguments: str) -> _Told:
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_ROOT)}
        environment |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), home)
        command = [sys.executable, "-c", _PROGRAM, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=600)
    if done.returncode:
        raise RuntimeError(f"the page could not be measured:\n{done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return _Told(told["opened"], told["painted"], told["twice"])
