"""A message about a document, filled from the book in the customer's language: what is shown before somebody says “Send”.

Nothing is written here. The files that go with it are made by the press and handed in; the message itself is queued by
``queueing``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, select

from app.domain.errors import NotFound
from app.domain.language import _, speaking
from app.domain.schedule import Frequency
from app.models.customers import Contact, Customer
from app.models.payments import Payment, Reversal
from app.services.agreements.keeping import read_agreement
from app.services.agreements.waiting import number_of
from app.services.estimates.reading import standing
from app.services.formats import AmountFormat, DateFormat, amount_format, date_format
from app.services.mail.kinds import MailKind, Words, kind_words
from app.services.mail.letters import Attached
from app.services.mail.senders import SenderFacts, senders
from app.services.mail.templates import filled_words, words_of
from app.services.office import Reader
from app.services.queries.credit_memos import credit_memo_detail
from app.services.queries.invoices import InvoiceFilter, InvoiceListRow, InvoiceSort, invoice_ids, invoice_rows
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead
from app.services.queries.payments import payment_detail
from app.services.queries.plan_offers import plan_offer
from app.services.queries.receivables import balance_of
from app.services.queries.statement_sites import balance_of_site
from app.services.queries.words import method_word
from app.services.translations import translations_for


@dataclass(frozen=True, slots=True)
class MailOrder:
    """A wish to write to a customer.

    Attributes:
        kind: what about.
        customer_id: to whom.
        document_id: of the invoice, credit memo, estimate, payment (receipt) or reversal (refund receipt); else 0.
        files: what goes with it.
        more_ids: of further invoices, for kind INVOICES.
        link: an address, for kind LINK.
        what: what the link is for, in the customer's words.
    """

    kind: MailKind
    customer_id: int
    document_id: int = 0
    files: tuple[Attached, ...] = ()
    link: str = ""
    what: str = ""
    more_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets mail for a customer; ``email`` is the billing contact's, else the primary contact's, or empty."""

    customer_id: int
    account: str
    customer: str
    contact: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A message as it would go out, to be read and changed. ``number`` is the document's, for the diary."""

    kind: MailKind
    customer_id: int
    customer: str
    recipients: str
    subject: str
    body: str
    language: str
    number: str
    files: tuple[Attached, ...]
    senders: tuple[SenderFacts, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """How amounts and dates are written for somebody."""

    amounts: AmountFormat
    dates: DateFormat


def addressee(reader: Reader, customer_id: int) -> Addressee:
    """Return who gets mail for a customer.

    Raises:
        NotFound: no such customer.
    """
    rows = reader.connection.execute(
        select(Customer.account, Customer.name, Customer.language, Contact.name, Contact.email)
        .outerjoin(Contact, Contact.customer_id == Customer.id)
        .where(Customer.id == customer_id)
        .order_by(case((Contact.role == "billing", 0), else_=1))
    ).all()
    if not rows:
        raise NotFound(_("That customer is not in this book."))
    account, name, language = rows[0][:3]
    best = next((row for row in rows if row[4]), None)
    contact = next((row[3] for row in ([best] if best is not None else rows) if row[3]), "")
    return Addressee(customer_id, account, name, contact or name, best[4] if best is not None else "", language)


def company_values(reader: Reader) -> dict[str, str]:
    """Return the blanks that tell of the company."""
    head = letterhead(reader)
    return {"company": head.name, "company_phone": head.phone, "company_email": head.email}


def who_values(reader: Reader, who: Addressee) -> dict[str, str]:
    """Return the blanks that every message to a customer has."""
    told = {"name": who.contact, "customer": who.customer, "account": who.account}
    return {**company_values(reader), **told}


def writing_for(reader: Reader, language: str) -> Writing:
    """Return how amounts and dates are written for somebody who reads ``language`` (empty: the office's)."""
    edition = customer_edition(reader, language)
    return Writing(amount_format(edition.locale, edition.currency.code), date_format(edition.locale))


def draft_of(reader: Reader, order: MailOrder) -> MailDraft:
    """Return the message that an order asks for, in the customer's language.

    Raises:
        NotFound: no such customer or document.
    """
    who = addressee(reader, order.customer_id)
    language = customer_edition(reader, customer_language(reader, order.customer_id)).language
    number, values = order_values(reader, order, who)
    words = filled_words(words_of(reader, order.kind, language), values)
    return _draft(reader, order, who, language, number, words)


def _draft(reader: Reader, order: MailOrder, who: Addressee, language: str, number: str, words: Words) -> MailDraft:
    return MailDraft(
        order.kind,
        order.customer_id,
        who.customer,
        who.email,
        words.subject,
        words.body,
        language,
        number,
        order.files,
        tuple(senders(reader)),
    )


def file_name(reader: Reader, kind: MailKind, customer_id: int, number: str) -> str:
    """Return what a document's file is called in the customer's language: “Invoice 10482.pdf”."""
    shown = {MailKind.REMINDER: MailKind.STATEMENT, MailKind.INVOICES: MailKind.INVOICE}.get(kind, kind)
    language = customer_edition(reader, customer_language(reader, customer_id)).language
    with speaking(translations_for(language)):
        return f"{kind_words(shown)} {number}".strip().replace("/", "-") + ".pdf"


def order_values(reader: Reader, order: MailOrder, who: Addressee) -> tuple[str, dict[str, str]]:
    """Return the document's number and every blank of an order, worded for the customer."""
    write = writing_for(reader, who.language)
    language = customer_edition(reader, who.language).language
    with speaking(translations_for(language)):
        number, told = _TOLD[order.kind](reader, order, write)
        return number, {**who_values(reader, who), **told}


Told = tuple[str, dict[str, str]]


def _invoice(reader: Reader, order: MailOrder, write: Writing) -> Told:
    rows = invoice_rows(reader, [order.document_id])
    if not rows:
        raise NotFound(_("That invoice is not in this book."))
    row, money, day = rows[0], write.amounts.money, write.dates.medium
    return row.number, {
        "number": row.number,
        "date": day(row.issued_on),
        "due": day(row.due_on),
        "amount": money(row.total_minor),
        "open": money(row.open_minor),
    }


def _invoices(reader: Reader, order: MailOrder, write: Writing) -> Told:
    rows = invoice_rows(reader, [order.document_id, *order.more_ids])
    if not rows:
        raise NotFound(_("That invoice is not in this book."))
    money, numbers = write.amounts.money, ", ".join(row.number for row in rows)
    return numbers, {
        "numbers": numbers,
        "amount": money(sum(row.total_minor for row in rows)),
        "open": money(sum(row.open_minor for row in rows)),
        "invoices": _lines(rows, write),
    }


def _credit_memo(reader: Reader, order: MailOrder, write: Writing) -> Told:
    row = credit_memo_detail(reader, order.document_id).row
    day = write.dates.medium(row.issued_on)
    return row.number, {"number": row.number, "date": day, "amount": write.amounts.money(row.total_minor)}


def _estimate(reader: Reader, order: MailOrder, write: Writing) -> Told:
    facts, money, day = standing(reader, order.document_id), write.amounts.money, write.dates.medium
    return facts.number, {
        "number": facts.number,
        "title": facts.title,
        "date": day(facts.written_on),
        "until": day(facts.valid_until),
        "amount": money(facts.total_minor),
        "deposit": money(facts.asked_minor),
    }


def _agreement(reader: Reader, order: MailOrder, write: Writing) -> Told:
    facts = read_agreement(reader, order.document_id)
    day = facts.sent_on or reader.today
    return number_of(facts.id), {"title": facts.title, "date": write.dates.medium(day)}


def _receipt(reader: Reader, order: MailOrder, write: Writing) -> Told:
    row = payment_detail(reader, order.document_id).row
    return row.number, {
        "number": row.number,
        "date": write.dates.medium(row.received_on),
        "amount": write.amounts.money(row.amount_minor),
        "method": method_word(row.method),
    }


def _refund(reader: Reader, order: MailOrder, write: Writing) -> Told:
    row = reader.connection.execute(
        select(Payment.number, Reversal.reversed_on, Reversal.amount_minor, Reversal.method)
        .join(Payment, Payment.id == Reversal.payment_id)
        .where(Reversal.id == order.document_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That refund is not in this book."))
    return row.number, {
        "number": row.number,
        "date": write.dates.medium(row.reversed_on),
        "amount": write.amounts.money(row.amount_minor),
        "method": method_word(row.method),
    }


def _statement(reader: Reader, order: MailOrder, write: Writing) -> Told:
    # The words say the same as the paper: where it is of one site, so are they.
    balance = (
        balance_of_site(reader, order.customer_id, order.document_id, reader.today)
        if order.document_id and order.kind is MailKind.STATEMENT
        else balance_of(reader, order.customer_id)
    )
    money = write.amounts.money
    told = {
        "date": write.dates.medium(reader.today),
        "balance": money(balance.due_minor),
        "overdue": money(balance.overdue_minor),
    }
    if order.kind is MailKind.REMINDER:
        told["invoices"] = _late(reader, order.customer_id, write)
    return "", told


def _late(reader: Reader, customer_id: int, write: Writing) -> str:
    wanted = InvoiceFilter(customer_id, overdue_only=True)
    return _lines(invoice_rows(reader, invoice_ids(reader, wanted, InvoiceSort.DUE, descending=False)), write)


def _lines(rows: Sequence[InvoiceListRow], write: Writing) -> str:
    line = _("Invoice {number}, due {due}: {open}")
    return "\n".join(
        line.format(number=row.number, due=write.dates.medium(row.due_on), open=write.amounts.money(row.open_minor))
        for row in rows
    )


def _plan_offer(reader: Reader, order: MailOrder, write: Writing) -> Told:
    offer = plan_offer(reader, order.document_id)
    line = _("{frequency}: {amount}")
    return offer.number, {
        "number": offer.number,
        "plan": offer.name,
        "start": write.dates.medium(offer.start_on),
        "included": offer.included,
        "prices": "\n".join(
            line.format(frequency=Frequency.parse(code).label(), amount=write.amounts.money(net))
            for code, net in offer.prices.items()
        ),
        "agreement": offer.agreement,
    }


def _link(reader: Reader, order: MailOrder, write: Writing) -> Told:
    del reader, write
    return "", {"what": order.what, "link": order.link}


def _of_charge(reader: Reader, order: MailOrder, write: Writing) -> Told:
    """Return what a message about a refused charge would say of an example; real ones are filled by ``failures``."""
    return "", {
        "number": "10482",
        "plan": _("Filter change, monthly"),
        "date": write.dates.medium(reader.today),
        "amount": write.amounts.money(1_900),
        "reason": _("The card has expired."),
        "what_to_do": _("Ask the customer for another card or bank account."),
        "update_card": order.link,
        "told": "",
    }


_TOLD: dict[MailKind, Callable[[Reader, MailOrder, Writing], Told]] = {
    MailKind.INVOICE: _invoice,
    MailKind.INVOICES: _invoices,
    MailKind.CREDIT_MEMO: _credit_memo,
    MailKind.ESTIMATE: _estimate,
    MailKind.AGREEMENT: _agreement,
    MailKind.RECEIPT: _receipt,
    MailKind.REFUND_RECEIPT: _refund,
    MailKind.STATEMENT: _statement,
    MailKind.REMINDER: _statement,
    MailKind.PAYMENT_FAILED: _of_charge,
    MailKind.PAYMENT_REMINDER: _of_charge,
    MailKind.OFFICE_NOTICE: _of_charge,
    MailKind.PLAN_OFFER: _plan_offer,
    MailKind.LINK: _link,
}
