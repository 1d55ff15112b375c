"""An open book as every screen is handed it: office, task runner, settings, formats, and ways to the other screens.

Screens never build these things and never import one another: what one screen wants of another is an entry in ``Actions``,
which bootstrap fills; a button whose action is missing is not shown. What a screen shows belongs to its own folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.formats import AmountFormat, DateFormat, amount_format, date_format
from app.services.office import Office, Outcome, Profile, Reader, Writer, read_profile
from app.ui.kit.settings import Settings
from app.ui.kit.tables import Snapshot
from app.ui.kit.tasks import Tasks, Written

if TYPE_CHECKING:
    from app.ui.paper.jobs import MailPart, PrintJob

T = TypeVar("T")
P = ParamSpec("P")
OfCustomer = Callable[[int], object]
OfDocument = Callable[[int], object]


class Say(Protocol):
    """Shows a passing message at the bottom of the window."""

    def __call__(self, text: str, button: str = "", slot: Callable[[], object] | None = None) -> object:
        """Say ``text``; ``button`` (such as Undo) calls ``slot``, a bound method of a QObject."""


@dataclass(frozen=True, slots=True)
class Export:
    """What somebody wants to take out of a table: exactly what it shows.

    Attributes:
        title: what the list is, translated, such as "Invoices of Harbor Light Marina".
        snapshot: its columns and rows; read it in a worker.
        totals: names and amounts of the line of totals, as shown.
        note: which filter was on, in words, or empty.
    """

    title: str
    snapshot: Snapshot[Any]
    totals: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(slots=True)
class Actions:
    """What one screen may ask of another. Filled by bootstrap; None while there is no such screen.

    All of them open something and return at once; what changed comes back through ``Session.changed``. Arguments named
    ``…_id`` are ids of the store.
    """

    take_payment: Callable[[int, Sequence[int]], object] | None = None
    """(customer_id, invoice_ids): the payment sheet, these invoices ticked (none: oldest first)."""
    new_invoice: OfCustomer | None = None
    edit_draft: OfDocument | None = None
    show_invoice: OfDocument | None = None
    show_payment: OfDocument | None = None
    show_credit_memo: OfDocument | None = None
    issue_credit: OfCustomer | None = None
    show_waiting_credits: Callable[[], object] | None = None
    """Goes to the credits that wait for approval."""
    statement: OfCustomer | None = None
    statements: Callable[[Sequence[int]], object] | None = None
    """(customer_ids): a run of statements for these customers, such as all that match a filter."""
    show_customer: OfCustomer | None = None
    show_plan: OfDocument | None = None
    new_plan: OfCustomer | None = None
    show_plans: Callable[[str], object] | None = None
    """(filter): the list of service plans, narrowed to one of its filters by key."""
    show_estimate: OfDocument | None = None
    new_estimate: OfCustomer | None = None
    show_job: OfDocument | None = None
    new_job: Callable[[int | None], object] | None = None
    """(customer_id): the sheet of a new job; without a customer one is asked for first."""
    new_customer: Callable[[], object] | None = None
    import_customers: Callable[[], object] | None = None
    open_sample: Callable[[], object] | None = None
    print_invoices: Callable[[Sequence[int]], object] | None = None
    print_receipt: OfDocument | None = None
    print_refund: OfDocument | None = None
    """(reversal_id): the receipt of money given back."""
    show_report: Callable[[str], object] | None = None
    """(key): goes to a report by the name of its tab."""
    billing_run: Callable[[], object] | None = None
    """Opens the billing run."""
    charge: Callable[[int, Mapping[int, int], int], object] | None = None
    """(customer_id, {invoice_id: amount_minor}, method_id): queues a charge of a saved card or bank account, and sends it at
    once when the processor can be reached. What became of it is told in passing and shown among the operations."""
    add_method: OfCustomer | None = None
    """(customer_id): asks how a new card or bank account is to be entered, on the processor's own page."""
    add_plan_method: Callable[[int, int], object] | None = None
    """(customer_id, plan_id): the same for a plan, which is charged with it from then on."""
    verify_caller: OfCustomer | None = None
    """(customer_id): asks a caller for the details that the book wants before the account is discussed."""
    when_verified: Callable[[int, Callable[[], object]], object] | None = None
    """(customer_id, then): calls ``then``, which charges this customer, once the caller is verified where the book wants it."""
    pay_link: Callable[[int, Sequence[int]], object] | None = None
    """(customer_id, invoice_ids): a page of the processor's on which the customer pays these invoices."""
    send_operations: Callable[[Sequence[int]], object] | None = None
    """(operation_ids): sends what was queued a moment ago, when the processor can be reached; else it waits for the next
    sync. Without ids: everything that waits, charges of plans and billing runs among it."""
    operations: Callable[[], object] | None = None
    """Opens the queue: everything that was asked of the processor, and where it stands."""
    mail_link: Callable[[int, str, str], object] | None = None
    """(customer_id, address, what it is for): writes the customer a message with a link of the processor's."""
    mail_plan: Callable[[int, int], object] | None = None
    """(customer_id, plan_id): writes the customer what a plan offers and what it costs, to be accepted."""
    mail: Callable[[], object] | None = None
    """Opens the mail: what waits, what was sent, the senders, the words."""
    mail_parts: Callable[[bytes, Sequence[MailPart]], object] | None = None
    """(file, papers in it): writes to one customer with the file, or to many with each their own paper."""
    mail_paper: Callable[[PrintJob], object] | None = None
    """(job): makes a paper, or many, and writes to whom they are for."""
    mail_invoices: Callable[[Sequence[int]], object] | None = None
    mail_receipt: OfDocument | None = None
    mail_refund: OfDocument | None = None
    """(reversal_id): the receipt of money given back, by mail."""
    mail_credit_memo: Callable[[int, int, str], object] | None = None
    """(credit_memo_id, customer_id, number)."""
    remind: Callable[[Sequence[int]], object] | None = None
    """(customer_ids): reminds of what is overdue by mail, one customer or all that match."""
    ask: Callable[[int | None, str], object] | None = None
    """(customer_id, question): the box of questions, about one customer or about all; a question is asked at once."""
    export: Callable[[Export], object] | None = None
    print_table: Callable[[Export], object] | None = None
    say: Say | None = None


