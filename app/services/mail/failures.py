"""Telling of refused charges: the customer and the office, each once per failure, in the transaction that records it.

A failure is one attempt of one charge; the store refuses a second message about it. Whether a message may still be sent when
its turn comes is looked at then (``sending``): nobody is told that a payment failed which was made meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.language import _, speaking
from app.models.company import Company
from app.models.invoices import Invoice
from app.models.plans import Plan, PlanCharge
from app.services.billing.refusals import may_change, reason_words
from app.services.charging.declines import needs_other_method, what_to_do
from app.services.mail.kinds import MailKind
from app.services.mail.orders import Addressee, addressee, company_values, who_values, writing_for
from app.services.mail.queueing import NewMessage, queue_once
from app.services.mail.senders import usual_sender
from app.services.mail.templates import filled_words, words_of
from app.services.office import Reader, Writer
from app.services.queries.paper_heads import customer_edition, office_edition
from app.services.settings import get_setting
from app.services.translations import translations_for

TELL_CUSTOMER, TELL_OFFICE, OFFICE_ADDRESS = "mail.tell_customer", "mail.tell_office", "mail.office_address"


@dataclass(frozen=True, slots=True)
class _Refused:
    customer_id: int
    number: str
    plan: str
    amount_minor: int
    code: str
    reason: str
    attempt: int
    steps: int
    failed_on: date
    try_on: date | None


def tell_failure(writer: Writer, charge_id: int) -> None:
    """Queue the customer's message and the office's notice about a charge that was just refused, each once.

    Who has no address is kept as a failed message, so that the office sees who was not told.
    """
    refused = _refused(writer, charge_id)
    who = addressee(writer, refused.customer_id)
    told = False
    if get_setting(writer, TELL_CUSTOMER, default=True):
        told = True
        key = f"charge:{charge_id}:{refused.attempt}:customer"
        _tell_customer(writer, MailKind.PAYMENT_FAILED, charge_id, refused, who, key)
    if get_setting(writer, TELL_OFFICE, default=True):
        _tell_office(writer, charge_id, refused, who, told=told)


def tell_reminder(writer: Writer, charge_id: int) -> None:
    """Queue the customer's reminder of a refused charge, once per step of the ladder."""
    refused = _refused(writer, charge_id)
    who = addressee(writer, refused.customer_id)
    key = f"charge:{charge_id}:{refused.attempt}:step{refused.steps}"
    _tell_customer(writer, MailKind.PAYMENT_REMINDER, charge_id, refused, who, key)


def update_words(reader: Reader, language: str, address: str) -> str:
    """Return the paragraph that tells how a card is updated: at ``address``, or by calling the office where that is empty."""
    with speaking(translations_for(language)):
        if address:
            words = _("Here you can give us another card or bank account; the link works for a day:\n{link}")
            return words.format(link=address)
        phone = company_values(reader)["company_phone"]
        if phone:
            return _("To give us another card, or to pay otherwise, please call us at {phone}.").format(phone=phone)
        return _("To give us another card, or to pay otherwise, please answer this message.")


def office_address(reader: Reader) -> str:
    """Return where notices to the office go: the address it chose, else the company's, else the usual sender's."""
    chosen = get_setting(reader, OFFICE_ADDRESS, "")
    if chosen:
        return chosen
    company = reader.connection.execute(select(Company.email)).scalar_one()
    sender = usual_sender(reader)
    return company or ("" if sender is None else sender.reply_to or sender.address)


def _tell_customer(
    writer: Writer, kind: MailKind, charge_id: int, refused: _Refused, who: Addressee, key: str
) -> None:
    language = customer_edition(writer, who.language).language
    write = writing_for(writer, who.language)
    way = update_words(writer, language, "")
    with speaking(translations_for(language)):
        values = {
            **who_values(writer, who),
            "number": refused.number,
            "plan": refused.plan or _("invoice {number}").format(number=refused.number),
            "date": write.dates.medium(refused.failed_on),
            "amount": write.amounts.money(refused.amount_minor),
            "reason": reason_words(refused.code),
            "what_to_do": _customer_can(refused, write.dates.medium(refused.try_on) if refused.try_on else ""),
            "update_card": way,
        }
    words = filled_words(words_of(writer, kind, language), values)
    no_address = "" if who.email else _("The customer has no e-mail address.")
    queue_once(
        writer,
        NewMessage(
            kind,
            who.email,
            words.subject,
            words.body,
            refused.customer_id,
            refused.number,
            language=language,
            once_key=key,
            plan_charge_id=charge_id,
            way=way,
        ),
        unsendable=no_address,
    )


def _tell_office(writer: Writer, charge_id: int, refused: _Refused, who: Addressee, *, told: bool) -> None:
    language = office_edition(writer).language
    write = writing_for(writer, "")
    with speaking(translations_for(language)):
        next_step = [what_to_do(refused.code)]
        if refused.try_on is not None:
            next_step.append(_("It is tried again on {date}.").format(date=write.dates.medium(refused.try_on)))
        values = {
            **who_values(writer, who),
            "number": refused.number,
            "plan": refused.plan or "–",
            "date": write.dates.medium(refused.failed_on),
            "amount": write.amounts.money(refused.amount_minor),
            "reason": refused.reason,
            "what_to_do": " ".join(next_step),
            "told": _told_words(who, told=told),
        }
        to = office_address(writer)
        no_address = "" if to else _("The company has no e-mail address.")
    words = filled_words(words_of(writer, MailKind.OFFICE_NOTICE, language), values)
    queue_once(
        writer,
        NewMessage(
            MailKind.OFFICE_NOTICE,
            to,
            words.subject,
            words.body,
            refused.customer_id,
            refused.number,
            language=language,
            once_key=f"charge:{charge_id}:{refused.attempt}:office",
            plan_charge_id=charge_id,
        ),
        unsendable=no_address,
    )


def _told_words(who: Addressee, *, told: bool) -> str:
    if not told:
        return _("The customer is not written to by this program.")
    if not who.email:
        return _("The customer has no e-mail address and was not written to.")
    return _("A message to the customer waits to be sent to {address}.").format(address=who.email)


def _customer_can(refused: _Refused, again: str) -> str:
    """Return what the customer can do about it."""
    if refused.code == "authentication_required":
        return _("Your bank wants you to confirm the payment: please get in touch with us.")
    if needs_other_method(refused.code):
        return _("Please give us another card or bank account.")
    if again:
        return _("We try again on {date}. You can also give us another card or bank account before.").format(date=again)
    if may_change(refused.code):
        return _("Please see that the payment can be made, or give us another card or bank account.")
    return _("Please ask your bank, or give us another card or bank account.")


def _refused(reader: Reader, charge_id: int) -> _Refused:
    row = reader.connection.execute(
        select(
            PlanCharge.customer_id,
            Invoice.number,
            Plan.name,
            Invoice.open_minor,
            PlanCharge.reason_code,
            PlanCharge.reason,
            PlanCharge.attempts,
            PlanCharge.steps_done,
            PlanCharge.failed_on,
            PlanCharge.try_on,
        )
        .join(Invoice, Invoice.id == PlanCharge.invoice_id)
        .outerjoin(Plan, Plan.id == PlanCharge.plan_id)
        .where(PlanCharge.id == charge_id)
    ).one()
    return _Refused(
        row.customer_id,
        row.number or "",
        row.name or "",
        row.open_minor,
        row.reason_code,
        row.reason,
        row.attempts,
        row.steps_done,
        row.failed_on or reader.today,
        row.try_on,
    )

