"""Commands that charge: the promised JSON, exit codes that a script can trust, and sentences where nothing can be sent."""

from __future__ import annotations

import pytest

from tests.peers.fault_proxy import DROP_AFTER, HTML_200
from tests.support.books import a_customer, an_invoice, execute, open_for_test
from tests.support.charging import a_till


@pytest.fixture
def practice_book(call, book_file, practice_stand, monkeypatch):
    """A connected practice book whose commands go through the fault proxy: C-1 owes 100.00 and has a saved card."""
    monkeypatch.setenv("COUNTERFOIL_STRIPE_API", practice_stand.proxy.address)
    monkeypatch.setenv("COUNTERFOIL_STRIPE_KEY", practice_stand.key)
    office = open_for_test(book_file)
    till = a_till(office, practice_stand)
    martha = a_customer(office, account="C-1")
    till.card(martha, "pm_card_visa")
    an_invoice(office, martha)
    office.close()
    # Commands go by the machine's clock, long after the book was connected.
    assert call("sync", "--book", book_file, "--json").json["compared"] is True
    return book_file


def test_charge_sync_refund_and_payouts(call, practice_book, practice):
    day = ("--today", "2026-03-16")
    charged = call("charge", "--book", practice_book, "--customer", "C-1", "--invoice", "10001", "--json", *day)
    assert (charged.code, charged.err) == (0, "")
    assert charged.json["state"] == "succeeded"
    assert charged.json["amount"] == 10_000
    synced = call("sync", "--book", practice_book, "--json", *day)
    assert synced.code == 0
    assert synced.json == {
        "states": {}, "undecided": 0, "adopted": 0, "unmatched": 0, "postings": 1, "compared": False, "paused": "",
    }  # fmt: skip
    refunded = call("refund", "--book", practice_book, "--payment", "P-00001", "--amount", "30.00", "--json", *day)
    assert (refunded.code, refunded.json["state"]) == (0, "succeeded")
    too_much = call("refund", "--book", practice_book, "--payment", "P-00001", "--amount", "80.00", *day)
    assert too_much.code == 2
    assert "$70.00" in too_much.err
    listed = call("operations", "--book", practice_book, "--json", *day)
    assert [(each["kind"], each["state"], each["amount"]) for each in listed.json] == [
        ("refund", "succeeded", 3_000),
        ("charge", "succeeded", 10_000),
    ]
    practice.pay_out()
    assert call("sync", "--book", practice_book, *day).code == 0
    found = call("payouts", "--book", practice_book, "--json", *day).json
    assert (found["payouts"][0]["difference"], found["payouts"][0]["unexplained"]) == (0, 0)
    assert {part["kind"] for part in found["payouts"][0]["parts"]} == {"charge", "refund"}
    assert (found["payouts"][0]["seen_on"], found["payouts"][0]["by_hand"]) == (None, False)
    assert "not seen yet" in call("payouts", "--book", practice_book, *day).out
    assert practice.counts()["charges"] == 1
    assert practice.counts()["refunded_minor"] == 3_000


def test_unreachable_is_a_sentence_and_the_queue_stays(call, practice_book, fault_proxy, practice):
    with fault_proxy.offline():
        charged = call("charge", "--book", practice_book, "--customer", "C-1", "--invoice", "10001", "--json")
        assert charged.code == 1
        assert charged.json["state"] == "queued"
        assert "cannot be reached" in charged.err
        synced = call("sync", "--book", practice_book)
        assert synced.code == 1
        assert "cannot be reached" in synced.err
        assert "Traceback" not in synced.err
    again = call("charge", "--book", practice_book, "--customer", "C-1", "--invoice", "10001")
    assert again.code == 2
    assert "being charged since" in again.err
    assert practice.counts()["charges"] == 0
    assert call("sync", "--book", practice_book, "--today", "2026-03-16").code == 0
    assert practice.counts()["charges"] == 1


def test_a_sync_that_leaves_something_undecided_says_so_by_its_exit_code(call, practice_book, fault_proxy, practice):
    day = ("--today", "2026-03-16")
    fault_proxy.script(DROP_AFTER, "/confirm$")
    charged = call("charge", "--book", practice_book, "--customer", "C-1", "--invoice", "10001", "--json", *day)
    assert (charged.code, charged.json["state"]) == (1, "unknown")
    # Asked at the beginning and at the end; in between an event says that it should be looked at.
    fault_proxy.script(HTML_200, "/payment_intents/", verb="GET")
    fault_proxy.script(HTML_200, "/payment_intents/", verb="GET", skip=1)
    open_ = call("sync", "--book", practice_book, "--json", *day)
    assert (open_.code, open_.json["undecided"], open_.json["states"]) == (1, 1, {"unknown": 1})
    fault_proxy.well_again()
    decided = call("sync", "--book", practice_book, "--json", *day)
    assert (decided.code, decided.json["undecided"], decided.json["states"]) == (0, 0, {"succeeded": 1})
    assert practice.counts()["charges"] == 1


def test_link_adopts_a_customer_with_saved_methods(call, practice_book, practice_stand):
    office = open_for_test(practice_book)
    till = a_till(office, practice_stand, connected=False)
    remote = till.processor.create_customer("Ben", "", {}, "key").id
    till.stand.save(remote, "pm_card_mastercard")
    a_customer(office, "Ben", account="C-2")
    office.close()
    linked = call("link", "--book", practice_book, "--customer", "C-2", "--processor-customer", remote, "--json")
    assert linked.code == 0
    assert [(each["brand"], each["last4"]) for each in linked.json["methods"]] == [("mastercard", "4444")]
    taken = call("link", "--book", practice_book, "--customer", "C-1", "--processor-customer", remote)
    assert taken.code == 2
    assert "already" in taken.err


def test_connect_pins_the_account(call, book_file, practice_stand, monkeypatch):
    monkeypatch.setenv("COUNTERFOIL_STRIPE_API", practice_stand.proxy.address)
    monkeypatch.setenv("COUNTERFOIL_STRIPE_KEY", practice_stand.key)
    refused = call("connect", "--book", book_file)
    assert refused.code == 2
    assert "real" in refused.err
    office = open_for_test(book_file)
    execute(office, "UPDATE company SET mode = 'practice'")
    office.close()
    connected = call("connect", "--book", book_file, "--json")
    assert connected.code == 0
    assert connected.json["live"] is False
    monkeypatch.setenv("COUNTERFOIL_STRIPE_KEY", "rk_live_51abc")
    assert call("sync", "--book", book_file).code == 2


def test_a_practice_book_brings_its_own_processor(call, book_file, monkeypatch):
    monkeypatch.delenv("COUNTERFOIL_STRIPE_API", raising=False)
    monkeypatch.delenv("COUNTERFOIL_STRIPE_KEY", raising=False)
    office = open_for_test(book_file)
    execute(office, "UPDATE company SET mode = 'practice'")
    office.close()
    assert call("connect", "--book", book_file).code == 0
    assert call("sync", "--book", book_file).code == 0
