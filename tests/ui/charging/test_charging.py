"""Charging from the window: sent once, told as it is, and never shown as paid before the processor says so."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from app.domain.chart import Chart
from app.services.billing.charges import ChargeRequest, queue_charges
from app.ui.charging.charge_sheet import ChargeSheet
from app.ui.charging.hosted_sheet import WAIT, HostedSheet
from app.ui.charging.line import LineState
from app.ui.charging.words import line_words
from app.ui.kit.tables import Edit
from tests.peers.fault_proxy import DROP_AFTER, TRUNCATE, WITHHOLD
from tests.support.books import scalar

DECLINED = "pm_card_visa_chargeDeclinedInsufficientFunds"


def method(register, card="pm_card_visa"):
    return register.till.card(register.marina, card)


def charge(register, number, amount, method_id):
    register.counter.session.actions.charge(register.marina, {register.invoice(number): amount}, method_id)
    register.wait()


def dialogs(register):
    register.wait()
    from PySide6.QtWidgets import QApplication

    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def test_a_charge_is_sent_at_once_and_pays_its_invoice(register):
    card = method(register)
    charge(register, "10001", 10_000, card.id)
    assert register.said() == "$100.00 charged to Visa 4242 of Harbor Light Marina."
    assert register.till.stand.charges() == [10_000]
    assert register.till.open_minor(register.invoice("10001")) == 0
    assert register.till.ledger(Chart.CLEARING) == 10_000
    register.till.sound()


def test_offline_it_waits_and_the_window_says_so_and_goes_on(register):
    card = method(register)
    with register.till.stand.proxy.offline():
        charge(register, "10001", 10_000, card.id)
        assert "cannot be reached" in register.said()
        assert "waits in the queue" in register.said()
        assert register.screens.line.state is LineState.OFFLINE
        words = line_words(register.counter.session, register.screens.line)
        assert words.connection == "Practice processor: offline"
        assert words.waiting == ("1 to send, $100.00",)
        assert register.till.open_minor(register.invoice("10001")) == 10_000
        assert register.counter.refused == [], "being offline is no error"
    register.screens.sync_now()
    register.wait()
    assert register.till.stand.charges() == [10_000]
    assert line_words(register.counter.session, register.screens.line).waiting == ()
    assert register.screens.line.state is LineState.ONLINE


def test_a_lost_reply_is_not_known_yet_and_is_found_out_by_the_next_sync(register):
    card = method(register)
    register.till.stand.proxy.script(DROP_AFTER, "/confirm$")
    charge(register, "10001", 10_000, card.id)
    assert register.said().startswith("Nobody knows yet whether Harbor Light Marina was charged $100.00.")
    assert register.till.open_minor(register.invoice("10001")) == 10_000
    charge(register, "10001", 10_000, card.id)
    assert "is being charged since" in register.counter.refused[-1]
    register.screens.sync_now()
    register.wait()
    assert register.till.stand.charges() == [10_000]
    assert register.till.open_minor(register.invoice("10001")) == 0


def test_an_answer_that_cannot_be_read_is_no_failure(register):
    card = method(register)
    register.till.stand.proxy.script(TRUNCATE, "/confirm$")
    charge(register, "10001", 10_000, card.id)
    assert register.said().startswith("Nobody knows yet")


def test_a_bank_debit_is_in_transit_and_not_paid(register):
    account = method(register, "pm_usBankAccount_success")
    charge(register, "10001", 10_000, account.id)
    assert "in transit: not paid until the bank says so" in register.said()
    assert register.till.open_minor(register.invoice("10001")) == 10_000
    assert register.till.payments() == []
    assert line_words(register.counter.session, register.screens.line).waiting == ("1 in transit, $100.00",)


def test_a_decline_says_why_and_what_to_do(register):
    card = method(register, DECLINED)
    charge(register, "10001", 10_000, card.id)
    assert "was declined" in register.said()
    assert "not enough money" in register.said()
    assert "Try again in some days" in register.said()


def test_a_refused_charge_is_told_and_nothing_is_queued(register):
    card = method(register)
    charge(register, "10001", 10_001, card.id)
    assert register.counter.refused == ["Invoice 10001 has $100.00 open. Charge at most that."]
    assert scalar(register.till.office, "SELECT count(*) FROM operation") == 0


def test_the_sheet_ticks_what_is_due_and_its_button_says_the_sum(register):
    card = method(register)
    register.screens.charge_with(register.marina, card.id)
    register.wait()
    [sheet] = dialogs(register)
    assert isinstance(sheet, ChargeSheet)
    presenter = register.screens.open
    assert {line.invoice.number: line.ticked for line in presenter.model.rows()} == {
        "10001": True,
        "10002": True,
        "10003": False,
    }
    assert sheet._save.text() == "Charge $189.00"
    presenter.model.edited.emit(Edit(register.invoice("10001"), "pay", False))
    assert sheet._save.text() == "Charge $89.00"
    sheet._save.click()
    register.wait()
    assert register.till.stand.charges() == [8_900]


def test_what_is_being_charged_cannot_be_chosen(register):
    account = method(register, "pm_usBankAccount_success")
    charge(register, "10001", 10_000, account.id)
    register.screens.charge_with(register.marina)
    register.wait()
    ticked = {line.invoice.number: line.ticked for line in register.screens.open.model.rows()}
    assert ticked["10001"] is None


def test_when_the_bank_wants_the_customer_a_link_takes_the_charge_s_place(register, practice):
    card = method(register, "pm_card_authenticationRequired")
    charge(register, "10001", 10_000, card.id)
    [sheet] = dialogs(register)
    assert isinstance(sheet, HostedSheet)
    link = register.screens.open
    assert [line.invoice.number for line in link.model.rows() if line.ticked] == ["10001"]
    sheet._save.click()
    register.wait()
    assert sheet.stage == WAIT
    practice.finish_page(sheet.link.text(), "pm_card_visa")
    link.poll()
    register.wait()
    assert sheet.done_pill.status().text == "Paid"
    assert register.till.open_minor(register.invoice("10001")) == 0
    assert register.till.stand.charges() == [10_000]
    states = register.till.office.read(
        lambda reader: reader.connection.exec_driver_sql("SELECT kind, state FROM operation ORDER BY id").all()
    )
    assert states == [("charge", "cancelled"), ("payment_page", "succeeded")], "never two ways to pay at once"
    register.till.sound()


def test_a_billing_run_s_charges_are_sent_with_a_sync(register):
    method(register)
    invoice = register.invoice("10001")
    register.till.office.write(
        lambda writer: queue_charges(writer, [ChargeRequest(invoice, register.marina, None, 10_000, "card")])
    )
    register.screens.sync_now()
    register.wait()
    assert register.till.stand.charges() == [10_000]
    assert register.said().startswith("Synced. done: 1")


def test_two_syncs_at_once_one_of_them_elsewhere_is_told_who_is_busy(register):
    from app.services.bulk_lock import bulk_job
    from app.services.charging.hands import LOCK

    card = method(register)
    register.till.queue(register.marina, register.invoice("10002"), 8_900)
    with bulk_job(register.till.office, "charging", LOCK):
        register.screens.sync_now()
        register.wait()
        assert register.screens.line.state is LineState.BUSY
        assert "is busy with this book" in register.counter.refused[-1]
        assert register.till.stand.charges() == []
        charge(register, "10001", 10_000, card.id)
        assert register.till.stand.charges() == [10_000], "what somebody waits for does not wait for a sync"
    register.screens.sync_now()
    register.wait()
    assert register.till.stand.charges() == [10_000, 8_900]
    register.till.sound()


def test_a_charge_at_the_desk_does_not_wait_behind_a_sync_that_hangs(register, qtbot):
    card = method(register)
    till, line = register.till, register.screens.line
    till.stand.proxy.script(WITHHOLD, "/events$", verb="GET")
    register.screens.sync_now()
    till.stand.proxy.wait_until_held(1)
    register.counter.session.actions.charge(register.marina, {register.invoice("10001"): 10_000}, card.id)
    qtbot.waitUntil(lambda: bool(register.said()), timeout=10_000)
    assert register.said() == "$100.00 charged to Visa 4242 of Harbor Light Marina."
    assert line.syncing, "the sync is still waiting for its answer"
    register.screens.sync_now()
    assert register.said() == "It is being synced already."
    till.stand.proxy.release()
    register.wait()
    assert not line.at_work
    assert till.stand.charges() == till.payments() == [10_000]
    till.sound()


def test_nothing_more_is_sent_once_the_book_is_left(register):
    card = method(register)
    register.screens.stop()
    charge(register, "10001", 10_000, card.id)
    assert register.till.stand.charges() == []
    assert scalar(register.till.office, "SELECT state FROM operation") == "queued"


def test_a_long_sync_tells_how_far_it_is_shows_what_it_has_done_and_can_be_stopped(register, qtbot, monkeypatch):
    monkeypatch.setattr("app.ui.charging.line._MEANWHILE_MS", 10)
    monkeypatch.setattr("app.services.charging.syncing.IN_FLIGHT", 8)
    till = register.till
    customers = [till.customer(f"Customer {number}") for number in range(12)]
    for customer in customers:
        till.queue(customer, till.invoice(customer).id)
    screens = register.screens
    screens.line.stop()
    fresh = type(screens)(register.counter.session, register.doors)
    fresh.line.look()
    register.wait()
    till.stand.proxy.script(WITHHOLD, "/confirm$", times=8)
    told = []
    register.counter.session.changed.connect(told.append)
    fresh.sync_now()
    till.stand.proxy.wait_until_held(8)
    qtbot.waitUntil(lambda: any("operations" in keys for keys in told), timeout=10_000)
    assert fresh.line.at_work, "what is done so far is shown before it has ended"
    [job] = register.counter.session.tasks.long_jobs()
    assert job.latest().text
    job.cancel()
    till.stand.proxy.release()
    register.wait()
    assert register.said().startswith("Stopped.")
    assert scalar(till.office, "SELECT count(*) FROM operation WHERE state = 'queued'") >= 1
    fresh.sync_now()
    register.wait()
    till.until_decided()
    assert till.stand.charges() == [10_000] * 12
    register.counter.session.changed.disconnect(told.append)
    fresh.stop()
    till.sound()
