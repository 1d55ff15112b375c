"""Who gets a statement in a run, and who not and why. Reads the book; makes no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.language import _
from app.services.office import Reader
from app.services.ports import Progress
from app.services.queries.customer_list import CustomerFilter, CustomerSort
from app.services.queries.customers import customer_ids, customer_rows
from app.services.queries.receivables import Balance, balance_of


class LeftOut(StrEnum):
    """Why a customer gets none."""

    NO = ""
    NOTHING_OWED = "nothing-owed"
    NOTHING_LATE = "nothing-late"
    UNTICKED = "unticked"


@dataclass(frozen=True, slots=True)
class RunRow:
    """One customer of a run, as of the last day of the statement."""

    id: int
    account: str
    name: str
    balance: Balance
    left_out: LeftOut = LeftOut.NO


def candidates(reader: Reader, ids: Sequence[int] | None, as_of: date, progress: Progress) -> list[RunRow]:
    """Return how the customers of a run stand at the end of ``as_of``; all active ones when ``ids`` is None."""
    wanted = list(ids) if ids is not None else list(customer_ids(reader, CustomerFilter(), CustomerSort.NAME))
    found: list[RunRow] = []
    for start in range(0, len(wanted), 500):
        for row in customer_rows(reader, wanted[start : start + 500]):
            found.append(RunRow(row.id, row.account, row.name, balance_of(reader, row.id, as_of)))
            progress.step(len(found), len(wanted), _("reading accounts"))
            if progress.cancelled:
                return []
    return found


def why_not(balance: Balance, *, owing_only: bool, overdue_only: bool) -> LeftOut:
    """Return why a customer with this balance is left out, by what was chosen."""
    if overdue_only and not balance.overdue_minor:
        return LeftOut.NOTHING_LATE
    if owing_only and not (balance.due_minor or balance.credit_minor):
        return LeftOut.NOTHING_OWED
    return LeftOut.NO


def why_words(left_out: LeftOut) -> str:
    """Return the reason in words."""
    return {
        LeftOut.NO: "",
        LeftOut.NOTHING_OWED: _("owes nothing"),
        LeftOut.NOTHING_LATE: _("nothing is late"),
        LeftOut.UNTICKED: _("not ticked"),
    }[left_out]
