"""Opens the invoice screens and answers what other screens ask of them. Bootstrap makes one for each open book."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.domain.language import _
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice
from app.services.invoicing.issuing import IssuedInvoice
from app.ui.invoices.details import InvoiceWindow
from app.ui.invoices.editor_presenter import Beginning, Discarded, InvoicePresenter, read_new, read_old
from app.ui.invoices.editor_sheet import InvoiceSheet
from app.ui.paper.room import PrintRoom
from app.ui.session import Session


class InvoiceScreens(QObject):
    """Ways to write, show and print invoices.

    Args:
        session: the open book.
        room: where papers are shown.
    """

    def __init__(self, session: Session, room: PrintRoom) -> None:
        super().__init__(session)
        self._session, self._room = session, room
        self._discarded: NewInvoice | None = None
        self._windows: list[InvoiceWindow] = []
        self.sheet: InvoiceSheet | None = None

    def install(self) -> None:
        """Offer to other screens what is done here."""
        actions = self._session.actions
        actions.new_invoice = self.new_invoice
        actions.edit_draft = self.edit_draft
        actions.show_invoice = self.show

    # Writing

    def new_invoice(self, customer_id: int) -> None:
        """Open the editor on a new invoice."""
        self._session.tasks.read(self._session.read(read_new, customer_id), self._open, key="invoices.open")

    def edit_draft(self, draft_id: int) -> None:
        """Open the editor on a draft."""
        self._session.tasks.read(self._session.read(read_old, draft_id), self._open, key="invoices.open")

    def _open(self, beginning: Beginning) -> None:
        sheet = InvoiceSheet(
            self._session, beginning.form, is_draft=beginning.draft_id is not None, parent=self._session.window
        )
        presenter = InvoicePresenter(self._session, sheet, beginning)
        presenter.issued.connect(self._issued)
        presenter.print_wanted.connect(self._print)
        presenter.drafted.connect(self._drafted)
        presenter.discarded.connect(self._thrown_away)
        sheet.finished.connect(sheet.deleteLater)
        self.sheet = sheet
        sheet.open()
        presenter.begin()

    @Slot(object)
    def _issued(self, invoice: IssuedInvoice) -> None:
        self._session.say(
            _("Invoice {number} issued: {amount}, due {date}").format(
                number=invoice.number,
                amount=self._session.amounts.money(invoice.total_minor),
                date=self._session.dates.medium(invoice.due_on),
            )
        )

    @Slot(object)
    def _print(self, invoice: IssuedInvoice) -> None:
        self.print_invoice(invoice.id, invoice.number, "")

    @Slot(object)
    def _drafted(self, _draft_id: int) -> None:
        self._session.say(_("Kept as a draft; nothing is owed yet."))

    @Slot(object)
    def _thrown_away(self, discarded: Discarded) -> None:
        self._discarded = discarded.draft
        self._session.say(_("Draft discarded"), _("Undo"), self.undo_discard)

    @Slot()
    def undo_discard(self) -> None:
        """Write the draft again that was just thrown away."""
        draft, self._discarded = self._discarded, None
        if draft is not None:
            self._session.tasks.write(self._session.write(save_draft, draft), self._drafted)

    # Showing

    def show(self, invoice_id: int) -> InvoiceWindow:
        """Open one invoice, or bring its window to the front."""
        from shiboken6 import isValid

        self._windows = [window for window in self._windows if isValid(window) and window.isVisible()]
        window = next((each for each in self._windows if each.invoice_id == invoice_id), None)
        if window is None:
            window = InvoiceWindow(self._session, self, invoice_id, self._session.window)
            self._windows.append(window)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def print_invoice(self, invoice_id: int, number: str, customer: str) -> object:
        """Show an invoice on paper."""
        return self._room.print_invoices((invoice_id,), number or _("draft"), customer)

    @Slot()
    def close_all(self) -> None:
        """Close every invoice's window."""
        from shiboken6 import isValid

        for window in self._windows:
            if isValid(window):
                window.close()
