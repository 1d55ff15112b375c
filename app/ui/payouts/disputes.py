"""Disputes: which want an answer and until when, what is gone meanwhile, and which invoices ask for their money again."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.queries.disputes import DisputeView, dispute_page, list_disputes
from app.ui.kit.fields import ComboField
from app.ui.kit.pieces import Footer, column, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table, shown
from app.ui.kit.theme import Tone, set_role
from app.ui.payouts.ways import PayoutWays
from app.ui.payouts.words import SOON_DAYS, deadline_words, dispute_pill, reason_words
from app.ui.session import Export, Session


class DisputesPage(QWidget):
    """Behind the tab “Disputes”."""

    def __init__(self, session: Session, ways: PayoutWays) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self.which = ComboField([("", _("All disputes")), ("open", _("Not decided yet"))])
        self.which.setAccessibleName(_("Which disputes"))
        self.which.changed.connect(self._chosen)
        self.model = RowsModel(_columns(session), self)
        self.table: Table[DisputeView] = Table("payouts.disputes", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Disputes"))
        self.table.set_empty(_("No customer disputes a payment."))
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(self._selected)
        self.payment = QPushButton(_("Open payment"))
        self.payment.clicked.connect(self._open_payment)
        self.customer = QPushButton(_("Go to the account"))
        self.customer.clicked.connect(self._go_to_customer)
        self.answer = QPushButton(_("Answer at the processor…"))
        set_role(self.answer, "primary")
        self.answer.clicked.connect(self._ask_for_page)
        self.export = QPushButton(_("Export…"))
        self.export.clicked.connect(self._export)
        self.export.setVisible(session.actions.export is not None)
        self.footer = Footer()
        box = column(
            row(self.which, None, self.export, self.customer, self.payment, self.answer), self.table, self.footer, spacing=10
        )
        box.setStretch(1, 1)
        self.setLayout(box)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again how disputes stand."""
        job = self._session.read(list_disputes, open_only=self.which.value() == "open")
        self._session.tasks.read(job, self._show, key=f"disputes-{id(self)}")

    @Slot()
    def _chosen(self) -> None:
        self.load()

    def _show(self, disputes: list[DisputeView]) -> None:
        self.model.set_rows(disputes)
        if disputes and self.table.current_id() is None:
            self.table.set_current(disputes[0].id)
        count = self._session.amounts.count(len(disputes))
        self.footer.show_texts(
            ngettext("{count} dispute", "{count} disputes", len(disputes)).format(count=count), self._sums(disputes)
        )
        self._selected()

    def _sums(self, disputes: list[DisputeView] | tuple[DisputeView, ...]) -> tuple[tuple[str, str], ...]:
        if not disputes:
            return ()
        money = self._session.amounts.money
        return (
            (_("Fees"), money(sum(dispute.fee_minor for dispute in disputes))),
            (_("Amount"), money(sum(dispute.amount_minor for dispute in disputes))),
        )

    def _current(self) -> DisputeView | None:
        return self.model.row(self.table.current_id() or 0)

    @Slot()
    def _selected(self) -> None:
        dispute = self._current()
        self.payment.setEnabled(dispute is not None and dispute.payment_id is not None)
        self.customer.setEnabled(dispute is not None and dispute.customer_id is not None)
        self.customer.setVisible(self._session.actions.show_customer is not None)
        self.answer.setEnabled(dispute is not None and dispute.wants_answer)

    @Slot(object)
    def _open(self, dispute_id: int) -> None:
        dispute = self.model.row(dispute_id)
        if dispute is not None and dispute.payment_id is not None:
            self._ways.show_payment(dispute.payment_id)

    @Slot()
    def _open_payment(self) -> None:
        dispute = self._current()
        if dispute is not None:
            self._open(dispute.id)

    @Slot()
    def _go_to_customer(self) -> None:
        dispute = self._current()
        if dispute is not None and dispute.customer_id is not None:
            self._ways.show_customer(dispute.customer_id)

    @Slot()
    def _ask_for_page(self) -> None:
        dispute = self._current()
        if dispute is not None:
            self._session.tasks.read(self._session.read(dispute_page, dispute.remote_id), self._open_page)

    def _open_page(self, address: str) -> None:
        if address:
            self._ways.open_page(address)
        else:
            self._session.say(_("The practice processor decides disputes by itself: there is no page to answer on."))

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(Export(_("Disputes"), shown(self.table), self._sums(self.model.rows())))


def _columns(session: Session) -> list[Column[DisputeView]]:
    amounts, dates, today = session.amounts, session.dates, session.today

    def tone(dispute: DisputeView) -> Tone | None:
        if not dispute.wants_answer or dispute.evidence_due_on is None:
            return Tone.QUIET
        return Tone.ALARM if (dispute.evidence_due_on - today).days <= SOON_DAYS else Tone.CARE

    return [
        Column(
            "due",
            _("Evidence due"),
            lambda row: deadline_words(row.evidence_due_on, today, dates.medium) if row.wants_answer else "–",
            Kind.DATE,
            width=190,
            tone=tone,
            value=lambda row: row.evidence_due_on,
            sort="due",
        ),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=160, status=dispute_pill, sort="status"),
        Column("customer", _("Customer"), lambda row: row.customer_name or "–", width=160, stretch=True, sort="customer"),
        Column("payment", _("Payment"), lambda row: row.payment_number or "–", width=92, sort="payment"),
        Column("reason", _("Reason"), lambda row: reason_words(row.reason), width=240, sort="reason"),
        Column("again", _("Invoices open again"), lambda row: ", ".join(row.open_again) or "–", width=150, sort="again"),
        Column(
            "taken",
            _("Money gone since"),
            lambda row: dates.medium(row.taken_on) if row.taken_on is not None else "–",
            Kind.DATE,
            width=130,
            visible=False,
            sort="taken",
            value=lambda row: row.taken_on,
        ),
        Column(
            "fee",
            _("Fee"),
            lambda row: amounts.plain(row.fee_minor),
            Kind.AMOUNT,
            width=84,
            sort="fee",
            value=lambda row: row.fee_minor,
        ),
        Column(
            "amount",
            _("Amount"),
            lambda row: amounts.plain(row.amount_minor),
            Kind.AMOUNT,
            width=108,
            value=lambda row: row.amount_minor,
            sort="amount",
        ),
        Column("id", _("At the processor"), lambda row: row.remote_id, width=180, visible=False, sort="id"),
    ]
