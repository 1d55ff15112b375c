"""Issuing and voiding many credit memos at once: those of a batch of paused plans, for one.

What a credit memo is, and how one is issued and taken back, is said in ``crediting``; here only the way is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, update

from app.domain.entries import credit_memo_issued, reversed_entry
from app.domain.errors import UserError
from app.domain.language import _
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import CreditMemo, Invoice
from app.models.payments import Allocation, Reversal
from app.models.rows import CreditMemoRow, ReversalRow
from app.services.activity import Happening, record
from app.services.collecting.applying import CREDIT, Application, free_since, move_open, post_applications
from app.services.invoicing.crediting import IssuedCredit, NewCreditMemo, check_figures, issue_credit_memo
from app.services.invoicing.issuing import terms_of
from app.services.invoicing.voiding_many import entries_by_id
from app.services.ledger import post_entries
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer
from app.services.ports import Progress, Silent

_PORTION = 500


def issue_credit_memos(writer: Writer, memos: Sequence[NewCreditMemo]) -> list[IssuedCredit]:
    """Give customers credit and meet the invoices that each names; all or none. See ``crediting.issue_credit_memo``.

    ``apply`` of each says which invoices it meets and how far; the caller knows what is open on them and whose they are.

    Raises:
        UserError: no reason, nothing given, too large, or more applied than is given.
        Conflict: more is applied than an invoice has open.
        NotFound: no such customer.
    """
    if len(memos) == 1:
        return [issue_credit_memo(writer, memos[0])]
    for new in memos:
        check_figures(new)
        if sum((new.apply or {}).values()) > new.net_minor + new.tax_minor:
            raise UserError(_("More is applied than the credit comes to."))
    terms_of(writer, (new.customer_id for new in memos))
    ids = take_ids(writer.connection, CreditMemo, len(memos))
    numbers = take_numbers(writer, "credit_memo", len(memos))
    entries = post_entries(
        writer,
        [
            credit_memo_issued(id_, new.customer_id, new.issued_on, new.net_minor, new.tax_minor)
            for id_, new in zip(ids, memos, strict=True)
        ],
    )
    insert_rows(
        writer.connection,
        CreditMemo,
        [
            _row(id_, number, new, entry_id)
            for id_, number, new, entry_id in zip(ids, numbers, memos, entries, strict=True)
        ],
    )
    record(
        writer,
        (
            Happening(
                "credit_memo.issued",
                new.customer_id,
                {"number": number, "total_minor": new.net_minor + new.tax_minor, "reason": new.reason},
            )
            for number, new in zip(numbers, memos, strict=True)
        ),
    )
    left = _apply(writer, ids, numbers, memos)
    writer.touch("invoices", "payments")
    return [
        IssuedCredit(id_, number, new.net_minor + new.tax_minor, rest)
        for id_, number, new, rest in zip(ids, numbers, memos, left, strict=True)
    ]


def void_credit_memos(writer: Writer, ids: Sequence[int], reason: str, progress: Progress | None = None) -> None:
    """Take issued credit memos back, all or none; see ``crediting.void_credit_memo``.

    Raises:
        UserError: no reason, one of them is void already, or somebody stopped it: nothing must be kept then.
    """
    watch = progress or Silent()
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    for at in range(0, len(ids), _PORTION):
        if watch.cancelled:
            raise UserError(_("Stopped. Nothing was voided."))
        watch.step(at, len(ids))
        _void(writer, ids[at : at + _PORTION], reason)


def _void(writer: Writer, ids: Sequence[int], reason: str) -> None:
    rows = writer.connection.execute(
        select(
            CreditMemo.id,
            CreditMemo.number,
            CreditMemo.customer_id,
            CreditMemo.state,
            CreditMemo.issued_on,
            CreditMemo.total_minor,
            CreditMemo.entry_id,
        )
        .where(CreditMemo.id.in_(ids))
        .order_by(CreditMemo.id)
    ).all()
    for row in rows:
        if row.state != "issued":
            raise UserError(_("Credit memo {number} is already void.").format(number=row.number))
    _take_off(writer, ids, reason)
    free = free_since(writer, "credit_memo", ids)
    originals = entries_by_id(writer, [row.entry_id for row in rows])
    dated = [max(writer.today, row.issued_on, free.get(row.id, row.issued_on)) for row in rows]
    entries = post_entries(
        writer,
        [
            reversed_entry(originals[row.entry_id], on, row.entry_id, kind="void")
            for row, on in zip(rows, dated, strict=True)
        ],
    )
    reversals = take_ids(writer.connection, Reversal, len(rows))
    insert_rows(
        writer.connection,
        Reversal,
        [
            ReversalRow(
                id_, row.customer_id, None, row.id, "void", "", "", reason, row.total_minor, on.isoformat(), None, entry_id
            )
            for id_, row, on, entry_id in zip(reversals, rows, dated, entries, strict=True)
        ],
    )
    move_open(writer, "credit_memo", {row.id: row.total_minor for row in rows})
    writer.connection.execute(update(CreditMemo).where(CreditMemo.id.in_(ids)).values(state="void"))
    record(
        writer,
        (
            Happening(
                "credit_memo.voided",
                row.customer_id,
                {"number": row.number, "total_minor": row.total_minor, "reason": reason},
            )
            for row in rows
        ),
    )
    writer.touch("invoices", "payments")


def _take_off(writer: Writer, ids: Sequence[int], reason: str) -> None:
    """Take what these memos met off again: the invoices are open as before."""
    taken_back = select(Allocation.reverses_id).where(Allocation.reverses_id.is_not(None), Allocation.credit_memo_id.in_(ids))
    rows = writer.connection.execute(
        select(
            Allocation.id,
            Allocation.customer_id,
            Allocation.invoice_id,
            Allocation.credit_memo_id,
            Allocation.amount_minor,
            Allocation.applied_on,
            Invoice.number,
        )
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Allocation.credit_memo_id.in_(ids), Allocation.amount_minor > 0, Allocation.id.not_in(taken_back))
        .order_by(Allocation.id)
    ).all()
    post_applications(
        writer,
        [
            Application(
                CREDIT,
                row.credit_memo_id,
                row.customer_id,
                row.invoice_id,
                -row.amount_minor,
                max(writer.today, row.applied_on),
                reverses_id=row.id,
            )
            for row in rows
        ],
    )
    record(
        writer,
        (
            Happening(
                "credit.taken_back",
                row.customer_id,
                {"number": row.number or "", "amount_minor": row.amount_minor, "reason": reason},
            )
            for row in rows
        ),
    )


def _apply(writer: Writer, ids: Sequence[int], numbers: Sequence[str], memos: Sequence[NewCreditMemo]) -> list[int]:
    """Meet the invoices, and return what is left of each memo."""
    known = _invoices(writer, sorted({invoice_id for new in memos for invoice_id in new.apply or {}}))
    applications, happenings, left = [], [], []
    for id_, number, new in zip(ids, numbers, memos, strict=True):
        rest = new.net_minor + new.tax_minor
        for invoice_id, amount in (new.apply or {}).items():
            on = max(new.issued_on, known[invoice_id].issued_on)
            applications.append(Application(CREDIT, id_, new.customer_id, invoice_id, amount, on))
            told: dict[str, str | int] = {"source": number, "number": known[invoice_id].number or "", "amount_minor": amount}
            happenings.append(Happening("credit.applied", new.customer_id, told))
            rest -= amount
        left.append(rest)
    post_applications(writer, applications)
    record(writer, happenings)
    return left


class _Known(NamedTuple):
    issued_on: date
    number: str | None


def _invoices(reader: Reader, invoice_ids: Sequence[int]) -> dict[int, _Known]:
    found: dict[int, _Known] = {}
    for at in range(0, len(invoice_ids), _PORTION):
        some = invoice_ids[at : at + _PORTION]
        rows = reader.connection.execute(select(Invoice.id, Invoice.issued_on, Invoice.number).where(Invoice.id.in_(some)))
        found.update((id_, _Known(issued_on, number)) for id_, issued_on, number in rows)
    return found


def _row(id_: int, number: str, new: NewCreditMemo, entry_id: int) -> CreditMemoRow:
    total = new.net_minor + new.tax_minor
    return CreditMemoRow(
        id_,
        number,
        new.customer_id,
        new.invoice_id,
        "issued",
        new.issued_on.isoformat(),
        new.expires_on.isoformat() if new.expires_on else None,
        new.reason,
        total,
        new.tax_minor,
        total,
        entry_id,
    )
