"""The calendar: the company's days, double bookings, one customer's page."""

from datetime import UTC, date, datetime, timedelta

from app.services.jobs.moving import move_job
from app.services.queries.jobs_calendar import calendar_page, clashes_with
from tests.support.books import TODAY, a_customer
from tests.support.jobs import MONDAY, a_job, a_person, act, booked


def shown(office, first=TODAY, days=7, **only):
    return office.read(lambda reader: calendar_page(reader, first, days, **only))


def test_it_shows_what_touches_the_days_and_is_not_cancelled(office):
    customer = a_customer(office)
    jobs = [a_job(office, customer) for _each in range(4)]
    booked(office, jobs[0], datetime(2026, 3, 16, 4, tzinfo=UTC), 3)  # Sunday 23:00 to Monday 2:00 in Chicago
    booked(office, jobs[1])
    booked(office, jobs[2], MONDAY + timedelta(hours=2))
    act(office, move_job, jobs[2], "cancelled")
    page = shown(office, days=1)
    assert [each.id for each in page.appointments] == [jobs[0], jobs[1]]
    assert page.unscheduled == 1
    assert [each.id for each in shown(office, TODAY - timedelta(days=1), 1).appointments] == [jobs[0]]


def test_two_jobs_of_one_person_at_once_are_shown_on_both(office):
    martha, otto = a_customer(office), a_customer(office, "Otto Reyes")
    ingrid, marcus = a_person(office), a_person(office, "Marcus")
    one, two, three, four = (a_job(office, customer) for customer in (martha, otto, otto, otto))
    booked(office, one, MONDAY, 2, ingrid)
    booked(office, two, MONDAY + timedelta(hours=1), 2, ingrid)
    booked(office, three, MONDAY + timedelta(hours=3), 1, ingrid)
    booked(office, four, MONDAY, 2, marcus)
    assert shown(office).clashes == {one: ("J-0002",), two: ("J-0001",)}
    assert shown(office, customer_id=martha).clashes == {one: ("J-0002",)}
    alone = office.read(lambda r: clashes_with(r, ingrid, MONDAY, MONDAY + timedelta(hours=1), one))
    assert alone == []
    again = office.read(lambda r: clashes_with(r, ingrid, MONDAY, MONDAY + timedelta(hours=1)))
    assert [each.number for each in again] == ["J-0001"]
    act(office, move_job, two, "done")
    assert shown(office).clashes == {}


def test_a_double_booking_beyond_the_edge_is_told_too(office):
    """One appointment runs from Monday into Tuesday; the other begins on Tuesday, which the page does not show."""
    customer, ingrid = a_customer(office), a_person(office)
    long, next_day = a_job(office, customer), a_job(office, customer)
    booked(office, long, MONDAY, 30, ingrid)
    booked(office, next_day, MONDAY + timedelta(hours=24), 1, ingrid)
    assert shown(office, days=1).clashes == {long: ("J-0002",)}


def test_the_week_of_the_spring_change_has_every_hour(office):
    customer = a_customer(office)
    for day in range(8):
        booked(office, a_job(office, customer), datetime(2026, 3, 5, 15, tzinfo=UTC) + timedelta(days=day))
    assert len(shown(office, date(2026, 3, 5), 8).appointments) == 8
    assert len(shown(office, date(2026, 3, 8), 1).appointments) == 1
