"""Credit memos: giving a customer credit for a reason, using it on invoices, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app.domain.entries import credit_memo_issued, reversed_entry
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.models.bulk import insert_rows, take_ids
from app.models.invoices import CreditMemo
from app.models.payments import Reversal
from app.models.rows import CreditMemoRow, ReversalRow
from app.services.activity import Happening, record
from app.services.collecting.applying import (
    apply_source,
    credit_memo_source,
    free_since,
    live_allocations,
    move_open,
    take_back_allocations,
)
from app.services.invoicing.issuing import terms_of
from app.services.ledger import entry_by_id, post_entries
from app.services.numbering import take_numbers
from app.services.office import Writer


@dataclass(frozen=True, slots=True)
class NewCreditMemo:
    """Credit to give: net and tax in minor units, both positive. ``apply`` as for a payment: None oldest first, empty none."""

    customer_id: int
    issued_on: date
    net_minor: int
    reason: str
    tax_minor: int = 0
    invoice_id: int | None = None
    expires_on: date | None = None
    apply: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class IssuedCredit:
    """A credit memo that is now in the book; ``leftover_minor`` is the customer's to use later."""

    id: int
    number: str
    total_minor: int
    leftover_minor: int


def check_credit(writer: Writer, new: NewCreditMemo) -> None:
    """Refuse credit that could not be given.

    Raises:
        UserError: no reason, nothing given, too large, or an expiry before its date.
        NotFound: no such customer.
    """
    check_figures(new)
    terms_of(writer, [new.customer_id])


def check_figures(new: NewCreditMemo) -> None:
    """Refuse credit whose words or figures cannot be.

    Raises:
        UserError: no reason, nothing given, too large, or an expiry before its date.
    """
    total = new.net_minor + new.tax_minor
    if not new.reason.strip():
        raise UserError(_("Say why: the reason is printed on the credit memo."))
    if new.net_minor < 0 or new.tax_minor < 0 or total <= 0:
        raise UserError(_("A credit is more than nothing."))
    if total > LARGEST_MINOR:
        raise UserError(_("That amount is too large."))
    if new.expires_on is not None and new.expires_on < new.issued_on:
        raise UserError(_("A credit cannot expire before it is given."))


def issue_credit_memo(writer: Writer, new: NewCreditMemo) -> IssuedCredit:
    """Give a customer credit and meet invoices with it. What somebody at a desk wants to give goes through ``give_credit``.

    Raises:
        UserError: no reason, nothing given, too large, an expiry before its date, or more applied than is open.
        NotFound: no such customer.
    """
    total = new.net_minor + new.tax_minor
    check_credit(writer, new)
    id_ = take_ids(writer.connection, CreditMemo)[0]
    number = take_numbers(writer, "credit_memo", 1)[0]
    entry = credit_memo_issued(id_, new.customer_id, new.issued_on, new.net_minor, new.tax_minor)
    entry_id = post_entries(writer, [entry])[0]
    insert_rows(
        writer.connection,
        CreditMemo,
        [
            CreditMemoRow(
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
        ],
    )
    record(
        writer,
        [Happening("credit_memo.issued", new.customer_id, {"number": number, "total_minor": total, "reason": new.reason})],
    )
    left = total
    if new.apply is None or new.apply:
        left = apply_source(writer, credit_memo_source(writer, id_), new.apply, new.issued_on)
    writer.touch("invoices", "payments")
    return IssuedCredit(id_, number, total, left)


def void_credit_memo(writer: Writer, credit_memo_id: int, reason: str, on: date | None = None) -> None:
    """Take a credit memo back: off the invoices it met, which are open again, and out of the customer's credit.

    Raises:
        UserError: no reason, already void, or a locked period.
        NotFound: no such credit memo.
    """
    row = writer.connection.execute(
        select(
            CreditMemo.number,
            CreditMemo.customer_id,
            CreditMemo.state,
            CreditMemo.issued_on,
            CreditMemo.total_minor,
            CreditMemo.entry_id,
        ).where(CreditMemo.id == credit_memo_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That credit memo is not in this book."))
    if not reason.strip():
        raise UserError(_("Say why: the reason goes into the customer's activity."))
    if row.state != "issued":
        raise UserError(_("Credit memo {number} is already void.").format(number=row.number))
    on = max(on or writer.today, row.issued_on)
    on = max(on, free_since(writer, "credit_memo", [credit_memo_id]).get(credit_memo_id, on))
    used = [id_ for id_, _amount in live_allocations(writer, credit_memo_id=credit_memo_id)]
    take_back_allocations(writer, used, on, reason)
    entry = reversed_entry(entry_by_id(writer, row.entry_id), on, row.entry_id, kind="void")
    entry_id = post_entries(writer, [entry])[0]
    insert_rows(
        writer.connection,
        Reversal,
        [
            ReversalRow(
                take_ids(writer.connection, Reversal)[0],
                row.customer_id,
                None,
                credit_memo_id,
                "void",
                "",
                "",
                reason,
                row.total_minor,
                on.isoformat(),
                None,
                entry_id,
            )
        ],
    )
    move_open(writer, "credit_memo", {credit_memo_id: row.total_minor})
    writer.connection.execute(update(CreditMemo).where(CreditMemo.id == credit_memo_id).values(state="void"))
    record(
        writer,
        [
            Happening(
                "credit_memo.voided",
                row.customer_id,
                {"number": row.number, "total_minor": row.total_minor, "reason": reason},
            )
        ],
    )
    writer.touch("invoices", "payments")
