"""What stands above a customer's page while an agreement has to be renewed soon, or should have been."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.agreements.listing import AgreementListRow, agreements_to_renew
from app.services.office import Reader
from app.ui.agreements.doings import AgreementDoings
from app.ui.agreements.words import renewal_words
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session


class RenewalNotice(QWidget):
    """The most urgent renewal, and how many more there are."""

    def __init__(self, session: Session, doings: AgreementDoings) -> None:
        super().__init__()
        self._session, self._doings = session, doings
        self._customer_id: int | None = None
        self._first: AgreementListRow | None = None
        self.banner = Banner()
        self.setLayout(column(self.banner))
        self.hide()

    def show_customer(self, customer_id: int) -> None:
        """Tell of this customer's renewals, as soon as they are read."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self.hide()
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Tell again what may have changed."""
        if "agreements" in changed or "profile" in changed:
            self._read()

    def _read(self) -> None:
        if self._customer_id is not None:
            job = self._session.read(_renewals_of, self._customer_id)
            self._session.tasks.read(job, self._came, key=f"renewal-notice-{id(self)}")

    @Slot(object)
    def _came(self, found: tuple[int, list[AgreementListRow]]) -> None:
        customer_id, rows = found
        if customer_id != self._customer_id:
            return
        self._first = rows[0] if rows else None
        self.setVisible(bool(rows))
        if self._first is None or self._first.renews_on is None:
            return
        today, dates = self._session.today, self._session.dates
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


def _renewals_of(reader: Reader, customer_id: int) -> tuple[int, list[AgreementListRow]]:
    return customer_id, agreements_to_renew(reader, customer_id)
