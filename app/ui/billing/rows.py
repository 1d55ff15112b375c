"""The lines of a rehearsal as the page lists them. Made in a worker from what the engine says; makes no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.language import _, ngettext
from app.services.billing.comparing import RunChange
from app.services.billing.late_fees import PlannedFee
from app.services.billing.planning import Bill, RunRequest, Skipped
from app.services.billing.posting import PostedRun
from app.services.billing.rehearsing import Rehearsal, rehearse
from app.services.billing.reversing import Excepted
from app.services.charging.connecting import pinned_account
from app.services.formats import DateFormat
from app.services.office import Reader
from app.ui.kit.theme import Tone


@dataclass(frozen=True, slots=True)
class BillRow:
    """An invoice that is to be posted, or was: then with its id and number. ``note`` says what is worth a look."""

    id: int
    bill: Bill
    note: str
    invoice_id: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class SkipRow:
    """A plan, or a period of it, that is passed over."""

    id: int
    skipped: Skipped


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A difference for one plan."""

    id: int
    change: RunChange


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something worth a look before posting. ``customer_id`` is 0 where it is not about one known customer."""

    id: int
    tone: Tone
    kind: str
    account: str
    customer_name: str
    customer_id: int
    plan_number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A late fee that is to be charged, or was: then with its invoice's id and number."""

    id: int
    fee: PlannedFee
    invoice_id: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An invoice of a run taken back that stays."""

    id: int
    kept: Excepted


@dataclass(frozen=True, slots=True)
class Charging:
    """Whether queued charges can be sent: ``connected`` with a processor, and ``stopped`` there for a reason."""

    connected: bool
    stopped: bool

    @property
    def waits(self) -> str:
        """What a queued charge does, in words."""
        if not self.connected:
            return _("Waits: charging is not connected")
        return _("Waits: charging is stopped") if self.stopped else _("Waits to be sent")

    def sentence(self, count: int, amount: str) -> str:
        """Say of all queued charges together what they do."""
        if not self.connected:
            words = ngettext(
                "{count} charge of {amount} waits: charging is not connected.",
                "{count} charges of {amount} wait: charging is not connected.",
                count,
            )
        elif self.stopped:
            words = ngettext(
                "{count} charge of {amount} waits: charging is stopped.",
                "{count} charges of {amount} wait: charging is stopped.",
                count,
            )
        else:
            words = ngettext(
                "{count} charge of {amount} waits to be sent.", "{count} charges of {amount} wait to be sent.", count
            )
        return words.format(count=count, amount=amount)


@dataclass(frozen=True, slots=True)
class Review:
    """A rehearsal with its lines."""

    rehearsal: Rehearsal
    charging: Charging
    bills: tuple[BillRow, ...]
    skipped: tuple[SkipRow, ...]
    changes: tuple[ChangeRow, ...]
    notes: tuple[NoteRow, ...]
    fees: tuple[FeeRow, ...]

    @property
    def documents(self) -> int:
        """How many invoices it makes; a customer's late fees are one more."""
        return len(self.bills) + len({line.fee.customer_id for line in self.fees})

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to post."""
        return not self.documents and not self.rehearsal.plan.moves

    def posted(self, run: PostedRun) -> Review:
        """Return it with the invoices that were made of it."""
        fees = {made.customer_id: made for made in run.fees}
        return replace(
            self,
            bills=tuple(
                replace(line, invoice_id=made.id, number=made.number)
                for line, made in zip(self.bills, run.invoices, strict=True)
            ),
            fees=tuple(
                replace(line, invoice_id=fees[line.fee.customer_id].id, number=fees[line.fee.customer_id].number)
                for line in self.fees
            ),
        )


def review_run(reader: Reader, request: RunRequest, dates: DateFormat) -> Review:
    """Rehearse a run and return it with its lines. Nothing is written.

    Raises:
        UserError: there is no such answer to missed periods.
    """
    found = rehearse(reader, request)
    account = pinned_account(reader)
    marks = _Marks(found)
    return Review(
        found,
        Charging(account is not None, account is not None and bool(account.frozen_why)),
        tuple(BillRow(at, bill, marks.short(bill)) for at, bill in enumerate(found.plan.bills, 1)),
        tuple(SkipRow(at, skipped) for at, skipped in enumerate(found.plan.skipped, 1)),
        change_rows(found.changes),
        tuple(_notes(found, dates)),
        tuple(FeeRow(at, fee) for at, fee in enumerate(found.fees, 1)),
    )


def change_rows(changes: Sequence[RunChange]) -> tuple[ChangeRow, ...]:
    """Return differences as lines."""
    return tuple(ChangeRow(at, change) for at, change in enumerate(changes, 1))


def kept_rows(excepted: Sequence[Excepted]) -> tuple[KeptRow, ...]:
    """Return what stays of a run as lines."""
    return tuple(KeptRow(at, each) for at, each in enumerate(excepted, 1))


def kept_words(reason: str) -> str:
    """Return why an invoice stays when its run is taken back, in the language in use."""
    return {
        "sent": _("Its charge was already sent."),
        "changed": _("The plan was changed since."),
        "adjusted": _("Its period was adjusted since."),
        "void": _("It is void already."),
        "written_off": _("It was written off."),
    }.get(reason, reason)


class _Marks:
    """Which bills of a rehearsal bear which note. They are the very objects of its list."""

    def __init__(self, found: Rehearsal) -> None:
        self._missed = {id(bill) for bill in found.missed}
        self._expiring = {id(bill) for bill in found.expiring}
        self._without = {id(bill) for bill in found.without_method}
        self._short = {id(bill) for bill in found.short_months}

    def short(self, bill: Bill) -> str:
        """Return a bill's notes in a few words."""
        at = id(bill)
        said = []
        if at in self._missed:
            count = len(bill.periods)
            said.append(_("{count} periods at once").format(count=count) if count > 1 else _("One of several"))
        if at in self._without:
            said.append(_("Nothing on file"))
        if at in self._expiring:
            said.append(_("Card expires"))
        if at in self._short:
            said.append(_("Short month"))
        return " · ".join(said)


