"""What the service plans bring, as a report with table and chart; the figures themselves are in ``plan_revenue``."""

from __future__ import annotations

from datetime import date

from app.domain.language import _, ngettext
from app.services.documents import Chart, ChartKind, ChartSeries, ColumnKind, TableColumn, TableReport, TableRow, Tone
from app.services.formats import amount_format, date_format
from app.services.office import Reader
from app.services.queries.paper_heads import letterhead, office_edition
from app.services.queries.plan_revenue import RevenueMonth, revenue_picture

_AHEAD = 12
_MOST_BEHIND = 120


def plan_revenue_table(reader: Reader, first_on: date, last_on: date) -> TableReport:
    """Return recurring revenue by month, what is new and lost, and what the next twelve months should bring.

    Args:
        reader: one moment of the book.
        first_on: in the first month that is shown.
        last_on: in the last month; when that is the present one or later, twelve months to come are added.
    """
    today = reader.today
    behind = (today.year - first_on.year) * 12 + today.month - first_on.month
    picture = revenue_picture(reader, min(max(behind, 0), _MOST_BEHIND), _AHEAD)
    is_past = last_on < today.replace(day=1)
    months = [month for month in picture.months if not is_past or month.month <= last_on]
    edition = office_edition(reader)
    dates, money = date_format(edition.locale), amount_format(edition.locale, edition.currency.code).money
    now = ngettext(
        "{count} active plan brings {month} a month, {year} a year, before tax",
        "{count} active plans bring {month} a month, {year} a year, before tax",
        picture.active,
    ).format(count=picture.active, month=money(picture.monthly_minor), year=money(picture.yearly_minor))
    return TableReport(
        edition,
        letterhead(reader),
        _("Recurring revenue"),
        today,
        (
            TableColumn(_("Month")),
            TableColumn(_("Billed"), ColumnKind.AMOUNT),
            TableColumn(_("Expected"), ColumnKind.AMOUNT),
            TableColumn(_("New a month"), ColumnKind.AMOUNT),
            TableColumn(_("Lost a month"), ColumnKind.AMOUNT),
            TableColumn(_("Change"), ColumnKind.AMOUNT),
        ),
        tuple(TableRow((dates.month_year(month.month), *_cells(month, today))) for month in months),
        now,
        (
            _("Total"),
            sum(month.billed_minor for month in months),
            sum(month.expected_minor for month in months),
            sum(month.new_minor for month in months),
            sum(month.lost_minor for month in months),
            sum(month.new_minor - month.lost_minor for month in months),
        ),
        Chart(
            ChartKind.STACKED,
            tuple(dates.short_month_year(month.month) for month in months),
            (
                ChartSeries(_("Billed"), tuple(month.billed_minor for month in months)),
                ChartSeries(_("Expected"), tuple(month.expected_minor for month in months), Tone.SECOND),
            ),
            edition.currency,
            edition.locale,
            _("Recurring revenue by month"),
        )
        if months
        else None,
        note=_(
            "Billed: invoiced for periods due in the month, less what was credited in it. Expected: still to be billed at "
            "today's prices. New and lost: what plans that began or ended in the month bring a month."
        ),
    )


def _cells(month: RevenueMonth, today: date) -> tuple[int | None, int | None, int | None, int | None, int | None]:
    ahead = month.month > today
    change = month.new_minor - month.lost_minor
    return (
        None if ahead and not month.billed_minor else month.billed_minor,
        month.expected_minor or None,
        month.new_minor or None,
        month.lost_minor or None,
        change or None,
    )
