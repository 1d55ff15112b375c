"""The line above an account's page that asks for the caller to be verified before the account is discussed."""

from __future__ import annotations

from PySide6.QtCore import Slot

from app.domain.language import _
from app.services.customers.callers import CallerRules, Verified, caller_rules, verified_today
from app.services.office import Reader
from app.ui.account_notice import AccountNotice
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session


class CallerNotice(AccountNotice[tuple[CallerRules, Verified | None]]):
    """Says that nobody was verified today, or who was; gone where the book does not want that."""

    concerned = frozenset({"settings"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.banner = Banner()
        self.setLayout(column(self.banner))

    def standing(self, reader: Reader, customer_id: int) -> tuple[CallerRules, Verified | None]:
        """Return what the book wants, and who was verified today."""
        rules = caller_rules(reader)
        wanted = rules.on and rules.discuss
        return rules, verified_today(reader, customer_id) if wanted else None

    def tell(self, found: tuple[CallerRules, Verified | None]) -> None:
        """Ask for somebody to be verified, or say who was."""
        rules, caller = found
        self.setVisible(rules.on and rules.discuss)
        if caller is None:
            can = self.session.actions.verify_caller is not None
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
        action = self.session.actions.verify_caller
        if action is not None and self.customer_id is not None:
            action(self.customer_id)
