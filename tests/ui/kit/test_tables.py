"""Tables feel the same with nine rows and with a hundred thousand: order, selection, columns and what is copied."""

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.ui.kit.settings import Settings
from app.ui.kit.tables import Column, Edit, Kind, PagedModel, RowList, RowsModel, Table, TwoLines, shown
from app.ui.kit.tables.delegates import CellDelegate
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from tests.ui.kit.rows import InvoiceRow, ListSource, QuickListSource, columns, invoices, plain


@pytest.fixture
def tasks(qapp):
    apply(qapp, "light")
    tasks = Tasks()
    yield tasks
    tasks.close()


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "window.json")


def shown_table(qtbot, settings, model, *, load=True):
    table = Table("invoices", settings)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show_model(model)
    table.show()
    if load:
        with qtbot.waitSignal(model.loaded):
            model.refresh()
    return table


def paged(tasks, source, **more):
    return PagedModel(source, columns(), tasks, **more)


def words(model, key):
    at = model.column_at(key)
    return [model.index(i, at).data() for i in range(model.rowCount())]


def test_a_small_model_keeps_qts_rules(qtmodeltester):
    model = RowsModel(columns())
    model.set_rows(invoices(12))
    qtmodeltester.check(model, force_py=True)


def test_a_paged_model_keeps_qts_rules(qtmodeltester, tasks, qtbot):
    model = paged(tasks, ListSource(invoices(90)))
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    qtmodeltester.check(model, force_py=True)
    qtbot.waitUntil(tasks.idle)


def test_only_rows_in_view_are_read(tasks, settings, qtbot):
    source = ListSource(invoices(20_000))
    model = paged(tasks, source)
    table = shown_table(qtbot, settings, model)
    assert model.rowCount() == 20_000
    table.grab()
    qtbot.waitUntil(tasks.idle)
    assert sum(map(len, source.asked_rows)) <= 128
    table.scrollToBottom()
    table.grab()
    qtbot.waitUntil(lambda: model.row(20_000) is not None)
    assert sum(map(len, source.asked_rows)) <= 384


def test_a_heading_sorts_and_sorts_back(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(50)))
    table = shown_table(qtbot, settings, model)
    for descending in (False, True):
        with qtbot.waitSignal(model.loaded):
            table.horizontalHeader().sectionClicked.emit(model.column_at("open"))
        shown_amounts = [float(text) for text in words(model, "open")]
        assert shown_amounts == sorted(shown_amounts, reverse=descending)
    table.keep()
    again = paged(tasks, ListSource(invoices(50)))
    shown_table(qtbot, settings, again)
    assert (again.sort_key, again.descending) == ("open", True)


def test_the_selection_outlives_sorting_filtering_and_new_rows(tasks, settings, qtbot):
    source = ListSource(invoices(200))
    model = paged(tasks, source)
    table = shown_table(qtbot, settings, model)
    table.set_current(7)
    table.select_ids([7, 8, 21])
    with qtbot.waitSignal(model.loaded):
        model.set_sort("open", descending=True)
    assert sorted(table.selected_ids()) == [7, 8, 21]
    assert table.current_id() == 7
    source.all[500] = InvoiceRow(500, "1", "Job 0", 10**9, invoices(1)[0].due_on)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert sorted(table.selected_ids()) == [7, 8, 21]
    with qtbot.waitSignal(model.loaded), qtbot.waitSignal(table.selection_changed):
        model.set_filter("Job 0")
    assert sorted(table.selected_ids()) == [7, 21]


def test_a_row_that_is_gone_is_no_longer_current(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(50)))
    table = shown_table(qtbot, settings, model)
    table.set_current(3)
    with qtbot.waitSignal(table.current_changed, check_params_cb=lambda row_id: row_id is None):
        model.set_filter("Job 0")


def test_arrow_keys_tell_which_row_one_stands_on(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(50)), sort="number")
    table = shown_table(qtbot, settings, model)
    table.set_current(1)
    told = []
    table.current_changed.connect(told.append)
    for _n in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert told == [2, 3, 4, 50, 1]


