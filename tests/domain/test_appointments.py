"""Appointments keep their hour on the wall and their length, also when the clocks change; double bookings are found."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appointments import Booking, day_bounds, double_booked, instant_of, moved
from app.domain.errors import UserError
from app.domain.time_input import parse_hour, parse_length

CHICAGO = ZoneInfo("America/Chicago")
ZONES = st.sampled_from(
    [CHICAGO, ZoneInfo("Europe/Madrid"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/St_Johns")]
)
# No clock of these zones skips an hour of the working day.
DAY_HOURS = st.builds(time, st.integers(4, 23), st.sampled_from((0, 15, 30, 45)))


class TestMoving:
    @given(ZONES, st.dates(date(2024, 1, 1), date(2030, 12, 31)), DAY_HOURS, st.integers(5, 20_000), st.integers(-400, 400))
    def test_the_hour_on_the_wall_and_the_length_stay(self, zone, day, hour, minutes, days):
        starts = instant_of(day, hour, zone)
        ends = starts + timedelta(minutes=minutes)
        begins, finishes = moved(starts, ends, zone, days=days)
        assert begins.astimezone(zone).replace(tzinfo=None) == datetime.combine(day + timedelta(days=days), hour)
        assert finishes - begins == ends - starts
        assert moved(begins, finishes, zone, days=-days) == (starts, ends)

    def test_into_the_spring_change_and_out_again(self):
        """2026-03-08 the clocks of Chicago go from 2:00 to 3:00: 9:00 is 15:00 UTC on Saturday and 14:00 on Sunday."""
        saturday = instant_of(date(2026, 3, 7), time(9), CHICAGO)
        assert saturday == datetime(2026, 3, 7, 15, tzinfo=UTC)
        begins, ends = moved(saturday, saturday + timedelta(hours=2), CHICAGO, days=1)
        assert (begins, ends) == (datetime(2026, 3, 8, 14, tzinfo=UTC), datetime(2026, 3, 8, 16, tzinfo=UTC))

    def test_an_hour_that_is_skipped_or_comes_twice(self):
        assert instant_of(date(2026, 3, 8), time(2, 30), CHICAGO).astimezone(CHICAGO).time() == time(3, 30)
        assert instant_of(date(2026, 11, 1), time(1, 30), CHICAGO) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)

    def test_days_are_as_long_as_the_clocks_make_them(self):
        for day, hours in ((date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)):
            since, until = day_bounds(day, 1, CHICAGO)
            assert until - since == timedelta(hours=hours)


@st.composite
def _bookings(draw):
    start = datetime(2026, 6, 1, 8, tzinfo=UTC)
    count = draw(st.integers(0, 12))
    found = []
    for id_ in range(count):
        begins = start + timedelta(minutes=15 * draw(st.integers(0, 40)))
        who = draw(st.sampled_from((None, 1, 2)))
        found.append(Booking(id_, who, begins, begins + timedelta(minutes=15 * draw(st.integers(1, 12)))))
    return found


class TestDoubleBooking:
    @given(_bookings())
    def test_it_finds_what_comparing_all_pairs_finds(self, bookings):
        expected = {}
        for one in bookings:
            others = {
                two.id
                for two in bookings
                if two.id != one.id
                and one.technician_id is not None
                and two.technician_id == one.technician_id
                and two.starts_at < one.ends_at
                and one.starts_at < two.ends_at
            }
            if others:
                expected[one.id] = others
        assert double_booked(bookings) == expected

    def test_one_after_the_other_is_no_double_booking(self):
        nine, ten, eleven = (datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (9, 10, 11))
        assert double_booked([Booking(1, 7, nine, ten), Booking(2, 7, ten, eleven)]) == {}


class TestTyping:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("9", "09:00"), ("930", "09:30"), ("2:30p", "14:30"), ("2:30\N{NO-BREAK SPACE}PM", "14:30"), ("14.30", "14:30"),
         ("12a", "00:00"), ("12 p.m.", "12:00"), ("23:59", "23:59"), ("14h30", "14:30")],
    )
    def test_hours(self, typed, meant):
        assert f"{parse_hour(typed):%H:%M}" == meant

    @pytest.mark.parametrize("typed", ["", "25", "9:75", "13p", "noon", "-1", "99999", "0p"])
    def test_what_is_no_hour(self, typed):
        with pytest.raises(UserError):
            parse_hour(typed)

    @pytest.mark.parametrize(
        ("typed", "minutes"),
        [("45m", 45), ("1:30", 90), ("1.5", 90), ("1,5", 90), ("2", 120), ("90", 90), ("2 h", 120), ("1 h 30 min", 90),
         ("1.25 h", 75), ("2 horas", 120)],
    )
    def test_lengths(self, typed, minutes):
        assert parse_length(typed) == timedelta(minutes=minutes)

    @pytest.mark.parametrize("typed", ["", "0", "h", "-1", "1:75", "999 h", "soon"])
    def test_what_is_no_length(self, typed):
        with pytest.raises(UserError):
            parse_length(typed)
