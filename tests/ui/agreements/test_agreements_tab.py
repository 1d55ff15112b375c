"""Agreements with real windows: drafted from a text, sent, signed with a scan, renewed, printed, and reminded of."""

from datetime import timedelta

import pytest

from app.gateways.paper import press
from app.gateways.paper.preview import Preview
from app.services.agreements.keeping import NewAgreement, send_agreement, sign_agreement, write_agreement
from app.services.agreements.templates import agreement_texts, keep_text
from app.services.agreements.wording import Subject
from app.services.ports import Silent
from app.ui.agreements.notice import RenewalNotice
from app.ui.agreements.sheet import AgreementSheet
from app.ui.paper.jobs import Making
from tests.support.books import TODAY
from tests.support.jobs import act
from tests.support.plans import a_plan


def signed(desk, customer, title="Service", days=10):
    """An agreement in force that has to be renewed in so many days."""
    id_ = act(desk.office, write_agreement, NewAgreement(Subject(customer), title, "We look after it."))
    act(desk.office, send_agreement, id_)
    renews_on = TODAY + timedelta(days=days)
    act(desk.office, sign_agreement, id_, TODAY - timedelta(days=300), "Martha Bloom", renews_on)
    desk.session.changed.emit(frozenset({"agreements"}))
    desk.wait()
    return id_


@pytest.fixture
def text(desk):
    return act(desk.office, keep_text, "Yearly service", "{customer} pays {price} {frequency} for {plan}.")


@pytest.mark.usefixtures("text")
def test_a_draft_begins_with_a_text_and_fills_its_blanks(desk):
    a_plan(desk.office, desk.martha, 3_100)
    a_plan(desk.office, desk.martha, 5_000, "yearly", name="Boiler")
    tab = desk.tab("agreements")
    tab.new.click()
    desk.wait()
    sheet = desk.agreements.doings.sheet
    assert isinstance(sheet, AgreementSheet)
    assert sheet.title_field.value() == "Yearly service"
    assert sheet.what_is_left().startswith("Still blank: {price}, {frequency}, {plan}")
    for plan, words in ((1, "$31.00 monthly for Filter change (PL-0001)."), (2, "$50.00 yearly for Boiler (PL-0002).")):
        sheet.plan.set_value(plan)
        sheet.plan.changed.emit(plan)
        desk.wait()
        assert sheet.words.value() == f"Bloom, Martha pays {words}"
    assert sheet.what_is_left() == ""
    sheet.saved.emit()
    desk.wait()
    assert desk.listed(tab, "title", "plan", "state") == [("Yearly service", "PL-0002 Boiler", "Draft")]
    assert tab._usual_footer.left == "1 agreement"


@pytest.mark.usefixtures("text")
def test_words_written_by_hand_are_kept_when_plan_or_text_change(desk):
    a_plan(desk.office, desk.martha, 3_100)
    desk.agreements.doings.new(desk.martha)
    desk.wait()
    sheet = desk.agreements.doings.sheet
    sheet.words.setPlainText("Our own words about {plan} and {site}.")
    sheet.plan.changed.emit(1)
    desk.wait()
    assert sheet.words.value() == "Our own words about Filter change (PL-0001) and {site}."
    sheet.text.set_value(None)
    sheet.text.changed.emit(None)
    desk.wait()
    assert sheet.words.value().startswith("Our own words")
    sheet.set_typed(typed=False)
    sheet.reject()


