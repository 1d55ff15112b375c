"""Every tab of an account can be searched, narrowed and summed, chooses its columns, and hands out exactly what it shows."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.gateways.mail.smtp import SmtpGateway
from app.gateways.paper import press
from app.services.agreements.keeping import NewAgreement, write_agreement
from app.services.agreements.wording import Subject
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.notes import add_note
from app.services.estimates.writing import NewEstimate, write_estimate
from app.services.files.contents import Source
from app.services.files.keeping import add_files
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.figures import NewLine
from app.services.mail.kinds import MailKind
from app.services.mail.queueing import NewMessage, queue_message
from app.ui.agreements.screens import AgreementScreens
from app.ui.billing.screens import BillingScreens
from app.ui.customers.panel import customers_panel
from app.ui.customers.tabs.base import TabTools
from app.ui.estimates.screens import EstimateScreens
from app.ui.files.screens import FileScreens
from app.ui.jobs.screens import JobScreens
from app.ui.mail.doors import MailDoors
from app.ui.mail.screens import MailScreens
from app.ui.plans.screens import PlanScreens
from tests.support.books import TODAY
from tests.support.jobs import MONDAY, a_job, act, booked
from tests.support.plans import a_plan

TABS = (
    "invoices",
    "payments",
    "credits",
    "estimates",
    "plans",
    "recurring",
    "jobs",
    "future-jobs",
    "schedule",
    "files",
    "agreements",
    "mail",
    "notes",
    "activity",
)
# A preview is a window of its own: one of each make of tab is looked at.
PRINTED = ("invoices", "schedule", "notes")


@pytest.fixture
def page(counter):
    """A customer who has one of everything, and the account's page with every tab but the processor's."""
    office, marina = counter.office, counter.ids["marina"]
    act(office, take_payment, NewPayment(marina, TODAY, "check", 8_900, "1042"))
    act(office, issue_credit_memo, NewCreditMemo(marina, TODAY, 2_500, "Goodwill"))
    a_plan(office, marina)
    a_plan(office, marina, name="Storage", price_minor=None, lines=(NewLine("Storage", 3_000),))
    booked(office, a_job(office, marina, "Drain", 16_500), MONDAY)
    booked(office, a_job(office, marina, "Duct", 42_000), MONDAY + timedelta(days=1))
    act(office, add_files, marina, [Source("key plan.txt", b"north gate")])
    act(office, write_agreement, NewAgreement(Subject(marina), "Dock care", "We take care of the docks."))
    act(office, queue_message, NewMessage(MailKind.STATEMENT, "ana@harborlight.example", "Statement", "Dear Ana", marina))
    act(office, write_estimate, NewEstimate(marina, TODAY, (NewLine("New dock lights", 90_000),)))
    act(office, add_note, marina, "Gate code is 4471")
    session = counter.session
    files = FileScreens(session)
    mail = MailScreens(session, MailDoors(SmtpGateway, lambda: None, lambda: press))
    for each in (
        PlanScreens(session, str),
        BillingScreens(session),
        JobScreens(session, str),
        EstimateScreens(session, counter.room.show),
        files,
        AgreementScreens(session, files, counter.room.show),
        mail,
    ):
        each.install()
    panel = customers_panel(session)
    panel.setParent(session.window)
    panel.resize(1280, 800)
    panel.show()
    panel.show_place(str(marina))
    counter.wait()
    yield panel
    mail.stop()


def offered(menu):
    """Fill a menu as opening it does, and return its entries by what they say."""
    menu.aboutToShow.emit()
    return {action.text().replace("&", "").split("\t")[0]: action for action in menu.actions() if action.text()}


def shortcomings(counter, tab, name, folder, monkeypatch):
    """Return what a tab does not do, in words."""
    found = [words for words, there in try_out(counter, tab, name, folder, monkeypatch) if not there]
    assert counter.refused == []
    return found


def try_out(counter, tab, name, folder, monkeypatch):
    """Use a tab as somebody would: yield what was tried and whether it went well."""
    tools = tab.tools().findChild(TabTools) or tab.tools()
    yield "search", not tools.search.isHidden()
    yield "filter", len(offered(tools.filter.entries)) > 1
    more = offered(tools.more_menu)
    yield "columns", len(offered(more["Columns"].menu())) > 3
    shown = getattr(tab, "presenter", None)
    rows = shown.rows if shown is not None else tab
    footer = shown.view.footer if shown is not None else getattr(tab, "view", tab).footer
    count = rows.model.count()
    yield "rows", count > 0
    yield "totals", not footer.isHidden() and footer.texts()[0].startswith(str(count))
    headings = [column.title for column in (rows.table if hasattr(rows, "table") else rows.view.table).visible_columns()]
    for ending in (".csv", ".xlsx", ".pdf"):
        path = folder / f"{name}{ending}"
        monkeypatch.setattr("app.ui.exporting.screens.QFileDialog.getSaveFileName", lambda *_args, p=path: (str(p), ""))
        more["Export…"].trigger()
        counter.wait()
        assert counter.refused == [], f"{name}{ending}"
        yield ending, path.is_file() and path.stat().st_size > 0
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    yield "same columns", lines[0] == headings
    yield "same rows", len([line for line in lines[1:] if line[0] != "Total"]) == count
    yield "print", "Print…" in more
    if name in PRINTED:
        more["Print…"].trigger()
        counter.wait()
        yield "printed as saved", counter.room.windows()[-1].pdf() == (folder / f"{name}.pdf").read_bytes()
        counter.room.close_all()
    tools.search.setChecked(True)
    field = rows.search if hasattr(rows, "search") else rows.view.search
    yield "search line", field.isVisible()
    field.setText("zzzz")
    counter.wait()
    QApplication.processEvents()
    yield "search finds nothing that is not there", rows.model.count() == 0
    yield "totals follow the search", not footer.texts()[0].startswith(str(count))
    tools.search.setChecked(False)
    counter.wait()
    yield "search is taken away", rows.model.count() == count


def test_search_columns_filter_totals_and_ways_out_of_every_tab(counter, page, tmp_path, monkeypatch):
    made_elsewhere = [maker.key for maker in counter.session.account_tabs]
    assert set(made_elsewhere) <= set(TABS)
    wanting = {}
    for key in TABS:
        page.page.show_tab(key)
        counter.wait()
        lacks = shortcomings(counter, page.page_view.tab(key), key, tmp_path, monkeypatch)
        if lacks:
            wanting[key] = lacks
    assert wanting == {}
