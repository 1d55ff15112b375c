"""``mail`` on the command line: a sender, an invoice on its way over a real server, the list, and what the exit code says."""

from __future__ import annotations

import pytest

from app.services.customers.entering import ContactDetails
from tests.peers.smtp import Box, free_port, mail_server
from tests.support.books import a_customer, an_invoice, open_for_test


@pytest.fixture
def book(book_file):
    office = open_for_test(book_file)
    customer = a_customer(office, "Martha Bloom", account="A-7", primary=ContactDetails(email="m@bloom.example"))
    number = an_invoice(office, customer, 10_000).number
    office.close()
    return book_file, number


def enter(call, book, port, *more):
    words = ("--address", "office@northside.example", "--host", "127.0.0.1", "--port", port, "--security", "none")
    answer = call("mail", "sender", "--book", book, *words, *more)
    assert answer.code == 0, answer.err


def test_an_invoice_is_queued_sent_and_listed(call, book):
    path, number = book
    with mail_server() as peer:
        enter(call, path, peer.port)
        answer = call("mail", "send", "--book", path, "--invoice", number, "--json")
        assert (answer.code, answer.json["sent"], answer.json["waiting"]) == (0, 1, 0)
        assert call("mail", "send", "--book", path).code == 0, "nothing is left to do"
    [message] = peer.box.messages()
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content()[:4]) == (f"Invoice {number}.pdf", b"%PDF")
    [row] = call("mail", "list", "--book", path, "--customer", "A-7", "--json").json["messages"]
    assert (row["state"], row["said"], row["number"], row["attachments"]) == ("sent", "250 OK queued as 42", number, 1)
    assert "250 OK queued as 42" in call("mail", "list", "--book", path).out


def test_what_waits_or_was_refused_is_no_success(call, book):
    path, number = book
    enter(call, path, free_port())
    answer = call("mail", "send", "--book", path, "--invoice", number)
    assert answer.code == 1
    assert "cannot be reached" in answer.out
    assert call("mail", "list", "--book", path, "--state", "waiting", "--json").json["messages"]


def test_refused_in_the_servers_words(call, book):
    path, number = book
    with mail_server(Box(refuse={"gone@bloom.example": "550 5.1.1 No such user here"})) as peer:
        enter(call, path, peer.port)
        answer = call("mail", "send", "--book", path, "--invoice", number, "--to", "gone@bloom.example")
    assert answer.code == 1
    assert "550 5.1.1 No such user here" in answer.out


def test_the_password_may_come_from_the_environment(call, book, monkeypatch):
    path, number = book
    monkeypatch.setenv("COUNTERFOIL_SMTP_PASSWORD", "right")
    with mail_server(password="right") as peer:
        enter(call, path, peer.port, "--user", "office")
        assert call("mail", "send", "--book", path, "--invoice", number).code == 0
    assert b"right" not in path.read_bytes()


def test_what_is_not_there_is_said(call, book):
    path, _number = book
    assert "There is no invoice 999" in call("mail", "send", "--book", path, "--invoice", "999").err
    assert "There is no payment 999" in call("mail", "send", "--book", path, "--receipt", "999").err