def test_everything_matching_is_selected_not_only_what_was_loaded(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(4_312)))
    table = shown_table(qtbot, settings, model)
    with qtbot.waitSignal(table.selection_changed) as told:
        qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(told.args[0]) == 4_312


def test_rows_are_copied_with_their_headings_in_the_order_shown(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(300)), sort="number")
    table = shown_table(qtbot, settings, model)
    table.horizontalHeader().moveSection(0, 1)
    table.select_ids([2, 290])
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(tasks.idle)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [
        "Due\tNumber\tFor\tOpen\tStatus",
        "2026-01-03\t10002\tJob 2\t-1.26\t",
        "2026-10-18\t10290\tJob 3\t5.30\t",
    ]


def test_what_is_exported_is_what_is_shown(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(1_200)), sort="open", descending=True)
    table = shown_table(qtbot, settings, model)
    table.set_column_visible("due", False)
    snapshot = shown(table)
    rows = list(snapshot.texts())
    assert snapshot.keys == ("number", "for", "open", "status")
    assert len(rows) == 1_200
    amounts = [values[2] for values in snapshot.values()]
    assert amounts == sorted(amounts, reverse=True)


def test_columns_keep_order_width_and_visibility_by_name(tasks, settings, qtbot, tmp_path):
    table = shown_table(qtbot, settings, paged(tasks, ListSource(invoices(5))))
    table.horizontalHeader().moveSection(3, 0)
    table.setColumnWidth(0, 222)
    table.set_column_visible("status", False)
    table.set_column_visible("secret", True)
    table.keep()
    settings.save()
    later = Settings(tmp_path / "window.json")
    more = [Column("new", "New", lambda _r: "new"), *columns()]
    again = shown_table(qtbot, later, PagedModel(ListSource(invoices(5)), more, tasks))
    assert [c.key for c in again.visible_columns()] == ["new", "open", "number", "due", "for", "secret"]
    assert again.columnWidth(1) == 222


def test_the_last_column_cannot_be_hidden(tasks, settings, qtbot):
    table = shown_table(qtbot, settings, paged(tasks, ListSource(invoices(5))))
    for key in ("number", "due", "for", "open", "status"):
        table.set_column_visible(key, False)
    assert [c.key for c in table.visible_columns()] == ["status"]


def test_the_usual_columns_come_back(tasks, settings, qtbot):
    table = shown_table(qtbot, settings, paged(tasks, ListSource(invoices(5))))
    table.set_column_visible("due", False)
    menu = table.columns_menu()
    assert [a.text() for a in menu.actions() if a.isCheckable() and not a.isChecked()] == ["Due", "Job code"]
    menu.actions()[-1].trigger()
    assert [c.key for c in table.visible_columns()] == ["number", "due", "for", "open", "status"]
    menu.deleteLater()


def test_an_empty_table_offers_the_next_step(tasks, settings, qtbot):
    pressed = []

    class Page(Table):
        def begin(self):
            pressed.append(1)

    table = Page("empty", settings)
    qtbot.addWidget(table)
    model = paged(tasks, ListSource([]))
    table.show_model(model)
    table.set_empty("No invoices yet.", "New invoice", table.begin)
    table.show()
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert table._empty.isVisible()
    table._empty.button.click()
    assert pressed == [1]
    model.set_source(ListSource(invoices(3)))
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert not table._empty.isVisible()


def test_the_first_rows_are_shown_while_the_others_are_still_looked_for(tasks, settings, qtbot):
    source = QuickListSource(invoices(400))
    model = paged(tasks, source, sort="number")
    table = shown_table(qtbot, settings, model, load=False)
    model.set_filter(None)
    qtbot.waitUntil(lambda: model.count() > 0)
    assert words(model, "number") == [f"{10_000 + n}" for n in range(1, 65)]
    with qtbot.waitSignal(model.loaded):
        source.may_go_on.set()
    assert list(model.all_ids()) == list(range(1, 401))
    assert source.asked_rows == [list(range(1, 65))]
    table.scrollToBottom()
    qtbot.waitUntil(lambda: model.row_at(399) is not None)


