"""The frame around the panels: what it says, where one can go, which keys do it, and what it remembers."""

import subprocess
import sys
from collections import Counter

import pytest
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolBar, QToolButton, QVBoxLayout, QWidget

from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks, Written
from app.ui.kit.theme import apply, current, mode
from app.ui.shell.parts import BookCaption, Command, Hit, Panel, Place
from app.ui.shell.shortcuts import ShortcutSheet
from app.ui.shell.welcome import Recent, Welcome
from app.ui.shell.window import MainWindow

BOOK = BookCaption("Harbor Services", "Sample company", "Books locked until Sep 30", "Last backup today", "R. Okafor")


class Page(QWidget):
    """Stands for any panel."""

    place_changed = Signal(str)

    def __init__(self, name):
        super().__init__()
        self.name, self.at, self.changes = name, "", []
        layout = QVBoxLayout(self)
        self.field = QLineEdit()
        layout.addWidget(QLabel(name))
        layout.addWidget(self.field)

    def place(self):
        return self.at

    def show_place(self, at):
        self.at = at

    def walk_to(self, at):
        self.at = at
        self.place_changed.emit(at)

    def refresh(self, changed):
        self.changes.append(changed)


class Maker:
    def __init__(self, name, made):
        self.name, self.made = name, made

    def __call__(self):
        self.made.append(self.name)
        return Page(self.name)


@pytest.fixture
def tasks(qapp):
    apply(qapp, "light")
    tasks = Tasks()
    yield tasks
    tasks.close()
    apply(qapp, "light")


@pytest.fixture
def made():
    return []


@pytest.fixture
def ran():
    return []


@pytest.fixture
def open_window(tasks, qtbot, made, ran):
    def opened(settings=None, caption=BOOK, commands=()):
        panels = [Panel(n.lower(), n, "", Maker(n, made)) for n in ("Customers", "Payments", "Reports")]
        given = [
            Command("book.open", "file", "&Open a book…", lambda: ran.append("open"), "Ctrl+O", ""),
            Command("customer.pay", "customer", "&Take payment…", lambda: ran.append("pay"), "Ctrl+P", "customer"),
            Command("customer.new", "customer", "&New customer…", lambda: ran.append("new"), "Ctrl+N"),
            *commands,
        ]
        window = MainWindow(settings or Settings(), tasks, panels, given)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.painted):
            window.show()
        if caption is not None:
            window.set_book(caption)
        return window

    return opened


