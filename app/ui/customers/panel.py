"""The Customers panel: joins list and page, and knows where one is, so that it opens where it was left."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.queries.customer_list import CustomerFilter
from app.ui.customers.doings import CustomerDoings
from app.ui.customers.list.columns import CustomerWords
from app.ui.customers.list.presenter import CustomerListPresenter
from app.ui.customers.list.view import LIST_WIDTH, CustomerListView
from app.ui.customers.page.presenter import AccountPresenter
from app.ui.customers.page.view import AccountView
from app.ui.kit.pieces import label
from app.ui.kit.theme import set_role
from app.ui.session import Session

_DWELL_MS = 700
_TABLE = "table"


class CustomersPanel(QWidget):
    """List left, account right; or the wide table alone.

    Places: "17" is customer 17, "17/payments" a tab of it, "table" the wide table.

    Signals:
        place_changed(str): one has come to stay somewhere; not told while the arrow keys only pass by.
    """

    place_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wide_place = False
        self._told = ""
        words = CustomerWords(session)
        self.doings = CustomerDoings(session, self)
        self.list_view = CustomerListView(words.lines, session.settings)
        self.page_view = AccountView()
        self.list = CustomerListPresenter(session, self.list_view, words, self.doings)
        self.page = AccountPresenter(session, self.page_view, self.doings)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.list_view)
        self._splitter.addWidget(self.page_view)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        width = session.settings.number("customers.list_width", LIST_WIDTH)
        self._splitter.setSizes([width, 10_000])
        self._first_steps: QWidget | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self._splitter)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(_DWELL_MS)
        self._dwell.timeout.connect(self._arrived)
        self.setFocusProxy(self.list_view.list)
        self._join()
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.find_customer),
            (QKeySequence("Ctrl+E"), self.edit_current),
            (QKeySequence("F6"), self.change_sides),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        customer_id, tab = self._left_at()
        if tab:
            self.page.show_tab(tab)
        self.list.start(customer_id)
        if session.settings.get("customers.wide") is True:
            self.list.set_wide(True)

    def _join(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.list.wide_changed.connect(self._wide_changed)
        self.list.book_is_empty.connect(self._book_is_empty)
        self.page.tab_changed.connect(self._arrived)
        self.page.gone.connect(self._customer_gone)
        self.doings.entered.connect(self.show_customer)
        self.doings.note_asked.connect(self._write_note)
        self._splitter.splitterMoved.connect(self._moved)
        self._session.changed.connect(self.show_changes)
        if self._session.actions.show_customer is None:
            self._session.actions.show_customer = self.show_customer

    # What the shell asks

    def place(self) -> str:
        """Return where one is."""
        if self.list_view.is_wide:
            return _TABLE
        customer_id = self.page.customer_id
        return f"{customer_id}/{self.page.tab}" if customer_id is not None else ""

    def show_place(self, place: str) -> None:
        """Go to a place as ``place`` names it; what is not understood is let be."""
        if place == _TABLE:
            self.list.set_wide(True)
            return
        customer, _slash, tab = place.partition("/")
        if customer.isdigit():
            self.show_customer(int(customer))
            if tab:
                self.page.show_tab(tab)

    @Slot(object)
    def show_changes(self, changed: frozenset[str]) -> None:
        """Show again what changed; connected to the session here, so that nobody else needs to tell."""
        self.list.refresh(changed)
        self.page.refresh(changed)

    # What commands ask

    def current_customer(self) -> int | None:
        """Return the customer that a command such as “Take payment” means: whose page is shown, or the table's row."""
        return self.list_view.table().current_id() if self.list_view.is_wide else self.page.customer_id

    @Slot()
    def edit_current(self) -> None:
        """Edit that customer."""
        customer_id = self.current_customer()
        if customer_id is not None:
            self.doings.edit_customer(customer_id)

    @Slot(object)
    def show_customer(self, customer_id: int) -> None:
        """Show an account, whether or not the list has it now."""
        self.list.set_wide(False)
        self.list.stand_on(customer_id)
        self._chosen(customer_id)
        self._arrived()

    def show_filter(self, wanted: CustomerFilter) -> None:
        """List the customers that another screen means, in the wide table."""
        self.list.set_wide(True)
        self.list.show_filter(wanted)

    @Slot()
    def change_sides(self) -> None:
        """Take the focus from the list into the page, or back."""
        if self.list_view.isAncestorOf(QApplication.focusWidget() or self.list_view):
            self.page.focus_tab()
        else:
            self.list_view.current_view().setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def find_customer(self) -> None:
        """Put the cursor into the search field."""
        self.list.find()

    # Inside

    @Slot(object)
    def _chosen(self, customer_id: int) -> None:
        row = self.list.row(customer_id)
        self.page.show_customer(customer_id, row.name if row is not None else "")
        self._session.settings.put(f"customers.at.{self._session.profile.book_id}", f"{customer_id}/{self.page.tab}")
        self._dwell.start()

    @Slot(object)
    def _opened(self, customer_id: int) -> None:
        self._chosen(customer_id)
        self.page.focus_tab()
        self._arrived()

    @Slot(object)
    def _write_note(self, customer_id: int) -> None:
        self.show_customer(customer_id)
        self.page.write_note()

    @Slot(bool)
    def _wide_changed(self, wide: bool) -> None:
        self._session.settings.put("customers.wide", wide)
        self.page_view.setVisible(not wide)
        if not wide:
            self.list_view.list.setFocus()
        self._arrived()

    @Slot()
    def _arrived(self) -> None:
        self._dwell.stop()
        place = self.place()
        if place and place != self._told:
            self._told = place
            if place != _TABLE:
                self._session.settings.put(f"customers.at.{self._session.profile.book_id}", place)
                self._remember_recent()
            self.place_changed.emit(place)

    def _remember_recent(self) -> None:
        customer_id, name = self.page.customer_id, self.page_view.title.whole()
        if customer_id is not None and name:
            self.list.recents.add(customer_id, name)

    @Slot(object)
    def _customer_gone(self, _customer_id: int) -> None:
        self._session.say(_("That customer is not in this book."))

    @Slot()
    def _moved(self) -> None:
        self._session.settings.put("customers.list_width", self._splitter.sizes()[0])

    def _left_at(self) -> tuple[int | None, str]:
        kept = self._session.settings.text(f"customers.at.{self._session.profile.book_id}")
        customer, _slash, tab = kept.partition("/")
        return (int(customer) if customer.isdigit() else None), tab

    @Slot(bool)
    def _book_is_empty(self, empty: bool) -> None:
        if empty and self._first_steps is None:
            self._first_steps = _first_steps(self._session, self.doings)
            self._stack.addWidget(self._first_steps)
        if self._first_steps is not None:
            self._stack.setCurrentWidget(self._first_steps if empty else self._splitter)


