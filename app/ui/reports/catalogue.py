"""Which reports there are: what each is called, for which days it is asked, and how the book answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.domain.language import _
from app.services.documents import TableReport
from app.services.office import Reader
from app.services.queries.journal import income_by_month, trial_balance
from app.services.queries.plan_reports import plan_revenue_table
from app.services.queries.receivables import aging
from app.services.queries.report_tables import aging_table, income_table, trial_balance_table
from app.ui.periods import Period


@dataclass(frozen=True, slots=True)
class Days:
    """The days a report is asked for; a report about one day takes the last."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """A report and, where its rows are customers, whose each row is (customer ids, in the order of the rows)."""

    report: TableReport
    customer_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report that can be asked for; ``of_day`` when it shows one day rather than a stretch of days."""

    key: str
    title: str
    of_day: bool
    ask: Callable[[Reader, Days], Answer]


# The stretches of days offered; "other dates" opens two fields.
PERIODS = (
    Period.LAST_12_MONTHS,
    Period.THIS_YEAR,
    Period.LAST_YEAR,
    Period.THIS_QUARTER,
    Period.LAST_QUARTER,
    Period.THIS_MONTH,
    Period.LAST_MONTH,
    Period.CUSTOM,
)


def kinds() -> tuple[ReportKind, ...]:
    """Return the reports in the order of their tabs."""
    return (
        ReportKind("aging", _("Aging"), of_day=True, ask=_aging),
        ReportKind("income", _("Income by month"), of_day=False, ask=_income),
        ReportKind("plan-revenue", _("Recurring revenue"), of_day=False, ask=_plan_revenue),
        ReportKind("trial-balance", _("Trial balance"), of_day=True, ask=_trial_balance),
    )


def _aging(reader: Reader, days: Days) -> Answer:
    report = aging(reader, days.last_on)
    return Answer(aging_table(reader, report), tuple(row.customer_id for row in report.rows))


def _income(reader: Reader, days: Days) -> Answer:
    return Answer(income_table(reader, income_by_month(reader, days.first_on, days.last_on)))


def _plan_revenue(reader: Reader, days: Days) -> Answer:
    return Answer(plan_revenue_table(reader, days.first_on, days.last_on))


def _trial_balance(reader: Reader, days: Days) -> Answer:
    return Answer(trial_balance_table(reader, trial_balance(reader, days.last_on)))
