"""Reminders from the list of customers: previewed, sent with the statement, not twice on a day unless that is confirmed."""

from __future__ import annotations

from app.domain.errors import UserError
from app.services.mail.kinds import MailKind
from app.services.queries.mail import MailFilter, mail_ids, mail_rows
from app.ui.mail import reminders, screens
from app.ui.mail.compose import ComposeSheet
from app.ui.mail.reminders import ReminderSheet, queue_reminders
from tests.support.books import a_customer
from tests.ui.mail.test_mail import press_button


def rows(desk):
    ids = desk.office.read(lambda reader: mail_ids(reader, MailFilter(), descending=False))
    return desk.office.read(lambda reader: mail_rows(reader, ids))


def test_all_that_match_are_previewed_and_whoever_can_is_reminded_with_the_statement(desk, monkeypatch):
    desk.sender()
    settled = a_customer(desk.office, "Zoe Quist")
    everybody = [*desk.customers.values(), settled]
    desk.screens.remind(everybody)
    sheet = desk.window(ReminderSheet)
    assert sheet.footer.texts() == ("2 of 4 get a reminder", "Overdue  $200.00")
    assert sheet.left_out.text() == "Left out – 1: nothing is overdue · 1: no e-mail address"
    press_button(sheet, "Send reminders")
    desk.wait()
    messages = desk.peer.box.messages()
    assert sorted(each["To"] for each in messages) == ["martha@bloom.example", "owen@hayes.example"]
    for message in messages:
        assert "$100.00" in message.get_body(("plain",)).get_content()
        assert [file.get_content()[:4] for file in message.iter_attachments()] == [b"%PDF"]
    assert desk.said[0] == "2 reminders wait to be sent."
    asked: list[str] = []
    desk.screens.remind(everybody)
    sheet = desk.window(ReminderSheet)
    assert sheet.footer.texts()[0] == "0 of 4 get a reminder"
    assert "2: got one today" in sheet.left_out.text()
    row = next(line for line in sheet.lines() if line.who.name == "Martha Bloom")
    monkeypatch.setattr(reminders, "confirm", lambda _parent, title, *_more, **_flags: asked.append(title))
    sheet.model.edited.emit(type("Edit", (), {"id": row.id, "value": True})())
    press_button(sheet, "Send reminders")
    desk.wait()
    assert asked == ["1 customer got a reminder today. Send another?"]
    assert len(rows(desk)) == 2, "the question was not answered with yes"
    monkeypatch.setattr(reminders, "confirm", lambda *_all, **_flags: True)
    press_button(sheet, "Send reminders")
    desk.wait()
    assert len(rows(desk)) == 3
    assert {each.kind for each in rows(desk)} == {MailKind.REMINDER.value}


def test_one_customer_is_written_to_or_told_why_not(desk, monkeypatch):
    desk.screens.remind((a_customer(desk.office, "Zoe Quist"),))
    desk.wait()
    assert desk.said == ["Zoe Quist has nothing overdue: no reminder is sent."]
    martha = desk.customers["Martha Bloom"]
    desk.screens.remind((martha,))
    sheet = desk.window(ComposeSheet)
    assert (sheet.to.text(), "$100.00" in sheet.words.value()) == ("martha@bloom.example", True)
    press_button(sheet, "Send")
    desk.wait()
    asked: list[str] = []
    monkeypatch.setattr(screens, "confirm", lambda _parent, title, *_more, **_flags: asked.append(title))
    desk.screens.remind((martha,))
    desk.wait()
    assert asked == ["Martha Bloom got a reminder today. Write another?"]
    assert [each.kind for each in rows(desk)] == ["reminder"]


class Stopping:
    """Stops after the first paper."""

    cancelled = False

    def step(self, done: int, total: int, text: str = "") -> None:
        del total, text
        self.cancelled = done >= 0


def test_stopped_nothing_is_queued(desk):
    ids = dict.fromkeys(desk.customers.values(), False)
    refusal = ""
    try:
        queue_reminders(desk.office, desk.screens._doors, ids, None, Stopping())
    except UserError as error:
        refusal = str(error)
    assert refusal == "Stopped: nothing is sent."
    assert rows(desk) == []
