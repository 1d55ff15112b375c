"""The Activity tab: every change to a customer's account as a sentence, who and when, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.activity import ActivityFacts, activity_ids, activity_rows, changes_of, sentence
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.tables import Column, Kind
from app.ui.session import Session

ALL = ""


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
        prefix = filter_.key if isinstance(filter_, TabFilter) else ALL
        ids = self._office.read(lambda reader: activity_ids(reader, self._customer_id, kind_prefix=prefix))
        return ids if descending else ids[::-1]

    def rows(self, ids: Sequence[int]) -> Sequence[ActivityFacts]:
        """Return rows by id."""
        return self._office.read(lambda reader: activity_rows(reader, ids))


class ActivityTab(TableTab):
    """Changes of one customer's account."""

    name = "account.activity"
    concerned = frozenset({"activity"})

    def __init__(self, session: Session) -> None:
        super().__init__(session, "", "when")
        self.view.tools.search.hide()

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
            Column("who", _("Who"), lambda row: row.actor, width=112),
            Column("what", _("What"), lambda row: sentence(row, session.profile), width=320, stretch=True),
            Column("change", _("Before → after"), self._change, width=280),
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
        return ActivityCount(len(activity_ids(reader, customer_id, kind_prefix=wanted.key)))

    def footer(self, figures: ActivityCount) -> TabFooter:
        """Return “120 changes”."""
        count = self.session.amounts.count(figures.count)
        return TabFooter(ngettext("{count} change", "{count} changes", figures.count).format(count=count))

    def nothing(self) -> Nothing:
        """Return what an account without activity says."""
        return Nothing(_("Nothing has happened yet."))
