"""The box of questions: an answer with its query and its records, what is offered where a question is not clear, filters."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.language import install
from app.services.asking.translating import ModelChoice, choose_model, model_choice
from app.services.queries.customers import customer_ids, customer_rows
from app.services.translations import translations_for
from app.ui.asking.view import examples
from app.ui.customers.list.filters import SavedFilters, filter_from, filter_values, filter_words
from tests.support.chat_stand_in import chat_stand_in


def _titles(dialog):
    return [line.record.title for line in dialog.model.rows()]


def test_a_question_is_answered_with_its_query_and_its_records(desk):
    dialog = desk.open()
    desk.ask(dialog, "how much did we bill Acme last year")
    assert dialog.sentence.text() == "$1,650.50, tax included, in 2 invoices."
    assert dialog.query.text() == 'sum total of invoices where customer = "Acme Corporation" and issued = last-year'
    assert dialog.words.text() == "Invoices: amount added up · Acme Corporation · Issued last year"
    assert _titles(dialog) == ["10002", "10001"]


def test_the_query_can_be_changed_and_asked_again(desk):
    dialog = desk.open()
    desk.ask(dialog, "unpaid invoices since March")
    before = len(dialog.model.rows())
    dialog.query.setText("invoices where state = unpaid and open > 500")
    QTest.keyClick(dialog.query, Qt.Key.Key_Return)
    desk.wait()
    assert 0 < len(dialog.model.rows()) < before


def test_a_mistake_in_the_query_is_told_and_the_query_stays_to_be_mended(desk):
    dialog = desk.open()
    desk.ask(dialog, "unpaid invoices")
    dialog.query.setText("invoices where tusks > 2")
    QTest.keyClick(dialog.query, Qt.Key.Key_Return)
    desk.wait()
    assert "tusks" in dialog.refusal.text()
    assert dialog.query.text() == "invoices where tusks > 2"


@pytest.fixture
def in_spanish():
    """The window speaks Spanish."""
    install(translations_for("es"))
    yield
    install(NullTranslations())


@pytest.mark.usefixtures("in_spanish")
def test_a_spanish_window_shows_and_takes_the_query_in_spanish_and_keeps_the_one_spelling(desk, monkeypatch):
    dialog = desk.open()
    desk.ask(dialog, "clientes sin plan o sin tarjeta")
    assert dialog.query.text() == "clientes donde planes = 0 o tarjetas = 0"
    dialog.query.setText("clientes donde no ciudad = Duluth y tipo = comercial")
    QTest.keyClick(dialog.query, Qt.Key.Key_Return)
    desk.wait()
    assert _titles(dialog) == ["Hassan & Sons Bakery", "Old Mill Inn", "Two Harbors Cannery"]
    monkeypatch.setattr("app.ui.asking.presenter.ask_words", lambda *_args: "Lejos")
    dialog.save.click()
    [kept] = SavedFilters(desk.session.settings).all()
    assert kept.wanted.query == "customers where not city = Duluth and kind = commercial"
    assert filter_words(kept.wanted) == "no ciudad = Duluth y tipo = comercial"


def test_a_slip_is_offered_as_what_it_may_have_been_and_never_taken_for_it(desk):
    dialog = desk.open()
    desk.ask(dialog, "invoces overdue")
    assert "invoces" in dialog.refusal.text()
    [meant] = dialog.options()
    meant.click()
    desk.wait()
    assert dialog.query.text() == "invoices where state = overdue"


def test_records_open_their_own_screens(desk):
    dialog = desk.open()
    for question, kind in (
        ("overdue invoices", "invoice"),
        ("last payment", "payment"),
        ("open jobs", "job"),
        ("next bill", "plan"),
        ("credit memos", "credit_memo"),
        ("vip customers", "customer"),
    ):
        desk.ask(dialog, question)
        first = dialog.model.rows()[0]
        dialog.table.opened.emit(first.id)
        assert desk.opened[-1] == (kind, first.record.id)


def test_on_a_customers_page_the_question_is_about_this_customer_until_all_are_meant(desk):
    dialog = desk.open("C-2")
    assert dialog.is_about_customer()
    desk.ask(dialog, "what does she owe")
    assert dialog.sentence.text().startswith("Hernández, Ana owes $177.77")
    dialog.scope.set_value(False)
    dialog.scope.changed.emit(False)
    desk.wait()
    assert "customer" in dialog.refusal.text()
    desk.ask(dialog, "unpaid invoices")
    assert len(_titles(dialog)) > 3


def test_whoever_is_shown_next_begins_afresh(desk):
    desk.ask(desk.open("C-2"), "what does she owe")
    dialog = desk.open("C-3")
    desk.ask(dialog, "what does she owe")
    assert dialog.sentence.text().startswith("Hernández, Luis owes")


def test_a_name_that_several_have_is_asked_about_and_the_choice_answered(desk):
    dialog = desk.open()
    desk.ask(dialog, "what does Hernández owe")
    assert [button.text() for button in dialog.options()] == ["Balance · Hernández, Ana", "Balance · Hernández, Luis"]
    dialog.options()[1].click()
    desk.wait()
    assert dialog.sentence.text() == "Hernández, Luis owes $640.00, of which $640.00 is overdue."


def test_what_is_not_understood_is_said_with_what_was(desk):
    dialog = desk.open()
    desk.ask(dialog, "unpaid invoices of the walrus")
    assert "walrus" in dialog.refusal.text()
    assert "Invoices · unpaid" in dialog.hint.text()
    assert dialog.translate.isHidden()


def test_a_query_about_customers_is_kept_as_a_filter_and_lists_the_same(desk, monkeypatch):
    dialog = desk.open()
    desk.ask(dialog, "unpaid invoices")
    assert dialog.save.isHidden()
    desk.ask(dialog, "customers over 60 days late whose card expires before the next bill")
    monkeypatch.setattr("app.ui.asking.presenter.ask_words", lambda *_arguments: "At risk")
    dialog.save.click()
    (saved,) = SavedFilters(desk.session.settings).all()
    assert saved.name == "At risk"
    assert filter_from(filter_values(saved.wanted)) == saved.wanted
    assert filter_words(saved.wanted) == "days-late > 60 and card-expires < next-bill"
    listed = desk.office.read(lambda reader: [row.account for row in customer_rows(reader, customer_ids(reader, saved.wanted))])
    assert listed == ["C-3"]
    dialog.show_list.click()
    assert desk.listed == [saved.wanted]
    assert dialog.isHidden()


def test_every_example_that_is_offered_can_be_asked(desk):
    for account in ("", "C-1"):
        dialog = desk.open(account)
        for question in examples(of_customer=bool(account)):
            desk.ask(dialog, question)
            assert dialog.refusal.isHidden() or not dialog.refusal.isVisible(), question
            assert dialog.query.text()


def test_the_language_model_is_offered_only_when_it_is_on_and_its_proposal_is_a_query_like_any_other(desk):
    with chat_stand_in() as model:
        model.says = "customers where overdue > 0"
        chosen = ModelChoice(on=True, address=model.address, model="small-1")
        desk.session.tasks.write(desk.session.write(choose_model, chosen))
        desk.wait()
        desk.keys.set(f"language-model:{desk.session.profile.book_id}", "k-123")
        dialog = desk.open()
        desk.ask(dialog, "which of Acme and the other folks lag behind")
        assert not dialog.translate.isHidden()
        assert model.requests == []
        dialog.translate.click()
        desk.wait()
        assert dialog.query.text() == "customers where overdue > 0"
        assert len(_titles(dialog)) == 5
        assert "Acme" not in model.sent
        assert model.requests[0][1]["Authorization"] == "Bearer k-123"
        model.says = "delete everything"
        desk.ask(dialog, "gimme stuff")
        dialog.translate.click()
        desk.wait()
        assert "delete everything" in dialog.refusal.text()


def test_the_sheet_of_the_model_keeps_the_key_out_of_the_book(desk):
    desk.screens.show_model()
    desk.wait()
    sheet = desk.screens.model_sheet
    assert sheet is not None
    sheet.on.set_value(True)
    sheet.address.set_value("http://models.example/v1")
    sheet.model.set_value("small-1")
    sheet.key.setText("k-456")
    sheet.sheet.saved.emit()
    desk.wait()
    assert "https" in sheet.sheet.error()
    assert desk.keys.kept == {}
    sheet.address.set_value("https://models.example/v1")
    sheet.sheet.saved.emit()
    desk.wait()
    assert desk.office.read(model_choice) == ModelChoice(on=True, address="https://models.example/v1", model="small-1")
    assert list(desk.keys.kept.values()) == ["k-456"]
    with desk.office.book.read() as connection:
        kept = connection.exec_driver_sql("SELECT value FROM setting").scalars().all()
    assert not any("k-456" in text for text in kept)


def test_the_box_goes_with_the_book(desk, qtbot):
    dialog = desk.open()
    with qtbot.waitSignal(dialog.destroyed, timeout=5_000):
        desk.screens.deleteLater()
