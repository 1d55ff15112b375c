"""One payment: how much, from whom, where it went, what left it again, and what can still be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.domain.errors import NotFound
from app.domain.language import _
from app.services.collecting.applying import take_back_allocations
from app.services.office import Reader, Writer
from app.services.queries.payments import AppliedRow, PaymentDetail, payment_detail
from app.services.queries.refunds import ProcessorPayment, processor_payment
from app.ui.kit.dialogs import ask_reason
from app.ui.kit.pieces import Fact, PageHeader, Pill, Tile, column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import Tone, set_role
from app.ui.payments.giving_back import Way, left_to_give
from app.ui.payments.gone import GoneRow, gone_columns, gone_rows
from app.ui.payments.ways import PaymentWays
from app.ui.payments.words import payment_pill
from app.ui.session import Session
from app.ui.sizes import SizeKeeper
from app.ui.words import method_words


class PaymentWindow(QWidget):
    """Shows one payment and follows what happens to it."""

    def __init__(self, session: Session, ways: PaymentWays, payment_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        SizeKeeper(self, session.settings, "payment", QSize(920, 640))
        self._session, self._ways, self.payment_id = session, ways, payment_id
        self.detail: PaymentDetail | None = None
        self.through: ProcessorPayment | None = None
        self.header = PageHeader(_("Payment"))
        self.pill = Pill()
        self.header.add_badge(self.pill)
        self._account = self.header.add_action(_("Account"), self._go_to_customer)
        self._account.setVisible(session.actions.show_customer is not None)
        self._void = self.header.add_action(_("Void…"), self._ask_void)
        self._return = self.header.add_action(_("Returned…"), self._ask_return)
        self._refund = self.header.add_action(_("Refund…"), self._ask_refund)
        self._mail = self.header.add_action(_("Mail…"), self._send_by_mail)
        self._mail.setToolTip(_("Send the receipt by mail"))
        self._mail.setVisible(session.actions.mail_receipt is not None)
        self._receipt = self.header.add_action(_("Receipt…"), self._print, primary=True)
        self.amount, self.applied = Tile(_("Amount")), Tile(_("Applied"))
        self.rest, self.returned = Tile(_("Unapplied")), Tile(_("Given back"))
        for tile in (self.amount, self.applied, self.returned):
            tile.set_opens(opens=False)
        self.rest.clicked.connect(self._apply_rest)
        self._facts = {
            name: Fact(words)
            for name, words in (
                ("received", _("Received")),
                ("method", _("Paid by")),
                ("reference", _("Reference")),
                ("memo", _("Memo")),
                ("by", _("Taken by")),
            )
        }
        facts = QGridLayout()
        facts.setHorizontalSpacing(24)
        for place, fact in enumerate(self._facts.values()):
            facts.addWidget(fact, 0, place)
        self.model = RowsModel(_applied_columns(session), self)
        self.table: Table[AppliedRow] = Table("payments.applied", session.settings)
        self.table.show_model(self.model)
        self.table.set_empty(_("No invoice was paid with it. All of it is account credit."))
        self.table.opened.connect(self._open_invoice)
        self.table.selection_changed.connect(self._selected)
        self.take_back = QPushButton(_("Take off this invoice…"))
        self.take_back.clicked.connect(self._take_back)
        self.take_back.setEnabled(False)
        self.reversals_model = RowsModel(gone_columns(session), self)
        self.reversals: Table[GoneRow] = Table("payments.reversals", session.settings)
        self.reversals.show_model(self.reversals_model)
        self.reversals.setMaximumHeight(140)
        self.reversals.opened.connect(self._open_refund)
        self._gone = label(_("Given back"), "subheading")
        box = column(
            self.header,
            row(self.amount, self.applied, self.rest, self.returned, spacing=12),
            facts,
            row(label(_("Where it went"), "subheading"), None, self.take_back),
            self.table,
            self._gone,
            self.reversals,
            spacing=12,
            margin=24,
        )
        box.setStretchFactor(self.table, 1)
        self.setLayout(box)
        for keys, slot in (
            (QKeySequence("Escape"), self.close),
            (QKeySequence(QKeySequence.StandardKey.Print), self._print),
        ):
            QShortcut(keys, self).activated.connect(slot)
        session.changed.connect(self._changed)
        self.table.setFocus()
        self.load()

    @Slot()
    def load(self) -> None:
        """Read it anew."""
        job = self._session.read(_all_of_it, self.payment_id)
        self._session.tasks.read(job, self._show, self._missing, key=f"payment-{id(self)}")

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if changed & {"payments", "invoices", "deposits", "operations"}:
            self.load()

    def _missing(self, error: Exception) -> bool:
        if isinstance(error, NotFound):
            self.close()
        return False

    def _show(self, found: tuple[PaymentDetail, ProcessorPayment | None]) -> None:
        self.detail, self.through = found
        detail, through = found
        facts, money, dates = detail.row, self._session.amounts.money, self._session.dates
        self.setWindowTitle(_("Payment {number}").format(number=facts.number))
        self.header.show_title(self.windowTitle(), f"{facts.customer_name} · {facts.account}")
        self.pill.show_status(payment_pill(facts))
        self.amount.show_figure(money(facts.amount_minor))
        self.applied.show_figure(money(facts.applied_minor), "", None if facts.applied_minor else Tone.QUIET)
        hint = _("apply to invoices…") if facts.unapplied_minor else ""
        self.rest.show_figure(money(facts.unapplied_minor), hint, None if facts.unapplied_minor else Tone.QUIET)
        self.rest.set_opens(opens=facts.unapplied_minor > 0)
        asked = _("{amount} asked for").format(amount=money(through.asked_minor)) if through and through.asked_minor else ""
        self.returned.show_figure(money(facts.returned_minor), asked, Tone.ALARM if facts.returned_minor else Tone.QUIET)
        shown = {
            "received": dates.medium(facts.received_on),
            "method": method_words(facts.method),
            "reference": detail.reference_words or "–",
            "memo": facts.memo or "–",
            "by": detail.received_by or "–",
        }
        for name, text in shown.items():
            self._facts[name].show_value(text)
        self.model.set_rows(detail.applied)
        gone = gone_rows(self._session, detail, through)
        self.reversals_model.set_rows(gone)
        for part in (self._gone, self.reversals):
            part.setVisible(bool(gone))
        standing = facts.state != "reversed" and left_to_give(detail) > 0
        # What the processor has can only be asked back from it.
        self._return.setVisible(standing and through is None)
        self._refund.setVisible(standing and (through is None or through.left_minor > 0))
        self._void.setVisible(standing and through is None and facts.deposit_id is None)
        self._selected()

    # What can be done

    @Slot()
    def _selected(self) -> None:
        chosen = self.model.row(self.table.current_id() or 0)
        self.take_back.setEnabled(chosen is not None and chosen.stands and chosen.amount_minor > 0)

    @Slot()
    def _take_back(self) -> None:
        chosen = self.model.row(self.table.current_id() or 0)
        if chosen is None:
            return
        amount = self._session.amounts.money(chosen.amount_minor)
        reason = ask_reason(
            self,
            _("Take {amount} off invoice {number}?").format(amount=amount, number=chosen.number),
            _("The invoice asks for it again, and it becomes account credit."),
            _("Take off"),
        )
        if reason:
            self._session.tasks.write(self._session.write(_taken_off, chosen.id, reason), self._taken_off)

    def _taken_off(self, number: int) -> None:
        del number
        self._session.say(_("Taken off; it is account credit now."))

    @Slot()
    def _ask_void(self) -> None:
        self._ways.give_back(self.payment_id, Way.VOID)

    @Slot()
    def _ask_return(self) -> None:
        self._ways.give_back(self.payment_id, Way.RETURN)

    @Slot()
    def _ask_refund(self) -> None:
        self._ways.give_back(self.payment_id, Way.REFUND)

    @Slot()
    def _apply_rest(self) -> None:
        self._ways.apply_rest(self.payment_id)

    @Slot()
    def _print(self) -> None:
        if self.detail is not None:
            self._ways.print_receipt(self.payment_id, self.detail.row.number)

    @Slot(object)
    def _open_refund(self, reversal_id: object) -> None:
        """Show the receipt of money given back; it can be printed and sent by mail from there."""
        given = self.detail.reversals if self.detail is not None else ()
        chosen = next((fact for fact in given if fact.id == reversal_id and fact.kind == "refund"), None)
        if chosen is not None and self._session.actions.print_refund is not None:
            self._session.actions.print_refund(chosen.id)

    @Slot()
    def _send_by_mail(self) -> None:
        if self._session.actions.mail_receipt is not None:
            self._session.actions.mail_receipt(self.payment_id)

    @Slot()
    def _go_to_customer(self) -> None:
        if self.detail is not None and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(self.detail.row.customer_id)

    @Slot(object)
    def _open_invoice(self, allocation_id: int) -> None:
        chosen = self.model.row(allocation_id)
        if chosen is not None and self._session.actions.show_invoice is not None:
            self._session.actions.show_invoice(chosen.invoice_id)


def _all_of_it(reader: Reader, payment_id: int) -> tuple[PaymentDetail, ProcessorPayment | None]:
    return payment_detail(reader, payment_id), processor_payment(reader, payment_id)


def _taken_off(writer: Writer, allocation_id: int, reason: str) -> int:
    take_back_allocations(writer, [allocation_id], writer.today, reason)
    return allocation_id


def _applied_columns(session: Session) -> list[Column[AppliedRow]]:
    amounts, dates = session.amounts, session.dates

    def quiet(part: AppliedRow) -> Tone | None:
        return None if part.stands else Tone.QUIET

    return [
        Column("number", _("Invoice"), lambda part: part.number, width=92, tone=quiet),
        Column("issued", _("Date"), lambda part: dates.medium(part.issued_on), Kind.DATE, width=112),
        Column("due", _("Due"), lambda part: dates.medium(part.due_on), Kind.DATE, width=112, visible=False),
        Column("subject", _("For"), lambda part: part.subject, width=140, stretch=True, tone=quiet),
        Column("total", _("Invoice total"), lambda part: amounts.plain(part.total_minor), Kind.AMOUNT, width=110),
        Column("on", _("Applied on"), lambda part: dates.medium(part.applied_on), Kind.DATE, width=112),
        Column("amount", _("Applied"), lambda part: amounts.plain(part.amount_minor), Kind.AMOUNT, width=110, tone=quiet),
        Column("left", _("Open now"), lambda part: amounts.plain(part.left_minor), Kind.AMOUNT, width=110),
    ]
