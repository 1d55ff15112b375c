"""What words would look like on a real document of this book: the preview of the editor of words. Nothing is queued."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Select, select

from app.models.agreements import Agreement
from app.models.customers import Customer
from app.models.estimates import Estimate
from app.models.invoices import CreditMemo, Invoice
from app.models.payments import Payment, Reversal
from app.models.plans import Plan, PlanCharge
from app.services.mail.failures import office_address, update_words
from app.services.mail.kinds import ABOUT_CHARGES, MailKind, Words
from app.services.mail.orders import MailOrder, addressee, file_name, order_values
from app.services.mail.senders import usual_sender
from app.services.mail.templates import filled_words
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Example:
    """A message as it would go out; ``is_real`` is False where the book has no such document yet."""

    sender: str
    recipients: str
    subject: str
    body: str
    files: tuple[str, ...]
    is_real: bool


_WITH_FILE = frozenset(
    {
        MailKind.INVOICE,
        MailKind.INVOICES,
        MailKind.CREDIT_MEMO,
        MailKind.ESTIMATE,
        MailKind.AGREEMENT,
        MailKind.RECEIPT,
        MailKind.REFUND_RECEIPT,
        MailKind.STATEMENT,
        MailKind.REMINDER,
    }
)


def example(reader: Reader, kind: MailKind, language: str, words: Words) -> Example:
    """Return what ``words`` come to on the newest document of the book, worded in ``language``."""
    order = _newest(reader, kind)
    sender = usual_sender(reader)
    written_as = "" if sender is None else f"{sender.name or reader.profile.name} <{sender.address}>"
    if order is None:
        return Example(written_as, "", words.subject, words.body, (), is_real=False)
    who = addressee(reader, order.customer_id)
    number, values = order_values(reader, order, replace(who, language=language))
    if kind in ABOUT_CHARGES:
        values["update_card"] = update_words(reader, language, "")
    filled = filled_words(words, values)
    to = office_address(reader) if kind is MailKind.OFFICE_NOTICE else who.email
    files: tuple[str, ...] = ()
    if kind in _WITH_FILE:
        files = (file_name(reader, kind, order.customer_id, number or reader.today.isoformat()),)
    return Example(written_as, to, filled.subject, filled.body, files, is_real=True)


def _newest(reader: Reader, kind: MailKind) -> MailOrder | None:
    """Return an order for the newest document that words of ``kind`` are about."""
    row = reader.connection.execute(_NEWEST[kind]).first()
    if row is None and kind in ABOUT_CHARGES:
        row = reader.connection.execute(_ANYBODY).first()
    if row is None:
        return None
    return MailOrder(kind, row[0], row[1], link="https://checkout.stripe.com/c/pay/cs_…", what="…")


_ANYBODY: Select[*tuple[int, int]] = select(Customer.id, Customer.id).order_by(Customer.id.desc()).limit(1)
_OWING = select(Customer.id, Customer.id).where(Customer.due_minor > 0).order_by(Customer.due_minor.desc()).limit(1)
_CHARGED = select(PlanCharge.customer_id, PlanCharge.id).order_by(PlanCharge.id.desc()).limit(1)
_NEWEST: dict[MailKind, Select[*tuple[int, int]]] = {
    MailKind.INVOICE: select(Invoice.customer_id, Invoice.id)
    .where(Invoice.number.is_not(None), Invoice.parent_id.is_(None))
    .order_by(Invoice.id.desc())
    .limit(1),
    MailKind.INVOICES: select(Invoice.customer_id, Invoice.id)
    .where(Invoice.number.is_not(None), Invoice.parent_id.is_(None))
    .order_by(Invoice.id.desc())
    .limit(1),
    MailKind.CREDIT_MEMO: select(CreditMemo.customer_id, CreditMemo.id).order_by(CreditMemo.id.desc()).limit(1),
    MailKind.ESTIMATE: select(Estimate.customer_id, Estimate.id)
    .where(Estimate.number.is_not(None))
    .order_by(Estimate.id.desc())
    .limit(1),
    MailKind.AGREEMENT: select(Agreement.customer_id, Agreement.id).order_by(Agreement.id.desc()).limit(1),
    MailKind.RECEIPT: select(Payment.customer_id, Payment.id).order_by(Payment.id.desc()).limit(1),
    MailKind.REFUND_RECEIPT: select(Reversal.customer_id, Reversal.id)
    .where(Reversal.kind == "refund", Reversal.payment_id.is_not(None), Reversal.amount_minor > 0)
    .order_by(Reversal.id.desc())
    .limit(1),
    MailKind.STATEMENT: _OWING,
    MailKind.REMINDER: _OWING,
    MailKind.PAYMENT_FAILED: _CHARGED,
    MailKind.PAYMENT_REMINDER: _CHARGED,
    MailKind.OFFICE_NOTICE: _CHARGED,
    MailKind.PLAN_OFFER: select(Plan.customer_id, Plan.id).where(Plan.kind == "plan").order_by(Plan.id.desc()).limit(1),
    MailKind.LINK: _ANYBODY,
}
