"""A small real book, one customer, and her page with its tab of estimates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.services.customers.entering import NewSite
from app.services.office import Office
from app.services.queries.estimates import estimate_ids
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.estimates.listing import estimate_filter
from app.ui.estimates.screens import EstimateScreens
from app.ui.estimates.tab import EstimatesTab
from app.ui.invoices.screens import InvoiceScreens
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.session import Session, open_session
from tests.support.books import a_customer
from tests.support.plans import sound


@dataclass
class Desk:
    """The page as somebody sits before it."""

    session: Session
    office: Office
    martha: int
    panel: CustomersPanel
    estimates: EstimateScreens
    invoices: InvoiceScreens
    wait: Callable[[], None]
    until: Callable[[Callable[[], bool]], None]
    papers: list[Any] = field(default_factory=list)
    mails: list[Any] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    offered: list[Any] = field(default_factory=list)
    exported: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def doings(self) -> Any:
        return self.estimates.doings

    @property
    def sheet(self) -> Any:
        return self.doings.sheet

    def tab(self) -> Any:
        """Show the tab."""
        self.panel.show_place(str(self.martha))
        self.panel.page.show_tab("estimates")
        self.wait()
        tab = next(iter(self.panel.findChildren(EstimatesTab)))
        self.until(lambda: set(tab.model.all_ids()) == set(self._in_book(tab)))
        return tab

    def _in_book(self, tab: EstimatesTab) -> Sequence[int]:
        wanted = estimate_filter(self.martha, tab.wanted)
        return self.office.read(lambda reader: estimate_ids(reader, wanted))

    def listed(self, *keys: str) -> list[tuple[str, ...]]:
        """Return the list as it reads, top down."""
        model = self.tab().model
        ids = list(model.all_ids())
        rows = {row.id: row for row in model.fetcher()(ids)} if ids else {}
        columns = {column.key: column for column in model.columns}
        return [tuple(columns[key].said(rows[id_]) for key in keys) for id_ in ids]

    def entries(self, row: int = 0) -> dict[str, Any]:
        """Return the menu of a row by its words."""
        tab = self.tab()
        tab.view.table.selectRow(row)
        chosen = tab.view.table.selected_ids()
        self.until(lambda: tab.model.row(chosen[0]) is not None)
        return {each.text: each for each in tab.row_entries(chosen) if each.text}

    def choose(self, entry: str, row: int = 0) -> None:
        """Choose from the menu of a row."""
        self.entries(row)[entry].act()
        self.wait()

    def save(self) -> None:
        """Press the main button of the open sheet."""
        self.sheet.saved.emit()
        self.wait()


@pytest.fixture
def desk(qtbot: Any, qapp: QApplication, file_office: Office) -> Iterator[Desk]:
    """Martha is a customer with one site; today is Monday, March 16."""
    apply(qapp, "light")
    martha = a_customer(file_office, "Bloom, Martha", sites=(NewSite("Pier 4"),))
    tasks = Tasks()
    problems: list[object] = []
    tasks.crashed.connect(problems.append)
    session = open_session(file_office, tasks, Settings())
    papers: list[Any] = []
    estimates = EstimateScreens(session, papers.append)
    estimates.install()
    invoices = InvoiceScreens(session, None)  # type: ignore[arg-type] - nothing is printed here
    invoices.install()
    panel = customers_panel(session)
    told = Desk(
        session,
        file_office,
        martha,
        panel,
        estimates,
        invoices,
        lambda: _settle(qtbot, tasks),
        lambda said: qtbot.waitUntil(said, timeout=10_000),
        papers,
    )
    tasks.refused.connect(lambda error, _retry: told.refused.append(str(error)))
    actions = session.actions
    actions.say = lambda text, _button="", slot=None: (told.said.append(text), told.offered.append(slot))
    actions.export = told.exported.append
    actions.mail_paper = told.mails.append
    actions.show_job = lambda id_: told.opened.append(("job", id_))
    actions.show_plan = lambda id_: told.opened.append(("plan", id_))
    session.window = panel
    panel.resize(1400, 900)
    panel.show()
    told.wait()
    yield told
    tasks.close()
    for window in QApplication.topLevelWidgets():
        window.hide()
        window.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not problems, problems
    sound(file_office)


def _settle(qtbot: Any, tasks: Tasks) -> None:
    for _round in range(5):
        qtbot.waitUntil(tasks.idle, timeout=10_000)
        QCoreApplication.processEvents()
