"""The form of a recurring invoice: how often and from when, lines, what each invoice comes to. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.domain.schedule import CODES, Frequency
from app.domain.terms import PRESETS
from app.services.invoicing.figures import Figures
from app.services.plans.recurring import RecurringForm
from app.ui.invoices.drafting import TaxSum
from app.ui.invoices.line_sheet import LineSheet
from app.ui.invoices.sums import Sums
from app.ui.kit.fields import ComboField, DateField, NoteField, NumberField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label, row
from app.ui.session import Session
from app.ui.sizes import SizeKeeper
from app.ui.words import method_words, terms_words

MONTHS = "months"
"""Stands in the list of frequencies for “every n months”."""
_LONGEST_MONTHS = 120


class RecurringSheet(LineSheet):
    """The form. Of one that runs already only the lines and the words can be changed."""

    def __init__(self, session: Session, form: RecurringForm, parent: QWidget | None = None) -> None:
        customer, old = form.customer, form.old
        title = _("New recurring invoice") if old is None else _("Recurring invoice {number}").format(number=old.number)
        super().__init__(session, title, f"{customer.name} · {customer.account}", customer.taxes, parent=parent)
        self.setMinimumSize(QSize(920, 620))
        SizeKeeper(self, session.settings, "recurring-editor", QSize(1020, 720))
        self.name = TextField(_("What it is for; the first line when empty"), longest=120)
        self.frequency = ComboField(
            [*((code, Frequency.parse(code).label()) for code in CODES), (MONTHS, _("Every … months"))]
        )
        self.months = NumberField(1, _LONGEST_MONTHS)
        self.start, self.end = DateField(session.dates, session.today), DateField(session.dates, session.today)
        self.start.set_needed(needed=True)
        self.end.setPlaceholderText(_("until cancelled"))
        self.paid_by = ComboField([(method, method_words(method)) for method in ("card", "bank", "cash", "check", "other")])
        codes = list(dict.fromkeys([customer.terms, *(terms.code for terms in PRESETS), *([old.terms] if old else [])]))
        self.terms = ComboField([(code, terms_words(code)) for code in codes])
        self.site = ComboField([(None, _("No site")), *((site.id, site.name) for site in customer.sites)])
        self.message = NoteField(_("Printed under the total"))
        self.message.setMaximumHeight(84)
        self._months_box = Captioned(_("&Months"), self.months)
        self._site_box = Captioned(_("Sit&e"), self.site)
        first, second = row(spacing=12), row(spacing=12)
        for box, stretch in (
            (Captioned(_("Su&bject"), self.name), 6),
            (Captioned(_("&Frequency"), self.frequency), 3),
            (self._months_box, 1),
        ):
            first.addWidget(box, stretch)
        for box, stretch in (
            (Captioned(_("First &invoice"), self.start), 2),
            (Captioned(_("&Last day"), self.end), 2),
            (Captioned(_("P&aid by"), self.paid_by), 2),
            (Captioned(_("&Terms"), self.terms), 2),
            (self._site_box, 3),
        ):
            second.addWidget(box, stretch)
        self._site_box.setVisible(bool(customer.sites))
        self.table.setMinimumHeight(200)
        self.add_line.setText(_("Add li&ne"))  # the usual letter is that of the last day here
        self._sums = Sums(session.amounts, _("Each invoice"))
        below = row(Captioned(_("Messa&ge"), self.message), spacing=48)
        below.addWidget(self._sums, 0, Qt.AlignmentFlag.AlignTop)
        below.setStretch(0, 1)
        self.summary = label("", "quiet", wrap=True)
        self.body.addLayout(first)
        self.body.addLayout(second)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._trouble)
        self.body.addLayout(row(self.add_line, self.remove_line, None, spacing=4))
        self.body.addLayout(below)
        self.body.addWidget(self.summary)
        self.set_buttons(_("&Start") if old is None else _("&Save changes"))
        for field in (self.frequency, self.months, self.start, self.end, self.paid_by, self.terms, self.site):
            field.setEnabled(old is None)

    # What it shows

    def show_months(self, *, visible: bool) -> None:
        """Ask for a number of months, or do not."""
        self._months_box.setVisible(visible)
        self.months.set_needed(needed=visible)

    def show_sums(self, figures: Figures, taxes: Sequence[TaxSum]) -> None:
        """Show what each invoice comes to: net, each tax, total."""
        self._sums.show_sums(figures, taxes)

    def sums(self) -> tuple[str, ...]:
        """Return what is shown under the lines, name and amount in turn."""
        return self._sums.texts()

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.name, self.months, self.start, self.end):
            if field.isHidden() or (field is self.months and self._months_box.isHidden()):
                continue
            # An empty field is only an error once somebody tries to do without.
            field.setModified(True)
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        return ""
