"""What somebody sees and does on a plan's details page."""

from __future__ import annotations

from datetime import date, timedelta

from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.services.plans.paying import pay_plan
from app.services.plans.templates import NewTemplate, save_template
from app.ui.plans import payment_doings
from app.ui.plans.method_sheet import MethodSheet
from tests.support.books import TODAY, a_customer
from tests.support.plans import a_plan, bill, page
from tests.ui.plans.acting import choose, sheet_of
from tests.ui.plans.conftest import START, Desk


def test_the_page_says_what_the_plan_is_and_owes(desk: Desk) -> None:
    view = desk.open().view
    assert view.header.title() == "Filter change"
    assert view.pill.status().text == "Active"
    assert view.customer.text() == "Hayes, Owen · A-1"
    assert (view.price.figure(), view.price.note()) == ("$31.00", "Monthly, in advance")
    assert (view.next_bill.figure(), view.next_bill.note()) == ("Apr 1, 2026", "$31.00 before tax")
    assert (view.owed.figure(), view.owed.note()) == ("$31.00", "$31.00 overdue")
    assert "$31.00 is owed" in view.banner.text()
    assert desk.payments() == [
        ("Apr 1, 2026", "31.00", "Check", "Upcoming", ""),
        ("Mar 1, 2026", "31.00", "Check", "Overdue", ""),
    ]


def test_opening_a_row_of_the_list_shows_the_plan_and_back_shows_the_list(desk: Desk) -> None:
    places: list[str] = []
    desk.room.place_changed.connect(places.append)
    desk.room.list.table.opened.emit(desk.plan_id)
    desk.wait()
    assert desk.room.currentWidget() is desk.room.view
    desk.room.view.back.click()
    assert desk.room.currentWidget() is desk.room.home
    assert places == [str(desk.plan_id), "list"]


def test_a_refused_card_is_told_with_its_reason(desk: Desk) -> None:
    customer = a_customer(desk.office, "Novak, Lena", account="A-2")
    plan = a_plan(desk.office, customer, 4_000, start_on=TODAY, paid_by="card", method_label="Visa ····4242")
    bill(desk.office, TODAY)

    def refuse(writer):
        charge = next(each for each in charges_to_send(writer) if each.customer_id == customer)
        charge_sent(writer, charge.id)
        charge_failed(writer, charge.id, "expired_card")

    desk.office.write(refuse)
    view = desk.open(plan).view
    assert "$40.00 failed" in view.banner.text()
    assert "The card has expired." in view.banner.text()
    assert desk.payments()[1][2:] == ("Card", "Failed", "The card has expired.")
    assert view.facts["paid_by"].value() == "Card · Visa ····4242"


def test_pay_opens_the_payment_sheet_with_what_is_open(desk: Desk) -> None:
    view = desk.open().view
    view.pay.click()
    assert desk.asked == [("pay", desk.customer_id, 1)]
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    desk.room.refresh(frozenset({"payments"}))
    desk.wait()
    assert desk.payments()[1][3] == "Paid"
    assert view.banner.text() == ""
    assert view.pay.isHidden(), "nothing is left to pay"


def test_a_paid_row_leads_to_its_payment(desk: Desk) -> None:
    taken = desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    view = desk.open().view
    view.payments.set_current(next(row.id for row in view.payments_model.rows() if row.facts.payment_ids))
    view.open_payment.click()
    assert desk.asked == [("payment", taken.id)]
    assert not view.waive.isEnabled()


def test_a_waived_payment_says_so_and_why(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(payment_doings, "ask_reason", lambda *_words: "technician did not come")
    view = desk.open().view
    assert view.waive.isEnabled(), "what is open is selected to begin with"
    view.waive.click()
    desk.wait()
    assert desk.payments()[1][3:] == ("Waived", "technician did not come")
    assert desk.said == ["$31.00 waived."]
    assert view.owed.figure() == "$0.00"


def test_a_cancellation_shows_its_credit_before_it_is_made(desk: Desk) -> None:
    view = desk.open().view
    view.cancel.click()
    sheet = desk.dialog()
    # 15 of March's 31 days are left after the 16th: 31.00 × 15/31.
    assert "Mar 16, 2026" in sheet.preview.text()
    assert "$15.00" in sheet.preview.text()
    sheet.saved.emit()
    desk.wait()
    assert page(desk.office, desk.plan_id).row.status == "active", "without a reason nothing is cancelled"
    sheet.reason.setText("moves away")
    sheet.saved.emit()
    desk.wait()
    assert page(desk.office, desk.plan_id).row.status == "cancelled"
    assert view.owed.figure() == "$16.00", "the credit met the open invoice"
    assert view.cancel.isHidden()


def test_a_cancellation_at_period_end_credits_nothing_and_can_be_taken_back(desk: Desk) -> None:
    view = desk.open().view
    view.cancel.click()
    sheet = desk.dialog()
    sheet.when.set_value("period_end")
    sheet.when.changed.emit("period_end")
    desk.wait()
    assert "Mar 31, 2026" in sheet.preview.text()
    assert "Nothing that was billed changes." in sheet.preview.text()
    sheet.reason.setText("moves away")
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, desk.plan_id).row
    assert (found.status, found.end_on) == ("active", date(2026, 3, 31))
    assert view.facts["runs"].value() == "Mar 1, 2026 to Mar 31, 2026 · moves away"
    desk.room.presenter.keep()
    desk.wait()
    assert page(desk.office, desk.plan_id).row.end_on is None


