"""The form of a draft: dates and terms, lines, what it comes to, a message. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.domain.terms import PRESETS
from app.services.invoicing.figures import Figures
from app.services.queries.invoice_form import InvoiceForm
from app.ui.invoices.drafting import DraftLine, TaxSum
from app.ui.invoices.line_table import LineTable, line_columns
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, DateField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Hairline, label, row
from app.ui.kit.tables import RowsModel
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper
from app.ui.words import terms_words

SEVERAL = "several"
"""What the field of the site holds when each line says whose work it is."""


class InvoiceSheet(Sheet):
    """The form.

    Signals:
        draft_wanted(): keep it as a draft.
        print_wanted(): issue it and show it on paper.
        discard_wanted(): throw the draft away.
    """

    draft_wanted = Signal()
    print_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, session: Session, form: InvoiceForm, *, is_draft: bool, parent: QWidget | None = None) -> None:
        title = _("Draft invoice") if is_draft else _("New invoice")
        super().__init__(title, parent, f"{form.name} · {form.account}")
        self._session = session
        self.setMinimumSize(QSize(920, 620))
        SizeKeeper(self, session.settings, "invoice-editor", QSize(1020, 700))
        self.date = DateField(session.dates, session.today)
        self.date.set_needed(needed=True)
        codes = list(dict.fromkeys([form.terms, *(terms.code for terms in PRESETS)]))
        self.terms = ComboField([(code, terms_words(code)) for code in codes])
        self.due = DateField(session.dates, session.today)
        self.due.set_needed(needed=True)
        sites: list[tuple[object, str]] = [(None, _("No site")), *((site.id, site.name) for site in form.sites)]
        if len(form.sites) > 1:
            sites.append((SEVERAL, _("Several sites")))
        self.site = ComboField(sites)
        self.site.setToolTip(_("“Several sites” makes one invoice, of which each site is payable alone."))
        self.subject = TextField(_("What it is for; the first line when empty"), longest=200)
        self.message = NoteField(_("Printed under the total"))
        self.message.setMaximumHeight(84)
        first = row(spacing=12)
        self._boxes = {
            "date": Captioned(_("&Date"), self.date),
            "terms": Captioned(_("&Terms"), self.terms),
            "due": Captioned(_("D&ue"), self.due),
            "site": Captioned(_("Sit&e"), self.site),
            "subject": Captioned(_("Su&bject"), self.subject),
        }
        for name, stretch in (("date", 2), ("terms", 2), ("due", 2), ("site", 3), ("subject", 5)):
            first.addWidget(self._boxes[name], stretch)
        self._boxes["site"].setVisible(bool(form.sites))
        self.model = RowsModel(line_columns(session, form.taxes, form.sites), self)
        self.table = LineTable(session.settings)
        self.table.show_model(self.model)
        self.table.show_sites(shown=False)
        self.table.setAccessibleName(_("Lines"))
        self.table.setMinimumHeight(220)
        self.add_line = QPushButton(_("Add &line"))
        self.remove_line = QPushButton(_("Remove line"))
        self.remove_line.setToolTip(_("Ctrl+Delete"))
        for button in (self.add_line, self.remove_line):
            button.setAutoDefault(False)
            set_role(button, "link")
        self._trouble = label("", "field-error", wrap=True)
        self._trouble.hide()
        self._sums = QGridLayout()
        self._sums.setHorizontalSpacing(24)
        self._sums.setVerticalSpacing(4)
        self._sum_labels: list[QLabel] = []
        right = QVBoxLayout()
        right.addLayout(self._sums)
        right.addStretch(1)
        below = row(Captioned(_("Messa&ge"), self.message), spacing=48)
        below.addLayout(right)
        below.setStretch(0, 1)
        self.body.addLayout(first)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._trouble)
        self.body.addLayout(row(self.add_line, self.remove_line, None, spacing=4))
        self.body.addLayout(below)
        self.set_buttons(_("&Issue"))
        self.print_button = self.add_button(_("Issue and &print"), self._print_pressed)
        self.draft_button = self.add_button(_("&Save draft"), self._draft_pressed)
        self.discard_button = self.add_button(_("Discard draft"), self._discard_pressed)
        set_role(self.discard_button, "danger")
        self.discard_button.setVisible(is_draft)
        order: tuple[QWidget, ...] = (self.date, self.terms, self.due, self.site, self.subject, self.table, self.message)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    # What it shows

    def show_several(self, *, several: bool) -> None:
        """Show whose work each line is. A draft is of one site, so that such an invoice is issued at once."""
        self.table.show_sites(shown=several)
        self.draft_button.setVisible(not several)

    def show_lines(self, lines: Sequence[DraftLine]) -> None:
        """Show the lines."""
        self.model.set_rows(lines)

    def show_sums(self, figures: Figures, taxes: Sequence[TaxSum]) -> None:
        """Show what the lines come to: net, each tax, total."""
        amounts = self._session.amounts
        texts = [(_("Subtotal"), amounts.money(figures.net_minor), "quiet")]
        for tax in taxes:
            rate = amounts.percent(tax.rate_ppm)
            name = tax.name if tax.name and rate in tax.name else f"{tax.name or _('Tax')} {rate}"
            texts.append((name, amounts.money(tax.tax_minor), "quiet"))
        texts.append((_("Total"), amounts.money(figures.total_minor), "strong"))
        for old in self._sum_labels:
            self._sums.removeWidget(old)
            old.deleteLater()
        self._sum_labels.clear()
        for place, (name, amount, role) in enumerate(texts):
            last = place == len(texts) - 1
            if last and not hasattr(self, "_rule"):
                self._rule = Hairline()
            if last:
                self._sums.addWidget(self._rule, 2 * place, 0, 1, 2)
            words, figure = label(name, role), label(amount.replace("-", "−", 1), "figure" if last else "")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            words.setMinimumWidth(160)
            figure.setMinimumWidth(110)
            self._sums.addWidget(words, 2 * place + 1, 0)
            self._sums.addWidget(figure, 2 * place + 1, 1)
            self._sum_labels += [words, figure]

    def sums(self) -> tuple[str, ...]:
        """Return what is shown under the lines, name and amount in turn."""
        return tuple(words.text() for words in self._sum_labels)

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        """Say what is wrong with the lines, or nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def trouble(self) -> str:
        """Return what is said to be wrong with the lines."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.date, self.due, self.subject):
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        return ""

    # What is done to it

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter go on to the next field: issuing takes a number and is not done in passing."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.focusNextChild()
            event.accept()
            return
        super().keyPressEvent(event)

    def _settle(self) -> None:
        focused = self.focusWidget()
        if focused is not self.table and self.table.isAncestorOf(focused):
            self.table.setFocus()  # takes what stands in the open cell
        super()._settle()

    @Slot()
    def _print_pressed(self) -> None:
        self._settle()
        self.print_wanted.emit()

    @Slot()
    def _draft_pressed(self) -> None:
        self._settle()
        self.draft_wanted.emit()

    @Slot()
    def _discard_pressed(self) -> None:
        self.discard_wanted.emit()
