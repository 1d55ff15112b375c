"""The calendar file that a command writes: read back by somebody else's parser, in the instants that were kept."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from app.services.jobs.moving import move_job
from tests.support.books import a_customer, open_for_test
from tests.support.jobs import MONDAY, a_job, a_person, act, booked


@pytest.fixture
def busy_book(book_file):
    """Martha: Monday at nine by Ingrid, and the Sunday of the spring change. Otto: next week, and one cancelled."""
    office = open_for_test(book_file)
    martha, otto = a_customer(office, "Bloom, Martha", account="C-1"), a_customer(office, "Reyes; Otto", account="C-2")
    ingrid = a_person(office)
    booked(office, a_job(office, martha, "Drain", details="Gate code 1234,\nask for Ann"), who=ingrid)
    booked(office, a_job(office, martha, "Filter"), datetime(2026, 3, 8, 14, tzinfo=UTC), 2)
    booked(office, a_job(office, otto, "Duct"), MONDAY + timedelta(days=7))
    cancelled = a_job(office, otto, "Gas")
    booked(office, cancelled)
    act(office, move_job, cancelled, "cancelled")
    office.close()
    return book_file


def events(path):
    return list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_it_writes_what_is_scheduled(call, busy_book, tmp_path):
    out = tmp_path / "jobs.ics"
    answer = call("schedule", "--book", busy_book, "--out", out, "--today", "2026-03-16", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {"account": None, "from": None, "to": None, "appointments": 3, "file": str(out)}
    told = [(str(event["SUMMARY"]), event.decoded("DTSTART"), event.decoded("DTEND")) for event in events(out)]
    sunday = datetime(2026, 3, 8, 14, tzinfo=UTC)
    assert told == [
        ("Filter, Bloom, Martha", sunday, sunday + timedelta(hours=2)),
        ("Drain, Bloom, Martha", MONDAY, MONDAY + timedelta(hours=1)),
        ("Duct, Reyes; Otto", MONDAY + timedelta(days=7), MONDAY + timedelta(days=7, hours=1)),
    ]
    drain = events(out)[1]
    assert str(drain["DESCRIPTION"]).endswith("Technician: Ingrid\nScheduled\nGate code 1234,\nask for Ann")
    assert all(len(line.encode()) <= 75 for line in out.read_bytes().decode().split("\r\n"))


def test_one_customer_and_some_days(call, busy_book, tmp_path):
    out = tmp_path / "jobs.ics"
    call("schedule", "--book", busy_book, "--out", out, "--customer", "C-1")
    assert [str(event["SUMMARY"]) for event in events(out)] == ["Filter, Bloom, Martha", "Drain, Bloom, Martha"]
    answer = call("schedule", "--book", busy_book, "--out", out, "--from", "2026-03-09", "--to", "2026-03-16")
    assert answer.out == f"1 appointment written to {out}.\n"
    assert len(events(out)) == 1


def test_a_second_file_replaces_the_same_appointments(call, busy_book, tmp_path):
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    call("schedule", "--book", busy_book, "--out", first)
    office = open_for_test(busy_book)
    booked(office, 1, MONDAY + timedelta(days=1))
    office.close()
    call("schedule", "--book", busy_book, "--out", second)
    uids = [sorted(str(event["UID"]) for event in events(path)) for path in (first, second)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 3


def test_what_cannot_be_done_is_refused_and_writes_nothing(call, busy_book, tmp_path):
    out = tmp_path / "jobs.ics"
    nobody = call("schedule", "--book", busy_book, "--out", out, "--customer", "C-9")
    assert nobody.code == 2
    assert "C-9" in nobody.err
    backwards = call("schedule", "--book", busy_book, "--out", out, "--from", "2026-03-09", "--to", "2026-03-01")
    assert backwards.code == 2
    assert not out.exists()
    assert call("schedule", "--book", busy_book, "--out", busy_book).code == 2
