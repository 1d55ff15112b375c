"""A page on which the customer pays chosen invoices. While it is open nobody else can charge them; what is paid is applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.domain.operation_states import OperationState
from app.services.charging.cancelling import cancel
from app.services.charging.pages import OpenPage, open_payment_page
from app.services.charging.processor import PaymentProcessor
from app.services.office import Office
from app.services.queries.operations import state_words
from app.services.queries.payable import PayableInvoice, payable_invoices
from app.ui.charging.hosted import Hosted, Looked
from app.ui.charging.hosted_sheet import ASK, HostedSheet
from app.ui.charging.line import Line
from app.ui.kit.pieces import Footer, label
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Edit, Kind, RowsModel, Table
from app.ui.kit.tasks import Progress
from app.ui.kit.theme import Tone
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class PayLine:
    """An open invoice to choose; ``ticked`` is None where it cannot be chosen."""

    id: int
    invoice: PayableInvoice
    ticked: bool | None


class PayLink(Hosted):
    """Runs one such sheet.

    Args:
        session: the open book.
        line: the line to the processor.
        customer_id: who pays.
        name: the customer's name.
        invoice_ids: which invoices are ticked; all that can be when empty.
        instead_of: a charge (operation) that was declined, given up before the page is made.
        lead: why there has to be a link, in a sentence.
        parent: what the sheet stands before.
    """

    def __init__(
        self,
        session: Session,
        line: Line,
        customer_id: int,
        name: str,
        invoice_ids: Sequence[int] = (),
        *,
        instead_of: int | None = None,
        lead: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, line, customer_id, HostedSheet(_("Payment link"), name, parent))
        self.purpose = _("Your payment")
        self._wanted = frozenset(invoice_ids)
        self._instead_of = instead_of
        self._numbers = ""
        self._amount_minor = 0
        self.model = RowsModel(pay_columns(session), self)
        self.model.edited.connect(self._ticked)
        self.table: Table[PayLine] = Table("charging.paylink", session.settings)
        self.table.setAccessibleName(_("Open invoices"))
        self.table.show_model(self.model)
        self.table.set_empty(_("Nothing is open on this account."))
        self.table.setMinimumHeight(180)
        self.footer = Footer()
        words = _("The customer pays the ticked invoices on the processor's page. Until then nobody else can charge them.")
        self.sheet.asking.addWidget(label(f"{lead} {words}".strip(), "quiet", wrap=True))
        self.sheet.asking.addWidget(self.table, 1)
        self.sheet.asking.addWidget(self.footer)
        self.sheet.show_stage(ASK, _("Make the link"))
        self.sheet.set_savable(savable=False)
        session.tasks.read(session.read(payable_invoices, customer_id), self._show)
        self.sheet.open()
        self.table.setFocus()

    def pressed(self) -> None:
        """Make the page."""
        chosen = {line.id: line.invoice.open_minor for line in self.model.rows() if line.ticked}
        self._numbers = ", ".join(line.invoice.number for line in self.model.rows() if line.ticked)
        self._amount_minor = sum(chosen.values())
        self.sheet.set_savable(savable=False)
        self.line.run(partial(_open, self.customer_id, chosen, self._instead_of), self._made, self.refused)

    def waiting_words(self) -> str:
        """Return what is going on."""
        words = ngettext(
            "With this link the customer pays {amount} for invoice {numbers}. It counts as paid when the processor says so.",
            "With this link the customer pays {amount} for invoices {numbers}. They count as paid when the processor says so.",
            self._numbers.count(",") + 1,
        )
        return words.format(amount=self.session.amounts.money(self._amount_minor), numbers=self._numbers)

    def completed(self, looked: Looked) -> None:
        """Say that it is paid, or in transit."""
        amount = self.session.amounts.money(self._amount_minor)
        if looked.state is OperationState.PROCESSING:
            self.sheet.show_done(
                Status(_("In transit"), Tone.INFO, "half"),
                _("{amount} comes from the customer's bank. It is not paid until the bank says so.").format(amount=amount),
            )
        else:
            self.sheet.show_done(
                Status(_("Paid"), Tone.GOOD, "check"),
                _("{amount} was paid and is applied to {numbers}.").format(amount=amount, numbers=self._numbers),
            )

    def _show(self, invoices: list[PayableInvoice]) -> None:
        lines = []
        for invoice in invoices:
            free = not invoice.busy or self._instead_of is not None
            ticked = (invoice.id in self._wanted if self._wanted else True) if free else None
            lines.append(PayLine(invoice.id, invoice, ticked))
        self.model.set_rows(lines)
        self._sum()

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        found = self.model.row(edit.id)
        if found is not None and found.ticked is not None:
            self.model.replace(replace(found, ticked=bool(edit.value)))
            self._sum()

    def _sum(self) -> None:
        ticked = [line for line in self.model.rows() if line.ticked]
        amount = sum(line.invoice.open_minor for line in ticked)
        words = ngettext("{count} invoice", "{count} invoices", len(ticked)).format(count=len(ticked))
        self.footer.show_texts(words, [(_("To pay"), self.session.amounts.money(amount))])
        self.sheet.set_savable(savable=bool(ticked))

    def _made(self, page: OpenPage | None) -> None:
        if page is None:
            self.sheet.show_done(
                Status(_("Paid"), Tone.GOOD, "check"), _("The charge went through meanwhile; it is in the book.")
            )
        else:
            self.opened(page)


def pay_columns(session: Session) -> list[Column[PayLine]]:
    """Return the columns of invoices to choose among."""
    amounts, dates = session.amounts, session.dates
    return [
        Column("pay", _("Pay"), lambda _row: "", Kind.CHECK, width=56, checked=lambda line: line.ticked),
        Column("number", _("Invoice"), lambda line: line.invoice.number, width=92),
        Column("due", _("Due"), lambda line: dates.medium(line.invoice.due_on), Kind.DATE, width=112),
        Column(
            "subject",
            _("For"),
            lambda line: _("Being charged: {state}").format(state=state_words(line.invoice.busy))
            if line.ticked is None
            else line.invoice.subject,
            width=160,
            stretch=True,
            tone=lambda line: Tone.QUIET if line.ticked is None else None,
        ),
        Column("open", _("Open"), lambda line: amounts.plain(line.invoice.open_minor), Kind.AMOUNT, width=110),
    ]


def _open(
    customer_id: int,
    invoices: dict[int, int],
    instead_of: int | None,
    office: Office,
    processor: PaymentProcessor,
    _progress: Progress,
) -> OpenPage | None:
    """Make the page; None when the charge that it stands in for turned out to have succeeded."""
    if instead_of is not None and cancel(office, processor, instead_of) is OperationState.SUCCEEDED:
        return None
    return open_payment_page(office, processor, customer_id, invoices)
