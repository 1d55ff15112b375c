"""``plan`` and ``bill`` as a scheduler calls them: import, rehearse, post, post again, take back."""

from __future__ import annotations

import pytest

from tests.support.books import a_customer, open_for_test, scalar

PLANS = """account,plan,price,frequency,start,paid_by
C-1,Filter change,19.00,monthly,2026-01-31,card
C-2,Furnace visit,240.00,yearly,2026-03-10,check
"""


@pytest.fixture
def book(book_file, tmp_path, call):
    office = open_for_test(book_file)
    for name, account in (("Martha Bloom", "C-1"), ("Ben Stone", "C-2")):
        a_customer(office, name, account=account)
    office.close()
    (tmp_path / "plans.csv").write_text(PLANS, encoding="utf-8")
    answer = call("import", tmp_path / "plans.csv", "--book", book_file, "--as", "plans", "--today", "2026-01-05", "--json")
    assert (answer.code, answer.json["imported"]["plans"]) == (0, 2)
    return book_file


PRICE = ("--price", "2")
FAR = ("--start", "9999-12-31")


def count(book, query):
    office = open_for_test(book)
    try:
        return scalar(office, query)
    finally:
        office.close()


def billed(call, book, *words, through="2026-03-31"):
    return call("bill", "--book", book, "--through", through, "--today", "2026-03-31", *words)


def test_the_rehearsal_lists_what_would_be_posted_and_writes_nothing(call, book):
    answer = billed(call, book, "--rehearse", "--json")
    assert answer.code == 0
    found = answer.json
    assert (found["through"], found["rehearsal"]) == ("2026-03-31", True)
    wanted = ("plan", "account", "period_start", "period_end", "due_on", "total", "charge")
    assert [tuple(each[name] for name in wanted) for each in found["invoices"]] == [
        ("Filter change", "C-1", "2026-01-31", "2026-02-27", "2026-01-31", 1_900, "queued"),
        ("Filter change", "C-1", "2026-02-28", "2026-03-30", "2026-02-28", 1_900, "queued"),
        ("Filter change", "C-1", "2026-03-31", "2026-04-29", "2026-03-31", 1_900, "queued"),
        ("Furnace visit", "C-2", "2026-03-10", "2027-03-09", "2026-03-10", 24_000, "open"),
    ]
    assert found["skipped"] == []
    assert (found["totals"]["invoices"], found["totals"]["total"]) == (4, 29_700)
    assert count(book, "SELECT count(*) FROM invoice") == 0
    posted = billed(call, book, "--json").json
    assert posted["rehearsal"] is False
    for rehearsed, done in zip(found["invoices"], posted["invoices"], strict=True):
        assert {**done, "invoice": None} == rehearsed
    again = billed(call, book, "--json")
    assert (again.code, again.json["invoices"], again.json["run"]) == (0, [], None)
    assert count(book, "SELECT count(*) FROM invoice") == 4


def test_missed_periods_are_combined_or_passed_over_when_asked(call, book):
    combined = billed(call, book, "--rehearse", "--json", "--missed", "combine").json["invoices"]
    assert [(each["period_start"], each["period_end"], each["total"]) for each in combined] == [
        ("2026-01-31", "2026-04-29", 5_700),
        ("2026-03-10", "2027-03-09", 24_000),
    ]
    skipped = billed(call, book, "--json", "--missed", "skip").json
    assert [each["period_start"] for each in skipped["invoices"]] == ["2026-03-31", "2026-03-10"]
    assert [(each["plan"], each["account"], each["reason"]) for each in skipped["skipped"]] == [
        ("Filter change", "C-1", "missed"),
        ("Filter change", "C-1", "missed"),
    ]


def test_a_run_is_taken_back_and_posted_again(call, book):
    run = billed(call, book, "--json").json["run"]
    answer = call("bill", "--reverse", run, "--book", book, "--today", "2026-04-01", "--json")
    assert (answer.code, answer.json["total"], answer.json["excepted"]) == (0, 29_700, [])
    assert len(answer.json["reversed"]) == 4
    assert call("bill", "--reverse", run, "--book", book).code == 2
    assert [each["invoice"] for each in billed(call, book, "--json").json["invoices"]] == ["10005", "10006", "10007", "10008"]
    assert call("verify", "--book", book).code == 0


def test_beyond_a_bound_it_stops_for_confirmation(call, book):
    words = ("--json", "--today", "2030-01-01")
    refused = call("bill", "--book", book, "--through", "2030-01-01", *words)
    assert (refused.code, refused.out) == (2, "")
    assert "at once" in refused.err
    assert "--yes" in refused.err
    assert count(book, "SELECT count(*) FROM invoice") == 0
    assert call("bill", "--book", book, "--through", "2030-01-01", "--yes", *words).code == 0


