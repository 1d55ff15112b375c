"""Decides what a plan's details page shows and what can be done from it. Its widgets are in ``view``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import NotFound
from app.domain.language import _
from app.services.office import Reader
from app.services.plans.cancelling import keep_plan
from app.services.plans.paying import charge_plan, pass_next
from app.services.plans.statuses import send_plan, withdraw_plan
from app.services.queries.activity import ActivityFacts
from app.services.queries.plan_feed import plan_feed
from app.services.queries.plan_page import PlanPage, plan_page
from app.services.queries.plans import PlanListRow
from app.ui.customers.menus import LINE, Entry
from app.ui.kit.dialogs import ask_reason, confirm
from app.ui.kit.theme import Tone
from app.ui.plans.activating import Activating
from app.ui.plans.changing import Changing
from app.ui.plans.facts import pause_rows, price_rows
from app.ui.plans.listing import status_pill
from app.ui.plans.payment_doings import PaymentDoings
from app.ui.plans.payments import payment_rows
from app.ui.plans.sending import SendingNow
from app.ui.plans.settling import Move, Moving
from app.ui.plans.view import PlanView
from app.ui.plans.words import next_bill_words, owed_words, paid_by_words, price_note, since_words, visits_words
from app.ui.session import Session
from app.ui.words import terms_words

_SHOWN = frozenset({"plans", "invoices", "payments", "customers", "jobs", "operations", "profile"})


@dataclass(frozen=True, slots=True)
class PlanRead:
    """A plan's details and its feed, of one moment."""

    page: PlanPage
    feed: tuple[ActivityFacts, ...]


def read_whole(reader: Reader, plan_id: int) -> PlanRead:
    """Return everything the page shows.

    Raises:
        NotFound: no such plan.
    """
    page = plan_page(reader, plan_id)
    return PlanRead(page, tuple(plan_feed(reader, page)))


