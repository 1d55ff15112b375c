"""Runs the dialog of questions: what is asked of the book, what of the answer is shown, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from app.domain.asking.fields import Subject
from app.domain.asking.form import Measure
from app.domain.errors import CounterfoilError
from app.domain.language import _, ngettext
from app.services.asking.answering import MOST_SHOWN, Answer
from app.services.asking.records import Record
from app.services.asking.translating import Translate, translated
from app.services.asking.understanding import NotRead, ask
from app.services.queries.customer_list import CustomerFilter
from app.ui.asking.view import AskDialog, Line
from app.ui.customers.dialogs.ask import ask_words
from app.ui.customers.list.filters import SavedFilters
from app.ui.session import Session

ShowFilter = Callable[[CustomerFilter], object]


@dataclass(frozen=True, slots=True)
class Whose:
    """The customer that a question is about, if it is about one."""

    id: int | None = None
    name: str = ""


class AskPresenter(QObject):
    """Runs one dialog.

    Args:
        session: the open book.
        dialog: the dialog.
        show_filter: lists the customers of a filter.
        translator: gives the language model that may translate a question, or None while it is off.
    """

    def __init__(
        self,
        session: Session,
        dialog: AskDialog,
        show_filter: ShowFilter | None,
        translator: Callable[[], Translate | None],
    ) -> None:
        super().__init__(dialog)
        self._session, self._dialog = session, dialog
        self._show_filter, self._translator = show_filter, translator
        self._whose = Whose()
        self._asked = ""
        self._answer: Answer | None = None
        dialog.asked.connect(self.ask)
        dialog.query_asked.connect(self.ask)
        dialog.opened.connect(self._open)
        dialog.scope_changed.connect(self._ask_again)
        dialog.filter_wanted.connect(self._save)
        dialog.list_wanted.connect(self._list)
        dialog.translation_wanted.connect(self._translate)

    def about(self, whose: Whose) -> None:
        """Ask about this customer from now on, or about all."""
        if whose.id != self._whose.id:
            self._asked = ""
            self._dialog.show_nothing()
        self._whose = whose
        self._dialog.show_scope(whose.name)

    @Slot(str)
    def ask(self, text: str) -> None:
        """Answer a question, or a query in its form."""
        self._asked = text
        self._dialog.set_busy(busy=True)
        job = self._session.read(ask, text, self._customer_id(), MOST_SHOWN)
        self._session.tasks.read(job, self._answered, self._refused, key="asking")

    def _customer_id(self) -> int | None:
        return self._whose.id if self._dialog.is_about_customer() else None

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        self._dialog.set_busy(busy=False)
        self._answer = answer
        lines = [Line(place, record) for place, record in enumerate(answer.records, 1)]
        is_filter = answer.query.subject is Subject.CUSTOMERS and answer.query.measure is Measure.LIST
        savable = is_filter and bool(answer.query.conditions)
        self._dialog.show_answer(answer.sentence, answer.shown, answer.words, lines, self._left(answer), savable=savable)

    def _left(self, answer: Answer) -> str:
        count, shown = self._session.amounts.count, len(answer.records)
        if shown < answer.count:
            return _("The first {count} of {all} records").format(count=count(shown), all=count(answer.count))
        return ngettext("{count} record", "{count} records", shown).format(count=count(shown))

    def _refused(self, error: Exception) -> bool:
        self._dialog.set_busy(busy=False)
        if not isinstance(error, CounterfoilError):
            return False
        self._answer = None
        options = error.options if isinstance(error, NotRead) else ()
        can_help = isinstance(error, NotRead) and not options and self._translator() is not None
        self._dialog.show_refusal(error.message, error.hint, options, translatable=can_help)
        return True

    @Slot()
    def _ask_again(self) -> None:
        if self._asked:
            self.ask(self._dialog.question.text().strip() or self._asked)

    # Records

    @Slot(object)
    def _open(self, record: Record) -> None:
        actions = self._session.actions
        show = {
            "customer": actions.show_customer,
            "invoice": actions.show_invoice,
            "payment": actions.show_payment,
            "plan": actions.show_plan,
            "job": actions.show_job,
            "credit_memo": actions.show_credit_memo,
        }[record.kind]
        if show is None:
            show, number = actions.show_customer, record.customer_id
        else:
            number = record.id
        if show is not None:
            show(number)

    # Filters

    @Slot()
    def _save(self) -> None:
        answer = self._answer
        if answer is None:
            return
        name = ask_words(
            self._dialog, _("Save as a filter"), _("Its name in the list of customers"), answer.words[:60], _("Save")
        )
        if name:
            SavedFilters(self._session.settings).keep(name, _filter(answer))
            self._session.say(_("Filter “{name}” saved").format(name=name))

    @Slot()
    def _list(self) -> None:
        if self._answer is not None and self._show_filter is not None:
            self._show_filter(_filter(self._answer))
            self._dialog.accept()

    # The language model

    @Slot()
    def _translate(self) -> None:
        translate = self._translator()
        if translate is None:
            return
        self._dialog.set_busy(busy=True)
        office, question = self._session.office, self._asked
        self._session.tasks.network(
            lambda: translated(office, question, translate), self._translated, self._refused, key="asking.translated"
        )

    @Slot(object)
    def _translated(self, query: str) -> None:
        self.ask(query)


def _filter(answer: Answer) -> CustomerFilter:
    return CustomerFilter(status="", query=answer.text)
