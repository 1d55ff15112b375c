"""Hosted pages: to save a card or bank account, and to pay invoices. Opened, asked about, closed.

While a payment page is open its invoices cannot be charged otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.operation_states import OperationState as S
from app.models.invoices import Invoice
from app.models.operations import Operation, OperationInvoice, SavedMethod
from app.models.plans import PlanCharge
from app.services.charging.connecting import frozen_why, in_words, need_account
from app.services.charging.customers import ensure_remote_customer, method_of_remote, refresh_methods
from app.services.charging.last_look import changed_meanwhile
from app.services.charging.minimums import check_amount
from app.services.charging.operations import OperationFacts, add_operation, change, move, operation_facts
from app.services.charging.processor import PageLine, PageRequest, PaymentProcessor, ProcessorError, Refused, RemotePage
from app.services.charging.queueing import retry
from app.services.charging.settling import BOOK, OPERATION, apply_payment
from app.services.office import Office, Reader, Writer
from app.services.plans.methods import Choice, update_method
from app.services.plans.methods import SavedMethod as PlanMethod
from app.services.plans.on_file import method_label

# Nobody is making a page any more after that: the request gives up after a minute at most.
_LONGEST = timedelta(minutes=10)
SAVE, CHARGE = "save", "charge"


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A hosted page that is open: its operation and where the customer finds it."""

    operation_id: int
    url: str


def open_setup_page(
    office: Office,
    processor: PaymentProcessor,
    customer_id: int,
    *,
    plan_id: int | None = None,
    then: str = SAVE,
    return_url: str = "",
) -> OpenPage:
    """Open a page on which the customer saves a card or bank account.

    Args:
        office: the book.
        processor: the processor.
        customer_id: whose it becomes.
        plan_id: a plan that is to be charged with it from now on.
        then: ``save`` only, or ``charge`` what waits or was declined.
        return_url: the page shown afterwards; the processor's own when empty.

    Raises:
        UserError: not connected.
        EnvironmentFault: the processor cannot be reached.
    """
    office.read(need_account)
    id_ = office.write(lambda writer: add_operation(writer, "setup_page", customer_id, 0, {}, plan_id=plan_id, purpose=then))
    return _open(office, processor, id_, (), return_url)


def open_payment_page(
    office: Office, processor: PaymentProcessor, customer_id: int, invoices: Mapping[int, int], *, return_url: str = ""
) -> OpenPage:
    """Open a page on which the customer pays invoices (id to minor units); they cannot be charged otherwise meanwhile.

    Raises:
        UserError: not connected, nothing to pay, more than is open.
        Conflict: one of them is being charged already.
        EnvironmentFault: the processor cannot be reached.
    """

    def write(writer: Writer) -> tuple[int, list[PageLine]]:
        need_account(writer)
        if frozen_why(writer, writer.now):
            raise UserError(frozen_why(writer, writer.now), _("Compare with the processor first."))
        lines = []
        for invoice_id, amount in invoices.items():
            row = writer.connection.execute(
                select(Invoice.number, Invoice.open_minor, Invoice.customer_id).where(Invoice.id == invoice_id)
            ).one_or_none()
            if row is None or row.customer_id != customer_id or not 0 < amount <= row.open_minor:
                raise UserError(_("That is not open on an invoice of this customer."))
            lines.append(PageLine(_("Invoice {number}").format(number=row.number), amount))
        whole = sum(invoices.values())
        check_amount(writer, whole)
        purpose = ", ".join(line.text for line in lines)
        return add_operation(writer, "payment_page", customer_id, whole, invoices, purpose=purpose), lines

    id_, lines = office.write(write)
    return _open(office, processor, id_, lines, return_url)


def _open(
    office: Office, processor: PaymentProcessor, operation_id: int, lines: object, return_url: str
) -> OpenPage:
    found = office.read(lambda reader: operation_facts(reader, operation_id))
    profile = office.read(lambda reader: reader.profile)
    office.write(lambda writer: move(writer, operation_id, S.CREATING))
    try:
        remote_id = ensure_remote_customer(office, processor, found.customer_id)
        page = processor.open_page(
            PageRequest(
                "setup" if found.kind == "setup_page" else "payment",
                remote_id,
                profile.currency.code,
                list(lines),  # type: ignore[call-overload]
                {BOOK: profile.book_id, OPERATION: found.key_base},
                # It lives for a day by itself (docs.stripe.com/api/checkout/sessions); a time of this computer's own
                # would be refused where its clock is wrong.
                return_url=return_url,
            ),
            found.key("open"),
        )
    except ProcessorError as error:
        # Whatever was opened there, nobody knows its address: it cannot be used and runs out by itself.
        shown = in_words(error)
        text = str(shown)
        office.write(lambda writer: move(writer, operation_id, S.FAILED, text, reason_text=text))
        raise shown from error
    made = page
    office.write(lambda writer: move(writer, operation_id, S.NEEDS_CUSTOMER, remote_id=made.id, page_url=made.url))
    return OpenPage(operation_id, page.url)


