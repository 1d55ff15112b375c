"""The dialog of questions and answers. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.language import _
from app.domain.money import decimal_from_minor
from app.services.asking.records import Record
from app.services.asking.understanding import Option
from app.ui.kit.fields import ComboField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Banner, Footer, Hairline, column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import Tone, set_role
from app.ui.session import Session

_NOTHING, _ANSWER, _REFUSAL = 0, 1, 2
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A record in the table; the same record may stand there twice."""

    id: int
    record: Record


def examples(*, of_customer: bool) -> tuple[str, ...]:
    """Return questions that can be asked, in the language in use."""
    if of_customer:
        return (
            _("what does she owe"),
            _("last payment"),
            _("unpaid invoices since March"),
            _("when is the next bill"),
            _("jobs in August"),
            _("how much did we bill last year"),
        )
    return (
        _("customers over 60 days late whose card expires before the next bill"),
        _("unpaid invoices since March"),
        _("who owes more than 500"),
        _("customers who have not paid since June"),
        _("jobs in August"),
        _("how much did we collect last month"),
        _("cards expiring next month"),
    )


class AskDialog(QDialog):
    """The dialog.

    Signals:
        asked(str): answer this question.
        query_asked(str): answer this query, as it was edited.
        opened(Record): show this record.
        scope_changed(): it is now about the customer, or about all.
        filter_wanted(), list_wanted(), translation_wanted(): the buttons.
    """

    asked = Signal(str)
    query_asked = Signal(str)
    opened = Signal(object)
    scope_changed = Signal()
    filter_wanted = Signal()
    list_wanted = Signal()
    translation_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(_("Ask the book"))
        self.resize(780, 620)
        self.scope = ComboField([(False, _("All customers"))])
        self.scope.setAccessibleName(_("About whom"))
        self.question = QLineEdit()
        self.question.setMaxLength(_LONGEST)
        self.question.setPlaceholderText(_("Ask a question, such as: unpaid invoices since March"))
        self.question.setAccessibleName(_("Question"))
        self.question.setClearButtonEnabled(True)
        self.ask = QPushButton(_("Ask"))
        set_role(self.ask, "primary")
        self.sentence = label("", "heading", wrap=True, selectable=True)
        self.query = QLineEdit()
        self.query.setAccessibleName(_("Query"))
        self.words = label("", "small", wrap=True)
        self.table: Table[Line] = Table("asking", session.settings)
        self.table.setAccessibleName(_("Records"))
        self.model: RowsModel[Line] = RowsModel(_columns(session), self)
        self.table.show_model(self.model)
        self.footer = Footer()
        self.refusal = Banner()
        self.hint = label("", "quiet", wrap=True, selectable=True)
        self.translate = QPushButton(_("Let the language model translate it"))
        self.translate.hide()
        self.save = QPushButton(_("Save as a filter…"))
        self.show_list = QPushButton(_("Show in the customer list"))
        self.close_button = QPushButton(_("Close"))
        for button in (self.translate, self.save, self.show_list, self.close_button, self.ask):
            button.setAutoDefault(False)
        self._options = QVBoxLayout()
        self._options.setSpacing(6)
        self._examples = QVBoxLayout()
        self._examples.setSpacing(2)
        self._pages = QStackedWidget()
        self._lay_out()
        self._join()
        self.show_nothing()

    # What is shown

    def show_scope(self, name: str) -> None:
        """Offer to ask about one customer, or about all; empty for all alone."""
        self.scope.set_choices([*([(True, name)] if name else []), (False, _("All customers"))])
        self.scope.set_value(bool(name))
        self.scope.setVisible(bool(name))
        self._show_examples()

    def is_about_customer(self) -> bool:
        """Whether the question is about the one customer."""
        return bool(self.scope.value())

    def show_nothing(self) -> None:
        """Show what can be asked."""
        self._show_examples()
        self._pages.setCurrentIndex(_NOTHING)
        self._offer(savable=False)

    def show_answer(self, sentence: str, query: str, words: str, lines: Sequence[Line], left: str, *, savable: bool) -> None:
        """Show an answer with its query and its records; ``left`` stands under them."""
        self.sentence.setText(sentence)
        self.query.setText(query)
        self.query.setCursorPosition(0)
        self.words.setText(words)
        self.model.set_rows(lines)
        self.table.set_empty(_("No record is like this."))
        self.footer.show_texts(left, ())
        self._pages.setCurrentIndex(_ANSWER)
        self._offer(savable=savable)
        if lines:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def show_refusal(self, message: str, hint: str, options: Sequence[Option], *, translatable: bool) -> None:
        """Say why there is no answer, and offer what the question may mean."""
        self.refusal.show_message(Tone.CARE, message)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        _empty(self._options)
        for option in options:
            button = QPushButton(option.words)
            button.setToolTip(option.shown)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.query_asked.emit, option.text))
            self._options.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.translate.setVisible(translatable)
        self._pages.setCurrentIndex(_REFUSAL)
        self._offer(savable=False)

    def options(self) -> list[QPushButton]:
        """Return the buttons of what a question may mean."""
        items = [self._options.itemAt(place) for place in range(self._options.count())]
        found = [item.widget() for item in items if item is not None]
        return [button for button in found if isinstance(button, QPushButton)]

    def set_busy(self, *, busy: bool) -> None:
        """Take no further question while one is answered."""
        self.ask.setEnabled(not busy)
        self.translate.setEnabled(not busy)

    # Inside

    def _lay_out(self) -> None:
        head = row(label(_("Ask the book"), "heading"), None, self.scope, spacing=12)
        asking = row(self.question, self.ask, spacing=8)
        asking.setStretch(0, 1)
        nothing = QWidget()
        nothing.setLayout(column(label(_("For example"), "small"), self._examples, None, spacing=6))
        answer = QWidget()
        query = Captioned(_("&Query, to be changed and asked again with Enter"), self.query)
        query.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        answered = column(self.sentence, query, self.words, self.table, self.footer, spacing=8)
        answered.setStretchFactor(self.table, 1)
        answer.setLayout(answered)
        refusal = QWidget()
        refusal.setLayout(column(self.refusal, self.hint, self._options, row(self.translate, None), None, spacing=12))
        for page in (nothing, answer, refusal):
            self._pages.addWidget(page)
        buttons = row(self.save, self.show_list, None, self.close_button, spacing=12)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(14)
        box.addLayout(head)
        box.addLayout(asking)
        box.addWidget(Hairline())
        box.addWidget(self._pages, 1)
        box.addLayout(buttons)

    def _join(self) -> None:
        self.question.returnPressed.connect(self._ask)
        self.ask.clicked.connect(self._ask)
        self.query.returnPressed.connect(self._ask_query)
        self.table.opened.connect(self._open)
        self.scope.changed.connect(self._scope_changed)
        self.save.clicked.connect(self.filter_wanted)
        self.show_list.clicked.connect(self.list_wanted)
        self.translate.clicked.connect(self.translation_wanted)
        self.close_button.clicked.connect(self.reject)

    def _show_examples(self) -> None:
        _empty(self._examples)
        for text in examples(of_customer=self.is_about_customer()):
            button = QPushButton(text)
            set_role(button, "link")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._ask_example, text))
            self._examples.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _offer(self, *, savable: bool) -> None:
        self.save.setVisible(savable)
        self.show_list.setVisible(savable)

    def _ask_example(self, text: str) -> None:
        self.question.setText(text)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        if self.question.text().strip():
            self.asked.emit(self.question.text().strip())

    @Slot()
    def _ask_query(self) -> None:
        if self.query.text().strip():
            self.query_asked.emit(self.query.text().strip())

    @Slot(object)
    def _open(self, line_id: int) -> None:
        line = self.model.row(line_id)
        if line is not None:
            self.opened.emit(line.record)

    @Slot()
    def _scope_changed(self) -> None:
        self._show_examples()
        self.scope_changed.emit()


def _empty(box: QVBoxLayout) -> None:
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _columns(session: Session) -> tuple[Column[Line], ...]:
    amounts, dates = session.amounts, session.dates

    def amount(line: Line) -> str:
        return "" if line.record.amount_minor is None else amounts.plain(line.record.amount_minor)

    def raw(line: Line) -> object:
        minor = line.record.amount_minor
        return None if minor is None else decimal_from_minor(minor, session.profile.currency)

    def day(line: Line) -> str:
        return "" if line.record.on is None else dates.medium(line.record.on)

    return (
        Column("what", _("Record"), lambda line: line.record.title, width=190, sort="what"),
        Column("detail", _("Details"), lambda line: line.record.detail, width=260, sort="detail", stretch=True),
        Column("amount", _("Amount"), amount, Kind.AMOUNT, 110, "amount", value=raw),
        Column("date", _("Date"), day, Kind.DATE, 120, "date", value=lambda line: line.record.on),
    )
