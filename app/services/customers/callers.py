"""Caller verification: which details a caller must give before an account is discussed or a payment taken, and who gave them.

Whether somebody was verified is read from the diary: it holds for the day, for everybody at the desks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.customers import Activity, Contact, Customer
from app.models.invoices import Invoice
from app.models.operations import SavedMethod
from app.models.payments import Payment
from app.services.activity import Happening, record
from app.services.formats import amount_format, date_format
from app.services.office import Reader, Writer
from app.services.settings import get_setting, set_setting

VERIFIED, NOBODY = "caller.verified", "caller.nobody"
_NAME = "callers.rules"


class Detail(StrEnum):
    """What a caller may be asked for."""

    ACCOUNT = "account"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    STREET = "street"
    LAST_PAYMENT = "last_payment"
    LAST_INVOICE = "last_invoice"
    CARD = "card"


class Before(StrEnum):
    """Which payments want a verified caller."""

    NEVER = "never"
    CHARGE = "charge"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class CallerRules:
    """What this book asks of callers.

    Attributes:
        details: what is asked for, in the order of ``Detail``; none turns verification off.
        needed: how many of them must be given correctly.
        discuss: an account's page reminds of it before the account is discussed.
        pay: which payments are not taken before it.
    """

    details: tuple[Detail, ...] = ()
    needed: int = 1
    discuss: bool = True
    pay: Before = Before.CHARGE

    @property
    def on(self) -> bool:
        """Whether callers are verified at all."""
        return bool(self.details)


@dataclass(frozen=True, slots=True)
class Asked:
    """A detail that the caller is asked for, and what is on file: the office compares, the caller is not told."""

    detail: Detail
    on_file: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Who was verified today, when (UTC) and by whom; ``nobody`` says that there was no caller."""

    caller: str
    by: str
    at: datetime
    nobody: bool


def detail_words(detail: Detail) -> str:
    """Return what a detail is called."""
    words: Mapping[Detail, Callable[[], str]] = {
        Detail.ACCOUNT: lambda: _("Account number"),
        Detail.NAME: lambda: _("Name on the account"),
        Detail.PHONE: lambda: _("Phone number on file"),
        Detail.EMAIL: lambda: _("E-mail address on file"),
        Detail.POSTCODE: lambda: _("Billing postcode"),
        Detail.STREET: lambda: _("Billing street"),
        Detail.LAST_PAYMENT: lambda: _("Date or amount of the last payment"),
        Detail.LAST_INVOICE: lambda: _("Number or amount of the last invoice"),
        Detail.CARD: lambda: _("Last four of a saved card or bank account"),
    }
    return words[detail]()


def given_words(names: str) -> str:
    """Return the details of a verification, as the diary keeps them, in words."""
    known = {detail.value: detail for detail in Detail}
    return ", ".join(detail_words(known[name]) if name in known else name for name in names.split(", "))


def caller_rules(reader: Reader) -> CallerRules:
    """Return what this book asks of callers."""
    kept = get_setting(reader, _NAME, {})
    listed = kept.get("details")
    names = {str(name) for name in listed} if isinstance(listed, list) else set()
    needed, pay = kept.get("needed"), str(kept.get("pay", ""))
    details = tuple(detail for detail in Detail if detail.value in names)
    return CallerRules(
        details,
        max(1, min(needed if isinstance(needed, int) else 1, max(1, len(details)))),
        discuss=bool(kept.get("discuss", True)),
        pay=Before(pay) if pay in {each.value for each in Before} else Before.CHARGE,
    )


def set_caller_rules(writer: Writer, rules: CallerRules) -> None:
    """Keep what this book asks of callers.

    Raises:
        UserError: more details are needed than are asked for.
    """
    if rules.details and not 1 <= rules.needed <= len(rules.details):
        raise UserError(_("Callers cannot give more details than they are asked for."))
    set_setting(
        writer,
        _NAME,
        {
            "details": [detail.value for detail in Detail if detail in rules.details],
            "needed": rules.needed,
            "discuss": rules.discuss,
            "pay": rules.pay.value,
        },
    )


def questions(reader: Reader, customer_id: int) -> list[Asked]:
    """Return what a caller of this customer can be asked: details without anything on file are left out.

    Raises:
        NotFound: no such customer.
    """
    facts = _facts(reader, customer_id)
    return [Asked(detail, facts[detail]) for detail in caller_rules(reader).details if facts.get(detail)]


