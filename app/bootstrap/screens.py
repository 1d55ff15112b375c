"""Fills the rail with panels, and every screen with the ways to the others. Imported after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.bootstrap.asking import model_doors
from app.bootstrap.charging import ProcessorDoors
from app.bootstrap.finding import BookProvider
from app.bootstrap.mailing import mail_doors
from app.bootstrap.syncing import SyncWorker
from app.gateways.paper import press
from app.services.documents import Chart
from app.services.ports import CalendarWriter, Pages, Press, TableWriter
from app.services.queries.customer_list import CustomerFilter
from app.ui.agreements.screens import AgreementScreens
from app.ui.asking.screens import AskScreens
from app.ui.billing.screens import BillingScreens
from app.ui.callers.screens import CallerScreens
from app.ui.charging.screens import ChargingScreens
from app.ui.credits.screens import CreditScreens
from app.ui.estimates.screens import EstimateScreens
from app.ui.exporting.screens import ExportScreens
from app.ui.files.screens import FileScreens
from app.ui.invoices.screens import InvoiceScreens
from app.ui.jobs.screens import JobScreens
from app.ui.mail.screens import MailScreens
from app.ui.paper.room import PrintRoom
from app.ui.payments.screens import PaymentScreens
from app.ui.payouts.screens import PayoutScreens
from app.ui.plans.room import PlansRoom
from app.ui.plans.screens import PlanScreens
from app.ui.session import Session
from app.ui.shell.parts import BookCaption, Place
from app.ui.statements.screens import StatementScreens

if TYPE_CHECKING:
    from app.ui.shell.window import MainWindow


class Screens(QObject):
    """Every screen over one open book, and who opens which."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self.room = PrintRoom(session, _press, _open_pages)
        self.exporting = ExportScreens(session, self.room, _writer, _press)
        self.invoices = InvoiceScreens(session, self.room)
        self.payments = PaymentScreens(session, self.room)
        self.payouts = PayoutScreens(session, self.payments.tabs)
        self.statements = StatementScreens(session, self.room)
        self.plans = PlanScreens(session, self._go_to_plan)
        self.billing = BillingScreens(session)
        self._doors = ProcessorDoors(_browser)
        self.charging = ChargingScreens(session, self._doors)
        self._syncing = SyncWorker(session, self.charging, window)
        for part in (
            self.room, self.exporting, self.invoices, self.payments, self.payouts, self.statements, self.plans, self.billing,
            self.charging,
        ):
            part.install()
        self.callers = CallerScreens(session)
        self.callers.install()
        self.credits = CreditScreens(session, self.payments.tabs, self._go_to_payments)
        self.credits.install()
        self.jobs = JobScreens(session, self._go_to_jobs, _calendar_writer)
        self.jobs.install()
        self.files = FileScreens(session)
        self.estimates = EstimateScreens(session, self.room.show)
        self.estimates.install()
        self.agreements = AgreementScreens(session, self.files, self.room.show)
        self.agreements.install()
        self.files.install()
        self.mail = MailScreens(session, mail_doors(self._doors.processor))
        self.mail.install()
        self.mail.postman.start()
        self.asking = AskScreens(session, self.show_customers, model_doors())
        self.asking.install()
        session.actions.show_plans = self.show_plans
        session.actions.show_customer = self.show_customer
        session.actions.show_report = self.show_report
        window.set_providers([BookProvider(session)])

    def show_customer(self, customer_id: int) -> None:
        """Go to a customer's page."""
        self._window.go(Place("customers", str(customer_id)))

    def show_customers(self, wanted: CustomerFilter) -> None:
        """Go to the list of customers, narrowed to those of a filter."""
        from app.ui.customers.panel import CustomersPanel

        room = self._window.panel("customers")
        if isinstance(room, CustomersPanel):
            room.show_filter(wanted)
            self._window.go(Place("customers", room.place()))

    def show_report(self, key: str) -> None:
        """Go to a report."""
        self._window.go(Place("reports", key))

    def told(self, caption: BookCaption) -> BookCaption:
        """Return what rail and status line say, with how the line to the processor stands."""
        return self._syncing.told(caption)

    def stop(self) -> None:
        """Begin nothing more by itself; the book is being left."""
        self._syncing.stop()
        self.mail.stop()

    def close(self) -> None:
        """Give back what runs beside the window, when its work has ended."""
        self._doors.close()

    def show_plans(self, key: str) -> None:
        """Go to the list of service plans, narrowed to one of its filters."""
        self._window.go(Place("plans", "list"))
        room = self._window.panel("plans")
        if isinstance(room, PlansRoom):
            room.list.show_only(key)

    def _go_to_jobs(self, at: str) -> None:
        self._window.go(Place("jobs", at))

    def _go_to_payments(self, at: str) -> None:
        self._window.go(Place("payments", at))

    def _go_to_plan(self, at: str) -> None:
        self._window.go(Place("plans", at))

    def panel(self, key: str) -> QWidget:
        """Return the widget of the panel ``key``."""
        made: QWidget = getattr(self, f"_{key}")()
        return made

    def _customers(self) -> QWidget:
        from app.ui.customers.panel import customers_panel

        return customers_panel(self._session)

    def _plans(self) -> QWidget:
        return self.plans.panel()

    def _jobs(self) -> QWidget:
        return self.jobs.panel()

    def _payments(self) -> QWidget:
        return self.payments.panel()

    def _reports(self) -> QWidget:
        from app.ui.reports.panel import ReportsPanel

        return ReportsPanel(self._session, _draw_chart, self.room.show)


def _browser(url: str) -> bool:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl(url))


def _calendar_writer() -> CalendarWriter:
    from app.gateways.calendars import write_calendar

    return write_calendar


def _press() -> Press:
    return press


def _open_pages(pdf: bytes) -> Pages:
    from app.gateways.paper.preview import Preview

    return Preview(pdf)


def _writer() -> TableWriter:
    from app.gateways.spreadsheets.exporting import write_table

    return write_table


def _draw_chart(chart: Chart, width: int, height: int, dark: bool) -> bytes:
    from app.gateways.paper.charts import chart_svg

    return chart_svg(chart, width, height, dark=dark)
