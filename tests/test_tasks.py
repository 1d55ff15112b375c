"""The project's own tasks answer what they are asked before they do anything."""

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture
def dev(monkeypatch):
    """Return ``dev.py`` as a module that notes, instead of preparing environments."""
    spec = importlib.util.spec_from_file_location("dev", Path(__file__).parent.parent / "dev.py")
    dev = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "dev", dev)
    spec.loader.exec_module(dev)
    dev.done = []
    monkeypatch.setattr(dev, "prepared", lambda *names, **_more: dev.done.append(names))
    return dev


@pytest.mark.parametrize("task", ["run", "test", "check", "bench", "screens", "translations", "build"])
@pytest.mark.parametrize("wish", ["-h", "--help"])
def test_every_task_says_what_it_does_and_does_nothing(task, wish, dev, capsys):
    assert dev.main([task, wish]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"python3 dev.py {task}")
    assert len(told.splitlines()) > 2
    assert dev.done == []


@pytest.mark.parametrize(
    "words",
    [["screens", "--dark"], ["screens", "one", "two"], ["check", "app"], ["bench", "--all"], ["build", "-v"], ["paint"]],
)
def test_what_a_task_does_not_know_is_refused(words, dev, capsys):
    assert dev.main(words) == 2
    assert dev.done == []
    told = capsys.readouterr()
    assert "python3 dev.py" in told.out + told.err
