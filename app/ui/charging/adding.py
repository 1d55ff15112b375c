"""A new card or bank account: entered on the processor's page, here in the browser or by the customer through a link.

What is owed and was to be charged is the office's choice when it is entered here; through a link it is charged at once, and
the link says so beforehand. Billing dates never move.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.charging.customers import Method, method_by_id
from app.services.charging.pages import CHARGE, SAVE, OpenPage, charge_outstanding, open_setup_page, owed_by_method
from app.services.charging.processor import PaymentProcessor
from app.services.office import Office, Reader, Writer
from app.services.plans.methods import Choice
from app.services.plans.on_file import choose_method, method_offer
from app.ui.charging.hosted import Hosted, Looked
from app.ui.charging.hosted_sheet import ASK, DONE, HostedSheet
from app.ui.charging.line import Line
from app.ui.charging.sender import Sender
from app.ui.kit.status import Status
from app.ui.kit.tasks import Progress
from app.ui.kit.theme import Tone
from app.ui.session import Session

HERE, LINK = "here", "link"
_CHARGE, _PAID, _KEEP = "charge", "paid", "keep"


@dataclass(frozen=True, slots=True)
class _Saved:
    method: Method
    invoices: tuple[int, ...]
    numbers: tuple[str, ...]
    owed_minor: int


class Adding(Hosted):
    """Runs one such sheet.

    Args:
        session: the open book.
        line: the line to the processor.
        sender: sends what is to be charged afterwards.
        customer_id: whose card it becomes.
        name: the customer's name.
        plan_id: a plan that is charged with it from then on.
        parent: what the sheet stands before.
    """

    def __init__(
        self,
        session: Session,
        line: Line,
        sender: Sender,
        customer_id: int,
        name: str,
        plan_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, line, customer_id, HostedSheet(_("New card or bank account"), name, parent))
        self.purpose = _("Your card or bank account")
        self._sender, self._plan_id = sender, plan_id
        self._through_link = False
        self._saved: _Saved | None = None
        self.sheet.choices.offer(
            [
                (
                    HERE,
                    _("Enter it here, in this computer's browser"),
                    _("The customer is at the desk or on the phone. Afterwards you choose what happens with what is owed."),
                ),
                (
                    LINK,
                    _("Send the customer a link"),
                    _("They enter it themselves. What was declined or waits to be charged is charged to it at once."),
                ),
            ]
        )
        self.sheet.asking.addWidget(self.sheet.choices)
        self.sheet.asking.addStretch(1)
        self.sheet.show_stage(ASK, _("Make the page"))
        self.sheet.open()

    def pressed(self) -> None:
        """Make the page, or do what was chosen about what is owed."""
        if self.sheet.stage == DONE and self._saved is not None:
            self._settle(self._saved)
            return
        self._through_link = self.sheet.choices.value() == LINK
        self.sheet.set_savable(savable=False)
        then = CHARGE if self._through_link else SAVE
        self.line.run(partial(_open, self.customer_id, self._plan_id, then), self.opened, self.refused)

    def opened(self, page: OpenPage) -> None:
        """Take the page; entered here, the browser opens at once."""
        super().opened(page)
        if not self._through_link:
            self.open_browser()

    def waiting_words(self) -> str:
        """Return what is going on."""
        if self._through_link:
            return _("Send the customer this link. As soon as they have entered a card or bank account, it is here.")
        return _("The page is open in the browser. As soon as a card or bank account is entered there, it is here.")

    def again(self) -> str:
        """Offer another page."""
        return _("Make another page")

    def completed(self, looked: Looked) -> None:
        """Read what was saved and what is owed."""
        job = self.session.read(_read_saved, self.customer_id, self._plan_id, looked.method_id)
        self.session.tasks.read(job, self._show)

    def _show(self, saved: _Saved | None) -> None:
        sheet = self.sheet
        done = Status(_("Saved"), Tone.GOOD, "check")
        if saved is None:
            sheet.show_done(done, _("It is saved. Sync to see it here."))
            return
        name = f"{saved.method.brand.title()} {saved.method.last4}"
        if self._through_link:
            words = _("{method} is saved.").format(method=name)
            if saved.owed_minor:
                words += " " + _("{amount} is being charged to it.").format(amount=self.session.amounts.money(saved.owed_minor))
            sheet.show_done(done, words)
            self._sender.sync(by_hand=False)
            return
        if not saved.owed_minor:
            sheet.show_done(done, _("{method} is saved. Nothing is owed that was to be charged.").format(method=name))
            return
        amount = self.session.amounts.money(saved.owed_minor)
        self._saved = saved
        words = ngettext(
            "{method} is saved. {amount} of invoice {numbers} was declined or waits. What happens with it?",
            "{method} is saved. {amount} of invoices {numbers} was declined or waits. What happens with it?",
            len(saved.numbers),
        )
        sheet.show_done(done, words.format(method=name, amount=amount, numbers=", ".join(saved.numbers[:4])))
        offered = [(_CHARGE, _("Charge {amount} to it now").format(amount=amount), _("The billing date stays."))]
        if self.session.actions.take_payment is not None:
            offered.append(
                (_PAID, _("It was paid another way"), _("You say how, and a payment is entered: money is never just declared."))
            )
        offered.append((_KEEP, _("Only save it"), _("What is owed stays as it is.")))
        sheet.after.offer(offered)
        sheet.name_main(_("Do that"))

    def _settle(self, saved: _Saved) -> None:
        chosen = self.sheet.after.value()
        if chosen == _CHARGE:
            self.sheet.set_savable(savable=False)
            job = self.session.write(_charge, self.customer_id, self._plan_id, saved.method.id)
            self.session.tasks.write(job, self._charging, self.refused)
            return
        self.sheet.accept()
        if chosen == _PAID and self.session.actions.take_payment is not None:
            self.session.actions.take_payment(self.customer_id, saved.invoices)

    def _charging(self, _nothing: object) -> None:
        self._sender.sync(by_hand=True)
        self.sheet.accept()


def _open(
    customer_id: int,
    plan_id: int | None,
    then: str,
    office: Office,
    processor: PaymentProcessor,
    _progress: Progress,
) -> OpenPage:
    return open_setup_page(office, processor, customer_id, plan_id=plan_id, then=then)


def _read_saved(reader: Reader, customer_id: int, plan_id: int | None, method_id: int | None) -> _Saved | None:
    if method_id is None:
        return None
    method = method_by_id(reader, method_id)
    if plan_id is not None:
        items = method_offer(reader, plan_id).owed
        return _Saved(
            method, tuple(i.invoice_id for i in items), tuple(i.number for i in items), sum(i.open_minor for i in items)
        )
    owed = owed_by_method(reader, customer_id)
    return _Saved(
        method,
        tuple(each.invoice_id for each in owed),
        tuple(each.number for each in owed),
        sum(each.open_minor for each in owed),
    )


def _charge(writer: Writer, customer_id: int, plan_id: int | None, method_id: int) -> None:
    if plan_id is not None:
        choose_method(writer, plan_id, method_id, Choice("charge"))
    else:
        charge_outstanding(writer, customer_id, method_id)
