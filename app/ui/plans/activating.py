"""Letting a draft or an offer begin: who accepted it, from which day, and what is billed first."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.domain.schedule import Frequency
from app.services.plans.statuses import activate_plan
from app.services.queries.plan_offers import PlanOffer, plan_offer
from app.services.queries.plan_page import PlanPage
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, DateField, Form, TextField
from app.ui.kit.pieces import label
from app.ui.kit.saving import Saving
from app.ui.kit.theme.applied import pixels
from app.ui.plans.choosing import Choosing
from app.ui.session import Session


class ActivateSheet(Sheet):
    """The first day, and by whom the plan was accepted."""

    def __init__(self, session: Session, page: PlanPage, parent: QWidget | None = None) -> None:
        plan = page.row
        title = _("Activate plan {number}").format(number=plan.number)
        super().__init__(title, parent, f"{plan.name} · {plan.customer_name}")
        self.setMinimumSize(QSize(pixels(520), 0))
        self.start = DateField(session.dates, session.today)
        self.start.set_needed(needed=True)
        self.accepted_by = TextField(_("Who said yes, as told"), longest=120)
        self.form = Form()
        self.form.add(_("&First day"), self.start, wide=False)
        self.form.add(_("&Accepted by"), self.accepted_by)
        self.frequency = ComboField([(plan.frequency, "")])
        self.form.add(_("&Chosen"), self.frequency)
        self.form.set_visible(self.frequency, visible=False)
        self.told = label("", "quiet", wrap=True)
        self.told.setMinimumHeight(pixels(40))
        self.body.addWidget(self.form)
        self.body.addWidget(self.told)
        self.set_buttons(_("Activate"))


class Activating(QObject):
    """Runs one such sheet."""

    def __init__(self, session: Session, page: PlanPage, parent: QWidget | None = None) -> None:
        self.sheet = sheet = ActivateSheet(session, page, parent)
        super().__init__(sheet)
        self._session, self._page = session, page
        sheet.start.set_value(page.row.start_on)
        sheet.accepted_by.set_value(page.row.customer_name if page.row.status == "pending" else "")
        sheet.start.changed.connect(self._show)
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, sheet)
        self._show()
        if page.row.kind == "plan":
            session.tasks.read(session.read(plan_offer, page.row.id), self._offered)

    def _offered(self, offer: PlanOffer) -> None:
        """Let the frequency be chosen that the customer wants, where there are several prices."""
        money, field = self._session.amounts.money, self.sheet.frequency
        words = _("{frequency}: {amount} a period")
        field.set_choices(
            [
                (code, words.format(frequency=Frequency.parse(code).label(), amount=money(net)))
                for code, net in offer.prices.items()
            ]
        )
        field.set_value(self._page.row.frequency)
        self.sheet.form.set_visible(field, visible=len(offer.prices) > 1)

    @Slot()
    def _show(self, _value: object = None) -> None:
        start, session = self.sheet.start.value(), self._session
        if start is None:
            self.sheet.told.setText(_("Say on which day."))
            return
        text = _("It runs from {date} and is billed from then on. Its visits appear among the jobs.").format(
            date=session.dates.medium(start)
        )
        if start < session.today:
            text = _("{summary} It lies in the past: the next billing run lists each period since then.").format(summary=text)
        self.sheet.told.setText(text)

    @Slot()
    def _save(self) -> None:
        sheet = self.sheet
        start = sheet.start.value()
        if sheet.form.first_error() or start is None:
            return
        job = self._session.write(
            activate_plan, self._page.row.id, accepted_by=sheet.accepted_by.value(), start_on=start,
            frequency=str(sheet.frequency.value()),
        )
        self._saving.write(job, self._done)

    def _done(self, _nothing: None) -> None:
        plan, words = self._page.row, _("The plan is active.")
        if plan.paid_by in {"card", "bank"} and not plan.method_label:
            AddingCard(self._session, plan.id).offer(words)
        else:
            self._session.say(words)
        self.sheet.accept()


class AddingCard(QObject):
    """After a plan was accepted that is to be paid by card: the way to enter one."""

    def __init__(self, session: Session, plan_id: int) -> None:
        super().__init__(session)
        self._session, self._plan_id = session, plan_id
        self.choosing: Choosing | None = None

    def offer(self, words: str) -> None:
        """Say what was done, with the next step."""
        self._session.say(words, _("Add card…"), self.go)

    @Slot()
    def go(self) -> None:
        """Ask with what the plan is paid."""
        self.choosing = Choosing(self._session, self._plan_id, self._session.window)
