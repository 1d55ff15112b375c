"""Small pieces say what they are told and lead where they should; sheets save, go on and ask before losing anything."""

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from app.ui.kit.dialogs import Question, ReasonQuestion, Sheet, ask_reason, confirm
from app.ui.kit.fields import TextField
from app.ui.kit.pieces import Banner, Footer, PageHeader, Pill, TabPages, TabStrip, Tile, Toasts, column, label
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone, apply


class Page(QObject):
    def __init__(self):
        super().__init__()
        self.pressed = 0

    @Slot()
    def press(self):
        self.pressed += 1


@pytest.fixture(autouse=True)
def _dressed(qapp):
    apply(qapp, "light")


@pytest.fixture
def page():
    return Page()


def test_a_banner_leads_to_what_it_is_about(qtbot, page):
    banner = Banner()
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.show_message(Tone.ALARM, "$129.00 overdue <now>", "View", page.press)
    assert banner.text() == "$129.00 overdue <now>"
    banner._button.click()
    assert page.pressed == 1
    banner.clear()
    assert banner.text() == ""


def test_a_tile_opens_what_its_figure_is_made_of(qtbot):
    tile = Tile("Total due")
    qtbot.addWidget(tile)
    tile.show_figure("-$12.00", "3 open invoices", Tone.ALARM)
    assert (tile.figure(), tile.note()) == ("−$12.00", "3 open invoices")
    assert tile.accessibleName() == "Total due -$12.00 3 open invoices"
    with qtbot.waitSignal(tile.clicked):
        qtbot.keyClick(tile, Qt.Key.Key_Space)
    tile.set_opens(opens=False)
    assert tile.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_pill_has_words_for_those_who_cannot_see_it(qtbot):
    pill = Pill(Status("51 days late", Tone.CARE))
    qtbot.addWidget(pill)
    assert pill.accessibleName() == "51 days late"
    width = pill.sizeHint().width()
    pill.show_status(Status("51 days late · $40.00 left", Tone.CARE))
    assert pill.sizeHint().width() > width
    pill.show_status(None)
    assert pill.isHidden()


def test_header_and_footer_say_what_they_are_told(qtbot, page):
    header, footer = PageHeader("Harbor", "A-0412"), Footer()
    for widget in (header, footer):
        qtbot.addWidget(widget)
    header.add_action("Take payment", page.press, primary=True).click()
    assert page.pressed == 1
    footer.show_texts("48 invoices", [("Amount", "$44.00"), ("Open", "-$1.00")])
    assert footer.texts() == ("48 invoices", "Amount  $44.00", "Open  −$1.00")
    footer.show_texts("none")
    assert footer.texts() == ("none",)


def test_pages_behind_tabs_are_made_when_first_opened(qtbot):
    made = []

    def maker(name):
        def make():
            made.append(name)
            return QLabel(name)

        return make

    tabs = TabPages()
    qtbot.addWidget(tabs)
    for name in ("Invoices", "Payments", "Notes"):
        tabs.add(name, name, maker(name))
    tabs.show()
    assert made == ["Invoices"]
    with qtbot.waitSignal(tabs.selected) as told:
        qtbot.keyClick(tabs.strip, Qt.Key.Key_Right)
    assert told.args == ["Payments"]
    tabs.select("Invoices")
    assert made == ["Invoices", "Payments"]
    tabs.strip.set_count("Notes", 3)
    assert tabs.current() == "Invoices"


def test_what_was_done_can_be_undone_from_the_line_at_the_bottom(qtbot, page):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    toasts = Toasts(window)
    toasts.show_message("Note deleted", "Undo", page.press)
    assert toasts.text() == "Note deleted"
    window.resize(800, 500)
    assert toasts.geometry().bottom() < 500
    toasts.act()
    toasts.act()
    assert page.pressed == 1
    assert toasts.text() == ""


def answer(kind, act):
    """Act on the dialog of ``kind`` as soon as it is there."""

    def look():
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        if found:
            act(found[-1])
        else:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)


def test_a_question_is_answered_by_what_its_buttons_say(qtbot):
    answer(Question, lambda dialog: dialog.yes.click())
    assert confirm(None, "Void invoice 17?", "The number stays.", "Void", danger=True) is True
    answer(Question, lambda dialog: dialog.reject())
    assert confirm(None, "Void invoice 17?", "The number stays.", "Void") is False


