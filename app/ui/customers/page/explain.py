"""“Explain this number”: the postings that a figure of an account is made of, newest first, adding up to it, as of any day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _, ngettext
from app.domain.money import decimal_from_minor
from app.services.queries.journal import ExplainedFigure, ExplainedPosting, Explanation, explain
from app.ui.customers.menus import Entry, MenuButton
from app.ui.kit.fields import DateField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Footer, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table, shown
from app.ui.session import Export, Session


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    posting: ExplainedPosting


def figure_title(figure: ExplainedFigure) -> str:
    """Return what a figure is called."""
    return {
        ExplainedFigure.DUE: _("Total due"),
        ExplainedFigure.CREDIT: _("Account credit"),
        ExplainedFigure.LIFETIME: _("Lifetime value"),
    }[figure]


def figure_rule(figure: ExplainedFigure) -> str:
    """Return in one sentence what counts."""
    return {
        ExplainedFigure.DUE: _("Everything invoiced, less what was paid, credited, voided or written off."),
        ExplainedFigure.CREDIT: _("Everything received or granted, less what invoices have used or was given back."),
        ExplainedFigure.LIFETIME: _("Work and late fees invoiced, before tax, less credits and voided invoices."),
    }[figure]


def posting_words(kind: str) -> str:
    """Return what a journal entry was; a kind that has no words yet stays as it is."""
    known = {
        "invoice": _("Invoice"),
        "payment": _("Payment"),
        "credit_memo": _("Credit memo"),
        "allocation": _("Applied to invoices"),
        "write_off": _("Written off"),
        "void": _("Voided"),
        "refund": _("Refund"),
        "returned": _("Payment returned"),
        "disputed": _("Payment disputed"),
        "expired": _("Credit expired"),
        "reversal": _("Reversed"),
        "deposit": _("Deposit"),
    }
    return known.get(kind, kind.replace("_", " ").capitalize())


class ExplainDialog(QDialog):
    """A figure and its postings; opens at once and fills when they are read. Enter on a line opens its document."""

    def __init__(self, session: Session, customer_id: int, name: str, figure: ExplainedFigure, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._figure = figure
        self._customer_id = customer_id
        self._name = name
        title = figure_title(figure)
        self.setWindowTitle(title)
        self.resize(880, 560)
        self._amount = label("", "title")
        self.table: Table[_Line] = Table("explain", session.settings)
        self.table.setAccessibleName(title)
        self._model: RowsModel[_Line] = RowsModel(self._columns(), self)
        self.table.show_model(self._model)
        self.table.opened.connect(self._open)
        self.as_of = DateField(session.dates, session.today)
        self.as_of.set_value(session.today)
        self.as_of.set_needed(needed=True)
        self.as_of.changed.connect(self._read)
        self.footer = Footer()
        close = QPushButton(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        if session.actions.export is not None or session.actions.print_table is not None:
            take = MenuButton(_("Take out"))
            take.entries.set_entries(self._ways_out())
            buttons.addWidget(take)
        buttons.addStretch(1)
        buttons.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(4)
        box.addWidget(label(f"{title} · {name}", "quiet"))
        day = row(self._amount, None, Captioned(_("As &of"), self.as_of))
        box.addLayout(day)
        box.addWidget(label(figure_rule(figure), "quiet", wrap=True))
        box.addSpacing(10)
        box.addWidget(self.table, 1)
        box.addWidget(self.footer)
        box.addSpacing(6)
        box.addLayout(buttons)
        self._read()

    @Slot()
    def _read(self) -> None:
        """Read the figure at the end of the chosen day."""
        day = self.as_of.value()
        if day is not None and not self.as_of.error():
            job = self._session.read(explain, self._figure, self._customer_id, day)
            self._session.tasks.read(job, self.show_explanation, key=f"explain-{id(self)}")

    @Slot(object)
    def show_explanation(self, explanation: Explanation) -> None:
        """Show the postings."""
        money = self._session.amounts.money
        self._amount.setText(money(explanation.amount_minor))
        self._model.set_rows(_Line(n, posting) for n, posting in enumerate(explanation.postings))
        count = len(explanation.postings)
        words = ngettext("{count} posting until {date}", "{count} postings until {date}", count)
        left = words.format(count=self._session.amounts.count(count), date=self._session.dates.medium(explanation.as_of))
        self.footer.show_texts(left, ((_("Together"), money(sum(p.amount_minor for p in explanation.postings))),))
        self.table.set_empty(_("Nothing was posted."))
        if count:
            self.table.setCurrentIndex(self._model.index(0, 0))
            if not self.as_of.hasFocus():
                self.table.setFocus()

    def amount(self) -> str:
        """Return the figure shown."""
        return self._amount.text()

    def _columns(self) -> tuple[Column[Any], ...]:
        session = self._session
        plain, exact = session.amounts.plain, session.profile.currency
        return (
            Column(
                "date",
                _("Date"),
                lambda line: session.dates.medium(line.posting.posted_on),
                Kind.DATE,
                116,
                "date",
                lambda line: line.posting.posted_on,
            ),
            Column("what", _("What"), lambda line: posting_words(line.posting.kind), width=180, sort="what", stretch=True),
            Column("number", _("Number"), lambda line: line.posting.number, width=92, sort="number"),
            Column("memo", _("Memo"), lambda line: line.posting.memo, width=180, sort="memo", visible=False),
            Column("who", _("Who"), lambda line: line.posting.actor, width=110, sort="who", visible=False),
            Column(
                "amount",
                _("Amount"),
                lambda line: plain(line.posting.amount_minor),
                Kind.AMOUNT,
                112,
                "amount",
                lambda line: decimal_from_minor(line.posting.amount_minor, exact),
            ),
            Column(
                "running",
                _("Afterwards"),
                lambda line: plain(line.posting.running_minor),
                Kind.AMOUNT,
                112,
                "",
                lambda line: decimal_from_minor(line.posting.running_minor, exact),
            ),
        )

    def _ways_out(self) -> list[Entry]:
        entries = [Entry(_("Copy all"), self._copy)]
        if self._session.actions.export is not None:
            entries.append(Entry(_("Export…"), self._export))
        if self._session.actions.print_table is not None:
            entries.append(Entry(_("Print…"), self._print))
        return entries

    def _copy(self) -> None:
        self.table.selectAll()
        self.table.copy()

    def _taken(self) -> Export:
        title = _("{what} of {customer}").format(what=figure_title(self._figure), customer=self._name)
        day = self.as_of.value() or self._session.today
        note = "" if day == self._session.today else _("As of {date}").format(date=self._session.dates.medium(day))
        return Export(title, shown(self.table), ((_("Together"), self._amount.text()),), note)

    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._taken())

    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._taken())

    @Slot(object)
    def _open(self, row_id: int) -> None:
        line = self._model.row(row_id)
        actions = self._session.actions
        if line is None:
            return
        ways = (
            (line.posting.invoice_id, actions.show_invoice),
            (line.posting.payment_id, actions.show_payment),
            (line.posting.credit_memo_id, actions.show_credit_memo),
        )
        for document_id, show in ways:
            if document_id is not None and show is not None:
                self.accept()
                show(document_id)
                return
