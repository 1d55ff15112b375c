"""The sheet on which a plan is sold or a draft is written anew. Decides nothing: ``selling`` fills and reads it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.domain.schedule import CODES, Frequency
from app.domain.terms import PRESETS
from app.services.plans.templates import TemplateFacts
from app.services.queries.plan_form import PlanForm
from app.ui.invoices.line_fields import PercentField
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, ComboField, DateField, Form, NoteField, NumberField, TextField
from app.ui.kit.pieces import label, row
from app.ui.kit.theme.applied import pixels
from app.ui.session import Session
from app.ui.words import method_words, terms_words

CUSTOM_MONTHS = "months"
"""Stands in the list of frequencies for “every n months”."""
_LONGEST_MONTHS = 120
_MOST_VISITS = 366


class SellSheet(Sheet):
    """What is sold, from when, how often, for how much, and how it is paid.

    Signals:
        draft_wanted(): it is to be kept as a draft; ``saved`` starts it (or keeps the draft that is edited).
    """

    draft_wanted = Signal()

    def __init__(self, session: Session, form: PlanForm, parent: QWidget | None = None) -> None:
        is_new = form.draft is None
        title = _("New service plan") if is_new else _("Edit draft")
        super().__init__(title, parent, f"{form.customer.name} · {form.customer.account}")
        self.setMinimumSize(QSize(820, 0))
        self.template = ComboField([(None, _("Custom")), *((each.id, each.name) for each in form.templates)])
        self.name = TextField(_("What the customer reads on invoices"), longest=120)
        self.name.set_needed(needed=True)
        self.included = NoteField(_("For example: two tune-ups a year"))
        self.agreement = NoteField(_("What the customer agrees to"))
        for note in (self.included, self.agreement):
            note.setFixedHeight(pixels(72))
        sites: list[tuple[object, str]] = [(site.id, site.name) for site in form.customer.sites]
        kept = form.draft.site_id if form.draft is not None else None
        sites = _with(sites, kept, _("The draft's site, not in use any more"))
        self.site = ComboField([(None, _("No site of its own")), *sites])
        self.start, self.end = DateField(session.dates, session.today), DateField(session.dates, session.today)
        self.start.set_needed(needed=True)
        self.end.setPlaceholderText(_("until cancelled"))
        self.anchor = DateField(session.dates, session.today)
        self.anchor.setPlaceholderText(_("the start"))
        self.anchor.setToolTip(_("Every period begins on this day's place in the month or week; days before it are prorated"))
        self.frequency = ComboField(
            [*((code, Frequency.parse(code).label()) for code in CODES), (CUSTOM_MONTHS, _("Every … months"))]
        )
        self.months = NumberField(1, _LONGEST_MONTHS)
        self.months.setPlaceholderText(_("months"))
        self.price = AmountField(session.amounts)
        self.price.set_needed(needed=True)
        self.discount = PercentField(session.amounts)
        self.discount.setPlaceholderText(_("none"))
        self._taxes: list[tuple[object, str]] = [
            (tax.id, _("{name} {percent}").format(name=tax.name, percent=session.amounts.percent(tax.rate_ppm)))
            for tax in form.customer.taxes
        ]
        used = form.draft.tax_rate_id if form.draft is not None else None
        self._taxes = _with(self._taxes, used, _("The draft's tax, not in use any more"))
        self.tax = ComboField([(None, _("No tax")), *self._taxes])
        self.timing = ComboField([("advance", _("In advance")), ("arrears", _("In arrears"))])
        self.paid_by = ComboField([(method, method_words(method)) for method in ("card", "bank", "cash", "check", "other")])
        codes: list[tuple[object, str]] = [(terms.code, terms.label()) for terms in PRESETS]
        for code in (form.customer.terms, form.draft.terms if form.draft is not None else None):
            codes = _with(codes, code, terms_words(code or ""))
        self.terms = ComboField(codes)
        self.visits = NumberField(0, _MOST_VISITS)
        self.summary = label("", "quiet", wrap=True)
        self.summary.setMinimumHeight(38)
        self._lay_out(has_sites=bool(form.customer.sites))
        if is_new:
            self.add_button(_("Save as draft"), self._draft_pressed)
            self.set_buttons(_("Start plan"))
        else:
            self.set_buttons(_("Save draft"))

    def _lay_out(self, *, has_sites: bool) -> None:
        self.left, self.right = Form(), Form()
        self.left.add(_("&Template"), self.template)
        self.left.add(_("&Name"), self.name)
        self.left.add(_("&Included"), self.included)
        self.left.add(_("A&greement"), self.agreement)
        self.left.add(_("&Visits a year"), self.visits, wide=False)
        self.left.add(_("S&ite"), self.site)
        self.left.set_visible(self.site, visible=has_sites)
        self.right.add(_("&Starts"), self.start, wide=False)
        self.right.add(_("&Last day"), self.end, wide=False)
        self.right.add(_("&Counted from"), self.anchor, wide=False)
        self.right.add(_("&Frequency"), self.frequency)
        self.right.add(_("&Months"), self.months, wide=False)
        self.right.add(_("&Price a period"), self.price, wide=False)
        self.right.add(_("&Discount"), self.discount, wide=False)
        self.right.add(_("Ta&x"), self.tax)
        self.right.add(_("&Billed"), self.timing)
        self.right.add(_("P&aid by"), self.paid_by)
        self.right.add(_("Te&rms"), self.terms)
        for form in (self.left, self.right):
            form.layout().setRowStretch(form.layout().rowCount(), 1)  # type: ignore[union-attr]
        columns = row(self.left, self.right, spacing=32)
        columns.setStretch(0, 1)
        columns.setStretch(1, 1)
        self.body.addLayout(columns)
        self.body.addWidget(self.summary)

    def first_error(self) -> str:
        """Return the first field's complaint and put the cursor there, or ""."""
        return self.left.first_error() or self.right.first_error()

    def offer_taxes(self, template: TemplateFacts | None) -> None:
        """Offer the taxes; a template that bears one is not sold without."""
        if template is not None and template.tax_rate_id is not None:
            self.tax.set_choices(_with(self._taxes, template.tax_rate_id, _("The template's tax, not in use any more")))
            self.tax.set_value(template.tax_rate_id)
        else:
            self.tax.set_choices([(None, _("No tax")), *self._taxes])

    def show_months(self, *, visible: bool) -> None:
        """Ask for a number of months, or do not."""
        self.right.set_visible(self.months, visible=visible)
        self.months.set_needed(needed=visible)

    @Slot()
    def _draft_pressed(self) -> None:
        self.draft_wanted.emit()


def _with(choices: list[tuple[object, str]], value: object, words: str) -> list[tuple[object, str]]:
    """Return ``choices`` and among them ``value``: what a draft has is never lost because it is not offered any more."""
    if value is None or any(value == known for known, _words in choices):
        return choices
    return [*choices, (value, words)]
