"""``counterfoil connect`` keeps the key in a real keychain and nowhere else; without one it says so and still connects."""

from __future__ import annotations

import getpass

import pytest

from app.gateways.keychain import Keychain
from tests.support.books import execute, open_for_test, scalar


@pytest.fixture
def practice_key(practice_stand, monkeypatch):
    """The way to the practice processor, its key asked for at the prompt as a person would be."""
    monkeypatch.setenv("COUNTERFOIL_STRIPE_API", practice_stand.proxy.address)
    monkeypatch.delenv("COUNTERFOIL_STRIPE_KEY", raising=False)
    asked = []

    def ask(words):
        asked.append(words)
        return f" {practice_stand.key}\n"

    monkeypatch.setattr(getpass, "getpass", ask)
    return practice_stand.key, asked


@pytest.fixture
def book(book_file):
    """A practice book that is not connected, with its id."""
    office = open_for_test(book_file)
    execute(office, "UPDATE company SET mode = 'practice'")
    book_id = scalar(office, "SELECT book_id FROM company")
    office.close()
    return book_file, book_id


@pytest.mark.usefixtures("keychain")
def test_the_key_goes_from_the_prompt_into_the_keychain_and_syncs_from_there(call, book, practice_key, fault_proxy):
    path, book_id = book
    key, asked = practice_key
    try:
        answer = call("connect", "--book", path, "--json")
        assert answer.code == 0
        assert answer.json["account"].startswith("acct_practice")
        assert key not in answer.out + answer.err
        assert len(asked) == 1
        assert Keychain().get(book_id) == key
        assert key.encode() not in path.read_bytes()
        before = len(fault_proxy.requests)
        assert call("sync", "--book", path).code == 0
        assert len(fault_proxy.requests) > before
        assert len(asked) == 1, "nobody was asked again"
        again = call("connect", "--book", path)
        assert again.code == 0
        assert Keychain().get(book_id) == key
    finally:
        Keychain().delete(book_id)
    left = call("sync", "--book", path)
    assert left.code == 2
    assert "No key is kept for this book." in left.err


def test_without_a_keychain_it_says_so_and_connects(call, book, practice_key, monkeypatch):
    """No bus, no keychain: as on a bare server."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    path, _book_id = book
    key, _asked = practice_key
    answer = call("connect", "--book", path, "--json")
    assert answer.code == 0
    assert answer.json["account"].startswith("acct_practice")
    assert len(answer.err.strip().splitlines()) <= 3
    assert "keychain" in answer.err
    assert key not in answer.out + answer.err
    monkeypatch.setenv("COUNTERFOIL_STRIPE_KEY", key)
    assert call("sync", "--book", path).code == 0


def test_a_key_that_the_processor_refuses_connects_nothing(call, book, practice_key, monkeypatch):
    path, _book_id = book
    key, _asked = practice_key
    monkeypatch.setattr(getpass, "getpass", lambda _words: key[:-4] + "0000")
    answer = call("connect", "--book", path)
    assert answer.code == 1
    assert "refused the key" in answer.err
    office = open_for_test(path)
    assert scalar(office, "SELECT count(*) FROM processor_account") == 0
    office.close()
