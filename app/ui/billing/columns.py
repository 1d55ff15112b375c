"""How the lines of a rehearsal are listed: the columns of each table. Titles are translated when a table is made."""

from __future__ import annotations

from datetime import date

from app.domain.language import _
from app.services.billing.comparing import RunChange
from app.services.billing.wording import charge_words, difference_words, skip_words
from app.services.queries.billing_runs import BillingRunRow
from app.ui.billing.rows import BillRow, ChangeRow, Charging, FeeRow, KeptRow, NoteRow, SkipRow, kept_words
from app.ui.kit.tables import Column, Kind, Status
from app.ui.kit.theme import Tone
from app.ui.session import Session

_CHARGE_LOOK = {
    "open": (Tone.QUIET, "file"),
    "credit": (Tone.GOOD, "check"),
    "none": (Tone.QUIET, "dash"),
}
_NONE = "–"


class BillWords:
    """What a bill's charge is called now: it depends on whether charging is connected, which each rehearsal finds out."""

    def __init__(self, session: Session) -> None:
        self._dates = session.dates
        self.charging = Charging(connected=False, stopped=False)
        self.today = session.today

    def pill(self, line: BillRow) -> Status:
        """Return how a bill is asked for."""
        charge = line.bill.charge
        if line.bill.is_charged_later(self.today):
            return Status(_("Charged on {date}").format(date=self._dates.medium(line.bill.due_on)), Tone.INFO, "calendar")
        if charge == "queued":
            ready = self.charging.connected and not self.charging.stopped
            return Status(self.charging.waits, Tone.INFO if ready else Tone.CARE, "clock")
        tone, icon = _CHARGE_LOOK[charge]
        return Status(charge_words(charge), tone, icon)


def bill_columns(session: Session, words: BillWords) -> list[Column[BillRow]]:
    """Return the columns of what is invoiced."""
    amounts, dates = session.amounts, session.dates
    return [
        Column("number", _("Invoice"), lambda line: line.number or _NONE, width=80, sort="number"),
        Column(
            "customer", _("Customer"), lambda line: line.bill.customer_name, width=220, sort="customer", stretch=True
        ),
        Column("account", _("Account"), lambda line: line.bill.account, width=88, sort="account", visible=False),
        Column("plan", _("Number"), lambda line: line.bill.plan_number, width=84, sort="plan", visible=False),
        Column("name", _("Plan"), lambda line: line.bill.plan_name, width=128, sort="name"),
        Column(
            "period",
            _("Period"),
            lambda line: f"{dates.medium(line.bill.period_start)} – {dates.medium(line.bill.period_end)}",
            width=192,
            sort="period",
            value=lambda line: line.bill.period_start,
        ),
        Column(
            "due",
            _("Due"),
            lambda line: dates.medium(line.bill.due_on),
            Kind.DATE,
            width=104,
            sort="due",
            value=lambda line: line.bill.due_on,
        ),
        Column("charge", _("How it is paid"), lambda _line: "", Kind.STATUS, width=236, sort="charge", status=words.pill),
        Column("note", _("Worth a look"), lambda line: line.note, width=132, sort="note", tone=_care_of_note),
        Column(
            "credit",
            _("From credit"),
            lambda line: amounts.plain(line.bill.credit_minor) if line.bill.credit_minor else "",
            Kind.AMOUNT,
            width=92,
            sort="credit",
            value=lambda line: line.bill.credit_minor,
        ),
        Column(
            "total",
            _("Total"),
            lambda line: amounts.plain(line.bill.total_minor),
            Kind.AMOUNT,
            width=96,
            sort="total",
            value=lambda line: line.bill.total_minor,
        ),
    ]


def _care_of_note(line: BillRow) -> Tone | None:
    return Tone.CARE if line.note else None


