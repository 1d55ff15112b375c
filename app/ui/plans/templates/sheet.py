"""The sheet on which a plan template is written. Decides nothing: ``editor`` fills and reads it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.language import _, ngettext
from app.domain.schedule import CODES, Frequency
from app.services.plans.templates import MOST_VISITS
from app.services.queries.plan_templates import TemplateForm
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, ComboField, Form, NoteField, NumberField, TextField
from app.ui.kit.pieces import column, label, row
from app.ui.kit.theme.applied import pixels
from app.ui.session import Session

_LONGEST_MONTHS = 120


class PricesField(QWidget):
    """A price for each billing frequency; empty ones are not offered. A further one is for a number of months.

    Signals:
        changed(): something was typed.
    """

    changed = Signal()

    def __init__(self, session: Session, prices: Mapping[str, int]) -> None:
        super().__init__()
        self._session = session
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self.prices: dict[str, AmountField] = {}
        codes = [*CODES, *sorted(set(prices) - set(CODES), key=lambda code: Frequency.parse(code).months)]
        for code in codes:
            self._add(code, prices.get(code))
        self.months = NumberField(1, _LONGEST_MONTHS)
        self.months.setPlaceholderText(_("months"))
        self.months.setAccessibleName(_("Another number of months"))
        self.months.setMaximumWidth(pixels(96))
        self.other = AmountField(session.amounts)
        self.other.setAccessibleName(_("Price for another number of months"))
        line = self._grid.rowCount()
        self._grid.addLayout(row(label(_("Every"), "quiet"), self.months, spacing=8), line, 0)
        self._grid.addWidget(self.other, line, 1)
        for field in (self.months, self.other):
            field.changed.connect(self._touched)

    def _add(self, code: str, price: int | None) -> None:
        line = self._grid.rowCount()
        name = Frequency.parse(code).label()
        field = AmountField(self._session.amounts)
        field.setAccessibleName(_("Price: {frequency}").format(frequency=name))
        field.setPlaceholderText(_("not offered"))
        field.set_value(price)
        field.changed.connect(self._touched)
        self._grid.addWidget(label(name, "quiet"), line, 0)
        self._grid.addWidget(field, line, 1)
        self.prices[code] = field

    @Slot()
    def _touched(self, _value: object = None) -> None:
        self.changed.emit()

    def value(self) -> dict[str, int]:
        """Return the prices by frequency code, in minor units a period."""
        found = {code: price for code, field in self.prices.items() if (price := field.value()) is not None}
        months, price = self.months.value(), self.other.value()
        if months is not None and price is not None:
            found[Frequency.parse(f"months:{months}").code] = price
        return found

    def error(self) -> str:
        """Return the first complaint, "" when all is understood."""
        for field in (*self.prices.values(), self.months, self.other):
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        if (self.months.value() is None) != (self.other.value() is None):
            (self.months if self.months.value() is None else self.other).setFocus()
            return _("Enter both the number of months and the price.")
        return ""


class TemplateSheet(Sheet):
    """What is sold: its name, what is included, how many visits, the prices, the tax, the agreement."""

    def __init__(self, session: Session, form: TemplateForm, parent: QWidget | None = None) -> None:
        facts = form.facts
        title = _("New plan template") if facts is None else _("Plan template “{name}”").format(name=facts.name)
        super().__init__(title, parent)
        self.setMinimumSize(QSize(pixels(840), 0))
        self.name = TextField(_("For example: Comfort Plan"), longest=120)
        self.name.set_needed(needed=True)
        self.included = NoteField(_("For example: two tune-ups a year, filters, 10 % off repairs"))
        self.visits = NumberField(0, MOST_VISITS)
        self.tax = ComboField(
            [
                (None, _("No tax")),
                *(
                    (tax.id, _("{name} {percent}").format(name=tax.name, percent=session.amounts.percent(tax.rate_ppm)))
                    for tax in form.taxes
                ),
            ]
        )
        self.agreement = NoteField(_("What the customer agrees to; it goes onto each plan that is sold"))
        self.prices = PricesField(session, facts.prices if facts is not None else {})
        self.left = Form()
        self.left.add(_("&Name"), self.name)
        self.left.add(_("&Included"), self.included)
        self.left.add(_("&Visits a year"), self.visits, wide=False)
        self.left.add(_("Ta&x"), self.tax, wide=False)
        self.left.add(_("&Agreement"), self.agreement)
        right = column(
            label(_("Price by billing frequency"), "subheading"),
            label(_("A period's price, before tax. Leave empty what is not offered."), "quiet", wrap=True),
            self.prices,
            None,
            spacing=8,
        )
        columns = row(self.left, right, spacing=32)
        columns.setStretch(0, 3)
        columns.setStretch(1, 2)
        self.body.addLayout(columns)
        if form.live:
            words = ngettext(
                "{count} plan runs by this template and keeps what it was sold with. To change it, open the plan.",
                "{count} plans run by this template and keep what they were sold with. To change their prices, use "
                "“Change prices…” in the list of plans.",
                form.live,
            ).format(count=session.amounts.count(form.live))
            self.body.addWidget(label(words, "quiet", wrap=True))
        self.set_buttons(_("Save template"))

    def first_error(self) -> str:
        """Return the first complaint and put the cursor there, or ""."""
        return self.left.first_error() or self.prices.error()
