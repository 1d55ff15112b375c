"""An agreement goes to its customer by mail: it counts as sent when a server took it, and not before."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PySide6.QtWidgets import QPushButton

from app.domain.errors import Conflict, UserError
from app.gateways.paper import press
from app.services.agreements.keeping import NewAgreement, read_agreement, rewrite_agreement, send_agreement, write_agreement
from app.services.agreements.listing import AgreementFilter, agreement_ids, agreement_rows
from app.services.agreements.wording import Subject
from app.services.ports import Silent
from app.services.queries.activity import activity_ids, activity_rows, sentence
from app.ui.agreements.paper import agreement_job
from app.ui.agreements.screens import AgreementScreens
from app.ui.agreements.words import agreement_pill
from app.ui.files.screens import FileScreens
from app.ui.mail.compose import ComposeSheet
from app.ui.paper.jobs import Making
from tests.support.books import TODAY
from tests.support.jobs import act


def listed(desk):
    """The one agreement as lists show it."""
    return desk.office.read(lambda reader: agreement_rows(reader, agreement_ids(reader, AgreementFilter())))[0]


@pytest.fixture
def doings(desk):
    """What can be done with agreements, and one that Martha has to sign."""
    martha = desk.customers["Martha Bloom"]
    act(desk.office, write_agreement, NewAgreement(Subject(martha), "Boiler care", "We look after the boiler."))
    return AgreementScreens(desk.session, FileScreens(desk.session), desk.room.show).doings


def press_send(desk):
    sheet = desk.window(ComposeSheet)
    next(each for each in sheet.findChildren(QPushButton) if each.text() == "Send").click()
    desk.wait()


def test_it_waits_unchanged_and_is_sent_when_the_server_took_it(desk, doings):
    row = listed(desk)
    mail = next(entry for entry in doings.entries(row) if entry.text == "Send by mail…")
    mail.act()
    assert "“Boiler care”" in desk.window(ComposeSheet).subject.text()
    press_send(desk)
    assert agreement_pill(listed(desk), TODAY).text == "Waits to be mailed"
    assert listed(desk).state == "draft"
    new = NewAgreement(Subject(row.customer_id), "Boiler care", "Other words.")
    for change in ((rewrite_agreement, row.id, new), (send_agreement, row.id)):
        with pytest.raises(Conflict, match="waits to be mailed as it is"):
            act(desk.office, *change)
    desk.sender()
    desk.screens.postman.send_now()
    desk.wait()
    assert (listed(desk).state, listed(desk).sent_on) == ("sent", TODAY)
    [message] = desk.peer.box.messages()
    [file] = message.iter_attachments()
    assert file.get_filename() == "Agreement Boiler care.pdf"
    text = pypdfium2.PdfDocument(io.BytesIO(file.get_content()))[0].get_textpage().get_text_bounded()
    assert "We look after the boiler." in text
    assert "Draft" not in text
    diary = desk.office.read(lambda reader: activity_rows(reader, activity_ids(reader, row.customer_id)))
    profile = desk.session.profile
    assert [sentence(each, profile) for each in diary][:2] == [
        "Agreement “Boiler care” sent to the customer.",
        "Agreement sent by e-mail to martha@bloom.example.",
    ]


def test_what_the_server_refuses_stays_a_draft_and_says_so(desk, doings):
    desk.peer.box.after_data = "554 5.7.1 Not wanted here"
    desk.sender()
    doings.mail(listed(desk))
    press_send(desk)
    row = listed(desk)
    assert row.state == "draft"
    assert agreement_pill(row, TODAY).text == "Mail did not go"
    assert desk.office.read(lambda reader: read_agreement(reader, row.id)).sent_on is None


def test_blanks_are_filled_before_it_is_mailed(desk):
    vera = desk.customers["Vera Lund"]
    roof = act(desk.office, write_agreement, NewAgreement(Subject(vera), "Roof", "For {plan}."))
    job = agreement_job(roof, "Roof", to_send=True)
    with pytest.raises(UserError, match=r"still has blanks: \{plan\}"):
        job.make(Making(desk.office, press, "", Silent()))
