"""Takes a payment: reads how the account stands, keeps sheet and choice together, warns of doubles, saves, starts the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import UserError
from app.domain.language import _
from app.services.charging.customers import Method, saved_methods
from app.services.collecting.receiving import LikelyDouble
from app.services.collecting.splitting import NewReceipt, Received, doubles_of, receive
from app.services.customers.callers import CallerRules, Verified, caller_rules, need_verified, verified_today
from app.services.office import Reader, Writer
from app.services.queries.customer_list import CustomerListRow
from app.services.queries.customers import customer_rows
from app.services.queries.open_invoices import OpenInvoiceRow, open_invoices
from app.services.queries.receivables import Balance, balance_of
from app.ui.kit.saving import Saving
from app.ui.kit.theme import Tone
from app.ui.payments.take_sheet import TakeSheet
from app.ui.payments.taking import Choice, Way
from app.ui.payments.tenders import METHODS, saved_ways
from app.ui.session import Session

_METHOD = "payments.method"


@dataclass(frozen=True, slots=True)
class PayerFacts:
    """Who pays, how the account stands, what is open on it, what is saved to charge, and who was verified on the phone."""

    customer: CustomerListRow
    balance: Balance
    items: list[OpenInvoiceRow]
    saved: list[Method]
    rules: CallerRules
    caller: Verified | None


def read_payer(reader: Reader, customer_id: int) -> PayerFacts:
    """Return what the sheet shows of a customer."""
    customer = customer_rows(reader, [customer_id])[0]
    rules = caller_rules(reader)
    return PayerFacts(
        customer,
        balance_of(reader, customer_id),
        open_invoices(reader, customer_id),
        saved_methods(reader, customer_id),
        rules,
        verified_today(reader, customer_id) if rules.on else None,
    )


def take_unless_double(writer: Writer, new: NewReceipt, *, sure: bool) -> Received | list[LikelyDouble]:
    """Enter what is paid, or return payments that it may repeat; ``sure`` enters it anyway. All in one transaction.

    Raises:
        UserError: as ``receive``, or the caller has to be verified first.
    """
    need_verified(writer, new.customer_id, charges=any(tender.saved_id is not None for tender in new.tenders))
    doubles = [] if sure else doubles_of(writer, new)
    return doubles or receive(writer, new)


def _doubles(reader: Reader, new: NewReceipt) -> tuple[NewReceipt, list[LikelyDouble]]:
    return new, doubles_of(reader, new)


class TakePresenter(QObject):
    """Runs one sheet.

    Signals:
        taken(Received): it is in the book, or queued to be charged.
        receipt_wanted(Received): and its receipt is to be shown.
    """

    taken = Signal(object)
    receipt_wanted = Signal(object)

    def __init__(self, session: Session, sheet: TakeSheet, received_on: date | None = None) -> None:
        super().__init__(sheet)
        self._session, self._sheet = session, sheet
        self._customer: CustomerListRow | None = None
        self._ticked: tuple[int, ...] = ()
        self._sure = False
        self._then = ""
        sheet.tenders.show_method(self._last_method())
        sheet.date.set_value(received_on or session.today)
        sheet.show_balance(None)
        sheet.customer.picked.connect(self._picked)
        sheet.amount.changed.connect(self._amount_typed)
        sheet.amount.textEdited.connect(self._touched)
        sheet.tenders.changed.connect(self._tenders_changed)
        sheet.tenders.new_wanted.connect(self._save_a_method)
        sheet.date.changed.connect(self._look_for_doubles)
        sheet.chooser.changed.connect(self._spread_changed)
        sheet.chooser.refused.connect(self._refused_cell)
        sheet.saved.connect(self._save)
        self._saving = Saving(session.tasks, sheet)
        self._saving.refused.connect(self._refused)
        sheet.saved_and_next.connect(self._save_and_next)
        sheet.print_wanted.connect(self._save_and_print)
        session.changed.connect(self._book_changed)
        self._spread_changed()

    def begin(self, customer_id: int, invoice_ids: Sequence[int] = ()) -> None:
        """Begin with a customer (0: to be found first) and ticks."""
        self._ticked = tuple(invoice_ids)
        if customer_id:
            self._read(customer_id)
        else:
            self._sheet.customer.setFocus()

    # Who

    @Slot(object)
    def _picked(self, customer: CustomerListRow | None) -> None:
        if customer is None:
            self._customer = None
            self._sheet.show_balance(None)
            self._sheet.caller.clear()
            self._sheet.tenders.offer_saved(())
            self._sheet.chooser.show_payer(known=False)
            self._sheet.chooser.take(Choice().with_amount(self._sheet.amount.value()))
        else:
            self._read(customer.id)
            self._sheet.amount.setFocus()
            self._sheet.amount.selectAll()

    def _read(self, customer_id: int) -> None:
        self._session.tasks.read(self._session.read(read_payer, customer_id), self._show_payer, key=f"take-{id(self)}")

    def _show_payer(self, facts: PayerFacts) -> None:
        first = self._customer is None or self._customer.id != facts.customer.id
        self._customer = facts.customer
        sheet = self._sheet
        refusal = "" if first else sheet.error()
        if first or sheet.customer.customer() is None:
            sheet.show_customer(facts.customer)
        sheet.show_balance(facts.balance)
        can_charge = self._session.actions.send_operations is not None
        sheet.tenders.offer_saved(saved_ways(self._session, facts.saved) if can_charge else ())
        self._show_caller(facts)
        sheet.chooser.show_payer(known=True)
        choice = sheet.chooser.choice.with_items(facts.items)
        if self._ticked:
            for invoice_id in self._ticked:
                choice = choice.ticked(invoice_id, on=True)
            self._ticked = ()
        sheet.chooser.take(choice)
        if first and not sheet.amount.hasFocus():
            sheet.amount.setFocus()
            sheet.amount.selectAll()
        self._look_for_doubles()
        sheet.keep_high()
        sheet.show_error(refusal)  # what was read anew does not answer why it could not be saved

    @Slot(object)
    def _book_changed(self, changed: frozenset[str]) -> None:
        if self._customer is None or self._saving.is_busy:
            return
        if changed & {"invoices", "payments", "settings", f"customer:{self._customer.id}"}:
            self._read(self._customer.id)

    # The caller

    def _show_caller(self, facts: PayerFacts) -> None:
        banner = self._sheet.caller
        if not facts.rules.on:
            banner.clear()
        elif facts.caller is None:
            can = self._session.actions.verify_caller is not None
            button = _("&Verify caller…") if can else ""
            banner.show_message(Tone.CARE, _("The caller is not verified yet."), button, self.verify if can else None)
        elif facts.caller.nobody:
            banner.show_message(Tone.INFO, _("Nobody called: it came by mail or in person."))
        else:
            words = _("{caller} was verified today by {user}.")
            banner.show_message(Tone.GOOD, words.format(caller=facts.caller.caller, user=facts.caller.by))

    @Slot()
    def verify(self) -> None:
        """Ask the caller for the details that this book wants."""
        action = self._session.actions.verify_caller
        if action is not None and self._customer is not None:
            action(self._customer.id)

    # How much and how

    @Slot()
    def _touched(self) -> None:
        self._sheet.set_typed(typed=True)
        self._forget_trouble()

    @Slot(object)
    def _amount_typed(self, minor: int | None) -> None:
        if minor is not None and minor < 0:
            self._sheet.amount.complain(_("A payment cannot be negative. To give money back, refund an earlier payment."))
            minor = None
        self._sheet.chooser.set_amount(minor)
        self._look_for_doubles()

    @Slot()
    def _tenders_changed(self) -> None:
        self._show_parts()
        self._look_for_doubles()

    def _show_parts(self) -> None:
        tenders = self._sheet.tenders
        tenders.show_total(self._sheet.chooser.choice.amount_minor)
        charged = tenders.only_charges()
        self._sheet.print_button.setEnabled(not charged)
        self._sheet.print_button.setToolTip(
            _("There is a receipt once the charge went through.") if charged else _("Ctrl+P")
        )

    @Slot()
    def _save_a_method(self) -> None:
        action = self._session.actions.add_method
        if self._customer is None:
            self._sheet.customer.setFocus()
            self._sheet.show_error(_("Choose the customer who paid."))
        elif action is not None:
            action(self._customer.id)

    @Slot()
    def _spread_changed(self) -> None:
        choice = self._sheet.chooser.choice
        if not choice.typed and choice.way is Way.CHOSEN:
            self._sheet.amount.set_value(choice.amount_minor or None)
        elif choice.typed and self._sheet.amount.value() != choice.amount_minor:
            self._sheet.amount.set_value(choice.amount_minor)
        if choice.wanted:
            self._sheet.set_typed(typed=True)
        self._sheet.show_spread(choice.spread(), len(choice.items))
        self._show_parts()
        self._sheet.show_error("")

    @Slot(str)
    def _refused_cell(self, _sentence: str) -> None:
        self._sheet.show_error("")

    # Doubles

    def _new(self) -> NewReceipt | None:
        sheet, choice = self._sheet, self._sheet.chooser.choice
        on = sheet.date.value()
        if self._customer is None or on is None or choice.amount_minor <= 0:
            return None
        tenders = sheet.tenders
        return NewReceipt(
            self._customer.id,
            on,
            tenders.tenders(choice.amount_minor),
            dict(choice.spread().applied),
            sheet.memo.value(),
            tenders.deposit_on.value(),
        )

    @Slot()
    def _look_for_doubles(self) -> None:
        self._forget_trouble()
        new = self._new()
        if new is not None and self._sheet.tenders.complete(self._sheet.chooser.choice.amount_minor):
            self._session.tasks.read(self._session.read(_doubles, new), self._found_doubles, key=f"doubles-{id(self)}")

    def _found_doubles(self, found: tuple[NewReceipt, list[LikelyDouble]]) -> None:
        if found[0] == self._new() and not self._saving.is_busy:
            self._show_doubles(found[1])

    def _show_doubles(self, doubles: list[LikelyDouble]) -> None:
        if not doubles or self._sure:
            self._sheet.warning.clear()
            return
        first = doubles[0]
        self._sheet.warning.show_message(
            Tone.CARE,
            _("This looks like payment {number}: {amount} on {date}{reference}. Is it a second one?").format(
                number=first.number,
                amount=self._session.amounts.money(first.amount_minor),
                date=self._session.dates.medium(first.received_on),
                reference=_(", check {number}").format(number=first.reference) if first.reference else "",
            ),
            _("Enter anyway"),
            self.enter_anyway,
        )

    @Slot()
    def enter_anyway(self) -> None:
        """Take it for a second payment like the first; go on with the save that the warning held up."""
        self._sure = True
        self._sheet.warning.clear()
        then, self._then = self._then, ""
        if then:
            self._write(then)

    def _forget_trouble(self) -> None:
        self._sure = False
        self._then = ""
        self._sheet.warning.clear()
        self._sheet.show_error("")

    # Saving

    @Slot()
    def _save(self) -> None:
        self._write("close")

    @Slot()
    def _save_and_next(self) -> None:
        self._write("next")

    @Slot()
    def _save_and_print(self) -> None:
        # A charge is no payment yet: there is nothing to give a receipt for.
        self._write("close" if self._sheet.tenders.only_charges() else "print")

    def _write(self, then: str) -> None:
        trouble = self._trouble()
        self._sheet.show_error(trouble)
        new = self._new()
        if trouble or new is None or self._saving.is_busy:
            return
        self._then = then
        self._saving.write(self._session.write(take_unless_double, new, sure=self._sure), self._written)

    def _trouble(self) -> str:
        sheet = self._sheet
        sentence = sheet.first_complaint()
        if sentence:
            return sentence
        choice = sheet.chooser.choice
        if self._customer is None:
            sheet.customer.setFocus()
            return _("Choose the customer who paid.")
        if choice.amount_minor <= 0:
            sheet.amount.setFocus()
            return _("Enter the amount that was received, or tick invoices.")
        if choice.spread().over_minor:
            return _("More is applied than was received. Apply less, or raise the amount.")
        return sheet.tenders.trouble(choice.amount_minor) or sheet.chooser.trouble()

    def _written(self, result: Received | list[LikelyDouble]) -> None:
        if isinstance(result, list):
            then = self._then
            self._show_doubles(result)
            self._then = then
            self._sheet.show_error(_("Look at the earlier payment first, or choose “Enter anyway”."))
            return
        method = self._sheet.tenders.plain_method()
        if method:
            self._session.settings.put(_METHOD, method)
        self._sheet.set_typed(typed=False)
        self.taken.emit(result)
        if self._then == "next":
            self._next()
            return
        if self._then == "print":
            self.receipt_wanted.emit(result)
        self._sheet.accept()

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserError) and self._customer is not None:
            self._read(self._customer.id)

    def _next(self) -> None:
        sheet = self._sheet
        self._customer, self._sure, self._then = None, False, ""
        sheet.show_customer(None)
        sheet.show_balance(None)
        sheet.chooser.show_payer(known=False)
        sheet.caller.clear()
        sheet.amount.set_value(None)
        sheet.tenders.reset()
        sheet.chooser.take(Choice())
        sheet.set_typed(typed=False)
        sheet.customer.setFocus()

    def _last_method(self) -> str:
        method = self._session.settings.text(_METHOD, METHODS[0])
        return method if method in METHODS else METHODS[0]
