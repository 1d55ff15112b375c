"""What stands above an account while something is under way for it at the processor: nothing there is shown as paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.operations import OperationView, under_way_for
from app.ui.account_notice import AccountNotice
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session

# What a person has to deal with stands before what goes on by itself.
_ORDER = ("declined", "unknown", "creating", "created", "confirming", "processing", "needs_customer", "queued")
_TONES = {"declined": Tone.ALARM, "unknown": Tone.CARE, "queued": Tone.QUIET}


class ChargingNotice(AccountNotice[list[OperationView]]):
    """One line for the most urgent, and how many more there are; its button leads to the queue."""

    concerned = frozenset({"operations", "payments", "invoices", "profile"})

    def __init__(self, session: Session, show: Callable[[str], object]) -> None:
        super().__init__(session)
        self._show = show
        self._name = ""
        self.banner = Banner()
        self.setLayout(column(self.banner))

    def standing(self, reader: Reader, customer_id: int) -> list[OperationView]:
        """Return what is under way."""
        return under_way_for(reader, customer_id)

    def tell(self, views: list[OperationView]) -> None:
        """Show the most urgent."""
        self.setVisible(bool(views))
        if not views:
            self.banner.clear()
            return
        first = min(views, key=lambda view: _ORDER.index(view.state) if view.state in _ORDER else len(_ORDER))
        self._name = first.customer_name
        same = [view for view in views if (view.state, view.kind) == (first.state, first.kind)]
        text = notice_words(self.session, first, same)
        more = len(views) - len(same if first.state == "processing" else [first])
        if more > 0:
            text += " " + ngettext("{count} more is under way.", "{count} more are under way.", more).format(count=more)
        self.banner.show_message(_TONES.get(first.state, Tone.INFO), text, _("Show"), self._open)

    @Slot()
    def _open(self) -> None:
        self._show(self._name)


def notice_words(session: Session, view: OperationView, same: Sequence[OperationView]) -> str:
    """Return what is to be said of an operation; ``same`` are those in the same state, itself among them."""
    amount = session.amounts.money(view.amount_minor)
    numbers = ", ".join(view.invoices)
    method = view.method.title()
    if view.kind == "setup_page":
        return _("A page for a new card or bank account waits for the customer.")
    if view.kind == "refund":
        return _("A refund of {amount} is asked for and not done yet.").format(amount=amount)
    if view.state == "declined":
        return _("{method} was declined for {amount}: {reason}").format(method=method, amount=amount, reason=view.reason)
    if view.state == "processing":
        whole = session.amounts.money(sum(each.amount_minor for each in same))
        numbers = ", ".join(number for each in same for number in each.invoices)
        if numbers:
            return _("{amount} is in transit ({numbers}): not paid until the bank says so.").format(
                amount=whole, numbers=numbers
            )
        return _("{amount} is in transit: not paid until the bank says so.").format(amount=whole)
    if view.state == "needs_customer":
        return _("A payment link over {amount} waits for the customer ({numbers}).").format(amount=amount, numbers=numbers)
    if view.state == "queued":
        if view.held:
            return _("A charge of {amount} is held.").format(amount=amount)
        return _("{amount} waits to be charged to {method}.").format(amount=amount, method=method)
    return _("It is not known yet whether {amount} was charged; the next sync asks.").format(amount=amount)
