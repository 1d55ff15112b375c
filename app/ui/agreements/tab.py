"""The Agreements tab of an account."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from app.domain.language import _, ngettext
from app.services.agreements.listing import AgreementListRow, AgreementTotals, agreement_totals
from app.services.office import Reader
from app.ui.agreements.doings import AgreementDoings
from app.ui.agreements.listing import ALL, TO_RENEW, AgreementSource, agreement_columns, agreement_filter
from app.ui.customers.menus import Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.tables import Column
from app.ui.session import Session


class AgreementsTab(TableTab):
    """Agreements with one customer."""

    name = "account.agreements"
    concerned = frozenset({"agreements", "files", "plans", "mail"})

    def __init__(self, session: Session, doings: AgreementDoings) -> None:
        self._doings = doings
        super().__init__(session, _("Title, words, who signed"), "written")
        self.new = QPushButton(_("New agreement…"))
        self.new.clicked.connect(self._new)
        self.offer(self.new)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Agreements")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return (
            (ALL, _("All agreements")),
            (TO_RENEW, _("To be renewed")),
            ("signed", _("Signed")),
            ("sent", _("Sent, not signed")),
            ("draft", _("Drafts")),
            ("ended", _("Ended")),
        )

    def source(self, customer_id: int) -> AgreementSource:
        """Return where the rows come from."""
        return AgreementSource(self.session, customer_id)

    def columns(self) -> tuple[Column[AgreementListRow], ...]:
        """Return the list's columns without the customer's."""
        return tuple(column for column in agreement_columns(self.session) if column.key != "customer")

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> AgreementTotals:
        """Return the totals of what is shown."""
        return agreement_totals(reader, agreement_filter(customer_id, wanted))

    def footer(self, figures: AgreementTotals) -> TabFooter:
        """Return “2 agreements”, and how many are in force and to be renewed."""
        count = self.session.amounts.count
        left = ngettext("{count} agreement", "{count} agreements", figures.count).format(count=count(figures.count))
        totals = [(_("In force"), count(figures.signed))]
        if figures.to_renew:
            totals.append((_("To be renewed"), count(figures.to_renew)))
        return TabFooter(left, tuple(totals))

    def nothing(self) -> Nothing:
        """Return what an account without agreements says."""
        return Nothing(_("Nothing was agreed in writing yet."), _("New agreement…"), self._new)

    def open_row(self, row_id: int) -> None:
        """Go on with a draft, or show the paper."""
        each: AgreementListRow | None = self.model.row(row_id)
        if each is not None:
            self._doings.show(each)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected agreement."""
        each: AgreementListRow | None = self.model.row(ids[0]) if len(ids) == 1 else None
        return self._doings.entries(each) if each is not None else []

    @Slot()
    def _new(self) -> None:
        if self.customer_id is not None:
            self._doings.new(self.customer_id)
