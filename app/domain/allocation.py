"""Which open items a payment or a credit pays: oldest first, or as somebody chose by hand. Storing it belongs
to the services.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import UserError
from app.domain.language import _


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice (or debit) that still asks for money.

    Attributes:
        id: the item's own id.
        due_on: when it must be paid.
        issued_on: when it was issued.
        open_minor: what is still unpaid, minor units of the book's currency.
        parent_id: the customer or item that it is grouped under, if any; it does not change the order.
        number: what people call it, for sentences.
    """

    id: int
    due_on: date
    issued_on: date
    open_minor: int
    parent_id: int | None = None
    number: str = ""

    @property
    def age_key(self) -> tuple[date, date, int]:
        """Sorts the oldest first: by due date, then issue date, then id."""
        return (self.due_on, self.issued_on, self.id)


@dataclass(frozen=True, slots=True)
class Applied:
    """So much (minor units, positive) goes to the item ``id``."""

    id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where an amount goes: what is applied, oldest first, and what is left over. Together they are the whole
    amount.
    """

    applied: tuple[Applied, ...]
    leftover_minor: int

    @property
    def applied_minor(self) -> int:
        """What is applied in all, minor units."""
        return sum(part.amount_minor for part in self.applied)


def oldest_first(amount_minor: int, items: Iterable[OpenItem]) -> Distribution:
    """Spread ``amount_minor`` over ``items``, the oldest paid whole before the next gets anything.

    Args:
        amount_minor: minor units, not negative.
        items: in any order; items with nothing open are passed over.

    Raises:
        UserError: the amount is negative.
    """
    _refuse_negative(amount_minor)
    left = amount_minor
    applied: list[Applied] = []
    for item in sorted(items, key=lambda item: item.age_key):
        if not left:
            break
        part = min(left, item.open_minor)
        if part > 0:
            applied.append(Applied(item.id, part))
            left -= part
    return Distribution(tuple(applied), left)


def check_manual(
    amount_minor: int,
    wanted: Mapping[int, int],
    items: Iterable[OpenItem],
    show: Callable[[int], str] | None = None,
) -> Distribution:
    """Accept what somebody chose by hand, or say why not.

    Args:
        amount_minor: the payment, minor units, not negative.
        wanted: how much (minor units) goes to which item; zeros are passed over.
        items: what may be paid.
        show: writes minor units for people; without it the sentences name no amounts.

    Raises:
        UserError: a negative amount, an item that is not open, more than an item has open, or more than the
            payment.
    """
    _refuse_negative(amount_minor)
    known = {item.id: item for item in items}
    chosen: list[tuple[OpenItem, int]] = []
    for item_id, part in wanted.items():
        if not part:
            continue
        item = known.get(item_id)
        if item is None or item.open_minor <= 0:
            raise UserError(
                _("One of the chosen invoices is not open any more."),
                _("Look at the open invoices again and choose anew."),
            )
        name = item.number or str(item.id)
        if part < 0:
            raise UserError(
                _("A negative amount cannot be applied to invoice {number}.").format(number=name),
                _("Apply a positive amount, or nothing."),
            )
        if part > item.open_minor:
            raise UserError(
                _("More is applied to invoice {number} than it has open.").format(number=name),
                _("{amount} is open.").format(amount=show(item.open_minor))
                if show
                else _("Apply at most what is open."),
            )
        chosen.append((item, part))
    left = amount_minor - sum(part for _item, part in chosen)
    if left < 0:
        raise UserError(
            _("More is applied than was paid."),
            _("Take {amount} away from the invoices.").format(amount=show(-left))
            if show
            else _("Apply less, or raise the payment."),
        )
    chosen.sort(key=lambda pair: pair[0].age_key)
    return Distribution(tuple(Applied(item.id, part) for item, part in chosen), left)


def _refuse_negative(amount_minor: int) -> None:
    if amount_minor < 0:
        raise UserError(_("A payment cannot be negative."), _("To give money back, enter a refund."))
