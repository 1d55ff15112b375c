"""The sheet of a price change for many plans: the rule above, every plan's old and new price below. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.plans.prices import PriceRule
from app.ui.invoices.line_fields import PercentField
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, ComboField, DateField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Footer, label, row
from app.ui.kit.tables import RowsModel, Table
from app.ui.kit.theme.applied import pixels
from app.ui.plans.prices.words import RiseRow, rise_columns
from app.ui.session import Session

_PERCENT = frozenset({"raise-percent", "lower-percent"})


class PriceSheet(Sheet):
    """How prices change, from when, why, and what that means for each plan."""

    def __init__(self, session: Session, subtitle: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Price change"), parent, subtitle)
        self.setMinimumSize(QSize(pixels(1120), pixels(580)))
        self.how = ComboField(
            [
                ("raise-percent", _("Raise by percent")),
                ("raise-amount", _("Raise by an amount")),
                ("lower-percent", _("Lower by percent")),
                ("lower-amount", _("Lower by an amount")),
                ("price", _("Set to one price")),
            ]
        )
        self.percent, self.amount = PercentField(session.amounts), AmountField(session.amounts)
        self.on = DateField(session.dates, session.today)
        self.on.set_needed(needed=True)
        self.reason = TextField(_("For example: yearly adjustment"), longest=300)
        self._percent = Captioned(_("&Percent"), self.percent)
        self._amount = Captioned(_("A&mount"), self.amount)
        fields = row(
            Captioned(_("&How"), self.how),
            self._percent,
            self._amount,
            Captioned(_("&Effective from"), self.on),
            Captioned(_("&Reason"), self.reason),
            spacing=16,
        )
        fields.setStretch(4, 1)
        note = _("It counts from the first period that starts on that day or later. What was billed keeps its price.")
        self.model: RowsModel[RiseRow] = RowsModel(rise_columns(session), self)
        self.table: Table[RiseRow] = Table("plans.rises", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Old and new prices"))
        self.footer = Footer()
        self.body.addLayout(fields)
        self.body.addWidget(label(note, "quiet", wrap=True))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.footer)
        self.set_buttons(_("Change prices"))
        self.set_savable(savable=False)
        self.show_fields()

    def show_fields(self) -> None:
        """Ask for a percentage or for an amount."""
        by_percent = self.how.value() in _PERCENT
        self._percent.setVisible(by_percent)
        self._amount.setVisible(not by_percent)

    def rule(self) -> PriceRule | None:
        """Return the rule as it stands; None while something is missing or not understood."""
        how = str(self.how.value())
        value = self.percent.value() if how in _PERCENT else self.amount.value()
        if value is None or (not value and how != "price"):
            return None
        if how == "price":
            return PriceRule("price", value)
        return PriceRule("percent" if how in _PERCENT else "amount", -value if how.startswith("lower") else value)

    def name_button(self, text: str) -> None:
        """Say on the main button how many prices it changes."""
        self._save.setText(text)
