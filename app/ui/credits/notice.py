"""What stands above an account while a credit for it waits for approval: it is not given yet."""

from __future__ import annotations

from PySide6.QtCore import Slot

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.credit_requests import CreditRequestView, waiting_credits
from app.ui.account_notice import AccountNotice
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session


class CreditNotice(AccountNotice[list[CreditRequestView]]):
    """One line; its button leads to all that wait."""

    concerned = frozenset({"credits", "profile"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.banner = Banner()
        self.setLayout(column(self.banner))

    def standing(self, reader: Reader, customer_id: int) -> list[CreditRequestView]:
        """Return what waits."""
        return waiting_credits(reader, customer_id)

    def tell(self, views: list[CreditRequestView]) -> None:
        """Say how much waits."""
        self.setVisible(bool(views))
        if not views:
            self.banner.clear()
            return
        money = self.session.amounts.money
        whole = money(sum(view.total_minor for view in views))
        if len(views) == 1:
            text = _("A credit of {amount} waits for approval and is not given yet. {name} asked for it: {reason}").format(
                amount=whole, name=views[0].asked_by, reason=views[0].reason
            )
        else:
            words = ngettext(
                "{count} credit of {amount} waits for approval and is not given yet.",
                "{count} credits of {amount} altogether wait for approval and are not given yet.",
                len(views),
            )
            text = words.format(count=len(views), amount=whole)
        can = self.session.actions.show_waiting_credits is not None
        self.banner.show_message(Tone.CARE, text, _("Show") if can else "", self._show if can else None)

    @Slot()
    def _show(self) -> None:
        if self.session.actions.show_waiting_credits is not None:
            self.session.actions.show_waiting_credits()