class PlanPresenter(QObject):
    """The page's decisions.

    Signals:
        gone(): the plan asked for is not in the book (any more).
        edit_wanted(object): the plan, a draft, is to be written anew.
    """

    gone = Signal()
    edit_wanted = Signal(object)

    def __init__(self, session: Session, view: PlanView) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        self.plan_id: int | None = None
        self.page: PlanPage | None = None
        for button, slot in (
            (view.customer, self.show_customer),
            (view.edit, self._edit),
            (view.activate, self.activate),
            (view.pause, self.pause),
            (view.resume, self.resume),
            (view.cancel, self.cancel),
            (view.pay, self.pay),
            (view.change, self.change),
        ):
            button.clicked.connect(slot)
        view.more.entries.aboutToShow.connect(self._fill_more)
        self.payments = PaymentDoings(session, view, self._shown_page)

    def _shown_page(self) -> PlanPage | None:
        return self.page

    def show_plan(self, plan_id: int) -> None:
        """Show a plan as soon as it is read."""
        if plan_id != self.plan_id:
            self.plan_id, self.page = plan_id, None
            self._view.tabs.select("payments")
        self.load()

    @Slot()
    def load(self) -> None:
        """Read it anew."""
        if self.plan_id is not None:
            job = self._session.read(read_whole, self.plan_id)
            self._session.tasks.read(job, self._came, self._missing, key=f"plan-page-{id(self)}")

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _SHOWN:
            self.load()

    def _missing(self, error: Exception) -> bool:
        if isinstance(error, NotFound):
            self.plan_id = self.page = None
            self.gone.emit()
            return True
        return False

    def _came(self, found: PlanRead) -> None:
        if found.page.row.id != self.plan_id:
            return
        is_new, self.page, page = self.page is None, found.page, found.page
        view, session, plan = self._view, self._session, found.page.row
        view.header.show_title(plan.name, plan.number)
        view.pill.show_status(status_pill(plan))
        view.customer.setText(f"{plan.customer_name} · {plan.account}".replace("&", "&&"))
        view.customer.setEnabled(session.actions.show_customer is not None)
        self._show_banner(page)
        view.price.show_figure(session.amounts.money(plan.net_price_minor), price_note(plan, session))
        view.next_bill.show_figure(*next_bill_words(page, session))
        view.visits.show_figure(*visits_words(page, session))
        view.owed.show_figure(*owed_words(plan, session))
        self._show_facts(page)
        view.payments_model.set_rows(payment_rows(page.payments))
        view.prices_model.set_rows(price_rows(page.prices, session.today))
        view.pauses_model.set_rows(pause_rows(page.pauses))
        view.feed_model.set_rows(found.feed)
        view.tabs.strip.set_count("payments", len(page.payments))
        view.tabs.strip.set_count("prices", len(page.prices))
        view.tabs.strip.set_count("pauses", len(page.pauses))
        self._offer(plan)
        if is_new and (payable := self._payable()):
            view.payments.set_current(payable[-1])
        self.payments.offer()

    def _show_banner(self, page: PlanPage) -> None:
        plan, money, banner = page.row, self._session.amounts.money, self._view.banner
        total = plan.failed_minor + plan.overdue_minor
        if not total:
            method, tone = paid_by_words(plan, self._session, self._session.today)
            if tone is not None and plan.status in {"active", "pending"}:
                banner.show_message(tone, method)
            else:
                banner.clear()
            return
        parts = []
        if plan.failed_minor:
            parts.append(_("{amount} failed").format(amount=money(plan.failed_minor)))
        if plan.overdue_minor:
            parts.append(_("{amount} overdue").format(amount=money(plan.overdue_minor)))
        text = _("{amount} is owed on this plan: {parts}.").format(amount=money(total), parts=", ".join(parts))
        reason = next((each.reason for each in page.payments if each.status == "failed" and each.reason), "")
        banner.show_message(Tone.ALARM, f"{text} {reason}".strip())

    def _show_facts(self, page: PlanPage) -> None:
        plan, show = page.row, self._session.dates.medium
        method = paid_by_words(plan, self._session, self._session.today)[0]
        accepted = "–"
        if page.accepted_on is not None:
            accepted = show(page.accepted_on)
            if page.accepted_by:
                accepted = _("{date} by {name}").format(date=accepted, name=page.accepted_by)
        elif page.sent_on is not None:
            accepted = _("offered {date}").format(date=show(page.sent_on))
        runs = since_words(page, self._session)
        if page.cancel_reason:
            runs = _("{days} · {reason}").format(days=runs, reason=page.cancel_reason)
        told = {
            "paid_by": method,
            "site": page.site_name or "–",
            "runs": runs,
            "terms": terms_words(page.terms),
            "included": page.included or "–",
            "accepted": accepted,
            "template": plan.template_name or _("Custom"),
        }
        for key, text in told.items():
            self._view.facts[key].show_value(text)

    def _offer(self, plan: PlanListRow) -> None:
        view, status = self._view, plan.status
        view.edit.setVisible(status == "draft" and plan.kind == "plan")
        view.activate.setVisible(status in {"draft", "pending"})
        view.change.setVisible(status == "active" and plan.kind == "plan" and plan.start_on <= self._session.today)
        view.pause.setVisible(status == "active" and plan.start_on <= self._session.today)
        view.resume.setVisible(status == "paused")
        view.cancel.setVisible(status in {"draft", "pending", "active", "paused"} and not self._ends_by_wish())
        view.pay.setVisible(self._session.actions.take_payment is not None and bool(self._payable()))
        view.more.setVisible(bool(self._entries()))

    def _ends_by_wish(self) -> bool:
        page = self.page
        return page is not None and page.cancelled_on is not None and page.row.status in {"active", "paused"}

    # The menu

    def _entries(self) -> list[Entry]:
        if self.page is None:
            return []
        plan, entries = self.page.row, list[Entry]()
        if plan.status == "draft":
            entries.append(Entry(_("Mark as offered to the customer"), self.send))
        if plan.status in {"draft", "pending"} and plan.kind == "plan" and self._session.actions.mail_plan is not None:
            entries.append(Entry(_("Offer it by e-mail…"), self.offer))
        if plan.status == "pending":
            entries.append(Entry(_("Withdraw the offer"), self.withdraw))
        if plan.status == "active" and self.page.coming is not None:
            entries.append(Entry(_("Skip the next bill…"), self.skip))
        if self._chargeable():
            entries.append(Entry(_("Charge what is outstanding again…"), self.charge))
        if self._ends_by_wish():
            entries += [LINE, Entry(_("Take the cancellation back"), self.keep)] if entries else [
                Entry(_("Take the cancellation back"), self.keep)
            ]
        return entries

    @Slot()
    def _fill_more(self) -> None:
        self._view.more.entries.set_entries(self._entries())

    # What can be done with the plan

    def _chargeable(self) -> int:
        """Return what may be charged to the card or account on file, in minor units."""
        if self.page is None or self.page.row.paid_by not in {"card", "bank"} or not self.page.row.method_label:
            return 0
        rows = payment_rows(self.page.payments)
        return sum(row.facts.open_minor for row in rows if row.is_payable and row.facts.status in {"failed", "overdue"})

    @Slot()
    def charge(self) -> None:
        """Queue what failed or is overdue for the card or account on file, after a question."""
        amount_minor = self._chargeable()
        if self.page is None or not amount_minor:
            return
        amount = self._session.amounts.money(amount_minor)
        title = _("Charge {amount} to {method}?").format(amount=amount, method=self.page.row.method_label)
        text = _("It waits to be sent with the next charges; what was refused before is tried again.")
        if confirm(self._view.window(), title, text, _("Charge")):
            ids = [
                row.id
                for row in payment_rows(self.page.payments)
                if row.is_payable and row.facts.status in {"failed", "overdue"}
            ]
            self._session.when_verified(self.page.row.customer_id, partial(self._charge, self.page.row.id, ids))

    def _charge(self, plan_id: int, invoice_ids: list[int]) -> None:
        self._session.tasks.write(self._session.write(charge_plan, plan_id, invoice_ids), self._charged)

    def _charged(self, amount_minor: int) -> None:
        self._session.say(_("{amount} waits to be charged.").format(amount=self._session.amounts.money(amount_minor)))
        if self.plan_id is not None:
            SendingNow(self._session).send(self.plan_id)

    def _payable(self) -> list[int]:
        if self.page is None:
            return []
        return [row.id for row in payment_rows(self.page.payments) if row.is_payable]

    @Slot()
    def show_customer(self) -> None:
        """Go to the customer's page."""
        if self.page is not None and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(self.page.row.customer_id)

    @Slot()
    def _edit(self) -> None:
        if self.page is not None:
            self.edit_wanted.emit(self.page)

    @Slot()
    def pay(self) -> None:
        """Take a payment for everything that is open on the plan."""
        self._take(self._payable())

    def _take(self, invoice_ids: list[int]) -> None:
        if self.page is not None and invoice_ids and self._session.actions.take_payment is not None:
            self._session.actions.take_payment(self.page.row.customer_id, invoice_ids)

    @Slot()
    def change(self) -> Changing | None:
        """Ask what becomes different, and show what it costs before it is done."""
        if self.page is None:
            return None
        changing = Changing(self._session, self.page, self._view.window())
        changing.sheet.finished.connect(changing.sheet.deleteLater)
        changing.sheet.open()
        return changing

    @Slot()
    def pause(self) -> None:
        """Ask from when on the plan is to rest."""
        self._move(Move.PAUSE)

    @Slot()
    def resume(self) -> None:
        """Ask from when on the plan is to go on."""
        self._move(Move.RESUME)

    @Slot()
    def cancel(self) -> None:
        """Ask when and why the plan is to end."""
        self._move(Move.CANCEL)

    def _move(self, move: Move) -> Moving | None:
        if self.page is None:
            return None
        moving = Moving(self._session, self.page.row, move, self._view.window())
        moving.sheet.finished.connect(moving.sheet.deleteLater)
        moving.sheet.open()
        return moving

    @Slot()
    def activate(self) -> Activating | None:
        """Ask from when on a draft or an offer runs and who accepted it, and let it begin."""
        if self.page is None:
            return None
        activating = Activating(self._session, self.page, self._view.window())
        activating.sheet.finished.connect(activating.sheet.deleteLater)
        activating.sheet.open()
        return activating

    @Slot()
    def send(self) -> None:
        """Note that the customer was offered the plan."""
        if self.plan_id is not None:
            self._session.tasks.write(self._session.write(send_plan, self.plan_id), self._sent)

    @Slot()
    def offer(self) -> None:
        """Offer the plan, and write to the customer what it offers and what it costs, to be read over before it goes."""
        if self.page is None:
            return
        plan, mail = self.page.row, self._session.actions.mail_plan
        if plan.status == "draft":
            self.send()
        if mail is not None:
            mail(plan.customer_id, plan.id)

    def _sent(self, _nothing: None) -> None:
        self._session.say(_("The plan waits for the customer's acceptance."))

    @Slot()
    def withdraw(self) -> None:
        """Make a draft of an offer again."""
        if self.plan_id is not None:
            self._session.tasks.write(self._session.write(withdraw_plan, self.plan_id), self._withdrawn)

    def _withdrawn(self, _nothing: None) -> None:
        self._session.say(_("The plan is a draft again."))

    @Slot()
    def keep(self) -> None:
        """Take a cancellation at period end back."""
        if self.plan_id is not None:
            self._session.tasks.write(self._session.write(keep_plan, self.plan_id), self._kept)

    def _kept(self, _nothing: None) -> None:
        self._session.say(_("The plan goes on."))

    @Slot()
    def skip(self) -> None:
        """Let the next period go by without a bill."""
        if self.page is None or self.page.coming is None:
            return
        amount = self._session.amounts.money(self.page.coming.net_minor)
        title = _("Skip the bill of {date}?").format(date=self._session.dates.medium(self.page.coming.nominal_on))
        text = _("{amount} before tax is not asked for. Later bills keep their dates.").format(amount=amount)
        reason = ask_reason(self._view.window(), title, text, _("Skip"))
        if reason:
            job = self._session.write(pass_next, self.page.row.id, reason)
            self._session.tasks.write(job, self._skipped)

    def _skipped(self, _day: object) -> None:
        self._session.say(_("Skipped; later bills keep their dates."))
