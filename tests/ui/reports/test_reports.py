"""What an owner reads in the Reports panel: who owes what and how late, what was earned, and that the books balance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QCoreApplication

from app.gateways.paper.charts import chart_svg
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.documents import Chart
from app.services.office import Office
from app.services.plans.cancelling import cancel_plan
from app.ui.paper.jobs import PrintJob
from app.ui.periods import Period
from app.ui.reports.panel import ReportsPanel
from app.ui.session import Export, Session
from tests.support.books import TODAY, a_customer, an_invoice
from tests.support.plans import a_plan, bill


class Reading:
    """The panel as an owner sits before it."""

    def __init__(self, session: Session, panel: ReportsPanel, qtbot, printed: list[PrintJob]) -> None:
        self.session, self.panel, self._qtbot, self.printed = session, panel, qtbot, printed
        self.shown: list[int] = []

    def wait(self) -> None:
        """Wait until nothing runs."""
        for _round in range(3):
            self._qtbot.waitUntil(self.session.tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()

    def open(self, key: str):
        """Open a report and return its page."""
        self.panel.show_place(key)
        self.wait()
        return self.panel.page(key)

    def cells(self, key: str) -> list[tuple[str, ...]]:
        """Return what the table of a report says, top down."""
        model = self.open(key).model
        rows = [model.row_at(at) for at in range(model.count())]
        return [tuple(column.said(row) for column in model.columns) for row in rows]


@pytest.fixture
def reading(qtbot, file_office: Office, session: Session) -> Reading:
    """A book in which one customer is late, one is current, and one paid."""
    late = a_customer(file_office, "Hayes, Owen", account="A-1")
    current = a_customer(file_office, "Bayfront Rentals", account="A-2")
    an_invoice(file_office, late, 10_000, issued_on=TODAY - timedelta(75), due_on=TODAY - timedelta(45))
    an_invoice(file_office, current, 4_000, issued_on=TODAY - timedelta(5), due_on=TODAY + timedelta(25))
    paid = an_invoice(file_office, current, 6_000, issued_on=TODAY - timedelta(40), due_on=TODAY - timedelta(10))
    payment = NewPayment(current, TODAY - timedelta(3), "check", 6_000, "7", apply={paid.id: 6_000})
    file_office.write(lambda writer: take_payment(writer, payment))
    printed: list[PrintJob] = []
    panel = ReportsPanel(session, _draw, printed.append)
    panel.resize(1100, 760)
    panel.show()
    told = Reading(session, panel, qtbot, printed)
    session.actions.show_customer = told.shown.append
    told.wait()
    return told


def _draw(chart: Chart, width: int, height: int, dark: bool) -> bytes:
    return chart_svg(chart, width, height, dark=dark)


def test_aging_says_who_is_how_late(reading: Reading) -> None:
    assert reading.cells("aging") == [
        ("A-2", "Bayfront Rentals", "40.00", "0.00", "0.00", "0.00", "0.00", "40.00"),
        ("A-1", "Hayes, Owen", "0.00", "0.00", "100.00", "0.00", "0.00", "100.00"),
    ]
    assert dict(reading.panel.page("aging").totals())["Total"] == "140.00"


def test_aging_of_a_past_day_shows_what_was_open_then(reading: Reading) -> None:
    page = reading.open("aging")
    page.last.set_value(TODAY - timedelta(4))
    page.load()
    reading.wait()
    assert dict(page.totals())["Total"] == "200.00", "the payment of 60.00 came a day later"


def test_the_chart_is_drawn_for_the_window_and_told_in_words(reading: Reading) -> None:
    page = reading.open("aging")
    page.picture.wanted.emit(640, 220)
    reading.wait()
    assert page.picture.has_picture()
    assert "Current: $40.00" in page.picture.accessibleName()


def test_opening_a_row_goes_to_the_customer(reading: Reading) -> None:
    page = reading.open("aging")
    row = page.model.row_at(1)
    page.table.opened.emit(row.id)
    assert reading.shown == [row.id]


def test_income_is_counted_in_the_month_of_the_invoice(reading: Reading) -> None:
    page = reading.open("income")
    page.period.set_value(Period.CUSTOM)
    page.first.set_value(date(2026, 1, 1))
    page.last.set_value(TODAY)
    page.load()
    reading.wait()
    assert [row[-1] for row in reading.cells("income")] == ["0.00", "60.00", "40.00"]
    assert page.totals()[-1] == ("Total", "100.00")


def test_a_period_that_ends_before_it_begins_is_refused_in_words(reading: Reading) -> None:
    page = reading.open("income")
    page.first.set_value(TODAY)
    page.last.set_value(TODAY - timedelta(30))
    page.load()
    assert "must not come after" in page.subtitle.text()


def test_the_trial_balance_balances(reading: Reading) -> None:
    rows = reading.cells("trial-balance")
    assert ("1100", "Accounts receivable", "140.00", "") in rows
    totals = dict(reading.panel.page("trial-balance").totals())
    assert totals["Debit"] == totals["Credit"] == "200.00"


def test_what_is_printed_is_what_is_shown(reading: Reading) -> None:
    page = reading.open("aging")
    page.print_report()
    assert [job.title for job in reading.printed] == ["Receivables by age"]


def test_months_sort_by_time_and_not_by_their_names(reading: Reading) -> None:
    page = reading.open("income")
    page.model.set_sort("c0", descending=True)
    months = [page.model.row_at(at).cells[0] for at in range(page.model.count())]
    assert months == [row.cells[0] for row in reversed(page.model.rows())]


def test_a_new_invoice_shows_without_being_asked_for(reading: Reading) -> None:
    reading.cells("aging")
    customer = a_customer(reading.session.office, "Novak, Lena", account="A-3")
    an_invoice(reading.session.office, customer, 1_100, issued_on=TODAY, due_on=TODAY)
    reading.panel.refresh(frozenset({"invoices"}))
    reading.wait()
    assert len(reading.cells("aging")) == 3


def test_recurring_revenue_with_the_year_to_come_its_chart_and_its_export(reading: Reading) -> None:
    """19.00 a month since March 1, billed for March; the twelve months from April on are to come."""
    office = reading.session.office
    plan = a_plan(office, a_customer(office, "Novak, Lena", account="A-3"), 1_900, start_on=date(2026, 3, 1))
    bill(office, TODAY)
    taken: list[Export] = []
    reading.session.actions.export = taken.append
    page = reading.open("plan-revenue")
    rows = {cells[0]: cells[1:] for cells in reading.cells("plan-revenue")}
    assert rows["March 2026"] == ("19.00", "", "19.00", "", "19.00")
    assert rows["April 2026"] == ("", "19.00", "", "", "")
    assert list(rows)[-1] == "March 2027"
    assert page.subtitle.text() == "1 active plan brings $19.00 a month, $228.00 a year, before tax"
    assert dict(page.totals())["Expected"] == "228.00"
    page.picture.wanted.emit(900, 220)
    reading.wait()
    assert page.picture.has_picture()
    page.export()
    assert (taken[0].title, taken[0].note) == ("Recurring revenue", page.subtitle.text())
    office.write(lambda writer: cancel_plan(writer, plan, "moves away"))
    reading.panel.refresh(frozenset({"plans"}))
    reading.wait()
    assert dict(page.totals())["Lost a month"] == "19.00"