def skip_columns(session: Session) -> list[Column[SkipRow]]:
    """Return the columns of what is passed over."""
    dates = session.dates

    def period(line: SkipRow) -> str:
        found = line.skipped.period
        return f"{dates.medium(found.start_on)} – {dates.medium(found.end_on)}" if found is not None else _NONE

    return [
        Column("customer", _("Customer"), lambda line: line.skipped.customer_name, width=200, sort="customer"),
        Column("account", _("Account"), lambda line: line.skipped.account, width=92, sort="account"),
        Column("plan", _("Plan"), lambda line: line.skipped.plan_number, width=92, sort="plan"),
        Column("name", _("Name"), lambda line: line.skipped.plan_name, width=160, sort="name"),
        Column(
            "due",
            _("Was due"),
            lambda line: dates.medium(line.skipped.due_on),
            Kind.DATE,
            width=112,
            sort="due",
            value=lambda line: line.skipped.due_on,
        ),
        Column("period", _("Period"), period, width=200),
        Column("why", _("Why"), lambda line: skip_words(line.skipped.reason), width=260, sort="why", stretch=True),
    ]


def change_pill(change: RunChange) -> Status:
    """Return in a word how a bill differs."""
    look = {
        "new": (_("New"), Tone.INFO, "plus"),
        "missing": (_("Missing"), Tone.CARE, "dash"),
        "changed": (_("Changed"), Tone.INFO, "pencil"),
        "doubled": (_("More than once"), Tone.CARE, "copy"),
    }
    return Status(*look[change.kind])


def change_columns(session: Session, before: str, after: str, *, why: bool = True) -> list[Column[ChangeRow]]:
    """Return the columns of differences; ``before`` and ``after`` name the two amounts, translated."""
    amounts = session.amounts

    def money(minor: int | None) -> str:
        return amounts.plain(minor) if minor is not None else _NONE

    return [
        Column(
            "kind",
            _("Difference"),
            lambda _line: "",
            Kind.STATUS,
            width=150,
            sort="kind",
            status=lambda line: change_pill(line.change),
        ),
        Column(
            "customer", _("Customer"), lambda line: line.change.customer_name, width=200, sort="customer", stretch=True
        ),
        Column("account", _("Account"), lambda line: line.change.account, width=92, sort="account"),
        Column("plan", _("Plan"), lambda line: line.change.plan_number, width=92, sort="plan"),
        Column("name", _("Name"), lambda line: line.change.plan_name, width=160, sort="name"),
        *([Column("why", _("Why"), _difference, width=250, sort="why")] if why else []),
        Column(
            "before",
            before,
            lambda line: money(line.change.before_minor),
            Kind.AMOUNT,
            width=128,
            sort="before",
            value=lambda line: line.change.before_minor,
        ),
        Column(
            "after",
            after,
            lambda line: money(line.change.after_minor),
            Kind.AMOUNT,
            width=128,
            sort="after",
            value=lambda line: line.change.after_minor,
        ),
    ]


def _difference(line: ChangeRow) -> str:
    return difference_words(line.change.reason)


def note_columns() -> list[Column[NoteRow]]:
    """Return the columns of what is worth a look."""
    return [
        Column(
            "kind",
            _("What"),
            lambda _line: "",
            Kind.STATUS,
            width=170,
            sort="kind",
            status=lambda line: Status(line.kind, line.tone),
        ),
        Column("customer", _("Customer"), lambda line: line.customer_name, width=200, sort="customer"),
        Column("account", _("Account"), lambda line: line.account, width=92, sort="account"),
        Column("plan", _("Plan"), lambda line: line.plan_number, width=92, sort="plan"),
        Column("sentence", _("Why"), lambda line: line.sentence, width=360, stretch=True),
    ]


