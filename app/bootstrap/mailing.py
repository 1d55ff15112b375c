"""Joins a book with its mail: the doors of its screens, and documents queued with the file that the press makes of them.

What is sent and when belongs to ``app.services.mail``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from app.domain.errors import UserError
from app.domain.language import _
from app.services.office import Office
from app.services.ports import MailGateway, Press, SecretStore
from app.ui.mail.doors import MailDoors

if TYPE_CHECKING:
    from datetime import date

    from app.services.charging.processor import PaymentProcessor
    from app.services.documents import StatementKind
    from app.services.mail.orders import MailOrder

OpenProcessor = Callable[[Office], "AbstractContextManager[PaymentProcessor]"]


def mail_doors(processor: OpenProcessor) -> MailDoors:
    """Return the ways of a window's mail to the world outside; nothing of it is imported before it is needed."""
    return MailDoors(_gateway, _secrets, open_press, update_link(processor))


def update_link(processor: OpenProcessor) -> Callable[[Office, int], str]:
    """Return what opens a page for a new card, for the message about a refused charge; "" where the book is not connected."""

    def link(office: Office, plan_charge_id: int) -> str:
        from app.services.billing.charges import charge_facts
        from app.services.charging.connecting import pinned_account
        from app.services.charging.pages import CHARGE, open_setup_page

        if office.read(pinned_account) is None:
            return ""
        charge = office.read(lambda reader: charge_facts(reader, plan_charge_id))
        with processor(office) as found:
            page = open_setup_page(office, found, charge.customer_id, plan_id=charge.plan_id, then=CHARGE)
        return page.url

    return link


def _gateway() -> MailGateway:
    from app.gateways.mail.smtp import SmtpGateway

    return SmtpGateway()


def _secrets() -> SecretStore:
    from app.gateways.keychain import Keychain

    return Keychain()


def open_press() -> Press:
    """Return the press; it is imported when a paper is first needed."""
    from app.gateways.paper import press

    return press


def queue_invoice(office: Office, invoice_id: int, to: str = "") -> int:
    """Queue an invoice with its file for its customer (or ``to``) and return the message's id.

    Raises:
        NotFound: no such invoice.
        UserError: it is a draft, or there is no address.
    """
    from app.gateways.paper import press
    from app.services.mail.kinds import MailKind
    from app.services.mail.letters import Attached
    from app.services.mail.orders import MailOrder, file_name
    from app.services.queries.documents import invoice_document
    from app.services.queries.invoices import invoice_rows

    doc = office.read(lambda reader: invoice_document(reader, invoice_id))
    row = office.read(lambda reader: invoice_rows(reader, [invoice_id]))[0]
    if not row.number:
        raise UserError(_("A draft is not sent: nothing is owed yet."))
    name = office.read(lambda reader: file_name(reader, MailKind.INVOICE, row.customer_id, row.number))
    file = Attached(name, press.render_invoices([doc]))
    return _queue(office, MailOrder(MailKind.INVOICE, row.customer_id, invoice_id, (file,)), to)


def queue_receipt(office: Office, payment_id: int, to: str = "") -> int:
    """Queue the receipt of a payment with its file for its customer (or ``to``) and return the message's id.

    Raises:
        NotFound: no such payment.
        UserError: there is no address.
    """
    from app.gateways.paper import press
    from app.services.mail.kinds import MailKind
    from app.services.mail.letters import Attached
    from app.services.mail.orders import MailOrder, file_name
    from app.services.queries.documents import receipt_document
    from app.services.queries.payments import payment_rows

    doc = office.read(lambda reader: receipt_document(reader, payment_id))
    customer_id = office.read(lambda reader: payment_rows(reader, [payment_id]))[0].customer_id
    name = office.read(lambda reader: file_name(reader, MailKind.RECEIPT, customer_id, doc.number))
    file = Attached(name, press.render_receipt(doc))
    return _queue(office, MailOrder(MailKind.RECEIPT, customer_id, payment_id, (file,)), to)


def queue_statement(
    office: Office,
    customer_id: int,
    from_on: date,
    to_on: date,
    kind: StatementKind,
    *,
    site_id: int | None = None,
    to: str = "",
    remind: bool = False,
    again: bool = False,
) -> int:
    """Queue a statement with its file for its customer (or ``to``) and return the message's id.

    Args:
        office: the book.
        customer_id: whose.
        from_on: first day.
        to_on: last day.
        kind: what it lists.
        site_id: of one site alone; see ``app.services.queries.statement_sites``.
        to: another address than the customer's.
        remind: in the words of a reminder of what is overdue, at most one a day.
        again: a second reminder on the same day.

    Raises:
        NotFound: no such customer or site.
        UserError: there is no address, nothing is overdue, or the customer was reminded today.
    """
    from app.gateways.paper import press
    from app.services.mail.kinds import MailKind
    from app.services.mail.letters import Attached
    from app.services.mail.orders import MailOrder, file_name
    from app.services.mail.reminders import LeftOut, reminder_candidates
    from app.services.queries.statement import statement

    what = MailKind.REMINDER if remind else MailKind.STATEMENT
    if remind:
        who = office.read(lambda reader: reminder_candidates(reader, [customer_id]))[0]
        if who.left_out is LeftOut.NOTHING_OVERDUE:
            raise UserError(_("{customer} has nothing overdue: no reminder is sent.").format(customer=who.name))
        if not again and who.left_out is LeftOut.TODAY:
            raise _reminded_already(who.name)
    doc = office.read(lambda reader: statement(reader, customer_id, from_on, to_on, kind, site_id=site_id))
    name = office.read(lambda reader: file_name(reader, what, customer_id, to_on.isoformat()))
    file = Attached(name, press.render_statement(doc))
    return _queue(office, MailOrder(what, customer_id, 0 if remind else site_id or 0, (file,)), to, again=again)


def _queue(office: Office, order: MailOrder, to: str, *, again: bool = False) -> int:
    from app.services.mail.kinds import MailKind
    from app.services.mail.orders import draft_of
    from app.services.mail.queueing import NewMessage, queue_message
    from app.services.mail.reminders import queue_reminder

    draft = office.read(lambda reader: draft_of(reader, order))
    if not (to or draft.recipients):
        raise UserError(
            _("{customer} has no e-mail address.").format(customer=draft.customer), _("Enter one, or say where to send it.")
        )
    new = NewMessage(
        draft.kind,
        to or draft.recipients,
        draft.subject,
        draft.body,
        draft.customer_id,
        draft.number,
        draft.files,
        language=draft.language,
    )
    if new.kind is not MailKind.REMINDER:
        return office.write(lambda writer: queue_message(writer, new))
    queued = office.write(lambda writer: queue_reminder(writer, new, again=again))
    if queued is None:
        raise _reminded_already(draft.customer)
    return queued


def _reminded_already(customer: str) -> UserError:
    return UserError(_("{customer} got a reminder today.").format(customer=customer), _("Say --again to send another."))
