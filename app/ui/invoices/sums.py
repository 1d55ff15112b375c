"""What the lines of a form come to: net, each tax, and the total under a rule. The figures are the services'."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.language import _
from app.services.formats import AmountFormat
from app.services.invoicing.figures import Figures
from app.ui.invoices.drafting import TaxSum
from app.ui.kit.pieces import Hairline, label


class Sums(QWidget):
    """The sums; ``total`` names the last of them, translated."""

    def __init__(self, amounts: AmountFormat, total: str) -> None:
        super().__init__()
        self._amounts, self._total = amounts, total
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._parts: list[QWidget] = []

    def show_sums(self, figures: Figures, taxes: Sequence[TaxSum], more: Sequence[tuple[str, str]] = ()) -> None:
        """Show what the lines come to, and ``more`` under the total as words and amount."""
        amounts = self._amounts
        texts = [(_("Subtotal"), amounts.money(figures.net_minor), "quiet")]
        for tax in taxes:
            rate = amounts.percent(tax.rate_ppm)
            name = tax.name if tax.name and rate in tax.name else f"{tax.name or _('Tax')} {rate}"
            texts.append((name, amounts.money(tax.tax_minor), "quiet"))
        total = len(texts)
        texts.append((self._total, amounts.money(figures.total_minor), "strong"))
        texts += [(words, amount, "quiet") for words, amount in more]
        for old in self._parts:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._parts.clear()
        for place, (name, amount, role) in enumerate(texts):
            if place == total:
                self._add(Hairline(), 2 * place, 0, 2)
            words, figure = label(name, role), label(amount.replace("-", "−", 1), "figure" if place == total else "")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            words.setMinimumWidth(160)
            figure.setMinimumWidth(110)
            self._add(words, 2 * place + 1, 0)
            self._add(figure, 2 * place + 1, 1)

    def texts(self) -> tuple[str, ...]:
        """Return what is shown, name and amount in turn."""
        return tuple(words.text() for words in self._parts if isinstance(words, QLabel))

    def _add(self, part: QWidget, line: int, place: int, width: int = 1) -> None:
        self._grid.addWidget(part, line, place, 1, width)
        self._parts.append(part)
