"""Plan templates: what the office sells. A change is for plans sold from now on; plans sold keep what they were sold with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, false, insert, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.schedule import Frequency
from app.models.bulk import take_ids
from app.models.plans import PlanTemplate, PlanTemplatePrice
from app.services.activity import Happening, record
from app.services.office import Reader, Writer

MOST_VISITS = 366


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """A template to keep; ``prices`` by frequency code, in minor units a period, before tax."""

    name: str
    prices: Mapping[str, int] = field(default_factory=dict)
    included: str = ""
    agreement: str = ""
    visits_per_year: int = 0
    tax_rate_id: int | None = None


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """A template as it is kept; ``prices`` by frequency code, minor units."""

    id: int
    name: str
    included: str
    agreement: str
    visits_per_year: int
    tax_rate_id: int | None
    archived: bool
    prices: Mapping[str, int]


def check_template(new: NewTemplate) -> None:
    """Refuse a template that cannot be kept.

    Raises:
        UserError: no name, an unknown frequency, an impossible price or number of visits.
    """
    if not new.name.strip():
        raise UserError(_("A plan template needs a name."))
    if not 0 <= new.visits_per_year <= MOST_VISITS:
        raise UserError(_("A plan has between 0 and {most} visits a year.").format(most=MOST_VISITS))
    for code, price in new.prices.items():
        Frequency.parse(code)
        if not 0 <= price <= LARGEST_MINOR:
            raise UserError(_("That price is not possible."))


def save_template(writer: Writer, new: NewTemplate, template_id: int | None = None) -> int:
    """Keep a template, new or in place of ``template_id``, and return its id.

    Raises:
        UserError: it cannot be kept, or another template has its name.
        NotFound: no such template.
    """
    check_template(new)
    name = new.name.strip()
    same = select(PlanTemplate.id).where(PlanTemplate.name == name)
    if template_id is not None:
        same = same.where(PlanTemplate.id != template_id)
    if writer.connection.execute(same).first() is not None:
        raise UserError(_("There is already a plan template “{name}”.").format(name=name))
    values = {
        "name": name,
        "included": new.included,
        "agreement": new.agreement,
        "visits_per_year": new.visits_per_year,
        "tax_rate_id": new.tax_rate_id,
    }
    if template_id is None:
        id_ = take_ids(writer.connection, PlanTemplate)[0]
        writer.connection.execute(insert(PlanTemplate).values(id=id_, **values))
    else:
        id_ = template_id
        if writer.connection.execute(update(PlanTemplate).where(PlanTemplate.id == id_).values(**values)).rowcount != 1:
            raise NotFound(_("That plan template is not in this book."))
        writer.connection.execute(delete(PlanTemplatePrice).where(PlanTemplatePrice.template_id == id_))
    prices = {Frequency.parse(code).code: price for code, price in new.prices.items()}
    if prices:
        writer.connection.execute(
            insert(PlanTemplatePrice),
            [{"template_id": id_, "frequency": code, "price_minor": price} for code, price in prices.items()],
        )
    record(writer, [Happening("plan_template.saved", None, {"name": name})])
    writer.touch("plans")
    return id_


def archive_template(writer: Writer, template_id: int, *, archived: bool = True) -> None:
    """Stop offering a template (or offer it again); plans sold by it go on.

    Raises:
        NotFound: no such template.
    """
    changed = writer.connection.execute(
        update(PlanTemplate).where(PlanTemplate.id == template_id).values(archived=archived)
    )
    if changed.rowcount != 1:
        raise NotFound(_("That plan template is not in this book."))
    name = writer.connection.execute(select(PlanTemplate.name).where(PlanTemplate.id == template_id)).scalar_one()
    kind = "plan_template.archived" if archived else "plan_template.offered"
    record(writer, [Happening(kind, None, {"name": name})])
    writer.touch("plans")


def templates(reader: Reader, *, archived: bool = False) -> list[TemplateFacts]:
    """Return the templates on offer by name, or also those that are not any more."""
    query = select(PlanTemplate).order_by(PlanTemplate.name, PlanTemplate.id)
    if not archived:
        query = query.where(PlanTemplate.archived == false())
    prices: dict[int, dict[str, int]] = {}
    for row in reader.connection.execute(
        select(PlanTemplatePrice.template_id, PlanTemplatePrice.frequency, PlanTemplatePrice.price_minor)
    ):
        prices.setdefault(row.template_id, {})[row.frequency] = row.price_minor
    columns = PlanTemplate.__table__.columns
    return [
        TemplateFacts(
            row.id,
            row.name,
            row.included,
            row.agreement,
            row.visits_per_year,
            row.tax_rate_id,
            row.archived,
            prices.get(row.id, {}),
        )
        for row in reader.connection.execute(query.with_only_columns(*columns))
    ]


def template(reader: Reader, template_id: int) -> TemplateFacts:
    """Return one template.

    Raises:
        NotFound: no such template.
    """
    for found in templates(reader, archived=True):
        if found.id == template_id:
            return found
    raise NotFound(_("That plan template is not in this book."))
