"""The widgets of an account's page. Decides nothing: ``presenter`` says what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.language import _
from app.ui.customers.menus import MenuButton
from app.ui.customers.page.fact import FactButton
from app.ui.customers.page.words import PageWords, TileWords
from app.ui.customers.tabs.base import AccountTab
from app.ui.kit.pieces import Banner, Pill, TabStrip, Tile, column, row, scrolled
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone, set_role
from app.ui.kit.theme.applied import pixels

_NARROW = 760
_BETWEEN, _BESIDE = 12, 52
"""Between two tiles; beside all of them."""


class ElidedTitle(QLabel):
    """A heading that is shortened at its end instead of pushing the page wide; the whole name is its tip."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._whole = ""
        set_role(self, role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(60)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_whole(self, text: str) -> None:
        """Show ``text``, as much of it as there is room for."""
        self._whole = text
        self.setAccessibleName(text)
        self._shorten()

    def whole(self) -> str:
        """Return the text, whether or not there is room for all of it."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten to the new width."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        self.ensurePolished()
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 40))
        self.setText(short)
        self.setToolTip(self._whole if short != self._whole else "")


class AccountView(QWidget):
    """The page of one account.

    Signals:
        tab_selected(str): the tab that the user chose.
    """

    tab_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        self.banner = Banner()
        self.notices = column()
        self.title = ElidedTitle("title")
        self.subtitle = ElidedTitle("quiet")
        self.archived = Pill()
        self.statement = QPushButton(_("Statement"))
        self.issue_credit = QPushButton(_("Issue credit"))
        self.take_payment = QPushButton(_("Take payment"))
        set_role(self.take_payment, "primary")
        self.more = MenuButton(_("More"))
        self.due = Tile(_("Total due"))
        self.overdue = Tile(_("Overdue"))
        self.credit = Tile(_("Account credit"))
        self.lifetime = Tile(_("Lifetime value"))
        self.to_pay = Tile(_("Days to pay"))
        self.jobs = Tile(_("Open jobs"), self)
        self._with_jobs = False
        self.jobs.hide()
        self.bill_to = FactButton(_("Bill to"))
        self.contact = FactButton(_("Contact"))
        self.terms = FactButton(_("Terms"))
        self.filed = FactButton(_("Sites and tags"))
        self.tabs = TabStrip()
        self._makers: dict[str, Callable[[], AccountTab]] = {}
        self._made: dict[str, AccountTab] = {}
        self._tiles = QGridLayout()
        self._narrow: bool | None = None
        self._placed = (0, 0)
        self._offered: tuple[QPushButton, ...] = (self.statement, self.issue_credit, self.take_payment)
        self._tab_stack = QStackedWidget()
        self._tool_stack = QStackedWidget()
        self._lay_out()
        self.tabs.selected.connect(self._selected)

    # Tabs

    def add_tab(self, key: str, title: str, maker: Callable[[], AccountTab]) -> None:
        """Add a tab whose page is made when it is first looked at."""
        self._makers[key] = maker
        self.tabs.add(key, title)

    def tab(self, key: str) -> AccountTab:
        """Return the page behind a tab, made now if need be, and put it in front."""
        if key not in self._made:
            tab = self._makers[key]()
            self._made[key] = tab
            self._tab_stack.addWidget(tab)
            self._tool_stack.addWidget(tab.tools())
        tab = self._made[key]
        self._tab_stack.setCurrentWidget(tab)
        self._tool_stack.setCurrentWidget(tab.tools())
        return tab

    def made_tabs(self) -> tuple[AccountTab, ...]:
        """Return the pages that exist."""
        return tuple(self._made.values())

    def has_tab(self, key: str) -> bool:
        """Whether there is such a tab."""
        return key in self._makers

    # What is said

    def show_words(self, words: PageWords, view_overdue: Callable[[], object]) -> None:
        """Show an account; ``view_overdue`` is what the banner's button does."""
        self.title.show_whole(words.title)
        self.subtitle.show_whole(words.subtitle)
        self.archived.show_status(Status(_("Archived"), Tone.QUIET, "dash") if words.archived else None)
        if words.banner:
            self.banner.show_message(Tone.ALARM, words.banner, _("View"), view_overdue)
        else:
            self.banner.clear()
        for tile, said in self._pairs(words):
            tile.show_figure(said.figure, said.note, said.tone)
            tile.set_opens(opens=said.opens)
        self._fit_tiles()
        self.bill_to.show_words(words.bill_to)
        self.contact.show_words(words.contact)
        self.terms.show_words(words.terms)
        self.filed.show_words(words.filed)

    def show_name_only(self, name: str) -> None:
        """Say whose page is on its way, and nothing that would be somebody else's."""
        self.title.show_whole(name)
        self.subtitle.show_whole("")
        self.banner.clear()
        self.archived.show_status(None)
        for tile in (self.due, self.overdue, self.credit, self.lifetime, self.to_pay, self.jobs):
            tile.show_figure("–", "", Tone.QUIET)

    def _pairs(self, words: PageWords) -> tuple[tuple[Tile, TileWords], ...]:
        return (
            (self.due, words.due),
            (self.overdue, words.overdue),
            (self.credit, words.credit),
            (self.lifetime, words.lifetime),
            (self.to_pay, words.to_pay),
            (self.jobs, words.jobs),
        )

    # Inside

    def _lay_out(self) -> None:
        name = row(self.title, self.archived, spacing=12)
        name.setStretch(0, 1)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for button in (self.more, self.statement, self.issue_credit, self.take_payment):
            actions.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        top = row(name, actions, spacing=24)
        top.setStretch(0, 1)
        head = column(top, self.subtitle, spacing=2)
        tiles = self._tiles
        tiles.setSpacing(_BETWEEN)
        self._place_tiles(self._tiles_shown(), 1)
        facts = QHBoxLayout()
        facts.setSpacing(8)
        for fact, stretch in ((self.bill_to, 9), (self.contact, 9), (self.terms, 5), (self.filed, 5)):
            facts.addWidget(fact, stretch)
        self._tool_stack.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._tool_stack.setMinimumHeight(pixels(32))
        strip = self._strip = row(self.tabs, self._tool_stack, spacing=8)
        strip.setStretch(0, 1)
        self._tab_stack.setMinimumHeight(pixels(190))
        body = QVBoxLayout()
        body.setContentsMargins(18, 18, 18, 6)
        body.setSpacing(0)
        upper = column(self.banner, self.notices, head, spacing=12)
        for part, below in ((upper, 14), (tiles, 12), (facts, 8), (strip, 10)):
            body.addLayout(_indented(part) if part is not facts else facts)
            body.addSpacing(below)
        body.addLayout(_indented(self._tab_stack), 1)
        area = scrolled(body)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setFrameShape(QFrame.Shape.NoFrame)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where the page is narrow, put tiles in two lines, tools under the tabs, and all but one action into the menu."""
        super().resizeEvent(event)
        narrow = event.size().width() < pixels(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_actions()
            way = QBoxLayout.Direction
            self._strip.setDirection(way.TopToBottom if narrow else way.LeftToRight)
            self._strip.setSpacing(0 if narrow else 8)
        self._fit_tiles()

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for the main action only."""
        return self._narrow is True

    def offer_jobs(self, *, offered: bool) -> None:
        """Say whether there are jobs to be shown here."""
        if self._with_jobs != offered:
            self._with_jobs = offered
            self._fit_tiles()
            self.jobs.setVisible(offered)

    def offer(self, buttons: Sequence[QPushButton]) -> None:
        """Say which of the actions there are."""
        self._offered = tuple(buttons)
        self._show_actions()

    def _show_actions(self) -> None:
        for button in (self.statement, self.issue_credit, self.take_payment):
            room = not self.is_narrow or button is self.take_payment
            button.setVisible(button in self._offered and room)

    def _tiles_shown(self) -> list[Tile]:
        jobs = [self.jobs] if self._with_jobs else []
        return [self.due, self.overdue, self.credit, self.lifetime, self.to_pay, *jobs]

    def _fit_tiles(self) -> None:
        """Put the tiles in one line where their figures have room in it, else in two."""
        tiles = self._tiles_shown()
        needed = sum(tile.minimumSizeHint().width() for tile in tiles) + _BETWEEN * (len(tiles) - 1)
        lines = 2 if self.is_narrow or needed > self.width() - _BESIDE else 1
        if (lines, len(tiles)) != self._placed:
            self._place_tiles(tiles, lines)

    def _place_tiles(self, tiles: Sequence[Tile], lines: int) -> None:
        self._placed = (lines, len(tiles))
        # Two lines of even length: five tiles stand three and two, each of the two half as wide again.
        first = (len(tiles) + lines - 1) // lines
        for place, tile in enumerate(tiles):
            self._tiles.removeWidget(tile)
            in_line = first if place < first else len(tiles) - first
            wide = 6 // in_line if lines > 1 else 1
            self._tiles.addWidget(tile, int(place >= first), (place % first) * wide, 1, wide)
        for place in range(6):
            # Alike, however long their notes are; a column that holds nothing takes no room.
            self._tiles.setColumnStretch(place, int(lines > 1 or place < first))

    @Slot(str)
    def _selected(self, key: str) -> None:
        self.tab_selected.emit(key)


def _indented(part: QWidget | QLayout) -> QHBoxLayout:
    """Return ``part`` in the page's column: facts begin further out, because their ground shows under the pointer."""
    line = row(part)
    line.setContentsMargins(8, 0, 8, 0)
    return line
