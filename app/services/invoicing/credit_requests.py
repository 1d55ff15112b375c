"""Credit above the office's limit: it waits, posted and counted nowhere, until somebody else approves or declines it.

Whoever gives a customer credit at a desk goes through ``give_credit``. Credits that follow from what a plan costs (a cancelled
or changed plan, a refund) are arithmetic and not asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.base import BIG
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import CreditRequest
from app.models.rows import CreditRequestRow
from app.services.activity import Detail, Happening, record
from app.services.collecting.rules import PaymentRules, payment_rules
from app.services.formats import amount_format, date_format
from app.services.invoicing.crediting import IssuedCredit, NewCreditMemo, check_credit, issue_credit_memo
from app.services.office import Reader, Writer
from app.services.queries.asking import Question


@dataclass(frozen=True, slots=True)
class WaitingCredit:
    """Credit that waits for approval; ``total_minor`` in minor units. ``approvers`` is empty for anybody but who asked."""

    id: int
    total_minor: int
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Request:
    """A row of ``_ONE``."""

    customer_id: int
    state: str
    asked_by: str
    issued_on: date
    expires_on: date | None
    reason: str
    net_minor: int
    tax_minor: int
    oldest_first: bool
    decided_by: str


def give_credit(writer: Writer, new: NewCreditMemo) -> IssuedCredit | WaitingCredit:
    """Give a customer credit, or let it wait for approval where it is above the office's limit.

    Args:
        writer: the transaction.
        new: the credit. Where it waits, whether it meets the oldest invoices is kept, not what was chosen one by one.

    Returns:
        The credit memo, or what waits.

    Raises:
        as ``issue_credit_memo``.
    """
    rules = payment_rules(writer)
    total = new.net_minor + new.tax_minor
    if not rules.wants_approval(total):
        return issue_credit_memo(writer, new)
    check_credit(writer, new)
    id_ = take_ids(writer.connection, CreditRequest)[0]
    insert_rows(
        writer.connection,
        CreditRequest,
        [
            CreditRequestRow(
                id_,
                new.customer_id,
                "waiting",
                writer.actor,
                writer.now_text,
                new.issued_on.isoformat(),
                new.expires_on.isoformat() if new.expires_on else None,
                new.reason.strip(),
                new.net_minor,
                new.tax_minor,
                new.apply is None,
            )
        ],
    )
    record(writer, [Happening("credit.asked", new.customer_id, {"total_minor": total, "reason": new.reason.strip()})])
    _touch(writer, new.customer_id)
    return WaitingCredit(id_, total, rules.approvers)


def refuse_unapproved(reader: Reader, total_minor: int) -> None:
    """Refuse a credit that would want approval where it cannot wait for it, such as letting a customer off an invoice.

    Raises:
        UserError: it is above the office's limit.
    """
    rules = payment_rules(reader)
    if rules.wants_approval(total_minor):
        money = amount_format(reader.profile.locale, reader.profile.currency.code).money
        raise UserError(
            _("Credits above {amount} want somebody else's approval.").format(amount=money(rules.credit_limit_minor or 0)),
            _("Issue the credit from the customer's account: it waits there until it is approved."),
        )


def approve_credit(writer: Writer, request_id: int) -> IssuedCredit:
    """Approve credit that somebody else asked for: the credit memo is issued now.

    It bears the day it was asked for, or the first one that is not locked.

    Raises:
        UserError: decided already, asked for by the same person, not theirs to approve, or expired meanwhile.
        NotFound: no such request.
    """
    request = _waiting(writer, request_id)
    _refuse_approver(writer.actor, request.asked_by, payment_rules(writer))
    if request.expires_on is not None and request.expires_on < writer.today:
        raise UserError(
            _("This credit would have expired on {date}.").format(
                date=date_format(writer.profile.locale).medium(request.expires_on)
            ),
            _("Decline it, and issue one that lasts longer."),
        )
    on = request.issued_on
    if writer.profile.lock_on is not None and on <= writer.profile.lock_on:
        on = writer.profile.lock_on + timedelta(days=1)
    new = NewCreditMemo(
        request.customer_id,
        on,
        request.net_minor,
        request.reason,
        request.tax_minor,
        expires_on=request.expires_on,
        apply=None if request.oldest_first else {},
    )
    issued = issue_credit_memo(writer, new)
    _decide(writer, request_id, "approved", credit_memo_id=issued.id)
    details: dict[str, Detail] = {
        "number": issued.number, "total_minor": issued.total_minor, "asker": request.asked_by,
    }
    record(writer, [Happening("credit.approved", request.customer_id, details)])
    _touch(writer, request.customer_id)
    return issued


def decline_credit(writer: Writer, request_id: int, reason: str) -> None:
    """Decline credit that somebody else asked for; nothing is posted.

    Raises:
        UserError: no reason, decided already, or as ``approve_credit`` says who may.
        NotFound: no such request.
    """
    request = _waiting(writer, request_id)
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    _refuse_approver(writer.actor, request.asked_by, payment_rules(writer))
    _decide(writer, request_id, "declined", refusal=reason.strip())
    total = request.net_minor + request.tax_minor
    record(writer, [Happening("credit.declined", request.customer_id, {"total_minor": total, "reason": reason.strip()})])
    _touch(writer, request.customer_id)


def withdraw_credit(writer: Writer, request_id: int) -> None:
    """Take back one's own request; nothing is posted.

    Raises:
        UserError: decided already, or somebody else's.
        NotFound: no such request.
    """
    request = _waiting(writer, request_id)
    if not same_person(writer.actor, request.asked_by):
        raise UserError(
            _("This credit was asked for by {name}.").format(name=request.asked_by), _("Decline it, and say why.")
        )
    _decide(writer, request_id, "withdrawn")
    total = request.net_minor + request.tax_minor
    record(writer, [Happening("credit.withdrawn", request.customer_id, {"total_minor": total})])
    _touch(writer, request.customer_id)


def same_person(one: str, other: str) -> bool:
    """Return whether two names at desks are one person's."""
    return one.strip().casefold() == other.strip().casefold()


