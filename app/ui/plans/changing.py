"""Changing a running plan: another template, frequency, price or discount, with its proration shown before it is accepted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import Conflict
from app.domain.language import _
from app.domain.schedule import CODES, Frequency
from app.services.office import Reader
from app.services.plans.changing import PlanChange, change_with_way_back, preview_change
from app.services.plans.settling import Settlement
from app.services.plans.templates import TemplateFacts, templates
from app.services.plans.undoing import WayBack
from app.services.queries.plan_page import PlanPage
from app.ui.invoices.line_fields import PercentField
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import AmountField, ComboField, DateField, Form, NumberField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.theme.applied import pixels
from app.ui.plans.listing import frequency_words
from app.ui.plans.undoing import Undoing
from app.ui.plans.words import change_words, proration_lines, settlement_words
from app.ui.session import Session

CUSTOM_MONTHS = "months"
_LONGEST_MONTHS = 120
_KEEP = "keep"


@dataclass(frozen=True, slots=True)
class _Offer:
    templates: tuple[TemplateFacts, ...]


def _offer(reader: Reader) -> _Offer:
    return _Offer(tuple(templates(reader)))


class ChangeSheet(Sheet):
    """What becomes different, from when, and what follows."""

    def __init__(self, session: Session, page: PlanPage, parent: QWidget | None = None) -> None:
        plan = page.row
        super().__init__(_("Change plan {number}").format(number=plan.number), parent, f"{plan.name} · {plan.customer_name}")
        self.setMinimumSize(QSize(pixels(600), 0))
        keep = plan.template_name or _("Custom")
        self.template = ComboField([(_KEEP, _("As it is ({name})").format(name=keep))])
        frequencies: list[tuple[object, str]] = [(code, Frequency.parse(code).label()) for code in CODES]
        if plan.frequency not in CODES:
            frequencies.append((plan.frequency, frequency_words(plan.frequency)))
        self.frequency = ComboField([*frequencies, (CUSTOM_MONTHS, _("Every … months"))])
        self.months = NumberField(1, _LONGEST_MONTHS)
        self.price = AmountField(session.amounts)
        self.price.set_needed(needed=True)
        self.discount = PercentField(session.amounts)
        self.discount.setPlaceholderText(_("none"))
        self.on = DateField(session.dates, session.today)
        self.on.set_needed(needed=True)
        self.form = Form()
        self.form.add(_("&Template"), self.template)
        self.form.add(_("&Frequency"), self.frequency, wide=False)
        self.form.add(_("&Months"), self.months, wide=False)
        self.form.add(_("&Price a period"), self.price, wide=False)
        self.form.add(_("&Discount"), self.discount, wide=False)
        hint = ""
        if page.coming is not None and page.coming.start_on > session.today:
            hint = _("Today, an earlier day, or {date}, when the next period begins.").format(
                date=session.dates.medium(page.coming.start_on)
            )
        self.form.add(_("First da&y"), self.on, hint, wide=False)
        self.preview = label(_("Choose what changes."), wrap=True)
        self.preview.setMinimumHeight(pixels(76))
        self.body.addWidget(self.form)
        self.body.addWidget(label(_("What follows"), "subheading"))
        self.body.addWidget(self.preview)
        self.set_buttons(_("Change plan"), cancel=_("Leave as it is"))
        self.set_savable(savable=False)

    def show_months(self, *, visible: bool) -> None:
        """Ask for a number of months, or do not."""
        self.form.set_visible(self.months, visible=visible)
        self.months.set_needed(needed=visible)


class Changing(QObject):
    """Runs one such sheet: what is carried out is exactly what was shown, or nothing."""

    def __init__(self, session: Session, page: PlanPage, parent: QWidget | None = None) -> None:
        self.sheet = sheet = ChangeSheet(session, page, parent)
        super().__init__(sheet)
        self._session, self._page = session, page
        self._offer = _Offer(())
        self._shown: tuple[PlanChange, Settlement] | None = None
        plan = page.row
        sheet.template.set_value(_KEEP)
        sheet.frequency.set_value(plan.frequency)
        sheet.show_months(visible=False)
        sheet.price.set_value(self._price_in_force())
        sheet.discount.set_value(plan.discount_ppm or None)
        sheet.on.set_value(session.today)
        sheet.template.changed.connect(self._terms_chosen)
        sheet.frequency.changed.connect(self._terms_chosen)
        for field in (sheet.months, sheet.price, sheet.discount, sheet.on):
            field.changed.connect(self.ask)
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        self._saving.refused.connect(self._refused)
        session.tasks.read(session.read(_offer), self._offered)

    def _offered(self, offer: _Offer) -> None:
        self._offer = offer
        now = self._page.row.template_id
        others = [(each.id, each.name) for each in offer.templates if each.id != now]
        keep = self._page.row.template_name or _("Custom")
        self.sheet.template.set_choices([(_KEEP, _("As it is ({name})").format(name=keep)), *others])

    def _price_in_force(self) -> int:
        """Return the price on the first day of the new terms: a rise that is only planned is not in force yet."""
        on = self.sheet.on.value() or self._session.today
        known = (each for each in self._page.prices if each.effective_on <= on and not each.is_reversed)
        found = next(known, None)
        return found.price_minor if found is not None else self._page.row.price_minor

    def _template(self) -> TemplateFacts | None:
        chosen = self.sheet.template.value()
        return next((each for each in self._offer.templates if each.id == chosen), None)

    def _code(self) -> str:
        chosen = str(self.sheet.frequency.value())
        if chosen != CUSTOM_MONTHS:
            return chosen
        months = self.sheet.months.value()
        return Frequency.parse(f"months:{months}").code if months else ""

    @Slot()
    def _terms_chosen(self, _value: object = None) -> None:
        sheet, plan = self.sheet, self._page.row
        sheet.show_months(visible=sheet.frequency.value() == CUSTOM_MONTHS)
        template, code = self._template(), self._code()
        # The price of another frequency or another template would be a wrong one.
        if template is not None:
            sheet.price.set_value(template.prices.get(code))
        elif code == plan.frequency:
            sheet.price.set_value(self._price_in_force())
        else:
            mine = next((each for each in self._offer.templates if each.id == plan.template_id), None)
            sheet.price.set_value(mine.prices.get(code) if mine is not None else None)
        self.ask()

    def change(self) -> PlanChange | None:
        """Return what the fields say; None while something is missing or nothing is different."""
        sheet, plan = self.sheet, self._page.row
        template, code, price, on = self._template(), self._code(), sheet.price.value(), sheet.on.value()
        if not code or price is None or on is None or sheet.discount.error():
            return None
        discount = sheet.discount.value() or 0
        same = price == self._price_in_force() and discount == plan.discount_ppm
        if template is None and code == plan.frequency and same:
            return None
        return PlanChange(template.id if template is not None else None, code, price, discount, on)

    @Slot()
    def ask(self, _value: object = None) -> None:
        """Work out what the change would do."""
        sheet = self.sheet
        self._shown = None
        sheet.set_savable(savable=False)
        sheet.show_error("")
        change = self.change()
        sheet.set_typed(typed=change is not None)
        if change is None:
            missing = sheet.price.value() is None or not self._code() or sheet.on.value() is None
            sheet.preview.setText(_("Say what a period costs.") if missing else _("Choose what changes."))
            return
        job = self._session.read(_previewed, self._page.row.id, change)
        self._session.tasks.read(job, self._came, self._impossible, key=f"plan-change-{id(self)}")

    def _came(self, found: tuple[PlanChange, Settlement]) -> None:
        change, settlement = found
        self._shown = found
        template = self._template()
        name = template.name if template is not None else ""
        lead = change_words(self._page, self._price_in_force(), change, name, self._session)
        lines = [lead, *proration_lines(settlement, self._session), settlement_words(settlement, self._session)]
        self.sheet.preview.setText("\n".join(lines))
        self.sheet.set_savable(savable=True)

    def _impossible(self, error: Exception) -> bool:
        self.sheet.preview.setText("–")
        return self.sheet.show_refusal(error)

    @Slot()
    def _save(self) -> None:
        sheet = self.sheet
        # What was typed last may not have been left yet: then it is worked out and looked at first.
        if self._shown is None or sheet.form.first_error() or self.change() != self._shown[0]:
            return
        change, expected = self._shown
        job = self._session.write(change_with_way_back, self._page.row.id, change, expected=expected)
        self._saving.write(job, self._done)

    def _done(self, done: tuple[Settlement, WayBack]) -> None:
        found, way = done
        text = _("Plan {number} is changed from {date}.").format(
            number=self._page.row.number, date=self._session.dates.medium(found.effective_on)
        )
        Undoing(self._session, way).offer(text)
        self.sheet.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.ask()


def _previewed(reader: Reader, plan_id: int, change: PlanChange) -> tuple[PlanChange, Settlement]:
    return change, preview_change(reader, plan_id, change)
