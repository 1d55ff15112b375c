"""What ``verify`` finds when plans and their invoices disagree."""

from __future__ import annotations

import pytest

from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, execute
from tests.support.plans import a_plan, bill, sound


@pytest.mark.parametrize(
    ("corruption", "line", "named"),
    [
        ("UPDATE plan_period SET net_minor = 1 WHERE id = 1", "What plans were billed", "invoice 10001: $0.01 by its plan"),
        (
            "UPDATE plan_period SET first_on = '2026-02-20' WHERE id = 2",
            "No day of a plan is billed twice",
            "plan PL-0001: the period from 2026-02-20",
        ),
        ("UPDATE billing_run SET total_minor = 5", "Billing runs add up", "run B-0001: $0.05"),
        ("UPDATE plan_charge SET amount_minor = 99999 WHERE id = 1", "Charges ask for no more", "invoice 10001: $999.99"),
    ],
)
def test_each_disagreement_fails_a_line_of_its_own(office, corruption, line, named):
    a_plan(office, a_customer(office), 1_900, start_on=TODAY.replace(month=2), paid_by="card")
    bill(office, TODAY)
    sound(office)
    assert execute(office, corruption) == 1
    wrong = [result for result in verify_book(office) if not result.passed]
    assert [result.name[: len(line)] for result in wrong] == [line]
    assert named in wrong[0].detail
