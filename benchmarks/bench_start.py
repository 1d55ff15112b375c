"""How soon the window is there, and its list filled: against a bare QMainWindow, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.harness import Figure, Ratio
from benchmarks.large_book import small_book

_ROOT = Path(__file__).resolve().parent.parent
_ROUNDS = 11

# A zero timer set while the window is painted fires when all of it, children too, is on the screen.
_WHEN_PAINTED = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        sys.stdout.write(str(time.monotonic_ns()))
        sys.stdout.flush()
        os._exit(0)
"""

# The program's own way to Qt comes before Qt in its every start; the bare window has none.
_OURS = "import app.ui\n" + _WHEN_PAINTED

_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
"""

_SHELL = """
from app.ui.kit import theme
from app.ui.kit.settings import Settings
from app.ui.kit.tasks.runner import Tasks
from app.ui.shell.parts import Panel
from app.ui.shell.window import MainWindow
app = theme.make_application()
theme.apply(app, "light")
titles = ("Customers", "Service plans", "Payments", "Reports")
window = MainWindow(Settings(), Tasks(), [Panel(title, title, "", None) for title in titles])
assert "sqlalchemy" not in sys.modules
"""

# The program as the command starts it, without a book; its window is watched from its first moment.
_PROGRAM = """
import app.__main__
from app.bootstrap.desktop import Desktop
watch = Watch()
start = Desktop.start
def watched(desktop, *given, **named):
    desktop.window.installEventFilter(watch)
    start(desktop, *given, **named)
Desktop.start = watched
app.__main__.main([])
"""

# The program on a book: told when a list has painted rows of customers, whatever else is still on its way.
_FILLED = """
import app.__main__
from app.bootstrap.desktop import Desktop
from app.ui.shell.window import MainWindow
class Rows(Watch):
    def look_at(self, pane):
        self.list = pane.list
        self.list.viewport().installEventFilter(self)
    def look_at_panel(self):
        from app.ui.customers.panel import CustomersPanel
        self.look_at(WINDOW.findChild(CustomersPanel).list_view)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            model = self.list.rows_model()
            if len(model.all_ids()) and model.row_at(0) is not None:
                return super().eventFilter(watched, event)
        return False
watch = Rows()
FIND
start = Desktop.start
def watched(desktop, *given, **named):
    global WINDOW
    WINDOW = desktop.window
    desktop.window.book_shown.connect(watch.look_at_panel)
    start(desktop, BOOK)
Desktop.start = watched
app.__main__.main([])
"""
# The first look at the book is what one sees first; the panel that works takes its place.
_FIRST_LOOK = """
show_for_now = MainWindow.show_for_now
def looked(window, company, widget):
    show_for_now(window, company, widget)
    watch.look_at(widget.view)
MainWindow.show_for_now = looked
"""

_SHOW = """
watch = Watch()
window.installEventFilter(watch)
window.show()
app.exec()
"""


def measure() -> Iterable[Figure]:
    """Start each in turn and compare the time from starting the interpreter to the first paint."""
    limit: list[float] = []
    shell: list[float] = []
    whole: list[float] = []
    filled: list[float] = []
    working: list[float] = []
    book = small_book()
    programs = (
        (_WHEN_PAINTED + _BARE + _SHOW, limit),
        (_OURS + _SHELL + _SHOW, shell),
        (_OURS + _PROGRAM, whole),
        (_OURS + f"BOOK = {str(book)!r}\n" + _FILLED.replace("FIND", _FIRST_LOOK), filled),
        (_OURS + f"BOOK = {str(book)!r}\n" + _FILLED.replace("FIND", ""), working),
    )
    with tempfile.TemporaryDirectory() as compiled:
        for program, _samples in programs:
            _start(program, compiled)  # compiles every module, as the first start on a machine does
        for number in range(_ROUNDS):
            for program, samples in programs if number % 2 else reversed(programs):
                samples.append(_start(program, compiled))
    panel = Ratio.of_samples(working, limit).value
    figures = (
        ("First paint of the empty window", shell, 1.3, "from starting the interpreter, offscreen"),
        ("First paint of the whole program", whole, 1.3, "from starting the interpreter, offscreen"),
        ("The list filled", filled, 4.0, f"to painted rows, 1,000 customers, offscreen; the panel itself {panel:.1f} ×"),
    )
    for name, samples, most, detail in figures:
        yield Figure(name, Ratio.of_samples(samples, limit), limit=most, unit="× bare QMainWindow", detail=detail)


def _start(program: str, compiled: str) -> float:
    """Return the milliseconds from starting ``program`` to its first paint, with bytecode kept in ``compiled``."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_ROOT), "PYTHONPYCACHEPREFIX": compiled}
    environment |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), compiled)
    command = [sys.executable, "-c", program]
    began = time.monotonic_ns()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    return (int(done.stdout) - began) / 1e6
