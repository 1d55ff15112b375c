"""Writing to one and to many from where papers are shown, the queue, the senders and the words."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.services.documents import StatementKind
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.mail.kinds import MailKind
from app.services.mail.templates import words_of
from app.services.queries.mail import MailFilter, mail_ids, mail_rows
from app.ui.mail import asking, reading
from app.ui.mail.batch import BatchSheet
from app.ui.mail.compose import ComposeSheet
from app.ui.mail.reading import MessageWindow
from app.ui.mail.sender_sheet import SenderSheet
from app.ui.mail.senders import SendersPage
from app.ui.mail.tab import MailTab
from app.ui.mail.templates import TemplatesPage
from app.ui.paper.jobs import StatementChoice, statements_job
from app.ui.statements.screens import StatementScreens
from tests.peers.smtp import Box, mail_server
from tests.services.mail.sending_mail import a_message, a_sender
from tests.support.books import TODAY, an_invoice, scalar

CHOICE = StatementChoice(StatementKind.OPEN_ITEM, TODAY.replace(day=1), TODAY)


def press_button(widget, words):
    button = next(each for each in widget.findChildren(QPushButton) if each.text() == words)
    assert button.isEnabled()
    button.click()


def rows(desk):
    ids = desk.office.read(lambda reader: mail_ids(reader, MailFilter(), descending=False))
    return desk.office.read(lambda reader: mail_rows(reader, ids))


def test_an_invoice_is_written_read_over_and_taken_by_the_server(desk):
    desk.sender()
    desk.screens.mail_invoices((desk.invoices["Martha Bloom"],))
    sheet = desk.window(ComposeSheet)
    assert sheet.to.text() == "martha@bloom.example"
    assert "$100.00" in sheet.words.value()
    sheet.words.setPlainText("Dear Martha, as promised.")
    press_button(sheet, "Send")
    desk.wait()
    [message] = desk.peer.box.messages()
    assert message.get_body(("plain",)).get_content().strip() == "Dear Martha, as promised."
    [file] = message.iter_attachments()
    assert file.get_content().startswith(b"%PDF")
    assert desk.said == ["The message to martha@bloom.example waits to be sent.", "The server took 1 message."]
    assert [row.state for row in rows(desk)] == ["sent"]


def test_the_preview_sends_the_very_bytes_that_it_shows(desk):
    desk.sender()
    preview = desk.room.print_invoices((desk.invoices["Owen Hayes"],))
    desk.wait()
    preview.mail_button.click()
    press_button(desk.window(ComposeSheet), "Send")
    desk.wait()
    [file] = desk.peer.box.messages()[0].iter_attachments()
    assert file.get_content() == preview.pdf()


def test_many_statements_go_to_each_their_own_and_who_has_no_address_is_named(desk):
    desk.sender()
    preview = desk.room.show(statements_job(list(desk.customers.values()), CHOICE, "Statements"))
    desk.wait()
    preview.mail_button.click()
    sheet = desk.window(BatchSheet)
    assert [(line.name, line.ticked) for line in sheet.rows()] == [
        ("Martha Bloom", True),
        ("Owen Hayes", True),
        ("Vera Lund", None),
    ]
    sheet.kind.set_value(MailKind.REMINDER)
    press_button(sheet, "Send")
    desk.wait()
    got = {message["To"]: message for message in desk.peer.box.messages()}
    assert set(got) == {"martha@bloom.example", "owen@hayes.example"}
    assert all("$100.00 is overdue" in message["Subject"] for message in got.values())
    files = [next(message.iter_attachments()).get_content() for message in got.values()]
    assert files[0] != files[1]


def test_a_statement_can_go_with_the_words_of_a_reminder(desk):
    desk.sender()
    preview = desk.room.show(statements_job([desk.customers["Martha Bloom"]], CHOICE, "Statement"))
    desk.wait()
    preview.mail_button.click()
    sheet = desk.window(ComposeSheet)
    sheet.kind.set_value(MailKind.REMINDER)
    sheet.kind.changed.emit(MailKind.REMINDER)
    desk.wait()
    assert "is overdue" in sheet.subject.text()
    assert sheet.draft.files


def test_the_invoices_of_one_customer_go_in_one_message(desk):
    desk.sender()
    owen = desk.customers["Owen Hayes"]
    second = an_invoice(desk.office, owen, 2_500)
    desk.screens.mail_invoices((desk.invoices["Owen Hayes"], second.id))
    sheet = desk.window(ComposeSheet)
    assert "over $125.00" in sheet.words.value()
    press_button(sheet, "Send")
    desk.wait()
    [message] = desk.peer.box.messages()
    assert len(list(message.iter_attachments())) == 2
    assert scalar(desk.office, "SELECT count(*) FROM activity WHERE kind = 'invoice.mailed'") == 2
    desk.screens.mail_invoices((desk.invoices["Owen Hayes"], second.id, desk.invoices["Martha Bloom"]))
    batch = desk.window(BatchSheet)
    assert sorted(len(line.parts) for line in batch.rows()) == [1, 2]
    press_button(batch, "Send")
    desk.wait()
    assert len(desk.peer.box.taken) == 3


def test_a_statement_goes_by_mail_straight_from_its_form(desk):
    desk.sender()
    forms = StatementScreens(desk.session, desk.room)
    forms.install()
    desk.session.actions.statement(desk.customers["Owen Hayes"])
    desk.wait()
    press_button(forms.sheet, "Send by mail…")
    desk.wait()
    press_button(desk.window(ComposeSheet), "Send")
    desk.wait()
    [message] = desk.peer.box.messages()
    assert message["To"] == "owen@hayes.example"
    [file] = message.iter_attachments()
    assert file.get_filename().startswith("Statement 2026-")


def test_of_a_file_with_a_draft_in_it_only_the_invoice_is_sent(desk):
    desk.sender()
    draft = desk.office.write(
        lambda writer: save_draft(
            writer, NewInvoice(desk.customers["Owen Hayes"], TODAY, (NewLine("Not yet", 1_000),))
        )
    )
    preview = desk.room.print_invoices((desk.invoices["Owen Hayes"], draft))
    desk.wait()
    preview.mail_button.click()
    press_button(desk.window(ComposeSheet), "Send")
    desk.wait()
    [file] = desk.peer.box.messages()[0].iter_attachments()
    assert file.get_content() != preview.pdf()
    assert len(file.get_content()) < len(preview.pdf())


def test_nobody_to_send_to_is_said_before_anything_is_queued(desk):
    desk.sender()
    desk.screens.mail_invoices((desk.invoices["Vera Lund"],))
    sheet = desk.window(ComposeSheet)
    press_button(sheet, "Send")
    desk.wait()
    assert "somebody who gets it" in sheet.error()
    sheet.to.setText("vera at lund")
    press_button(sheet, "Send")
    desk.wait()
    assert "not an e-mail address" in sheet.error()
    assert rows(desk) == []
    sheet.set_typed(typed=False)


def test_without_a_sender_it_waits_and_the_window_says_so(desk):
    desk.screens.mail_invoices((desk.invoices["Martha Bloom"],))
    sheet = desk.window(ComposeSheet)
    assert "No sender is set up yet" in sheet.notice.text()
    press_button(sheet, "Send")
    desk.wait()
    assert desk.said[-1] == "Mail waits: No sender is set up yet."
    window = desk.screens.show()
    desk.wait()
    assert "No sender is set up yet" in window.queue.banner.text()
    desk.sender()
    desk.screens.postman.send_now()
    desk.wait()
    assert len(desk.peer.box.taken) == 1


def test_the_postman_sends_by_himself_what_waits_and_is_quiet_where_nothing_does(desk):
    desk.screens.postman._time()
    desk.wait()
    assert desk.said == []
    desk.sender()
    a_message(desk.office)
    desk.screens.postman._time()
    desk.wait()
    assert desk.said == ["The server took 1 message."]


def test_what_nobody_knows_is_asked_about_before_it_goes_again(desk, monkeypatch, qtbot):
    desk.peer.box.drop_at = "END"
    desk.sender()
    message = a_message(desk.office)
    desk.screens.postman.send_now()
    desk.wait()
    assert "not known whether 1 message was taken" in desk.said[-1]
    desk.peer.box.drop_at = ""
    window = desk.screens.show()
    desk.wait()
    window.queue.go("look")
    window.queue.show_message(message)
    desk.wait()
    view = window.queue.view
    assert "not known whether the server took it" in view.notice.text()
    answers = iter([False, True])
    asked = []
    monkeypatch.setattr(reading, "confirm", lambda *words, **_more: asked.append(words[2]) or next(answers))
    monkeypatch.setattr(reading, "ask_address", lambda _parent, to, **_more: to)
    view.send_again()
    desk.wait()
    assert desk.peer.box.taken == []
    view.send_again()
    desk.wait()
    assert len(desk.peer.box.taken) == 1
    assert "arrives twice" in asked[0]
    qtbot.waitUntil(lambda: view.page.row.state == "sent")


def test_the_queue_counts_finds_and_cancels(desk):
    first = a_message(desk.office)
    a_message(desk.office, "owen@hayes.example", subject="Statement")
    window = desk.screens.show()
    desk.wait()
    queue = window.queue
    queue.search.setText("statement")
    queue.search.searched.emit("statement")
    desk.wait()
    assert queue.model.count() == 1
    queue.search.clear()
    queue.search.searched.emit("")
    queue.view.show_message(first)
    desk.wait()
    press_button(queue.view, "Cancel it")
    desk.wait()
    assert [row.state for row in rows(desk)] == ["cancelled", "waiting"]


def test_a_sender_is_tested_before_it_is_kept_and_its_password_is_in_the_keychain_only(desk):
    page = SendersPage(desk.session, desk.screens._doors)
    page.show()
    with mail_server(password="right") as peer:
        page.add()
        sheet = desk.window(SenderSheet)
        for fld, text in ((sheet.address, "office@northside.example"), (sheet.host, peer.host), (sheet.user, "office")):
            fld.setText(text)
        sheet.port.set_value(peer.port)
        sheet.security.set_value("none")
        sheet.password.setText("wrong")
        sheet.send_test()
        desk.wait()
        assert "535 5.7.8 Wrong password, says I" in sheet.told.text()
        sheet.password.setText("right")
        sheet.send_test()
        desk.wait()
        assert "250 OK queued as 42" in sheet.told.text()
        press_button(sheet, "Save sender")
        desk.wait()
        a_message(desk.office)
        desk.screens.postman.send_now()
        desk.wait()
    assert [message["To"] for message in peer.box.messages()] == ["office@northside.example", "martha@bloom.example"]
    assert list(desk.pocket.kept.values()) == ["right"]
    assert [each.tested_at is not None for each in page.model.rows()] == [True]
    assert b"right" not in desk.office.book.path.read_bytes()


def test_words_are_previewed_on_a_real_invoice_as_they_are_typed(desk):
    page = TemplatesPage(desk.session)
    page.show()
    desk.wait()
    assert "Invoice " in page.heads.texts()[2]
    page.body.setPlainText("Hi {customer}: {open} is open.")
    page.preview()
    desk.wait()
    assert page.shown.toPlainText() == "Hi Vera Lund: $100.00 is open."
    page.body.setPlainText("Hi {nobody}")
    page.preview()
    desk.wait()
    assert "{nobody}" in page.problem.text()
    page.body.setPlainText("Hi {customer}.")
    page.keep()
    desk.wait()
    assert desk.office.read(lambda reader: words_of(reader, MailKind.INVOICE, "en")).body == "Hi {customer}."
    page.take_usual()
    page.keep()
    desk.wait()
    assert scalar(desk.office, "SELECT count(*) FROM mail_template") == 0


def test_an_account_has_its_own_history_of_mail(desk):
    desk.sender()
    martha = desk.customers["Martha Bloom"]
    message = a_message(desk.office, customer_id=martha, number="10482")
    a_message(desk.office, "owen@hayes.example", customer_id=desk.customers["Owen Hayes"])
    desk.screens.postman.send_now()
    maker = next(each for each in desk.session.account_tabs if each.key == "mail")
    assert desk.office.read(lambda reader: maker.count(reader, martha)) == 1
    tab = maker.make()
    assert isinstance(tab, MailTab)
    tab.show()
    tab.show_customer(martha)
    desk.wait()
    assert list(tab.model.all_ids()) == [message]
    tab.open_row(message)
    window = desk.window(MessageWindow)
    assert "250 OK queued as 42" in window.view.tries.text()


def test_a_link_is_written_about_in_the_customers_words(desk):
    desk.sender()
    desk.session.actions.mail_link(desk.customers["Owen Hayes"], "https://pay.example/c/1", "Pay invoice 10483")
    sheet = desk.window(ComposeSheet)
    assert sheet.subject.text() == "Pay invoice 10483 – Northside Services LLC"
    press_button(sheet, "Send")
    desk.wait()
    assert "https://pay.example/c/1" in desk.peer.box.messages()[0].get_body(("plain",)).get_content()


def test_where_to_is_asked_until_it_is_an_address(desk):
    question = asking.AddressQuestion("nobody", None, sent=True)
    question.accept()
    assert "not an e-mail address" in question.problem.text()
    question.to.setText("a@x.example, b@y.example")
    question.accept()
    assert question.result() == question.DialogCode.Accepted


def test_a_server_that_refuses_is_told_in_its_own_words(desk):
    with mail_server(Box(refuse={"martha@bloom.example": "550 5.1.1 No such user here"})) as peer:
        a_sender(desk.office, peer)
        a_message(desk.office, customer_id=desk.customers["Martha Bloom"])
        desk.screens.postman.send_now()
        desk.wait()
    assert desk.said == ["1 message was not sent: 550 5.1.1 No such user here"]
    window = desk.screens.show()
    window.queue.show_message(1)
    desk.wait()
    assert window.queue.view.notice.text() == "550 5.1.1 No such user here"
