"""What left a payment again, and what was asked of the processor and has not left yet, as one list."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.language import _
from app.services.queries.payments import PaymentDetail
from app.services.queries.refunds import ProcessorPayment, ProcessorRefund
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.payments.words import reversal_words
from app.ui.session import Session
from app.ui.words import method_words


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A line of the list; ``on`` is the day as written, ``amount_minor`` negative where the money came back."""

    id: int
    on: str
    what: str
    how: str
    reason: str
    amount_minor: int
    status: Status | None


def gone_rows(session: Session, detail: PaymentDetail, through: ProcessorPayment | None) -> list[GoneRow]:
    """Return what left the payment, oldest first, then what the processor is still asked for or refused."""
    refunds = {each.remote_id: each for each in through.refunds if each.remote_id} if through is not None else {}
    rows = []
    for fact in detail.reversals:
        asked = refunds.get(fact.reference) if fact.kind == "refund" and fact.amount_minor > 0 else None
        what = reversal_words(fact.kind) if fact.amount_minor >= 0 else _("Came back")
        rows.append(
            GoneRow(
                fact.id,
                session.dates.medium(fact.reversed_on),
                what,
                method_words(fact.method),
                fact.reason,
                fact.amount_minor,
                refund_pill(asked) if asked is not None else Status(_("Done"), Tone.GOOD, "check"),
            )
        )
    entered = {fact.reference for fact in detail.reversals}
    for each in through.refunds if through is not None else ():
        if each.remote_id not in entered or not each.remote_id:
            on = session.dates.medium(session.local(each.asked_at).date())
            reason = each.failure if each.state == "failed" and each.failure else each.reason
            how = method_words(detail.row.method)
            # An operation's number may be a reversal's as well.
            rows.append(GoneRow(-each.operation_id, on, _("Refund"), how, reason, each.amount_minor, refund_pill(each)))
    return rows


def refund_pill(refund: ProcessorRefund) -> Status:
    """Return how a refund at the processor stands: only what it has done is done."""
    if refund.held:
        return Status(_("Held, not sent"), Tone.CARE, "pause")
    return {
        "queued": Status(_("Waits to be sent"), Tone.INFO, "clock"),
        "creating": Status(_("Being sent"), Tone.INFO, "clock"),
        "unknown": Status(_("Not known yet"), Tone.CARE, "bang"),
        "processing": Status(_("In transit"), Tone.INFO, "half"),
        "succeeded": Status(_("Done"), Tone.GOOD, "check"),
        "failed": Status(_("Failed"), Tone.ALARM, "cross"),
        "cancelled": Status(_("Cancelled"), Tone.QUIET, "void"),
    }.get(refund.state, Status(_("Being sent"), Tone.INFO, "clock"))


def gone_columns(session: Session) -> list[Column[GoneRow]]:
    """Return the columns of the list."""
    amounts = session.amounts
    return [
        Column("on", _("Date"), lambda row: row.on, Kind.DATE, width=112),
        Column("kind", _("What"), lambda row: row.what, width=140),
        Column("method", _("How"), lambda row: row.how, width=110),
        Column("reason", _("Reason"), lambda row: row.reason, width=180, stretch=True),
        Column("status", _("Status"), lambda _row: "", Kind.STATUS, width=150, status=lambda row: row.status),
        Column("amount", _("Amount"), lambda row: amounts.plain(row.amount_minor), Kind.AMOUNT, width=110),
    ]
