"""Selling a plan: what a template gives, what the fields say, and what becomes of them: a draft, or a plan that runs."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.domain.plan_cost import PriceStep, cost_of
from app.domain.schedule import CODES, Frequency, index_containing, period
from app.services.office import Writer
from app.services.plans.entering import NewPlan, enter_plan, rewrite_draft
from app.services.plans.reading import bill_on
from app.services.plans.templates import TemplateFacts
from app.services.queries.plan_form import PlanForm, plan_form
from app.ui.kit.saving import Saving
from app.ui.plans.sell_sheet import CUSTOM_MONTHS, SellSheet
from app.ui.session import Session


class Selling(QObject):
    """Opens the sheet as soon as it is known what it offers, and runs it.

    Signals:
        sold(object): the id of the plan that was entered or rewritten.
    """

    sold = Signal(object)

    def __init__(
        self, session: Session, customer_id: int, plan_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(session)
        self._session, self._customer_id, self._plan_id, self._parent = session, customer_id, plan_id, parent
        self._form: PlanForm | None = None
        self._template: TemplateFacts | None = None
        self.sheet: SellSheet | None = None
        session.tasks.read(session.read(plan_form, customer_id, plan_id), self._came, self._impossible)

    def _impossible(self, _error: Exception) -> bool:
        self.deleteLater()
        return False

    def _came(self, form: PlanForm) -> None:
        self._form = form
        self.sheet = sheet = SellSheet(self._session, form, self._parent)
        self._fill(sheet, form)
        sheet.template.changed.connect(self._template_chosen)
        sheet.frequency.changed.connect(self._frequency_chosen)
        touched = (sheet.start, sheet.end, sheet.anchor, sheet.months, sheet.price, sheet.discount, sheet.timing)
        for field in (*touched, sheet.name, sheet.included, sheet.agreement):
            field.changed.connect(self._touched)
        sheet.saved.connect(self._save)
        sheet.draft_wanted.connect(self._save_draft)
        self._saving = Saving(self._session.tasks, sheet)
        sheet.finished.connect(self._saving.let_go)
        sheet.destroyed.connect(self.deleteLater)
        self._summarize()
        sheet.open()

    def _fill(self, sheet: SellSheet, form: PlanForm) -> None:
        draft = form.draft
        if draft is None:
            sheet.start.set_value(self._session.today)
            sheet.frequency.set_value("monthly")
            sheet.paid_by.set_value("check")
            sheet.terms.set_value(form.customer.terms)
            sheet.visits.set_value(0)
            sheet.tax.set_value(form.customer.tax.id if form.customer.tax is not None else None)
            sheet.show_months(visible=False)
            return
        self._template = self._of(draft.template_id)
        sheet.template.set_value(draft.template_id)
        sheet.offer_taxes(self._template)
        for field, value in (
            (sheet.name, draft.name),
            (sheet.included, draft.included),
            (sheet.agreement, draft.agreement),
            (sheet.anchor, draft.anchor_on if draft.anchor_on != draft.start_on else None),
            (sheet.visits, draft.visits_per_year),
            (sheet.site, draft.site_id),
            (sheet.start, draft.start_on),
            (sheet.end, draft.end_on),
            (sheet.price, draft.price_minor),
            (sheet.discount, draft.discount_ppm or None),
            (sheet.tax, draft.tax_rate_id),
            (sheet.timing, draft.timing),
            (sheet.paid_by, draft.paid_by),
            (sheet.terms, draft.terms),
        ):
            field.set_value(value)
        usual = draft.frequency in CODES
        sheet.frequency.set_value(draft.frequency if usual else CUSTOM_MONTHS)
        sheet.months.set_value(None if usual else Frequency.parse(draft.frequency).months)
        sheet.show_months(visible=not usual)

    def _of(self, template_id: object) -> TemplateFacts | None:
        offered = self._form.templates if self._form is not None else ()
        return next((each for each in offered if each.id == template_id), None)

    # Filling in

    @Slot(object)
    def _template_chosen(self, template_id: object) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        before, self._template = self._template, self._of(template_id)
        template = self._template
        sheet.offer_taxes(template)
        if template is not None:
            if not sheet.name.value() or (before is not None and sheet.name.value() == before.name):
                sheet.name.set_value(template.name)
            sheet.included.set_value(template.included)
            sheet.agreement.set_value(template.agreement)
            sheet.visits.set_value(template.visits_per_year)
            if self._code() not in template.prices:
                first = next((code for code in CODES if code in template.prices), "")
                if first:
                    sheet.frequency.set_value(first)
                    sheet.show_months(visible=False)
            sheet.price.set_value(template.prices.get(self._code()))
        self._touched()

    @Slot(object)
    def _frequency_chosen(self, _code: object) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sheet.show_months(visible=sheet.frequency.value() == CUSTOM_MONTHS)
        if self._template is not None:
            # The price of another frequency would be a wrong one.
            sheet.price.set_value(self._template.prices.get(self._code()))
        self._touched()

    @Slot()
    def _touched(self, _value: object = None) -> None:
        if self.sheet is not None:
            self.sheet.set_typed(typed=True)
        self._summarize()

    def _code(self) -> str:
        sheet = self.sheet
        if sheet is None:
            return ""
        chosen = str(sheet.frequency.value())
        if chosen != CUSTOM_MONTHS:
            return chosen
        months = sheet.months.value()
        return Frequency.parse(f"months:{months}").code if months else ""

    def _summarize(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        start, price, code = sheet.start.value(), sheet.price.value(), self._code()
        if start is None or price is None or not code:
            sheet.summary.setText(_("Say what a period costs and when the plan starts."))
            return
        session, frequency = self._session, Frequency.parse(code)
        net = PriceStep(start, price, sheet.discount.value() or 0).net_minor
        anchor = self._anchor(start) or start
        first = index_containing(anchor, frequency, start)
        due = bill_on(str(sheet.timing.value()), anchor, frequency, first, start, sheet.end.value())
        text = _("{frequency}: {amount} before tax.").format(frequency=frequency.label(), amount=session.amounts.money(net))
        span = period(anchor, frequency, first)
        if due is not None and span.start_on < start:
            steps = (PriceStep(start, price, sheet.discount.value() or 0),)
            part = cost_of(span, steps, (), first_on=start, last_on=sheet.end.value()).net_minor
            text = _("{terms} First bill: {date}, {amount} for the days until {last}.").format(
                terms=text,
                date=session.dates.medium(due),
                amount=session.amounts.money(part),
                last=session.dates.medium(span.end_on),
            )
        elif due is not None:
            text = _("{terms} First bill: {date}.").format(terms=text, date=session.dates.medium(due))
        if due is not None and due < session.today:
            text = _("{summary} It lies in the past: the next billing run lists each period since then.").format(summary=text)
        sheet.summary.setText(text)

    def _anchor(self, start: date) -> date | None:
        """Return the day that periods are counted from where it is another than the start."""
        chosen = self.sheet.anchor.value() if self.sheet is not None else None
        return chosen if chosen != start else None

    # Keeping

    @Slot()
    def _save(self) -> None:
        self._keep("active" if self._plan_id is None else "draft")

    @Slot()
    def _save_draft(self) -> None:
        self._keep("draft")

    def _keep(self, status: str) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sheet.show_error("")
        for field in (sheet.name, sheet.price, sheet.start, sheet.months):
            # An empty field is only an error once somebody tries to do without.
            field.setModified(True)
        if sheet.first_error():
            return
        new = self._new(sheet, status)
        if new is None:
            return
        self._saving.write(self._session.write(_kept, self._plan_id, new), self._done)

    def _new(self, sheet: SellSheet, status: str) -> NewPlan | None:
        start, code = sheet.start.value(), self._code()
        if start is None or not code:
            return None
        draft = self._form.draft if self._form is not None else None
        site, tax = sheet.site.value(), sheet.tax.value()
        return NewPlan(
            self._customer_id,
            start,
            code,
            sheet.name.value(),
            self._template.id if self._template is not None else None,
            sheet.price.value(),
            site if isinstance(site, int) else None,
            sheet.end.value(),
            self._anchor(start),
            str(sheet.timing.value()),
            str(sheet.paid_by.value()),
            sheet.discount.value() or 0,
            tax if isinstance(tax, int) else None,
            sheet.visits.value() or 0,
            sheet.included.value(),
            sheet.agreement.value(),
            draft.message if draft is not None else "",
            str(sheet.terms.value()),
            status,
            draft.method_ref if draft is not None else "",
            draft.method_label if draft is not None else "",
            draft.method_expires_on if draft is not None else None,
        )

    def _done(self, plan_id: int) -> None:
        if self.sheet is not None:
            self.sheet.accept()
        self.sold.emit(plan_id)


def _kept(writer: Writer, plan_id: int | None, new: NewPlan) -> int:
    """Enter a plan, or write the draft ``plan_id`` anew, and return its id."""
    if plan_id is None:
        return enter_plan(writer, new)
    rewrite_draft(writer, plan_id, new)
    return plan_id
