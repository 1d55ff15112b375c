"""One bulk job at a time: whoever comes second is told who is at it; the lock of a dead process is taken over."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from app.domain.errors import Conflict
from app.models.company import BookLock
from app.services.bulk_lock import bulk_job, holder_of, took_over
from app.services.settings import set_setting
from tests.support.books import a_customer, open_for_test, scalar


def pretend(office, **values: object) -> None:
    """Make the lock say something else about its holder."""
    with office.book.write() as connection:
        connection.execute(update(BookLock).values(**values))


def test_a_second_job_is_told_who_is_at_it(office, office_location):
    second = open_for_test(office_location, actor="Ben")
    with bulk_job(office, "importing receivables.csv"):
        with (
            pytest.raises(Conflict, match=r"^Ana is busy with this book on .* since .*\d\d:\d\d: importing receivables\.csv\."),
            bulk_job(second, "billing run"),
        ):
            pytest.fail("two bulk jobs at once")
        assert office.read(holder_of).holder == "Ana", "the refused one left the lock alone"
    assert office.read(holder_of) is None
    with bulk_job(second, "billing run"):
        assert second.read(holder_of).job == "billing run"
    second.close()


def test_others_write_while_a_job_holds_the_lock(office, office_location):
    """It keeps bulk jobs apart; taking a payment meanwhile is nobody's harm."""
    second = open_for_test(office_location)
    with bulk_job(office, "import"):
        a_customer(second)
    second.close()


def test_a_failing_job_gives_the_lock_back(office):
    with pytest.raises(ZeroDivisionError), bulk_job(office, "import"):
        raise ZeroDivisionError
    assert office.read(holder_of) is None


def test_the_lock_of_a_dead_process_is_taken_over_and_said_so(office):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with bulk_job(office, "import"):
        pretend(office, process=gone.pid, holder="Carla")
        with bulk_job(office, "billing run") as dead:
            assert took_over(dead) == f"Carla's job “import” on {dead.host} ended without finishing; this one goes ahead."
            assert office.read(holder_of).process == os.getpid()
    assert scalar(office, "SELECT count(*) FROM activity WHERE kind = 'lock.taken_over'") == 1


def test_a_lock_from_before_the_machine_started_is_dead_though_its_number_is_in_use(office):
    with bulk_job(office, "import"):
        pretend(office, since_at=datetime(2001, 1, 1, tzinfo=UTC))
        with bulk_job(office, "billing run") as dead:
            assert dead.process == os.getpid()


def test_a_lock_on_another_machine_is_believed_for_some_hours(office):
    with bulk_job(office, "import"):
        since = datetime.now(UTC) - timedelta(hours=2)
        pretend(office, host="DESK-2", since_at=since)
        there = f"{since.astimezone(ZoneInfo('America/Chicago')):%H:%M}"
        with pytest.raises(Conflict, match=rf"on DESK-2 since .*{there}: import"), bulk_job(office, "billing run"):
            pytest.fail("two bulk jobs at once")
        pretend(office, since_at=datetime.now(UTC) - timedelta(days=1))
        with bulk_job(office, "billing run") as dead:
            assert dead.host == "DESK-2"


def test_a_job_that_lost_its_lock_does_not_take_anothers_away(office):
    with bulk_job(office, "import"):
        pretend(office, host="DESK-2", holder="Ben")
    assert office.read(holder_of).holder == "Ben"
    office.write(lambda writer: set_setting(writer, "still", "writable"))
