"""What the sheet on which a plan is sold, or a draft rewritten, offers: sites, taxes, templates, and the draft as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.plans import Plan
from app.services.office import Reader
from app.services.plans.entering import NewPlan
from app.services.plans.reading import read_plan
from app.services.plans.templates import TemplateFacts, templates
from app.services.queries.invoice_form import InvoiceForm, invoice_form


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What is known before the first field is filled; ``draft`` is None for a new plan. Archived templates only where used."""

    customer: InvoiceForm
    templates: tuple[TemplateFacts, ...]
    draft: NewPlan | None


def plan_form(reader: Reader, customer_id: int, plan_id: int | None = None) -> PlanForm:
    """Return what the sheet offers for a new plan of a customer, or for the draft ``plan_id``.

    Raises:
        NotFound: no such customer or plan.
        UserError: the plan is no draft of this customer, or a recurring invoice.
    """
    draft = _draft(reader, plan_id) if plan_id is not None else None
    if draft is not None and draft.customer_id != customer_id:
        raise UserError(_("That plan is another customer's."))
    used = draft.template_id if draft is not None else None
    offered = [found for found in templates(reader, archived=True) if not found.archived or found.id == used]
    return PlanForm(invoice_form(reader, customer_id), tuple(offered), draft)


def _draft(reader: Reader, plan_id: int) -> NewPlan:
    plan = read_plan(reader, plan_id)
    if plan.status != "draft" or plan.kind != "plan":
        raise UserError(
            _("Plan {number} is no draft any more.").format(number=plan.number),
            _("Withdraw the offer first, or change the running plan."),
        )
    included, agreement, message = reader.connection.execute(
        select(Plan.included, Plan.agreement, Plan.message).where(Plan.id == plan_id)
    ).one()
    return NewPlan(
        plan.customer_id,
        plan.start_on,
        plan.frequency.code,
        plan.name,
        plan.template_id,
        plan.price_minor,
        plan.site_id,
        plan.end_on,
        plan.anchor_on,
        plan.timing,
        plan.paid_by,
        plan.discount_ppm,
        plan.tax_rate_id,
        plan.visits_per_year,
        included,
        agreement,
        message,
        plan.terms,
        "draft",
        plan.method_ref,
        plan.method_label,
        plan.method_expires_on,
    )