def open_pages(reader: Reader) -> list[int]:
    """Return the operations of pages that wait for the customer."""
    return list(
        reader.connection.execute(
            select(Operation.id)
            .where(Operation.kind.in_(("setup_page", "payment_page")), Operation.state == "needs_customer")
            .order_by(Operation.id)
        ).scalars()
    )


def page_urls(reader: Reader) -> dict[int, str]:
    """Return where customers find the pages that wait for them, by operation."""
    query = select(Operation.id, Operation.page_url).where(
        Operation.kind.in_(("setup_page", "payment_page")), Operation.state == "needs_customer"
    )
    return {row.id: row.page_url for row in reader.connection.execute(query)}


def pages_never_made(reader: Reader, now: datetime) -> list[int]:
    """Return the operations of pages that were being made when the program ended: nobody knows their addresses."""
    query = select(Operation.id).where(
        Operation.kind.in_(("setup_page", "payment_page")),
        Operation.state.in_(("queued", "creating")),
        Operation.state_at < now - _LONGEST,
    )
    return list(reader.connection.execute(query).scalars())


def give_up_page(writer: Writer, operation_id: int) -> None:
    """Give a page up that was never made; its invoices are free again."""
    if operation_facts(writer, operation_id).state in {S.QUEUED, S.CREATING}:
        text = _("The program ended before the page was there; nobody can use it.")
        move(writer, operation_id, S.FAILED, text, reason_text=text)


def poll_page(office: Office, processor: PaymentProcessor, operation_id: int) -> S:
    """Ask how a page stands, apply it, and return the operation's state.

    Raises:
        ProcessorError: as the processor answers.
    """
    found = office.read(lambda reader: operation_facts(reader, operation_id))
    if found.state is not S.NEEDS_CUSTOMER:
        return found.state
    page = processor.page(found.remote_id)
    why = office.read(lambda reader: changed_meanwhile(reader, operation_id)) if page.state == "open" else ""
    if why:
        # Paid otherwise meanwhile: nobody is to pay it again.
        return expire_page(office, processor, operation_id, _("Withdrawn: {why}").format(why=why))
    _apply(office, processor, found, page)
    return office.read(lambda reader: operation_facts(reader, operation_id)).state


def expire_page(office: Office, processor: PaymentProcessor, operation_id: int, why: str = "") -> S:
    """Close a page that nobody used, and return the operation's state; one that was used meanwhile is applied.

    ``why`` is kept with it; that it ran out unused where it is empty.

    Raises:
        ProcessorError: as the processor answers.
    """
    found = office.read(lambda reader: operation_facts(reader, operation_id))
    if found.state is not S.NEEDS_CUSTOMER:
        return found.state
    try:
        page = processor.expire_page(found.remote_id, found.key("expire"))
    except Refused:
        page = processor.page(found.remote_id)
    _apply(office, processor, found, page, why)
    return office.read(lambda reader: operation_facts(reader, operation_id)).state


def _apply(
    office: Office, processor: PaymentProcessor, found: OperationFacts, page: RemotePage, why: str = ""
) -> None:
    if page.state == "open":
        if page.url and office.read(lambda reader: page_url(reader, found.id)) != page.url:
            office.write(lambda writer: _moved(writer, found.id, page.url))
    elif page.state == "expired":
        office.write(lambda writer: _ran_out(writer, found.id, why))
    elif page.state == "complete" and page.mode == "payment" and page.payment_id:
        payment = processor.payment(page.payment_id)
        office.write(lambda writer: apply_payment(writer, payment))
        refresh_methods(office, processor, found.customer_id)
    elif page.state == "complete":
        refresh_methods(office, processor, found.customer_id)
        office.write(lambda writer: _saved(writer, found, page.method_id))


