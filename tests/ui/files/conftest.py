"""A small real book, two customers, and the page of the first with its tabs of files and agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from app.services.office import Office
from app.ui.agreements.screens import AgreementScreens
from app.ui.agreements.tab import AgreementsTab
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.files.screens import FileScreens
from app.ui.files.tab import FilesTab
from app.ui.kit.tasks import Tasks
from app.ui.session import Session
from tests.support.books import a_customer
from tests.support.plans import sound


@dataclass
class Desk:
    """The page as somebody sits before it."""

    session: Session
    office: Office
    martha: int
    otto: int
    panel: CustomersPanel
    files: FileScreens
    agreements: AgreementScreens
    wait: Callable[[], None]
    opened: list[str] = field(default_factory=list)
    papers: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    offered: list[Any] = field(default_factory=list)
    exported: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def tab(self, key: str, customer_id: int | None = None) -> Any:
        """Show a tab of a customer's page."""
        self.panel.show_place(str(customer_id or self.martha))
        self.panel.page.show_tab(key)
        self.wait()
        kind = {"files": FilesTab, "agreements": AgreementsTab}[key]
        return next(each for each in self.panel.findChildren(kind))

    def listed(self, tab: Any, *keys: str) -> list[tuple[str, ...]]:
        """Return a list as it reads, top down."""
        model = tab.model
        ids = list(model.all_ids())
        rows = {row.id: row for row in model.fetcher()(ids)} if ids else {}
        columns = {column.key: column for column in model.columns}
        return [tuple(columns[key].said(rows[id_]) for key in keys) for id_ in ids]

    def choose(self, tab: Any, entry: str, row: int = 0) -> None:
        """Choose from the menu of a row."""
        tab.view.table.selectRow(row)
        entries = tab.row_entries(tab.view.table.selected_ids())
        next(each for each in entries if each.text == entry).act()
        self.wait()


@pytest.fixture
def desk(qtbot: Any, file_office: Office, forgiving_session: Session) -> Iterator[Desk]:
    """Martha and Otto are customers; today is Monday, March 16."""
    martha, otto = a_customer(file_office, "Bloom, Martha"), a_customer(file_office, "Reyes, Otto")
    session = forgiving_session
    tasks = session.tasks
    opened: list[str] = []

    def opener(path: str) -> bool:
        opened.append(path)
        return not path.endswith(".strange")

    papers: list[Any] = []
    files = FileScreens(session, opener)
    agreements = AgreementScreens(session, files, papers.append)
    agreements.install()
    files.install()
    panel = customers_panel(session)
    told = Desk(
        session, file_office, martha, otto, panel, files, agreements, lambda: _settle(qtbot, tasks), opened, papers
    )
    tasks.refused.connect(lambda error, _retry: told.refused.append(str(error)))
    session.actions.say = lambda text, _button="", slot=None: (told.said.append(text), told.offered.append(slot))
    session.actions.export = told.exported.append
    session.window = panel
    panel.resize(1400, 900)
    panel.show()
    told.wait()
    yield told
    sound(file_office)


def _settle(qtbot: Any, tasks: Tasks) -> None:
    for _round in range(3):
        qtbot.waitUntil(tasks.idle, timeout=10_000)
        QCoreApplication.processEvents()