def test_what_was_selected_far_down_is_selected_again_when_all_rows_have_come(tasks, settings, qtbot):
    source = QuickListSource(invoices(400))
    source.may_go_on.set()
    model = paged(tasks, source, sort="number")
    table = shown_table(qtbot, settings, model)
    assert table.set_current(390)
    with qtbot.assertNotEmitted(table.current_changed):
        for wanted in ("Job 5", None):
            with qtbot.waitSignal(model.loaded):
                model.set_filter(wanted)
    assert table.current_id() == 390
    assert list(table.selected_ids()) == [390]


def test_few_rows_are_asked_for_once(tasks, settings, qtbot):
    source = QuickListSource(invoices(30))
    model = paged(tasks, source, sort="number")
    shown_table(qtbot, settings, model, load=False)
    with qtbot.waitSignal(model.loaded):
        model.set_filter(None)
    assert model.count() == 30
    assert source.asked_ids == 1


def test_letters_do_not_make_qt_read_the_whole_book(tasks, settings, qtbot):
    source = ListSource(invoices(20_000))
    table = shown_table(qtbot, settings, paged(tasks, source))
    with qtbot.waitSignal(table.typed) as typed:
        qtbot.keyClicks(table, "x")
    qtbot.waitUntil(tasks.idle)
    assert typed.args == ["x"]
    assert sum(map(len, source.asked_rows)) <= 256


def test_enter_and_a_double_click_open_a_row(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(5)), sort="number")
    table = shown_table(qtbot, settings, model)
    table.set_current(4)
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [4]
    spot = table.visualRect(model.index(1, 0)).center()
    with qtbot.waitSignal(table.opened) as told:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == [2]


def test_rows_in_memory_sort_by_value_and_change_in_place(qtbot):
    model = RowsModel(columns())
    model.set_rows(invoices(30))
    model.set_sort("open", descending=True)
    amounts = [row.open_minor for row in map(model.row_at, range(30)) if row]
    assert amounts == sorted(amounts, reverse=True)
    first = model.row_at(0)
    with qtbot.waitSignal(model.dataChanged):
        model.replace(InvoiceRow(first.id, "changed", "x", 1, first.due_on))
    assert model.index(0, 0).data() == "changed"
    assert model.rows()[first.id - 1].number == "changed"
    model.set_sort("")
    assert [row.id for row in map(model.row_at, range(30)) if row] == list(range(1, 31))


class PlainEditor(QLineEdit):
    def value(self):
        return int(self.text())

    def set_value(self, value):
        self.setText(str(value))

    def error(self):
        return "" if self.text().isdigit() else "no number"


@pytest.fixture
def payments(qtbot, settings):
    """A table as Take payment has it: a tick and an applied amount that can be typed."""
    model = RowsModel(
        [
            Column("on", "", lambda _r: "", Kind.CHECK, width=40, checked=lambda r: r.paid),
            *columns(editor=PlainEditor),
        ]
    )
    model.set_rows(invoices(4))
    table = Table("apply", settings)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show_model(model)
    table.show()
    return table, model


def test_a_box_is_ticked_by_mouse_and_by_space(payments, qtbot):
    table, model = payments
    with qtbot.waitSignal(model.edited) as told:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(model.index(1, 0)).center())
    assert told.args == [Edit(2, "on", True)]
    table.set_current(3)
    with qtbot.waitSignal(model.edited) as told:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert told.args == [Edit(3, "on", False)]


def test_typing_in_a_cell_tells_the_presenter_and_tab_goes_on(payments, qtbot):
    table, model = payments
    table.setCurrentIndex(model.index(0, model.column_at("open")))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(PlainEditor)
    assert editor.text() == str(model.row_at(0).open_minor)
    editor.setText("4000")
    with qtbot.waitSignal(model.edited) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert told.args == [Edit(1, "open", 4000)]
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, model.column_at("open"))


def test_what_cannot_be_understood_changes_nothing(payments, qtbot):
    table, model = payments
    told = []
    model.edited.connect(told.append)
    table.setCurrentIndex(model.index(0, model.column_at("open")))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    table.findChild(PlainEditor).setText("x")
    qtbot.keyClick(table.findChild(PlainEditor), Qt.Key.Key_Return)
    assert told == []


