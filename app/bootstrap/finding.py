"""What the search box finds in the open book, as places to go to."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.queries.search import Hit as Found
from app.services.queries.search import HitKind, find
from app.ui.session import Session
from app.ui.shell.parts import Hit, Place

_TABS = {
    HitKind.CUSTOMER: "",
    HitKind.INVOICE: "/invoices",
    HitKind.PAYMENT: "/payments",
    HitKind.CREDIT_MEMO: "/invoices",
    HitKind.ESTIMATE: "/estimates",
}
_ICONS = {
    HitKind.CUSTOMER: "person",
    HitKind.INVOICE: "file",
    HitKind.PAYMENT: "check",
    HitKind.CREDIT_MEMO: "undo",
    HitKind.ESTIMATE: "pencil",
}
_JOB_ICON = "wrench"


class BookProvider:
    """Searches customers, document numbers and amounts of the open book; asked in a reader thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def search(self, text: str) -> Sequence[Hit]:
        """Return the best hits, best first."""
        return [self._hit(found) for found in self._session.read(find, text)()]

    def _hit(self, found: Found) -> Hit:
        amount = "" if found.amount_minor is None else self._session.amounts.money(found.amount_minor)
        if found.kind is HitKind.JOB:
            return Hit(found.title, found.detail, Place("jobs", f"job/{found.id}"), _JOB_ICON, amount)
        place = Place("customers", f"{found.customer_id}{_TABS[found.kind]}")
        return Hit(found.title, found.detail, place, _ICONS[found.kind], amount)
