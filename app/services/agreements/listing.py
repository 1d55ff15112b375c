"""Lists of agreements: a customer's, those that have to be renewed, and what a form about one begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select

from app.domain.agreement_states import RENEWAL_NOTICE_DAYS
from app.domain.folding import fold
from app.models.agreements import Agreement
from app.models.attachments import AttachedFile
from app.models.customers import Customer, Site
from app.models.plans import Plan
from app.services.agreements.templates import AgreementText, agreement_texts
from app.services.agreements.waiting import mail_state
from app.services.office import Reader


class AgreementSort(StrEnum):
    """What a list of agreements is ordered by; the latest breaks ties."""

    TITLE = "title"
    WRITTEN = "written"
    SIGNED = "signed"
    SIGNED_BY = "signed_by"
    RENEWS = "renews"
    STATE = "state"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """Which agreements are shown; everything given must hold.

    Attributes:
        customer_id: only this customer's; None for everybody's.
        text: words that are all in title, text or signature.
        state: draft, sent, signed, ended, or empty.
        to_renew: signed, and to be renewed within ``RENEWAL_NOTICE_DAYS``, or overdue for it.
    """

    customer_id: int | None = None
    text: str = ""
    state: str = ""
    to_renew: bool = False


@dataclass(frozen=True, slots=True)
class AgreementListRow:
    """An agreement as lists show it; ``mail_state`` is how the last message with it stands, empty without one."""

    id: int
    customer_id: int
    account: str
    customer_name: str
    title: str
    site: str
    plan: str
    state: str
    written_on: date
    sent_on: date | None
    signed_on: date | None
    signed_by: str
    renews_on: date | None
    ended_on: date | None
    scan_id: int | None
    scan_name: str
    mail_state: str


@dataclass(frozen=True, slots=True)
class AgreementTotals:
    """How many agreements match, and how many of them are in force and to be renewed."""

    count: int
    signed: int
    to_renew: int


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """What the form about an agreement offers: (id, words) of sites and plans, and the texts to begin with."""

    customer_name: str
    account: str
    sites: tuple[tuple[int, str], ...]
    plans: tuple[tuple[int, str], ...]
    texts: tuple[AgreementText, ...]


def renewal_horizon(today: date) -> date:
    """Return the last day whose renewals are asked for today."""
    return today + timedelta(days=RENEWAL_NOTICE_DAYS)


def agreement_ids(
    reader: Reader, wanted: AgreementFilter, sort: AgreementSort = AgreementSort.WRITTEN, *, descending: bool = True
) -> Sequence[int]:
    """Return the ids of the agreements that match, in order; what has no day comes last."""
    key = _KEYS[sort]
    statement = select(Agreement.id).join(Customer, Customer.id == Agreement.customer_id)
    statement = statement.where(*_conditions(reader, wanted)).order_by(
        key.is_(None), key.desc() if descending else key.asc(), Agreement.id.desc()
    )
    return [int(id_) for id_ in reader.connection.execute(statement).scalars()]


def agreement_rows(reader: Reader, ids: Sequence[int]) -> list[AgreementListRow]:
    """Return the rows of ids in their order; those that are gone are left out."""
    found = reader.connection.execute(_ROWS.where(Agreement.id.in_(list(ids))))
    rows = {row[0]: AgreementListRow(*row) for row in found}
    return [rows[id_] for id_ in ids if id_ in rows]


def agreement_totals(reader: Reader, wanted: AgreementFilter) -> AgreementTotals:
    """Return what the agreements of a filter come to."""
    soon = (Agreement.state == "signed") & (Agreement.renews_on <= renewal_horizon(reader.today))
    row = reader.connection.execute(
        select(
            func.count(), func.count().filter(Agreement.state == "signed"), func.count().filter(soon)
        ).where(*_conditions(reader, wanted))
    ).one()
    return AgreementTotals(*(int(number) for number in row))


def count_agreements(reader: Reader, customer_id: int) -> int:
    """Return how many agreements a customer has."""
    return agreement_totals(reader, AgreementFilter(customer_id)).count


def agreements_to_renew(reader: Reader, customer_id: int | None = None) -> list[AgreementListRow]:
    """Return the agreements that have to be renewed soon or should have been, the most urgent first."""
    wanted = AgreementFilter(customer_id, to_renew=True)
    return agreement_rows(reader, agreement_ids(reader, wanted, AgreementSort.RENEWS, descending=False))


def agreement_form(reader: Reader, customer_id: int, *, site_id: int | None = None) -> AgreementForm:
    """Return what the form offers for a customer; an archived site only where it is ``site_id``."""
    connection = reader.connection
    name, account = connection.execute(
        select(Customer.name, Customer.account).where(Customer.id == customer_id)
    ).one()
    sites = connection.execute(
        select(Site.id, Site.name)
        .where(Site.customer_id == customer_id, (Site.archived == false()) | (Site.id == site_id))
        .order_by(Site.name)
    )
    plans = connection.execute(
        select(Plan.id, Plan.number, Plan.name)
        .where(Plan.customer_id == customer_id, Plan.kind == "plan")
        .order_by(Plan.number)
    )
    return AgreementForm(
        name,
        account,
        tuple((int(id_), words) for id_, words in sites),
        tuple((int(id_), f"{number} {words}") for id_, number, words in plans),
        tuple(agreement_texts(reader)),
    )


def _conditions(reader: Reader, wanted: AgreementFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.customer_id is not None:
        conditions.append(Agreement.customer_id == wanted.customer_id)
    if wanted.state:
        conditions.append(Agreement.state == wanted.state)
    if wanted.to_renew:
        conditions += [Agreement.state == "signed", Agreement.renews_on <= renewal_horizon(reader.today)]
    conditions += [Agreement.search_text.contains(word, autoescape=True) for word in fold(wanted.text).split()]
    return conditions


_KEYS: dict[AgreementSort, ColumnElement[Any]] = {
    AgreementSort.TITLE: func.lower(Agreement.title),
    AgreementSort.WRITTEN: Agreement.written_on,
    AgreementSort.SIGNED: Agreement.signed_on,
    AgreementSort.SIGNED_BY: func.lower(Agreement.signed_by),
    AgreementSort.RENEWS: Agreement.renews_on,
    AgreementSort.STATE: Agreement.state,
    AgreementSort.CUSTOMER: Customer.sort_name,
}
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Agreement.id,
        Agreement.customer_id,
        Customer.account,
        Customer.name,
        Agreement.title,
        func.coalesce(Site.name, ""),
        func.coalesce(Plan.number + " " + Plan.name, ""),
        Agreement.state,
        Agreement.written_on,
        Agreement.sent_on,
        Agreement.signed_on,
        Agreement.signed_by,
        Agreement.renews_on,
        Agreement.ended_on,
        Agreement.scan_id,
        func.coalesce(AttachedFile.name, ""),
        func.coalesce(mail_state(), ""),
    )
    .join(Customer, Customer.id == Agreement.customer_id)
    .outerjoin(Site, Site.id == Agreement.site_id)
    .outerjoin(Plan, Plan.id == Agreement.plan_id)
    .outerjoin(AttachedFile, AttachedFile.id == Agreement.scan_id)
)
