"""The Credits tab: credit memos of a customer, why they were given, what is left of them and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.folding import fold
from app.domain.language import _, ngettext
from app.domain.money import decimal_from_minor
from app.services.office import Reader
from app.services.queries.credit_memos import CreditMemoListRow, credit_memo_ids, credit_memo_rows
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.tabs.reversing import Reversing
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session

ALL, LEFT = "all", "left"


@dataclass(frozen=True, slots=True)
class CreditFigures:
    """What the footer says, in minor units; void memos count as rows only."""

    count: int
    total_minor: int
    left_minor: int


def credit_pill(row: CreditMemoListRow, money: Callable[[int], str]) -> Status:
    """Return how a credit memo stands."""
    if row.state != "issued":
        return Status(_("Void"), Tone.QUIET, "void")
    if row.open_minor == row.total_minor:
        return Status(_("Not used"), Tone.INFO, "ring")
    if row.open_minor:
        return Status(_("{amount} left").format(amount=money(row.open_minor)), Tone.INFO, "half")
    return Status(_("Used"), Tone.GOOD, "check")


def matching(reader: Reader, customer_id: int, wanted: TabFilter) -> list[CreditMemoListRow]:
    """Return a customer's credit memos that match, newest first."""
    ids = credit_memo_ids(reader, customer_id, open_only=wanted.key == LEFT)
    rows: list[CreditMemoListRow] = []
    for start in range(0, len(ids), 500):
        rows += credit_memo_rows(reader, ids[start : start + 500])
    text = fold(wanted.text)
    return [row for row in rows if text in fold(f"{row.number} {row.reason}")] if text else rows


class CreditSource:
    """Credit memos of one customer for a ``PagedModel``; there are few, so that they are sorted here."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL)
        rows = self._office.read(lambda reader: matching(reader, self._customer_id, wanted))
        return [row.id for row in sorted(rows, key=lambda row: _place(row, sort), reverse=descending)]

    def rows(self, ids: Sequence[int]) -> Sequence[CreditMemoListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: credit_memo_rows(reader, ids))


class CreditsTab(TableTab):
    """Credit memos of one customer."""

    name = "account.credits"
    concerned = frozenset({"payments", "invoices", "import"})

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Number or reason"), "issued")
        self._reversing = Reversing(session, self)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Credits")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return ((ALL, _("All credits")), (LEFT, _("With something left")))

    def source(self, customer_id: int) -> CreditSource:
        """Return where the rows come from."""
        return CreditSource(self.session, customer_id)

    def columns(self) -> tuple[Column[CreditMemoListRow], ...]:
        """Return the columns."""
        dates = self.session.dates
        return (
            Column("number", _("Number"), lambda row: row.number, width=92, sort="number"),
            Column(
                "issued", _("Date"), lambda r: dates.medium(r.issued_on), Kind.DATE, 112, "issued", lambda r: r.issued_on
            ),
            Column("reason", _("Reason"), lambda row: row.reason, width=220, sort="reason", stretch=True),
            Column(
                "expires",
                _("Expires"),
                lambda r: dates.medium(r.expires_on) if r.expires_on else "",
                Kind.DATE,
                112,
                "expires",
                lambda r: r.expires_on,
            ),
            self._amount("amount", _("Amount"), lambda row: row.total_minor),
            self._amount("left", _("Left"), lambda row: row.open_minor),
            Column("status", _("Status"), lambda _row: "", Kind.STATUS, 150, status=self._pill),
        )

    def _amount(self, key: str, title: str, minor: Callable[[CreditMemoListRow], int]) -> Column[CreditMemoListRow]:
        session = self.session
        return Column(
            key,
            title,
            lambda row: session.amounts.plain(minor(row)),
            Kind.AMOUNT,
            104,
            key,
            lambda row: decimal_from_minor(minor(row), session.profile.currency),
            tone=lambda row: Tone.QUIET if row.state != "issued" else None,
        )

    def _pill(self, row: CreditMemoListRow) -> Status:
        return credit_pill(row, self.session.amounts.money)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> CreditFigures:
        """Return the totals of what is shown."""
        rows = matching(reader, customer_id, wanted)
        valid = [row for row in rows if row.state == "issued"]
        return CreditFigures(len(rows), sum(row.total_minor for row in valid), sum(row.open_minor for row in valid))

    def footer(self, figures: CreditFigures) -> TabFooter:
        """Return “2 credit memos” and the totals."""
        left = ngettext("{count} credit memo", "{count} credit memos", figures.count).format(count=figures.count)
        money = self.session.amounts.money
        return TabFooter(left, ((_("Amount"), money(figures.total_minor)), (_("Left"), money(figures.left_minor))))

    def nothing(self) -> Nothing:
        """Return what an account without credits says."""
        act = self._issue if self.session.actions.issue_credit is not None else None
        return Nothing(_("No credits were given."), _("Issue credit") if act else "", act)

    def open_row(self, row_id: int) -> None:
        """Show a credit memo."""
        if self.session.actions.show_credit_memo is not None:
            self.session.actions.show_credit_memo(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected credit memo."""
        if len(ids) != 1 or (row := self.model.row(ids[0])) is None:
            return []
        entries: list[Entry] = []
        if self.session.actions.show_credit_memo is not None:
            entries.append(Entry(_("View credit memo"), partial(self.session.actions.show_credit_memo, row.id)))
        mail, customer_id = self.session.actions.mail_credit_memo, self.customer_id
        if mail is not None and customer_id is not None:
            entries.append(Entry(_("Send by mail…"), partial(mail, row.id, customer_id, row.number)))
        if row.state == "issued":
            entries += [LINE, Entry(_("Void…"), partial(self._reversing.void_credit, row.id, row.number))]
        return entries

    def _issue(self) -> None:
        if self.session.actions.issue_credit is not None and self.customer_id is not None:
            self.session.actions.issue_credit(self.customer_id)


def _place(row: CreditMemoListRow, sort: str) -> tuple[object, ...]:
    values: dict[str, object] = {
        "number": row.number,
        "reason": fold(row.reason),
        "expires": row.expires_on.isoformat() if row.expires_on else "9999",
        "amount": row.total_minor,
        "left": row.open_minor,
    }
    return (values.get(sort, row.issued_on.isoformat()), row.id)
