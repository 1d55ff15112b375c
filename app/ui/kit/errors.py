"""Errors as people should meet them: a sentence with the next step, a retry, or a report with nothing private
in it.

What went wrong is told apart by the error's type alone. Nothing is sent anywhere by itself.
"""

from __future__ import annotations

import platform
import re
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import CounterfoilError, EnvironmentFault
from app.domain.language import _
from app.ui.kit.tasks.runner import Retry
from app.ui.kit.theme import set_role

# Struck in this order; each leaves a word that says what stood there.
_PRIVATE = (
    (re.compile(r"\[parameters:.*", re.DOTALL), "‹values›"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "‹e-mail›"),
    (re.compile(r"\b[a-z]{2,6}(_[a-zA-Z0-9]+)*_[A-Za-z0-9]{8,}\b"), "‹key›"),
    (re.compile(r"\b(?=[A-Za-z0-9+/=-]*\d)[A-Za-z0-9+/=-]{24,}"), "‹key›"),
    (re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|“[^”]*”|‘[^’]*’"), "‹text›"),
    (re.compile(r"(?<![\w.])[-−+]?[$€£¥]?\d[\d.,\u00a0\u202f]*\d{2}\b"), "‹number›"),
    (re.compile(r"(/[^\s/:]+){2,}/|[A-Za-z]:\\(?:[^\s\\]+\\)+"), "…/"),
)


def scrub(text: str) -> str:
    """Return ``text`` without what could name a customer, an amount, an address or a key."""
    for pattern, word in _PRIVATE:
        text = pattern.sub(word, text)
    return text


def cause(error: BaseException) -> str:
    """Return what makes two errors the same: their type and the place that raised them."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__qualname__} {place}"


def details(error: BaseException) -> str:
    """Return what helps to find the bug and nothing that belongs to the office or its customers."""
    import PySide6

    system = f"{platform.system()} {platform.release()}"
    lines = [f"Counterfoil · Python {platform.python_version()} · Qt {PySide6.__version__} · {system}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append("")
        for frame in traceback.extract_tb(seen.__traceback__):
            name = frame.filename.replace("\\", "/")
            name = name[name.rfind("/app/") + 1 :] if "/app/" in name else "…/" + name.rsplit("/", 1)[-1]
            lines.append(f"{name}:{frame.lineno} in {frame.name}")
        # Plain words may hold a customer's name without any quotes, so that only the first, known part stays.
        lines.append(f"{type(seen).__qualname__}: {_struck_words(str(seen))}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _struck_words(message: str) -> str:
    """Return a message with everything private struck; words with a capital inside a sentence count as
    names."""
    scrubbed = scrub(message)[:600]
    return re.sub(r"(?<=[a-z,;:] )(?:[A-ZÀ-Þ][\w’&.-]*)(?: (?:&|[A-ZÀ-Þ][\w’&.-]*))*", "‹name›", scrubbed)


class CrashDialog(QDialog):
    """Says that something of ours broke, what was kept, and gives details that can be copied."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong"))
        self.setMinimumWidth(560)
        title = QLabel(_("Counterfoil made a mistake"))
        set_role(title, "heading")
        text = QLabel(
            _(
                "What you did last may not have been done; everything confirmed before it is kept. "
                "Look at the record before you repeat it. If this happens again, send the details below: "
                "names, amounts, keys and addresses are struck from them."
            )
        )
        text.setWordWrap(True)
        self._details = QPlainTextEdit(details(error))
        self._details.setReadOnly(True)
        self._details.setAccessibleName(_("Details"))
        self._details.setMinimumHeight(180)
        copy = QPushButton(_("Copy details"))
        copy.clicked.connect(self.copy)
        close = QPushButton(_("Close"))
        set_role(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(text)
        column.addWidget(self._details, 1)
        column.addLayout(buttons)

    def text(self) -> str:
        """Return the details as they are shown."""
        return self._details.toPlainText()

    @Slot()
    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())


class ErrorDialog(QDialog):
    """A refusal: what happened, what to do next, and for a fault of the surroundings a button that tries again."""

    def __init__(self, error: CounterfoilError, retry: Retry | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Counterfoil"))
        self.setMinimumWidth(420)
        self._retry = retry
        message, hint = _sentence(error.message, "subheading"), _sentence(error.hint, "")
        hint.setVisible(bool(error.hint))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(message)
        column.addWidget(hint)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        column.addStretch(1)
        column.addLayout(buttons)
        again = isinstance(error, EnvironmentFault) and retry is not None
        self.leave = QPushButton(_("Leave it") if again else _("OK"))
        self.leave.clicked.connect(self.reject)
        buttons.addWidget(self.leave)
        self.again: QPushButton | None = None
        if again:
            self.again = QPushButton(_("Try again"))
            self.again.clicked.connect(self._try_again)
            buttons.addWidget(self.again)
        first = self.again or self.leave
        set_role(first, "primary")
        first.setDefault(True)
        fit(self, 420)

    @Slot()
    def _try_again(self) -> None:
        self.accept()
        if self._retry is not None:
            self._retry.again()


def show_error(parent: QWidget | None, error: CounterfoilError, retry: Retry | None = None) -> ErrorDialog:
    """Show a refusal as a sentence with its next step.

    Returns:
        the dialog, open but not waited for.
    """
    dialog = ErrorDialog(error, retry, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class Reporter(QObject):
    """Shows what tasks and slots could not deal with, a bug only once per cause."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._seen: set[str] = set()

    @Slot(object, object)
    def refused(self, error: CounterfoilError, retry: Retry | None = None) -> None:
        """Show a sentence."""
        show_error(self._window, error, retry)

    @Slot(object)
    def crashed(self, error: BaseException) -> None:
        """Log a bug and show it unless the same one was shown before."""
        import logging

        logging.getLogger("app.ui").error("%s", details(error))
        if cause(error) in self._seen:
            return
        self._seen.add(cause(error))
        dialog = CrashDialog(error, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def install(self) -> None:
        """Also take what escapes from slots."""
        sys.excepthook = self._hook

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, CounterfoilError):
            self.refused(error)
        elif isinstance(error, Exception):
            self.crashed(error)
        else:
            sys.__excepthook__(kind, error, trace)


def fit(dialog: QDialog, width: int) -> None:
    """Make ``dialog`` as high as its wrapped words need at ``width``, and no higher."""
    layout = dialog.layout()
    if layout is not None:
        dialog.resize(width, layout.totalHeightForWidth(width))


def _sentence(text: str, role: str) -> QLabel:
    words = QLabel(text)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    set_role(words, role)
    return words
