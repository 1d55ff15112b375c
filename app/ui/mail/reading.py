"""One message as it went out or will: its heads, words, files and every try, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QPushButton, QWidget

from app.domain.errors import CounterfoilError, NotFound
from app.domain.language import _
from app.services.mail.queueing import cancel_messages, send_again
from app.services.queries.mail import MailPage, TryRow, mail_page
from app.ui.kit.dialogs import confirm
from app.ui.kit.errors import show_error
from app.ui.kit.pieces import Banner, Pill, column, label, row
from app.ui.kit.theme import Tone, set_role
from app.ui.mail.asking import ask_address
from app.ui.mail.words import state_pill
from app.ui.session import Session
from app.ui.sizes import SizeKeeper

_CAN_AGAIN = frozenset({"failed", "unknown", "cancelled", "sent"})
_CAN_CANCEL = frozenset({"waiting", "failed", "unknown"})


class Heads(QWidget):
    """From, to, subject and files of a message, one under another."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._values: list[QLabel] = []

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        """Show names and values; the number of lines may change."""
        while len(self._values) < len(lines):
            at = len(self._values)
            value = label("", "", wrap=True, selectable=True)
            self._grid.addWidget(label("", "quiet"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1)
            self._values.append(value)
        for at, value in enumerate(self._values):
            item = self._grid.itemAtPosition(at, 0)
            name = item.widget() if item is not None else None
            used = at < len(lines)
            value.setVisible(used)
            if isinstance(name, QLabel):
                name.setVisible(used)
                name.setText(lines[at][0] if used else "")
            value.setText(lines[at][1] if used else "")

    def texts(self) -> list[str]:
        """Return the values shown."""
        return [value.text() for value in self._values if not value.isHidden()]


class MessageView(QWidget):
    """One message with its buttons. Follows what happens to it.

    Signals:
        send_wanted(): something waits that should go now.
    """

    send_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.page: MailPage | None = None
        self._wanted: int | None = None
        self.pill = Pill()
        self.title = label("", "subheading", wrap=True, selectable=True)
        self.again, self.cancel = QPushButton(_("Send again…")), QPushButton(_("Cancel it"))
        self.again.clicked.connect(self.send_again)
        self.cancel.clicked.connect(self.cancel_it)
        self.notice = Banner()
        self.heads = Heads()
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setAccessibleName(_("Words of the message"))
        self.tries = label("", "small", wrap=True, selectable=True)
        top = row(self.pill, self.title, spacing=12)
        top.setStretch(1, 1)
        top.addWidget(self.cancel)
        top.addWidget(self.again)
        box = column(top, self.notice, self.heads, self.body, self.tries, spacing=10)
        box.setStretch(3, 1)
        self.setLayout(box)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no message is chosen."""
        self._wanted, self.page = None, None
        self.title.setText(_("Choose a message to read it."))
        set_role(self.title, "quiet")
        for part in (self.pill, self.again, self.cancel, self.heads, self.body, self.tries):
            part.hide()
        self.notice.clear()

    def show_message(self, message_id: int) -> None:
        """Show a message, as soon as it is read."""
        self._wanted = message_id
        job = self._session.read(mail_page, message_id)
        self._session.tasks.read(job, self._came, self._gone, key=f"mail-page-{id(self)}")

    def refresh(self) -> None:
        """Read the message again."""
        if self._wanted is not None:
            self.show_message(self._wanted)

    def _gone(self, error: Exception) -> bool:
        self.show_nothing()
        return isinstance(error, NotFound)

    def _came(self, page: MailPage) -> None:
        if page.row.id != self._wanted:
            return
        self.page = page
        facts, moment = page.row, self._session.moment
        set_role(self.title, "subheading")
        self.title.setText(facts.subject)
        self.pill.show_status(state_pill(facts.state))
        lines = [
            (_("Recipients"), facts.recipients or "–"),
            (_("Sender"), page.sender or _("the usual sender")),
        ]
        if page.files:
            lines.append((_("Files"), ", ".join(f"{file.name} ({_size(file.size_bytes)})" for file in page.files)))
        self.heads.show_lines(lines)
        self.body.setPlainText(page.body)
        written = _("Written {when} by {name}").format(when=moment(facts.queued_at), name=facts.actor)
        self.tries.setText("\n".join([written, *(self._try_words(each) for each in page.tries)]))
        for part in (self.pill, self.heads, self.body, self.tries):
            part.show()
        self.again.setVisible(facts.state in _CAN_AGAIN)
        self.cancel.setVisible(facts.state in _CAN_CANCEL)
        self._show_notice(page)

    def _show_notice(self, page: MailPage) -> None:
        state, words = page.row.state, page.row.words
        if state == "unknown":
            text = _("It is not known whether the server took it. {words} Ask whom it is for before you send it again.")
            self.notice.show_message(Tone.CARE, text.format(words=words))
        elif state == "failed":
            self.notice.show_message(Tone.ALARM, words)
        elif state == "waiting" and words:
            text = words
            if page.row.next_try_at is not None:
                when = self._session.moment(page.row.next_try_at)
                text = _("{words} It is tried again on {when}.").format(words=words, when=when)
            self.notice.show_message(Tone.INFO, text)
        elif words and state != "sending":
            self.notice.show_message(Tone.QUIET, words)
        else:
            self.notice.clear()

    def _try_words(self, each: TryRow) -> str:
        outcome = {
            "taken": _("taken"),
            "refused": _("refused"),
            "later": _("put off"),
            "lost": _("the connection broke"),
            "unknown": _("not known"),
        }.get(each.outcome, _("under way"))
        line = f"{self._session.moment(each.begun_at)} · {each.server} · {outcome}"
        return f"{line} · {each.words}" if each.words else line

    # What can be done

    @Slot()
    def send_again(self) -> None:
        """Let the message be sent again, to an address that is asked for; what may arrive twice is asked about first."""
        page = self.page
        if page is None:
            return
        knowing = page.row.state == "unknown"
        if knowing and not confirm(
            self.window(),
            _("Send it again?"),
            _("The server may have taken it already: then it arrives twice. Ask whom it is for, if you can."),
            _("Send again"),
            danger=True,
        ):
            return
        to = ask_address(self.window(), page.row.recipients, sent=page.row.state == "sent")
        if to is None:
            return
        job = self._session.write(send_again, page.row.id, to, knowing=knowing)
        self._session.tasks.write(job, self._queued, self._refused)

    def _queued(self, message_id: int) -> None:
        self.show_message(message_id)
        self.send_wanted.emit()

    @Slot()
    def cancel_it(self) -> None:
        """Take the message out of the queue."""
        if self.page is not None:
            job = self._session.write(cancel_messages, [self.page.row.id])
            self._session.tasks.write(job, self._cancelled, self._refused)

    def _cancelled(self, count: int) -> None:
        if count:
            self._session.say(_("The message is not sent."))
        self.refresh()

    def _refused(self, error: Exception) -> bool:
        self.refresh()
        if isinstance(error, CounterfoilError):
            show_error(self.window(), error)
            return True
        return False


class MessageWindow(QWidget):
    """A message in a window of its own, as it is opened from an account.

    Signals:
        send_wanted(): something waits that should go now.
    """

    send_wanted = Signal()

    def __init__(self, session: Session, message_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        self.setWindowTitle(_("Message"))
        SizeKeeper(self, session.settings, "message", QSize(760, 640))
        self.message_id = message_id
        self.view = MessageView(session)
        self.setLayout(column(self.view, margin=24))
        self.view.send_wanted.connect(self.send_wanted)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close)
        session.changed.connect(self._changed)
        self.view.show_message(message_id)

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if changed & {"mail", "profile"}:
            self.view.refresh()


def _size(count: int) -> str:
    if count >= 1_000_000:
        return _("{size} MB").format(size=f"{count / 1_000_000:.1f}")
    return _("{size} KB").format(size=max(round(count / 1_000), 1))
