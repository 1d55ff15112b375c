"""The pictures of charging's screens. The processor's answers are written down beforehand: a picture needs no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.errors import EnvironmentFault
from app.domain.operation_states import OperationState
from app.services.charging.connecting import connect, pinned_account
from app.services.charging.customers import keep_methods, link
from app.services.charging.operations import add_operation, move, operation_facts
from app.services.charging.pages import OpenPage
from app.services.charging.processor import PaymentProcessor, RemoteAccount, RemoteMethod
from app.services.charging.queueing import hold, queue_charge
from app.services.charging.settling import decline
from app.services.office import Office, Reader, Writer
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids
from app.services.queries.operation_list import OperationGroup
from app.services.queries.payable import payable_invoices
from app.ui.charging.doors import TriedKey
from app.ui.charging.hosted import Hosted
from app.ui.charging.line import LineState
from app.ui.charging.queue import Queue
from app.ui.charging.screens import ChargingScreens
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone
from app.ui.pictures import Screen
from app.ui.session import Session

_ACCOUNT = RemoteAccount("acct_practice_1", live=False, name="Harbor Services", country="US", currency="USD")
_URL = "https://checkout.stripe.com/c/pay/cs_live_a1fKQ0bD7mWcXz5u2Yt8RbLPq3NvE6hS9oJgT4dAiC0kVxZm"


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("charging-queue", _queue, then=(_open_ones, _on_declined), size=(1440, 820)),
        Screen("charging-connect-practice", _connecting, size=(600, 400), grab=_dialog),
        Screen("charging-charge", _charging, size=(680, 480), grab=_dialog),
        Screen("charging-add", _adding, size=(640, 360), grab=_dialog),
        Screen("charging-add-waiting", _adding, then=(_wait,), size=(640, 360), grab=_dialog),
        Screen("charging-add-saved", _adding, then=(_done,), size=(640, 420), grab=_dialog),
        Screen("charging-paylink", _paying, size=(640, 480), grab=_dialog),
        Screen("charging-paylink-waiting", _paying, then=(_wait,), size=(640, 480), grab=_dialog),
        Screen("charging-methods", _tab, size=(1100, 320)),
    ]


class _NoDoors:
    """Ways out that lead nowhere."""

    @contextmanager
    def processor(self, _office: Office) -> Iterator[PaymentProcessor]:
        raise EnvironmentFault("")
        yield  # type: ignore[unreachable]  # makes it a block

    def try_key(self, _office: Office, _key: str) -> TriedKey:
        return TriedKey(_ACCOUNT, restricted=True)

    def keep_key(self, office: Office, key: str) -> None:
        """Keep nothing."""

    def forget_key(self, office: Office) -> None:
        """Forget nothing."""

    def let_pass(self, office: Office, days: int) -> None:
        """Let nothing pass."""

    def open_url(self, _url: str) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _Story:
    customer_id: int
    name: str


class _Stage(QWidget):
    """Stands behind a sheet."""

    screens: ChargingScreens
    queue: Queue | None = None


def _story(session: Session) -> _Story:
    """Write down, once, what a busy morning leaves behind, and return whose account is shown."""

    def late(reader: Reader) -> list[int]:
        return list(customer_ids(reader, CustomerFilter(overdue_only=True), CustomerSort.OVERDUE, descending=True))[:12]

    ids = session.office.read(late)
    first = max(ids, key=lambda id_: len(session.office.read(lambda reader: payable_invoices(reader, id_))))
    ids = [first, *(id_ for id_ in ids if id_ != first)]
    if session.office.read(pinned_account) is None:
        session.office.write(lambda writer: _fill(writer, ids))
    from app.services.queries.payable import customer_name

    return _Story(first, session.office.read(lambda reader: customer_name(reader, first)))


def _fill(writer: Writer, ids: list[int]) -> None:
    connect(writer, _ACCOUNT)
    made = []
    for place, id_ in enumerate(ids[:9]):
        link(writer, id_, f"cus_{place}")
        brand = "visa" if place % 2 else "mastercard"
        card = RemoteMethod(f"pm_{place}", "card", brand, f"{4242 + place}", date(2028, 5, 31), is_default=True)
        bank = RemoteMethod(f"pb_{place}", "bank", "First Harbor Bank", "6789", None, is_default=False)
        keep_methods(writer, id_, [card, bank] if place in (0, 3) else [card])
        invoice = payable_invoices(writer, id_)[0]
        if place:
            made.append((queue_charge(writer, id_, {invoice.id: invoice.open_minor}), id_))
    writer_states = (
        OperationState.CREATING, OperationState.UNKNOWN, None, OperationState.CREATED, OperationState.CREATED,
    )  # fmt: skip
    for (operation, _id), state in zip(made, writer_states, strict=False):
        if state is not None:
            move(writer, operation, OperationState.CREATING)
        if state is OperationState.UNKNOWN:
            move(writer, operation, OperationState.UNKNOWN, "No readable answer")
        if state is OperationState.CREATED:
            move(writer, operation, OperationState.CREATED, remote_id=f"pi_{operation}")
            move(writer, operation, OperationState.CONFIRMING)
    move(writer, made[3][0], OperationState.PROCESSING, "In transit")
    decline(writer, operation_facts(writer, made[4][0]), "insufficient_funds")
    hold(writer, made[5][0])
    page = add_operation(writer, "setup_page", ids[7], 0, {}, purpose="charge")
    move(writer, page, OperationState.CREATING)
    move(writer, page, OperationState.NEEDS_CUSTOMER, remote_id="cs_1", page_url=_URL)


def _screens(session: Session) -> tuple[_Stage, _Story]:
    stage = _Stage()
    session.window = stage
    story = _story(session)
    session.actions.show_customer = session.actions.show_invoice = session.actions.show_payment = print
    session.actions.export = session.actions.print_table = print
    session.actions.mail_link = print
    session.actions.take_payment = print
    stage.screens = ChargingScreens(session, _NoDoors())
    stage.screens.line.state = LineState.ONLINE
    stage.screens.install()
    return stage, story


def _dialog(stage: QWidget) -> QWidget:
    found = [child for child in stage.findChildren(QDialog) if child.isVisible()]
    return found[-1] if found else stage


def _queue(session: Session) -> QWidget:
    stage, _story_told = _screens(session)
    queue = stage.screens.show_queue()
    view = queue.view
    view.setProperty("stage", stage)
    view.__dict__["kept"] = (stage, queue)
    return view


def _open_ones(view: QWidget) -> None:
    queue: Queue = view.__dict__["kept"][1]
    queue.view.group.set_value(OperationGroup.ALL)
    queue.view.group.changed.emit(OperationGroup.ALL)


def _on_declined(view: QWidget) -> None:
    queue: Queue = view.__dict__["kept"][1]
    model = queue.view.model
    for place in range(model.count()):
        found = model.row_at(place)
        if found is not None and found.state == "declined":
            queue.view.table.set_current(found.id)


def _connecting(session: Session) -> QWidget:
    stage, _story_told = _screens(session)
    stage.screens.connect_book()
    return stage


def _charging(session: Session) -> QWidget:
    stage, story = _screens(session)
    stage.screens.charge_with(story.customer_id)
    return stage


def _adding(session: Session) -> QWidget:
    stage, story = _screens(session)
    stage.screens.add(story.customer_id)
    return stage


def _paying(session: Session) -> QWidget:
    stage, story = _screens(session)
    stage.screens.pay_link(story.customer_id)
    return stage


def _wait(stage: QWidget) -> None:
    opened = stage.screens.open if isinstance(stage, _Stage) else None
    if isinstance(opened, Hosted):
        opened.pressed()
        opened.opened(OpenPage(1, _URL))


def _done(stage: QWidget) -> None:
    opened = stage.screens.open if isinstance(stage, _Stage) else None
    if isinstance(opened, Hosted):
        sheet = opened.sheet
        words = "Visa 4242 is saved. $389.00 of invoices 10412, 10455 was declined or waits. What happens with it?"
        sheet.show_done(Status("Saved", Tone.GOOD, "check"), words)
        sheet.after.offer(
            [
                ("charge", "Charge $389.00 to it now", "The billing date stays."),
                ("paid", "It was paid another way", "You say how, and a payment is entered."),
                ("keep", "Only save it", "What is owed stays as it is."),
            ]
        )
        sheet.name_main("Do that")


def _tab(session: Session) -> QWidget:
    from app.ui.kit.pieces import column

    stage, story = _screens(session)
    tab = stage.screens.tab()
    frame = QWidget()
    frame.setLayout(column(tab.tools(), tab, margin=16))
    frame.__dict__["kept"] = (stage,)
    tab.show_customer(story.customer_id)
    return frame