def page_url(reader: Reader, operation_id: int) -> str:
    """Return where the customer finds a page, or nothing."""
    return reader.connection.execute(select(Operation.page_url).where(Operation.id == operation_id)).scalar() or ""


def _moved(writer: Writer, operation_id: int, url: str) -> None:
    """Keep the new address of a page: the practice processor could not listen where it did before."""
    change(writer, operation_id, _("The link is another one now; the one before works no more."), page_url=url)


def _ran_out(writer: Writer, operation_id: int, why: str) -> None:
    # Window and command may look at the same page at once.
    if operation_facts(writer, operation_id).state is S.NEEDS_CUSTOMER:
        move(writer, operation_id, S.CANCELLED, why or _("The page ran out unused."), reason_text=why)


def _saved(writer: Writer, found: OperationFacts, remote_method: str) -> None:
    """Use a method that the customer has just saved: the default where there was none, the plan's where one was named."""
    if operation_facts(writer, found.id).state is not S.NEEDS_CUSTOMER:
        return
    method = method_of_remote(writer, remote_method)
    move(writer, found.id, S.SUCCEEDED, "", method_id=None if method is None else method.id)
    if method is None:
        return
    others = writer.connection.execute(
        select(SavedMethod.id).where(SavedMethod.customer_id == found.customer_id, SavedMethod.is_default)
    ).first()
    if others is None or found.purpose == CHARGE:
        writer.connection.execute(
            update(SavedMethod).where(SavedMethod.customer_id == found.customer_id).values(is_default=False)
        )
        writer.connection.execute(update(SavedMethod).where(SavedMethod.id == method.id).values(is_default=True))
    if found.plan_id is not None:
        kept = PlanMethod(method.remote_id, method_label(method), method.expires_on, method.kind)
        update_method(writer, found.plan_id, kept, Choice(CHARGE if found.purpose == CHARGE else SAVE))
    if found.purpose == CHARGE:
        charge_outstanding(writer, found.customer_id, method.id)


@dataclass(frozen=True, slots=True)
class Owed:
    """An open invoice that was to be charged and was not: declined, or still waiting. Minor units."""

    invoice_id: int
    number: str
    open_minor: int


def owed_by_method(reader: Reader, customer_id: int) -> list[Owed]:
    """Return what ``charge_outstanding`` would ask of a new card or bank account, the invoice due first, first."""
    declined = (
        select(OperationInvoice.invoice_id)
        .join(Operation, Operation.id == OperationInvoice.operation_id)
        .where(Operation.customer_id == customer_id, Operation.kind == "charge", Operation.state == "declined")
    )
    waiting = select(PlanCharge.invoice_id).where(_goes_at_once(customer_id, reader.today))
    busy = select(OperationInvoice.invoice_id).where(OperationInvoice.live)
    rows = reader.connection.execute(
        select(Invoice.id, Invoice.number, Invoice.open_minor)
        .where(
            Invoice.customer_id == customer_id,
            Invoice.open_minor > 0,
            or_(Invoice.id.in_(declined), Invoice.id.in_(waiting)),
            Invoice.id.not_in(busy),
        )
        .order_by(Invoice.due_on, Invoice.id)
    )
    return [Owed(row.id, row.number or "", row.open_minor) for row in rows]


def _goes_at_once(customer_id: int, today: date) -> ColumnElement[bool]:
    """Return which charges of plans a new card lets go: what was refused, and what is due; a bill to come keeps its day."""
    return and_(
        PlanCharge.customer_id == customer_id,
        or_(
            and_(PlanCharge.state == "waiting", PlanCharge.try_on <= today),
            and_(PlanCharge.state == "failed", PlanCharge.try_on.is_not(None)),
        ),
    )


def charge_outstanding(writer: Writer, customer_id: int, method_id: int) -> None:
    """Try what was declined again with the new method, and let what waits go at once; billing dates stay."""
    declined = writer.connection.execute(
        select(Operation.id).where(
            Operation.customer_id == customer_id, Operation.kind == "charge", Operation.state == "declined"
        )
    ).scalars()
    for operation_id in list(declined):
        try:
            retry(writer, operation_id, method_id)
        except UserError:
            # Being charged otherwise already.
            continue
    writer.connection.execute(
        update(PlanCharge)
        .where(_goes_at_once(customer_id, writer.today))
        .values(try_on=writer.today)
    )
    writer.touch("operations", "plans")