def test_the_first_paint_waits_for_nothing_heavy():
    program = (
        "import sys\n"
        "from app.ui.kit import theme\n"
        "from app.ui.kit.settings import Settings\n"
        "from app.ui.kit.tasks import Tasks\n"
        "from app.ui.shell.window import MainWindow\n"
        "app = theme.make_application()\n"
        "theme.apply(app)\n"
        "window = MainWindow(Settings(), Tasks())\n"
        "window.show()\n"
        "window.grab()\n"
        "heavy = ('sqlalchemy', 'stripe', 'reportlab', 'keyring', 'alembic', 'json', 'dataclasses', 'app.services')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_panels_are_made_when_first_visited(open_window, made):
    window = open_window()
    assert made == ["Customers"]
    window.go(Place("reports", "aging"))
    window.go(Place("customers"))
    assert made == ["Customers", "Reports"]
    assert window.panel("reports").at == "aging"


def test_the_rail_says_which_agreements_to_renew_and_leads_to_them(open_window, ran):
    all_of_them = Command("agreements.all", "customer", "A&greements…", lambda: ran.append("agreements.all"))
    window = open_window(commands=(all_of_them,))
    assert window.rail.findChildren(QPushButton, "renewals") == []
    window.set_caption(BOOK._replace(renewals="3 agreements renew\nwithin 30 days"))
    [button] = window.rail.findChildren(QPushButton, "renewals")
    assert button.text() == "3 agreements renew\nwithin 30 days"
    button.click()
    assert ran == ["agreements.all"]
    window.set_caption(BOOK)
    assert button.isHidden()


def test_frame_and_rail_say_whose_book_it_is(open_window):
    window = open_window()
    assert window.windowTitle().startswith("Harbor Services")
    assert window.status.texts() == ("Books locked until Sep 30", "Last backup today", "R. Okafor")
    window.set_waiting(("2 charges waiting",), "1 charge in doubt")
    assert window.rail._waiting.text() == "2 charges waiting"
    assert window.rail._alarm.text() == "1 charge in doubt"


def test_no_book_offers_how_to_open_one(open_window, qtbot, ran):
    window = open_window(caption=None)
    window.set_recent([Recent("Harbor Services", "/books/harbor.counterfoil")])
    window.set_book(None)
    assert not window.rail._buttons["customers"].isEnabled()
    assert not window.commands.action("customer.new").isEnabled()
    buttons = {b.accessibleName() or b.text(): b for b in window._welcome.findChildren(QPushButton)}
    buttons["Open a book…"].click()
    assert ran == ["open"]
    with qtbot.waitSignal(window.open_recent) as told:
        buttons["Harbor Services /books/harbor.counterfoil"].click()
    assert told.args == ["/books/harbor.counterfoil"]
    with qtbot.waitSignal(window.open_recent):
        window._recent_menu.actions()[0].trigger()


def test_commands_wait_for_what_they_need(open_window, ran):
    window = open_window()
    window.run("customer.pay")
    assert ran == []
    window.set_context(frozenset({"customer"}))
    window.run("customer.pay")
    window.commands.action("customer.new").trigger()
    assert ran == ["pay", "new"]


def test_no_two_commands_share_keys_and_every_action_has_a_role(open_window):
    window = open_window()
    keys = Counter(k.toString() for action in window.findChildren(QAction) for k in action.shortcuts() if not k.isEmpty())
    assert [key for key, count in keys.items() if count > 1] == []
    assert keys["Ctrl+K"] == 1
    guessed = [a.text() for a in window.commands.findChildren(QAction) if a.menuRole() == QAction.MenuRole.TextHeuristicRole]
    assert guessed == []


def test_a_second_command_with_the_same_keys_is_refused(open_window, ran):
    window = open_window()
    with pytest.raises(ValueError, match=r"customer\.copy and find share Ctrl\+K"):
        window.commands.add([Command("customer.copy", "customer", "Copy", ran.clear, "Ctrl+K")])


def test_back_and_forward_go_through_places(open_window, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("app.ui.shell.window.time.monotonic", lambda: now[0])
    window = open_window()
    page = window.panel("customers")
    for at in ("7", "8", "9"):
        now[0] += 0.2
        page.walk_to(at)  # arrow keys walking a list leave one entry
    now[0] += 10
    page.walk_to("412")
    now[0] += 10
    window.go(Place("reports", "aging"))
    assert not window.commands.action("go.forward").isEnabled()
    window.run("go.back")
    assert window.place() == Place("customers", "412")
    window.run("go.back")
    assert window.place() == Place("customers", "9")
    assert not window.commands.action("go.back").isEnabled()
    window.run("go.forward")
    window.run("go.forward")
    assert window.place() == Place("reports", "aging")


def test_it_opens_where_it_was_left(open_window, tmp_path):
    settings = Settings(tmp_path / "window.json")
    window = open_window(settings)
    window.resize(700, 640)
    window.go(Place("payments", "p-17"))
    window.run("view.dark")
    window.close()
    later = Settings(tmp_path / "window.json")
    assert (later.text("theme"), later.number("zoom")) == ("dark", 100)
    again = open_window(later)
    assert again.place() == Place("payments", "p-17")
    assert again.size().toTuple() == (700, 640)


def test_a_settings_file_that_cannot_be_read_counts_as_empty(tmp_path):
    path = tmp_path / "window.json"
    path.write_text('{"theme": dark')
    assert Settings(path).text("theme", "system") == "system"
    path.write_text('{"theme": 5, "zoom": true}')
    assert (Settings(path).text("theme", "x"), Settings(path).number("zoom", 100)) == ("x", 100)


def test_the_theme_changes_while_the_window_is_open(open_window):
    window = open_window()
    window.run("view.dark")
    assert (mode(), current().name) == ("dark", "dark")
    assert window.commands.action("view.light").isCheckable()
    window.run("view.larger")
    window.run("view.usual")
    window.run("view.light")
    assert current().name == "light"


def test_what_changed_reaches_every_panel_that_exists(open_window, tasks, qtbot):
    window = open_window()
    tasks.write(lambda: Written(None, frozenset({"customer:7"})))
    qtbot.waitUntil(lambda: window.panel("customers").changes == [frozenset({"customer:7"})])


class Customers:
    def search(self, text):
        return [Hit(f"{text} Marina", "A-0412", Place("customers", "412"), "person", "$1,369.00")]


def open_palette(window, qtbot):
    window.activateWindow()
    window.run("find")
    return window.palette_box()


def test_the_search_box_finds_customers_and_commands(open_window, qtbot, ran):
    window = open_window()
    window.set_providers([Customers()])
    palette = open_palette(window, qtbot)
    commands = [found.title for found in palette.found()]
    assert "New customer" in commands
    assert "Take payment" not in commands, "there is no customer to take it from"
    palette.type("new")
    qtbot.waitUntil(lambda: [f.title for f in palette.found()] == ["new Marina", "New customer"])
    assert palette.found()[1].right == "Ctrl+N"
    qtbot.keyClick(palette._box, Qt.Key.Key_Down)
    qtbot.keyClick(palette._box, Qt.Key.Key_Return)
    assert ran == ["new"]
    assert palette.isHidden()


def test_the_search_box_goes_to_what_was_found(open_window, qtbot):
    window = open_window()
    window.set_providers([Customers()])
    window.go(Place("reports"))
    palette = open_palette(window, qtbot)
    palette.type("harbor")
    qtbot.waitUntil(lambda: bool(palette.found()) and palette.found()[0].place is not None)
    qtbot.keyClick(palette._box, Qt.Key.Key_Return)
    assert window.place() == Place("customers", "412")


def test_the_search_box_says_when_there_is_nothing_and_escape_leaves(open_window, qtbot):
    window = open_window()
    palette = open_palette(window, qtbot)
    palette.type("xyzzy")
    assert palette.found() == ()
    assert palette._nothing.isVisible()
    qtbot.keyClick(palette._box, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_ctrl_z_takes_back_what_the_line_at_the_bottom_offers(open_window, ran):
    window = open_window()
    window.run("edit.undo")
    window.toast("Note deleted", "Undo", lambda: ran.append("undone"))
    window.run("edit.undo")
    assert ran == ["undone"]


def test_another_book_takes_the_place_of_the_first(open_window, made):
    window = open_window()
    window.go(Place("payments"))
    window.set_book(BOOK._replace(company="Other"))
    assert made == ["Customers", "Payments", "Customers"]
    assert not window.commands.action("go.back").isEnabled()


def test_the_list_of_keys_names_every_command_that_has_some(open_window, qtbot):
    window = open_window()
    sheet = ShortcutSheet(window.commands, window)
    qtbot.addWidget(sheet)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert [c.text for c in window.commands.all() if c.shortcut and c.text.replace("&", "").rstrip("…") not in words] == []


def test_the_rail_is_walked_with_arrow_keys(open_window, qtbot):
    window = open_window()
    window.activateWindow()
    first = window.rail._buttons["customers"]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.keyClick(window.rail.focusWidget(), Qt.Key.Key_Space)
    assert window.place() == Place("payments")


def buttons(window):
    found = window.findChild(QToolBar).findChildren(QToolButton)
    return {button.accessibleName(): button for button in found if button.accessibleName()}


def test_the_toolbar_gives_the_days_commands(open_window, ran):
    window = open_window()
    found = buttons(window)
    assert list(found) == ["Back", "Forward", "New customer", "Take payment"], "only commands that the window has"
    assert "Ctrl+N" in found["New customer"].toolTip()
    found["New customer"].click()
    assert not found["Take payment"].isEnabled()
    window.set_context(frozenset({"customer"}))
    found["Take payment"].click()
    assert ran == ["new", "pay"]


def test_the_toolbar_leaves_its_words_away_before_it_hides_a_menu(open_window):
    window = open_window()
    button = buttons(window)["New customer"]
    window.resize(1200, 700)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    window.resize(500, 700)
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly


def test_the_toolbars_icons_follow_the_theme(open_window):
    window = open_window()
    button = buttons(window)["New customer"]
    light = button.icon().pixmap(14).toImage()
    window.run("view.dark")
    assert button.icon().pixmap(14).toImage() != light


@pytest.mark.parametrize("recent", [0, 3])
def test_nothing_on_the_first_page_is_cut(open_window, recent):
    window = open_window(caption=None)
    window.set_recent([Recent(f"Company {n}", f"/books/{n}.counterfoil") for n in range(recent)])
    window.resize(1100, 760)
    window.set_book(None)
    welcome = window.findChild(Welcome)
    buttons = welcome.findChildren(QPushButton)
    assert len(buttons) == recent + 1
    for button in buttons:
        assert button.height() >= button.minimumSizeHint().height()
        assert button.parentWidget().rect().contains(button.geometry())


def test_commands_are_found_however_their_words_are_written(open_window, ran):
    given = Command("book.backup", "file", "&Back up…", lambda: ran.append("backup"))
    window = open_window(commands=(given,))
    for typed in ("backup", "BACK UP", "báck"):
        window.open_palette()
        window.palette_box().type(typed)
        assert "book.backup" in [found.command for found in window.palette_box().found()], typed
