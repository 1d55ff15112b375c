"""Columns and sources of lists of agreements: one customer's, or everybody's that have to be renewed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.language import _
from app.services.agreements.listing import AgreementFilter, AgreementListRow, AgreementSort, agreement_ids, agreement_rows
from app.ui.agreements.words import agreement_pill
from app.ui.customers.tabs.table_tab import TabFilter
from app.ui.kit.tables import Column, Kind
from app.ui.session import Session

ALL, TO_RENEW = "all", "renew"
STATES = ("draft", "sent", "signed", "ended")


def agreement_filter(customer_id: int | None, wanted: object) -> AgreementFilter:
    """Return what is asked of the book for a filter by key."""
    shown = wanted if isinstance(wanted, TabFilter) else TabFilter(ALL)
    state = shown.key if shown.key in STATES else ""
    return AgreementFilter(customer_id, shown.text, state, shown.key == TO_RENEW)


class AgreementSource:
    """Agreements for a ``PagedModel``."""

    def __init__(self, session: Session, customer_id: int | None) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = agreement_filter(self._customer_id, filter_)
        by = AgreementSort(sort) if sort else AgreementSort.WRITTEN
        return self._office.read(lambda reader: agreement_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[AgreementListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: agreement_rows(reader, ids))


def agreement_columns(session: Session) -> tuple[Column[AgreementListRow], ...]:
    """Return the columns."""

    def day(key: str, title: str, of: Callable[[AgreementListRow], date | None]) -> Column[AgreementListRow]:
        def said(row: AgreementListRow) -> str:
            on = of(row)
            return session.dates.medium(on) if on is not None else ""

        return Column(key, title, said, Kind.DATE, 112, key, of)

    return (
        Column("customer", _("Customer"), lambda row: row.customer_name, width=200, sort="customer"),
        Column("title", _("Agreement"), lambda row: row.title, width=240, sort="title", stretch=True),
        Column("site", _("Site"), lambda row: row.site, width=140),
        Column("plan", _("Plan"), lambda row: row.plan, width=170),
        day("written", _("Written"), lambda row: row.written_on),
        day("signed", _("Signed"), lambda row: row.signed_on),
        Column("signed_by", _("Signed by"), lambda row: row.signed_by, width=140, sort="signed_by"),
        Column("scan", _("Signed paper"), lambda row: row.scan_name, width=140, visible=False),
        day("renews", _("Renewal"), lambda row: row.renews_on),
        Column(
            "state",
            _("Status"),
            lambda _row: "",
            Kind.STATUS,
            168,
            "state",
            status=lambda row: agreement_pill(row, session.today),
        ),
    )