def _first_steps(session: Session, doings: CustomerDoings) -> QWidget:
    page = QWidget()
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    set_role(page, "ground")
    title = label(_("No customers yet"), "heading")
    words = label(_("Enter the first one, or bring the customers you have from a spreadsheet."), "quiet")
    enter = QPushButton(_("New customer"))
    set_role(enter, "primary")
    enter.clicked.connect(doings.new_customer)
    buttons = QHBoxLayout()
    buttons.setSpacing(12)
    buttons.addStretch(1)
    offered = (
        (_("Import customers…"), session.actions.import_customers),
        (_("Open the sample company"), session.actions.open_sample),
    )
    for text, act in offered:
        if act is not None:
            button = QPushButton(text)
            button.clicked.connect(act)
            buttons.addWidget(button)
    buttons.addWidget(enter)
    buttons.addStretch(1)
    box = QVBoxLayout(page)
    box.setSpacing(10)
    box.addStretch(2)
    box.addWidget(title, 0, Qt.AlignmentFlag.AlignCenter)
    box.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
    box.addSpacing(8)
    box.addLayout(buttons)
    box.addStretch(3)
    return page


def customers_panel(session: Session) -> CustomersPanel:
    """Return the Customers panel over an open book; needs a running event loop and nothing else."""
    return CustomersPanel(session)
