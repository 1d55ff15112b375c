"""What is shown of a customer in the two-line list and in the wide table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.language import _, ngettext
from app.domain.money import decimal_from_minor
from app.services.queries.customer_list import CustomerListRow, CustomerSort
from app.services.queries.statuses import CustomerStatus
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind, TwoLines
from app.ui.kit.theme import Tone
from app.ui.words import customer_pill, kind_words, terms_words

if TYPE_CHECKING:
    # The first look at a book words its rows before the session's libraries are imported.
    from app.services.formats import AmountFormat
    from app.ui.session import Session


def two_lines(row: CustomerListRow, amounts: AmountFormat) -> TwoLines:
    """Return the two lines of the list: name and balance, “A-0254 · Commercial · 12 sites” and the worst status."""
    detail = [row.account, kind_words(row.kind)]
    if row.site_count > 1:
        detail.append(ngettext("{count} site", "{count} sites", row.site_count).format(count=row.site_count))
    pill = customer_pill(row.worst_status, row.oldest_days_late)
    return TwoLines(row.name, amounts.plain(row.balance_minor), " · ".join(detail), pill)


class CustomerWords:
    """Words of a customer's row in the formats of one book."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lines(self, row: CustomerListRow) -> TwoLines:
        """Return the two lines of the list."""
        return two_lines(row, self._session.amounts)

    def pill(self, row: CustomerListRow) -> Status | None:
        """Return the worst that is to be said of the account."""
        return customer_pill(row.worst_status, row.oldest_days_late)

    def since(self, row: CustomerListRow) -> str:
        """Return the month in which the customer came."""
        return self._session.dates.short_month_year(row.since_on)

    def columns(self) -> tuple[Column[CustomerListRow], ...]:
        """Return every column of the wide table; the list sorts by them too."""
        sort = CustomerSort
        return (
            Column("name", _("Name"), _name, width=260, sort=sort.NAME, stretch=True),
            Column("account", _("Account"), lambda row: row.account, width=96, sort=sort.ACCOUNT),
            Column("kind", _("Type"), lambda row: kind_words(row.kind), width=104, sort=sort.KIND),
            Column("status", _("Status"), _nothing, Kind.STATUS, 138, sort.STATUS, status=self.pill),
            self._amount("balance", _("Balance"), "balance_minor", sort.BALANCE),
            self._amount("overdue", _("Overdue"), "overdue_minor", sort.OVERDUE, tone=_overdue_tone),
            Column("days_late", _("Days late"), self._days_late, Kind.COUNT, 88, sort.DAYS_LATE, value=_days_late),
            self._amount("credit", _("Credit"), "credit_minor", sort.CREDIT),
            self._amount("lifetime", _("Lifetime value"), "lifetime_minor", sort.LIFETIME, visible=False, width=124),
            Column("sites", _("Sites"), _sites, Kind.COUNT, 64, sort.SITES, value=lambda row: row.site_count, visible=False),
            Column("since", _("Since"), self.since, Kind.DATE, 96, sort.SINCE, value=lambda row: row.since_on),
            Column("manager", _("Account manager"), lambda row: row.manager, width=140, sort=sort.MANAGER),
            Column("terms", _("Terms"), lambda row: terms_words(row.terms), width=110, sort=sort.TERMS),
        )

    def _amount(
        self,
        key: str,
        title: str,
        field: str,
        sort: CustomerSort,
        *,
        visible: bool = True,
        width: int = 108,
        tone: Callable[[CustomerListRow], Tone | None] | None = None,
    ) -> Column[CustomerListRow]:
        session = self._session

        def said(row: CustomerListRow) -> str:
            return session.amounts.plain(getattr(row, field))

        return Column(
            key,
            title,
            said,
            Kind.AMOUNT,
            width,
            sort,
            value=lambda row: decimal_from_minor(getattr(row, field), session.profile.currency),
            tone=tone,
            visible=visible,
        )

    def _days_late(self, row: CustomerListRow) -> str:
        return self._session.amounts.count(row.oldest_days_late) if row.oldest_days_late > 0 else ""


def _name(row: CustomerListRow) -> str:
    return row.name


def _nothing(_row: CustomerListRow) -> str:
    return ""


def _sites(row: CustomerListRow) -> str:
    return str(row.site_count) if row.site_count else ""


def _days_late(row: CustomerListRow) -> int:
    return max(row.oldest_days_late, 0)


def _overdue_tone(row: CustomerListRow) -> Tone | None:
    return Tone.ALARM if row.worst_status in (CustomerStatus.OVERDUE, CustomerStatus.FAILED) and row.overdue_minor else None
