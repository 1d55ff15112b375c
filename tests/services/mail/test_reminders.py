"""Who gets a reminder, who is left out and why, and that nobody gets two on one day by accident."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from app.services.customers.entering import ContactDetails
from app.services.mail.kinds import MailKind
from app.services.mail.queueing import NewMessage, cancel_messages, queue_message
from app.services.mail.reminders import LeftOut, queue_reminder, reminder_candidates
from app.services.office import Office
from tests.support.books import TODAY, a_customer, an_invoice, desk_clock

LATE = {"issued_on": TODAY - timedelta(60), "due_on": TODAY - timedelta(30)}


def standing(office: Office, *ids: int) -> list[LeftOut]:
    return [who.left_out for who in office.read(lambda reader: reminder_candidates(reader, ids))]


def reminder(customer: int) -> NewMessage:
    return NewMessage(MailKind.REMINDER, "martha@bloom.example", "Reminder", "Please pay.", customer)


def test_each_is_reminded_or_left_out_for_a_reason(office):
    late, paid, nowhere = (
        a_customer(office, name, primary=ContactDetails(name, email=email))
        for name, email in (("Martha", "martha@bloom.example"), ("Owen", "owen@hayes.example"), ("Vera", ""))
    )
    for customer in (late, nowhere):
        an_invoice(office, customer, 10_000, **LATE)
    an_invoice(office, paid, 5_000, due_on=TODAY)
    assert standing(office, nowhere, late, paid) == [LeftOut.NO_ADDRESS, LeftOut.NO, LeftOut.NOTHING_OVERDUE]
    found = office.read(lambda reader: reminder_candidates(reader, [late]))[0]
    assert (found.email, found.overdue_minor, found.days_late) == ("martha@bloom.example", 10_000, 30)
    first = office.write(partial(queue_reminder, message=reminder(late)))
    assert first is not None
    assert standing(office, late) == [LeftOut.TODAY]
    assert office.write(partial(queue_reminder, message=reminder(late))) is None, "another desk was as quick"
    assert office.write(partial(queue_reminder, message=reminder(late), again=True)) is not None, "unless it is confirmed"
    office.clock = desk_clock(TODAY + timedelta(1))
    assert standing(office, late) == [LeftOut.NO]


def test_a_cancelled_reminder_was_none_and_one_written_by_hand_is_one(file_office):
    customer = a_customer(file_office, "Martha", primary=ContactDetails("Martha", email="martha@bloom.example"))
    an_invoice(file_office, customer, 10_000, **LATE)
    first = file_office.write(partial(queue_reminder, message=reminder(customer)))
    file_office.write(lambda writer: cancel_messages(writer, [first]))
    assert standing(file_office, customer) == [LeftOut.NO]
    assert file_office.write(partial(queue_reminder, message=reminder(customer))) is not None
    other = a_customer(file_office, "Owen", primary=ContactDetails("Owen", email="owen@hayes.example"))
    an_invoice(file_office, other, 10_000, **LATE)
    file_office.write(lambda writer: queue_message(writer, reminder(other)))
    assert standing(file_office, other) == [LeftOut.TODAY]
