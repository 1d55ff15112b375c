"""The sheet on which an accepted estimate becomes the draft of a service plan: how often, from when, for how much."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.domain.schedule import CODES, Frequency
from app.services.estimates.claiming import Made
from app.services.estimates.converting import PlanTerms
from app.services.estimates.reading import Standing
from app.services.queries.invoice_form import TaxFacts
from app.ui.estimates.words import name_words
from app.ui.invoices.line_fields import tax_words
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, ComboField, DateField, Form, TextField
from app.ui.kit.pieces import Banner, label
from app.ui.kit.theme import Tone
from app.ui.session import Session


class EstimatePlanSheet(Sheet):
    """What the plan needs beyond the estimate.

    Signals:
        wanted(int, PlanTerms): draft it so.
    """

    wanted = Signal(int, object)

    def __init__(
        self,
        session: Session,
        facts: Standing,
        made: Made,
        offered: PlanTerms,
        taxes: Sequence[TaxFacts],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Plan from an estimate"), parent, name_words(facts.number, facts.title))
        self.setMinimumSize(QSize(560, 0))
        self._id = facts.id
        self.name = TextField(_("What the customer reads on invoices"), longest=120)
        self.name.set_needed(needed=True)
        self.name.set_value(offered.name)
        self.frequency = ComboField([(code, Frequency.parse(code).label()) for code in CODES])
        self.frequency.set_value(offered.frequency)
        self.price = AmountField(session.amounts)
        self.price.set_needed(needed=True)
        self.price.set_value(offered.price_minor)
        rates = [(tax.id, tax_words(tax, session.amounts)) for tax in taxes]
        self.tax = ComboField([(None, _("No tax")), *rates])
        self.tax.set_value(offered.tax_rate_id)
        if self.tax.value() != offered.tax_rate_id:
            self.tax.set_value(None)
        self.start = DateField(session.dates, session.today)
        self.start.set_needed(needed=True)
        self.start.set_value(offered.start_on)
        form = Form()
        form.add(_("&Name"), self.name)
        form.add(_("&Frequency"), self.frequency, wide=False)
        form.add(_("&Price a period"), self.price, _("Before tax; the whole estimate, until you say otherwise."), wide=False)
        form.add(_("Ta&x"), self.tax)
        form.add(_("&Starts"), self.start, wide=False)
        self._form = form
        self.notice = Banner()
        if made.invoice_id is not None or made.job_asks:
            told = _("This estimate was made into {what} already, which asks for its money too.")
            self.notice.show_message(Tone.CARE, told.format(what=", ".join(made.words())))
        elif facts.tax_minor and offered.tax_rate_id is None:
            self.notice.show_message(Tone.CARE, _("Its lines bear different taxes; a plan bears one. Choose it below."))
        self.body.addWidget(self.notice)
        self.body.addWidget(form)
        self.body.addWidget(label(_("It is kept as a draft; you start it from its own page."), "quiet", wrap=True))
        self.set_buttons(_("&Make plan"))
        self.saved.connect(self._keep)
        for field in (self.name, self.frequency, self.price, self.tax, self.start):
            field.changed.connect(self._touched)
        self.frequency.setFocus()

    @Slot(object)
    def _touched(self, _value: object = None) -> None:
        self.set_typed(typed=True)

    @Slot()
    def _keep(self) -> None:
        start, price, tax = self.start.value(), self.price.value(), self.tax.value()
        said = self._form.first_error()
        if not said and not self.name.value():
            self.name.setFocus()
            said = _("A plan needs a name.")
        if not said and price is None:
            self.price.setFocus()
            said = _("A plan needs a price.")
        if not said and start is None:
            self.start.setFocus()
            said = _("Say when the plan starts.")
        self.show_error(said)
        if not said and start is not None and price is not None:
            tax_id = tax if isinstance(tax, int) else None
            terms = PlanTerms(str(self.frequency.value()), start, price, self.name.value(), tax_id)
            self.wanted.emit(self._id, terms)
