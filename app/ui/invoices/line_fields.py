"""Fields for the cells of a line: site, quantity, percentage, tax. What a text means is decided in ``app.domain``."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from app.domain.amount_input import parse_percent, parse_quantity
from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.rounding import MILLION, micro_from_decimal, ppm_from_percent
from app.services.formats import AmountFormat
from app.services.queries.invoice_form import SiteChoice, TaxFacts
from app.ui.kit.fields.parsed import ParsedField


class QuantityField(ParsedField[int]):
    """A quantity in millionths; arithmetic as in amounts."""

    def __init__(self, style: AmountFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def understand(self, text: str) -> int:
        """Return millionths."""
        return micro_from_decimal(parse_quantity(text, self._style.notation))

    def written(self, value: int) -> str:
        """Return the quantity without needless zeros."""
        return self._style.quantity(value)


class PercentField(ParsedField[int]):
    """A share in parts per million, from 0 to 100 %."""

    def __init__(self, style: AmountFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def understand(self, text: str) -> int:
        """Return parts per million."""
        ppm = ppm_from_percent(parse_percent(text, self._style.notation))
        if not 0 <= ppm <= MILLION:
            raise UserError(_("A discount is between 0 % and 100 %."))
        return ppm

    def written(self, value: int) -> str:
        """Return the percentage; nothing for none."""
        return self._style.percent(value) if value else ""


class TaxField(ParsedField[TaxFacts]):
    """One of the company's taxes by the beginning of its name or by its rate; empty is untaxed. Down opens the list."""

    def __init__(self, taxes: Sequence[TaxFacts], style: AmountFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taxes = tuple(taxes)
        self._style = style
        names = QCompleter([tax_words(tax, style) for tax in self._taxes], self)
        names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        names.setFilterMode(Qt.MatchFlag.MatchContains)
        names.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(names)
        names.activated.connect(self._picked)

    def understand(self, text: str) -> TaxFacts:
        """Return the tax that is meant."""
        wanted = fold(text)
        for tax in self._taxes:
            if wanted in (fold(tax_words(tax, self._style)), fold(tax.name)):
                return tax
        named = [tax for tax in self._taxes if fold(tax.name).startswith(wanted)]
        if len(named) == 1:
            return named[0]
        try:
            rate = ppm_from_percent(parse_percent(text, self._style.notation))
        except (UserError, ValueError):
            rate = -1
        rated = [tax for tax in self._taxes if tax.rate_ppm == rate]
        if rated:
            return rated[0]
        if rate == 0:
            return TaxFacts(0, "", 0)
        raise UserError(
            _("“{text}” is none of the company's taxes.").format(text=text[:30]),
            _("Choose one of the list, or leave it empty."),
        )

    def written(self, value: TaxFacts) -> str:
        """Return name and rate."""
        return tax_words(value, self._style)

    def _picked(self, text: str) -> None:
        self.setText(text)
        self.setModified(True)
        self.settle()


class SiteField(ParsedField[SiteChoice]):
    """One of the customer's sites by a part of its name. Down opens the list."""

    def __init__(self, sites: Sequence[SiteChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sites = tuple(sites)
        names = QCompleter([site.name for site in self._sites], self)
        names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        names.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(names)
        names.activated.connect(self._picked)

    def understand(self, text: str) -> SiteChoice:
        """Return the site that is meant."""
        wanted = fold(text)
        exact = [site for site in self._sites if fold(site.name) == wanted]
        found = exact or [site for site in self._sites if wanted in fold(site.name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(_("“{text}” is more than one site.").format(text=text[:30]), _("Choose one of the list."))
        raise UserError(_("“{text}” is none of this customer's sites.").format(text=text[:30]), _("Choose one of the list."))

    def written(self, value: SiteChoice) -> str:
        """Return its name."""
        return value.name

    def _picked(self, text: str) -> None:
        self.setText(text)
        self.setModified(True)
        self.settle()


def tax_words(tax: TaxFacts, style: AmountFormat) -> str:
    """Return a tax as a line shows it: “County tax 1.5%”."""
    rate = style.percent(tax.rate_ppm)
    if not tax.rate_ppm:
        return ""
    return tax.name if not tax.name or rate in tax.name else f"{tax.name} {rate}"
