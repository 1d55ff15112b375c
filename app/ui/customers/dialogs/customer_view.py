"""The sheet on which a customer is entered or edited. Decides nothing; ``customer`` fills, checks and saves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.customers.entering import KINDS, NewSite
from app.services.queries.account_page import SiteFacts
from app.ui.customers.dialogs.fields import ContactBox, TermsField
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, DateField, DateStyle, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Hairline, column, label, row, scrolled
from app.ui.kit.theme import set_role
from app.ui.kit.theme.applied import pixels
from app.ui.words import kind_words, language_words


class SiteLine(QWidget):
    """One site: its name and where it is; one that is there already can be archived and taken back.

    Signals:
        edited(): something was changed.
    """

    edited = Signal()

    def __init__(self, known: SiteFacts | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known = known
        self.archived = known is not None and known.archived
        self.name = TextField(_("Name of the site"))
        self.line1 = TextField(_("Street"))
        self.city = TextField(_("City"))
        self.region = TextField(_("State"))
        self.postcode = TextField(_("Postcode"))
        for field in self.fields():
            field.setAccessibleName(field.placeholderText())
            field.textEdited.connect(self.edited)
        self.away = QPushButton()
        set_role(self.away, "link")
        self.away.setAutoDefault(False)
        self.away.setMinimumWidth(pixels(88))
        self.away.setVisible(known is not None)
        self.away.clicked.connect(self._turn)
        line = row(*self.fields(), self.away, spacing=6)
        for place, stretch in enumerate((4, 4, 3, 1, 2)):
            line.setStretch(place, stretch)
        self.setLayout(line)
        if known is not None:
            texts = (known.name, known.line1, known.city, known.region, known.postcode)
            for field, text in zip(self.fields(), texts, strict=True):
                field.set_value(text)
        self._show_archived()

    def fields(self) -> tuple[TextField, ...]:
        """Return the fields in the order of Tab."""
        return (self.name, self.line1, self.city, self.region, self.postcode)

    def site(self) -> NewSite | None:
        """Return the site, or None where nothing was written."""
        values = [field.value() for field in self.fields()]
        return NewSite(*values) if any(values) else None

    @Slot()
    def _turn(self) -> None:
        self.archived = not self.archived
        self._show_archived()
        self.edited.emit()

    def _show_archived(self) -> None:
        for field in self.fields():
            field.setEnabled(not self.archived)
        name = self.name.value()
        self.away.setText(_("Bring back") if self.archived else _("Archive"))
        words = _("Take the site {name} out of the archive") if self.archived else _("Archive the site {name}")
        self.away.setAccessibleName(words.format(name=name))


class CustomerSheet(Sheet):
    """All about one account on one sheet: the account at the left, whom to write to and call at the right."""

    def __init__(
        self,
        title: str,
        dates: DateStyle,
        today: date,
        country: str,
        languages: Sequence[str],
        taxes: Sequence[tuple[object, str]],
        parent: QWidget | None = None,
        subtitle: str = "",
    ) -> None:
        super().__init__(title, parent, subtitle)
        self.setMinimumWidth(840)
        self.resize(900, 720)
        self.name = TextField()
        self.name.set_needed(needed=True)
        self.account = TextField(_("next number"), longest=40)
        self.kind = ComboField([(kind, kind_words(kind)) for kind in KINDS])
        self.since = DateField(dates, today)
        self.since.set_needed(needed=True)
        self.terms = TermsField()
        self.manager = TextField()
        self.language = ComboField([("", language_words("")), *((code, language_words(code)) for code in languages)])
        self.tax = ComboField([(None, _("No tax")), *taxes])
        self.tags = TextField(_("such as: VIP, winter route"))
        self.billing = ContactBox(country, with_address=True)
        self.primary = ContactBox(country, with_address=False)
        self.name_line = Captioned(_("Name"), self.name)
        self.account_line = Captioned(_("Account number"), self.account)
        self.terms_line = Captioned(_("Terms"), self.terms)
        self._sites = QVBoxLayout()
        self._sites.setSpacing(6)
        self.site_lines: list[SiteLine] = []
        self.add_site = QPushButton(_("Add a site"))
        set_role(self.add_site, "link")
        self.add_site.setAutoDefault(False)
        self.add_site.clicked.connect(self.new_site_line)
        self._lay_out()
        for field in self.findChildren(QLineEdit):
            field.textEdited.connect(self._edited)
        for choice in (self.kind, self.language, self.terms, self.tax):
            choice.changed.connect(self._edited)

    def show_sites(self, sites: Sequence[SiteFacts]) -> None:
        """List the sites that are there already, those in the archive last."""
        for site in sorted(sites, key=lambda each: each.archived):
            self._add_line(SiteLine(site))

    @Slot()
    def new_site_line(self) -> None:
        """Add a line for one more site and go to it."""
        line = SiteLine()
        self._add_line(line)
        line.name.setFocus()

    def _add_line(self, line: SiteLine) -> None:
        self.site_lines.append(line)
        self._sites.addWidget(line)
        line.edited.connect(self._edited)

    def first_error(self) -> str:
        """Return the first complaint and put the cursor there, or "" when all is understood."""
        fields: list[QLineEdit | TermsField] = [self.name, self.account, self.since, self.terms, self.manager]
        fields += [*self.billing.fields(), *self.primary.fields()]
        for field in fields:
            if field is self.name and not self.name.text().strip():
                self.name.setModified(True)
            sentence = field.error()  # type: ignore[union-attr]
            if sentence:
                field.setFocus()
                return str(sentence)
        return ""

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.name_line, 0, 0, 1, 2)
        grid.addWidget(self.account_line, 1, 0)
        grid.addWidget(Captioned(_("Type"), self.kind), 1, 1)
        grid.addWidget(Captioned(_("Customer since"), self.since), 2, 0)
        grid.addWidget(self.terms_line, 2, 1)
        grid.addWidget(Captioned(_("Account manager"), self.manager), 3, 0)
        grid.addWidget(Captioned(_("Language on paper"), self.language), 3, 1)
        grid.addWidget(Captioned(_("Tax on what is invoiced"), self.tax), 4, 0, 1, 2)
        grid.addWidget(Captioned(_("Tags, with commas between"), self.tags), 5, 0, 1, 2)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)
        left = column(label(_("Account"), "subheading"), grid, None)
        right = column(
            label(_("Bill to"), "subheading"),
            self.billing,
            row(Hairline()),
            label(_("Contact"), "subheading"),
            self.primary,
            None,
        )
        halves = row(left, right, spacing=32)
        halves.setStretch(0, 4)
        halves.setStretch(1, 5)
        sites = column(label(_("Sites"), "subheading"), self._sites, row(self.add_site, None), spacing=6)
        inside = column(halves, Hairline(), sites, spacing=14)
        inside.addStretch(1)
        inside.setContentsMargins(0, 0, 8, 0)
        area = scrolled(inside)
        area.setMinimumHeight(320)
        self.body.addWidget(area, 1)

    @Slot()
    def _edited(self) -> None:
        self.set_typed(typed=True)
        self.show_error("")
