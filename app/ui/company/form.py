"""The fields of a company: name and address, money, time and language, paper and logo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.terms import PRESETS
from app.services.company import CompanyDetails
from app.services.company_logo import LARGEST_BYTES, checked_logo
from app.ui.kit.fields import ComboField, Form, TextField
from app.ui.kit.pieces import label

_CURRENCIES = ("USD", "CAD", "EUR", "GBP", "MXN", "AUD", "NZD", "CHF", "JPY", "KWD", "BRL", "COP", "ARS", "CLP", "PEN")
_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "America/Lima",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Berlin",
    "Europe/Paris",
    "Asia/Kuwait",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
)
_LOCALES = ("en_US", "en_CA", "en_GB", "en_AU", "es_US", "es_MX", "es_ES", "es_CO", "es_AR", "de_DE", "fr_FR", "fr_CA", "ja_JP")
_LOGO_HEIGHT = 48


class LogoField(QWidget):
    """A company's logo: chosen from a PNG or JPEG file, shown small, or taken away.

    Signals:
        changed(): another logo, or none.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logo: bytes | None = None
        self._picture = QLabel()
        self._none = label(_("No logo"), "quiet", wrap=True)
        choose, remove = QPushButton(_("Choose…")), QPushButton(_("Remove"))
        choose.clicked.connect(self._choose)
        remove.clicked.connect(self._remove)
        for button in (choose, remove):
            button.setAutoDefault(False)
        self._remove_button = remove
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._picture)
        line.addWidget(choose)
        line.addWidget(remove)
        line.addWidget(self._none, 1)
        line.addStretch()
        self.set_value(None)

    def value(self) -> bytes | None:
        """Return the picture's bytes."""
        return self._logo

    def set_value(self, logo: bytes | None) -> None:
        """Show a logo."""
        self._logo = logo
        picture = QPixmap()
        shown = logo is not None and picture.loadFromData(logo)
        if shown:
            self._picture.setPixmap(picture.scaledToHeight(_LOGO_HEIGHT))
        self._picture.setVisible(shown)
        self._none.setText(_("No logo"))
        self._none.setVisible(not shown)
        self._remove_button.setVisible(shown)

    @Slot()
    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a logo"), "", _("Pictures (*.png *.jpg *.jpeg)"))
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Take the picture in a file, or say beside the logo so far why it cannot be one."""
        try:
            with path.open("rb") as file:
                logo = checked_logo(file.read(LARGEST_BYTES + 1))
        except OSError as fault:
            self._refuse(_("“{name}” cannot be read: {reason}.").format(name=path.name[:60], reason=fault.strerror))
        except UserError as refused:
            self._refuse(str(refused))
        else:
            self.set_value(logo)
            self.changed.emit()

    def _refuse(self, sentence: str) -> None:
        self._none.setText(sentence)
        self._none.show()

    @Slot()
    def _remove(self) -> None:
        self.set_value(None)
        self.changed.emit()


class CompanyForm(Form):
    """Fields for ``CompanyDetails``.

    Signals:
        edited(): something was changed.
    """

    edited = Signal()

    def __init__(self, details: CompanyDetails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = details
        self.name = TextField()
        self.name.set_needed(needed=True)
        self.line1, self.line2 = TextField(), TextField()
        self.city, self.region, self.postcode = TextField(), TextField(), TextField()
        self.phone, self.email, self.tax_id = TextField(), TextField(), TextField()
        self.currency = ComboField(_offered(_CURRENCIES, details.currency))
        self.zone = ComboField(_offered(_ZONES, details.time_zone))
        self.regional = ComboField([(code, _locale_words(code)) for code, _text in _offered(_LOCALES, details.locale)])
        self.terms = ComboField([(terms.code, terms.label()) for terms in PRESETS])
        self.rounding = ComboField([("line", _("on each line")), ("document", _("once for the whole invoice"))])
        self.paper = ComboField([("letter", _("US Letter")), ("a4", _("A4"))])
        self.logo = LogoField()
        self.add(_("&Name"), self.name)
        self.add(_("&Street"), self.line1)
        self.add("", self.line2)
        self.add(_("&City"), self.city)
        self.add(_("State or re&gion"), self.region)
        self.add(_("&Postcode"), self.postcode, wide=False)
        self.add(_("P&hone"), self.phone)
        self.add(_("&E-mail"), self.email)
        self.add(_("Ta&x id"), self.tax_id)
        self.add(_("&Logo"), self.logo)
        self.add_section(_("Money, time and paper"))
        self.add(_("C&urrency"), self.currency, _("Cannot change once something is posted."), wide=False)
        self.add(_("&Time zone"), self.zone, wide=False)
        self.add(_("Amounts and &dates"), self.regional, wide=False)
        self.add(_("Usual te&rms"), self.terms, wide=False)
        self.add(_("Tax is rounded"), self.rounding, wide=False)
        self.add(_("Paper"), self.paper, wide=False)
        self._show(details)
        for field in (
            self.name,
            self.line1,
            self.line2,
            self.city,
            self.region,
            self.postcode,
            self.phone,
            self.email,
            self.tax_id,
        ):
            field.textEdited.connect(self._edited)
        for combo in (self.currency, self.zone, self.regional, self.terms, self.rounding, self.paper):
            combo.changed.connect(self._edited)
        self.logo.changed.connect(self._edited)

    def _show(self, details: CompanyDetails) -> None:
        for name in ("name", "line1", "line2", "city", "region", "postcode", "phone", "email", "tax_id"):
            field: TextField = getattr(self, name)
            field.set_value(getattr(details, name))
        self.currency.set_value(details.currency)
        self.zone.set_value(details.time_zone)
        self.regional.set_value(details.locale)
        self.terms.set_value(details.terms)
        self.rounding.set_value(details.tax_rounding)
        self.paper.set_value(details.paper or "letter")
        self.logo.set_value(details.logo)

    def details(self) -> CompanyDetails:
        """Return what is filled in; checking it belongs to the service."""
        return CompanyDetails(
            name=self.name.value(),
            currency=str(self.currency.value()),
            time_zone=str(self.zone.value()),
            locale=str(self.regional.value()),
            line1=self.line1.value(),
            line2=self.line2.value(),
            city=self.city.value(),
            region=self.region.value(),
            postcode=self.postcode.value(),
            country=self._before.country if self.regional.value() == self._before.locale else "",
            phone=self.phone.value(),
            email=self.email.value(),
            tax_id=self.tax_id.value(),
            logo=self.logo.value(),
            terms=str(self.terms.value()),
            tax_rounding=str(self.rounding.value()),
            paper=str(self.paper.value()),
        )

    @Slot()
    def _edited(self) -> None:
        self.edited.emit()


def _offered(codes: tuple[str, ...], own: str) -> list[tuple[str, str]]:
    every = codes if own in codes else (own, *codes)
    return [(code, code) for code in every]


def _locale_words(code: str) -> str:
    from babel import Locale

    locale = Locale.parse(code)
    return locale.get_display_name(locale) or code
