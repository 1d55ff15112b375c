"""Fields understand what office staff type and say in words what they do not; whole forms go without a mouse."""

from collections.abc import Mapping
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.amount_input import Notation
from app.domain.date_input import ENGLISH_MONTHS
from app.domain.money import currency
from app.ui.kit.fields import AmountField, ComboField, DateField, Form, NoteField, NumberField, SearchField, TextField
from app.ui.kit.theme import apply

TODAY = date(2026, 11, 21)
Key = Qt.Key


class English:
    notation = Notation()
    currency = currency("USD")
    order = "mdy"
    month_names: Mapping[str, int] = ENGLISH_MONTHS

    def plain(self, minor: int) -> str:
        return f"{minor / 100:,.2f}"

    def short(self, on: date) -> str:
        return f"{on:%m/%d/%Y}"


class German(English):
    notation = Notation(",", ".")
    currency = currency("EUR")

    def plain(self, minor: int) -> str:
        return f"{minor / 100:.2f}".replace(".", ",")


@pytest.fixture
def page(qapp, qtbot):
    apply(qapp, "light")
    page = QWidget()
    page.setLayout(QVBoxLayout())
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    return page


def put(page, *fields):
    for field in fields:
        page.layout().addWidget(field)
        field.show()
    fields[0].setFocus()
    return fields[0]


def test_an_amount_is_worked_out_on_tab(page, qtbot):
    field = put(page, AmountField(English()), TextField())
    with qtbot.waitSignal(field.changed) as told:
        qtbot.keyClicks(field, "12*45+10")
        qtbot.keyClick(field, Key.Key_Tab)
    assert told.args == [55_000]
    assert field.text() == "550.00"
    assert field.minor() == 55_000


def test_an_amount_is_worked_out_on_enter_too(page, qtbot):
    field = put(page, AmountField(English()))
    qtbot.keyClicks(field, "1,200/8")
    qtbot.keyClick(field, Key.Key_Return)
    assert field.text() == "150.00"


def test_each_notation_reads_its_own_and_refuses_the_other(page, qtbot):
    field = put(page, AmountField(German()), TextField())
    qtbot.keyClicks(field, "1.234,50")
    qtbot.keyClick(field, Key.Key_Tab)
    assert field.minor() == 123_450
    field.set_minor(None)
    qtbot.keyClicks(field, "1,234.50")
    qtbot.keyClick(field, Key.Key_Tab)
    assert field.minor() is None
    assert field.error()


def test_an_error_stands_in_words_under_the_field_until_it_is_mended(page, qtbot):
    form, field = Form(), AmountField(English())
    form.add("Amount", field)
    put(page, form)
    qtbot.keyClicks(field, "12..5")
    field.settle()
    assert "12..5" in form.error_of(field)
    assert form.first_error() == field.error()
    field.selectAll()
    qtbot.keyClicks(field, "12.5")
    field.settle()
    assert form.error_of(field) == ""
    assert field.minor() == 1_250


def test_setting_a_value_tells_nobody(page):
    field, told = AmountField(English()), []
    field.changed.connect(told.append)
    field.set_minor(-12_345)
    assert (field.text(), field.minor(), told) == ("-123.45", -12_345, [])


@pytest.mark.parametrize(
    ("start", "keys", "expected"),
    [
        (None, "t", TODAY),
        (date(2026, 1, 31), "+", date(2026, 2, 1)),
        (date(2026, 1, 31), "=", date(2026, 2, 1)),
        (date(2026, 3, 1), "-", date(2026, 2, 28)),
        (date(2026, 1, 31), "]", date(2026, 2, 28)),
        (date(2026, 3, 31), "[", date(2026, 2, 28)),
        (None, "+", date(2026, 11, 22)),
        (None, "--", date(2026, 11, 19)),
        (None, "5", date(2026, 11, 5)),
        (None, "5+", date(2026, 11, 6)),
        (None, "3/1/25", date(2025, 3, 1)),
        (None, "3-1-25", date(2025, 3, 1)),
        (None, "oct 5", date(2026, 10, 5)),
        (None, "31 oct", date(2026, 10, 31)),
        (date(2026, 3, 1), "t", TODAY),
        (date(1900, 1, 1), "-", date(1900, 1, 1)),
        (date(2199, 12, 31), "+", date(2199, 12, 31)),
        (date(10, 1, 1), "-", date(10, 1, 1)),
    ],
)
def test_dates_as_people_type_them(page, qtbot, start, keys, expected):
    field = put(page, DateField(English(), TODAY), TextField())
    field.set_date(start)
    field.selectAll()
    qtbot.keyClicks(field, keys)
    qtbot.keyClick(field, Key.Key_Tab)
    assert field.error() == ""
    assert field.date() == expected


