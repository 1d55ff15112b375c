"""Decides what an account's page shows. Fast walking drops stale pages: only the customer asked for last is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import NotFound
from app.domain.language import _
from app.services.office import Reader
from app.services.queries.account_page import AccountPage, account_page
from app.services.queries.journal import ExplainedFigure
from app.ui.customers.dialogs.contact import BILLING, PRIMARY
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.page.merged import MergedNotice
from app.ui.customers.page.view import AccountView
from app.ui.customers.page.words import page_words
from app.ui.customers.tabs.activity import ActivityTab
from app.ui.customers.tabs.base import AccountTab
from app.ui.customers.tabs.credits import CreditsTab
from app.ui.customers.tabs.invoices import InvoicesTab
from app.ui.customers.tabs.notes import NotesTab
from app.ui.customers.tabs.payments import PaymentsTab
from app.ui.customers.tabs.table_tab import TableTab
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.customers.doings import CustomerDoings

INVOICES, PAYMENTS, CREDITS, NOTES, ACTIVITY = "invoices", "payments", "credits", "notes", "activity"
JOBS, OPEN_JOBS = "jobs", "open"
"""The tab that the screens of jobs add, and its filter for what is still to be done."""
_NAME_AFTER_MS = 120
_ALWAYS = frozenset({"customers", "invoices", "payments", "ledger", "profile", "import", "plans", "jobs"})


class AccountPresenter(QObject):
    """The page's decisions.

    Signals:
        tab_changed(): the user chose another tab.
        gone(int): the customer asked for is not in the book (any more).
    """

    tab_changed = Signal()
    gone = Signal(object)

    def __init__(self, session: Session, view: AccountView, doings: CustomerDoings) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self._doings = doings
        self._customer_id: int | None = None
        self._page: AccountPage | None = None
        self._name_on_its_way = ""
        self._name_soon = QTimer(self)
        self._name_soon.setSingleShot(True)
        self._name_soon.setInterval(_NAME_AFTER_MS)
        self._name_soon.timeout.connect(self._show_name)
        self._add_tabs()
        self._notices = [MergedNotice(session), *(make() for make in session.account_notices)]
        for notice in self._notices:
            view.notices.addWidget(notice)
        view.tab_selected.connect(self._tab_selected)
        view.due.clicked.connect(self._explain_due)
        view.overdue.clicked.connect(self.view_overdue)
        view.credit.clicked.connect(self._explain_credit)
        view.lifetime.clicked.connect(self._explain_lifetime)
        view.to_pay.clicked.connect(self._explain_days)
        view.jobs.clicked.connect(self.view_open_jobs)
        view.offer_jobs(offered=view.has_tab(JOBS))
        view.bill_to.clicked.connect(self._edit_billing)
        view.contact.clicked.connect(self._edit_contact)
        view.terms.clicked.connect(self.edit)
        view.filed.clicked.connect(self.edit)
        view.take_payment.clicked.connect(self.take_payment)
        view.statement.clicked.connect(self.statement)
        view.issue_credit.clicked.connect(self._issue_credit)
        view.more.entries.aboutToShow.connect(self._fill_more)

    @property
    def customer_id(self) -> int | None:
        """Whose page is shown or on its way."""
        return self._customer_id

    @property
    def page(self) -> AccountPage | None:
        """The page as it was last read; None while it is on its way."""
        return self._page if self._page is not None and self._page.header.id == self._customer_id else None

    @property
    def tab(self) -> str:
        """The key of the tab that is shown."""
        return self._view.tabs.current()

    def show_customer(self, customer_id: int, name: str = "") -> None:
        """Show an account; ``name`` is said at once when the rest takes longer than an eye notices."""
        if customer_id == self._customer_id:
            return
        self._customer_id = customer_id
        self._name_on_its_way = name
        self._name_soon.start()
        self._read()
        for notice in self._notices:
            notice.show_customer(customer_id)
        self._current_tab().show_customer(customer_id)

    def show_tab(self, key: str) -> None:
        """Show one of the tabs; unknown keys are let be."""
        if self._view.has_tab(key):
            self._view.tabs.select(key)

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed. Tabs that are not looked at are read when they are."""
        if self._customer_id is None:
            return
        self._offer_actions()
        if changed & _ALWAYS or f"customer:{self._customer_id}" in changed:
            self._read()
        for part in (*self._notices, *self._view.made_tabs()):
            part.refresh(changed)

    def focus_tab(self) -> None:
        """Put the focus where work in the tab begins."""
        self._current_tab().set_focus()

    # Actions

    @Slot()
    def view_overdue(self) -> None:
        """Show and select the overdue invoices."""
        self.show_tab(INVOICES)
        tab = self._view.tab(INVOICES)
        if isinstance(tab, InvoicesTab):
            tab.show_overdue()

    @Slot()
    def view_open_jobs(self) -> None:
        """Show the jobs that are still to be done."""
        self.show_tab(JOBS)
        tab = self._view.tab(JOBS)
        if isinstance(tab, TableTab):
            tab.show_filter(OPEN_JOBS)

    @Slot()
    def take_payment(self) -> None:
        """Open the payment sheet for this customer."""
        if self._session.actions.take_payment is not None and self._customer_id is not None:
            self._session.actions.take_payment(self._customer_id, ())

    @Slot()
    def statement(self) -> None:
        """Open the statement of this customer."""
        self._of_customer(self._session.actions.statement)

    @Slot()
    def new_invoice(self) -> None:
        """Begin an invoice for this customer."""
        self._of_customer(self._session.actions.new_invoice)

    @Slot()
    def edit(self) -> None:
        """Edit the account."""
        if self._customer_id is not None:
            self._doings.edit_customer(self._customer_id)

    @Slot()
    def show_managers(self) -> None:
        """Show who managed the account before, and when it changed."""
        if self.page is not None:
            self._doings.show_managers(self.page)

    @Slot()
    def _issue_credit(self) -> None:
        self._of_customer(self._session.actions.issue_credit)

    def _of_customer(self, act: Callable[[int], object] | None) -> None:
        if act is not None and self._customer_id is not None:
            act(self._customer_id)

    @Slot()
    def _explain_due(self) -> None:
        self._explain(ExplainedFigure.DUE)

    @Slot()
    def _explain_credit(self) -> None:
        self._explain(ExplainedFigure.CREDIT)

    @Slot()
    def _explain_lifetime(self) -> None:
        self._explain(ExplainedFigure.LIFETIME)

    @Slot()
    def _explain_days(self) -> None:
        if self.page is not None and self.page.to_pay.invoices:
            self._doings.explain_days(self.page)

    def _explain(self, figure: ExplainedFigure) -> None:
        if self.page is not None:
            self._doings.explain(self.page, figure)

    @Slot()
    def _edit_billing(self) -> None:
        if self.page is not None:
            self._doings.edit_contact(self.page, BILLING)

    @Slot()
    def _edit_contact(self) -> None:
        if self.page is not None:
            self._doings.edit_contact(self.page, PRIMARY)

    @Slot()
    def write_note(self) -> None:
        """Begin a note about this customer."""
        self.show_tab(NOTES)
        self._view.tab(NOTES).set_focus()

    @Slot()
    def _fill_more(self) -> None:
        if self._customer_id is None:
            return
        entries: list[Entry] = []
        if self._session.actions.new_invoice is not None:
            entries.append(Entry(_("New invoice…"), self.new_invoice))
        if self._session.actions.new_estimate is not None:
            entries.append(Entry(_("New estimate…"), partial(self._session.actions.new_estimate, self._customer_id)))
        if entries:
            entries.append(LINE)
        if self._view.is_narrow and self._session.actions.statement is not None:
            entries.append(Entry(_("Statement…"), self.statement))
        if self._view.is_narrow and self._session.actions.issue_credit is not None:
            entries.append(Entry(_("Issue credit…"), self._issue_credit))
        archived = self.page is not None and self.page.header.status == "archived"
        customer_id = self._customer_id
        if self._session.actions.remind is not None:
            entries.append(Entry(_("Reminder by mail…"), partial(self._session.actions.remind, (customer_id,))))
        entries += [
            Entry(_("Add note"), self.write_note),
            Entry(_("Edit customer…"), self.edit),
            Entry(_("Account managers so far…"), self.show_managers),
            LINE,
        ]
        if archived:
            entries.append(Entry(_("Take out of the archive"), partial(self._doings.unarchive, customer_id)))
        else:
            entries.append(Entry(_("Archive"), partial(self._doings.archive, customer_id)))
        self._view.more.entries.set_entries(entries)

    # Inside

    def _add_tabs(self) -> None:
        add = self._view.add_tab
        session = self._session
        add(INVOICES, _("Invoices"), partial(InvoicesTab, session))
        add(PAYMENTS, _("Payments"), partial(PaymentsTab, session))
        add(CREDITS, _("Credits"), partial(CreditsTab, session))
        for maker in session.account_tabs:
            add(maker.key, maker.title(), maker.make)
        add(NOTES, _("Notes"), partial(NotesTab, session))
        add(ACTIVITY, _("Activity"), partial(ActivityTab, session))

    def _offer_actions(self) -> None:
        actions, view = self._session.actions, self._view
        ways = (
            (view.take_payment, actions.take_payment),
            (view.statement, actions.statement),
            (view.issue_credit, actions.issue_credit),
        )
        view.offer([button for button, act in ways if act is not None])

    def _current_tab(self) -> AccountTab:
        return self._view.tab(self._view.tabs.current())

    def _read(self) -> None:
        if self._customer_id is not None:
            job = self._session.read(account_page, self._customer_id)
            self._session.tasks.read(job, self._page_came, self._page_failed, key="customers.page")
            counting = self._session.read(self._count, self._customer_id)
            self._session.tasks.read(counting, self._counts_came, key="customers.counts")

    def _count(self, reader: Reader, customer_id: int) -> dict[str, int]:
        """Return what the tabs of other screens count; runs in a reader."""
        makers = self._session.account_tabs
        return {maker.key: maker.count(reader, customer_id) for maker in makers if maker.count is not None}

    @Slot(object)
    def _counts_came(self, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            self._view.tabs.set_count(key, self._session.amounts.count(count))

    @Slot(object)
    def _page_came(self, page: AccountPage) -> None:
        if page.header.id != self._customer_id:
            return
        self._name_soon.stop()
        self._page = page
        self._offer_actions()
        self._view.show_words(page_words(page, self._session), self.view_overdue)
        counts = page.counts
        for key, count in (
            (INVOICES, counts.invoices),
            (PAYMENTS, counts.payments),
            (CREDITS, counts.credit_memos),
            (NOTES, counts.notes),
            (ACTIVITY, counts.activity),
        ):
            self._view.tabs.set_count(key, self._session.amounts.count(count))
        for tab in self._view.made_tabs():
            tab.account_name = page.header.name

    def _page_failed(self, error: Exception) -> bool:
        self._name_soon.stop()
        if isinstance(error, NotFound) and self._customer_id is not None:
            gone, self._customer_id, self._page = self._customer_id, None, None
            self.gone.emit(gone)
            return True
        return False

    @Slot()
    def _show_name(self) -> None:
        if self._name_on_its_way and self.page is None:
            self._view.show_name_only(self._name_on_its_way)

    @Slot(str)
    def _tab_selected(self, key: str) -> None:
        tab = self._view.tab(key)
        if self._customer_id is not None:
            tab.account_name = self._page.header.name if self._page is not None else ""
            tab.show_customer(self._customer_id)
        self.tab_changed.emit()
