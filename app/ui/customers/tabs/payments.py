"""The Payments tab: what a customer paid, how, where it went, and what is not applied yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.domain.language import _, ngettext
from app.domain.money import decimal_from_minor
from app.services.office import Reader
from app.services.queries.payments import (
    PaymentFilter,
    PaymentListRow,
    PaymentSort,
    PaymentTotals,
    payment_ids,
    payment_rows,
    payment_totals,
)
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.tabs.reversing import Reversing
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.session import Session
from app.ui.words import method_words

ALL, UNAPPLIED, UNDEPOSITED, REVERSED = "all", "unapplied", "undeposited", "reversed"


def payment_filter(customer_id: int, wanted: TabFilter) -> PaymentFilter:
    """Return what is asked of the book for one of the tab's filters."""
    return PaymentFilter(
        customer_id,
        wanted.text,
        state="reversed" if wanted.key == REVERSED else "",
        unapplied_only=wanted.key == UNAPPLIED,
        undeposited_only=wanted.key == UNDEPOSITED,
    )


def payment_pill(row: PaymentListRow, money: Callable[[int], str]) -> Status:
    """Return how a payment stands: applied, partly applied, or given back."""
    if row.state == "reversed":
        return Status(_("Reversed"), Tone.ALARM, "undo")
    if row.returned_minor and not row.applied_minor and not row.unapplied_minor:
        return Status(_("Refunded"), Tone.QUIET, "undo")
    if row.unapplied_minor:
        return Status(_("{amount} not applied").format(amount=money(row.unapplied_minor)), Tone.INFO, "half")
    if row.returned_minor:
        return Status(_("{amount} given back").format(amount=money(row.returned_minor)), Tone.QUIET, "undo")
    return Status(_("Applied"), Tone.GOOD, "check")


class PaymentSource:
    """Payments of one customer for a ``PagedModel``."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted = payment_filter(self._customer_id, filter_ if isinstance(filter_, TabFilter) else TabFilter(ALL))
        by = PaymentSort(sort) if sort else PaymentSort.RECEIVED
        return self._office.read(lambda reader: payment_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[PaymentListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: payment_rows(reader, ids))


class PaymentsTab(TableTab):
    """Payments of one customer."""

    name = "account.payments"
    concerned = frozenset({"payments", "import"})

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Number, reference or memo"), "received")
        self._reversing = Reversing(session, self)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Payments")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return (
            (ALL, _("All payments")),
            (UNAPPLIED, _("Not applied")),
            (UNDEPOSITED, _("Not deposited")),
            (REVERSED, _("Reversed")),
        )

    def source(self, customer_id: int) -> PaymentSource:
        """Return where the rows come from."""
        return PaymentSource(self.session, customer_id)

    def columns(self) -> tuple[Column[PaymentListRow], ...]:
        """Return the columns."""
        session = self.session
        return (
            Column("number", _("Number"), lambda row: row.number, width=80, sort=PaymentSort.NUMBER),
            Column(
                "received",
                _("Received"),
                lambda row: session.dates.medium(row.received_on),
                Kind.DATE,
                104,
                PaymentSort.RECEIVED,
                value=lambda row: row.received_on,
            ),
            Column("method", _("Method"), lambda row: method_words(row.method), width=104, sort=PaymentSort.METHOD),
            Column("reference", _("Reference"), lambda row: row.reference, width=96, sort=PaymentSort.REFERENCE),
            Column("memo", _("Memo"), lambda row: row.memo, width=160, stretch=True),
            _amount(session, "amount", _("Amount"), lambda row: row.amount_minor, PaymentSort.AMOUNT),
            _amount(session, "applied", _("Applied"), lambda row: row.applied_minor, PaymentSort.APPLIED),
            _amount(session, "unapplied", _("Not applied"), lambda row: row.unapplied_minor, PaymentSort.UNAPPLIED),
            Column("status", _("Status"), lambda _row: "", Kind.STATUS, 160, PaymentSort.STATE, status=self._pill),
        )

    def _pill(self, row: PaymentListRow) -> Status:
        return payment_pill(row, self.session.amounts.money)

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> PaymentTotals:
        """Return the totals of what is shown."""
        return payment_totals(reader, payment_filter(customer_id, wanted))

    def footer(self, figures: PaymentTotals) -> TabFooter:
        """Return “46 payments” and the totals."""
        left = ngettext("{count} payment", "{count} payments", figures.count).format(
            count=self.session.amounts.count(figures.count)
        )
        money = self.session.amounts.money
        return TabFooter(
            left, ((_("Amount"), money(figures.amount_minor)), (_("Not applied"), money(figures.unapplied_minor)))
        )

    def selected_amount(self, reader: Reader, ids: Sequence[int]) -> int:
        """Return what the selected payments brought; reversed ones brought nothing."""
        total = 0
        for start in range(0, len(ids), 500):
            rows = payment_rows(reader, ids[start : start + 500])
            total += sum(row.amount_minor for row in rows if row.state != "reversed")
        return total

    def nothing(self) -> Nothing:
        """Return what an account without payments says."""
        act = self._take_payment if self.session.actions.take_payment is not None else None
        return Nothing(_("No payments yet."), _("Take payment") if act else "", act)

    def open_row(self, row_id: int) -> None:
        """Show a payment."""
        if self.session.actions.show_payment is not None:
            self.session.actions.show_payment(row_id)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected payment."""
        if len(ids) != 1 or (row := self.model.row(ids[0])) is None:
            return []
        actions = self.session.actions
        entries: list[Entry] = []
        if actions.show_payment is not None:
            entries.append(Entry(_("View payment"), partial(actions.show_payment, row.id)))
        if actions.print_receipt is not None:
            entries.append(Entry(_("Print receipt…"), partial(actions.print_receipt, row.id)))
        if actions.mail_receipt is not None:
            entries.append(Entry(_("Send receipt by mail…"), partial(actions.mail_receipt, row.id)))
        # What the processor has can only be asked back from it: from the payment's own window.
        if row.state != "reversed" and not row.through_processor:
            entries.append(LINE)
            back = self._reversing
            entries.append(Entry(_("Returned by the bank…"), partial(back.return_payment, row.id, row.number)))
            if row.deposit_id is None:
                entries.append(Entry(_("Void…"), partial(back.void_payment, row.id, row.number)))
        return entries

    def _take_payment(self) -> None:
        if self.session.actions.take_payment is not None and self.customer_id is not None:
            self.session.actions.take_payment(self.customer_id, ())


def _amount(
    session: Session, key: str, title: str, minor: Callable[[PaymentListRow], int], sort: str
) -> Column[PaymentListRow]:
    return Column(
        key,
        title,
        lambda row: session.amounts.plain(minor(row)),
        Kind.AMOUNT,
        96,
        sort,
        value=lambda row: decimal_from_minor(minor(row), session.profile.currency),
        tone=lambda row: Tone.QUIET if row.state == "reversed" else None,
    )
