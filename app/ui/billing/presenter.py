"""Runs the page of the billing run: rehearses in a worker, posts exactly what was rehearsed, and says what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Slot

from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.billing.planning import RunPlan, RunRequest
from app.services.billing.posting import NeedsConfirmation, PostedRun, RunChanged, post_run
from app.services.billing.reversing import ReversedRun
from app.services.bulk_lock import Holder, bulk_job, took_over
from app.services.office import Office, Writer
from app.ui.billing.history import RunHistory
from app.ui.billing.rows import ChangeRow, Review, change_rows, kept_rows, review_run
from app.ui.billing.view import BillingView, missed_words
from app.ui.kit.tasks import Handle, JobKind, Progress, Written
from app.ui.kit.theme import Tone
from app.ui.session import Export, Session, written

_SAID_AT_ONCE = 3


class Stage(StrEnum):
    """Where the run stands."""

    CHOOSING = "choosing"
    REHEARSING = "rehearsing"
    REHEARSED = "rehearsed"
    POSTING = "posting"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Done:
    """A posted run, and whose dead job's lock was taken over for it."""

    run: PostedRun
    taken_over: Holder | None


class BillingPresenter(QObject):
    """Runs one page."""

    def __init__(self, session: Session, view: BillingView, history: RunHistory) -> None:
        super().__init__(view)
        self._session, self._view, self._history = session, view, history
        self.stage = Stage.CHOOSING
        self._review: Review | None = None
        self._run: PostedRun | None = None
        self._confirmed = False
        self._sums: tuple[tuple[str, str], ...] = ()
        self._after_change: tuple[ChangeRow, ...] = ()
        self._handle: Handle | None = None
        view.chosen.connect(self._chosen)
        view.rehearse_wanted.connect(self.rehearse)
        view.post_wanted.connect(self.post)
        view.print_wanted.connect(self._print)
        view.mail_wanted.connect(self._mail)
        view.export_wanted.connect(self._export)
        view.customer_wanted.connect(self._show_customer)
        view.invoice_wanted.connect(self._show_invoice)
        history.reversed.connect(self._reversed)
        history.refused.connect(self._refused)
        session.changed.connect(self._book_changed)
        self._go(Stage.CHOOSING)

    @property
    def review(self) -> Review | None:
        """What is shown."""
        return self._review

    def _go(self, stage: Stage) -> None:
        self.stage = stage
        review = self._review
        count = review.documents if review is not None else 0
        words = ngettext("Post {count} invoice", "Post {count} invoices", count).format(
            count=self._session.amounts.count(count)
        )
        self._view.show_buttons(
            words=words if count else _("Post"),
            can_post=stage is Stage.REHEARSED and self._may_post(),
            can_print=stage is Stage.POSTED and bool(self._made_ids()),
            busy=stage in (Stage.REHEARSING, Stage.POSTING),
            rehearsed=review is not None and not review.is_empty,
        )

    def _may_post(self) -> bool:
        review = self._review
        return review is not None and not review.is_empty and (self._confirmed or not review.rehearsal.stops)

    # Rehearsing

    @Slot()
    def _chosen(self) -> None:
        if self._handle is not None:
            self._handle.drop()
            self._handle = None
        self._forget()
        self._go(Stage.CHOOSING)

    def _forget(self) -> None:
        self._review, self._run, self._confirmed = None, None, False
        self._after_change = ()
        view = self._view
        view.show_nothing()
        view.show_meanwhile(())
        view.show_kept(())
        view.banner.clear()
        view.second.clear()

    @Slot()
    def rehearse(self) -> None:
        """Ask what a run would post; nothing is written."""
        through, missed = self._view.choice()
        if self.stage in (Stage.REHEARSING, Stage.POSTING):
            return
        if through is None:
            self._refused(self._view.through.error() or _("Say through which day is billed."))
            return
        self._forget()
        self._rehearse(RunRequest(through, missed))

    def _rehearse(self, request: RunRequest) -> None:
        office, dates = self._session.office, self._session.dates

        def work(progress: Progress) -> Review:
            progress.step(0, 0, _("Looking what is due"))
            return office.read(lambda reader: review_run(reader, request, dates))

        self._go(Stage.REHEARSING)
        title = _("Rehearsing the run")
        self._handle = self._session.tasks.long(JobKind.READ, title, work, self._rehearsed, self._not_rehearsed)

    def _rehearsed(self, review: Review) -> None:
        self._handle = None
        self._review = review
        self._show(review)
        self._view.show_meanwhile(self._after_change)
        if self._after_change:
            self._view.tabs.select("meanwhile")
        elif self._view.tabs.current() == "history":
            self._view.tabs.select("bills")
        self._say_review(review)
        self._go(Stage.REHEARSED)
        self._view.go(self._view.tabs.current())

    def _not_rehearsed(self, error: Exception) -> bool:
        self._handle = None
        self._go(Stage.CHOOSING)
        return self._shown(error)

    def _say_review(self, review: Review) -> None:
        banner, second, found = self._view.banner, self._view.second, review.rehearsal
        through = self._session.dates.medium(found.plan.request.through)
        if self._after_change:
            words = ngettext(
                "{count} line changed since it was rehearsed. Nothing was posted. This is the new rehearsal.",
                "{count} lines changed since they were rehearsed. Nothing was posted. This is the new rehearsal.",
                len(self._after_change),
            )
            second.show_message(Tone.CARE, words.format(count=len(self._after_change)))
        else:
            second.clear()
        if found.stops:
            said = " ".join(stop.sentence() for stop in found.stops[:_SAID_AT_ONCE])
            more = len(found.stops) - _SAID_AT_ONCE
            if more > 0:
                said = _("{said} And {count} more, under “Worth a look”.").format(said=said, count=more)
            banner.show_message(Tone.ALARM, said, _("Confirm anyway"), self._confirm)
        elif review.is_empty:
            banner.show_message(Tone.INFO, _("Nothing is due through {date}.").format(date=through))
        elif queued := self._queued(review):
            banner.show_message(Tone.INFO, queued)
        else:
            banner.show_message(Tone.INFO, _("This is a rehearsal: nothing was written."))

    def _queued(self, review: Review) -> str:
        totals, money, said = review.rehearsal.totals, self._session.amounts.money, []
        count = sum(1 for line in review.bills if line.bill.charge == "queued") - totals.later
        if count:
            said.append(review.charging.sentence(count, money(totals.queued_minor - totals.later_minor)))
        if totals.later:
            words = ngettext(
                "{count} charge of {amount} waits until its invoice falls due: nobody is charged before.",
                "{count} charges of {amount} wait until their invoices fall due: nobody is charged before.",
                totals.later,
            )
            said.append(words.format(count=self._session.amounts.count(totals.later), amount=money(totals.later_minor)))
        return " ".join(said)

    @Slot()
    def _confirm(self) -> None:
        review = self._review
        if review is None or self.stage is not Stage.REHEARSED:
            return
        self._confirmed = True
        words = ngettext(
            "{count} unusual thing is confirmed; the run can be posted.",
            "{count} unusual things are confirmed; the run can be posted.",
            len(review.rehearsal.stops),
        )
        self._view.banner.show_message(Tone.CARE, words.format(count=len(review.rehearsal.stops)))
        self._go(Stage.REHEARSED)

    # Posting

    @Slot()
    def post(self) -> None:
        """Post exactly what was rehearsed."""
        review = self._review
        if review is None or self.stage is not Stage.REHEARSED or not self._may_post():
            return
        self._go(Stage.POSTING)
        self._session.tasks.long(
            JobKind.WRITE,
            _("Posting the billing run"),
            partial(_post, self._session.office, review.rehearsal.plan, self._confirmed),
            self._posted,
            self._not_posted,
        )

    def _posted(self, done: Done) -> None:
        review, run = self._review, done.run
        self._run = run
        self._after_change = ()
        self._view.show_meanwhile(())
        if review is not None:
            self._review = review.posted(run)
            self._show(self._review)
            self._say_posted(self._review, run)
            if done.taken_over is not None:
                self._session.say(took_over(done.taken_over))
        self._history.load()
        self._go(Stage.POSTED)
        self._view.go("bills")

    def _say_posted(self, review: Review, run: PostedRun) -> None:
        count = review.documents
        totals = review.rehearsal.totals
        words = ngettext(
            "Run {number}: {count} invoice of {amount} is posted.",
            "Run {number}: {count} invoices of {amount} are posted.",
            count,
        ).format(
            number=run.number or "",
            count=self._session.amounts.count(count),
            amount=self._session.amounts.money(totals.total_minor + totals.late_fee_minor),
        )
        self._view.banner.show_message(Tone.GOOD, words)
        queued = self._queued(review)
        if queued:
            # What waits for its day needs nobody's care.
            sent = review.charging.connected and not review.charging.stopped
            ready = sent or totals.later_minor == totals.queued_minor
            self._view.second.show_message(Tone.INFO if ready else Tone.CARE, queued)
        else:
            self._view.second.clear()

    def _not_posted(self, error: Exception) -> bool:
        self._go(Stage.REHEARSED)
        review = self._review
        if isinstance(error, RunChanged) and review is not None:
            self._confirmed = False
            self._after_change = change_rows(error.changes)
            self._rehearse(review.rehearsal.plan.request)
            return True
        if isinstance(error, NeedsConfirmation):
            self._confirmed = False
            self._go(Stage.REHEARSED)
            self._view.banner.show_message(Tone.ALARM, str(error), _("Confirm anyway"), self._confirm)
            return True
        return self._shown(error)

    def _made_ids(self) -> list[int]:
        run = self._run
        return [made.id for made in (*run.invoices, *run.fees)] if run is not None else []

    # What is shown

    def _show(self, review: Review) -> None:
        totals, money = review.rehearsal.totals, self._session.amounts.money
        words = ngettext("{count} invoice", "{count} invoices", review.documents)
        sums = [
            (_("Tax"), money(totals.tax_minor)),
            (_("From credit"), money(totals.credit_minor)),
            (_("Charges that wait"), money(totals.queued_minor)),
            (_("Customers pay"), money(totals.open_minor + totals.late_fee_minor)),
            (_("Total"), money(totals.total_minor + totals.late_fee_minor)),
        ]
        if totals.late_fees:
            sums.insert(1, (_("Late fees"), money(totals.late_fee_minor)))
        self._sums = tuple(sums)
        self._view.show_review(review, words.format(count=self._session.amounts.count(review.documents)), self._sums)

    @Slot(object)
    def _reversed(self, done: ReversedRun) -> None:
        view, amounts = self._view, self._session.amounts
        if self._run is not None and self._run.number == done.number:
            self._forget()
            self._go(Stage.CHOOSING)
        words = ngettext(
            "Run {number} is taken back: {count} invoice of {amount} is void.",
            "Run {number} is taken back: {count} invoices of {amount} are void.",
            len(done.voided),
        ).format(number=done.number, count=amounts.count(len(done.voided)), amount=amounts.money(done.voided_minor))
        view.banner.show_message(Tone.GOOD, words)
        view.second.clear()
        view.show_kept(kept_rows(done.excepted))
        if done.excepted:
            stay = ngettext("{count} invoice stays.", "{count} invoices stay.", len(done.excepted))
            view.second.show_message(Tone.CARE, stay.format(count=amounts.count(len(done.excepted))))
            view.tabs.select("kept")
        if self.stage is Stage.REHEARSED:  # what was rehearsed is not what is due now
            self._review, self._confirmed = None, False
            view.show_nothing()
            self._go(Stage.CHOOSING)

    def _shown(self, error: Exception) -> bool:
        if isinstance(error, UserError):
            self._refused(str(error))
            return True
        return False

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self._view.banner.show_message(Tone.ALARM, sentence)

    @Slot(object)
    def _book_changed(self, changed: frozenset[str]) -> None:
        if changed & {"plans", "invoices", "operations", "profile"}:
            self._history.load()

    # Ways out

    @Slot()
    def _print(self) -> None:
        ids = self._made_ids()
        if ids and self._session.actions.print_invoices is not None:
            self._session.actions.print_invoices(ids)

    @Slot()
    def _mail(self) -> None:
        ids, mail = self._made_ids(), self._session.actions.mail_invoices
        if ids and mail is not None:
            mail(ids)

    @Slot()
    def _export(self) -> None:
        review = self._review
        if review is None or self._session.actions.export is None:
            return
        request = review.rehearsal.plan.request
        title, snapshot = self._view.current_list()
        note = _("Billing run through {date} · {missed}").format(
            date=self._session.dates.medium(request.through), missed=missed_words(request.missed)
        )
        self._session.actions.export(Export(title, snapshot, self._sums, note))

    @Slot(int)
    def _show_customer(self, customer_id: int) -> None:
        if self._session.actions.show_customer is not None:
            self._session.actions.show_customer(customer_id)

    @Slot(int)
    def _show_invoice(self, invoice_id: int) -> None:
        if self._session.actions.show_invoice is not None:
            self._session.actions.show_invoice(invoice_id)


def _post(office: Office, plan: RunPlan, confirmed: bool, progress: Progress) -> Written[Done]:
    def job(writer: Writer) -> PostedRun:
        return post_run(writer, plan.request, rehearsed=plan, confirmed=confirmed, progress=progress)

    with bulk_job(office, _("billing through {date}").format(date=plan.request.through.isoformat())) as dead:
        outcome = written(office.perform(job))
    return Written(Done(outcome.value, dead), outcome.changes)
