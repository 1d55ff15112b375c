"""The command line itself: what it takes, how it refuses, how it ends, and what it never shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app import __version__
from app.__main__ import main
from app.commands.catalogue import commands
from app.commands.parsing import split_command
from tests.support.books import a_customer, open_for_test

ROOT = Path(__file__).resolve().parents[2]


def program(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program as others do: as a process of its own, in an ASCII terminal."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_explains_itself(call, name):
    answer = call(name, "--help")
    assert answer.code == 0
    assert f"counterfoil {name}" in answer.out
    assert "--json" in answer.out
    assert "--today" in answer.out


def test_help_lists_every_command(call):
    answer = call("--help")
    assert answer.code == 0
    assert all(f"  {name} " in answer.out for name in commands())


def test_the_help_of_import_lists_its_columns(call):
    text = call("import", "--help").out
    for column in (
        "account*",
        "name*",
        "type",
        "contact",
        "line1",
        "postcode",
        "phone",
        "email",
        "terms",
        "manager",
        "tags",
        "since",
    ):
        assert f"  {column}" in text


def test_the_version_is_the_packages(call):
    assert call("--version").out == f"counterfoil {__version__}\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["aging"], "--book"),
        (["aging", "--book"], "--book"),
        (["aging", "--book", "b", "--as-of", "2026-02-30"], "2026-02-30"),
        (["aging", "--book", "b", "--as-of", "yesterday"], "yesterday"),
        (["aging", "--boo", "b"], "--boo"),
        (["--today", "soon", "aging", "--book", "b"], "soon"),
        (["export", "--book", "b", "--what", "secrets", "--format", "csv", "--out", "o"], "secrets"),
        (["export", "--book", "b", "--what", "customers", "--format", "beancount", "--out", "o"], "beancount"),
        (["agin"], "Did you mean “counterfoil aging”?"),
        (["improt", "file.csv", "--book", "b"], "Did you mean “counterfoil import”?"),
        (["--frobnicate"], "--frobnicate"),
        (["aging", "--book", "nowhere.counterfoil"], "nowhere.counterfoil"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_sentence(call, words, says):
    answer = call(*words)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert says in answer.err


def test_common_options_may_stand_before_the_command():
    names = tuple(commands())
    assert split_command(["--json", "--today", "2026-01-02", "aging", "--book", "b"], names) == (
        "aging",
        ["--json", "--today", "2026-01-02", "--book", "b"],
    )
    assert split_command(["--today=2026-01-02", "pay"], names) == ("pay", ["--today=2026-01-02"])
    assert split_command(["my book.counterfoil"], names) == ("", ["my book.counterfoil"])
    assert split_command([], names) == ("", [])


def test_our_own_mistakes_are_one_sentence_and_the_log_holds_no_values(call, book_file, monkeypatch):
    secret = "Martha Bloom owes $1,234.56"

    def broken(*_: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("app.commands.aging.aging", broken)
    answer = call("aging", "--book", book_file)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    assert "RuntimeError" in answer.err
    log = Path(answer.err.rstrip().removesuffix(".").rpartition(" is in ")[2])
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "app/commands/aging.py:" in text
    assert secret not in text + answer.err
    assert str(book_file.parent) not in text


def test_stopping_a_command_is_no_mistake(call, book_file, monkeypatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.commands.aging.aging", stopped)
    answer = call("aging", "--book", book_file)
    assert (answer.code, answer.err) == (130, "Stopped. Nothing was changed.\n")


def test_a_full_disk_is_said_and_leaves_the_older_file(call, book_file, tmp_path, monkeypatch):
    out = tmp_path / "journal.csv"
    out.write_text("older")

    def full(*_: object, **_named: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.gateways.spreadsheets.csv_writing._write_body", full)
    answer = call("export", "--book", book_file, "--what", "journal", "--format", "csv", "--out", out)
    assert (answer.code, answer.out) == (1, "")
    assert "No space left on device" in answer.err
    assert "Nothing was changed." in answer.err
    assert out.read_text() == "older"


def test_reading_the_command_line_loads_neither_store_nor_window():
    code = "import sys; import app.__main__, app.commands.window; print([m for m in sys.modules if m.split('.')[0] in {names}])"
    done = subprocess.run(
        [sys.executable, "-c", code.format(names={"sqlalchemy", "PySide6", "babel", "reportlab", "stripe"})],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_program_does_a_days_work_as_a_process(tmp_path):
    book = tmp_path / "acme.counterfoil"
    made = program("new", book, "--company", "Acme Ñandú", "--currency", "USD", "--time-zone", "America/Chicago")
    assert (made.returncode, made.stderr) == (0, "")
    fixtures = ROOT / "tests" / "fixtures"
    brought = program("import", fixtures / "receivables.csv", "--book", book, "--as", "receivables", "--json")
    assert (brought.returncode, brought.stderr) == (0, "")
    imported = json.loads(brought.stdout)["imported"]
    assert (imported["customers"], imported["invoices"]) == (8, 96)
    statement = program(
        "statement", "--book", book, "--customer", "1042-HARBR", "--from", "2024-01-01", "--to", "2024-12-31",
        "--out", tmp_path / "s.pdf",
    )  # fmt: skip
    assert (statement.returncode, statement.stderr) == (0, "")
    refused = program("pay", "--book", book, "--customer", "nobody", "--amount", "1", "--method", "cash")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


def test_a_reader_who_stops_early_is_no_mistake(book_file):
    office = open_for_test(book_file)
    a_customer(office)
    office.close()
    with subprocess.Popen(
        [sys.executable, "-m", "app", "verify", "--book", str(book_file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        error = process.stderr.read()
    assert error == b""


def test_without_arguments_of_its_own_main_reads_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["counterfoil", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"counterfoil {__version__}\n"


def test_demo_makes_the_sample_company(call, tmp_path):
    book = tmp_path / "demo.counterfoil"
    assert call("demo", book, "--today", date(2026, 3, 16)).code == 0
    assert call("aging", "--book", book, "--as-of", "2026-03-16", "--json").json["totals"]["total"] > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a window can always be opened")
def test_without_a_screen_the_window_says_so_and_does_not_crash():
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    unseen = {name: value for name, value in os.environ.items() if name not in screens}
    done = subprocess.run([sys.executable, "-m", "app"], cwd=ROOT, env=unseen, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "no screen" in done.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_calendars_first_and_last_day_can_be_asked_about(call, book_file, tmp_path, day):
    office = open_for_test(book_file)
    a_customer(office, account="C-1")
    office.close()
    book = ("--book", book_file)
    assert call("aging", *book, "--as-of", day, "--json").json["totals"]["total"] == 0
    assert call("trial-balance", *book, "--as-of", day, "--json").json["totals"] == {"debit": 0, "credit": 0}
    assert call("balance", *book, "--customer", "C-1", "--as-of", day, "--json").json["total_due"] == 0
    for kind in ("open-item", "balance-forward"):
        period = ("--from", "0001-01-01", "--to", day, "--type", kind, "--out", tmp_path / f"{kind}.pdf")
        assert call("statement", *book, "--customer", "C-1", *period).code == 0
