"""The queue: every operation with its state in words and its next step, and what can be done with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.billing.charges import ChargeRequest, queue_charges
from app.services.charging.queueing import hold, queue_refund
from app.services.charging.syncing import send_now
from app.services.clocks import FixedDay
from app.services.queries.operation_list import OperationGroup
from app.ui.session import Export
from tests.peers.fault_proxy import UNAUTHORIZED
from tests.support.books import execute, scalar

DECLINED = "pm_card_visa_chargeDeclinedInsufficientFunds"


def queue_of(register, group=OperationGroup.ALL):
    queue = register.screens.show_queue()
    queue.view.group.set_value(group)
    queue.view.group.changed.emit(group)
    register.wait()
    return queue


def shown(queue):
    model = queue.view.model
    kept = {"kind", "customer", "for", "amount", "status", "next"}
    columns = [column for column in model.columns if column.key in kept]
    rows = [model.row_at(place) for place in range(model.count())]
    return [tuple(column.said(row) for column in columns) for row in rows]


def offered(queue):
    return [button.text().replace("&", "") for button in queue.view.doings if button.isVisibleTo(queue.view)]


def stand_on(register, queue, operation):
    queue.view.table.set_current(operation)
    register.wait()
    return queue.shown


def waiting(register, number="10001", amount=10_000):
    if not scalar(register.till.office, f"SELECT count(*) FROM saved_method WHERE customer_id = {register.marina}"):
        register.till.card(register.marina, "pm_card_visa")
    operation = register.till.queue(register.marina, register.invoice(number), amount)
    register.screens.line.look()
    return operation


def declined(register):
    register.till.card(register.marina, DECLINED)
    operation = register.till.queue(register.marina, register.invoice("10001"))
    send_now(register.till.office, register.till.processor, [operation])
    return operation


def test_what_waits_stands_there_with_whom_how_much_and_what_comes_next(register):
    waiting(register)
    queue = queue_of(register)
    assert shown(queue) == [
        ("Charge", "Harbor Light Marina", "10001", "100.00", "waiting", "It is sent with the next sync."),
    ]
    assert queue.view.footer.texts() == ("1 operation", "Amount  $100.00")
    assert offered(queue) == ["Hold", "Cancel…", "Invoice"]
    assert [row.step.state for row in queue.view.steps_model.rows()] == ["queued"]


def test_an_empty_queue_says_so(register):
    queue = queue_of(register)
    assert shown(queue) == []
    assert queue.view.header._subtitle.text() == "Nothing waits."


def test_held_it_is_not_sent_and_released_it_is(register):
    operation = waiting(register)
    queue = queue_of(register)
    stand_on(register, queue, operation)
    queue.view.hold.click()
    register.wait()
    assert shown(queue)[0][4:] == ("held", "Release it to send it.")
    queue.sync.click()
    register.wait()
    assert register.till.stand.charges() == []
    queue.view.release.click()
    register.wait()
    assert register.till.stand.charges() == [10_000]
    assert shown(queue)[0][4] == "done"


def test_a_consent_that_went_stale_is_asked_for_again(register, monkeypatch):
    operation = waiting(register)
    clock = register.till.office.clock
    register.till.office.clock = FixedDay(clock.today() + timedelta(20), clock.now() + timedelta(20))
    queue = queue_of(register)
    queue.sync.click()
    register.wait()
    assert register.till.stand.charges() == []
    stand_on(register, queue, operation)
    asked = []
    monkeypatch.setattr("app.ui.charging.queue_doings.confirm", lambda *what, **_more: asked.append(what) or False)
    queue.view.release.click()
    register.wait()
    assert asked[0][1] == "Charge $100.00 to Harbor Light Marina after all?"
    assert "Mar 16, 2026" in asked[0][2]
    assert register.till.state(operation) == "queued", "no is no"
    monkeypatch.setattr("app.ui.charging.queue_doings.confirm", lambda *_what, **_more: True)
    queue.view.release.click()
    register.wait()
    assert register.till.stand.charges() == [10_000]


def test_what_was_not_sent_is_cancelled_without_a_network(register, monkeypatch):
    operation = waiting(register)
    queue = queue_of(register)
    stand_on(register, queue, operation)
    monkeypatch.setattr("app.ui.charging.queue_doings.confirm", lambda *_what, **_more: True)
    with register.till.stand.proxy.offline():
        queue.view.cancel.click()
        register.wait()
    assert register.till.state(operation) == "cancelled"
    assert register.said() == "Cancelled; nothing was charged."
    assert offered(queue) == ["Invoice"]


def test_a_declined_charge_says_why_and_is_tried_again_with_another_card(register):
    operation = declined(register)
    queue = queue_of(register, OperationGroup.TROUBLE)
    stand_on(register, queue, operation)
    assert queue.view.reason.text() == "There was not enough money in the account."
    assert queue.view.next.text() == "Try again in some days, or ask for another card."
    assert offered(queue) == ["Try again…", "Cancel…", "Payment link…", "Invoice"]
    other = register.till.card(register.marina, "pm_card_mastercard")
    register.screens.sending.try_again(operation, other.id)
    register.wait()
    assert register.till.stand.charges() == [10_000]
    assert register.till.state(operation) == "succeeded"
    assert scalar(register.till.office, "SELECT count(*) FROM operation") == 1, "the same payment, a new attempt"


def test_with_several_cards_it_asks_which(register):
    operation = declined(register)
    register.till.card(register.marina, "pm_card_mastercard")
    queue = queue_of(register)
    stand_on(register, queue, operation)
    menus = []
    import app.ui.charging.queue_doings as doings

    original = doings.pop_up
    try:
        doings.pop_up = lambda entries, *_where: menus.append(entries)
        queue.view.retry.click()
        register.wait()
    finally:
        doings.pop_up = original
    assert [entry.text for entry in menus[0]] == ["The same: Visa ····9995", "With Mastercard ····4444"]
    menus[0][1].act()
    register.wait()
    assert register.till.stand.charges() == [10_000]


def test_a_payment_link_takes_the_place_of_a_declined_charge(register, practice):
    operation = declined(register)
    queue = queue_of(register)
    stand_on(register, queue, operation)
    queue.view.link.click()
    register.wait()
    register.counter.dialog()._save.click()
    register.wait()
    assert register.till.state(operation) == "cancelled"
    assert [row[:1] + row[4:5] for row in shown(queue)] == [
        ("Payment link", "waits for the customer"),
        ("Charge", "cancelled"),
    ]
    page = scalar(register.till.office, "SELECT id FROM operation WHERE kind = 'payment_page'")
    stand_on(register, queue, page)
    assert offered(queue) == ["Cancel…", "Open page", "Copy link", "Invoice"]
    queue.view.page.click()
    practice.finish_page(register.doors.opened[-1], "pm_card_visa")
    queue.sync.click()
    register.wait()
    assert register.till.open_minor(register.invoice("10001")) == 0


def test_filters_search_and_sums(register):
    waiting(register)
    waiting(register, "10002", 8_900)
    held = scalar(register.till.office, "SELECT max(id) FROM operation")
    register.till.office.write(lambda writer: hold(writer, held))
    queue = queue_of(register)
    assert queue.view.footer.texts() == ("2 operations", "Amount  $189.00")
    groups = {OperationGroup.WAITING: 1, OperationGroup.HELD: 1, OperationGroup.DONE: 0, OperationGroup.OPEN: 2}
    for group, count in groups.items():
        queue.view.group.set_value(group)
        queue.view.group.changed.emit(group)
        register.wait()
        assert len(shown(queue)) == count, group
    queue.view.search.searched.emit("10002")
    register.wait()
    assert [row[2] for row in shown(queue)] == ["10002"]
    queue.view.search.searched.emit("nobody")
    register.wait()
    assert shown(queue) == []
    queue.show_all()
    register.wait()
    queue.view.table.selectAll()
    register.wait()
    assert queue.view.footer.texts()[0] == "2 operations · 2 selected · $189.00"


@pytest.mark.parametrize("column", ["asked", "kind", "customer", "method", "amount", "status", "since"])
def test_every_column_sorts_in_the_book(register, column):
    waiting(register)
    waiting(register, "10002", 8_900)
    queue = queue_of(register)
    queue.view.model.set_sort(column, descending=False)
    register.wait()
    assert len(shown(queue)) == 2
    if column == "amount":
        assert [row[3] for row in shown(queue)] == ["89.00", "100.00"]


def test_export_hands_over_what_is_shown(register):
    given = []
    register.counter.session.actions.export = given.append
    waiting(register)
    queue = queue_of(register)
    queue.view.export.click()
    assert isinstance(given[0], Export)
    assert len(list(given[0].snapshot.texts())) == 1
    assert given[0].note == "All"


def test_a_restored_book_is_frozen_says_why_and_shows_the_way_out(register):
    from app.models.base import instant_text
    from tests.support.books import NOW

    waiting(register)
    execute(register.till.office, f"INSERT INTO setting (name, value) VALUES ('restored_at', '\"{instant_text(NOW)}\"')")
    register.screens.line.look()
    queue = queue_of(register)
    assert "restored from a backup" in queue.view.banner.text()
    assert "Nothing is sent until everything is compared" in queue.view.banner.text()
    card = register.till.card(register.marina, "pm_card_mastercard")
    register.screens.charge(register.marina, {register.invoice("10002"): 8_900}, card.id)
    register.wait()
    assert register.said().startswith("$89.00 for Harbor Light Marina waits in the queue.")
    assert "Sync first: everything is compared, then sending goes on." in register.said()
    execute(register.till.office, "UPDATE operation SET held = 1 WHERE amount_minor = 8900")
    assert register.till.stand.charges() == []
    queue.view.banner._button.click()
    register.wait()
    assert queue.view.banner.text() == ""
    assert register.till.stand.charges() == [10_000]
    assert "Everything was compared." in register.said()


def test_a_refused_key_pauses_the_queue_and_leads_to_another_key(register):
    operation = waiting(register)
    register.till.stand.proxy.script(UNAUTHORIZED, ".*", times=1)
    queue = queue_of(register)
    queue.sync.click()
    register.wait()
    assert register.till.state(operation) == "queued"
    assert "refused the key" in queue.view.banner.text()
    assert queue.view.banner._button.text() == "Another key…"


def test_the_sync_button_rests_while_it_works(register):
    queue = queue_of(register)
    assert queue.sync.isEnabled()
    queue.sync.click()
    assert not queue.sync.isEnabled()
    assert queue.sync.text() == "Working…"
    register.wait()
    assert queue.sync.isEnabled()
    assert queue.view.pill.status().text.startswith("Practice processor: synced")


def test_a_plan_s_charge_without_a_card_says_why_and_leads_to_the_account(register):
    invoice = register.invoice("10001")
    register.till.office.write(
        lambda writer: queue_charges(writer, [ChargeRequest(invoice, register.marina, None, 10_000, "card")])
    )
    went = []
    register.counter.session.actions.show_customer = went.append
    queue = queue_of(register)
    register.screens.line.look()
    register.wait()
    assert queue.view.header._subtitle.text() == "1 charge of a plan waits"
    queue.sync.click()
    register.wait()
    assert queue.view.banner.text().startswith("Invoice 10001 cannot be charged: No card or bank account is chosen.")
    queue.view.banner._button.click()
    assert went == [register.marina]
    register.till.card(register.marina, "pm_card_visa")
    queue.sync.click()
    register.wait()
    assert queue.view.banner.text() == ""
    assert register.till.stand.charges() == [10_000]


def test_a_refund_that_failed_says_what_to_do(register, practice):
    card = register.till.card(register.marina, "pm_card_visa")
    register.screens.charge(register.marina, {register.invoice("10001"): 10_000}, card.id)
    register.wait()
    payment = scalar(register.till.office, "SELECT id FROM payment")
    refund = register.till.office.write(lambda writer: queue_refund(writer, payment, 3_000, "visit missed"))
    register.counter.session.actions.send_operations([refund])
    register.wait()
    assert register.said() == "$30.00 is given back to Harbor Light Marina."
    practice.end_refund(scalar(register.till.office, f"SELECT remote_id FROM operation WHERE id = {refund}"), "failed")
    queue = queue_of(register)
    queue.sync.click()
    register.wait()
    stand_on(register, queue, refund)
    assert queue.shown.state == "failed"
    assert queue.view.next.text() == "Nothing went back; refund it from the payment again."
    assert queue.view.footer.texts() == ("2 operations", "Refunds  $30.00", "Amount  $100.00")
    register.till.sound()


def test_every_column_of_the_queue_sorts(register):
    from app.services.queries.operation_list import OperationFilter
    from app.ui.charging.queue_columns import OperationSource, operation_columns

    till = register.till
    till.card(register.marina, "pm_card_visa")
    for number, amount in (("10001", 10_000), ("10002", 8_900)):
        till.queue(register.marina, register.invoice(number), amount)
    source = OperationSource(till.office)
    for column in operation_columns(register.counter.session):
        assert column.sort, f"{column.title} does not sort"
        up = source.ids(column.sort, False, OperationFilter())
        assert list(source.ids(column.sort, True, OperationFilter())) == list(reversed(up))
