"""The list of plan templates: what each costs and bears, and how many plans run by it; and what their editor offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.models.company import TaxRate
from app.models.plans import Plan, PlanTemplate
from app.services.office import Reader
from app.services.plans.templates import TemplateFacts, template, templates
from app.services.queries.invoice_form import TaxFacts, tax_rates


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template as the list shows it; ``live`` is how many plans that were sold by it are active, paused or offered."""

    facts: TemplateFacts
    tax: TaxFacts | None
    live: int

    @property
    def id(self) -> int:
        """The template's id."""
        return self.facts.id


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """What the editor begins with: the taxes on offer, the template as it is kept (None: a new one), and how many run by it."""

    taxes: tuple[TaxFacts, ...]
    facts: TemplateFacts | None
    live: int


def template_rows(reader: Reader, *, archived: bool = False) -> list[TemplateRow]:
    """Return the templates on offer by name, or also those that are not any more."""
    taxes = {
        row.id: TaxFacts(row.id, row.name, row.rate_ppm)
        for row in reader.connection.execute(select(TaxRate.id, TaxRate.name, TaxRate.rate_ppm))
    }
    live = _live(reader)
    return [
        TemplateRow(
            facts, taxes.get(facts.tax_rate_id) if facts.tax_rate_id is not None else None, live.get(facts.id, 0)
        )
        for facts in templates(reader, archived=archived)
    ]


def template_names(reader: Reader) -> list[tuple[int, str]]:
    """Return the templates that any plan was sold by, archived or not, as (id, name), by name."""
    sold = select(Plan.template_id).where(Plan.template_id.is_not(None))
    rows = reader.connection.execute(
        select(PlanTemplate.id, PlanTemplate.name).where(PlanTemplate.id.in_(sold)).order_by(PlanTemplate.name)
    )
    return [(row.id, row.name) for row in rows]


def template_form(reader: Reader, template_id: int | None = None) -> TemplateForm:
    """Return what the editor offers for a new template or for the one kept as ``template_id``.

    Raises:
        NotFound: no such template.
    """
    facts = template(reader, template_id) if template_id is not None else None
    taxes = tax_rates(reader)
    used = facts.tax_rate_id if facts is not None else None
    if used is not None and all(tax.id != used for tax in taxes):
        row = reader.connection.execute(
            select(TaxRate.id, TaxRate.name, TaxRate.rate_ppm).where(TaxRate.id == used)
        ).one()
        taxes.append(TaxFacts(*row))
    return TemplateForm(tuple(taxes), facts, _live(reader).get(template_id or 0, 0))


def _live(reader: Reader) -> Mapping[int, int]:
    rows = reader.connection.execute(
        select(Plan.template_id, func.count())
        .where(Plan.template_id.is_not(None), Plan.status.in_(("pending", "active", "paused")))
        .group_by(Plan.template_id)
    )
    return {template_id: count for template_id, count in rows if template_id is not None}