def fee_columns(session: Session) -> list[Column[FeeRow]]:
    """Return the columns of late fees."""
    amounts, dates = session.amounts, session.dates
    return [
        Column("number", _("Invoice"), lambda line: line.number or _NONE, width=92, sort="number"),
        Column("customer", _("Customer"), lambda line: line.fee.customer_name, width=200, sort="customer", stretch=True),
        Column("account", _("Account"), lambda line: line.fee.account, width=92, sort="account"),
        Column("late", _("Overdue invoice"), lambda line: line.fee.invoice_number, width=130, sort="late"),
        Column(
            "due",
            _("Was due"),
            lambda line: dates.medium(line.fee.due_on),
            Kind.DATE,
            width=112,
            sort="due",
            value=lambda line: line.fee.due_on,
        ),
        Column(
            "level",
            _("Level"),
            lambda line: str(line.fee.level),
            Kind.COUNT,
            width=70,
            sort="level",
            value=lambda line: line.fee.level,
        ),
        Column(
            "open",
            _("Still open"),
            lambda line: amounts.plain(line.fee.open_minor),
            Kind.AMOUNT,
            width=112,
            sort="open",
            value=lambda line: line.fee.open_minor,
        ),
        Column(
            "fee",
            _("Late fee"),
            lambda line: amounts.plain(line.fee.amount_minor),
            Kind.AMOUNT,
            width=112,
            sort="fee",
            value=lambda line: line.fee.amount_minor,
        ),
    ]


def kept_columns(session: Session) -> list[Column[KeptRow]]:
    """Return the columns of invoices that stay when their run is taken back."""
    amounts = session.amounts
    return [
        Column("number", _("Invoice"), lambda line: line.kept.number, width=100, sort="number"),
        Column("account", _("Account"), lambda line: line.kept.account, width=100, sort="account"),
        Column("plan", _("Plan"), lambda line: line.kept.plan_number or _NONE, width=100, sort="plan"),
        Column("why", _("Why it stays"), lambda line: kept_words(line.kept.reason), width=320, sort="why", stretch=True),
        Column(
            "total",
            _("Total"),
            lambda line: amounts.plain(line.kept.total_minor),
            Kind.AMOUNT,
            width=112,
            sort="total",
            value=lambda line: line.kept.total_minor,
        ),
    ]


def run_columns(session: Session) -> list[Column[BillingRunRow]]:
    """Return the columns of the history."""
    amounts, dates = session.amounts, session.dates

    def state(line: BillingRunRow) -> Status:
        if line.state == "reversed":
            return Status(_("Taken back"), Tone.QUIET, "undo")
        return Status(_("Posted"), Tone.GOOD, "check")

    def why(line: BillingRunRow) -> str:
        if line.reversed_at is None:
            return ""
        return _("{who}, {when}: {reason}").format(
            who=line.reversed_by, when=session.moment(line.reversed_at), reason=line.reason
        )

    def through(line: BillingRunRow) -> date:
        return line.through_on

    return [
        Column("number", _("Run"), lambda line: line.number, width=84),
        Column(
            "through", _("Through"), lambda line: dates.medium(line.through_on), Kind.DATE, width=108, value=through
        ),
        Column("posted", _("Posted"), lambda line: session.moment(line.posted_at), Kind.DATE, width=152),
        Column("actor", _("By"), lambda line: line.actor, width=110),
        Column("state", _("Status"), lambda _line: "", Kind.STATUS, width=120, status=state),
        Column("why", _("Taken back"), why, width=200, stretch=True),
        Column(
            "invoices",
            _("Invoices"),
            lambda line: amounts.count(line.documents),
            Kind.COUNT,
            width=80,
            value=lambda line: line.documents,
        ),
        Column(
            "skipped",
            _("Skipped"),
            lambda line: amounts.count(line.skipped),
            Kind.COUNT,
            width=80,
            value=lambda line: line.skipped,
        ),
        Column(
            "fees",
            _("Late fees"),
            lambda line: amounts.plain(line.fee_minor) if line.fee_minor else "",
            Kind.AMOUNT,
            width=92,
            value=lambda line: line.fee_minor,
        ),
        Column(
            "queued",
            _("To charge"),
            lambda line: amounts.plain(line.queued_minor),
            Kind.AMOUNT,
            width=108,
            value=lambda line: line.queued_minor,
        ),
        Column(
            "total",
            _("Total"),
            lambda line: amounts.plain(line.whole_minor),
            Kind.AMOUNT,
            width=112,
            value=lambda line: line.whole_minor,
        ),
    ]