def test_the_two_line_list_walks_like_a_table(tasks, qtbot):
    model = paged(tasks, ListSource(invoices(40)), sort="number")
    rows = RowList(lambda r: TwoLines(r.number, plain(r.open_minor), r.for_))
    qtbot.addWidget(rows)
    rows.resize(300, 400)
    rows.show_model(model)
    rows.show()
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    rows.set_current(1)
    with qtbot.waitSignal(rows.current_changed) as told:
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert told.args == [2]
    assert list(rows.selected_ids()) == [2]
    picture = rows.grab().toImage()
    selected = picture.pixelColor(QPoint(rows.width() // 2, rows.rowViewportPosition(1) + 6))
    assert selected.name().upper() == "#E3EDF7"


def test_another_source_takes_the_place_of_the_first(tasks, settings, qtbot):
    model = paged(tasks, ListSource(invoices(90)))
    table = shown_table(qtbot, settings, model)
    table.set_current(5)
    with qtbot.waitSignal(model.loaded):
        model.set_source(ListSource(invoices(3)))
    assert model.rowCount() == 3


def test_an_error_of_the_source_is_shown_once_and_the_rows_stay(tasks, settings, qtbot):
    source = ListSource(invoices(9))
    model = paged(tasks, source)
    shown_table(qtbot, settings, model)
    source.ids = lambda *_asked: 1 // 0
    with qtbot.waitSignals([model.failed, tasks.crashed]):
        model.refresh()
    assert model.rowCount() == 9


def test_decimal_points_stand_under_each_other(qapp, settings, qtbot):
    apply(qapp, "light")
    texts = ["62.96", "2,521.00", "−11,111.11", "0.05", "18,904.20", "111.17"]
    rows = [InvoiceRow(n, text, "", 1, invoices(1)[0].due_on) for n, text in enumerate(texts, 1)]
    model = RowsModel([Column("open", "", lambda r: r.number.split(".")[0] + ".", Kind.AMOUNT, width=140)])
    model.set_rows(rows)
    table = Table("points", settings)
    qtbot.addWidget(table)
    table.resize(300, 400)
    table.show_model(model)
    table.show()
    picture = table.viewport().grab().toImage()
    edges = set()
    for position in range(len(texts)):
        top = table.rowViewportPosition(position)
        inked = {x for x in range(100, 140) for y in range(top + 4, top + 34) if picture.pixelColor(x, y).lightness() < 140}
        edges.add(max(inked))
    assert len(edges) == 1, "the point is the last ink of every line"


class CountingDelegate(CellDelegate[InvoiceRow]):
    """Notes which rows are painted."""

    painted: list[int]

    def paint(self, painter, option, index):
        if index.column() == 0:
            self.painted.append(index.row())
        super().paint(painter, option, index)


def test_scrolling_paints_what_comes_into_view_and_a_change_what_changed(qtbot, tasks, settings):
    """What stays in view is moved; a page of rows that comes in later paints its own rows only."""
    model = RowsModel(columns())
    model.set_rows(invoices(200))
    table = shown_table(qtbot, settings, model, load=False)
    delegate = CountingDelegate(table)
    delegate.painted = []
    table.setItemDelegate(delegate)
    height = table.row_height()
    table.resize(900, table.height() - table.viewport().height() % height)
    qtbot.waitExposed(table)
    for _turn in range(3):
        QCoreApplication.processEvents()
    shown_rows = table.viewport().height() // height
    delegate.painted.clear()
    for _step in range(20):
        table.verticalScrollBar().setValue(table.verticalScrollBar().value() + height)
        QCoreApplication.processEvents()
    assert delegate.painted == list(range(shown_rows, shown_rows + 20))
    delegate.painted.clear()
    model.dataChanged.emit(model.index(22, 0), model.index(24, len(model.columns) - 1))
    QCoreApplication.processEvents()
    assert delegate.painted == [22, 23, 24]
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(2, 2) == QColor("#ffffff"), "rows stand on the table's own ground"
