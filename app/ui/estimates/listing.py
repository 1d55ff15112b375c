"""Lists of estimates: where rows come from, their columns, and what they can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.language import _
from app.services.queries.estimates import (
    TO_MAKE,
    WAITING,
    EstimateFilter,
    EstimateListRow,
    EstimateSort,
    estimate_ids,
    estimate_rows,
)
from app.ui.customers.tabs.table_tab import TabFilter
from app.ui.estimates.words import made_words, row_pill
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session

ALL = "all"


def choices() -> tuple[tuple[str, str], ...]:
    """Return what the list can be narrowed to: keys and words, the usual one first."""
    return (
        (ALL, _("All estimates")),
        (WAITING, _("Waiting for an answer")),
        (TO_MAKE, _("Accepted, nothing made yet")),
        ("draft", _("Drafts")),
        ("sent", _("Sent and valid")),
        ("expired", _("Expired")),
        ("accepted", _("Accepted")),
        ("declined", _("Declined")),
    )


def estimate_filter(customer_id: int, wanted: object) -> EstimateFilter:
    """Return what is asked of the book for a tab's filter."""
    shown = wanted if isinstance(wanted, TabFilter) else TabFilter(ALL)
    return EstimateFilter(shown.text, "" if shown.key == ALL else shown.key, customer_id)


class EstimateSource:
    """Estimates of one customer for a ``PagedModel``; its filter is a ``TabFilter``."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office, self._customer_id = session.office, customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = estimate_filter(self._customer_id, filter_)
        by = EstimateSort(sort) if sort else EstimateSort.WRITTEN
        return self._office.read(lambda reader: estimate_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[EstimateListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: estimate_rows(reader, ids))


def estimate_columns(session: Session) -> tuple[Column[EstimateListRow], ...]:
    """Return the columns."""
    amounts, dates = session.amounts, session.dates

    def day(
        key: str, title: str, of: Callable[[EstimateListRow], date | None], *, visible: bool = True
    ) -> Column[EstimateListRow]:
        def said(row: EstimateListRow) -> str:
            on = of(row)
            return dates.medium(on) if on is not None else ""

        return Column(key, title, said, Kind.DATE, 112, key if key != "sent" else "", of, visible=visible)

    return (
        Column("number", _("Number"), lambda row: row.number, width=84, sort=EstimateSort.NUMBER),
        Column("title", _("What"), lambda row: row.title, width=220, sort=EstimateSort.TITLE, stretch=True),
        Column("site", _("Site"), lambda row: row.site_name, width=120, sort=EstimateSort.SITE),
        day("written", _("Date"), lambda row: row.written_on),
        day("sent", _("Sent"), lambda row: row.sent_on, visible=False),
        day("valid", _("Valid until"), lambda row: row.valid_until),
        Column(
            "status",
            _("Status"),
            lambda _row: "",
            Kind.STATUS,
            156,
            EstimateSort.STATUS,
            status=lambda row: row_pill(row, session.today),
        ),
        day("decided", _("Answered"), lambda row: row.decided_on, visible=False),
        Column("by", _("Answered by"), lambda row: row.decided_by, width=140, visible=False),
        Column(
            "made",
            _("Made into"),
            made_words,
            width=150,
            tone=lambda row: Tone.QUIET if row.status == "accepted" else None,
        ),
        Column(
            "net",
            _("Before tax"),
            lambda row: amounts.plain(row.total_minor - row.tax_minor),
            Kind.AMOUNT,
            width=108,
            value=lambda row: row.total_minor - row.tax_minor,
            visible=False,
        ),
        Column(
            "total",
            _("Total"),
            lambda row: amounts.plain(row.total_minor),
            Kind.AMOUNT,
            width=112,
            sort=EstimateSort.TOTAL,
            value=lambda row: row.total_minor,
        ),
    )
