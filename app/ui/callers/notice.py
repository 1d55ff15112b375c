"""The line above an account's page that asks for the caller to be verified before the account is discussed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.customers.callers import CallerRules, Verified, caller_rules, verified_today
from app.services.office import Reader
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session


def _standing(reader: Reader, customer_id: int) -> tuple[int, CallerRules, Verified | None]:
    rules = caller_rules(reader)
    wanted = rules.on and rules.discuss
    return customer_id, rules, verified_today(reader, customer_id) if wanted else None


class CallerNotice(QWidget):
    """Says that nobody was verified today, or who was; gone where the book does not want that."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._customer_id: int | None = None
        self.banner = Banner()
        self.setLayout(column(self.banner))
        self.hide()

    def show_customer(self, customer_id: int) -> None:
        """Tell about this customer, as soon as it is read."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self.hide()
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Tell again what may have changed."""
        if "settings" in changed or f"customer:{self._customer_id}" in changed:
            self._read()

    def _read(self) -> None:
        if self._customer_id is not None:
            job = self._session.read(_standing, self._customer_id)
            self._session.tasks.read(job, self._came, key=f"caller-notice-{id(self)}")

    def _came(self, found: tuple[int, CallerRules, Verified | None]) -> None:
        customer_id, rules, caller = found
        if customer_id != self._customer_id:
            return
        self.setVisible(rules.on and rules.discuss)
        if caller is None:
            can = self._session.actions.verify_caller is not None
            self.banner.show_message(
                Tone.CARE,
                _("Verify the caller before this account is discussed."),
                _("Verify caller…") if can else "",
                self.verify if can else None,
            )
        elif caller.nobody:
            self.setVisible(False)
        else:
            words = _("{caller} was verified today by {user}.")
            self.banner.show_message(Tone.GOOD, words.format(caller=caller.caller, user=caller.by))

    @Slot()
    def verify(self) -> None:
        """Ask the caller."""
        action = self._session.actions.verify_caller
        if action is not None and self._customer_id is not None:
            action(self._customer_id)
