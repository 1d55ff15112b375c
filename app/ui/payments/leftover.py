"""Meeting invoices with what is left of an older payment: the same choice as on the payment sheet, the amount given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.collecting.applying import apply_source, payment_source
from app.services.office import Reader, Writer
from app.services.queries.open_invoices import OpenInvoiceRow, open_invoices
from app.services.queries.payments import PaymentDetail
from app.ui.kit.dialogs import Sheet
from app.ui.kit.saving import Saving
from app.ui.payments.chooser import Chooser
from app.ui.payments.taking import Choice
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class _Rest:
    open_minor: int
    items: list[OpenInvoiceRow]


def _read(reader: Reader, payment_id: int, customer_id: int) -> _Rest:
    return _Rest(payment_source(reader, payment_id).open_minor, open_invoices(reader, customer_id))


def _apply(writer: Writer, payment_id: int, wanted: Mapping[int, int]) -> int:
    return apply_source(writer, payment_source(writer, payment_id), wanted, writer.today)


class LeftoverSheet(QObject):
    """Asks where the rest of a payment goes, and does it."""

    def __init__(self, session: Session, detail: PaymentDetail, parent: QWidget | None = None) -> None:
        self.sheet = Sheet(
            _("Apply what is left of payment {number}").format(number=detail.row.number), parent, detail.row.customer_name
        )
        super().__init__(self.sheet)
        self._session, self._detail = session, detail
        self.chooser = Chooser(session)
        self.chooser.show_payer(known=True)
        self.sheet.body.addWidget(self.chooser)
        self.sheet.setMinimumSize(QSize(960, 480))
        self.sheet.set_buttons(_("Apply"))
        self.sheet.set_savable(savable=False)
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        self.chooser.changed.connect(self._changed)
        session.tasks.read(session.read(_read, detail.row.id, detail.row.customer_id), self._show)

    def _show(self, rest: _Rest) -> None:
        self.chooser.take(Choice().with_items(rest.items).with_amount(rest.open_minor))
        self.chooser.begin()

    @Slot()
    def _changed(self) -> None:
        spread = self.chooser.choice.spread()
        self.sheet.set_savable(savable=bool(spread.applied) and not spread.over_minor)

    @Slot()
    def _save(self) -> None:
        spread = self.chooser.choice.spread()
        if spread.over_minor or not spread.applied:
            return
        job = self._session.write(_apply, self._detail.row.id, dict(spread.applied))
        self._saving.write(job, self._done)

    def _done(self, left_minor: int) -> None:
        money = self._session.amounts.money
        self._session.say(_("Applied; {amount} stays as account credit.").format(amount=money(left_minor)))
        self.sheet.accept()
