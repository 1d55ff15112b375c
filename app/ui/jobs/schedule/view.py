"""The page around the calendar: which days, whose, week or month or a list of them, and what is said below. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QToolButton, QWidget

from app.domain.language import _
from app.ui.jobs.schedule.boxes import Style
from app.ui.jobs.schedule.grid import CalendarGrid
from app.ui.jobs.schedule.listing import ScheduleList
from app.ui.jobs.schedule.month import MonthGrid
from app.ui.jobs.schedule.week import WeekGrid
from app.ui.kit.fields import ComboField, DateField
from app.ui.kit.icons import icon
from app.ui.kit.pieces import TabStrip, card, column, label, row
from app.ui.kit.theme import set_role, signals
from app.ui.kit.theme.applied import pixels
from app.ui.session import Session

WEEK, MONTH = "week", "month"


class ScheduleView(QWidget):
    """Week, month and list over one another, with the ways through them above. Search and totals are the list's own."""

    def __init__(self, session: Session, style: Style, rows: ScheduleList, *, tools_inside: bool = True) -> None:
        super().__init__()
        self.rows = rows
        self.today = QPushButton(_("Today"))
        self.back, self.forward = QToolButton(), QToolButton()
        for button, words in ((self.back, _("Earlier")), (self.forward, _("Later"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title = label("", "subheading")
        self.who = ComboField()
        self.who.setAccessibleName(_("Whose appointments"))
        self.who.setMaximumWidth(pixels(160))
        self.go = DateField(session.dates, session.today)
        self.go.setPlaceholderText(_("Go to a day"))
        self.go.setAccessibleName(_("Go to a day"))
        self.go.setMaximumWidth(pixels(140))
        self.kind = TabStrip()
        self.kind.add(WEEK, _("Week"))
        self.kind.add(MONTH, _("Month"))
        self.as_list = QToolButton()
        self.as_list.setCheckable(True)
        self.as_list.setToolTip(_("Show as a list"))
        self.as_list.setAccessibleName(_("Show as a list"))
        self.as_list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.week, self.month = WeekGrid(style), MonthGrid(style)
        self.week.setAccessibleName(_("Appointments of the week"))
        self.month.setAccessibleName(_("Appointments of the month"))
        self._grids = QStackedWidget()
        for grid in self.grids():
            self._grids.addWidget(grid)
        # The list brings a frame of its own.
        self.stack = QStackedWidget()
        self.stack.addWidget(card(column(self._grids, margin=1)))
        self.stack.addWidget(rows)
        self.footer = rows.view.footer
        self.waiting, self.next = QPushButton(), QPushButton()
        for link in (self.waiting, self.next):
            set_role(link, "link")
            link.hide()
        self.tools = QWidget()
        self.tools.setLayout(row(self.kind, self.as_list, rows.view.tools, spacing=8))
        top = row(self.today, self.back, self.forward, self.title, None, self.who, self.go, spacing=4)
        top.insertSpacing(3, 8)
        top.insertSpacing(5, 12)
        top.insertSpacing(8, 4)
        if tools_inside:
            top.addWidget(self.tools)
        self.stack.setMinimumHeight(pixels(160))
        line = self.footer.layout()
        if isinstance(line, QHBoxLayout):
            line.insertWidget(1, self.next)
            line.insertWidget(2, self.waiting)
        box = column(top, rows.view.search, self.stack, self.footer, spacing=8)
        box.setStretch(2, 1)
        self.setLayout(box)
        for keys, button in (("Alt+PgUp", self.back), ("Alt+PgDown", self.forward)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        signals().changed.connect(self._dress)
        self._dress()

    def grids(self) -> tuple[CalendarGrid, ...]:
        """Return both grids."""
        return (self.week, self.month)

    def grid(self) -> CalendarGrid:
        """Return the grid that is shown."""
        return self.month if self.kind.current() == MONTH else self.week

    def main(self) -> QWidget:
        """Return what is shown: a grid, or the list's table."""
        return self.rows.view.table if self.as_list.isChecked() else self.grid()

    def show_kind(self, kind: str) -> None:
        """Show the week or the month, as a list when that is wanted."""
        self.kind.select(kind)
        focused = any(each.hasFocus() for each in (*self.grids(), self.rows.view.table))
        self._grids.setCurrentWidget(self.grid())
        self.stack.setCurrentIndex(int(self.as_list.isChecked()))
        if focused:
            self.main().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_next(self, words: str) -> None:
        """Offer the next appointment where the page has none, or nothing."""
        self.next.setText(words)
        self.next.setVisible(bool(words))

    def show_waiting(self, words: str) -> None:
        """Offer the jobs that wait for a day, or nothing."""
        self.waiting.setText(words)
        self.waiting.setVisible(bool(words))

    @Slot()
    def _dress(self) -> None:
        self.back.setIcon(icon("chevron-left"))
        self.forward.setIcon(icon("chevron-right"))
        self.as_list.setIcon(icon("table"))
        for button in (self.back, self.forward):
            button.setIconSize(QSize(14, 14))