def _notes(found: Rehearsal, dates: DateFormat) -> list[NoteRow]:
    notes: list[NoteRow] = []

    def note(tone: Tone, kind: str, bill: Bill, sentence: str) -> None:
        notes.append(
            NoteRow(
                len(notes) + 1, tone, kind, bill.account, bill.customer_name, bill.customer_id, bill.plan_number, sentence
            )
        )

    for stop in found.stops:
        notes.append(
            NoteRow(
                len(notes) + 1,
                Tone.ALARM,
                _("Needs confirmation"),
                stop.account,
                stop.customer_name,
                0,
                stop.plan_number,
                stop.sentence(),
            )
        )
    for bill in found.without_method:
        note(Tone.CARE, _("Nothing on file"), bill, _("There is no card or bank account to charge; the charge will wait."))
    for bill in found.expiring:
        note(Tone.CARE, _("Card expires"), bill, _expiry(bill, found.expires.get(bill.plan_id), dates))
    for bill in found.missed:
        note(Tone.INFO, _("Several periods"), bill, _missed(bill, dates))
    for bill in found.short_months:
        day = next(period.start_on for period in bill.periods if period.is_short_month)
        words = _("The month lacks the day the plan is counted from; {date} stands for it.")
        note(Tone.QUIET, _("Short month"), bill, words.format(date=dates.medium(day)))
    return notes


def _expiry(bill: Bill, expires_on: date | None, dates: DateFormat) -> str:
    return _("The card expires on {date}, before the next bill on {next}.").format(
        date=_said(expires_on, dates), next=_said(bill.next_bill_on, dates)
    )


def _missed(bill: Bill, dates: DateFormat) -> str:
    days = f"{dates.medium(bill.period_start)} – {dates.medium(bill.period_end)}"
    if len(bill.periods) > 1:
        return _("{count} periods on one invoice: {days}.").format(count=len(bill.periods), days=days)
    return _("More than one period is due: {days} gets an invoice of its own.").format(days=days)


def _said(on: date | None, dates: DateFormat) -> str:
    return dates.medium(on) if on is not None else ""
