"""An amount of money: ``12*45+10`` Tab gives 550.00. The locale's notation, and no other's."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from app.domain.amount_input import Notation, parse_amount
from app.domain.money import Currency
from app.ui.kit.fields.parsed import ParsedField
from app.ui.kit.theme.applied import pixels


class AmountStyle(Protocol):
    """How amounts of one currency are read and written in one locale (``app.services.formats.AmountFormat`` is one)."""

    @property
    def notation(self) -> Notation:
        """How numbers are typed."""

    @property
    def currency(self) -> Currency:
        """The currency of the amounts."""

    def plain(self, minor: int) -> str:
        """Return minor units written without the currency's sign."""


class AmountField(ParsedField[int]):
    """Holds minor units of one currency, right-aligned."""

    def __init__(self, style: AmountStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def understand(self, text: str) -> int:
        """Return minor units."""
        return parse_amount(text, self._style.notation, self._style.currency)

    def written(self, value: int) -> str:
        """Return the amount in the locale's notation."""
        return self._style.plain(value)

    def minor(self) -> int | None:
        """Return the amount in minor units; None when empty or not understood."""
        return self.value()

    def set_minor(self, minor: int | None) -> None:
        """Show an amount of minor units."""
        self.set_value(minor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for millions."""
        return QSize(pixels(136), super().sizeHint().height())
