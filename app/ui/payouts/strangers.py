"""Payments that the processor took for nobody this book knows: each waits here until somebody says whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.charging.matching import Stranger, list_strangers
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind, RowsModel, Table, shown
from app.ui.kit.theme import Tone, set_role
from app.ui.payouts.ways import PayoutWays
from app.ui.session import Export, Session


@dataclass(frozen=True, slots=True)
class StrangerRow:
    """A payment in the list."""

    id: int
    payment: Stranger


class StrangersPage(QWidget):
    """Behind the tab “Without a customer”."""

    def __init__(self, session: Session, ways: PayoutWays) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self.model = RowsModel(_columns(session), self)
        self.table: Table[StrangerRow] = Table("payouts.strangers", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Payments without a customer"))
        self.table.set_empty(_("Every payment that the processor took has its customer."))
        self.table.opened.connect(self._match)
        self.table.selection_changed.connect(self._selected)
        self.match = QPushButton(_("Match with a customer…"))
        set_role(self.match, "primary")
        self.match.clicked.connect(self._match_current)
        self.export = QPushButton(_("Export…"))
        self.export.clicked.connect(self._export)
        self.export.setVisible(session.actions.export is not None)
        self.footer = Footer()
        lead = label(
            _("Made outside this program: on the processor's own pages, in a shop, or by a payment link."), "quiet"
        )
        box = column(row(lead, None, self.export, self.match), self.table, self.footer, spacing=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again which wait."""
        self._session.tasks.read(self._session.read(list_strangers), self._show, key=f"strangers-{id(self)}")

    def _show(self, payments: list[Stranger]) -> None:
        self.model.set_rows(StrangerRow(place, payment) for place, payment in enumerate(payments, 1))
        if payments and self.table.current_id() is None:
            self.table.set_current(1)
        self.footer.show_texts(
            ngettext("{count} payment", "{count} payments", len(payments)).format(
                count=self._session.amounts.count(len(payments))
            ),
            self._sums() if payments else (),
        )
        self._selected()

    def _sums(self) -> tuple[tuple[str, str], ...]:
        whole = sum(line.payment.amount_minor for line in self.model.rows())
        return ((_("Amount"), self._session.amounts.money(whole)),)

    @Slot()
    def _selected(self) -> None:
        self.match.setEnabled(self.table.current_id() is not None)

    @Slot()
    def _match_current(self) -> None:
        self._match(self.table.current_id() or 0)

    @Slot(object)
    def _match(self, row_id: int) -> None:
        found = self.model.row(row_id)
        if found is not None:
            self._ways.match(found.payment.remote_id)

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(Export(_("Payments without a customer"), shown(self.table), self._sums()))


def _columns(session: Session) -> list[Column[StrangerRow]]:
    amounts = session.amounts

    def status(line: StrangerRow) -> Status:
        if not line.payment.settled:
            return Status(_("Sync first"), Tone.QUIET, "clock")
        return Status(_("Whose is it?"), Tone.CARE, "person")

    return [
        Column(
            "on",
            _("Taken"),
            lambda line: session.moment(line.payment.taken_at),
            Kind.DATE,
            width=170,
            sort="on",
            value=lambda line: line.payment.taken_at.date(),
        ),
        Column("what", _("Description"), lambda line: line.payment.description, width=240, stretch=True, sort="what"),
        Column(
            "customer",
            _("Customer at the processor"),
            lambda line: line.payment.remote_customer or "–",
            width=190,
            sort="customer",
        ),
        Column("id", _("At the processor"), lambda line: line.payment.remote_id, width=200, visible=False, sort="id"),
        Column(
            "amount",
            _("Amount"),
            lambda line: amounts.plain(line.payment.amount_minor),
            Kind.AMOUNT,
            width=112,
            sort="amount",
            value=lambda line: line.payment.amount_minor,
        ),
        Column("status", _("Status"), lambda _line: "", Kind.STATUS, width=150, status=status, sort="status"),
    ]
