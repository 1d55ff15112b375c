"""Connecting a book from the window: the key is tested, the account pinned for good, and a missing keychain stops no work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QLineEdit

from app.bootstrap.charging import ProcessorDoors
from app.domain.errors import EnvironmentFault, UserError
from app.models.base import instant_text
from app.services.charging.connecting import pinned_account
from app.services.charging.customers import ensure_remote_customer, refresh_methods
from app.services.charging.processor import RemoteAccount
from app.services.clocks import FixedDay
from app.ui.charging.connect_sheet import ConnectSheet
from app.ui.charging.doors import TriedKey
from app.ui.charging.words import line_words
from tests.support.books import NOW, TODAY, execute, scalar

KEY = "rk_test_51practice000000"


def sheet_of(register) -> ConnectSheet:
    register.screens.connect_book()
    register.wait()
    sheet = register.counter.dialog()
    assert isinstance(sheet, ConnectSheet)
    return sheet


class KeyDoors:
    """Doors that know some keys of a processor for real books."""

    def __init__(self, doors, accounts):
        self._doors, self._accounts = doors, accounts
        self.kept = {}
        self.fault = None

    def __getattr__(self, name):
        return getattr(self._doors, name)

    def try_key(self, _office, key):
        if key not in self._accounts:
            raise UserError("This is no key of Stripe's.", "Copy all of it.")
        account, restricted = self._accounts[key]
        return TriedKey(account, restricted)

    def keep_key(self, _office, key):
        if self.fault is not None:
            raise self.fault
        self.kept["book"] = key

    def forget_key(self, _office):
        self.kept.clear()


LIVE = RemoteAccount("acct_1", True, "Northside", "US", "USD")
OTHER = RemoteAccount("acct_2", True, "Southside", "US", "USD")
TEST = RemoteAccount("acct_1", False, "Northside", "US", "USD")
PRACTICE = RemoteAccount("acct_practice1", False, "Practice", "US", "USD")


@pytest.fixture
def real(unconnected):
    """A real book with a processor whose keys are known here."""
    execute(unconnected.counter.office, "UPDATE company SET mode = 'real'")
    unconnected.counter.session.profile = unconnected.counter.office.read(lambda reader: reader.profile)
    doors = KeyDoors(
        unconnected.doors,
        {
            "rk_live_1": (LIVE, True),
            "sk_live_1": (LIVE, False),
            "rk_live_2": (OTHER, True),
            "rk_test_1": (TEST, True),
            "rk_practice_1": (PRACTICE, True),
        },
    )
    unconnected.screens.doors = unconnected.screens.line.doors = doors
    return unconnected, doors


def enter(register, sheet, key):
    sheet.key.setText(key)
    sheet.key.textEdited.emit(key)
    sheet._save.click()
    register.wait()


def test_a_practice_book_says_loudly_that_it_is_one_and_needs_no_key(unconnected):
    sheet = sheet_of(unconnected)
    assert "charges nobody" in sheet.banner.text()
    assert not sheet.key.isVisibleTo(sheet)
    sheet._save.click()
    unconnected.wait()
    pinned = unconnected.counter.office.read(pinned_account)
    assert pinned.remote_id.startswith("acct_practice")
    assert line_words(unconnected.counter.session, unconnected.screens.line).connection.startswith("Practice processor: synced")


def test_a_restricted_key_is_tested_shown_and_then_pinned(real):
    register, doors = real
    sheet = sheet_of(register)
    assert sheet.key.echoMode() is QLineEdit.EchoMode.Password
    enter(register, sheet, "rk_live_1")
    assert register.counter.office.read(pinned_account) is None, "testing connects nothing"
    assert "real payments" in sheet.banner.text()
    assert sheet._save.text() == "Connect this book"
    sheet._save.click()
    register.wait()
    assert register.counter.office.read(pinned_account).remote_id == "acct_1"
    assert doors.kept == {"book": "rk_live_1"}
    assert "Connected with Northside." in register.counter.said.texts


def test_a_secret_key_works_with_a_warning(real):
    register, _doors = real
    sheet = sheet_of(register)
    enter(register, sheet, "sk_live_1")
    assert "secret key" in sheet.banner.text()
    sheet._save.click()
    register.wait()
    assert register.counter.office.read(pinned_account) is not None


@pytest.mark.parametrize(("key", "words"), [("rk_live_2", "for another one"), ("rk_test_1", "for another one")])
def test_once_connected_any_other_account_or_mode_is_refused(real, key, words):
    register, doors = real
    sheet = sheet_of(register)
    enter(register, sheet, "rk_live_1")
    sheet._save.click()
    register.wait()
    again = sheet_of(register)
    enter(register, again, key)
    assert words in again.error()
    assert doors.kept == {"book": "rk_live_1"}


def test_a_real_book_is_never_connected_with_practice(real):
    register, _doors = real
    sheet = sheet_of(register)
    enter(register, sheet, "rk_practice_1")
    assert "only pretend to charge" in sheet.error()
    assert register.counter.office.read(pinned_account) is None


def test_what_is_no_key_is_said_in_the_sheet(real):
    register, _doors = real
    sheet = sheet_of(register)
    enter(register, sheet, "hello")
    assert sheet.error() == "This is no key of Stripe's. Copy all of it."


def test_without_a_keychain_it_says_so_and_is_connected_until_the_program_ends(real):
    register, doors = real
    doors.fault = EnvironmentFault("The keychain is locked.", "Everything works but sending.")
    sheet = sheet_of(register)
    enter(register, sheet, "rk_live_1")
    sheet._save.click()
    register.wait()
    assert sheet.isVisible()
    assert sheet.banner.text() == "The keychain is locked."
    assert "works until the program ends" in sheet.words.text()
    assert register.counter.office.read(pinned_account) is not None


def test_the_key_is_not_in_the_book(real):
    register, _doors = real
    sheet = sheet_of(register)
    enter(register, sheet, "rk_live_1")
    sheet._save.click()
    register.wait()
    path = register.counter.office.book.path
    for file in path.parent.glob(path.name + "*"):
        assert b"rk_live_1" not in file.read_bytes()


def test_the_sample_company_practises_with_a_processor_of_its_own(unconnected, practice_stand):
    """The window's real doors: the practice processor is started beside the book and kept until the book is left."""
    doors = ProcessorDoors(lambda _url: True)
    unconnected.screens.doors = unconnected.screens.line.doors = doors
    try:
        sheet = sheet_of(unconnected)
        sheet._save.click()
        unconnected.wait()
        unconnected.screens.sending.sync()
        unconnected.wait()
        assert unconnected.counter.refused == []
        assert unconnected.said().startswith("Synced.")
        assert scalar(unconnected.counter.office, "SELECT remote_id FROM processor_account").startswith("acct_practice")
        assert practice_stand.proxy.requests == [], "it is another one"
    finally:
        doors.close()


