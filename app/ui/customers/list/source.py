"""How the customer list asks the book. Runs in readers; what is shown of the rows belongs to ``columns``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.office import Reader
from app.services.queries.customer_list import CustomerFilter, CustomerListRow, CustomerSort
from app.services.queries.customers import (
    CustomerTotals,
    customer_count,
    customer_ids,
    customer_rows,
    customer_totals,
    first_customer_ids,
    managers_in_use,
    tags_in_use,
)
from app.services.tax_rates import TaxRateFacts, tax_rates
from app.ui.customers.list.filters import EVERYBODY
from app.ui.session import Session


class CustomerSource:
    """Customers for a ``PagedModel``; its filter is a ``CustomerFilter``."""

    def __init__(self, session: Session) -> None:
        self._office = session.office

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids of matching customers; while something is typed the best matches come first."""
        wanted, by = _meant(sort, descending, filter_)
        return self._office.read(lambda reader: customer_ids(reader, wanted, by, descending=descending))

    def first(self, sort: str, descending: bool, filter_: object, most: int) -> tuple[Sequence[int], bool] | None:
        """Return the first ids and whether they are all, where that is quicker than finding all."""
        wanted, by = _meant(sort, descending, filter_)
        return self._office.read(lambda reader: first_customer_ids(reader, wanted, by, most, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[CustomerListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: customer_rows(reader, ids))


def _meant(sort: str, descending: bool, filter_: object) -> tuple[CustomerFilter, CustomerSort]:
    wanted = filter_ if isinstance(filter_, CustomerFilter) else EVERYBODY
    by = CustomerSort(sort) if sort else CustomerSort.NAME
    if wanted.text and by is CustomerSort.NAME and not descending:
        by = CustomerSort.BEST
    return wanted, by


@dataclass(frozen=True, slots=True)
class ListFigures:
    """What stands under the list: the matching customers' totals, and how many there are without any filter."""

    shown: CustomerTotals
    of: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Account managers and tags that some customer has, and the taxes that there are, also those not on offer any more."""

    managers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    taxes: tuple[TaxRateFacts, ...] = ()


def list_figures(reader: Reader, wanted: CustomerFilter) -> ListFigures:
    """Return what the customers of a filter add up to, and how many there are in all of the same standing."""
    shown = customer_totals(reader, wanted)
    everybody = CustomerFilter(status=wanted.status)
    return ListFigures(shown, shown.count if wanted == everybody else customer_count(reader, wanted.status))


def choices(reader: Reader) -> Choices:
    """Return what can be filtered by."""
    return Choices(tuple(managers_in_use(reader)), tuple(tags_in_use(reader)), tuple(tax_rates(reader, archived=True)))
