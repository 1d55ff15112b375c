"""A small real book with customers who owe, paid and have credit, and the Customers panel over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import ContactDetails, NewSite
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.office import Office
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.kit.settings import Settings
from app.ui.kit.tasks import Tasks
from app.ui.kit.theme import apply
from app.ui.session import Session, open_session
from tests.support.books import TODAY, a_customer, an_invoice, open_for_test


class Said(QObject):
    """Notes what the window would say in passing, and presses its button."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.slot: Callable[[], object] | None = None

    def __call__(self, text: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Take a message."""
        self.texts.append(text)
        self.slot = slot if button else None

    def press(self) -> None:
        """Press Undo."""
        assert self.slot is not None, "nothing to undo"
        self.slot()


@dataclass
class Desk:
    """The panel as somebody sits before it."""

    session: Session
    panel: CustomersPanel
    said: Said
    ids: dict[str, int]
    wait: Callable[[], None]

    def stand_on(self, name: str) -> None:
        """Stand on a customer in the list and wait for the page."""
        assert self.panel.list_view.list.set_current(self.ids[name]), f"{name} is not in the list"
        self.wait()

    def names(self) -> list[str]:
        """Return the customers listed, top down."""
        view = self.panel.list_view.current_view()
        model = view.rows_model()
        rows = [model.row_at(place) for place in range(model.count())]
        self.wait()
        rows = [model.row_at(place) for place in range(model.count())]
        return [row.name if row is not None else "…" for row in rows]

    def search(self, text: str) -> list[str]:
        """Type into the search field and return who is listed then."""
        self.panel.list_view.search.setText(text)
        self.wait()
        return self.names()

    def dialogs(self) -> list[QDialog]:
        """Return the dialogs that are open."""
        self.wait()
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]

    def dialog(self) -> QDialog:
        """Return the dialog that is open."""
        found = self.dialogs()
        assert found, "no dialog is open"
        return found[-1]


def _fill(office: Office) -> dict[str, int]:
    """Enter four customers whose stories the tests tell."""
    ids = {
        "Harbor Light Marina": a_customer(
            office,
            "Harbor Light Marina",
            account="A-0412",
            kind="commercial",
            since_on=date(2019, 3, 2),
            manager="R. Okafor",
            billing=ContactDetails("Harbor Light Marina", "Pier 4", "", "Duluth", "MN", "55802"),
            primary=ContactDetails("Ana Whitfield", phone="+12185550147", email="ana@harborlight.example"),
            sites=(NewSite("North dock"), NewSite("South dock")),
            tags=("winter",),
        ),
        "Hernández, Lucía": a_customer(office, "Hernández, Lucía", account="A-0611"),
        "Ho, Vincent": a_customer(office, "Ho, Vincent", account="A-0498", manager="M. Castillo"),
        "Hummingbird Café": a_customer(office, "Hummingbird Café", account="A-0577", kind="commercial"),
    }
    marina, ho = ids["Harbor Light Marina"], ids["Ho, Vincent"]
    an_invoice(office, marina, 124_000, issued_on=TODAY - timedelta(21), due_on=TODAY + timedelta(9))
    late = an_invoice(office, marina, 8_900, issued_on=TODAY - timedelta(81), due_on=TODAY - timedelta(51))
    an_invoice(office, marina, 4_000, issued_on=TODAY - timedelta(40), due_on=TODAY - timedelta(10))
    paid = an_invoice(office, marina, 20_000, issued_on=TODAY - timedelta(90), due_on=TODAY - timedelta(60))
    paying = NewPayment(marina, TODAY - timedelta(59), "check", 24_900, "1042", apply={paid.id: 20_000, late.id: 4_900})
    office.write(lambda writer: take_payment(writer, paying))
    an_invoice(office, ids["Hernández, Lucía"], 8_900, issued_on=TODAY, due_on=TODAY + timedelta(30))
    office.write(lambda writer: issue_credit_memo(writer, NewCreditMemo(ho, TODAY, 2_500, "Goodwill")))
    return ids


@pytest.fixture(scope="session")
def told_book(empty_book_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The small book, filled once a run, and its customers' ids by name: copy it."""
    path = tmp_path_factory.mktemp("told") / "told.counterfoil"
    shutil.copyfile(empty_book_file, path)
    office = open_for_test(path)
    ids = _fill(office)
    office.close()
    return path, ids


@pytest.fixture(scope="session")
def dressed(qapp) -> None:
    """The application in its light clothes, put on once."""
    apply(qapp, "light")


@pytest.fixture
def desk(qtbot, dressed, told_book: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Desk]:
    """The panel over the small book, everything read, nobody chosen by hand."""
    path = tmp_path / "desk.counterfoil"
    shutil.copyfile(told_book[0], path)
    office = open_for_test(path)
    yield from _desk_over(qtbot, office, told_book[1])
    office.close()


@pytest.fixture
def empty_desk(qtbot, dressed, file_office: Office) -> Iterator[Desk]:
    """The panel over a book without customers."""
    yield from _desk_over(qtbot, file_office, {})


def _desk_over(qtbot, office: Office, ids: dict[str, int], settings: Settings | None = None) -> Iterator[Desk]:
    tasks = Tasks()
    problems: list[object] = []
    tasks.crashed.connect(problems.append)
    session = open_session(office, tasks, settings or Settings())
    said = Said()
    session.actions.say = said
    panel = customers_panel(session)
    session.window = panel

    def wait() -> None:
        calm = 0
        while calm < 3:
            qtbot.waitUntil(tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()
            calm = calm + 1 if tasks.idle() else 0

    panel.resize(1200, 780)
    panel.show()
    wait()
    try:
        yield Desk(session, panel, said, ids, wait)
    finally:
        tasks.close()
        for window in QApplication.topLevelWidgets():
            window.hide()
            window.deleteLater()
        session.deleteLater()
        said.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not problems, f"something of ours broke: {problems!r}"
