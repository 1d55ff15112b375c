"""The form of a draft: dates and terms, lines, what it comes to, a message. Decides nothing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.language import _
from app.domain.terms import PRESETS
from app.services.queries.invoice_form import InvoiceForm
from app.ui.invoices.line_sheet import LineSheet
from app.ui.invoices.sums import Sums
from app.ui.kit.fields import ComboField, DateField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import row
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper
from app.ui.words import terms_words

SEVERAL = "several"
"""What the field of the site holds when each line says whose work it is."""


class InvoiceSheet(LineSheet):
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
        super().__init__(session, title, f"{form.name} · {form.account}", form.taxes, form.sites, parent)
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
        self._sums = Sums(session.amounts, _("Total"))
        self.sums, self.show_sums = self._sums.texts, self._sums.show_sums
        right = QVBoxLayout()
        right.addWidget(self._sums)
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

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.date, self.due, self.subject):
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        return ""

    # What is done to it

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
