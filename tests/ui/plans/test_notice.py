"""What a customer's page says while plans owe, and that it stops the moment the last payment is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.plans.paying import pay_plan
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.plans.notice import PlanNotice
from tests.support.books import TODAY
from tests.support.plans import a_plan, bill
from tests.ui.plans.conftest import Desk


@pytest.fixture
def account(desk: Desk) -> CustomersPanel:
    """The customers' panel, not yet on anybody's page."""
    panel = customers_panel(desk.session)
    panel.resize(1200, 800)
    panel.show()
    return panel


def _notice(desk: Desk, panel: CustomersPanel) -> PlanNotice:
    panel.show_place(str(desk.customer_id))
    panel.show_changes(frozenset({"plans"}))
    desk.wait()
    notice = panel.findChild(PlanNotice)
    assert notice is not None
    return notice


def test_one_plan_that_owes_is_named_and_leads_to_its_details(desk: Desk, account: CustomersPanel) -> None:
    notice = _notice(desk, account)
    assert notice.banner.text() == "$31.00 is owed on plan PL-0001 Filter change: $31.00 overdue."
    notice.show_first()
    desk.wait()
    assert desk.room.presenter.plan_id == desk.plan_id


def test_several_plans_have_a_link_each_with_its_amount(desk: Desk, account: CustomersPanel) -> None:
    start = TODAY - timedelta(days=3)
    other = a_plan(desk.office, desk.customer_id, 900, start_on=start, name="Furnace visit")
    bill(desk.office, TODAY)
    notice = _notice(desk, account)
    assert notice.banner.text() == "$40.00 is owed on 2 service plans: $40.00 overdue."
    assert [link.text() for link in notice.links] == ["Filter change PL-0001: $31.00", "Furnace visit PL-0002: $9.00"]
    notice.links[1].click()
    desk.wait()
    assert desk.room.presenter.plan_id == other


def test_the_notice_goes_with_the_last_payment(desk: Desk, account: CustomersPanel) -> None:
    notice = _notice(desk, account)
    assert not notice.isHidden()
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    account.show_changes(frozenset({"payments"}))
    desk.wait()
    assert notice.isHidden()
