"""Fields that only forms about customers need: checked words, payment terms, the two contacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.domain.language import _
from app.domain.terms import PRESETS, Terms
from app.services.customers.entering import ContactDetails
from app.services.people import check_email, check_phone, check_postcode, format_phone
from app.ui.kit.fields import ComboField, NumberField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.fields.parsed import ParsedField


class CheckedField(ParsedField[str]):
    """Words with one right spelling: ``check`` returns it or refuses, ``show`` writes it for people. Empty is always right."""

    def __init__(
        self, check: Callable[[str], str], show: Callable[[str], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._check = check
        self._show = show
        self.setMaxLength(254)

    def understand(self, text: str) -> str:
        """Return the one spelling."""
        return self._check(text)

    def written(self, value: str) -> str:
        """Return the words as people write them."""
        return self._show(value) if self._show is not None else value

    def value(self) -> str:
        """Return the one spelling, "" when empty or wrong."""
        return super().value() or ""

    def again(self) -> None:
        """Check anew, because what it depends on has changed."""
        if self.text():
            self.setModified(True)
            self.settle()


class TermsField(QWidget):
    """Payment terms: the usual ones by name, any other number of days beside them."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        usual: list[tuple[object, str]] = [(terms.code, terms.label()) for terms in PRESETS]
        self.choice = ComboField([*usual, ("other", _("Other…"))])
        self.days = NumberField(0, 3650)
        self.days.setPlaceholderText(_("days"))
        self.days.setAccessibleName(_("Days until due"))
        self.days.hide()
        self.choice.changed.connect(self._chosen)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.choice, 1)
        line.addWidget(self.days)
        self.setFocusProxy(self.choice)

    def value(self) -> str:
        """Return the code of the terms, "" while the days are missing."""
        if self.choice.value() != "other":
            return str(self.choice.value() or "")
        days = self.days.value()
        return Terms(days).code if days is not None else ""

    def set_value(self, code: object) -> None:
        """Show terms by their code."""
        usual = [terms.code for terms in PRESETS]
        self.choice.set_value(code if code in usual else "other")
        self.days.setVisible(code not in usual)
        self.days.set_value(Terms.parse(str(code)).days if code not in usual else None)

    def error(self) -> str:
        """Return what is missing, in words."""
        return "" if self.value() else _("Say in how many days invoices are due.")

    @Slot(object)
    def _chosen(self, value: object) -> None:
        self.days.setVisible(value == "other")
        if value == "other":
            self.days.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit(value)


class ContactBox(QWidget):
    """The fields of one contact, with or without an address."""

    def __init__(self, country: str, *, with_address: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._country = country
        self._kept = ContactDetails()
        self.name = TextField()
        self.line1, self.line2, self.city, self.region = TextField(), TextField(), TextField(), TextField()
        self.postcode = CheckedField(self._check_postcode)
        self.country = TextField(longest=2)
        self.country.setPlaceholderText(country)
        self.country.changed.connect(self._country_changed)
        self.phone = CheckedField(self._check_phone, self._show_phone)
        self.email = CheckedField(check_email)
        self._with_address = with_address
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        line = 0
        grid.addWidget(Captioned(_("Name"), self.name), line, 0, 1, 6)
        if with_address:
            grid.addWidget(Captioned(_("Street"), self.line1), 1, 0, 1, 4)
            grid.addWidget(Captioned(_("Suite, floor"), self.line2), 1, 4, 1, 2)
            grid.addWidget(Captioned(_("City"), self.city), 2, 0, 1, 2)
            grid.addWidget(Captioned(_("State"), self.region), 2, 2)
            grid.addWidget(Captioned(_("Postcode"), self.postcode), 2, 3, 1, 2)
            grid.addWidget(Captioned(_("Country"), self.country), 2, 5)
            line = 2
        grid.addWidget(Captioned(_("Phone"), self.phone), line + 1, 0, 1, 3)
        grid.addWidget(Captioned(_("E-mail"), self.email), line + 1, 3, 1, 3)
        for place in range(6):
            grid.setColumnStretch(place, 1)

    def fields(self) -> tuple[ParsedField[str], ...]:
        """Return the fields in the order of Tab."""
        place = (self.line1, self.line2, self.city, self.region, self.postcode, self.country) if self._with_address else ()
        return (self.name, *place, self.phone, self.email)

    def set_details(self, details: ContactDetails) -> None:
        """Show a contact. What is not shown here is kept as it is."""
        self._kept = details
        self.country.set_value(details.country)
        for field, value in (
            (self.name, details.name),
            (self.line1, details.line1),
            (self.line2, details.line2),
            (self.city, details.city),
            (self.region, details.region),
            (self.postcode, details.postcode),
            (self.phone, details.phone),
            (self.email, details.email),
        ):
            field.set_value(value)

    def details(self) -> ContactDetails:
        """Return the contact as the fields say."""
        details = replace(self._kept, name=self.name.value(), phone=self.phone.value(), email=self.email.value())
        if not self._with_address:
            return details
        return replace(
            details,
            line1=self.line1.value(),
            line2=self.line2.value(),
            city=self.city.value(),
            region=self.region.value(),
            postcode=self.postcode.value(),
            country=self.country.value().upper(),
        )

    def _where(self) -> str:
        return (self.country.text().strip() or self._kept.country or self._country).upper()

    def _check_postcode(self, text: str) -> str:
        return check_postcode(text, self._where())

    def _check_phone(self, text: str) -> str:
        return check_phone(text, self._where())

    def _show_phone(self, stored: str) -> str:
        return format_phone(stored, self._where())

    @Slot(object)
    def _country_changed(self, _country: object) -> None:
        self.postcode.again()


def complete(field: QLineEdit, words: Sequence[str]) -> None:
    """Offer words that were used before while somebody types."""
    completer = QCompleter(list(words), field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    field.setCompleter(completer)


def tags_from(text: str) -> tuple[str, ...]:
    """Return the tags in a line of words with commas."""
    return tuple(dict.fromkeys(" ".join(tag.split()) for tag in text.split(",") if tag.strip()))


