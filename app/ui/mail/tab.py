"""The Mail tab of a customer's page: every message of one customer, how it fared, and the way to send it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.language import _, ngettext
from app.services.mail.queueing import cancel_messages
from app.services.office import Reader
from app.services.queries.mail import MailFilter, MailRow, MailSort, mail_ids, mail_rows
from app.ui.customers.menus import Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.tables import Column
from app.ui.mail.ways import MailWays
from app.ui.mail.words import mail_columns
from app.ui.session import Session

ALL, LOOK, WAITING, SENT = "all", "look", "waiting", "sent"
_STATES: dict[str, tuple[str, ...]] = {LOOK: ("failed", "unknown"), WAITING: ("waiting", "sending"), SENT: ("sent",)}


@dataclass(frozen=True, slots=True)
class MailSums:
    """How many messages are shown, and how many of them wait or did not go."""

    count: int
    waiting: int
    to_look_at: int


def _wanted(customer_id: int, filter_: object) -> MailFilter:
    shown = filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL)
    return MailFilter(customer_id, _STATES.get(shown.key, ()), shown.text)


class CustomerMail:
    """Messages of one customer for a ``PagedModel``."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = _wanted(self._customer_id, filter_)
        by = MailSort(sort) if sort else MailSort.QUEUED
        return self._office.read(lambda reader: mail_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[MailRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: mail_rows(reader, ids))


class MailTab(TableTab):
    """Messages of one customer."""

    name = "account.mail"
    concerned = frozenset({"mail"})

    def __init__(self, session: Session, ways: MailWays) -> None:
        super().__init__(session, _("Address, subject or number"), "queued")
        self._ways = ways

    def title(self) -> str:
        """Return what the rows are."""
        return _("Mail")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return ((ALL, _("All messages")), (LOOK, _("To look at")), (WAITING, _("Waiting")), (SENT, _("Sent")))

    def source(self, customer_id: int) -> CustomerMail:
        """Return where the rows come from."""
        return CustomerMail(self.session, customer_id)

    def columns(self) -> tuple[Column[MailRow], ...]:
        """Return the list's columns without the customer's."""
        return mail_columns(self.session, of_one_customer=True)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> MailSums:
        """Return how many of what is shown there are in each state."""
        ids = mail_ids(reader, _wanted(customer_id, wanted))
        states = Counter(row.state for at in range(0, len(ids), 500) for row in mail_rows(reader, ids[at : at + 500]))
        return MailSums(len(ids), *(sum(states[state] for state in _STATES[key]) for key in (WAITING, LOOK)))

    def footer(self, figures: MailSums) -> TabFooter:
        """Return “3 messages” and how many did not go."""
        count = self.session.amounts.count
        left = ngettext("{count} message", "{count} messages", figures.count).format(count=count(figures.count))
        totals = []
        if figures.waiting:
            totals.append((_("Waiting"), count(figures.waiting)))
        if figures.to_look_at:
            totals.append((_("To look at"), count(figures.to_look_at)))
        return TabFooter(left, tuple(totals))

    def nothing(self) -> Nothing:
        """Return what an account that was never written to says."""
        return Nothing(_("Nothing was sent to this customer by mail yet."))

    def open_row(self, row_id: int) -> None:
        """Show the message whole."""
        self._ways.show_message(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected messages."""
        entries = [Entry(_("Cancel it") if len(ids) == 1 else _("Cancel them"), partial(self._cancel, list(ids)))]
        if len(ids) == 1:
            entries.insert(0, Entry(_("Read it"), partial(self.open_row, ids[0])))
        return entries

    def _cancel(self, ids: list[int]) -> None:
        self.session.tasks.write(self.session.write(cancel_messages, ids))
