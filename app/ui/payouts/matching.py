"""Whose payment is it? The sheet that offers likely customers, lets another be found, and says which invoices it pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.charging.matching import Likely, Matched, Stranger, likely_customers, match_payment, stranger
from app.services.office import Reader, Writer
from app.services.queries.customer_list import CustomerListRow
from app.services.queries.customers import customer_rows
from app.services.queries.open_invoices import OpenInvoiceRow, open_invoices
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import column, label, row
from app.ui.kit.saving import Saving
from app.ui.kit.theme import set_role
from app.ui.payments.chooser import Chooser
from app.ui.payments.picker import CustomerPicker
from app.ui.payments.taking import Choice
from app.ui.session import Session

_OFFERED = 3


@dataclass(frozen=True, slots=True)
class _Case:
    payment: Stranger
    likely: list[Likely]


@dataclass(frozen=True, slots=True)
class _Account:
    customer: CustomerListRow
    items: list[OpenInvoiceRow]


def _case(reader: Reader, remote_id: str) -> _Case:
    return _Case(stranger(reader, remote_id), likely_customers(reader, remote_id))


def _account(reader: Reader, customer_id: int) -> _Account:
    return _Account(customer_rows(reader, [customer_id])[0], open_invoices(reader, customer_id))


def _match(writer: Writer, remote_id: str, customer_id: int, apply: Mapping[int, int]) -> Matched:
    return match_payment(writer, remote_id, customer_id, apply)


class MatchSheet(QObject):
    """Asks whose payment it is, and does it."""

    def __init__(self, session: Session, remote_id: str, parent: QWidget | None = None) -> None:
        self.sheet = Sheet(_("Whose payment is it?"), parent)
        super().__init__(self.sheet)
        self._session, self._remote_id = session, remote_id
        self._payment: Stranger | None = None
        self._customer: CustomerListRow | None = None
        self._tick: int | None = None
        self.facts = label("", "strong", wrap=True)
        self.more = label("", "quiet", wrap=True)
        self.more.hide()
        self.offers = [QPushButton() for _place in range(_OFFERED)]
        for button in self.offers:
            set_role(button, "link")
            button.setAutoDefault(False)
            button.hide()
            button.clicked.connect(self._offer_taken)
        self._offered: list[Likely] = []
        self._lead = label(_("It may be of"), "quiet")
        self._lead.hide()
        self.picker = CustomerPicker(session)
        self.picker.picked.connect(self._picked)
        self.chooser = Chooser(session)
        self.chooser.fix_amount()
        self.chooser.changed.connect(self._changed)
        body = self.sheet.body
        body.addLayout(column(self.facts, self.more, spacing=2))
        # One under another: names and words of an offer are longer than a third of the sheet.
        body.addLayout(column(self._lead, *(row(button, None) for button in self.offers), spacing=0))
        body.addWidget(Captioned(_("Cus&tomer"), self.picker))
        body.addWidget(self.chooser, 1)
        self.sheet.setMinimumSize(QSize(900, 560))
        self.sheet.set_buttons(_("Match"))
        self.sheet.set_savable(savable=False)
        self.sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, self.sheet)
        session.tasks.read(session.read(_case, remote_id), self._show_case, self.sheet.show_refusal)

    def _show_case(self, case: _Case) -> None:
        payment = self._payment = case.payment
        money = self._session.amounts.money
        self.facts.setText(
            _("{amount}, taken on {moment}: {description}").format(
                amount=money(payment.amount_minor),
                moment=self._session.moment(payment.taken_at),
                description=payment.description or _("no description"),
            )
        )
        if payment.alike:
            self.more.setText(
                ngettext(
                    "{count} other payment of the same customer at the processor comes with it, as account credit.",
                    "{count} other payments of the same customer at the processor come with it, as account credit.",
                    payment.alike,
                ).format(count=payment.alike)
            )
            self.more.show()
        self._offered = case.likely[:_OFFERED]
        self._lead.setVisible(bool(self._offered))
        for button, likely in zip(self.offers, self._offered, strict=False):
            button.setText(self._offer_words(likely).replace("&", "&&"))
            button.show()
        self.chooser.take(Choice().with_amount(payment.amount_minor))
        self.picker.setFocus()

    def _offer_words(self, likely: Likely) -> str:
        if not likely.invoice:
            return f"{likely.name} · {likely.account}"
        if likely.named:
            return _("{customer}: invoice {number} is named").format(customer=likely.name, number=likely.invoice)
        return _("{customer}: invoice {number} asks for as much").format(customer=likely.name, number=likely.invoice)

    # Who

    @Slot()
    def _offer_taken(self) -> None:
        place = self.offers.index(self.sender())  # type: ignore[arg-type]
        likely = self._offered[place]
        self._tick = likely.invoice_id
        self._read(likely.customer_id)

    @Slot(object)
    def _picked(self, customer: CustomerListRow | None) -> None:
        self._tick = None
        if customer is None:
            self._customer = None
            self._show_items([])
        else:
            self._read(customer.id)

    def _read(self, customer_id: int) -> None:
        self._session.tasks.read(self._session.read(_account, customer_id), self._show_account, key=f"match-{id(self)}")

    def _show_account(self, account: _Account) -> None:
        self._customer = account.customer
        self.picker.show_customer(account.customer)
        self._show_items(account.items)
        self.sheet.set_typed(typed=True)

    def _show_items(self, items: list[OpenInvoiceRow]) -> None:
        if self._payment is None:
            return
        choice = Choice().with_items(items).with_amount(self._payment.amount_minor)
        if self._tick is not None:
            choice = choice.ticked(self._tick, on=True)
        self.chooser.show_payer(known=self._customer is not None)
        self.chooser.take(choice)

    @Slot()
    def _changed(self) -> None:
        spread = self.chooser.choice.spread()
        self.sheet.set_savable(savable=self._customer is not None and not spread.over_minor)

    # Saving

    @Slot()
    def _save(self) -> None:
        spread = self.chooser.choice.spread()
        if self._customer is None or self._payment is None or spread.over_minor:
            return
        trouble = self.chooser.trouble()
        self.sheet.show_error(trouble)
        if trouble:
            return
        job = self._session.write(_match, self._remote_id, self._customer.id, dict(spread.applied))
        self._saving.write(job, self._done)

    def _done(self, matched: Matched) -> None:
        name = self._customer.name if self._customer is not None else ""
        words = ngettext(
            "{count} payment is {customer}’s now.", "{count} payments are {customer}’s now.", len(matched.payment_ids)
        ).format(count=len(matched.payment_ids), customer=name)
        if matched.linked:
            words = _("{sentence} Later ones will be known.").format(sentence=words)
        self._session.say(words)
        self.sheet.accept()