@dataclass(frozen=True, slots=True)
class TabMaker:
    """A tab that another screen adds to every account's page.

    Attributes:
        key: its name in settings and places; never shown.
        title: what it is called, translated when asked.
        make: makes its widget, an ``app.ui.customers.tabs.base.AccountTab``, when it is first looked at.
        count: how many rows it has for a customer, shown beside its title; runs in a reader.
    """

    key: str
    title: Callable[[], str]
    make: Callable[[], Any]
    count: Callable[[Reader, int], int] | None = None


class Session(QObject):
    """One open book in one window.

    Attributes:
        office: the book; its methods are called in workers only, through ``read`` and ``write`` below.
        tasks: the task runner of the window.
        settings: what the user chose on this computer.
        profile: facts about the company; read again when "settings" change.
        actions: ways to the other screens.
        account_tabs: tabs that other screens add to an account's page; filled before the customers' panel is made.
        account_notices: makers of widgets above an account's name with ``show_customer(id)`` and ``refresh(changed)``;
            filled likewise.
        window: what dialogs stand before, once there is a window.

    Signals:
        changed(frozenset[str]): something in the book was changed; the keys are named in ``Writer.touch``.
    """

    changed = Signal(object)

    def __init__(
        self, office: Office, profile: Profile, tasks: Tasks, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.office = office
        self.profile = profile
        self.tasks = tasks
        self.settings = settings
        self.actions = Actions()
        self.account_tabs: list[TabMaker] = []
        self.account_notices: list[Callable[[], Any]] = []
        self.window: QWidget | None = None
        self._zone = ZoneInfo(profile.time_zone)
        tasks.changed.connect(self._pass_on)

    @property
    def today(self) -> date:
        """The business date."""
        return self.office.clock.today()

    @property
    def amounts(self) -> AmountFormat:
        """How amounts of the book's currency are written and read."""
        return amount_format(self.profile.locale, self.profile.currency.code)

    @property
    def dates(self) -> DateFormat:
        """How dates are written and read."""
        return date_format(self.profile.locale)

    def local(self, instant: datetime) -> datetime:
        """Return an instant (UTC) in the office's time zone."""
        return instant.astimezone(self._zone)

    def moment(self, instant: datetime) -> str:
        """Return an instant (UTC) as the office writes it: Oct 31, 2026, 14:05."""
        here = self.local(instant)
        return f"{self.dates.medium(here.date())}, {here:%H:%M}"

    def read(self, query: Callable[Concatenate[Reader, P], T], *args: P.args, **more: P.kwargs) -> Callable[[], T]:
        """Return a job for ``tasks.read``: ``query(reader, …)`` on one moment of the book."""
        office = self.office

        def job() -> T:
            return office.read(lambda reader: query(reader, *args, **more))

        return job

    def write(self, use_case: Callable[Concatenate[Writer, P], T], *args: P.args, **more: P.kwargs) -> Callable[[], Written[T]]:
        """Return a job for ``tasks.write``: ``use_case(writer, …)``, kept whole or not at all, with what it changed."""
        office = self.office

        def job() -> Written[T]:
            return written(office.perform(lambda writer: use_case(writer, *args, **more)))

        return job

    def say(self, text: str, button: str = "", slot: Callable[[], object] | None = None) -> None:
        """Show a passing message at the bottom of the window, if there is one."""
        if self.actions.say is not None:
            self.actions.say(text, button, slot)

    def when_verified(self, customer_id: int, then: Callable[[], object]) -> None:
        """Call ``then``, which charges this customer, once the caller is verified; at once where callers are not verified."""
        if self.actions.when_verified is None:
            then()
        else:
            self.actions.when_verified(customer_id, then)

    @Slot(object)
    def _pass_on(self, changed: frozenset[str]) -> None:
        if "settings" in changed:
            self.tasks.read(self.read(_profile), self._learn, key="session.profile")
        self.changed.emit(changed)

    def _learn(self, profile: Profile) -> None:
        self.profile = profile
        self._zone = ZoneInfo(profile.time_zone)
        self.changed.emit(frozenset({"profile"}))


def open_session(office: Office, tasks: Tasks, settings: Settings) -> Session:
    """Return a session over an open book; reads the company's profile, a millisecond."""
    return Session(office, office.read(_profile), tasks, settings)


def written(outcome: Outcome[T]) -> Written[T]:
    """Return what a use case did as the task runner takes it."""
    return Written(outcome.value, outcome.changes)


def _profile(reader: Reader) -> Profile:
    return read_profile(reader.connection)