def _refuse_approver(actor: str, asked_by: str, rules: PaymentRules) -> None:
    if same_person(actor, asked_by):
        raise UserError(
            _("You asked for this credit yourself, as {name}.").format(name=asked_by),
            _("Somebody else has to approve or decline it, at their own desk."),
        )
    if rules.approvers and not any(same_person(actor, name) for name in rules.approvers):
        raise UserError(
            _("You work here as {name}, who does not approve credits.").format(name=actor),
            _("{names} may: it is decided in the settings, under Payments.").format(names=", ".join(rules.approvers)),
        )


def _waiting(reader: Reader, request_id: int) -> _Request:
    row = _ONE.first(reader, request_id=request_id)
    if row is None:
        raise NotFound(_("That credit is not in this book."))
    if row.state != "waiting":
        words = {
            "approved": _("This credit was approved by {name} already."),
            "declined": _("This credit was declined by {name} already."),
            "withdrawn": _("{name} took this credit back already."),
        }
        raise UserError(words[row.state].format(name=row.decided_by))
    return row


def _decide(writer: Writer, request_id: int, state: str, *, refusal: str = "", credit_memo_id: int | None = None) -> None:
    writer.connection.execute(
        update(CreditRequest)
        .where(CreditRequest.id == request_id)
        .values(
            state=state, decided_by=writer.actor, decided_at=writer.now, refusal=refusal, credit_memo_id=credit_memo_id
        )
    )


def _touch(writer: Writer, customer_id: int) -> None:
    writer.touch("credits", f"customer:{customer_id}")


_ONE = Question(
    select(
        CreditRequest.customer_id,
        CreditRequest.state,
        CreditRequest.asked_by,
        CreditRequest.issued_on,
        CreditRequest.expires_on,
        CreditRequest.reason,
        CreditRequest.net_minor,
        CreditRequest.tax_minor,
        CreditRequest.oldest_first,
        CreditRequest.decided_by,
    ).where(CreditRequest.id == bindparam("request_id", type_=BIG)),
    _Request,
)
