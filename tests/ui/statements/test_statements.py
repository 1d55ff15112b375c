"""Statements: what is chosen is remembered by name, who gets one is shown before, and the paper says what the book says."""

import subprocess
from datetime import date

import pytest

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.documents import StatementKind
from app.ui.kit.settings import Settings
from app.ui.kit.tables import Edit
from app.ui.periods import Period, days_of
from app.ui.statements.choosing import Chosen, Presets
from app.ui.statements.run import LeftOut
from tests.support.books import TODAY, scalar

MIDYEAR = date(2026, 5, 31)


def one(counter, customer="marina"):
    counter.statements.statement(counter.ids[customer])
    counter.wait()
    return counter.statements.sheet


def choose(sheet, period=None, kind=None):
    if kind is not None:
        (sheet.open_item if kind is StatementKind.OPEN_ITEM else sheet.balance_forward).click()
    if period is not None:
        sheet.period.set_value(period)
        sheet.period.changed.emit(period)


def words_of(window, tmp_path):
    path = tmp_path / "shown.pdf"
    path.write_bytes(window.pdf())
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def shown(counter):
    counter.wait()
    window = counter.room.windows()[-1]
    counter.wait()
    return window


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.THIS_MONTH, date(2026, 5, 1), MIDYEAR),
        (Period.LAST_MONTH, date(2026, 4, 1), date(2026, 4, 30)),
        (Period.THIS_QUARTER, date(2026, 4, 1), MIDYEAR),
        (Period.LAST_QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (Period.THIS_YEAR, date(2026, 1, 1), MIDYEAR),
        (Period.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        (Period.LAST_12_MONTHS, date(2025, 6, 1), MIDYEAR),
        (Period.LAST_90_DAYS, date(2026, 3, 3), MIDYEAR),
    ],
)
def test_periods_by_name(period, first, last):
    assert days_of(period, MIDYEAR) == (first, last)


def test_the_quarter_and_month_before_january_are_of_the_year_before():
    assert days_of(Period.LAST_QUARTER, date(2026, 2, 10)) == (date(2025, 10, 1), date(2025, 12, 31))
    assert days_of(Period.LAST_MONTH, date(2026, 1, 31)) == (date(2025, 12, 1), date(2025, 12, 31))


def test_an_open_item_statement_lists_what_is_unpaid(counter, tmp_path):
    sheet = one(counter)
    choose(sheet, Period.THIS_MONTH, StatementKind.OPEN_ITEM)
    sheet.message.setPlainText("Thank you for your custom.")
    sheet.saved.emit()
    text = words_of(shown(counter), tmp_path)
    assert all(number in text for number in ("10001", "10002", "10003"))
    assert "$429.00" in text
    assert "Thank you for your custom." in text


def test_a_balance_forward_statement_begins_with_what_was_owed(counter, tmp_path):
    paying = NewPayment(counter.ids["marina"], TODAY, "check", 10_000, "1042")
    counter.office.write(lambda writer: take_payment(writer, paying))
    sheet = one(counter)
    choose(sheet, Period.THIS_MONTH, StatementKind.BALANCE_FORWARD)
    sheet.remittance.set_value(False)
    sheet.saved.emit()
    text = words_of(shown(counter), tmp_path)
    assert "Balance forward" in text
    assert "$329.00" in text


def test_a_printed_statement_is_in_the_diary_when_somebody_says_so(counter):
    sheet = one(counter)
    sheet.saved.emit()
    window = shown(counter)
    window.mark()
    counter.wait()
    assert scalar(counter.office, "SELECT customer_id FROM activity WHERE kind = 'statement.printed'") == counter.ids["marina"]


