"""One report: its days on top, its chart, its table, its totals, and the ways out of the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.documents import Chart, ColumnKind, TableReport
from app.services.office import Reader
from app.ui.kit.fields import ComboField, DateField
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.tables import RowsModel, Table, shown
from app.ui.kit.theme import current, signals
from app.ui.paper.jobs import PrintJob, report_job
from app.ui.periods import Period, days_of, period_words
from app.ui.reports.catalogue import PERIODS, Answer, Days, ReportKind
from app.ui.reports.picture import ChartPicture, DrawChart
from app.ui.reports.rows import ReportRow, columns_of, rows_of, said
from app.ui.session import Export, Session

ShowJob = Callable[[PrintJob], object]


class ReportPage(QWidget):
    """Shows one kind of report; asks again when its days or the book change."""

    def __init__(self, session: Session, kind: ReportKind, draw: DrawChart, show_job: ShowJob) -> None:
        super().__init__()
        self._session, self._kind, self._draw, self._show_job = session, kind, draw, show_job
        self._chart: Chart | None = None
        self._answer: Answer | None = None
        self._name = f"reports.{kind.key}"
        self.period = ComboField([(period, period_words(period)) for period in PERIODS])
        self.first = DateField(session.dates, session.today)
        self.last = DateField(session.dates, session.today)
        self.subtitle = label("", "quiet")
        self.picture = ChartPicture()
        self.table: Table[ReportRow] = Table(self._name, session.settings)
        self.table.setAccessibleName(kind.title)
        self.model: RowsModel[ReportRow] | None = None
        self.footer = Footer()
        self.print_button = QPushButton(_("Print or PDF…"))
        self.export_button = QPushButton(_("Export…"))
        self.export_button.setVisible(session.actions.export is not None)
        self._arrange()
        self._start_days()
        self.print_button.clicked.connect(self.print_report)
        self.export_button.clicked.connect(self.export)
        self.period.changed.connect(self._period_changed)
        self.first.changed.connect(self._days_changed)
        self.last.changed.connect(self._days_changed)
        self.picture.wanted.connect(self._draw_again)
        self.table.opened.connect(self._opened)
        signals().changed.connect(self._draw_for_theme)
        self.load()

    def _arrange(self) -> None:
        self.first.setAccessibleName(_("From"))
        self.last.setAccessibleName(_("As of") if self._kind.of_day else _("To"))
        self.period.setAccessibleName(_("Period"))
        asked = row(label(_("As of"), "quiet"), self.last) if self._kind.of_day else row(self.period, self.first, self.last)
        top = row(asked, self.subtitle, None, self.export_button, self.print_button, spacing=12)
        box = column(top, self.picture, self.table, self.footer, spacing=12)
        box.setStretch(2, 1)
        box.setContentsMargins(0, 12, 0, 0)
        self.setLayout(box)

    def _start_days(self) -> None:
        kept = self._session.settings.text(self._name + ".period", Period.LAST_12_MONTHS.value)
        chosen = next((period for period in PERIODS if period.value == kept and period is not Period.CUSTOM), PERIODS[0])
        self.period.set_value(chosen)
        first, last = days_of(chosen, self._session.today)
        self.first.set_value(first)
        self.last.set_value(self._session.today if self._kind.of_day else last)
        self._show_fields(chosen)

    def _show_fields(self, period: Period) -> None:
        custom = period is Period.CUSTOM
        self.first.setVisible(custom and not self._kind.of_day)
        self.last.setVisible(custom or self._kind.of_day)

    # Asking

    def days(self) -> Days | None:
        """Return the days that are asked for; None while a date is not understood."""
        first, last = self.first.value(), self.last.value()
        if self._kind.of_day:
            return Days(last, last) if last is not None else None
        if first is None or last is None or first > last:
            return None
        return Days(first, last)

    @Slot(object)
    def _period_changed(self, chosen: object) -> None:
        period = chosen if isinstance(chosen, Period) else Period.CUSTOM
        self._show_fields(period)
        if period is not Period.CUSTOM:
            first, last = days_of(period, self._session.today)
            self.first.set_value(first)
            self.last.set_value(last)
            self._session.settings.put(self._name + ".period", period.value)
        self.load()

    @Slot(object)
    def _days_changed(self, _date: object) -> None:
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask the book again."""
        days = self.days()
        if days is None:
            self.subtitle.setText(_("The first day must not come after the last.") if not self._kind.of_day else "")
            return
        self._session.tasks.read(self._session.read(self._kind.ask, days), self._show, key=f"{self._name}-{id(self)}")

    def _show(self, answer: Answer) -> None:
        report = answer.report
        self._answer = answer
        self._chart = report.chart
        self.subtitle.setText(report.subtitle)
        if self.model is None:
            columns = columns_of(
                report.columns, self._session.amounts, self._session.dates, by_name=bool(answer.customer_ids)
            )
            self.model = RowsModel(columns, self)
            self.table.show_model(self.model)
            self.table.set_empty(_("Nothing to report for these days."))
        self.model.set_rows(rows_of(answer))
        self.footer.show_texts(self._counted(report), self.totals())
        self.picture.setVisible(report.chart is not None)
        self._draw_again(self.picture.width(), self.picture.height())

    def _counted(self, report: TableReport) -> str:
        if self._answer is not None and self._answer.customer_ids:
            return ngettext("{count} customer", "{count} customers", len(report.rows)).format(count=len(report.rows))
        return ngettext("{count} line", "{count} lines", len(report.rows)).format(count=len(report.rows))

    def totals(self) -> tuple[tuple[str, str], ...]:
        """Return the totals as names and amounts."""
        if self._answer is None or not self._answer.report.totals:
            return ()
        report, amounts, dates = self._answer.report, self._session.amounts, self._session.dates
        return tuple(
            (column.heading, said(cell, amounts, dates, money=True))
            for column, cell in zip(report.columns, report.totals, strict=True)
            if column.kind is ColumnKind.AMOUNT
        )

    # The chart

    @Slot(int, int)
    def _draw_again(self, width: int, height: int) -> None:
        if self._chart is None or width < 80:
            return
        job = partial(self._draw, self._chart, width, height, current().name == "dark")
        self._session.tasks.read(job, self._put, key=f"{self._name}-chart-{id(self)}")

    @Slot()
    def _draw_for_theme(self) -> None:
        self._draw_again(self.picture.width(), self.picture.height())

    def _put(self, svg: bytes) -> None:
        chart = self._chart
        if chart is None:
            return
        amounts = self._session.amounts
        told = [
            f"{name}: {amounts.money(sum(series.values_minor[at] for series in chart.series))}"
            for at, name in enumerate(chart.categories)
        ]
        self.picture.put(svg, f"{chart.title}. " + ", ".join(told))

    # Ways out

    @Slot()
    def print_report(self) -> None:
        """Show the report as paper: the same table and chart, to print or keep as PDF."""
        days = self.days()
        if days is None or self._answer is None:
            return
        ask = self._kind.ask

        def read(reader: Reader) -> TableReport:
            return ask(reader, days).report

        self._show_job(report_job(self._answer.report.title, read, self._answer.report.subtitle))

    @Slot()
    def export(self) -> None:
        """Take the table out: exactly what it shows."""
        if self._answer is None or self._session.actions.export is None:
            return
        report = self._answer.report
        self._session.actions.export(Export(report.title, shown(self.table), self.totals(), report.subtitle))

    @Slot(int)
    def _opened(self, row_id: int) -> None:
        show = self._session.actions.show_customer
        if self._answer is not None and self._answer.customer_ids and show is not None:
            show(row_id)
