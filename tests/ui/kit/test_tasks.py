"""Work in threads: results arrive on the main thread, in order, only when wanted; closing waits for what
runs."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread, Slot

from app.domain.errors import EnvironmentFault, UserError
from app.ui.kit.tasks import JobKind, Tasks, Written
from app.ui.kit.tasks.strip import ProgressStrip, remaining


class Screen(QObject):
    """Stands for any presenter: notes what it is given and in which thread."""

    def __init__(self):
        super().__init__()
        self.got, self.errors, self.threads, self.takes_errors = [], [], [], False

    @Slot(object)
    def show_result(self, result):
        self.got.append(result)
        self.threads.append(QThread.isMainThread())

    def show_error(self, error):
        self.errors.append(error)
        return self.takes_errors


@pytest.fixture
def tasks(qapp):
    tasks = Tasks(readers=2)
    yield tasks
    tasks.close()


@pytest.fixture
def screen(qapp):
    return Screen()


def test_a_result_comes_back_on_the_main_thread(tasks, screen, qtbot, qapp):
    ran_in = []
    tasks.read(lambda: ran_in.append(threading.get_ident()) or 42, screen.show_result)
    qtbot.waitUntil(lambda: screen.got == [42])
    assert ran_in != [threading.get_ident()]
    assert screen.threads == [True]


def test_writes_run_one_after_another_and_tell_what_changed_first(tasks, screen, qtbot):
    order = []
    tasks.changed.connect(order.append)
    for n in range(5):
        tasks.write(lambda n=n: Written(n, frozenset({f"customer:{n}"})), screen.show_result)
    qtbot.waitUntil(lambda: len(screen.got) == 5)
    assert screen.got == [0, 1, 2, 3, 4]
    assert order == [frozenset({f"customer:{n}"}) for n in range(5)]


def test_a_write_that_changed_nothing_tells_nothing(tasks, screen, qtbot):
    told = []
    tasks.changed.connect(told.append)
    tasks.write(lambda: Written("same", frozenset()), screen.show_result)
    qtbot.waitUntil(lambda: screen.got == ["same"])
    assert told == []


def test_of_reads_with_one_key_only_the_latest_is_shown(tasks, screen, qtbot):
    first_runs, let_go = threading.Event(), threading.Event()

    def slow():
        first_runs.set()
        let_go.wait(10)
        return "first"

    tasks.read(slow, screen.show_result, key="page")
    assert first_runs.wait(10)
    for n in range(3):
        tasks.read(lambda n=n: n, screen.show_result, key="page")
    let_go.set()
    qtbot.waitUntil(tasks.idle)
    assert screen.got[-1] == 2
    assert "first" not in screen.got


def test_a_screen_that_is_gone_gets_nothing(tasks, qtbot):
    let_go = threading.Event()
    gone = Screen()
    tasks.read(lambda: let_go.wait(10), gone.show_result)
    del gone
    let_go.set()
    qtbot.waitUntil(tasks.idle)


def test_a_free_function_is_refused_as_receiver(tasks):
    with pytest.raises(TypeError, match="bound method"):
        tasks.read(lambda: 1, print)


def refuse():
    raise UserError("The books are locked until September 30.", "Choose a later date.")


def test_a_refusal_nobody_takes_becomes_a_sentence(tasks, screen, qtbot):
    with qtbot.waitSignal(tasks.refused) as shown:
        tasks.read(refuse, screen.show_result, screen.show_error)
    assert shown.args[0].message == "The books are locked until September 30."
    assert len(screen.errors) == 1
    assert screen.got == []


def test_a_refusal_shown_inline_is_not_shown_twice(tasks, screen, qtbot):
    told = []
    tasks.refused.connect(told.append)
    screen.takes_errors = True
    tasks.write(refuse, screen.show_result, screen.show_error)
    qtbot.waitUntil(lambda: bool(screen.errors))
    assert told == []


def test_a_fault_of_the_surroundings_can_be_tried_again(tasks, screen, qtbot):
    tries = []

    def full_then_free():
        tries.append(1)
        if len(tries) == 1:
            raise EnvironmentFault("The disk is full.", "Free some room and try again.")
        return Written("saved", frozenset())

    with qtbot.waitSignal(tasks.refused) as shown:
        tasks.write(full_then_free, screen.show_result)
    shown.args[1].again()
    qtbot.waitUntil(lambda: screen.got == ["saved"])


def test_our_own_mistakes_are_reported_as_such(tasks, screen, qtbot):
    with qtbot.waitSignal(tasks.crashed) as shown:
        tasks.read(lambda: 1 // 0, screen.show_result)
    assert isinstance(shown.args[0], ZeroDivisionError)


def test_closing_waits_for_the_write_under_way_and_for_those_asked_for(qtbot, screen):
    tasks = Tasks()
    begun, let_go, done = threading.Event(), threading.Event(), []

    def write(n):
        begun.set()
        let_go.wait(10)
        done.append(n)
        return Written(n, frozenset())

    tasks.write(lambda: write(1), screen.show_result)
    tasks.write(lambda: write(2), screen.show_result)
    assert begun.wait(10)
    threading.Timer(0.05, let_go.set).start()
    tasks.close()
    assert done == [1, 2]
    assert screen.got == []
    tasks.read(lambda: 3, screen.show_result)
    assert tasks.idle(), "a closed runner takes nothing on"


def test_closing_stops_a_long_job_at_its_next_look(screen, qtbot):
    tasks = Tasks()
    looked = threading.Event()

    def run(progress):
        while not progress.cancelled:
            progress.step(1, 10, "invoice 1")
            looked.set()
        return Written(None, frozenset())

    tasks.long(JobKind.WRITE, "Billing run", run, screen.show_result)
    assert looked.wait(10)
    tasks.close()


def test_each_thread_says_goodbye_at_its_end(screen, qtbot):
    ended = []
    tasks = Tasks(at_thread_end=lambda: ended.append(threading.current_thread().name))
    tasks.read(lambda: 1, screen.show_result)
    tasks.write(lambda: Written(1, frozenset()), screen.show_result)
    qtbot.waitUntil(lambda: len(screen.got) == 2)
    tasks.close()
    assert sorted(ended) == ["reader-1", "writer-1"]


def test_long_work_shows_how_far_it_is_and_stops_when_told(tasks, screen, qtbot):
    strip = ProgressStrip(tasks)
    qtbot.addWidget(strip)

    def run(progress):
        progress.step(3, 10, "statement 3")
        while not progress.cancelled:
            threading.Event().wait(0.01)
        return "3 of 10 printed"

    tasks.long(JobKind.READ, "Statements", run, screen.show_result)
    assert strip.isHidden(), "what is done at once is not announced"
    qtbot.waitUntil(lambda: not strip.isHidden())
    assert strip._text.text() == "Statements: statement 3"
    assert (strip._bar.value(), strip._bar.maximum()) == (3, 10)
    strip._cancel.click()
    qtbot.waitUntil(lambda: screen.got == ["3 of 10 printed"])
    assert strip.isHidden()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds left"),
        (38, "about 40 seconds left"),
        (61, "about 1 minute left"),
        (600, "about 10 minutes left"),
    ],
)
def test_remaining_time_is_told_in_words(seconds, words):
    assert remaining(seconds) == words