def test_a_locked_keychain_leaves_everything_but_sending(unconnected):
    class Locked:
        def get(self, _account):
            raise EnvironmentFault("The keychain is locked.", "Everything works but sending.")

        set = delete = get

    office = unconnected.counter.office
    execute(office, "UPDATE company SET mode = 'real'")
    execute(
        office,
        "INSERT INTO processor_account (id, remote_id, live, name, connected_at)"
        f" VALUES (1, 'acct_1', 1, 'Northside', '{instant_text(NOW)}')",
    )
    doors = ProcessorDoors(lambda _url: True, Locked())
    unconnected.screens.doors = unconnected.screens.line.doors = doors
    unconnected.screens.sending.sync()
    unconnected.wait()
    assert unconnected.counter.refused == ["The keychain is locked. Everything works but sending."]
    unconnected.screens.sending.sync(by_hand=False)
    unconnected.wait()
    assert len(unconnected.counter.refused) == 1, "what nobody asked for opens no window"
    assert line_words(unconnected.counter.session, unconnected.screens.line).connection == "Stripe: not reached"


def test_without_a_key_on_this_computer_the_edge_says_so(unconnected):
    class Empty:
        def get(self, _account):
            return None

        def set(self, _account, _secret): ...

        def delete(self, _account): ...

    office = unconnected.counter.office
    execute(office, "UPDATE company SET mode = 'real'")
    execute(
        office,
        "INSERT INTO processor_account (id, remote_id, live, name, connected_at)"
        f" VALUES (1, 'acct_1', 1, 'Northside', '{instant_text(NOW)}')",
    )
    doors = ProcessorDoors(lambda _url: True, Empty())
    unconnected.screens.doors = unconnected.screens.line.doors = doors
    unconnected.screens.sending.sync(by_hand=False)
    unconnected.wait()
    assert unconnected.counter.refused == []
    assert line_words(unconnected.counter.session, unconnected.screens.line).connection == "Stripe: not reached"
    assert "No key is kept for this book." in str(unconnected.screens.line.fault)


def test_in_a_practice_book_four_days_pass_at_a_press_and_a_debit_settles(unconnected):
    doors = ProcessorDoors(lambda _url: True)
    office, marina = unconnected.counter.office, unconnected.marina
    office.clock = FixedDay(TODAY, datetime.now(UTC))
    unconnected.screens.doors = unconnected.screens.line.doors = doors
    try:
        sheet_of(unconnected)._save.click()
        unconnected.wait()
        with doors.processor(office) as processor:
            remote = ensure_remote_customer(office, processor, marina)
            doors._practice.control("POST", "/v1/payment_methods/pm_usBankAccount_success/attach", customer=remote)
            [method] = refresh_methods(office, processor, marina)
        unconnected.screens.charge(marina, {unconnected.invoice("10001"): 10_000}, method.id)
        unconnected.wait()
        assert "in transit" in unconnected.said()
        assert unconnected.till.open_minor(unconnected.invoice("10001")) == 10_000
        sheet_of(unconnected).pass_days.click()
        unconnected.wait()
        assert unconnected.counter.refused == []
        assert unconnected.till.open_minor(unconnected.invoice("10001")) == 0
        unconnected.till.sound()
    finally:
        doors.close()


def test_a_real_book_has_no_such_clock(real):
    register, _doors = real
    with pytest.raises(UserError, match="practice processor"):
        ProcessorDoors(lambda _url: True).let_pass(register.counter.office, 4)