def test_dates_of_ones_own_begin_with_the_period_before(counter):
    sheet = one(counter)
    choose(sheet, Period.LAST_MONTH)
    assert (sheet.first.value(), sheet.last.value()) == (date(2026, 2, 1), date(2026, 2, 28))
    assert sheet.first.isReadOnly()
    choose(sheet, Period.CUSTOM)
    assert (sheet.first.value(), sheet.last.value()) == (date(2026, 2, 1), date(2026, 2, 28))
    assert not sheet.first.isReadOnly()
    sheet.last.set_value(date(2026, 1, 1))
    sheet.last.changed.emit(date(2026, 1, 1))
    assert sheet.error() == "A statement cannot end before it begins."
    sheet.saved.emit()
    counter.wait()
    assert counter.room.windows() == ()


def test_presets_are_kept_by_name_and_what_was_chosen_last_is_offered(counter):
    sheet = one(counter)
    choose(sheet, Period.LAST_QUARTER, StatementKind.BALANCE_FORWARD)
    sheet.preset_kept.emit("Quarterly")
    choose(sheet, Period.THIS_YEAR, StatementKind.OPEN_ITEM)
    sheet.saved.emit()
    counter.wait()
    sheet = one(counter)
    assert sheet.chosen().period is Period.THIS_YEAR
    sheet.preset_chosen.emit("Quarterly")
    chosen = sheet.chosen()
    assert (chosen.kind, chosen.period) == (StatementKind.BALANCE_FORWARD, Period.LAST_QUARTER)
    sheet.preset_forgotten.emit("Quarterly")
    assert Presets(counter.session.settings).names() == []


def test_a_preset_survives_the_program_and_nonsense_does_not_harm(tmp_path):
    settings = Settings(tmp_path / "window.json")
    january = date(2026, 1, 1), date(2026, 1, 31)
    chosen = Chosen(StatementKind.BALANCE_FORWARD, Period.CUSTOM, *january, "Hello", False, False, True)
    Presets(settings).keep("January", chosen)
    settings.save()
    again = Presets(Settings(tmp_path / "window.json"))
    assert again.named("January") == chosen
    settings.put("statements.presets", {"bad": {"kind": "poem", "period": 7}})
    assert Presets(settings).named("bad") == Chosen()


# Runs


def run(counter, ids=None):
    sheet = counter.statements.statements(ids)
    counter.wait()
    return sheet


def test_a_run_shows_who_gets_one_and_who_not_and_why(counter):
    sheet = run(counter)
    told = {line.name: line.left_out for line in sheet.model.rows()}
    assert told == {"Harbor Light Marina": LeftOut.NO, "Hummingbird Café": LeftOut.NO, "Ho, Vincent": LeftOut.NOTHING_OWED}
    assert sheet.footer.texts() == ("2 of 3 customers get a statement", "Overdue  $189.00", "Total due  $479.00")


def test_a_run_for_late_customers_only(counter):
    sheet = run(counter)
    sheet.overdue.click()
    counter.wait()
    assert sheet.footer.texts()[0] == "1 of 3 customers gets a statement"


def test_an_unticked_customer_gets_none(counter, tmp_path):
    sheet = run(counter)
    sheet.model.edited.emit(Edit(counter.ids["cafe"], "gets", False))
    sheet.saved.emit()
    window = shown(counter)
    assert window.page_count() == 1
    assert "Harbor Light Marina" in words_of(window, tmp_path)


def test_customers_without_anything_to_say_are_left_out_and_told(counter):
    sheet = run(counter)
    sheet.owing.click()
    counter.wait()
    assert sheet.footer.texts()[0] == "3 of 3 customers get a statement"
    sheet.saved.emit()
    window = shown(counter)
    assert window.page_count() == 2
    assert window.notice.text() == "1 customer has nothing to state and was left out."


def test_a_run_is_of_the_last_day_of_its_period(counter):
    sheet = run(counter)
    choose(sheet, Period.LAST_YEAR)
    counter.wait()
    assert sheet.footer.texts() == ("1 of 3 customers gets a statement", "Overdue  $0.00", "Total due  $100.00")


def test_a_run_over_some_customers(counter):
    sheet = run(counter, [counter.ids["cafe"]])
    assert [line.name for line in sheet.model.rows()] == ["Hummingbird Café"]
