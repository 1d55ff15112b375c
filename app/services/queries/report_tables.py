"""Reports as tables with charts: aging, income by month, trial balance. The same value is shown, printed and exported."""

from __future__ import annotations

from app.domain.aging import BUCKETS, Bucket, label_of
from app.domain.language import _
from app.services.documents import Chart, ChartKind, ChartSeries, ColumnKind, TableColumn, TableReport, TableRow, Tone
from app.services.formats import date_format
from app.services.office import Reader
from app.services.queries.journal import IncomeReport, TrialBalance
from app.services.queries.paper_heads import letterhead, office_edition
from app.services.queries.receivables import AgingReport

_TONES = {
    Bucket.CURRENT: Tone.CURRENT,
    Bucket.DAYS_1_30: Tone.DAYS_1_30,
    Bucket.DAYS_31_60: Tone.DAYS_31_60,
    Bucket.DAYS_61_90: Tone.DAYS_61_90,
    Bucket.OVER_90: Tone.OVER_90,
}


def aging_table(reader: Reader, report: AgingReport) -> TableReport:
    """Return the aging report as table and chart."""
    edition = office_edition(reader)
    labels = tuple(label_of(bucket) for bucket in BUCKETS)
    columns = (_("Account"), _("Customer"))
    totals = report.totals
    return TableReport(
        edition,
        letterhead(reader),
        _("Receivables by age"),
        reader.today,
        (
            *(TableColumn(heading) for heading in columns),
            *(TableColumn(label, ColumnKind.AMOUNT) for label in labels),
            TableColumn(_("Total"), ColumnKind.AMOUNT),
        ),
        tuple(TableRow((row.account, row.name, *row.buckets, row.total_minor)) for row in report.rows),
        _("At the end of {date}").format(date=date_format(edition.locale).medium(report.as_of)),
        ("", _("Total"), *totals.by_bucket(), totals.total_minor),
        Chart(
            ChartKind.BARS,
            labels,
            (ChartSeries(_("Open"), totals.by_bucket()),),
            edition.currency,
            edition.locale,
            _("Open amounts by age"),
            tuple(_TONES[bucket] for bucket in BUCKETS),
        ),
        landscape=True,
    )


def income_table(reader: Reader, report: IncomeReport) -> TableReport:
    """Return income by month as table and chart."""
    edition = office_edition(reader)
    dates = date_format(edition.locale)
    months = report.months
    series = [ChartSeries(_("Services"), tuple(month.revenue_minor for month in months))]
    if any(month.late_fees_minor for month in months):
        series.append(ChartSeries(_("Late fees"), tuple(month.late_fees_minor for month in months), Tone.SECOND))
    return TableReport(
        edition,
        letterhead(reader),
        _("Income by month"),
        reader.today,
        (
            TableColumn(_("Month")),
            TableColumn(_("Services"), ColumnKind.AMOUNT),
            TableColumn(_("Late fees"), ColumnKind.AMOUNT),
            TableColumn(_("Total"), ColumnKind.AMOUNT),
        ),
        tuple(
            TableRow((dates.month_year(month.month_on), month.revenue_minor, month.late_fees_minor, month.total_minor))
            for month in months
        ),
        _("{first} to {last}, without tax").format(first=dates.medium(report.from_on), last=dates.medium(report.to_on)),
        (
            _("Total"),
            sum(month.revenue_minor for month in months),
            sum(month.late_fees_minor for month in months),
            report.total_minor,
        ),
        Chart(
            ChartKind.STACKED if len(series) > 1 else ChartKind.BARS,
            tuple(dates.short_month_year(month.month_on) for month in months),
            tuple(series),
            edition.currency,
            edition.locale,
            _("Income by month"),
        )
        if months
        else None,
    )


def trial_balance_table(reader: Reader, balance: TrialBalance) -> TableReport:
    """Return the trial balance as a table."""
    edition = office_edition(reader)
    return TableReport(
        edition,
        letterhead(reader),
        _("Trial balance"),
        reader.today,
        (
            TableColumn(_("Code")),
            TableColumn(_("Ledger account")),
            TableColumn(_("Debit"), ColumnKind.AMOUNT),
            TableColumn(_("Credit"), ColumnKind.AMOUNT),
        ),
        tuple(
            TableRow((str(row.code), row.name, row.debit_minor or None, row.credit_minor or None)) for row in balance.rows
        ),
        _("At the end of {date}").format(date=date_format(edition.locale).medium(balance.as_of)),
        ("", _("Total"), balance.debit_minor, balance.credit_minor),
    )