def test_a_reversal_needs_a_reason(qtbot):
    seen = []

    def give(dialog):
        dialog.reason.setText("   ")
        seen.append(dialog.yes.isEnabled())
        dialog.reason.setText(" wrong customer ")
        seen.append(dialog.yes.isEnabled())
        dialog.yes.click()

    answer(ReasonQuestion, give)
    assert ask_reason(None, "Reverse payment?", "", "Reverse") == "wrong customer"
    assert seen == [False, True]
    answer(ReasonQuestion, lambda dialog: dialog.reject())
    assert ask_reason(None, "Reverse payment?", "", "Reverse") is None


@pytest.fixture
def sheet(qtbot):
    sheet = Sheet("Take payment")
    qtbot.addWidget(sheet)
    sheet.field = TextField()
    sheet.body.addWidget(sheet.field)
    sheet.set_buttons("Save", "Save and new")
    sheet.show()
    sheet.field.setFocus()
    return sheet


def test_ctrl_enter_saves_and_starts_the_next(sheet, qtbot):
    qtbot.keyClicks(sheet.field, "1042")
    with qtbot.waitSignal(sheet.saved_and_next):
        qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.field.value() == "1042"
    with qtbot.waitSignal(sheet.saved):
        sheet._save.click()
    sheet.set_busy(busy=True)
    told = []
    sheet.saved_and_next.connect(lambda: told.append(1))
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told == []


def test_escape_asks_only_when_something_was_typed(sheet, qtbot):
    sheet.set_typed(typed=True)
    answer(Question, lambda dialog: dialog.reject())
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    answer(Question, lambda dialog: dialog.yes.click())
    sheet.close()
    assert not sheet.isVisible()


def test_a_sheet_says_why_it_could_not_save(sheet):
    sheet.show_error("The books are locked until Sep 30.")
    assert sheet.error() == "The books are locked until Sep 30."
    sheet.show_error("")
    assert sheet.error() == ""


def test_tabs_without_room_stand_in_a_menu_and_the_chosen_one_is_seen(qtbot):
    strip = TabStrip()
    qtbot.addWidget(strip)
    names = ("Invoices", "Payments", "Credits", "Recurring invoices", "Future jobs", "Schedule", "Mail", "Notes")
    for name in names:
        strip.add(name, name)
    strip.show()
    strip.resize(1200, 40)
    assert strip.hidden_tabs() == ()
    assert strip.minimumSizeHint().width() < 300, "it does not force its window to be wide"
    strip.resize(320, 40)
    gone = strip.hidden_tabs()
    assert gone
    assert gone[-1] == "Notes"
    assert "Invoices" not in gone
    with qtbot.waitSignal(strip.selected):
        strip.select("Notes")
    assert "Notes" not in strip.hidden_tabs()
    assert strip.childrenRect().right() <= strip.width()
    menu = strip.findChild(QMenu)
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions()] == list(strip.hidden_tabs())
    menu.actions()[0].trigger()
    assert strip.current() == menu.actions()[0].data()
    strip.resize(1200, 40)
    assert strip.hidden_tabs() == ()


def test_a_tab_that_is_not_offered_stays_away_however_much_room_there_is(qtbot):
    strip = TabStrip()
    qtbot.addWidget(strip)
    for name in ("Invoices", "Jobs", "Notes"):
        strip.add(name, name)
    strip.show()
    strip.set_visible("Jobs", visible=False)
    strip.resize(900, 40)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current() == "Notes"
    assert strip.hidden_tabs() == ()


def test_a_tiles_note_gives_way_before_its_figure(qtbot):
    tile = Tile("Lifetime value")
    qtbot.addWidget(tile)
    tile.show_figure("$18,723.15", "Invoiced before tax, less credits, since the year 2019")
    tile.show()
    assert tile.minimumSizeHint().width() < 200
    tile.resize(tile.minimumSizeHint())
    assert tile._note.text().endswith("…")
    assert tile.toolTip() == tile.note() == "Invoiced before tax, less credits, since the year 2019"
    tile.resize(600, 90)
    assert tile._note.text() == tile.note()
    assert tile.toolTip() == ""


def test_a_tile_keeps_its_three_lines_where_there_is_little_room(qtbot):
    tile, page = Tile("Total due"), QWidget()
    qtbot.addWidget(page)
    page.setLayout(column(tile, label("what the page is for")))
    tile.show_figure("$18,723.15", "3 open invoices")
    page.show()
    page.resize(300, 40)
    assert tile.height() >= tile.sizeHint().height()
