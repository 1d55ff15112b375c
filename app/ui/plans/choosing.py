"""Choosing with what a plan is paid: nothing owed, it is only saved; something owed, the office says what becomes of it.

Money is never just declared received: marking as paid asks how, waiving asks why. The billing date does not move.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.office import Writer
from app.services.plans.methods import CHARGE as TO_CARD
from app.services.plans.methods import PAID as AS_PAID
from app.services.plans.methods import WAIVE as LET_OFF
from app.services.plans.methods import Choice
from app.services.plans.on_file import MethodOffer, choose_method, method_offer, pay_otherwise
from app.services.plans.paying import charge_plan, pay_plan, waive_invoice
from app.ui.kit.saving import Saving
from app.ui.plans.method_sheet import CHARGE, LATER, PAID, WAIVE, MethodSheet
from app.ui.plans.sending import SendingNow
from app.ui.session import Session


class Choosing(QObject):
    """Opens the sheet as soon as it is known what is on file, and runs it.

    Signals:
        saved(): the plan's payment method was changed.
    """

    saved = Signal()

    def __init__(self, session: Session, plan_id: int, parent: QWidget | None = None) -> None:
        super().__init__(session)
        self._session, self._plan_id, self._parent = session, plan_id, parent
        self._offer: MethodOffer | None = None
        self.sheet: MethodSheet | None = None
        session.changed.connect(self._changed)
        self._read()

    def _read(self) -> None:
        job = self._session.read(method_offer, self._plan_id)
        self._session.tasks.read(job, self._came, self._impossible, key=f"plan-method-{id(self)}")

    def _impossible(self, _error: Exception) -> bool:
        if self.sheet is None:
            self.deleteLater()
        return False

    def _came(self, offer: MethodOffer) -> None:
        before, self._offer = self._offer, offer
        if self.sheet is None:
            self.sheet = sheet = MethodSheet(self._session, offer, self._parent)
            sheet.chosen.connect(self._chosen)
            sheet.add_wanted.connect(self._add)
            sheet.saved.connect(self._save)
            self._saving = Saving(self._session.tasks, sheet)
            self._saving.refused.connect(self._refused)
            sheet.finished.connect(self._saving.let_go)
            sheet.destroyed.connect(self.deleteLater)
            self._chosen()
            sheet.open()
            sheet.focus_first()
            return
        known = {method.id for method in before.methods} if before is not None else set()
        new = [method.id for method in offer.methods if method.id not in known]
        # A card that was just entered is the one that was meant.
        wanted = new[-1] if new else self.sheet.method_id()
        self.sheet.show_offer(offer, wanted)
        self._chosen()

    @Slot(object)
    def _changed(self, keys: frozenset[str]) -> None:
        if self.sheet is not None and self._offer is not None and f"customer:{self._offer.customer_id}" in keys:
            self._read()

    @Slot()
    def _add(self) -> None:
        actions, offer = self._session.actions, self._offer
        if offer is None:
            return
        # While something is owed the choice is made here first; the page alone would charge it at once.
        if actions.add_plan_method is not None and not offer.owed:
            actions.add_plan_method(offer.customer_id, offer.plan_id)
        elif actions.add_method is not None:
            actions.add_method(offer.customer_id)
        elif actions.add_plan_method is not None:
            actions.add_plan_method(offer.customer_id, offer.plan_id)

    @Slot()
    def _chosen(self) -> None:
        sheet = self.sheet
        if sheet is None or self._offer is None:
            return
        sheet.show_error("")
        sheet.show_fields()
        is_chosen = sheet.method_id() is not None or bool(sheet.way()) or (sheet.keeps() and bool(self._offer.owed))
        sheet.set_savable(savable=is_chosen and (bool(sheet.outcome()) or not self._offer.owed))

    @Slot()
    def _save(self) -> None:
        sheet, offer = self.sheet, self._offer
        if sheet is None or offer is None:
            return
        sheet.show_error("")
        outcome = sheet.outcome()
        if outcome == WAIVE:
            # An empty reason is only an error once somebody tries to do without.
            sheet.reason.setModified(True)
            if sheet.form.first_error():
                return
        write = self._session.write
        choice = Choice(
            {CHARGE: TO_CARD, PAID: AS_PAID, WAIVE: LET_OFF}.get(outcome, "save"),
            str(sheet.how.value()) if outcome == PAID else "",
            sheet.reference.value() if outcome == PAID else "",
            sheet.reason.value() if outcome == WAIVE else "",
        )
        method_id = sheet.method_id()
        if method_id is not None:
            # Without anything owed no choice is made; should something have become due meanwhile, it is asked for.
            job = write(choose_method, self._plan_id, method_id, choice if offer.owed else None)
        else:
            owed = tuple(item.invoice_id for item in offer.owed) if outcome in {CHARGE, PAID, WAIVE} else ()
            job = write(_settled, self._plan_id, sheet.way(), choice, owed)
        if outcome == CHARGE and offer.owed:
            self._session.when_verified(offer.customer_id, partial(self._saving.write, job, self._done))
        else:
            self._saving.write(job, self._done)

    def _done(self, amount_minor: int) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        amount = self._session.amounts.money(amount_minor)
        words = {
            CHARGE: _("Saved. {amount} waits to be charged."),
            PAID: _("Saved. {amount} is recorded as received."),
            WAIVE: _("Saved. {amount} is waived."),
            LATER: _("Saved. What is outstanding is still owed."),
        }.get(sheet.outcome() if amount_minor or sheet.outcome() == LATER else "", _("Saved for the bills to come."))
        self._session.say(words.format(amount=amount))
        if amount_minor and sheet.outcome() == CHARGE:
            SendingNow(self._session).send(self._plan_id)
        self.saved.emit()
        sheet.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._read()


def _settled(writer: Writer, plan_id: int, way: str, choice: Choice, owed: tuple[int, ...]) -> int:
    """Let a plan be paid ``way`` from now on (empty: as it is), settle what is owed as chosen; return that in minor units."""
    if way:
        pay_otherwise(writer, plan_id, way)
    if not owed:
        return 0
    if choice.kind == TO_CARD:
        return charge_plan(writer, plan_id, owed)
    if choice.kind == AS_PAID:
        return pay_plan(writer, plan_id, choice.method, invoice_ids=owed, reference=choice.reference).amount_minor
    return sum(waive_invoice(writer, plan_id, invoice_id, choice.reason) for invoice_id in owed)
