"""With what a plan is paid: nothing owed, it is saved; something owed, the office says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.services.charging.customers import keep_methods, saved_methods
from app.services.charging.processor import RemoteMethod
from app.services.charging.syncing import send_now
from app.services.plans.paying import outstanding, pay_plan
from app.ui.plans.method_sheet import MethodSheet
from app.ui.plans.notice import PlanNotice
from tests.support.books import TODAY
from tests.support.charging import a_till
from tests.support.plans import bill, page
from tests.ui.plans.acting import choose, enter, sheet_of
from tests.ui.plans.conftest import Desk

VISA = RemoteMethod("pm_visa", "card", "visa", "4242", date(2028, 5, 31), True)
OLD = RemoteMethod("pm_old", "card", "amex", "0005", date(2026, 2, 28), False)
BANK = RemoteMethod("pm_bank", "bank", "Northland Bank", "9001", None, False)


@pytest.fixture
def cards(desk: Desk) -> dict[str, int]:
    """Owen has a Visa, an expired Amex and a bank account on file."""
    desk.office.write(lambda writer: keep_methods(writer, desk.customer_id, (VISA, OLD, BANK)))
    saved = desk.office.read(lambda reader: saved_methods(reader, desk.customer_id))
    return {each.remote_id: each.id for each in saved}


def _sheet(desk: Desk) -> MethodSheet:
    desk.open().view.method.click()
    desk.wait()
    return sheet_of(MethodSheet)


def _press(sheet: MethodSheet, button) -> None:
    button.click()
    assert button.isChecked()


def test_nothing_owed_the_card_is_only_saved(desk: Desk, cards: dict[str, int]) -> None:
    desk.office.write(lambda writer: pay_plan(writer, desk.plan_id, "check"))
    assert desk.open().view.method.text() == "Add card…"
    sheet = _sheet(desk)
    assert [button.text() for button in sheet.methods.buttons()] == [
        "Visa ····4242 · expires May 2028",
        "Amex ····0005 · expired Feb 2026",
        "Northland Bank ····9001",
        "Check, collected by the office",
        "Cash, collected by the office",
        "Other, collected by the office",
    ]
    assert sheet.way() == "check"
    assert not sheet.methods.buttons()[1].isEnabled(), "an expired card cannot be charged"
    assert sheet.outcome() == ""
    sheet.choose_method(cards["pm_visa"])
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, desk.plan_id).row
    assert (found.paid_by, found.method_label, found.next_bill_on) == ("card", "Visa ····4242", date(2026, 4, 1))
    assert desk.office.read(charges_to_send) == []
    assert desk.said == ["Saved for the bills to come."]
    assert desk.room.view.method.text() == "Update card…"


def test_something_owed_needs_a_choice_and_may_be_charged_to_the_new_card(desk: Desk, cards: dict[str, int]) -> None:
    sheet = _sheet(desk)
    sheet.choose_method(cards["pm_visa"])
    assert "$31.00 is outstanding" in sheet.owed.text()
    assert not sheet._save.isEnabled(), "what becomes of the 31.00 was not said"
    _press(sheet, sheet.charge)
    assert "$31.00" in sheet.charge.text()
    sheet.saved.emit()
    desk.wait()
    assert [(each.amount_minor, each.method_ref) for each in desk.office.read(charges_to_send)] == [(3_100, "pm_visa")]
    assert desk.payments()[1][2:4] == ("Card", "Waiting to be charged")
    assert page(desk.office, desk.plan_id).row.next_bill_on == date(2026, 4, 1), "the billing date does not move"
    assert desk.said == ["Saved. $31.00 waits to be charged."]


def test_what_is_charged_to_the_new_card_is_sent_at_once(desk: Desk, practice_stand) -> None:
    till = a_till(desk.office, practice_stand)
    visa = till.card(desk.customer_id, "pm_card_visa")
    sent: list[tuple[int, ...]] = []
    desk.session.actions.send_operations = sent.append
    sheet = _sheet(desk)
    sheet.choose_method(visa.id)
    _press(sheet, sheet.charge)
    sheet.saved.emit()
    desk.wait()
    assert len(sent) == 1
    send_now(desk.office, till.processor, sent[0])
    desk.room.refresh(frozenset({"operations"}))
    desk.wait()
    assert desk.payments()[1][2:4] == ("Card", "Paid")
    assert till.payments() == [3_100]


def test_marking_as_paid_asks_how_and_records_the_money(desk: Desk, cards: dict[str, int]) -> None:
    notice = PlanNotice(desk.session)
    desk.session.changed.connect(notice.refresh)
    notice.show_customer(desk.customer_id)
    desk.wait()
    assert notice.banner.text()
    sheet = _sheet(desk)
    sheet.choose_method(cards["pm_bank"])
    _press(sheet, sheet.paid)
    assert not sheet.how.isHidden()
    choose(sheet.how, "check")
    enter(sheet.reference, "1044")
    sheet.saved.emit()
    desk.wait()
    found = page(desk.office, desk.plan_id)
    assert (found.row.paid_by, found.row.outstanding_minor) == ("bank", 0)
    assert desk.payments()[1][2:4] == ("Check", "Paid")
    assert desk.office.read(charges_to_send) == []
    assert desk.said == ["Saved. $31.00 is recorded as received."]
    assert notice.isHidden(), "the banner goes with the last that was owed"
    notice.deleteLater()


def test_waiving_needs_a_reason(desk: Desk, cards: dict[str, int]) -> None:
    sheet = _sheet(desk)
    sheet.choose_method(cards["pm_visa"])
    _press(sheet, sheet.waive)
    sheet.saved.emit()
    desk.wait()
    assert sheet.form.error_of(sheet.reason) == "This is needed."
    assert page(desk.office, desk.plan_id).row.outstanding_minor == 3_100
    sheet.reason.setText("visit did not take place")
    sheet.saved.emit()
    desk.wait()
    assert desk.payments()[1][3:] == ("Waived", "visit did not take place")


def test_another_way_by_hand_leaves_what_is_owed_owed(desk: Desk, cards: dict[str, int]) -> None:
    sheet = _sheet(desk)
    sheet.choose_way("cash")
    assert not sheet.charge.isEnabled()
    assert sheet.outcome() == "later"
    sheet.saved.emit()
    desk.wait()
    assert page(desk.office, desk.plan_id).row.paid_by == "cash"
    assert desk.payments()[1][3] == "Overdue"
    assert desk.said == ["Saved. What is outstanding is still owed."]


def test_a_card_that_is_entered_meanwhile_is_offered_and_chosen(desk: Desk) -> None:
    asked: list[int] = []
    desk.session.actions.add_method = asked.append
    sheet = _sheet(desk)
    assert sheet.methods.buttons()[0].text().startswith("Check")
    sheet.add_method.click()
    assert asked == [desk.customer_id]
    desk.office.write(lambda writer: keep_methods(writer, desk.customer_id, (VISA,)))
    desk.session.changed.emit(frozenset({f"customer:{desk.customer_id}"}))
    desk.wait()
    saved = desk.office.read(lambda reader: saved_methods(reader, desk.customer_id))
    assert sheet.method_id() == saved[0].id
    sheet.reject()


def test_without_a_way_to_enter_cards_none_is_offered(desk: Desk) -> None:
    sheet = _sheet(desk)
    assert sheet.add_method.isHidden()
    sheet.reject()


def _callers_wanted(desk: Desk) -> list[tuple[int, Callable[[], object]]]:
    """Let callers be verified before charges; what waits for it is noted."""
    waiting: list[tuple[int, Callable[[], object]]] = []
    desk.session.actions.when_verified = lambda customer_id, then: waiting.append((customer_id, then))
    return waiting


def test_what_is_owed_is_not_charged_to_a_card_before_the_caller_is_verified(desk: Desk, cards: dict[str, int]) -> None:
    waiting = _callers_wanted(desk)
    sheet = _sheet(desk)
    sheet.choose_method(cards["pm_visa"])
    _press(sheet, sheet.charge)
    sheet.saved.emit()
    desk.wait()
    assert (len(waiting), sheet.isVisible(), desk.said) == (1, True, [])
    waiting[0][1]()
    desk.wait()
    assert desk.said == ["Saved. $31.00 waits to be charged."]


def test_a_refused_charge_is_tried_again_with_the_card_on_file(desk: Desk, cards: dict[str, int], monkeypatch) -> None:
    from app.ui.plans import page as page_module

    sheet = _sheet(desk)
    sheet.choose_method(cards["pm_visa"])
    _press(sheet, sheet.charge)
    sheet.saved.emit()
    desk.wait()

    def refuse(writer):
        charge = charges_to_send(writer)[0]
        charge_sent(writer, charge.id)
        charge_failed(writer, charge.id, "card_declined")

    desk.office.write(refuse)
    monkeypatch.setattr(page_module, "confirm", lambda *_words, **_more: True)
    desk.open()
    desk.room.refresh(frozenset({"plans"}))
    desk.wait()
    assert "Charge what is outstanding again…" in [entry.text for entry in desk.room.presenter._entries()]
    waiting = _callers_wanted(desk)
    desk.room.presenter.charge()
    desk.wait()
    assert [each.kind for each in desk.office.read(lambda reader: outstanding(reader, desk.plan_id))] == ["failed"]
    assert waiting[0][0] == desk.customer_id, "the caller is verified first where the book wants that"
    waiting.pop()[1]()
    desk.wait()
    kinds = [each.kind for each in desk.office.read(lambda reader: outstanding(reader, desk.plan_id))]
    assert kinds == ["queued"]
    assert desk.said[-1] == "$31.00 waits to be charged."
    assert bill(desk.office, TODAY).plan.bills == ()
