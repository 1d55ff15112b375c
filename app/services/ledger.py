"""Posting: balanced entries into the journal, and the customers' totals that follow from them, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select, update

from app.domain.chart import INCOME_CODES, Chart
from app.domain.entries import Entry, Side
from app.domain.errors import Conflict, UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.ledger import JournalEntry, Posting
from app.models.rows import EntryRow, PostingRow
from app.services.activity import Happening, record
from app.services.formats import date_format
from app.services.office import Reader, Writer

# Plain integers: looking them up on the enumeration for each posting costs more than the posting.
_RECEIVABLES, _CREDIT = int(Chart.RECEIVABLES), int(Chart.CUSTOMER_CREDIT)
_FIRST_INCOME, _LAST_INCOME = INCOME_CODES
_MERGED = "SELECT id, account FROM customer WHERE merged_into_id IS NOT NULL"


def check_open_period(writer: Writer, entries: Sequence[Entry]) -> None:
    """Refuse entries dated on or before the lock date, unless an owner overrides it, which goes into the diary.

    Raises:
        UserError: names the lock date.
    """
    lock_on = writer.profile.lock_on
    if lock_on is None:
        return
    early = min((entry.posted_on for entry in entries), default=None)
    if early is None or early > lock_on:
        return
    if not writer.override_lock:
        raise UserError(
            _("The books are locked until {date}.").format(date=date_format(writer.profile.locale).medium(lock_on)),
            _("Use a later date, or ask an owner to move the lock date."),
        )
    record(
        writer,
        [Happening("lock.overridden", None, {"posted_on": early.isoformat(), "lock_on": lock_on.isoformat()})],
    )


def reserve_entries(writer: Writer, count: int) -> range:
    """Take ids for entries that will be posted in this transaction: an invoice is written before the postings that name it."""
    return take_ids(writer.connection, JournalEntry, count)


def post_entries(writer: Writer, entries: Sequence[Entry], ids: range | None = None) -> range:
    """Add balanced entries to the journal and move the totals of the customers they concern.

    Args:
        writer: the transaction they belong to.
        entries: in the order in which they happened.
        ids: from ``reserve_entries``, when documents had to name their entry first.

    Returns:
        The ids of the entries, in order.

    Raises:
        UserError: an entry is dated in a locked period.
    """
    check_open_period(writer, entries)
    connection, actor, at = writer.connection, writer.actor, writer.now_text
    ids = reserve_entries(writer, len(entries)) if ids is None else ids
    posting_id = take_ids(connection, Posting, sum([len(entry.sides) for entry in entries])).start
    entry_rows: list[EntryRow] = []
    posting_rows: list[PostingRow] = []
    totals: dict[int, list[int]] = {}
    for id_, entry in zip(ids, entries, strict=True):
        on, customer_id = entry.posted_on.isoformat(), entry.customer_id
        entry_rows.append(
            EntryRow(
                id_,
                on,
                entry.kind,
                customer_id,
                entry.payment_id,
                entry.credit_memo_id,
                entry.reverses_id,
                entry.memo,
                actor,
                at,
            )
        )
        moved = None if customer_id is None else totals.setdefault(customer_id, [0, 0, 0])
        for side_account, amount, invoice_id in entry.sides:
            # The driver looks for an adapter at whatever is not exactly an int, a member of the chart included.
            account = int(side_account)
            posting_rows.append(PostingRow(posting_id, id_, on, account, customer_id, invoice_id, amount))
            posting_id += 1
            if moved is None:
                continue
            if account == _RECEIVABLES:
                moved[0] += amount
            elif account == _CREDIT:
                moved[1] -= amount
            elif _FIRST_INCOME <= account <= _LAST_INCOME:
                moved[2] -= amount
    insert_rows(connection, JournalEntry, entry_rows)
    insert_rows(connection, Posting, posting_rows)
    _move_totals(writer, totals)
    return ids


def _move_totals(writer: Writer, totals: dict[int, list[int]]) -> None:
    if not totals:
        return
    _refuse_merged(writer, totals)
    mark = "?" if writer.connection.dialect.paramstyle == "qmark" else "%s"
    writer.connection.exec_driver_sql(
        f"UPDATE customer SET due_minor = due_minor + {mark}, credit_minor = credit_minor + {mark}, "  # noqa: S608
        f"lifetime_minor = lifetime_minor + {mark} WHERE id = {mark}",
        [(due, credit, lifetime, customer_id) for customer_id, (due, credit, lifetime) in totals.items()],
    )
    writer.touch("customers", "ledger", *(f"customer:{customer_id}" for customer_id in totals))


def _refuse_merged(writer: Writer, totals: Mapping[int, object]) -> None:
    """Post nothing to an account that is part of another: a window that shows it may be older than the merge."""
    for id_, account in writer.connection.exec_driver_sql(_MERGED):
        if id_ in totals:
            raise Conflict(
                _("The account {account} is part of another customer now.").format(account=account),
                _("Look for its number: the customer it belongs to is found."),
            )


def refile_entries(writer: Writer, from_id: int, to_id: int, chosen: Select[int]) -> None:
    """File entries of one customer under another, and move the totals of both with them.

    An entry's date, accounts, amounts and documents stay as they were posted: only whose account it is kept on changes, as it
    has to where two accounts turn out to be one customer's.

    Args:
        writer: the transaction.
        from_id: whose account the entries are on.
        to_id: whose account they go to.
        chosen: the ids of the entries, all of ``from_id``.
    """
    connection = writer.connection
    sums = connection.execute(
        select(Posting.account_id, func.sum(Posting.amount_minor))
        .where(Posting.customer_id == from_id, Posting.entry_id.in_(chosen))
        .group_by(Posting.account_id)
    ).all()
    by_account = {int(code): int(amount) for code, amount in sums}
    due, credit = by_account.get(_RECEIVABLES, 0), -by_account.get(_CREDIT, 0)
    lifetime = -sum(amount for code, amount in by_account.items() if _FIRST_INCOME <= code <= _LAST_INCOME)
    connection.execute(
        update(Posting).where(Posting.customer_id == from_id, Posting.entry_id.in_(chosen)).values(customer_id=to_id)
    )
    connection.execute(
        update(JournalEntry).where(JournalEntry.customer_id == from_id, JournalEntry.id.in_(chosen)).values(customer_id=to_id)
    )
    _move_totals(writer, {from_id: [-due, -credit, -lifetime], to_id: [due, credit, lifetime]})


def entry_by_id(reader: Reader, entry_id: int) -> Entry:
    """Return a posted entry as a value, for reversing it."""
    head = reader.connection.execute(
        select(
            JournalEntry.kind,
            JournalEntry.posted_on,
            JournalEntry.customer_id,
            JournalEntry.memo,
            JournalEntry.payment_id,
            JournalEntry.credit_memo_id,
        ).where(JournalEntry.id == entry_id)
    ).one()
    sides = reader.connection.execute(
        select(Posting.account_id, Posting.amount_minor, Posting.invoice_id)
        .where(Posting.entry_id == entry_id)
        .order_by(Posting.id)
    ).all()
    return Entry(
        head.kind,
        head.posted_on,
        head.customer_id,
        tuple(Side(side.account_id, side.amount_minor, side.invoice_id) for side in sides),
        head.memo,
        head.payment_id,
        head.credit_memo_id,
    )
