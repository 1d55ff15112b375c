"""The Activity tab: every change to a customer's account as a sentence, who and when, before and after."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.activity import ActivityFacts, activity_rows, changes_of, sentence
from app.services.queries.activity_search import activity_ids_like
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.tables import Column, Kind
from app.ui.session import Session

ALL = ""
_KINDS: dict[str, tuple[str, ...]] = {
    "invoice.": ("invoice.", "draft."),
    "payment.": ("payment.", "charge.", "receipt.", "refund.", "dispute.", "deposit.", "method."),
    "credit_memo.": ("credit_memo.", "credit."),
    "job.": ("job.",),
    "plan.": ("plan.",),
    "mail.": ("mail.", "statement.", "reminder."),
    "agreement.": ("agreement.", "file."),
    "note.": ("note.",),
    "customer.": ("customer.", "contact.", "site.", "tags.", "caller."),
}


@dataclass(frozen=True, slots=True)
class ActivityCount:
    """How many changes there are."""

    count: int


class ActivitySource:
    """Changes of one customer for a ``PagedModel``; always newest first."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids, newest first unless turned round."""
        del sort
        wanted = filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL)
        ids = self._office.read(lambda reader: _matching(reader, self._customer_id, wanted))
        return ids if descending else ids[::-1]

    def rows(self, ids: Sequence[int]) -> Sequence[ActivityFacts]:
        """Return rows by id."""
        return self._office.read(lambda reader: activity_rows(reader, ids))


class ActivityTab(TableTab):
    """Changes of one customer's account."""

    name = "account.activity"
    concerned = frozenset({"activity"})

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("What, who"), "when")

    def title(self) -> str:
        """Return what the rows are."""
        return _("Activity")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return (
            (ALL, _("All activity")),
            ("invoice.", _("Invoices")),
            ("payment.", _("Payments")),
            ("credit_memo.", _("Credits")),
            ("job.", _("Jobs")),
            ("plan.", _("Plans")),
            ("mail.", _("Mail and statements")),
            ("agreement.", _("Agreements and files")),
            ("note.", _("Notes")),
            ("customer.", _("Account details")),
        )

    def source(self, customer_id: int) -> ActivitySource:
        """Return where the rows come from."""
        return ActivitySource(self.session, customer_id)

    def columns(self) -> tuple[Column[ActivityFacts], ...]:
        """Return the columns."""
        session = self.session
        return (
            Column(
                "when",
                _("When"),
                lambda row: session.moment(row.happened_at),
                Kind.DATE,
                164,
                "when",
                lambda row: session.local(row.happened_at).replace(tzinfo=None),
            ),
            Column("who", _("Who"), lambda row: row.actor, width=96),
            Column("what", _("What"), lambda row: sentence(row, session.profile), width=320, stretch=True),
            Column("change", _("Before → after"), self._change, width=200),
        )

    def _change(self, row: ActivityFacts) -> str:
        nothing = _("nothing")
        changes = changes_of(row, self.session.profile)
        return "; ".join(
            _("{field}: {before} → {after}").format(field=c.label, before=c.before or nothing, after=c.after or nothing)
            for c in changes
        )

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> ActivityCount:
        """Return how many changes are shown."""
        return ActivityCount(len(_matching(reader, customer_id, wanted)))

    def footer(self, figures: ActivityCount) -> TabFooter:
        """Return “120 changes”."""
        count = self.session.amounts.count(figures.count)
        return TabFooter(ngettext("{count} change", "{count} changes", figures.count).format(count=count))

    def nothing(self) -> Nothing:
        """Return what an account without activity says."""
        return Nothing(_("Nothing has happened yet."))


def _matching(reader: Reader, customer_id: int, wanted: TabFilter) -> array[int]:
    return activity_ids_like(reader, customer_id, _KINDS.get(wanted.key, ()), wanted.text)
