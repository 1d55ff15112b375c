"""What an owner sets for the whole book, and how files come in through the window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from app.bootstrap import doings
from app.services.company import company_details
from app.services.estimates.writing import usual_days
from app.services.importing.plan import ImportPlan
from app.services.ports import Silent
from app.services.queries.customer_list import CustomerFilter
from app.services.queries.customers import customer_totals
from app.services.tax_rates import tax_rates
from app.ui.company.importing import ImportKind, ImportSheet
from app.ui.company.settings import SettingsSheet, read_settings
from app.ui.company.taxes import TaxesPage
from app.ui.session import Session
from tests.support.books import a_customer, scalar


class Desk:
    """A session over an empty book, and a window to put sheets before."""

    def __init__(self, session: Session, window: QWidget, qtbot) -> None:
        self.session, self.window, self._qtbot = session, window, qtbot

    def wait(self) -> None:
        """Wait until nothing runs."""
        for _round in range(3):
            self._qtbot.waitUntil(self.session.tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()

    def settings(self) -> SettingsSheet:
        """Open the settings."""
        return SettingsSheet(self.session, self.session.office.read(read_settings), self.window)

    def import_sheet(self, source: Path, kind: ImportKind) -> ImportSheet:
        """Check a file and open the sheet that shows it."""
        plan: ImportPlan[object] = kind.check(self.session.office, source, Silent())
        return ImportSheet(self.session, kind, source, plan, doings._table_writer, self.window)


@pytest.fixture
def desk(qtbot, forgiving_session: Session) -> Desk:
    """The empty book of Northside Services."""
    session = forgiving_session
    window = QWidget()
    session.window = window
    return Desk(session, window, qtbot)


def test_settings_show_what_is_kept_and_keep_what_is_changed(desk: Desk) -> None:
    sheet = desk.settings()
    assert sheet.form.name.value() == "Northside Services LLC"
    sheet.form.name.set_value("Southside Services LLC")
    sheet.lock.set_value(date(2025, 12, 31))
    assert sheet.estimate_days.value() == 30
    sheet.estimate_days.set_value(45)
    sheet._save()
    desk.wait()
    assert desk.session.office.read(usual_days) == 45
    profile = desk.session.office.read(lambda reader: reader.profile)
    assert (profile.name, profile.lock_on) == ("Southside Services LLC", date(2025, 12, 31))


def test_saving_settings_without_a_change_changes_nothing(desk: Desk) -> None:
    before = desk.session.office.read(company_details)
    desk.settings()._save()
    desk.wait()
    assert desk.session.office.read(company_details) == before


def test_a_company_needs_a_name(desk: Desk) -> None:
    sheet = desk.settings()
    sheet.form.name.set_value("")
    sheet._save()
    desk.wait()
    assert desk.session.office.read(lambda reader: reader.profile.name) == "Northside Services LLC"


def test_a_wrong_e_mail_is_refused_in_the_sheet(desk: Desk) -> None:
    sheet = desk.settings()
    sheet.form.email.set_value("office at northside")
    sheet._save()
    desk.wait()
    assert sheet.sheet.error()


def test_a_tax_is_added_by_name_and_percent_and_taken_away_with_a_way_back(desk: Desk) -> None:
    page = TaxesPage(desk.session)
    page.name.setText("Sales tax")
    page.rate.setText("8.25")
    page.add()
    desk.wait()
    assert [(tax.name, tax.rate_ppm) for tax in desk.session.office.read(tax_rates)] == [("Sales tax", 82_500)]
    page.table.set_current(page.model.rows()[0].id)
    page.remove()
    desk.wait()
    assert desk.session.office.read(tax_rates) == []
    page.put_back()
    desk.wait()
    assert len(page.model.rows()) == 1
    page.deleteLater()


@pytest.mark.parametrize(("name", "rate"), [("Sales tax", "lots"), ("", "8"), ("Sales tax", "101"), ("Sales tax", "1.23456")])
def test_an_impossible_tax_is_refused_in_words(desk: Desk, name: str, rate: str) -> None:
    page = TaxesPage(desk.session)
    page.name.setText(name)
    page.rate.setText(rate)
    page.add()
    desk.wait()
    assert page.problem.text()
    assert desk.session.office.read(tax_rates) == []
    page.deleteLater()


def test_a_good_file_is_imported_whole(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("account,name\nA-1,Hayes Owen\nA-2,Muñoz Lucía\n", encoding="utf-8")
    sheet = desk.import_sheet(source, doings._customers())
    assert "2 rows" in sheet.summary.text()
    sheet._enter()
    desk.wait()
    assert desk.session.office.read(lambda reader: customer_totals(reader, CustomerFilter())).count == 2


def test_every_fault_of_a_row_is_named_with_its_column_and_warnings_are_told(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("account,name,type,terms,phone\nA-1,Owen,alien,banana,\nA-2,Lucía,,,12\n", encoding="utf-8")
    sheet = desk.import_sheet(source, doings._customers())
    assert [(row.line, row.column) for row in sheet.table.rows_model().rows()] == [(2, "type"), (2, "terms")]
    assert sheet.summary.text() == "1 row can be imported. 1 row cannot be taken in as it stands:"
    assert "Line 3, column “phone”" in sheet.notes.text()
    assert [button.text() for button in sheet.sheet.findChildren(QPushButton)].count("Import only the 1 good row") == 1


def test_a_file_with_nothing_in_it_offers_nothing_to_import(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("account,name\n", encoding="utf-8")
    sheet = desk.import_sheet(source, doings._customers())
    assert sheet.summary.text() == "0 rows can be imported."
    assert not next(button for button in sheet.sheet.findChildren(QPushButton) if button.text() == "Import").isEnabled()


def test_bad_rows_are_shown_and_handed_back_and_good_ones_wait_for_a_yes(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("account,name,since\nA-1,Hayes Owen,2024-02-30\nA-2,Muñoz Lucía,2024-02-28\n", encoding="utf-8")
    sheet = desk.import_sheet(source, doings._customers())
    assert [row.line for row in sheet.table.rows_model().rows()] == [2]
    sheet._hand_back()
    desk.wait()
    assert "A-1" in (tmp_path / "customers-rejected.csv").read_text(encoding="utf-8-sig")
    assert desk.session.office.read(lambda reader: customer_totals(reader, CustomerFilter())).count == 0
    sheet._enter()
    desk.wait()
    assert desk.session.office.read(lambda reader: customer_totals(reader, CustomerFilter())).count == 1


def test_plans_are_imported_from_the_window_too(desk: Desk, tmp_path: Path) -> None:
    a_customer(desk.session.office, "Hayes Owen", account="A-1")
    source = tmp_path / "plans.csv"
    rows = "A-1,Filter change,19.00,monthly,2026-01-31,card\nA-9,Furnace,240.00,yearly,2026-03-10,check\n"
    source.write_text("account,plan,price,frequency,start,paid_by\n" + rows, encoding="utf-8")
    sheet = desk.import_sheet(source, doings._plans())
    assert [(row.line, row.column) for row in sheet.table.rows_model().rows()] == [(3, "account")]
    sheet._enter()
    desk.wait()
    assert scalar(desk.session.office, "SELECT count(*) FROM plan WHERE status = 'active'") == 1


def test_a_logo_that_cannot_be_read_is_told_and_the_one_before_stays(desk, tmp_path):
    field = desk.settings().form.logo
    picture = QPixmap(8, 8)
    picture.fill()
    assert picture.save(str(tmp_path / "logo.png"))
    (tmp_path / "words.png").write_text("no picture")
    field.take(tmp_path / "logo.png")
    logo = field.value()
    assert logo
    field.take(tmp_path / "gone.png")
    assert "gone.png" in field._none.text()
    field.take(tmp_path / "words.png")
    assert field._none.text().startswith("A logo is a PNG or JPEG picture.")
    assert field.value() == logo