def verified_today(reader: Reader, customer_id: int) -> Verified | None:
    """Return who was verified for this customer on the business date, the last one; None when nobody was."""
    zone = ZoneInfo(reader.profile.time_zone)
    start = datetime.combine(reader.today, time(), zone)
    rows = reader.connection.execute(
        select(Activity.kind, Activity.happened_at, Activity.actor, Activity.details)
        .where(
            Activity.customer_id == customer_id,
            Activity.kind.in_((VERIFIED, NOBODY)),
            Activity.happened_at >= start,
            Activity.happened_at < start + timedelta(days=1),
        )
        .order_by(Activity.id.desc())
        .limit(1)
    ).one_or_none()
    if rows is None:
        return None
    details = json.loads(rows.details)
    return Verified(str(details.get("caller", "")), rows.actor, rows.happened_at, rows.kind == NOBODY)


def verify_caller(writer: Writer, customer_id: int, caller: str, given: Sequence[Detail]) -> None:
    """Write down that a caller gave these details correctly.

    Raises:
        UserError: no name of the caller, too few details, or one that cannot be asked for.
        NotFound: no such customer.
    """
    rules = caller_rules(writer)
    possible = [asked.detail for asked in questions(writer, customer_id)]
    known = [detail for detail in possible if detail in given]
    if not caller.strip():
        raise UserError(_("Say who is calling."))
    needed = min(rules.needed, len(possible))
    if len(known) < needed or not known:
        raise UserError(
            _("{needed} details are needed, {given} were given.").format(needed=max(needed, 1), given=len(known)),
            _("Do not discuss the account with this caller."),
        )
    details = {"caller": caller.strip()[:80], "given": ", ".join(detail.value for detail in known)}
    record(writer, [Happening(VERIFIED, customer_id, details)])
    writer.touch(f"customer:{customer_id}")


def no_caller(writer: Writer, customer_id: int) -> None:
    """Write down that nobody called: what is done for this customer came by mail or was asked for in person."""
    record(writer, [Happening(NOBODY, customer_id, {})])
    writer.touch(f"customer:{customer_id}")


def need_verified(reader: Reader, customer_id: int, *, charges: bool) -> None:
    """Refuse a payment before the caller is verified, where this book wants that.

    Raises:
        UserError: nobody was verified today.
    """
    if wants_verification(reader, customer_id, charges=charges):
        raise UserError(_("Verify the caller before this payment is taken."), _("Choose “Verify caller”."))


def wants_verification(reader: Reader, customer_id: int, *, charges: bool) -> bool:
    """Return whether the caller has to be verified before a payment is taken, or (``charges``) a card or account is charged."""
    rules = caller_rules(reader)
    wanted = rules.on and (rules.pay is Before.ALWAYS or (rules.pay is Before.CHARGE and charges))
    return wanted and verified_today(reader, customer_id) is None


def _facts(reader: Reader, customer_id: int) -> dict[Detail, str]:
    customer = reader.connection.execute(
        select(Customer.account, Customer.name).where(Customer.id == customer_id)
    ).one_or_none()
    if customer is None:
        raise NotFound(_("That customer is not in this book."))
    contacts = reader.connection.execute(
        select(Contact.role, Contact.name, Contact.line1, Contact.postcode, Contact.phone, Contact.email)
        .where(Contact.customer_id == customer_id)
        .order_by(Contact.role)
    ).all()
    money = amount_format(reader.profile.locale, reader.profile.currency.code).money
    day = date_format(reader.profile.locale).medium
    billing = [row for row in contacts if row.role == "billing"]
    payment = reader.connection.execute(
        select(Payment.received_on, Payment.amount_minor)
        .where(Payment.customer_id == customer_id, Payment.state == "posted")
        .order_by(Payment.received_on.desc(), Payment.id.desc())
        .limit(1)
    ).one_or_none()
    invoice = reader.connection.execute(
        select(Invoice.number, Invoice.total_minor)
        .where(Invoice.customer_id == customer_id, Invoice.state == "issued")
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(1)
    ).one_or_none()
    saved = reader.connection.execute(
        select(SavedMethod.last4)
        .where(SavedMethod.customer_id == customer_id, SavedMethod.removed_at.is_(None))
        .order_by(func.length(SavedMethod.last4), SavedMethod.id)
    ).scalars()
    return {
        Detail.ACCOUNT: customer.account,
        Detail.NAME: _joined([customer.name, *(row.name for row in contacts)]),
        Detail.PHONE: _joined([row.phone for row in contacts]),
        Detail.EMAIL: _joined([row.email for row in contacts]),
        Detail.POSTCODE: _joined([row.postcode for row in billing]),
        Detail.STREET: _joined([row.line1 for row in billing]),
        Detail.LAST_PAYMENT: f"{day(payment.received_on)} · {money(payment.amount_minor)}" if payment else "",
        Detail.LAST_INVOICE: f"{invoice.number} · {money(invoice.total_minor)}" if invoice else "",
        Detail.CARD: _joined(list(saved)),
    }


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))
