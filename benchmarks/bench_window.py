"""How the window feels in the large book: a keystroke in the search field, and memory when the list was scrolled to its end.

Each window runs in a process of its own, unseen. What is measured of reading alone stands in ``bench_reads``, the start in
``bench_start``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.harness import Figure, Ratio
from benchmarks.large_book import TODAY, large_book

_ROOT = Path(__file__).resolve().parent.parent
_FRAME_MS = 16.0
_MOST_MEGABYTES = 150.0
_WORDS = ("marina", "hartwell", "o'brien", "dental")
_ROUNDS = 5

# What the system counts as resident: now where it says so, otherwise the most there ever was.
_MEMORY = """
import os, resource, sys
def resident():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
"""

_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.processEvents()
window.grab()
print(resident())
"""

_OPEN = """
import json, time
from datetime import date
from app.bootstrap.collecting import MainThreadCollector
from app.bootstrap.desktop import Desktop
from app.ui.customers.panel import CustomersPanel
from app.ui.kit.settings import Settings
from app.ui.kit.theme import apply, make_application
app = make_application(["counterfoil"])
apply(app, "light")
sys.setswitchinterval(0.002)
desktop = Desktop(Settings(), date.fromisoformat(sys.argv[2]))
collector = MainThreadCollector(desktop)
desktop.window.resize(1280, 800)
desktop.start(sys.argv[1])
def until(holds):
    end = time.monotonic() + 120
    while not holds():
        app.processEvents()
        time.sleep(0.0002)
        assert time.monotonic() < end, "the window did not answer"
until(lambda: desktop.window.findChild(CustomersPanel) is not None)
panel = desktop.window.findChild(CustomersPanel)
view = panel.list_view.list
until(lambda: view.rows_model().count() > 100_000 - 5_000 and desktop.tasks.idle())
"""

_SCROLL = """
bar = view.verticalScrollBar()
model = view.rows_model()
steps = 1_000
for step in range(steps + 1):
    bar.setValue(bar.maximum() * step // steps)
    view.viewport().repaint()
    until(lambda: model.row_at(max(view.rowAt(0), 0)) is not None)
until(desktop.tasks.idle)
print(resident())
"""

_TYPE = """
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest
model = view.rows_model()
class Watch(QObject):
    new = painting = False
    def came(self, *_given):
        self.new = True
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.new:
            watched.removeEventFilter(self)
            self.painting = True
        return False
field = panel.list_view.search
field.setFocus()
kept = []
for word in json.loads(sys.argv[3]):
    for key in [*word, *[None] * len(word)]:
        watch = Watch()
        view.viewport().installEventFilter(watch)
        model.modelReset.connect(watch.came)
        model.dataChanged.connect(watch.came)
        model.rowsInserted.connect(watch.came)
        began, own = time.perf_counter(), time.thread_time()
        QTest.keyClick(field, Qt.Key.Key_Backspace) if key is None else QTest.keyClicks(field, key)
        while not watch.painting:
            # Sleeps between events as the program does: a loop that spins would keep the interpreter from the workers.
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            assert time.perf_counter() < began + 20, f"no answer to {field.text()!r}"
        kept.append([(time.perf_counter() - began) * 1000, (time.thread_time() - own) * 1000])
        model.modelReset.disconnect(watch.came)
        model.dataChanged.disconnect(watch.came)
        model.rowsInserted.disconnect(watch.came)
        until(desktop.tasks.idle)
print(json.dumps(kept))
"""

_LEAVE = """
sys.stdout.flush()
os._exit(0)
"""


def measure() -> Iterable[Figure]:
    """Type words letter by letter and take them back; then scroll through all customers."""
    book = large_book()
    program, words = _MEMORY + _OPEN + _TYPE + _LEAVE, json.dumps(_WORDS)
    typed = [json.loads(_run(program, str(book), TODAY.isoformat(), words)) for _round in range(_ROUNDS)]
    for place, name, detail in (
        (0, "A keystroke to the repainted list", "no pause between key, store and paint"),
        (1, "A keystroke's work in the window's thread", "what the window itself is busy with until then"),
    ):
        each = [statistics.median(took[place] for took in keystroke) for keystroke in zip(*typed, strict=True)]
        yield Figure(
            name,
            Ratio.of_samples(each, [_FRAME_MS] * len(each)),
            limit=1.0,
            unit="× a frame of 16 ms",
            detail=f"{len(each)} keystrokes in 100,000 customers, typed and taken back: {detail}",
        )
    ours = [float(_run(_MEMORY + _OPEN + _SCROLL + _LEAVE, str(book), TODAY.isoformat())) for _round in range(_ROUNDS)]
    bare = [float(_run(_MEMORY + _BARE + _LEAVE)) for _round in range(_ROUNDS)]
    above = [mine - least for mine, least in zip(ours, bare, strict=True)]
    yield Figure(
        "Memory with the large book scrolled end to end",
        Ratio.of_samples(above, [_MOST_MEGABYTES] * len(above), "MB"),
        limit=1.0,
        unit="× 150 MB above a bare window",
        detail=f"resident, a bare QMainWindow's {statistics.median(bare):.0f} MB taken off",
    )


def _run(program: str, *arguments: str) -> str:
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_ROOT)}
        environment |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), home)
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=600)
    if done.returncode:
        raise RuntimeError(f"the window could not be measured:\n{done.stderr[-2000:]}")
    return done.stdout.splitlines()[-1]
