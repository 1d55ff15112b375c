"""Deposits as lists show them, and the slip that goes to the bank with one. Making and reversing them is in ``collecting``."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.domain.errors import NotFound
from app.domain.language import _
from app.models.customers import Customer
from app.models.payments import Deposit, Payment
from app.services.collecting.rules import payment_rules
from app.services.documents import DepositItem, DepositSlip
from app.services.office import Reader
from app.services.queries.documents import letterhead, office_edition


@dataclass(frozen=True, slots=True)
class DepositListRow:
    """A deposit; ``total_minor`` in minor units, ``count`` payments that are in it now (none once it is taken back)."""

    id: int
    number: str
    deposited_on: date
    count: int
    total_minor: int
    state: str


_COUNTED = (
    select(Deposit.id, Deposit.number, Deposit.deposited_on, func.count(Payment.id), Deposit.total_minor, Deposit.state)
    .outerjoin(Payment, Payment.deposit_id == Deposit.id)
    .group_by(Deposit.id, Deposit.number, Deposit.deposited_on, Deposit.total_minor, Deposit.state)
)
_ITEMS = (
    select(
        Payment.received_on, Payment.method, Payment.reference, Payment.drawn_on, Payment.amount_minor, Customer.name
    )
    .join(Customer, Customer.id == Payment.customer_id)
    .order_by(Payment.received_on, Payment.id)
)


def deposit_ids(reader: Reader, *, descending: bool = True) -> array[int]:
    """Return the ids (typecode q) of all deposits by date and number, the newest first."""
    order = (Deposit.deposited_on, Deposit.id)
    rows = reader.connection.execute(select(Deposit.id).order_by(*(key.desc() if descending else key for key in order)))
    return array("q", rows.scalars())


def deposit_rows(reader: Reader, ids: Sequence[int]) -> list[DepositListRow]:
    """Return the rows of ``ids`` (some hundred at most) in their order; ids that are gone are left out."""
    found = {row.id: DepositListRow(*row) for row in reader.connection.execute(_COUNTED.where(Deposit.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def deposit_slip(reader: Reader, deposit_id: int) -> DepositSlip:
    """Return the slip of a deposit: cash as one sum, checks and other papers one by one.

    Raises:
        NotFound: no such deposit, or it was taken back.
    """
    rows = deposit_rows(reader, [deposit_id])
    if not rows or rows[0].state != "posted":
        raise NotFound(_("That deposit is not in this book, or was taken back."))
    found = reader.connection.execute(_ITEMS.where(Payment.deposit_id == deposit_id)).all()
    return DepositSlip(
        edition=office_edition(reader),
        letterhead=letterhead(reader),
        number=rows[0].number,
        deposited_on=rows[0].deposited_on,
        bank_account=payment_rules(reader).bank_account or _("Bank"),
        total_minor=rows[0].total_minor,
        cash_minor=sum(row.amount_minor for row in found if row.method == "cash"),
        items=tuple(
            DepositItem(row.received_on, row.name, _papers(row.reference, row.drawn_on), row.amount_minor)
            for row in found
            if row.method != "cash"
        ),
    )


def _papers(reference: str, drawn_on: str) -> str:
    return " · ".join(part for part in (reference, drawn_on) if part)
