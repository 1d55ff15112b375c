"""Opens the statement forms and answers what other screens ask of them. Bootstrap makes one for each open book."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.customer_list import CustomerListRow
from app.services.queries.customers import customer_rows
from app.ui.paper.jobs import PrintJob
from app.ui.paper.room import PrintRoom
from app.ui.session import Session
from app.ui.statements.presenter import StatementPresenter
from app.ui.statements.sheet import StatementSheet


class StatementScreens(QObject):
    """Ways to statements.

    Args:
        session: the open book.
        room: where papers are shown.
    """

    def __init__(self, session: Session, room: PrintRoom) -> None:
        super().__init__(session)
        self._session, self._room = session, room
        self.sheet: StatementSheet | None = None

    def install(self) -> None:
        """Offer to other screens what is done here."""
        self._session.actions.statement = self.statement
        self._session.actions.statements = self.statements

    def statement(self, customer_id: int) -> None:
        """Open the form for one customer."""
        self._session.tasks.read(self._session.read(_customer, customer_id), self._open_one, key="statements.open")

    def _open_one(self, customer: CustomerListRow) -> None:
        sheet = StatementSheet(
            self._session, _("Statement"), f"{customer.name} · {customer.account}", many=False, parent=self._session.window
        )
        self._open(sheet, StatementPresenter(self._session, sheet, (customer.id,), customer.name))

    @Slot()
    def run(self) -> StatementSheet:
        """Open the form for every active customer."""
        return self.statements(None)

    def statements(self, customer_ids: Sequence[int] | None) -> StatementSheet:
        """Open the form for these customers, such as all that match a filter; None for every active one."""
        count = len(customer_ids) if customer_ids is not None else 0
        words = ngettext("{count} customer", "{count} customers", count).format(count=self._session.amounts.count(count))
        who = words if customer_ids is not None else _("Every active customer")
        sheet = StatementSheet(self._session, _("Statements"), who, many=True, parent=self._session.window)
        self._open(sheet, StatementPresenter(self._session, sheet, customer_ids))
        return sheet

    def _open(self, sheet: StatementSheet, presenter: StatementPresenter) -> None:
        presenter.wanted.connect(self._show)
        presenter.mailed.connect(self._mail)
        sheet.finished.connect(sheet.deleteLater)
        self.sheet = sheet
        sheet.open()

    @Slot(object)
    def _mail(self, job: PrintJob) -> None:
        if self._session.actions.mail_paper is not None:
            self._session.actions.mail_paper(job)

    @Slot(object)
    def _show(self, job: PrintJob) -> None:
        self._room.show(job)


def _customer(reader: Reader, customer_id: int) -> CustomerListRow:
    return customer_rows(reader, [customer_id])[0]
