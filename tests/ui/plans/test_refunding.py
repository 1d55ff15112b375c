"""Giving back what was paid, from its row: capped, by hand at once, through the processor pending until it is done."""

from __future__ import annotations

import pytest

from app.gateways.paper import press
from app.services.charging.syncing import send_now
from app.services.plans.paying import pay_plan
from app.services.plans.refunds import give_back
from app.services.ports import Silent
from app.services.printing import PaperKind
from app.ui.paper.jobs import Making, refund_job
from app.ui.plans.refunding import RefundSheet
from app.ui.session import Session
from tests.gateways.paper.reading import page_texts
from tests.support.books import TODAY, scalar
from tests.support.charging import a_till
from tests.support.plans import a_plan, bill, page, reach
from tests.ui.plans.acting import choose, sheet_of
from tests.ui.plans.conftest import Desk


def _paid_row(desk: Desk, plan_id: int | None = None) -> None:
    view = desk.open(plan_id).view
    row = next(row for row in view.payments_model.rows() if row.facts.payment_ids)
    view.payments.set_current(row.id)


def _sheet(desk: Desk) -> RefundSheet:
    desk.room.view.refund.click()
    desk.wait()
    return sheet_of(RefundSheet)


@pytest.fixture
def receipts(desk: Desk) -> list[int]:
    """The refunds whose receipts were shown."""
    shown: list[int] = []
    desk.session.actions.print_refund = shown.append
    return shown


def test_part_of_a_check_is_given_back_in_cash_keeping_the_plan(desk: Desk, receipts: list[int]) -> None:
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    _paid_row(desk)
    sheet = _sheet(desk)
    assert (sheet.amount.value(), sheet.method.value()) == (3_100, "check")
    assert "At most $31.00 can be given back." in sheet.consequence.text()
    sheet.amount.set_value(3_101)
    sheet.reason.setText("filter was missing")
    sheet.saved.emit()
    desk.wait()
    assert sheet.error() == "Give back more than nothing and at most $31.00."
    sheet.amount.set_value(1_100)
    choose(sheet.method, "cash")
    sheet.saved.emit()
    desk.wait()
    assert desk.payments()[1][3] == "Paid · $11.00 refunded"
    assert page(desk.office, desk.plan_id).row.status == "active"
    assert len(receipts) == 1, "the receipt is shown"
    told = [desk.room.view.feed_model.columns[2].said(row) for row in desk.room.view.feed_model.rows()]
    assert any("$11.00 refunded on plan PL-0001" in sentence for sentence in told)
    assert not desk.room.view.receipt.isHidden()
    desk.room.view.receipt.click()
    desk.wait()
    assert receipts == [receipts[0]] * 2, "and can be shown again from the row"


def test_the_receipt_goes_by_mail_when_it_is_ticked(desk: Desk, receipts: list[int]) -> None:
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    reach(desk.office, desk.customer_id, "owen@hayes.example")
    _paid_row(desk)
    sheet = _sheet(desk)
    assert (sheet.mail.text(), sheet.mail.value()) == ("Send the refund receipt by e-mail to owen@hayes.example", True)
    sheet.reason.setText("filter was missing")
    sheet.saved.emit()
    desk.wait()
    assert scalar(desk.office, "SELECT recipients || ' ' || kind || ' ' || state FROM mail_message") == (
        "owen@hayes.example refund_receipt waiting"
    )
    assert len(receipts) == 1


def test_the_receipt_is_a_paper_that_names_payment_amount_and_reason(desk: Desk) -> None:
    taken = desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    given = desk.office.write(lambda writer: give_back(writer, desk.plan_id, taken.id, 1_100, "filter was missing"))
    made = refund_job(given.reversal_id).make(Making(desk.office, press, "", Silent()))
    text = " ".join(page_texts(made.pdf))
    for said in (f"Refund of {taken.number}", "$11.00", "filter was missing", "Hayes, Owen", f"{taken.number}-R1"):
        assert said in text
    assert [(paper.kind, paper.customer_id) for paper in made.papers] == [(PaperKind.REFUND, desk.customer_id)]


def test_a_refund_needs_a_reason(desk: Desk) -> None:
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    _paid_row(desk)
    sheet = _sheet(desk)
    sheet.saved.emit()
    desk.wait()
    assert sheet.form.error_of(sheet.reason) == "This is needed."
    assert desk.payments()[1][3] == "Paid"
    sheet.set_typed(typed=False)
    sheet.reject()


def test_everything_is_given_back_and_the_plan_cancelled(desk: Desk, receipts: list[int]) -> None:
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "cash"))
    _paid_row(desk)
    sheet = _sheet(desk)
    choose(sheet.then, "cancel")
    assert "The plan's last day is today" in sheet.consequence.text()
    sheet.reason.setText("moves away")
    sheet.receipt.set_value(False)
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, desk.plan_id).row
    assert (found.status, found.outstanding_minor) == ("cancelled", 0)
    assert desk.payments()[0][3] == "Refunded"
    assert receipts == []
    assert not desk.room.view.refund.isEnabled(), "nothing is left to give back"


def test_what_was_not_paid_cannot_be_refunded(desk: Desk) -> None:
    desk.open()
    assert not desk.room.view.refund.isEnabled()


def test_a_card_payment_goes_back_through_the_processor_and_is_pending_until_then(
    desk: Desk, practice_stand, receipts: list[int]
) -> None:
    till = a_till(desk.office, practice_stand)
    till.card(desk.customer_id, "pm_card_visa")
    plan = a_plan(desk.office, desk.customer_id, 4_000, paid_by="card", start_on=TODAY, name="Furnace visit")
    bill(desk.office, TODAY)
    till.sync()
    sent: list[tuple[int, ...]] = []
    desk.session.actions.send_operations = sent.append
    _paid_row(desk, plan)
    sheet = _sheet(desk)
    assert sheet.method.isHidden(), "it goes back to the card"
    assert "through the processor" in sheet.consequence.text()
    sheet.amount.set_value(1_500)
    sheet.reason.setText("late")
    sheet.saved.emit()
    desk.wait()
    assert desk.payments()[1][3] == "Paid · refund of $15.00 under way"
    assert till.stand.refunds() == []
    assert len(sent) == 1
    assert receipts == [], "there is no receipt for what was not given back yet"
    send_now(desk.office, till.processor, sent[0])
    desk.room.refresh(frozenset({"operations"}))
    desk.wait()
    assert desk.payments()[1][3] == "Paid · $15.00 refunded"
    assert isinstance(desk.session, Session)
