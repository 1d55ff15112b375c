"""Many plans at once: paused with what follows shown first, paid another way, and both taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import Conflict, UserError
from app.services.billing.charges import charges_to_send
from app.services.plans.many import pause_many, pay_many_by, preview_pause_many, put_paid_by_back, resume_many
from app.services.plans.paying import pay_plan
from app.services.plans.prices import PriceRule, preview_price_change
from app.services.plans.statuses import RUNNING
from app.services.plans.undoing import undo
from tests.support.books import TODAY, a_customer
from tests.support.plans import a_plan, bill, figures, on, page, sound

START = TODAY - timedelta(days=15)


class Stopping:
    """A progress whose reader has pressed Cancel."""

    cancelled = True

    def step(self, done: int, total: int, text: str = "") -> None:
        """Ignore it."""


@pytest.fixture
def plans(office):
    """Three plans of 31.00 since March 1, billed; the third is a draft."""
    customers = [a_customer(office, name) for name in ("Ana Ruiz", "Ben Stone", "Cleo Park")]
    made = [a_plan(office, customer, 3_100, start_on=START, paid_by="card") for customer in customers[:2]]
    made.append(a_plan(office, customers[2], 3_100, start_on=START, status="draft"))
    bill(office, TODAY)
    return made


def states(office, plans):
    return [page(office, plan).row.status for plan in plans]


def test_pausing_many_shows_the_credit_and_who_is_left_out_and_can_be_undone(office, plans):
    shown = office.read(lambda reader: preview_pause_many(reader, plans))
    # 16 of March's 31 days are left, the 16th included: 31.00 × 16/31 for each of two.
    assert (shown.credit_minor, len(shown.settlements)) == (3_200, 2)
    assert [(each.plan_id, "Draft".lower() in each.why) for each in shown.left_out] == [(plans[2], True)]
    with pytest.raises(UserError, match="Say why"):
        office.write(lambda writer: pause_many(writer, shown, " "))
    before = figures(office)
    way = office.write(lambda writer: pause_many(writer, shown, "winter"))
    assert states(office, plans) == ["paused", "paused", "draft"]
    assert [page(office, plan).row.outstanding_minor for plan in plans[:2]] == [1_500, 1_500]
    assert office.write(lambda writer: undo(writer, way)) == 2
    assert states(office, plans) == ["active", "active", "draft"]
    # The credit is void, and each owes its 31.00 as before; nothing was asked for a second time.
    assert [page(office, plan).row.outstanding_minor for plan in plans[:2]] == [3_100, 3_100]
    assert figures(office) == before
    sound(office)


def test_a_resumed_batch_is_taken_back_whole_until_something_follows(office, plans):
    """Paused on the 16th, resumed on the 21st: 11 of March's 31 days are asked for again, 11.00 of each of two plans."""
    shown = office.read(lambda reader: preview_pause_many(reader, plans))
    office.write(lambda writer: pause_many(writer, shown, "winter"))
    on(office, TODAY + timedelta(days=5))
    before = figures(office)
    way = office.write(lambda writer: resume_many(writer, plans, TODAY + timedelta(days=5)))
    assert way.plan_ids == plans[:2]
    assert [page(office, plan).row.outstanding_minor for plan in plans[:2]] == [2_600, 2_600]
    assert office.write(lambda writer: undo(writer, way)) == 2
    assert figures(office) == before
    again = office.write(lambda writer: resume_many(writer, plans, TODAY + timedelta(days=5)))
    office.write(lambda writer: pay_plan(writer, plans[0], "cash", amount_minor=2_600))
    stands = figures(office)
    with pytest.raises(UserError, match="was paid or taken back since"):
        office.write(lambda writer: undo(writer, again))
    assert figures(office) == stands, "all or none"
    sound(office)


def test_a_plan_changed_meanwhile_stops_the_whole_batch(office, plans):
    shown = office.read(lambda reader: preview_pause_many(reader, plans))
    office.write(lambda writer: pause_many(writer, office_preview(writer, [plans[1]]), "first"))
    with pytest.raises((Conflict, UserError)):
        office.write(lambda writer: pause_many(writer, shown, "winter"))
    assert states(office, plans) == ["active", "paused", "draft"], "all or none"


def office_preview(writer, ids):
    return preview_pause_many(writer, ids)


def test_stopping_changes_nothing(office, plans):
    shown = office.read(lambda reader: preview_pause_many(reader, plans))
    with pytest.raises(UserError, match="No plan was changed"):
        office.write(lambda writer: pause_many(writer, shown, "winter", Stopping()))
    with pytest.raises(UserError, match="No plan was changed"):
        office.read(lambda reader: preview_price_change(reader, PriceRule("amount", 100), TODAY, plans, Stopping()))
    assert set(states(office, plans[:2])) <= RUNNING


def test_paying_another_way_gives_waiting_charges_up_and_undo_brings_them_back(office, plans):
    assert len(office.read(charges_to_send)) == 2
    changed = office.write(lambda writer: pay_many_by(writer, plans, "check"))
    assert set(changed.before) == set(plans[:2]), "the draft was paid by check before"
    assert office.read(charges_to_send) == []
    assert [page(office, plan).row.paid_by for plan in plans] == ["check"] * 3
    assert [page(office, plan).row.worst for plan in plans[:2]] == ["overdue", "overdue"]
    assert office.write(lambda writer: put_paid_by_back(writer, changed)) == 2
    assert [page(office, plan).row.paid_by for plan in plans] == ["card", "card", "check"]
    assert len(office.read(charges_to_send)) == 2
    sound(office)
