"""The sheet that goes with a page of the processor's: before it is made, while somebody is at it, and after. No decisions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app.domain.language import _
from app.ui.kit.dialogs import Sheet
from app.ui.kit.pieces import Banner, Pill, column, label, row
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone, set_role

ASK, WAIT, DONE = "ask", "wait", "done"


class Choices(QWidget):
    """A few ways to go on, of which one is chosen: each a line and a quieter one below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._box = column(spacing=10)
        self.setLayout(self._box)
        self._keys: list[str] = []

    def offer(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Offer (key, words, note); the first is chosen."""
        for button in self._group.buttons():
            self._group.removeButton(button)
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._keys = [key for key, _words, _note in choices]
        for place, (_key, words, note) in enumerate(choices):
            button = QRadioButton(words)
            button.setChecked(place == 0)
            self._group.addButton(button, place)
            line = QWidget()
            told = label(note, "small", wrap=True)
            told.setContentsMargins(24, 0, 0, 0)
            told.setVisible(bool(note))
            line.setLayout(column(button, told, spacing=2))
            self._box.addWidget(line)

    def value(self) -> str:
        """Return the key of what is chosen, or nothing."""
        place = self._group.checkedId()
        return self._keys[place] if 0 <= place < len(self._keys) else ""

    def choose(self, key: str) -> None:
        """Choose one."""
        if key in self._keys:
            self._group.button(self._keys.index(key)).setChecked(True)

    def words(self) -> list[str]:
        """Return what is offered."""
        return [button.text() for button in self._group.buttons()]


class HostedSheet(Sheet):
    """Three stages of one page of the processor's.

    Signals:
        open_wanted(), mail_wanted(), withdraw_wanted(): a button beside the link was pressed.
    """

    open_wanted = Signal()
    mail_wanted = Signal()
    withdraw_wanted = Signal()

    def __init__(self, title: str, subtitle: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent, subtitle)
        self.setMinimumSize(QSize(620, 0))
        self.banner = Banner()
        self.asking = column(spacing=12)
        self.choices = Choices()
        self.after = Choices()
        self.pill, self.done_pill = Pill(), Pill()
        self.wait_words, self.done_words = label("", wrap=True), label("", wrap=True)
        self.until = label("", "small", wrap=True)
        self.link = QLineEdit()
        self.link.setReadOnly(True)
        self.link.setAccessibleName(_("Link"))
        self.copy = QPushButton(_("&Copy link"))
        self.copy.clicked.connect(self._copy)
        self.open_page = QPushButton(_("&Open in browser"))
        self.open_page.clicked.connect(self.open_wanted)
        self.mail = QPushButton(_("&Mail…"))
        self.mail.clicked.connect(self.mail_wanted)
        for button in (self.copy, self.open_page, self.mail):
            button.setAutoDefault(False)
        self._stages = QStackedWidget()
        self._pages = {ASK: self._page(self.asking), WAIT: self._waiting(), DONE: self._finished()}
        for page in self._pages.values():
            self._stages.addWidget(page)
        self.body.addWidget(self.banner)
        self.body.addWidget(self._stages, 1)
        self.set_buttons("", cancel=_("Close"))
        self.withdraw = self.add_button(_("Withdraw the link"), self._withdraw)
        set_role(self.withdraw, "danger")
        self.stage = ASK
        self.show_stage(ASK, "")

    def show_stage(self, stage: str, button: str) -> None:
        """Go to a stage; ``button`` names what the main button does, empty hides it."""
        self.stage = stage
        self._stages.setCurrentWidget(self._pages[stage])
        self.withdraw.setVisible(stage == WAIT)
        # Only the stage that is shown says how high the sheet must be.
        for key, page in self._pages.items():
            policy = QSizePolicy.Policy.Preferred if key == stage else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.name_main(button)
        self.show_error("")

    def name_main(self, button: str) -> None:
        """Say what the main button does now; empty hides it."""
        self._save.setText(button)
        self._save.setVisible(bool(button))
        self._save.setEnabled(bool(button))

    def show_waiting(self, words: str, url: str, until: str) -> None:
        """Show the link and what is going on."""
        self.pill.show_status(Status(_("Waits for the customer"), Tone.INFO, "clock"))
        self.wait_words.setText(words)
        self.link.setText(url)
        self.link.setCursorPosition(0)
        self.until.setText(until)
        self._make_room(self.wait_words, self.until)
        self.show_stage(WAIT, "")
        self.copy.setFocus()

    def show_done(self, status: Status, words: str) -> None:
        """Show how it ended."""
        self.done_pill.show_status(status)
        self.done_words.setText(words)
        self._make_room(self.done_words)
        self.show_stage(DONE, "")

    def _make_room(self, *words: QLabel) -> None:
        # A stack does not tell the sheet that words take more lines the narrower it is.
        for each in words:
            each.setMinimumHeight(each.heightForWidth(self._stages.width()))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.link.text())
        self.until.setText(_("The link is on the clipboard."))

    @Slot()
    def _withdraw(self) -> None:
        self.withdraw_wanted.emit()

    def _waiting(self) -> QWidget:
        links = row(self.link, self.copy, spacing=8)
        links.setStretch(0, 1)
        ways = row(self.open_page, self.mail, None, spacing=8)
        return self._page(column(row(self.pill, None), self.wait_words, links, ways, self.until, None, spacing=12))

    def _finished(self) -> QWidget:
        return self._page(column(row(self.done_pill, None), self.done_words, self.after, None, spacing=12))

    def _page(self, inside: QLayout) -> QWidget:
        page = QWidget()
        page.setLayout(inside)
        return page
