"""What stands above an account while a credit for it waits for approval: it is not given yet."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.credit_requests import CreditRequestView, waiting_credits
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session


class CreditNotice(QWidget):
    """One line; its button leads to all that wait."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._customer_id: int | None = None
        self.banner = Banner()
        self.setLayout(column(self.banner))
        self.hide()

    def show_customer(self, customer_id: int) -> None:
        """Tell what waits for this customer, as soon as it is read."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self.hide()
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Tell again what may have changed."""
        if changed & {"credits", "profile"} or f"customer:{self._customer_id}" in changed:
            self._read()

    def _read(self) -> None:
        if self._customer_id is not None:
            job = self._session.read(_of, self._customer_id)
            self._session.tasks.read(job, self._came, key=f"credit-notice-{id(self)}")

    def _came(self, found: tuple[int, list[CreditRequestView]]) -> None:
        customer_id, views = found
        if customer_id != self._customer_id:
            return
        self.setVisible(bool(views))
        if not views:
            self.banner.clear()
            return
        money = self._session.amounts.money
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
        can = self._session.actions.show_waiting_credits is not None
        self.banner.show_message(Tone.CARE, text, _("Show") if can else "", self._show if can else None)

    @Slot()
    def _show(self) -> None:
        if self._session.actions.show_waiting_credits is not None:
            self._session.actions.show_waiting_credits()


def _of(reader: Reader, customer_id: int) -> tuple[int, list[CreditRequestView]]:
    return customer_id, waiting_credits(reader, customer_id)
