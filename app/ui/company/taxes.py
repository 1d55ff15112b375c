"""The taxes on offer, in the settings: listed, added, no longer offered. A rate never changes; another takes its place."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.amount_input import parse_percent
from app.domain.errors import CounterfoilError, UserError
from app.domain.language import _
from app.domain.rounding import ppm_from_percent
from app.services.tax_rates import TaxRateFacts, add_tax_rate, archive_tax_rate, tax_rates
from app.ui.kit.fields import TextField
from app.ui.kit.pieces import column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.session import Session


class TaxesPage(QWidget):
    """What a company may charge as tax."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._undone: int | None = None
        amounts = session.amounts
        self.model: RowsModel[TaxRateFacts] = RowsModel(
            [
                Column("name", _("Tax"), lambda tax: tax.name, stretch=True, sort="name"),
                Column(
                    "rate",
                    _("Rate"),
                    lambda tax: amounts.percent(tax.rate_ppm),
                    Kind.COUNT,
                    110,
                    sort="rate",
                    value=lambda tax: tax.rate_ppm,
                ),
            ],
            self,
        )
        self.table: Table[TaxRateFacts] = Table("settings.taxes", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Taxes"))
        self.table.set_empty(_("No tax is charged yet."))
        self.name, self.rate = TextField(_("such as Sales tax")), TextField(_("8.25"))
        self.name.setAccessibleName(_("Name of the tax"))
        self.rate.setAccessibleName(_("Rate in percent"))
        self.rate.setMaximumWidth(110)
        add, remove = QPushButton(_("Add tax")), QPushButton(_("Stop offering it"))
        for button in (add, remove):
            button.setAutoDefault(False)
        add.clicked.connect(self.add)
        remove.clicked.connect(self.remove)
        self.problem = label("", "alarm", wrap=True)
        self.problem.hide()
        words = _("Invoices keep the rate they were issued with. To change a rate, add another and stop this one.")
        note = label(words, "quiet", wrap=True)
        entry = row(self.name, self.rate, label("%", "quiet"), add, None, remove)
        self.setLayout(column(note, self.table, entry, self.problem, spacing=12))
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask the book for the taxes."""
        self._session.tasks.read(self._session.read(tax_rates), self._show, key=f"taxes-{id(self)}")

    def _show(self, found: list[TaxRateFacts]) -> None:
        self.model.set_rows(found)

    @Slot()
    def add(self) -> None:
        """Offer the tax that was typed."""
        try:
            rate = ppm_from_percent(parse_percent(self.rate.text(), self._session.amounts.notation))
        except (UserError, ValueError) as error:
            self._complain(str(error))
            return
        self._session.tasks.write(self._session.write(add_tax_rate, self.name.text(), rate), self._added, self._refused)

    def _added(self, _tax_rate_id: int) -> None:
        self.name.setText("")
        self.rate.setText("")
        self._complain("")
        self.load()

    @Slot()
    def remove(self) -> None:
        """Stop offering the chosen tax."""
        chosen = self.table.current_id()
        if chosen is None:
            self._complain(_("Choose a tax first."))
            return
        self._undone = chosen
        self._session.tasks.write(self._session.write(archive_tax_rate, chosen), self._removed, self._refused)

    def _removed(self, _nothing: None) -> None:
        self._complain("")
        self._session.say(_("The tax is not offered any more."), _("Undo"), self.put_back)
        self.load()

    @Slot()
    def put_back(self) -> None:
        """Offer again what was just taken away."""
        if self._undone is not None:
            job = self._session.write(archive_tax_rate, self._undone, archived=False)
            self._session.tasks.write(job, self._put_back, self._refused)

    def _put_back(self, _nothing: None) -> None:
        self.load()

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, CounterfoilError):
            self._complain(str(error))
            return True
        return False

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
