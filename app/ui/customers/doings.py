"""What can be done to one customer, from the list's menu, the page's buttons and the window's commands alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.customers.changing import set_archived
from app.services.queries.account_page import AccountPage, account_page
from app.services.queries.journal import ExplainedFigure
from app.services.queries.managers import ManagerTerm, manager_terms
from app.ui.customers.dialogs.ask import ask_words
from app.ui.customers.dialogs.contact import ContactForm
from app.ui.customers.dialogs.credit import CreditForm
from app.ui.customers.dialogs.customer import EditCustomerForm, NewCustomerForm
from app.ui.customers.list.source import Choices
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.page.explain import ExplainDialog
from app.ui.customers.page.paid_days import PaidDaysDialog
from app.ui.session import Session


class CustomerDoings(QObject):
    """Opens dialogs, writes, says what was done. It shows no rows itself.

    Signals:
        entered(int): a customer was entered; show the page.
        note_asked(int): somebody wants to write a note about this customer.
    """

    entered = Signal(object)
    note_asked = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self._parent = parent
        self._known = Choices()
        self._archived: int | None = None
        self._name = ""
        self._wants: Callable[[AccountPage], object] | None = None
        if session.actions.issue_credit is None:
            session.actions.issue_credit = self.issue_credit
        if session.actions.new_customer is None:
            session.actions.new_customer = self.new_customer

    def learn_choices(self, known: Choices) -> None:
        """Note which managers and tags there are, to offer them in forms."""
        self._known = known

    def entries(self, customer_id: int, *, archived: bool) -> list[Entry]:
        """Return the menu of a customer; what no other screen offers yet is left out."""
        actions = self.session.actions
        entries: list[Entry] = []
        if actions.take_payment is not None:
            entries.append(Entry(_("Take payment…"), partial(actions.take_payment, customer_id, ())))
        if actions.statement is not None:
            entries.append(Entry(_("Statement…"), partial(actions.statement, customer_id)))
        if actions.remind is not None:
            entries.append(Entry(_("Reminder by mail…"), partial(actions.remind, (customer_id,))))
        if actions.new_invoice is not None:
            entries.append(Entry(_("New invoice…"), partial(actions.new_invoice, customer_id)))
        if actions.new_estimate is not None:
            entries.append(Entry(_("New estimate…"), partial(actions.new_estimate, customer_id)))
        entries.append(Entry(_("Issue credit…"), partial(self.issue_credit, customer_id)))
        if actions.ask is not None:
            entries.append(Entry(_("Ask about this customer…"), partial(actions.ask, customer_id, "")))
        entries += [
            LINE,
            Entry(_("Add note"), partial(self.note_asked.emit, customer_id)),
            Entry(_("Edit customer…"), partial(self.edit_customer, customer_id)),
            LINE,
        ]
        if archived:
            entries.append(Entry(_("Take out of the archive"), partial(self.unarchive, customer_id)))
        else:
            entries.append(Entry(_("Archive"), partial(self.archive, customer_id)))
        entries += [
            Entry(_("Merge into another customer…"), partial(self.merge, customer_id)),
            Entry(_("Delete or anonymise…"), partial(self.leave, customer_id)),
        ]
        return entries

    # Dialogs

    @Slot()
    def new_customer(self) -> None:
        """Enter a customer."""
        NewCustomerForm(self.session, self._before(), self._known).entered.connect(self.entered)

    def edit_customer(self, customer_id: int) -> None:
        """Edit a customer as the book has it now."""
        self._with_page(customer_id, self._edit)

    def edit_contact(self, page: AccountPage, role: str) -> None:
        """Edit one contact."""
        ContactForm(self.session, self._before(), page, role)

    def issue_credit(self, customer_id: int) -> None:
        """Give a customer credit."""
        self._with_page(customer_id, self._credit)

    def merge(self, customer_id: int) -> None:
        """Make a customer part of another one."""
        self._with_page(customer_id, self._merge)

    def leave(self, customer_id: int) -> None:
        """Delete a customer who was never billed, or forget who one was."""
        self._with_page(customer_id, self._leave)

    def explain(self, page: AccountPage, figure: ExplainedFigure) -> None:
        """Take a figure apart into its postings."""
        dialog = ExplainDialog(self.session, page.header.id, page.header.name, figure, self._before())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def explain_days(self, page: AccountPage) -> None:
        """Take the average of days to pay apart into the invoices it counts."""
        dialog = PaidDaysDialog(self.session, page.header.name, page.to_pay, self._before())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_managers(self, page: AccountPage) -> None:
        """Show who managed the account, and when."""
        self._name = page.header.name
        self.session.tasks.read(self.session.read(manager_terms, page.header.id), self._managers_came, key="customers.managers")

    def _managers_came(self, terms: list[ManagerTerm]) -> None:
        from app.ui.customers.page.managers import ManagersDialog

        dialog = ManagersDialog(self.session, self._name, terms, self._before())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_name(self, title: str, text: str, value: str) -> str | None:
        """Ask for one line of words."""
        return ask_words(self._before(), title, text, value, _("Save"))

    # Archive

    def archive(self, customer_id: int) -> None:
        """Archive a settled account; it can be taken out again while the message stands, and later from the menu."""
        self._archived = customer_id
        self.session.tasks.write(self.session.write(set_archived, customer_id, archived=True), self._put_away)

    def unarchive(self, customer_id: int) -> None:
        """Take an account out of the archive."""
        self.session.tasks.write(self.session.write(set_archived, customer_id, archived=False), self._taken_out)

    @Slot(object)
    def _put_away(self, _value: object) -> None:
        self.session.say(_("Customer archived"), _("Undo"), self._undo_archive)

    @Slot(object)
    def _taken_out(self, _value: object) -> None:
        self.session.say(_("Customer is active again"))

    @Slot()
    def _undo_archive(self) -> None:
        if self._archived is not None:
            self.unarchive(self._archived)

    # Inside

    def _before(self) -> QWidget:
        return self.session.window or self._parent.window()

    def _with_page(self, customer_id: int, then: Callable[[AccountPage], object]) -> None:
        self._wants = then
        self.session.tasks.read(self.session.read(account_page, customer_id), self._page_came, key="customers.form")

    @Slot(object)
    def _page_came(self, page: AccountPage) -> None:
        if self._wants is not None:
            self._wants(page)

    def _edit(self, page: AccountPage) -> None:
        EditCustomerForm(self.session, self._before(), self._known, page)

    def _merge(self, page: AccountPage) -> None:
        from app.ui.customers.dialogs.merge import MergeSheet  # seldom wanted, and it brings every table along

        head = page.header
        MergeSheet(self.session, self._before(), head.id, head.name, head.account).merged.connect(self.entered)

    def _leave(self, page: AccountPage) -> None:
        from app.ui.customers.dialogs.leave import LeaveSheet

        head = page.header
        LeaveSheet(self.session, self._before(), head.id, head.name, head.account)

    def _credit(self, page: AccountPage) -> None:
        CreditForm(self.session, self._before(), page.header.id, page.header.name)