def test_from_draft_to_signed_paper_and_renewal(desk, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-scan")
    act(desk.office, write_agreement, NewAgreement(Subject(desk.martha), "Service", "We look after it."))
    tab = desk.tab("agreements")
    desk.choose(tab, "Note as sent on paper")
    assert desk.listed(tab, "state") == [("Sent",)]
    desk.choose(tab, "Signed…")
    sheet = desk.agreements.doings.sheet
    sheet.saved.emit()
    assert sheet.error() == "Say who signed."
    sheet.who.set_value("Martha Bloom")
    sheet.renews.set_value(TODAY + timedelta(days=20))
    sheet.set_scan(tmp_path / "scan.pdf")
    sheet.saved.emit()
    desk.wait()
    assert desk.listed(tab, "signed_by", "scan", "state") == [("Martha Bloom", "scan.pdf", "Renew in 20 days")]
    desk.choose(tab, "Open the signed paper")
    assert desk.opened[0].endswith("scan.pdf")
    desk.choose(tab, "Day of renewal…")
    sheet = desk.agreements.doings.sheet
    sheet.renews.set_value(TODAY + timedelta(days=400))
    sheet.saved.emit()
    desk.wait()
    assert desk.listed(tab, "state") == [("Signed",)]
    files = desk.tab("files")
    assert desk.listed(files, "name", "note") == [("scan.pdf", "Signed agreement")]
    desk.choose(files, "Remove")
    assert "signed paper of the agreement “Service”" in desk.refused[-1]


def test_what_is_blank_is_not_sent(desk):
    act(desk.office, write_agreement, NewAgreement(Subject(desk.martha), "Service", "About {plan}"))
    tab = desk.tab("agreements")
    desk.choose(tab, "Note as sent on paper")
    assert desk.refused[0].startswith("The text still has blanks: {plan}.")
    assert desk.listed(tab, "state") == [("Draft",)]


def test_a_discarded_draft_is_put_back(desk):
    act(desk.office, write_agreement, NewAgreement(Subject(desk.martha), "Service", "We look after it."))
    tab = desk.tab("agreements")
    desk.choose(tab, "Discard draft")
    assert desk.listed(tab, "title") == []
    desk.offered[-1]()
    desk.wait()
    assert desk.listed(tab, "title") == [("Service",)]


def test_the_account_says_what_has_to_be_renewed(desk):
    signed(desk, desk.martha, "Boiler", 25)
    signed(desk, desk.martha, "Furnace", -2)
    signed(desk, desk.otto, "Later", 60)
    desk.tab("agreements")
    notice = desk.panel.findChild(RenewalNotice)
    assert notice.banner.text() == (
        "The agreement “Furnace” is to be renewed by Mar 14, 2026, 2 days overdue. 2 agreements in all."
    )
    desk.tab("agreements", desk.otto)
    assert not notice.isVisible()


def test_the_list_of_all_shows_first_what_has_to_be_renewed(desk):
    signed(desk, desk.martha, "Boiler", 25)
    signed(desk, desk.otto, "Furnace", -2)
    signed(desk, desk.otto, "Later", 60)
    window = desk.agreements.show_all()
    desk.wait()
    assert desk.listed(window, "title", "customer") == [("Furnace", "Reyes, Otto"), ("Boiler", "Bloom, Martha")]
    window.show_filter("all")
    desk.wait()
    assert len(desk.listed(window, "title")) == 3
    window.close()


def test_preview_and_file_are_the_same_bytes(desk):
    signed(desk, desk.martha)
    tab = desk.tab("agreements")
    desk.choose(tab, "Preview and print…")
    making = Making(desk.office, press, "", Silent())
    first, second = (desk.papers[0].make(making) for _time in range(2))
    assert first.pdf == second.pdf
    assert [(paper.kind, paper.number) for paper in first.papers] == [("agreement", "Service")]
    pages = Preview(first.pdf)
    assert len(pages.sizes) == 1
    pages.close()


def test_a_long_agreement_keeps_its_signatures_on_the_last_page(desk):
    body = "\n".join(f"{number}. We look after it." for number in range(200))
    act(desk.office, write_agreement, NewAgreement(Subject(desk.martha), "Long", body))
    desk.tab("agreements")
    desk.choose(desk.tab("agreements"), "Preview and print…")
    pages = Preview(desk.papers[0].make(Making(desk.office, press, "", Silent())).pdf)
    assert len(pages.sizes) > 3
    pages.close()


def test_texts_are_written_on_their_sheet(desk):
    sheet = desk.agreements.show_texts()
    desk.wait()
    sheet.example.click()
    assert "{customer}" in sheet.words.value()
    sheet.saved.emit()
    desk.wait()
    assert [each.name for each in desk.office.read(agreement_texts)] == ["Service agreement"]
    sheet.words.setPlainText("{furnace}")
    sheet.saved.emit()
    desk.wait()
    assert "Nothing can be put in the place of {furnace}" in sheet.error()
    sheet.words.setPlainText("{customer}")
    sheet.offered.set_value(False)
    sheet.saved.emit()
    desk.wait()
    assert desk.office.read(agreement_texts) == []
    sheet.reject()
