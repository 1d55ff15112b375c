"""The list of service plans: where its rows come from, its columns, its pills, and what can be chosen from it."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.language import _
from app.domain.schedule import Frequency
from app.services.office import Office
from app.services.plans.statuses import status_label
from app.services.queries.plans import PlanFilter, PlanListRow, PlanSort, plan_ids, plan_rows
from app.ui.kit.tables import Column, Kind, Status
from app.ui.kit.theme import Tone
from app.ui.session import Session
from app.ui.words import method_words

_EXPIRING_DAYS = 45
_ENDING_DAYS = 60
_STATUS_TONES = {
    "active": (Tone.GOOD, "check"),
    "paused": (Tone.CARE, "pause"),
    "pending": (Tone.INFO, "clock"),
    "draft": (Tone.QUIET, "pencil"),
    "cancelled": (Tone.QUIET, "void"),
    "ended": (Tone.QUIET, "void"),
}


def choices() -> dict[str, tuple[str, PlanFilter]]:
    """Return what the list can be narrowed to: a key, what it is called, and the filter."""
    return {
        "live": (_("Active and paused"), PlanFilter(status="live")),
        "all": (_("All plans"), PlanFilter()),
        "owing": (_("Overdue or failed"), PlanFilter(owing_only=True)),
        "overdue": (_("Overdue"), PlanFilter(overdue_only=True)),
        "failed": (_("Failed payments"), PlanFilter(failed_only=True)),
        "expiring": (_("Cards that expire soon"), PlanFilter(expiring_days=_EXPIRING_DAYS)),
        "ending": (_("Ending soon"), PlanFilter(ending_days=_ENDING_DAYS)),
        "no-method": (_("No payment method on file"), PlanFilter(no_method_only=True)),
        "offered": (_("Offered, not accepted"), PlanFilter(status="pending")),
        "draft": (_("Drafts"), PlanFilter(status="draft")),
        "paused": (_("Paused"), PlanFilter(status="paused")),
        "ended": (_("Cancelled"), PlanFilter(status="cancelled")),
        "over": (_("Ended"), PlanFilter(status="ended")),
    }


class PlanSource:
    """Rows from the book. The filter of the table is a ``PlanFilter``."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = filter_ if isinstance(filter_, PlanFilter) else PlanFilter()
        order = PlanSort(sort) if sort else PlanSort.CUSTOMER
        return self._office.read(lambda reader: plan_ids(reader, wanted, order, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[PlanListRow]:
        """Return some rows."""
        return self._office.read(lambda reader: plan_rows(reader, ids))


def status_pill(row: PlanListRow) -> Status:
    """Return a plan's status as a pill."""
    tone, icon = _STATUS_TONES[row.status]
    return Status(status_label(row.status), tone, icon)


def worst_pill(row: PlanListRow, session: Session) -> Status | None:
    """Return the worst that can be said of a plan's payments; nothing when nothing is open."""
    money = session.amounts.money
    if row.worst == "failed":
        return Status(_("{amount} failed").format(amount=money(row.failed_minor)), Tone.ALARM, "cross")
    if row.worst == "overdue":
        return Status(_("{amount} overdue").format(amount=money(row.overdue_minor)), Tone.CARE, "bang")
    if row.worst == "processing":
        return Status(_("In transit"), Tone.INFO, "clock")
    if row.worst == "upcoming":
        return Status(_("{amount} open").format(amount=money(row.outstanding_minor)), Tone.QUIET, "clock")
    return None


def frequency_words(code: str) -> str:
    """Return what people call a frequency."""
    return Frequency.parse(code).label()


def plan_columns(session: Session) -> list[Column[PlanListRow]]:
    """Return the columns of the list."""
    amounts, dates = session.amounts, session.dates
    return [
        Column("number", _("Number"), lambda row: row.number, width=84, sort=PlanSort.NUMBER),
        Column("customer", _("Customer"), lambda row: row.customer_name, width=180, sort=PlanSort.CUSTOMER, stretch=True),
        Column("account", _("Account"), lambda row: row.account, width=90, visible=False),
        Column("name", _("Plan"), lambda row: row.name, width=124, sort=PlanSort.NAME),
        Column("template", _("Template"), lambda row: row.template_name, width=124),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=104, sort=PlanSort.STATUS, status=status_pill),
        Column("frequency", _("Frequency"), lambda row: frequency_words(row.frequency), width=106, sort=PlanSort.FREQUENCY),
        Column(
            "next",
            _("Next bill"),
            lambda row: dates.medium(row.next_bill_on) if row.next_bill_on else "",
            Kind.DATE,
            width=112,
            sort=PlanSort.NEXT_BILL,
            value=lambda row: row.next_bill_on,
        ),
        Column(
            "amount",
            _("Price"),
            lambda row: amounts.plain(row.net_price_minor),
            Kind.AMOUNT,
            width=88,
            sort=PlanSort.AMOUNT,
            value=lambda row: row.net_price_minor,
        ),
        Column("paid_by", _("Paid by"), lambda row: method_words(row.paid_by), width=106, sort=PlanSort.PAID_BY),
        Column("method", _("On file"), lambda row: row.method_label, width=160, visible=False),
        Column(
            "expires",
            _("Expires"),
            lambda row: dates.short_month_year(row.method_expires_on) if row.method_expires_on else "",
            Kind.DATE,
            width=100,
            sort=PlanSort.EXPIRES,
            value=lambda row: row.method_expires_on,
            visible=False,
        ),
        Column(
            "start",
            _("Since"),
            lambda row: dates.medium(row.start_on),
            Kind.DATE,
            width=112,
            sort=PlanSort.START,
            value=lambda row: row.start_on,
            visible=False,
        ),
        Column(
            "outstanding",
            _("Outstanding"),
            lambda row: amounts.plain(row.outstanding_minor),
            Kind.AMOUNT,
            width=104,
            sort=PlanSort.OUTSTANDING,
            value=lambda row: row.outstanding_minor,
            visible=False,
        ),
        Column(
            "worst",
            _("Payments"),
            lambda _row: "",
            Kind.STATUS,
            width=150,
            sort=PlanSort.WORST,
            status=lambda row: worst_pill(row, session),
        ),
    ]