def test_pausing_and_resuming_the_same_day_leaves_the_plan_as_it_was(desk: Desk) -> None:
    view = desk.open().view
    view.pause.click()
    sheet = desk.dialog()
    assert "$16.00" in sheet.preview.text(), "16 to 31 March are 16 days of 31"
    sheet.saved.emit()
    desk.wait()
    assert (view.next_bill.figure(), view.next_bill.note()) == ("–", "paused")
    assert view.pauses_model.count() == 1
    view.resume.click()
    desk.dialog().saved.emit()
    desk.wait()
    assert page(desk.office, desk.plan_id).row.status == "active"
    assert view.next_bill.figure() == "Apr 1, 2026"


def test_the_feed_tells_of_the_plan_and_of_no_other(desk: Desk) -> None:
    a_plan(desk.office, desk.customer_id, 900, start_on=TODAY + timedelta(days=60), name="Furnace visit")
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    view = desk.open().view
    told = [view.feed_model.columns[2].said(row) for row in view.feed_model.rows()]
    assert any("entered" in sentence for sentence in told)
    assert any("received for plan" in sentence for sentence in told)
    assert not any("Furnace" in sentence for sentence in told)


def test_a_plan_that_starts_later_cannot_be_paused_yet(desk: Desk) -> None:
    plan = a_plan(desk.office, desk.customer_id, 900, start_on=TODAY + timedelta(days=60), name="Furnace visit")
    view = desk.open(plan).view
    assert view.pause.isHidden()
    assert not view.cancel.isHidden()
    assert START < TODAY


def test_the_price_history_tells_which_price_is_the_present_one(desk: Desk) -> None:
    view = desk.open().view
    told = [tuple(column.said(row) for column in view.prices_model.columns) for row in view.prices_model.rows()]
    assert told == [("Mar 1, 2026", "31.00", "–", "31.00", "With the plan", "Now")]


def test_an_offer_goes_by_mail_and_the_customer_chooses_how_often_and_with_which_card(desk: Desk) -> None:
    prices = {"monthly": 900, "yearly": 9_600}
    template = desk.office.write(lambda writer: save_template(writer, NewTemplate("Comfort", prices, "Two looks", "", 2)))
    plan = a_plan(
        desk.office, desk.customer_id, 900, start_on=TODAY, name="Comfort", status="draft", template_id=template, paid_by="card"
    )
    written: list[tuple[int, int]] = []
    desk.session.actions.mail_plan = lambda customer, offered: written.append((customer, offered))
    view = desk.open(plan).view
    desk.room.presenter.offer()
    desk.wait()
    assert (view.pill.status().text, written) == ("Pending", [(desk.customer_id, plan)])
    view.activate.click()
    sheet = desk.dialog()
    desk.wait()
    texts_offered = [sheet.frequency.itemText(at) for at in range(sheet.frequency.count())]
    assert texts_offered == ["Monthly: $9.00 a period", "Yearly: $96.00 a period"]
    choose(sheet.frequency, "yearly")
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, plan)
    assert (found.row.status, found.row.frequency, found.row.price_minor) == ("active", "yearly", 9_600)
    assert bill(desk.office, TODAY).invoices[0].total_minor == 9_600
    assert desk.said[-1] == "The plan is active."
    desk.undo()
    desk.wait()
    sheet_of(MethodSheet).reject()


def test_an_offer_is_activated_with_who_accepted_it_and_from_when(desk: Desk) -> None:
    plan = a_plan(desk.office, desk.customer_id, 900, start_on=TODAY, name="Furnace visit", status="draft")
    view = desk.open(plan).view
    desk.room.presenter.send()
    desk.wait()
    assert view.pill.status().text == "Pending"
    view.activate.click()
    sheet = desk.dialog()
    assert (sheet.start.value(), sheet.accepted_by.value()) == (TODAY, "Hayes, Owen")
    sheet.accepted_by.set_value("Mrs. Hayes")
    sheet.start.set_value(date(2026, 4, 1))
    sheet.start.changed.emit(date(2026, 4, 1))
    assert "It runs from Apr 1, 2026" in sheet.told.text()
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, plan)
    assert (found.row.status, found.row.start_on, found.accepted_by) == ("active", date(2026, 4, 1), "Mrs. Hayes")
    assert view.facts["accepted"].value() == "Mar 16, 2026 by Mrs. Hayes"
    assert view.next_bill.figure() == "Apr 1, 2026"
