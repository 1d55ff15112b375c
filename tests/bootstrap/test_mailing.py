"""Mail joined with the rest: a refused charge's message with a page for a new card, and the postman of the whole program."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.bootstrap.desktop import Desktop
from app.bootstrap.mailing import update_link
from app.services.billing.charges import ChargeRequest, queue_charges
from app.services.clocks import FixedDay
from app.ui.kit.settings import Settings
from app.ui.kit.theme import apply
from app.ui.mail import postman
from app.ui.mail.screens import MailWindow
from tests.peers.smtp import Box, mail_server
from tests.services.mail.sending_mail import a_message, a_round, a_sender
from tests.support.books import TODAY, execute, open_for_test, scalar
from tests.support.charging import a_till


def test_a_refused_card_brings_a_message_with_a_page_for_another(file_office, practice_stand):
    till = a_till(file_office, practice_stand)
    customer = till.customer(card="pm_card_visa_chargeDeclinedInsufficientFunds")
    # A practice book writes to the office only, so that this customer is the office.
    execute(till.office, f"UPDATE contact SET email = 'office@northside.example' WHERE customer_id = {customer}")
    execute(
        till.office,
        "INSERT INTO contact (id, customer_id, role, email) "
        f"SELECT 900, {customer}, 'billing', 'office@northside.example' "
        f"WHERE NOT EXISTS (SELECT 1 FROM contact WHERE customer_id = {customer} AND role = 'billing')",
    )
    invoice = till.invoice(customer)
    till.office.write(lambda writer: queue_charges(writer, [ChargeRequest(invoice.id, customer, None, 10_000, "card")]))
    till.sync()

    @contextmanager
    def processor(_office):
        yield till.processor

    with mail_server() as peer:
        a_sender(till.office, peer)
        assert a_round(till.office, link=partial(update_link(processor), till.office)).sent == 2
    to_customer = peer.box.messages()[0].get_body(("plain",)).get_content()
    page = scalar(till.office, "SELECT page_url FROM operation WHERE kind = 'setup_page'")
    assert page
    assert page in to_customer
    assert "There was not enough money in the account." in to_customer
    assert scalar(till.office, "SELECT purpose FROM operation WHERE kind = 'setup_page'") == "charge"


@pytest.fixture
def desktop(qtbot, qapp, monkeypatch) -> Iterator[Desktop]:
    """The program; its postman goes at once."""
    apply(qapp, "light")
    monkeypatch.setattr(postman, "FIRST_MS", 0)
    desktop = Desktop(Settings(), TODAY)
    problems: list[object] = []
    desktop.tasks.crashed.connect(problems.append)
    desktop.tasks.refused.connect(lambda error, _retry: problems.append(error))
    yield desktop
    for window in QApplication.topLevelWidgets():
        window.hide()
    desktop.close()
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not problems, problems


def filled(book_file, peer):
    office = open_for_test(book_file)
    office.clock = FixedDay(TODAY, datetime.now(UTC))
    a_sender(office, peer)
    message = a_message(office)
    office.close()
    return message


def test_what_waits_is_sent_soon_after_the_book_is_opened(qtbot, desktop, book_file):
    with mail_server() as peer:
        filled(book_file, peer)
        desktop.start(str(book_file))
        qtbot.waitUntil(lambda: len(peer.box.taken) == 1, timeout=20_000)
        qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)
        desktop.window.commands.run("mail.show")
        qtbot.waitUntil(lambda: any(isinstance(w, MailWindow) for w in QApplication.topLevelWidgets()), timeout=20_000)
        qtbot.waitUntil(desktop.tasks.idle, timeout=20_000)


def test_closed_in_the_middle_of_sending_it_ends_and_says_what_it_does_not_know(qtbot, desktop, book_file):
    with mail_server(Box(hold=threading.Event())) as peer:
        filled(book_file, peer)
        desktop.start(str(book_file))
        qtbot.waitUntil(lambda: bool(peer.box.lines), timeout=20_000)
        qtbot.waitUntil(lambda: _state(book_file) == "sending", timeout=20_000)
        desktop.close()
    assert _state(book_file) in {"unknown", "waiting"}


def _state(book_file) -> str:
    office = open_for_test(book_file)
    try:
        return str(scalar(office, "SELECT state FROM mail_message"))
    finally:
        office.close()
