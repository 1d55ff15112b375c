"""Entering plans, one or a hundred thousand, and changing drafts. What changes a running plan belongs to other verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from app.domain.date_input import FIRST_YEAR, LAST_YEAR
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.rounding import MILLION
from app.domain.schedule import Frequency, index_containing
from app.domain.terms import Terms
from app.models.bulk import insert_rows, take_ids
from app.models.company import TaxRate
from app.models.customers import Customer, Site
from app.models.plan_rows import PlanLineRow, PlanPriceRow, PlanRow
from app.models.plans import PAID_BY, Plan, PlanLine, PlanPrice
from app.services.activity import Happening, record
from app.services.invoicing.figures import NewLine, figures_of
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer
from app.services.plans.reading import bill_on, chunks, read_plan
from app.services.plans.statuses import change_row, tell
from app.services.plans.templates import MOST_VISITS, TemplateFacts, templates
from app.services.plans.visits import plan_visits

FIRST_STATUSES = ("draft", "pending", "active")


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to enter. What is left None or empty comes from the template.

    Attributes:
        price_minor: a period's price before discount and tax, minor units.
        start_on: the first day; periods are counted from it unless ``anchor_on`` says otherwise.
        anchor_on: the day that periods are counted from for ever; a start between two counts is billed by days.
        end_on: the last day, or None until cancelled.
        timing: ``advance`` bills a period on its first day, ``arrears`` on the day after its last.
        terms: how long after that day payment is due, a code of ``app.domain.terms``.
        status: draft, pending or active.
        lines: the lines of a recurring invoice; plans proper have none.
    """

    customer_id: int
    start_on: date
    frequency: str
    name: str = ""
    template_id: int | None = None
    price_minor: int | None = None
    site_id: int | None = None
    end_on: date | None = None
    anchor_on: date | None = None
    timing: str = "advance"
    paid_by: str = "other"
    discount_ppm: int = 0
    tax_rate_id: int | None = None
    visits_per_year: int | None = None
    included: str = ""
    agreement: str = ""
    message: str = ""
    terms: str = "receipt"
    status: str = "draft"
    method_ref: str = ""
    method_label: str = ""
    method_expires_on: date | None = None
    lines: tuple[NewLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Filled:
    """A plan with what its template gives."""

    new: NewPlan
    frequency: Frequency
    anchor_on: date
    name: str
    price_minor: int
    visits: int
    tax_rate_id: int | None
    included: str
    agreement: str


def enter_plans(writer: Writer, plans: Sequence[NewPlan]) -> list[int]:
    """Enter plans and return their ids in order.

    Raises:
        UserError: one of them cannot be; none is entered.
        NotFound: a customer, site, template or tax that is not in this book.
    """
    filled = _filled(writer, plans)
    connection = writer.connection
    ids = take_ids(connection, Plan, len(plans))
    numbers = take_numbers(writer, "plan", len(plans))
    insert_rows(connection, Plan, [_row(writer, *each) for each in zip(ids, numbers, filled, strict=True)])
    price_ids = take_ids(connection, PlanPrice, len(plans))
    insert_rows(
        connection,
        PlanPrice,
        [
            PlanPriceRow(price_id, id_, each.new.start_on.isoformat(), each.price_minor, each.new.discount_ppm)
            for price_id, id_, each in zip(price_ids, ids, filled, strict=True)
        ],
    )
    _insert_lines(writer, list(zip(ids, filled, strict=True)))
    record(
        writer,
        (
            Happening(
                "plan.entered",
                each.new.customer_id,
                {
                    "number": number,
                    "plan": each.name,
                    "status": each.new.status,
                    "price_minor": each.price_minor,
                    "frequency": each.frequency.code,
                },
            )
            for number, each in zip(numbers, filled, strict=True)
        ),
    )
    for some in chunks(id_ for id_, each in zip(ids, filled, strict=True) if each.new.status == "active" and each.visits):
        plan_visits(writer, some)
    writer.touch("plans", *(f"customer:{new.customer_id}" for new in plans))
    return list(ids)


def enter_plan(writer: Writer, new: NewPlan) -> int:
    """Enter one plan; see ``enter_plans``."""
    return enter_plans(writer, [new])[0]


def rewrite_draft(writer: Writer, plan_id: int, new: NewPlan) -> None:
    """Write a draft anew; it keeps its number.

    Raises:
        UserError: the plan is no draft any more, or cannot be as asked for.
        NotFound: no such plan.
    """
    plan = read_plan(writer, plan_id)
    if plan.status != "draft":
        raise UserError(
            _("Plan {number} is no draft any more.").format(number=plan.number),
            _("Withdraw the offer first, or change the running plan."),
        )
    filled = _filled(writer, [new])[0]
    row = _row(writer, plan_id, plan.number, filled)
    dates = {"start_on", "end_on", "anchor_on", "next_bill_on", "method_expires_on", "accepted_on"}
    values = {
        name: date.fromisoformat(value) if name in dates and value is not None else value
        for name, value in row._asdict().items()
        if name not in {"id", "number", "status"}
    }
    change_row(writer, plan, {**values, "next_index": _first_index(filled), "next_bill_on": None})
    writer.connection.execute(delete(PlanPrice).where(PlanPrice.plan_id == plan_id))
    writer.connection.execute(delete(PlanLine).where(PlanLine.plan_id == plan_id))
    price = PlanPriceRow(
        take_ids(writer.connection, PlanPrice)[0],
        plan_id,
        new.start_on.isoformat(),
        filled.price_minor,
        new.discount_ppm,
    )
    insert_rows(writer.connection, PlanPrice, [price])
    _insert_lines(writer, [(plan_id, filled)])
    tell(writer, plan, "plan.rewritten", {"price_minor": filled.price_minor})


def _filled(reader: Reader, plans: Sequence[NewPlan]) -> list[_Filled]:
    known: Mapping[int, TemplateFacts] = {}
    if any(new.template_id is not None for new in plans):
        known = {found.id: found for found in templates(reader, archived=True)}
    filled = [_fill(reader, new, known) for new in plans]
    _check_customers(reader, {new.customer_id for new in plans})
    _check_sites(reader, [new for new in plans if new.site_id is not None])
    taxes = {each.tax_rate_id for each in filled if each.tax_rate_id is not None}
    found_taxes = set(reader.connection.execute(select(TaxRate.id)).scalars()) if taxes else set()
    if taxes - found_taxes:
        raise NotFound(_("That tax is not in this book."))
    return filled


def _fill(reader: Reader, new: NewPlan, known: Mapping[int, TemplateFacts]) -> _Filled:
    frequency = Frequency.parse(new.frequency)
    sold = None
    if new.template_id is not None:
        sold = known.get(new.template_id)
        if sold is None:
            raise NotFound(_("That plan template is not in this book."))
    price = new.price_minor
    if new.lines:
        price = figures_of(new.lines, reader.profile.tax_rounding).net_minor
    elif price is None and sold is not None:
        price = sold.prices.get(frequency.code)
        if price is None:
            raise UserError(
                _("“{name}” has no price for this frequency: {frequency}.").format(
                    name=sold.name, frequency=frequency.label()
                ),
                _("Enter a price, or choose another frequency."),
            )
    name = new.name.strip() or (sold.name if sold else "") or (new.lines[0].description if new.lines else "")
    _check(new, name, price)
    visits = new.visits_per_year if new.visits_per_year is not None else sold.visits_per_year if sold else 0
    if not 0 <= visits <= MOST_VISITS:
        raise UserError(_("A plan has between 0 and {most} visits a year.").format(most=MOST_VISITS))
    return _Filled(
        new,
        frequency,
        new.anchor_on or new.start_on,
        name,
        price or 0,
        visits,
        new.tax_rate_id if new.tax_rate_id is not None else sold.tax_rate_id if sold else None,
        new.included or (sold.included if sold else ""),
        new.agreement or (sold.agreement if sold else ""),
    )


def _check(new: NewPlan, name: str, price: int | None) -> None:
    if not name:
        raise UserError(_("A plan needs a name."))
    if price is None:
        raise UserError(_("A plan needs a price."))
    if not 0 <= price <= LARGEST_MINOR:
        raise UserError(_("That price is not possible."))
    if new.paid_by not in PAID_BY:
        raise UserError(
            _("“{method}” is no way to pay.").format(method=new.paid_by[:20]), _("Use card, bank, cash, check or other.")
        )
    if new.timing not in {"advance", "arrears"}:
        raise UserError(_("A plan is invoiced in advance or in arrears."))
    if new.status not in FIRST_STATUSES:
        raise UserError(_("A new plan is a draft, pending or active."))
    if not 0 <= new.discount_ppm <= MILLION:
        raise UserError(_("A discount is between 0 % and 100 %."))
    for on in (new.start_on, new.end_on, new.anchor_on):
        if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise UserError(_("The year {year} is out of range.").format(year=on.year))
    if new.end_on is not None and new.end_on < new.start_on:
        raise UserError(_("A plan cannot end before it starts."))
    Terms.parse(new.terms)


def _first_index(each: _Filled) -> int:
    return index_containing(each.anchor_on, each.frequency, each.new.start_on)


def _row(writer: Writer, id_: int, number: str, each: _Filled) -> PlanRow:
    new = each.new
    first = _first_index(each)
    due = None
    if new.status != "draft":
        due = bill_on(new.timing, each.anchor_on, each.frequency, first, new.start_on, new.end_on)
    return PlanRow(
        id_,
        number,
        new.customer_id,
        new.site_id,
        new.template_id,
        "recurring" if new.lines else "plan",
        each.name,
        each.included,
        each.agreement,
        new.message,
        each.visits,
        new.status,
        each.frequency.code,
        new.timing,
        new.start_on.isoformat(),
        _iso(new.end_on),
        each.anchor_on.isoformat(),
        first,
        _iso(due),
        each.price_minor,
        new.discount_ppm,
        each.tax_rate_id,
        new.terms,
        new.paid_by,
        new.method_ref,
        new.method_label,
        _iso(new.method_expires_on),
        _iso(writer.today if new.status == "active" else None),
    )


def _insert_lines(writer: Writer, plans: Sequence[tuple[int, _Filled]]) -> None:
    insert_rows(
        writer.connection,
        PlanLine,
        [
            PlanLineRow(
                plan_id,
                position,
                line.description,
                line.quantity_micro,
                line.unit_price_minor,
                line.discount_ppm,
                line.tax_rate_id,
                line.tax_ppm,
            )
            for plan_id, each in plans
            for position, line in enumerate(each.new.lines, 1)
        ],
    )


def _check_customers(reader: Reader, customer_ids: set[int]) -> None:
    for some in chunks(sorted(customer_ids)):
        found = reader.connection.execute(select(Customer.id, Customer.status).where(Customer.id.in_(some))).all()
        if len(found) != len(some):
            raise NotFound(_("That customer is not in this book."))
        if any(row.status != "active" for row in found):
            raise UserError(_("That customer is archived."), _("Make the customer active first."))


def _check_sites(reader: Reader, plans: Sequence[NewPlan]) -> None:
    owners: dict[int, int] = {}
    for some in chunks(sorted({new.site_id for new in plans if new.site_id is not None})):
        owners.update(reader.connection.execute(select(Site.id, Site.customer_id).where(Site.id.in_(some))).all())
    for new in plans:
        if new.site_id is not None and owners.get(new.site_id) != new.customer_id:
            raise NotFound(_("That site is not one of this customer's."))


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None
