"""The payments table of a plan: its rows, its columns, and how each payment stands in words. What is done is in ``page``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.language import _
from app.domain.money import decimal_from_minor
from app.services.queries.plan_page import PlanPayment
from app.ui.kit.tables import Column, Kind, Status
from app.ui.kit.theme import Tone
from app.ui.session import Session
from app.ui.words import method_words

PAYABLE = frozenset({"upcoming", "queued", "overdue", "failed"})
"""How an open invoice may stand so that the office takes money for it; while a charge is under way nobody does."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of the plan; the id is its invoice's, or below zero where there is none."""

    id: int
    facts: PlanPayment

    @property
    def is_payable(self) -> bool:
        """Whether something is open on it that may be paid or waived."""
        return self.facts.invoice_id is not None and self.facts.open_minor > 0 and self.facts.status in PAYABLE

    @property
    def is_refundable(self) -> bool:
        """Whether money came in for it that was not given back yet, nor asked to be."""
        facts = self.facts
        met = facts.amount_minor - facts.open_minor - facts.refunded_minor - facts.refunding_minor
        return facts.invoice_id is not None and bool(facts.payment_ids) and met > 0


def payment_rows(payments: Sequence[PlanPayment]) -> list[PaymentRow]:
    """Return rows for the table, in the order given: newest first."""
    # Without an invoice a row is counted from the oldest, so that it keeps its id when newer ones come.
    return [
        PaymentRow(facts.invoice_id if facts.invoice_id is not None else at - len(payments), facts)
        for at, facts in enumerate(payments)
    ]


def payment_pill(row: PaymentRow, session: Session) -> Status:
    """Return how a payment stands: “Overdue”, “Failed · $20.00 left”, “Paid · $5.00 refunded”."""
    facts, money = row.facts, session.amounts.money
    text, tone, icon = {
        "upcoming": (_("Upcoming"), Tone.QUIET, "calendar"),
        "queued": (_("Waiting to be charged"), Tone.INFO, "clock"),
        "processing": (_("Processing"), Tone.INFO, "clock"),
        "paid": (_("Paid"), Tone.GOOD, "check"),
        "overdue": (_("Overdue"), Tone.CARE, "bang"),
        "failed": (_("Failed"), Tone.ALARM, "cross"),
        "refunded": (_("Refunded"), Tone.QUIET, "undo"),
        "waived": (_("Waived"), Tone.QUIET, "dash"),
        "skipped": (_("Skipped"), Tone.QUIET, "dash"),
        "void": (_("Void"), Tone.QUIET, "void"),
    }.get(facts.status, (facts.status, Tone.QUIET, "dot"))
    if 0 < facts.open_minor < facts.amount_minor:
        text = _("{status} · {amount} left").format(status=text, amount=money(facts.open_minor))
    elif facts.refunding_minor:
        text = _("{status} · refund of {amount} under way").format(status=text, amount=money(facts.refunding_minor))
        tone, icon = Tone.INFO, "clock"
    elif facts.refunded_minor and facts.status != "refunded":
        text = _("{status} · {amount} refunded").format(status=text, amount=money(facts.refunded_minor))
    return Status(text, tone, icon)


def why(row: PaymentRow, session: Session) -> str:
    """Return why a payment stands as it does, and when it is charged, for the first time or again."""
    facts, reason = row.facts, row.facts.reason
    if facts.status == "queued" and facts.try_on is not None:
        return _("Charged when it falls due, on {date}.").format(date=session.dates.medium(facts.try_on))
    if facts.status == "failed" and facts.try_on is not None:
        again = session.dates.medium(facts.try_on)
        if reason:
            return _("{reason} Tried again on {date}.").format(reason=reason, date=again)
        return _("Tried again on {date}.").format(date=again)
    return reason


def paid_words(method: str) -> str:
    """Return how something was paid or is to be; several ways one after another."""
    known = {"credit": _("Account credit")}
    return ", ".join(known.get(each, method_words(each)) for each in method.split(", ")) if method else ""


def payment_columns(session: Session) -> list[Column[PaymentRow]]:
    """Return the columns of the table."""
    amounts, dates = session.amounts, session.dates

    def days(row: PaymentRow) -> str:
        first, last = row.facts.period_start, row.facts.period_end
        if first is None or last is None:
            return ""
        return _("{first} to {last}").format(first=dates.medium(first), last=dates.medium(last))

    def amount(row: PaymentRow) -> str:
        return amounts.plain(row.facts.amount_minor) if row.facts.amount_minor or row.facts.invoice_id else "–"

    def quiet(row: PaymentRow) -> Tone | None:
        return Tone.QUIET if row.facts.invoice_id is None or row.facts.status == "void" else None

    return [
        Column(
            "due", _("Due"), lambda row: dates.medium(row.facts.due_on), Kind.DATE, 112, "due", lambda row: row.facts.due_on
        ),
        Column("days", _("For"), days, width=196, tone=quiet),
        Column("invoice", _("Invoice"), lambda row: row.facts.invoice_number, width=96, sort="invoice"),
        Column(
            "amount",
            _("Amount"),
            amount,
            Kind.AMOUNT,
            96,
            "amount",
            lambda row: decimal_from_minor(row.facts.amount_minor, session.profile.currency),
            tone=quiet,
        ),
        Column("method", _("Method"), lambda row: paid_words(row.facts.method), width=112),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, 230, status=lambda row: payment_pill(row, session)),
        Column("why", _("Reason"), lambda row: why(row, session), width=200, stretch=True),
    ]
