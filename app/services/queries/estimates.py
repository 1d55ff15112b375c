"""Lists of estimates: which match, in which order, their rows, and what they add up to; and one with everything about it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from app.domain.estimate_states import status_of
from app.domain.folding import fold
from app.domain.language import _
from app.models.base import BIG
from app.models.company import TaxRate
from app.models.customers import Customer, Site
from app.models.estimates import Estimate, EstimateLine
from app.models.invoices import Invoice
from app.models.jobs import Job
from app.models.plans import Plan
from app.services.estimates.claiming import Made, made_of
from app.services.estimates.deposits import DepositTaken, credit_for_deposits, deposits_of
from app.services.estimates.reading import Standing, standing
from app.services.office import Reader
from app.services.plans.reading import chunks
from app.services.queries.asking import AnySelect, Question, exact_sum
from app.services.queries.invoice_detail import InvoiceLineFacts

WAITING, TO_MAKE = "waiting", "to_make"


@dataclass(frozen=True, slots=True)
class EstimateFilter:
    """Which estimates a list shows; everything given must hold.

    Attributes:
        text: as typed; every word is part of the estimate's number, title or message, or of what the customer is found by.
        status: one of ``ESTIMATE_STATUSES``; ``waiting`` for those sent and not answered, expired or not; ``to_make`` for those
            accepted of which nothing was made yet; or empty.
        customer_id: only this customer's.
    """

    text: str = ""
    status: str = ""
    customer_id: int | None = None


class EstimateSort(StrEnum):
    """What a list of estimates is ordered by; the latest breaks ties."""

    NUMBER = "number"
    CUSTOMER = "customer"
    TITLE = "title"
    SITE = "site"
    WRITTEN = "written"
    VALID = "valid"
    DECIDED = "decided"
    STATUS = "status"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class EstimateListRow:
    """An estimate as lists show it, amounts in minor units; ``status`` as of today, one of ``ESTIMATE_STATUSES``.

    ``invoice_number`` is empty while the invoice made of it is a draft; a cancelled job or plan counts as none;
    ``job_asks`` says that the job asks for the money.
    """

    id: int
    number: str
    customer_id: int
    account: str
    customer_name: str
    site_name: str
    title: str
    status: str
    written_on: date
    valid_until: date
    sent_on: date | None
    decided_on: date | None
    decided_by: str
    total_minor: int
    tax_minor: int
    invoice_id: int | None
    invoice_number: str
    job_id: int | None
    job_number: str
    job_asks: bool
    plan_id: int | None
    plan_number: str

    @property
    def made(self) -> bool:
        """Whether anything was made of it that stands."""
        return self.invoice_id is not None or self.job_id is not None or self.plan_id is not None


@dataclass(frozen=True, slots=True)
class EstimateTotals:
    """What the estimates of a filter add up to, with tax, in minor units: all, those not answered, those accepted."""

    count: int
    total_minor: int
    waiting_minor: int
    accepted_minor: int


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """One estimate with its lines, what was made of it, its deposits, and what could be one."""

    facts: Standing
    account: str
    customer_name: str
    site_name: str
    status: str
    lines: tuple[InvoiceLineFacts, ...]
    made: Made
    deposits: tuple[DepositTaken, ...]
    credit: tuple[DepositTaken, ...]

    @property
    def deposit_minor(self) -> int:
        """What was taken as deposits, minor units."""
        return sum(each.amount_minor for each in self.deposits)


def estimate_status_words(status: str) -> str:
    """Return what a status is called."""
    return {
        "draft": _("Draft"),
        "sent": _("Sent"),
        "expired": _("Expired"),
        "accepted": _("Accepted"),
        "declined": _("Declined"),
    }[status]


def estimate_ids(
    reader: Reader, wanted: EstimateFilter, sort: EstimateSort = EstimateSort.WRITTEN, *, descending: bool = True
) -> array[int]:
    """Return the ids (typecode q) of the estimates that match, in order; what has no value to order by comes last."""
    statement = select(Estimate.id)
    if sort is EstimateSort.CUSTOMER:
        statement = statement.join(Customer, Customer.id == Estimate.customer_id)
    if sort is EstimateSort.SITE:
        statement = statement.outerjoin(Site, Site.id == Estimate.site_id)
    keys = [key.desc().nulls_last() if descending else key.asc().nulls_last() for key in _keys(reader, sort)]
    found = statement.where(*_conditions(reader, wanted)).order_by(*keys, Estimate.id.desc() if descending else Estimate.id)
    return Question(found, int).ids(reader)


def estimate_rows(reader: Reader, ids: Sequence[int]) -> list[EstimateListRow]:
    """Return the rows of ``ids`` in their order; ids that are gone are left out."""
    found: dict[int, EstimateListRow] = {}
    for some in chunks(ids):
        for cells in reader.connection.execute(_ROWS.where(Estimate.id.in_(some))):
            values: list[Any] = list(cells)
            values[19] = bool(values[19])
            values[7] = status_of(values[7], values[9], reader.today)
            row = EstimateListRow(*values)
            found[row.id] = row
    return [found[id_] for id_ in ids if id_ in found]


def estimate_totals(reader: Reader, wanted: EstimateFilter) -> EstimateTotals:
    """Return how many estimates match and what they add up to."""
    statement = (
        select(
            func.count(),
            exact_sum(Estimate.total_minor),
            exact_sum(case((Estimate.state == "sent", Estimate.total_minor), else_=0)),
            exact_sum(case((Estimate.state == "accepted", Estimate.total_minor), else_=0)),
        )
        .select_from(Estimate)
        .where(*_conditions(reader, wanted))
    )
    return EstimateTotals(*(int(cell) for cell in reader.connection.execute(statement).one()))


def amount_of_estimates(reader: Reader, ids: Sequence[int]) -> int:
    """Return what estimates come to with tax, in minor units."""
    total = 0
    for some in chunks(ids):
        query = select(exact_sum(Estimate.total_minor)).where(Estimate.id.in_(some))
        total += int(reader.connection.execute(query).scalar_one())
    return total


def count_estimates(reader: Reader, customer_id: int) -> int:
    """Return how many estimates a customer has or had."""
    return _COUNT.one(reader, customer_id=customer_id)


def estimate_page(reader: Reader, estimate_id: int) -> EstimatePage:
    """Return everything about one estimate.

    Raises:
        NotFound: there is no such estimate (any more).
    """
    facts = standing(reader, estimate_id)
    name, account = reader.connection.execute(
        select(Customer.name, Customer.account).where(Customer.id == facts.customer_id)
    ).one()
    site = reader.connection.execute(select(Site.name).where(Site.id == facts.site_id)).scalar() or ""
    lines = reader.connection.execute(
        select(
            EstimateLine.position,
            EstimateLine.description,
            EstimateLine.quantity_micro,
            EstimateLine.unit_price_minor,
            EstimateLine.discount_ppm,
            EstimateLine.net_minor,
            EstimateLine.tax_ppm,
            func.coalesce(TaxRate.name, ""),
            EstimateLine.tax_minor,
        )
        .outerjoin(TaxRate, TaxRate.id == EstimateLine.tax_rate_id)
        .where(EstimateLine.estimate_id == estimate_id)
        .order_by(EstimateLine.position)
    )
    return EstimatePage(
        facts,
        account,
        name,
        site,
        facts.status(reader.today),
        tuple(InvoiceLineFacts(*line) for line in lines),
        made_of(reader, estimate_id),
        tuple(deposits_of(reader, estimate_id)),
        tuple(credit_for_deposits(reader, estimate_id)),
    )


_COUNT = Question(select(func.count()).where(Estimate.customer_id == bindparam("customer_id", type_=BIG)), int)


def _says(word: str) -> ColumnElement[bool]:
    """Return the condition that an estimate, or its customer, is found by a folded word."""
    like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    customers = select(Customer.id).where(Customer.search_text.like(like, escape="\\"))
    return or_(Estimate.search_text.like(like, escape="\\"), Estimate.customer_id.in_(customers))


def _conditions(reader: Reader, wanted: EstimateFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.customer_id is not None:
        found.append(Estimate.customer_id == wanted.customer_id)
        # The customer is known: only the estimate's own words narrow further.
        found += [Estimate.search_text.contains(word, autoescape=True) for word in fold(wanted.text).split()]
    else:
        found += [_says(word) for word in fold(wanted.text).split()]
    expired = and_(Estimate.state == "sent", Estimate.valid_until < reader.today)
    if wanted.status == "expired":
        found.append(expired)
    elif wanted.status == "sent":
        found += [Estimate.state == "sent", Estimate.valid_until >= reader.today]
    elif wanted.status == WAITING:
        found.append(Estimate.state == "sent")
    elif wanted.status == TO_MAKE:
        jobs = select(Job.id).where(Job.status == "cancelled")
        plans = select(Plan.id).where(Plan.status == "cancelled")
        found += [
            Estimate.state == "accepted",
            Estimate.invoice_id.is_(None),
            or_(Estimate.job_id.is_(None), Estimate.job_id.in_(jobs)),
            or_(Estimate.plan_id.is_(None), Estimate.plan_id.in_(plans)),
        ]
    elif wanted.status:
        found.append(Estimate.state == wanted.status)
    return found


def _keys(reader: Reader, sort: EstimateSort) -> list[Any]:
    expired = and_(Estimate.state == "sent", Estimate.valid_until < reader.today)
    rank = case(
        (Estimate.state == "draft", 0), (expired, 2), (Estimate.state == "sent", 1), (Estimate.state == "accepted", 3), else_=4
    )
    keys: dict[EstimateSort, list[Any]] = {
        EstimateSort.NUMBER: [func.length(Estimate.number), Estimate.number],
        EstimateSort.CUSTOMER: [Customer.sort_name],
        EstimateSort.TITLE: [func.lower(Estimate.title)],
        EstimateSort.SITE: [func.lower(Site.name)],
        EstimateSort.WRITTEN: [Estimate.written_on],
        EstimateSort.VALID: [Estimate.valid_until],
        EstimateSort.DECIDED: [Estimate.decided_on],
        EstimateSort.STATUS: [rank],
        EstimateSort.TOTAL: [Estimate.total_minor],
    }
    return keys[sort]


_ROWS: AnySelect = (
    select(
        Estimate.id,
        func.coalesce(Estimate.number, ""),
        Estimate.customer_id,
        Customer.account,
        Customer.name,
        func.coalesce(Site.name, ""),
        Estimate.title,
        Estimate.state,
        Estimate.written_on,
        Estimate.valid_until,
        Estimate.sent_on,
        Estimate.decided_on,
        Estimate.decided_by,
        Estimate.total_minor,
        Estimate.tax_minor,
        Estimate.invoice_id,
        func.coalesce(Invoice.number, ""),
        Job.id,
        func.coalesce(Job.number, ""),
        and_(Job.id.is_not(None), Estimate.job_asks, Job.amount_minor != 0),
        Plan.id,
        func.coalesce(Plan.number, ""),
    )
    .join(Customer, Customer.id == Estimate.customer_id)
    .outerjoin(Site, Site.id == Estimate.site_id)
    .outerjoin(Invoice, Invoice.id == Estimate.invoice_id)
    .outerjoin(Job, and_(Job.id == Estimate.job_id, Job.status != "cancelled"))
    .outerjoin(Plan, and_(Plan.id == Estimate.plan_id, Plan.status != "cancelled"))
)
