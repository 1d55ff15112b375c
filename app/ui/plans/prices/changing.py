"""Changing the price of many plans: what is accepted is exactly what the sheet showed, and it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.date_input import add_months
from app.domain.errors import Conflict, UserError
from app.domain.language import _, ngettext
from app.services.plans.prices import (
    PricePreview,
    PriceReversal,
    apply_price_change,
    preview_price_change,
    reverse_price_change,
)
from app.ui.kit.saving import Saving
from app.ui.kit.tables import shown
from app.ui.kit.tasks import JobKind, Progress, Written
from app.ui.kit.tasks.job import Handle
from app.ui.plans.prices.sheet import PriceSheet
from app.ui.plans.prices.words import RiseRow, monthly_difference, rule_words, signed
from app.ui.session import Export, Session, written


class PriceChanging(QObject):
    """Runs one such sheet, and afterwards knows how to take the change back.

    Args:
        session: the open book.
        plan_ids: the plans that are meant.
        parent: what the sheet stands before.
    """

    def __init__(self, session: Session, plan_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(session)
        self._session, self._ids = session, plan_ids
        self._shown: PricePreview | None = None
        self._change_id: int | None = None
        self._handle: Handle | None = None
        count = session.amounts.count(len(plan_ids))
        subtitle = ngettext("{count} plan", "{count} plans", len(plan_ids)).format(count=count)
        self.sheet = sheet = PriceSheet(session, subtitle, parent)
        sheet.how.set_value("raise-percent")
        sheet.on.set_value(add_months(session.today.replace(day=1), 1))
        sheet.table.set_empty(_("Say by how much the prices change."))
        sheet.how.changed.connect(self._how_changed)
        for field in (sheet.percent, sheet.amount, sheet.on):
            field.changed.connect(self.preview)
        if session.actions.export is not None:
            sheet.add_button(_("Export…"), self.export)
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, sheet)
        self._saving.refused.connect(self._refused)
        sheet.finished.connect(self._finished)
        sheet.open()
        sheet.percent.setFocus()

    @Slot()
    def export(self) -> None:
        """Take the preview out, to be looked at elsewhere before it is accepted."""
        if self._session.actions.export is not None and self._shown is not None:
            more = signed(monthly_difference(self._shown.rises), self._session)
            note = _("{rule} from {date}, not made yet").format(
                rule=rule_words(self._shown.rule, self._session),
                date=self._session.dates.medium(self._shown.effective_on),
            )
            totals = ((_("Difference a month, after discounts"), more),)
            self._session.actions.export(Export(_("Price change"), shown(self.sheet.table), totals, note))

    @Slot(object)
    def _how_changed(self, _how: object) -> None:
        self.sheet.show_fields()
        self.preview()

    @Slot()
    def preview(self, _value: object = None) -> None:
        """Work out every plan's new price."""
        sheet, session = self.sheet, self._session
        self._forget()
        sheet.show_error("")
        rule, on = sheet.rule(), sheet.on.value()
        if rule is None or on is None:
            self._show_rises(None)
            return
        ids, office = self._ids, session.office

        def work(progress: Progress) -> PricePreview:
            return office.read(lambda reader: preview_price_change(reader, rule, on, ids, progress))

        self._handle = session.tasks.long(JobKind.READ, _("Working out prices"), work, self._came, self._impossible)

    def _forget(self) -> None:
        if self._handle is not None:
            self._handle.drop()
        self._handle = self._shown = None
        self.sheet.set_savable(savable=False)

    def _came(self, found: PricePreview) -> None:
        self._show_rises(found)

    def _show_rises(self, found: PricePreview | None) -> None:
        sheet, session = self.sheet, self._session
        self._shown = found
        rises = found.rises if found is not None else ()
        sheet.model.set_rows([RiseRow(rise.plan_id, rise) for rise in rises])
        if found is None:
            sheet.table.set_empty(_("Say by how much the prices change."))
            sheet.footer.show_texts("")
            return
        sheet.table.set_empty(_("No plan's price changes by this."))
        count = session.amounts.count(len(rises))
        words = ngettext("{count} price changes", "{count} prices change", len(rises)).format(count=count)
        same = len(self._ids) - len(rises)
        if same:
            words = ngettext("{words}, {count} plan keeps its price", "{words}, {count} plans keep their price", same).format(
                words=words, count=session.amounts.count(same)
            )
        more = signed(monthly_difference(rises), session)
        sheet.footer.show_texts(words, ((_("Difference a month, after discounts"), more),))
        sheet.name_button(ngettext("Change {count} price", "Change {count} prices", len(rises)).format(count=count))
        sheet.set_savable(savable=bool(rises))

    def _impossible(self, error: Exception) -> bool:
        if isinstance(error, UserError):
            self._show_rises(None)
            self.sheet.show_error(str(error))
            return True
        return False

    @Slot()
    def _save(self) -> None:
        # What was typed last may not have been left yet: then it is worked out and looked at first.
        shown, rule, on = self._shown, self.sheet.rule(), self.sheet.on.value()
        if shown is None or not shown.rises or shown.rule != rule or shown.effective_on != on:
            return
        office, reason = self._session.office, self.sheet.reason.value()

        def work(_progress: Progress) -> Written[int]:
            return written(office.perform(lambda writer: apply_price_change(writer, shown, reason)))

        self._saving.long(JobKind.WRITE, _("Changing prices"), work, self._done)

    def _done(self, change_id: int) -> None:
        self._change_id = change_id
        count = len(self._shown.rises) if self._shown is not None else 0
        words = ngettext("{count} price changed.", "{count} prices changed.", count)
        self._session.say(words.format(count=self._session.amounts.count(count)), _("Undo"), self.take_back)
        self.sheet.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.preview()

    @Slot()
    def take_back(self) -> None:
        """Reverse the change that was just made."""
        if self._change_id is not None:
            change_id, self._change_id = self._change_id, None
            self._session.tasks.write(self._session.write(reverse_price_change, change_id), self._taken_back)

    def _taken_back(self, found: PriceReversal) -> None:
        self._session.say(reversal_words(found, self._session))

    @Slot()
    def _finished(self) -> None:
        if self._handle is not None:
            self._handle.drop()
        self._saving.let_go()


def reversal_words(found: PriceReversal, session: Session) -> str:
    """Return what became of a price change that was taken back."""
    words = ngettext("{count} plan has its old price again.", "{count} plans have their old price again.", found.reversed)
    text = words.format(count=session.amounts.count(found.reversed))
    if found.kept:
        kept = ", ".join(found.kept[:5]) + ("…" if len(found.kept) > 5 else "")
        text = _("{sentence} Billed at the new price already, which they keep: {plans}.").format(sentence=text, plans=kept)
    return text