def test_the_calendar_offers_only_the_years_that_are_kept(page):
    field = put(page, DateField(English(), TODAY), TextField())
    field.open_calendar()
    month = field._calendar.month
    assert (month.minimumDate().toPython(), month.maximumDate().toPython()) == (date(1900, 1, 1), date(2199, 12, 31))
    assert month.selectedDate().toPython() == TODAY


def test_a_day_that_is_none_is_refused(page, qtbot):
    field = put(page, DateField(English(), TODAY), TextField())
    qtbot.keyClicks(field, "2/30/2026")
    qtbot.keyClick(field, Key.Key_Tab)
    assert field.date() is None
    assert field.error()
    assert field.text() == "2/30/2026", "what was typed stays to be mended"


def test_a_date_can_be_picked_from_a_month(page, qtbot):
    field = put(page, DateField(English(), TODAY))
    qtbot.keyClick(field, Key.Key_Down)
    month = field._calendar.month
    assert month.selectedDate().toPython() == TODAY
    with qtbot.waitSignal(field.changed) as told:
        month.clicked.emit(month.selectedDate().addDays(-3))
    assert told.args == [date(2026, 11, 18)]
    assert not field._calendar.isVisible()


def test_down_opens_a_list_and_the_wheel_changes_nothing(page, qtbot):
    field = put(page, ComboField([("check", "Check"), ("cash", "Cash"), (None, "Other")]))
    assert field.value() == "check"
    qtbot.keyClick(field, Key.Key_Down)
    assert field.view().isVisible()
    field.hidePopup()
    field.set_value(None)
    assert (field.value(), field.currentText()) == (None, "Other")
    field.set_choices([("cash", "Bar"), (None, "Anders")])
    assert (field.value(), field.currentText()) == (None, "Anders")


def test_a_needed_field_says_so(page):
    field = put(page, TextField())
    field.set_needed(needed=True)
    field.setModified(True)
    assert field.error() == "This is needed."
    field.setText("x")
    field.setModified(True)
    assert (field.value(), field.error()) == ("x", "")


@pytest.mark.parametrize(("typed", "value"), [("7", 7), ("-3", None), ("x", None), ("101", None)])
def test_whole_numbers_keep_their_bounds(page, qtbot, typed, value):
    field = put(page, NumberField(0, 100))
    qtbot.keyClicks(field, typed)
    assert field.value() == value
    assert bool(field.error()) == (value is None)


def test_search_follows_typing_and_escape_empties_it(page, qtbot):
    field = put(page, SearchField("Find"))
    with qtbot.waitSignal(field.searched, check_params_cb=lambda text: text == "marina"):
        qtbot.keyClicks(field, "marina ")
    with qtbot.waitSignal(field.left_down):
        qtbot.keyClick(field, Key.Key_Down)
    with qtbot.waitSignal(field.searched, check_params_cb=lambda text: text == ""):
        qtbot.keyClick(field, Key.Key_Escape)


def test_tab_leaves_a_note(page, qtbot):
    note, after = NoteField(), TextField()
    put(page, note, after)
    note.set_value("called back")
    qtbot.keyClick(note, Key.Key_Tab)
    assert page.focusWidget() is after
    assert note.value() == "called back"
