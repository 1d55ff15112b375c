"""The way to the bank: cash and checks that wait, ticked and taken there together; and the deposits made so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.collecting.depositing import (
    MadeDeposit,
    WaitingPayment,
    make_deposit,
    reverse_deposit,
    waiting_payments,
)
from app.services.office import Office, Writer
from app.services.queries.deposits import DepositListRow, deposit_ids, deposit_rows
from app.ui.kit.dialogs import ask_reason
from app.ui.kit.fields import DateField
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.tables import Column, Edit, Kind, PagedModel, RowsModel, Table
from app.ui.kit.theme import set_role
from app.ui.payments.ways import PaymentWays
from app.ui.payments.words import deposit_pill
from app.ui.session import Session
from app.ui.words import method_words


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A payment that waits, ticked or not."""

    id: int
    payment: WaitingPayment
    ticked: bool


class DepositSource:
    """Deposits, the newest first."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, _sort: str, descending: bool, _filter: object) -> Sequence[int]:
        """Return the ids in order."""
        return self._office.read(lambda reader: deposit_ids(reader, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[DepositListRow]:
        """Return some rows."""
        return self._office.read(lambda reader: deposit_rows(reader, ids))


class DepositsPage(QWidget):
    """What waits above, what was deposited below."""

    def __init__(self, session: Session, ways: PaymentWays) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self._left_out: set[int] = set()
        self._busy = False
        self.date = DateField(session.dates, session.today)
        self.date.set_value(session.today)
        self.date.setAccessibleName(_("Date of the deposit"))
        self.make = QPushButton(_("Make deposit"))
        set_role(self.make, "primary")
        self.make.clicked.connect(self._make)
        self.waiting = RowsModel(_waiting_columns(session), self)
        self.waiting.edited.connect(self._ticked)
        self.waiting_table: Table[WaitingRow] = Table("deposits.waiting", session.settings)
        self.waiting_table.show_model(self.waiting)
        self.waiting_table.set_empty(_("No cash or check waits for the bank."))
        self.waiting_table.opened.connect(ways.show)
        self.footer = Footer()
        self._error = label("", "field-error", wrap=True)
        self._error.hide()
        source, columns = DepositSource(session.office), _made_columns(session)
        self.made = PagedModel(source, columns, session.tasks, self, "on", descending=True)
        self.made_table: Table[DepositListRow] = Table("deposits.made", session.settings)
        self.made_table.show_model(self.made)
        self.made_table.set_empty(_("No deposit was made yet."))
        self.made_table.opened.connect(self._print_slip)
        self.made_table.selection_changed.connect(self._made_selected)
        self.slip = QPushButton(_("Deposit slip…"))
        self.slip.clicked.connect(self._print_current)
        self.reverse = QPushButton(_("Take back…"))
        self.reverse.clicked.connect(self._reverse)
        above, below = QWidget(), QWidget()
        title = label(_("Waiting for the bank"), "subheading")
        on = label(_("Deposited on"), "quiet")
        top = column(row(title, None, on, self.date, self.make), self.waiting_table, self._error, self.footer, spacing=8)
        top.setStretch(1, 1)
        above.setLayout(top)
        low = column(row(label(_("Deposits"), "subheading"), None, self.reverse, self.slip), self.made_table, spacing=8)
        low.setStretch(1, 1)
        low.setContentsMargins(0, 12, 0, 0)
        below.setLayout(low)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(above)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        box = column(split)
        self.setLayout(box)
        self._made_selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again what waits and what was deposited."""
        self._session.tasks.read(
            self._session.read(waiting_payments), self._show_waiting, key=f"waiting-{id(self)}"
        )
        self.made.refresh()

    def _show_waiting(self, payments: list[WaitingPayment]) -> None:
        self.waiting.set_rows(WaitingRow(payment.id, payment, payment.id not in self._left_out) for payment in payments)
        self._show_sum()

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        found = self.waiting.row(edit.id)
        if found is None:
            return
        (self._left_out.discard if edit.value else self._left_out.add)(edit.id)
        self.waiting.replace(WaitingRow(found.id, found.payment, bool(edit.value)))
        self._show_sum()

    def chosen(self) -> list[WaitingPayment]:
        """Return the payments that are ticked."""
        return [line.payment for line in self.waiting.rows() if line.ticked]

    def _show_sum(self) -> None:
        chosen, money = self.chosen(), self._session.amounts.money
        of, number = len(self.waiting.rows()), self._session.amounts.count
        words = ngettext("{count} payment to deposit", "{count} payments to deposit", len(chosen))
        left = words.format(count=number(len(chosen)))
        if len(chosen) != of:
            left = _("{chosen} of {count} waiting").format(chosen=left, count=number(of))
        cash = sum(payment.amount_minor for payment in chosen if payment.method == "cash")
        whole = sum(payment.amount_minor for payment in chosen)
        sums = ((_("Cash"), money(cash)), (_("Checks and other"), money(whole - cash)), (_("Deposit"), money(whole)))
        self.footer.show_texts(left, sums if of else ())
        self.make.setEnabled(bool(chosen) and not self._busy)

    @Slot()
    def _make(self) -> None:
        on = self.date.value()
        ids = [payment.id for payment in self.chosen()]
        if on is None or not ids or self._busy:
            self._complain(self.date.error() or _("Say on which day it is deposited."))
            return
        self._complain("")
        self._busy = True
        self._session.tasks.write(self._session.write(make_deposit, on, ids), self._deposited, self._refused)

    def _deposited(self, deposit: MadeDeposit) -> None:
        self._busy = False
        self._left_out.clear()
        self._session.say(
            _("Deposit {number} made: {amount}").format(
                number=deposit.number, amount=self._session.amounts.money(deposit.total_minor)
            )
        )
        self._ways.print_slip(deposit.id, deposit.number)

    def _refused(self, error: Exception) -> bool:
        self._busy = False
        self._show_sum()
        if isinstance(error, UserError):
            self._complain(str(error))
            return True
        return False

    def _complain(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    # Deposits made

    def _current(self) -> DepositListRow | None:
        return self.made.row(self.made_table.current_id() or 0)

    @Slot()
    def _made_selected(self) -> None:
        deposit = self._current()
        stands = deposit is not None and deposit.state == "posted"
        self.slip.setEnabled(stands)
        self.reverse.setEnabled(stands)

    @Slot()
    def _print_current(self) -> None:
        deposit = self._current()
        if deposit is not None:
            self._print_slip(deposit.id)

    @Slot(object)
    def _print_slip(self, deposit_id: int) -> None:
        deposit = self.made.row(deposit_id)
        if deposit is not None and deposit.state == "posted":
            self._ways.print_slip(deposit.id, deposit.number)

    @Slot()
    def _reverse(self) -> None:
        deposit = self._current()
        if deposit is None:
            return
        reason = ask_reason(
            self,
            _("Take deposit {number} back?").format(number=deposit.number),
            ngettext(
                "Its {count} payment waits for the bank again. The deposit keeps its number.",
                "Its {count} payments wait for the bank again. The deposit keeps its number.",
                deposit.count,
            ).format(count=deposit.count),
            _("Take back"),
        )
        if reason:
            self._session.tasks.write(self._session.write(_taken_back, deposit.id, reason), self._reversed)

    def _reversed(self, deposit_id: int) -> None:
        del deposit_id
        self._session.say(_("The deposit is taken back; its payments wait again."))


def _taken_back(writer: Writer, deposit_id: int, reason: str) -> int:
    reverse_deposit(writer, deposit_id, reason)
    return deposit_id


def _waiting_columns(session: Session) -> list[Column[WaitingRow]]:
    amounts, dates = session.amounts, session.dates
    return [
        Column("pay", _("Take"), lambda _row: "", Kind.CHECK, width=72, checked=lambda line: line.ticked),
        Column("received", _("Received"), lambda line: dates.medium(line.payment.received_on), Kind.DATE, width=112),
        Column("number", _("Number"), lambda line: line.payment.number, width=92),
        Column("customer", _("Customer"), lambda line: line.payment.customer, width=180, stretch=True),
        Column("method", _("Method"), lambda line: method_words(line.payment.method), width=112),
        Column("reference", _("Reference"), lambda line: line.payment.reference, width=120),
        Column(
            "amount",
            _("Amount"),
            lambda line: amounts.plain(line.payment.amount_minor),
            Kind.AMOUNT,
            width=112,
            value=lambda line: line.payment.amount_minor,
        ),
    ]


def _made_columns(session: Session) -> list[Column[DepositListRow]]:
    amounts, dates = session.amounts, session.dates
    return [
        Column("on", _("Date"), lambda deposit: dates.medium(deposit.deposited_on), Kind.DATE, width=112, sort="on"),
        Column("number", _("Number"), lambda deposit: deposit.number, width=100, stretch=True),
        Column("count", _("Payments"), lambda deposit: amounts.count(deposit.count), Kind.COUNT, width=100),
        Column("total", _("Amount"), lambda deposit: amounts.plain(deposit.total_minor), Kind.AMOUNT, width=120),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=150, status=lambda row: deposit_pill(row.state)),
    ]
