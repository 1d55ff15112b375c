"""The tabs of an account: filters, search, sums, reasons for what is taken back, and undo for what is not posted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.queries.notes import notes
from app.ui.kit.dialogs import ReasonQuestion
from tests.support.books import TODAY, execute, scalar


def _entry(entries, text):
    found = next((entry for entry in entries if entry.text == text), None)
    assert found is not None, f"{text} is not offered: {[entry.text for entry in entries]}"
    return found


def _answer(reason: str, seen: list[bool]) -> None:
    """Answer the next question for a reason; ``seen`` notes whether an empty reason was enough."""

    def answer() -> None:
        question = next(w for w in QApplication.topLevelWidgets() if isinstance(w, ReasonQuestion) and w.isVisible())
        seen.append(question.yes.isEnabled())
        QTest.keyClicks(question.reason, reason)
        seen.append(question.yes.isEnabled())
        if reason.strip():
            QTest.keyClick(question.reason, Qt.Key.Key_Return)
        else:
            QTest.keyClick(question, Qt.Key.Key_Escape)

    QTimer.singleShot(0, QApplication.instance(), answer)


def _tab(desk, name, key):
    desk.stand_on(name)
    desk.panel.page.show_tab(key)
    desk.wait()
    return desk.panel.page_view.tab(key)


@pytest.mark.parametrize(("key", "count"), [("all", 4), ("open", 3), ("overdue", 2), ("draft", 0), ("void", 0)])
def test_invoice_filters(desk, key, count):
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    tab.show_filter(key)
    desk.wait()
    assert tab.model.count() == count
    assert tab.view.footer.texts()[0].startswith(f"{count} invoice")


def test_a_tabs_filter_stays_when_another_customer_is_looked_at(desk):
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    tab.show_filter("overdue")
    desk.wait()
    desk.stand_on("Hernández, Lucía")
    assert tab.model.count() == 0
    assert tab.view.tools.filter.text() == "Overdue"


def test_search_in_a_tab_and_escape(desk):
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    number = tab.model.row_at(0).number
    tab.view.tools.search.click()
    tab.view.search.setText(number)
    desk.wait()
    assert [tab.model.row_at(0).number, tab.model.count()] == [number, 1]
    QTest.keyClick(tab.view.search, Qt.Key.Key_Escape)
    desk.wait()
    assert tab.model.count() == 4


def test_what_is_selected_is_summed(desk):
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    ids = list(tab.model.all_ids())
    tab.view.table.select_ids(ids[:3])
    desk.wait()
    assert tab.view.footer.texts()[0] == "3 selected · $1,320.00"
    tab.view.table.select_ids(ids[:1])
    desk.wait()
    assert tab.view.footer.texts()[0] == "4 invoices · 3 open"


def test_voiding_needs_a_reason_and_shows_what_came_of_it(desk):
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    row = tab.model.row_at(0)
    seen: list[bool] = []
    _answer("   ", seen)
    _entry(tab.row_entries([row.id]), "Void…").act()
    desk.wait()
    assert seen == [False, False]
    assert tab.model.row(row.id).state == "issued"
    _answer("Entered twice", seen)
    _entry(tab.row_entries([row.id]), "Void…").act()
    desk.wait()
    assert seen[2:] == [False, True]
    assert tab.model.row(row.id).state == "void"
    assert desk.said.texts[-1] == f"Invoice {row.number} is void"
    assert desk.panel.page_view.due.figure() == "$80.00"


def test_a_write_off_can_be_taken_back(desk):
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    row = tab.model.row_at(2)
    _answer("Will not pay", [])
    _entry(tab.row_entries([row.id]), "Write off…").act()
    desk.wait()
    assert tab.model.row(row.id).state == "written_off"
    assert desk.said.texts[-1] == f"$40.00 of invoice {row.number} written off"
    _answer("Paid after all", [])
    _entry(tab.row_entries([row.id]), "Take the write-off back…").act()
    desk.wait()
    assert tab.model.row(row.id).open_minor == 4_000


def test_a_returned_check_opens_its_invoices_again(desk):
    tab = _tab(desk, "Harbor Light Marina", "payments")
    row = tab.model.row_at(0)
    assert (row.method, row.reference, row.amount_minor) == ("check", "1042", 24_900)
    _answer("No funds", [])
    _entry(tab.row_entries([row.id]), "Returned by the bank…").act()
    desk.wait()
    assert tab.model.row(row.id).state == "reversed"
    assert desk.said.texts[-1] == f"Payment {row.number} was returned · $249.00 open again"
    assert desk.panel.page_view.due.figure() == "$1,569.00"


def test_a_payment_through_the_processor_is_neither_returned_nor_void_by_hand(desk):
    """The service refuses both: the money is with the processor, which has to send it back."""
    tab = _tab(desk, "Harbor Light Marina", "payments")
    row = tab.model.row_at(0)
    execute(
        desk.session.office,
        "INSERT INTO remote_payment (remote_id, amount_minor, taken_at, state, payment_id) "
        f"VALUES ('pi_1', {row.amount_minor}, '2026-03-02 10:00:00', 'posted', {row.id})",
    )
    tab.model.refresh()
    desk.wait()
    assert not {"Returned by the bank…", "Void…"} & {entry.text for entry in tab.row_entries([row.id])}


def test_a_credit_memo_is_listed_with_its_reason_and_voided_with_another(desk):
    tab = _tab(desk, "Ho, Vincent", "credits")
    row = tab.model.row_at(0)
    assert (row.reason, row.open_minor) == ("Goodwill", 2_500)
    assert tab.view.footer.texts() == ("1 credit memo", "Amount  $25.00", "Left  $25.00")
    _answer("Wrong customer", [])
    _entry(tab.row_entries([row.id]), "Void…").act()
    desk.wait()
    assert tab.model.row(row.id).state == "void"
    assert desk.panel.page_view.credit.figure() == "$0.00"


def test_a_discarded_draft_can_be_put_back(desk):
    customer = desk.ids["Hernández, Lucía"]
    draft = NewInvoice(customer, TODAY, (NewLine("Gutter cleaning", 7_500),))
    desk.session.tasks.write(desk.session.write(save_draft, draft))
    tab = _tab(desk, "Hernández, Lucía", "invoices")
    tab.show_filter("draft")
    desk.wait()
    _entry(tab.row_entries([tab.model.all_ids()[0]]), "Discard draft").act()
    desk.wait()
    assert tab.model.count() == 0
    desk.said.press()
    desk.wait()
    assert tab.model.row_at(0).subject == "Gutter cleaning"


def test_paying_selected_invoices_hands_over_only_what_is_open(desk):
    handed = []
    desk.session.actions.take_payment = lambda customer, invoices: handed.append((customer, sorted(invoices)))
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    ids = list(tab.model.all_ids())
    _entry(tab.row_entries(ids), "Take payment…").act()
    assert handed == [(desk.ids["Harbor Light Marina"], sorted(ids[:3]))]


def test_export_hands_out_exactly_what_is_shown(desk):
    handed = []
    desk.session.actions.export = handed.append
    tab = _tab(desk, "Harbor Light Marina", "invoices")
    tab.show_filter("open")
    tab.view.table.set_column_visible("site", True)
    tab.model.set_sort("amount", descending=True)
    desk.wait()
    tab.export()
    export = handed[0]
    assert export.title == "Invoices of Harbor Light Marina"
    assert export.note == "Open"
    assert "Site" in export.snapshot.headings
    amounts = [texts[export.snapshot.keys.index("amount")] for texts in export.snapshot.texts()]
    assert amounts == ["1,240.00", "89.00", "40.00"]
    assert export.totals == (("Amount", "$1,369.00"), ("Open", "$1,320.00"))


def test_activity_tells_who_did_what_newest_first(desk):
    tab = _tab(desk, "Harbor Light Marina", "activity")
    assert tab.model.count() == scalar(
        desk.session.office, "SELECT COUNT(*) FROM activity WHERE customer_id = ?", desk.ids["Harbor Light Marina"]
    )
    rows = [tab.model.row_at(place) for place in range(tab.model.count())]
    assert rows[-1].kind == "customer.entered"
    assert {row.actor for row in rows} == {"Ana"}


def test_a_change_shows_before_and_after_in_the_activity(desk):
    from app.services.customers.changing import change_customer

    customer = desk.ids["Harbor Light Marina"]
    desk.session.tasks.write(desk.session.write(change_customer, customer, {"manager": "J. Lindqvist"}))
    tab = _tab(desk, "Harbor Light Marina", "activity")
    said = tab._change(tab.model.row_at(0))
    assert "R. Okafor → J. Lindqvist" in said


# Notes


def _bodies(desk):
    customer = desk.panel.page.customer_id
    return [note.body for note in desk.session.office.read(lambda reader: notes(reader, customer))]


def test_notes_are_written_changed_pinned_and_found(desk):
    tab = _tab(desk, "Ho, Vincent", "notes")
    tab.set_focus()
    for text in ("Gate code 4711", "Ask for Vince"):
        QTest.keyClicks(tab.field, text)
        QTest.keyClick(tab.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        desk.wait()
    assert [card.note.body for card in tab.cards()] == ["Ask for Vince", "Gate code 4711"]
    tab.cards()[1].pin_asked.emit(tab.cards()[1].note.id, True)
    desk.wait()
    assert [card.note.body for card in tab.cards()] == ["Gate code 4711", "Ask for Vince"]
    tab.cards()[0].edit_asked.emit(tab.cards()[0].note.id)
    tab.field.set_value("Gate code 0815")
    tab.save()
    desk.wait()
    assert _bodies(desk) == ["Gate code 0815", "Ask for Vince"]
    tab.search.setText("VINCE")
    desk.wait()
    assert [card.note.body for card in tab.cards()] == ["Ask for Vince"]
    assert desk.panel.page_view.tabs._tabs["notes"].count == "2"


def test_a_deleted_note_comes_back_as_it_was(desk):
    tab = _tab(desk, "Ho, Vincent", "notes")
    tab.field.set_value("Dog in the yard")
    tab.save()
    desk.wait()
    before = tab.cards()[0].note
    tab.cards()[0].delete_asked.emit(before.id)
    desk.wait()
    assert _bodies(desk) == []
    assert desk.said.texts[-1] == "Note deleted"
    desk.said.press()
    desk.wait()
    assert [card.note for card in tab.cards()] == [before]


def test_what_was_begun_about_one_customer_is_not_saved_on_another(desk):
    tab = _tab(desk, "Ho, Vincent", "notes")
    tab.field.set_value("About Vincent")
    desk.stand_on("Hernández, Lucía")
    assert tab.field.value() == ""
    tab.save()
    desk.wait()
    assert _bodies(desk) == []


def test_add_note_in_the_menu_leads_to_the_field(desk):
    desk.panel.doings.note_asked.emit(desk.ids["Hummingbird Café"])
    desk.wait()
    assert desk.panel.page_view.title.whole() == "Hummingbird Café"
    assert desk.panel.page.tab == "notes"
    assert desk.panel.page_view.tab("notes").field.hasFocus()
