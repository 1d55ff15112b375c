"""Whatever is done to jobs, in whatever order and by however many at once: no work is asked for twice, no cent goes astray."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.services.invoicing.drafts import discard_draft, issue_draft, save_draft
from app.services.invoicing.voiding import void_invoice
from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job, schedule_job, take_back
from tests.support.books import a_customer, open_for_test, scalar
from tests.support.jobs import MONDAY, a_job, a_person, act
from tests.support.plans import a_plan, sound

_JOBS = 4
_STEPS = ("schedule", "in_progress", "done", "cancelled", "unscheduled", "undo", "invoice", "draft", "issue", "discard",
          "rewrite", "void")  # fmt: skip
_LIFE = st.lists(st.tuples(st.sampled_from(_STEPS), st.integers(1, _JOBS), st.integers(0, 40)), max_size=22)


@given(_LIFE)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_steps_asks_for_a_job_twice(empty_book_file, tmp_path_factory, life):
    path = shutil.copy(empty_book_file, tmp_path_factory.mktemp("life") / "book.counterfoil")
    office = open_for_test(path)
    try:
        customer, who = a_customer(office), a_person(office)
        a_plan(office, customer, visits_per_year=1)  # job 1 is its visit
        for title in ("Drain", "Duct", "Gas"):
            a_job(office, customer, title)
        undo, kept = [], []
        for step, job, number in life:
            try:
                _live(office, step, job, number, who, undo, kept)
            except UserError:
                continue
            asked = scalar(
                office, "SELECT count(*) FROM invoice WHERE state <> 'void' AND subject LIKE 'Job J-%' AND total_minor > 0"
            )
            assert asked == scalar(office, "SELECT count(*) FROM job WHERE status = 'invoiced'")
            subjects = "SELECT count(subject) - count(DISTINCT subject) FROM invoice WHERE state <> 'void'"
            assert scalar(office, subjects) == 0
        assert scalar(office, "SELECT count(*) FROM job WHERE plan_id IS NOT NULL AND invoice_id IS NOT NULL") == 0
        sound(office)
    finally:
        office.close()


def _live(office, step, job, number, who, undo, kept):
    """Take one step, as somebody at the desk might try it; what may not be done raises."""
    document = 1 + number % 6
    if step == "schedule":
        starts = MONDAY + timedelta(hours=number)
        undo.append(act(office, schedule_job, job, starts, starts + timedelta(hours=2), who))
    elif step in ("in_progress", "done", "cancelled", "unscheduled"):
        undo.append(act(office, move_job, job, step))
    elif step == "undo" and undo:
        act(office, take_back, undo.pop())
    elif step in ("invoice", "draft"):
        act(office, invoice_job, job, draft=step == "draft")
    elif step == "issue":
        act(office, issue_draft, document)
    elif step == "discard":
        kept.append(act(office, discard_draft, document))
    elif step == "rewrite" and kept:
        act(office, save_draft, kept.pop())
    elif step == "void":
        act(office, void_invoice, document, "wrong")


@pytest.mark.parametrize("draft", [False, True])
def test_two_desks_that_invoice_the_same_job_at_once(office, office_location, draft):
    job = a_job(office, a_customer(office))
    act(office, move_job, job, "done")
    desks = [open_for_test(office_location) for _each in range(3)]
    start, came = threading.Barrier(len(desks)), []

    def invoice(desk):
        start.wait()
        try:
            act(desk, invoice_job, job, draft=draft)
        except UserError as refusal:
            came.append(str(refusal))
        else:
            came.append("invoiced")

    threads = [threading.Thread(target=invoice, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for desk in desks:
        desk.close()
    assert sorted(came) == ["Job J-0001 is invoiced already.", "Job J-0001 is invoiced already.", "invoiced"]
    assert scalar(office, "SELECT count(*) FROM invoice") == 1
    sound(office)
