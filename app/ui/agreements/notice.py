"""What stands above a customer's page while an agreement has to be renewed soon, or should have been."""

from __future__ import annotations

from PySide6.QtCore import Slot

from app.domain.language import _
from app.services.agreements.listing import AgreementListRow, agreements_to_renew
from app.services.office import Reader
from app.ui.account_notice import AccountNotice
from app.ui.agreements.doings import AgreementDoings
from app.ui.agreements.words import renewal_words
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session


class RenewalNotice(AccountNotice[list[AgreementListRow]]):
    """The most urgent renewal, and how many more there are."""

    concerned = frozenset({"agreements", "profile"})

    def __init__(self, session: Session, doings: AgreementDoings) -> None:
        super().__init__(session)
        self._doings = doings
        self._first: AgreementListRow | None = None
        self.banner = Banner()
        self.setLayout(column(self.banner))

    def standing(self, reader: Reader, customer_id: int) -> list[AgreementListRow]:
        """Return what is to be renewed soon."""
        return agreements_to_renew(reader, customer_id)

    def tell(self, rows: list[AgreementListRow]) -> None:
        """Show the most urgent one."""
        self._first = rows[0] if rows else None
        self.setVisible(bool(rows))
        if self._first is None or self._first.renews_on is None:
            return
        today, dates = self.session.today, self.session.dates
        text = _("The agreement “{title}” is to be renewed by {date}, {when}.").format(
            title=self._first.title,
            date=dates.medium(self._first.renews_on),
            when=renewal_words(self._first.renews_on, today),
        )
        if len(rows) > 1:
            text = _("{sentence} {count} agreements in all.").format(sentence=text, count=len(rows))
        tone = Tone.ALARM if self._first.renews_on < today else Tone.CARE
        self.banner.show_message(tone, text, _("Day of renewal…"), self._renew)

    @Slot()
    def _renew(self) -> None:
        if self._first is not None:
            self._doings.renew(self._first)
