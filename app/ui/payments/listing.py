"""The list of payments: where its rows come from, its columns, and what can be chosen from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.language import _
from app.services.office import Office
from app.services.queries.payments import PaymentFilter, PaymentListRow, PaymentSort, payment_ids, payment_rows
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.payments.words import payment_pill
from app.ui.periods import Period, days_of, period_words
from app.ui.session import Session
from app.ui.words import method_words

PERIODS = (
    Period.ALL,
    Period.TODAY,
    Period.THIS_MONTH,
    Period.LAST_MONTH,
    Period.THIS_QUARTER,
    Period.LAST_QUARTER,
    Period.THIS_YEAR,
    Period.LAST_YEAR,
    Period.CUSTOM,
)
STATES = ("", "unapplied", "waiting", "reversed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filters above the list say; ``from_on`` and ``to_on`` only for other dates."""

    text: str = ""
    method: str = ""
    state: str = ""
    period: Period = Period.ALL
    from_on: date | None = None
    to_on: date | None = None

    def filter(self, today: date) -> PaymentFilter:
        """Return the query's filter as of ``today``."""
        first, last = (None, None) if self.period is Period.ALL else days_of(self.period, today)
        if self.period is Period.CUSTOM:
            first, last = self.from_on, self.to_on
        return PaymentFilter(
            text=self.text,
            method=self.method,
            state="reversed" if self.state == "reversed" else "",
            unapplied_only=self.state == "unapplied",
            undeposited_only=self.state == "waiting",
            from_on=first,
            to_on=last,
        )

    def words(self) -> str:
        """Return what is chosen, for the heading of an export."""
        parts = [
            "" if self.period in (Period.ALL, Period.CUSTOM) else period_words(self.period),
            method_words(self.method) if self.method else "",
            state_words(self.state) if self.state else "",
            f"“{self.text}”" if self.text else "",
        ]
        return " · ".join(part for part in parts if part)

    def with_text(self, text: str) -> Wanted:
        """Return the same with another search."""
        return replace(self, text=text)


def state_words(state: str) -> str:
    """Return what one of ``STATES`` is called."""
    return {
        "": _("All payments"),
        "unapplied": _("With something unapplied"),
        "waiting": _("Waiting for deposit"),
        "reversed": _("Returned or void"),
    }[state]


class PaymentSource:
    """Rows from the book. The filter of the table is a ``PaymentFilter``."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = filter_ if isinstance(filter_, PaymentFilter) else PaymentFilter()
        order = PaymentSort(sort) if sort else PaymentSort.RECEIVED
        return self._office.read(lambda reader: payment_ids(reader, wanted, order, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[PaymentListRow]:
        """Return some rows."""
        return self._office.read(lambda reader: payment_rows(reader, ids))


def payment_columns(session: Session) -> list[Column[PaymentListRow]]:
    """Return the columns of the list."""
    amounts, dates = session.amounts, session.dates
    return [
        Column(
            "received",
            _("Date"),
            lambda row: dates.medium(row.received_on),
            Kind.DATE,
            width=112,
            sort=PaymentSort.RECEIVED,
            value=lambda row: row.received_on,
        ),
        Column("number", _("Number"), lambda row: row.number, width=92, sort=PaymentSort.NUMBER),
        Column("customer", _("Customer"), lambda row: row.customer_name, width=180, sort=PaymentSort.CUSTOMER, stretch=True),
        Column("account", _("Account"), lambda row: row.account, width=90, visible=False),
        Column("method", _("Method"), lambda row: method_words(row.method), width=112, sort=PaymentSort.METHOD),
        Column("reference", _("Reference"), lambda row: row.reference, width=112, sort=PaymentSort.REFERENCE),
        Column("memo", _("Memo"), lambda row: row.memo, width=160, visible=False),
        Column(
            "amount",
            _("Amount"),
            lambda row: amounts.plain(row.amount_minor),
            Kind.AMOUNT,
            width=108,
            sort=PaymentSort.AMOUNT,
            value=lambda row: row.amount_minor,
        ),
        Column(
            "applied",
            _("Applied"),
            lambda row: amounts.plain(row.applied_minor),
            Kind.AMOUNT,
            width=108,
            sort=PaymentSort.APPLIED,
            value=lambda row: row.applied_minor,
            visible=False,
        ),
        Column(
            "unapplied",
            _("Unapplied"),
            lambda row: amounts.plain(row.unapplied_minor),
            Kind.AMOUNT,
            width=108,
            sort=PaymentSort.UNAPPLIED,
            value=lambda row: row.unapplied_minor,
            tone=lambda row: Tone.CARE if row.unapplied_minor else None,
        ),
        Column(
            "returned",
            _("Given back"),
            lambda row: amounts.plain(row.returned_minor),
            Kind.AMOUNT,
            width=108,
            value=lambda row: row.returned_minor,
            visible=False,
        ),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=180, sort=PaymentSort.STATE, status=payment_pill),
    ]