def test_the_life_of_a_plan_from_the_command_line(call, book):
    added = call(
        "plan", "add", "--book", book, "--customer", "C-2", "--name", "Wash", "--price", "30.00", "--frequency", "monthly",
        "--start", "2026-04-01", "--paid-by", "cash", "--today", "2026-03-31", "--json",
    )  # fmt: skip
    assert (added.code, added.json["number"], added.json["next_bill"]) == (0, "PL-0003", "2026-04-01")
    listed = call("plan", "list", "--book", book, "--customer", "C-2", "--json").json["plans"]
    assert [each["plan"] for each in listed] == ["Furnace visit", "Wash"]
    call("bill", "--book", book, "--through", "2026-04-01", "--today", "2026-04-01")
    paused = call("plan", "pause", "PL-0003", "--book", book, "--reason", "away", "--today", "2026-04-11", "--json").json
    assert (paused["status"], paused["credit"]) == ("paused", 2_000)
    resumed = call("plan", "resume", "PL-0003", "--book", book, "--today", "2026-04-21", "--json").json
    assert (resumed["status"], resumed["charge"]) == ("active", 1_000)
    cancelled = call(
        "plan", "cancel", "PL-0003", "--book", book, "--reason", "moved", "--at", "period-end", "--today", "2026-04-22",
        "--json",
    ).json  # fmt: skip
    assert (cancelled["status"], cancelled["end"], cancelled["next_bill"]) == ("active", "2026-04-30", None)
    shown = call("plan", "show", "3", "--book", book, "--today", "2026-05-01")
    assert "Cancelled" in shown.out
    assert call("verify", "--book", book).code == 0


def test_a_recurring_invoice_from_the_command_line(call, book):
    """45.00 and 20.00 every two weeks from 2 March: the invoices of 2, 16 and 30 March, 65.00 each."""
    added = call(
        "plan", "add", "--book", book, "--customer", "C-2", "--line", "Mowing=45.00", "--line", "Hauling, 2 bags=20",
        "--frequency", "biweekly", "--start", "2026-03-02", "--paid-by", "check", "--today", "2026-03-01", "--json",
    )  # fmt: skip
    assert (added.code, added.json["kind"], added.json["plan"], added.json["price"]) == (0, "recurring", "Mowing", 6_500)
    listed = call("plan", "list", "--book", book, "--recurring", "--json").json["plans"]
    assert [each["number"] for each in listed] == [added.json["number"]]
    posted = billed(call, book, "--json").json["invoices"]
    found = [(each["period_start"], each["total"]) for each in posted if each["plan"] == "Mowing"]
    assert found == [("2026-03-02", 6_500), ("2026-03-16", 6_500), ("2026-03-30", 6_500)]
    assert count(book, "SELECT count(*) FROM invoice_line WHERE description = 'Hauling, 2 bags'") == 3
    assert call("verify", "--book", book).code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "add", "--customer", "C-1", "--frequency", "monthly", "--paid-by", "cash", "--line", "Rent"), "no line"),
        (
            ("plan", "add", "--customer", "C-1", "--frequency", "monthly", "--paid-by", "cash", "--line", "A=1", *PRICE),
            "either --line",
        ),
        (("plan", "add", "--customer", "C-1", "--frequency", "monthly", "--paid-by", "cash", "--discount", "nan"), "discount"),
        (
            ("plan", "add", "--customer", "C-1", "--name", "A", "--frequency", "monthly", "--paid-by", "cash", *PRICE, *FAR),
            "out of range",
        ),
        (("bill", "--through", "9999-12-31"), "ten years ahead"),
        (("plan", "show", "PL-0099"), "There is no plan PL-0099"),
        (("plan", "cancel", "PL-0001"), "--reason"),
        (("plan", "resume", "PL-0001"), "cannot become active"),
        (("plan", "add", "--customer", "C-9", "--frequency", "monthly", "--paid-by", "cash"), "no customer"),
        (("plan", "add", "--customer", "C-1", "--frequency", "hourly", "--paid-by", "cash"), "no frequency"),
        (("bill", "--reverse", "B-0099"), "no billing run"),
        (("bill",), "--through"),
        (("bill", "--through", "2026-02-30"), "not a date"),
    ],
)
def test_refusals_are_one_sentence(call, book, words, sentence):
    answer = call(*words, "--book", book)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert len(answer.err.splitlines()) == 1
