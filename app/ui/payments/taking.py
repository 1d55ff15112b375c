"""Where a payment goes, decided as it is typed: oldest first, or as ticked; and what happens to the rest. No widgets, no store.

The services check all of it again when it is saved; what is shown here is what they are asked to do, invoice by invoice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.allocation import OpenItem, oldest_first
from app.services.queries.open_invoices import OpenInvoiceRow


class Way(StrEnum):
    """What is being paid."""

    OLDEST = "oldest"
    """An amount: it falls on the oldest invoices first."""
    CHOSEN = "chosen"
    """The invoices that are ticked."""


class Rest(StrEnum):
    """What happens to what the ticked invoices leave over."""

    CREDIT = "credit"
    OLDEST = "oldest"


class Kinds(StrEnum):
    """Which invoices are looked at; ticks on the others stay."""

    ALL = "all"
    SINGLE = "single"
    MULTI = "multi"


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the amount goes, in minor units: by invoice id, what is left over, and what is applied beyond the amount."""

    applied: Mapping[int, int]
    leftover_minor: int
    over_minor: int

    @property
    def applied_minor(self) -> int:
        """What is applied in all."""
        return sum(self.applied.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has entered so far; each method returns the next state.

    Attributes:
        items: the open invoices, oldest due first.
        amount_minor: what was received; follows the ticks until it is typed.
        typed: the amount was typed.
        way: oldest first, or ticked.
        wanted: what was ticked: invoice id to minor units.
        rest: where the rest of ticked invoices goes.
    """

    items: tuple[OpenInvoiceRow, ...] = ()
    amount_minor: int = 0
    typed: bool = False
    way: Way = Way.OLDEST
    wanted: Mapping[int, int] = field(default_factory=dict)
    rest: Rest = Rest.CREDIT

    def with_items(self, items: Iterable[OpenInvoiceRow]) -> Choice:
        """Return the choice for what is open now; ticks on invoices that are not open any more are gone."""
        kept = tuple(items)
        open_by_id = {item.id: item.open_minor for item in kept}
        wanted = {id_: min(part, open_by_id[id_]) for id_, part in self.wanted.items() if id_ in open_by_id}
        return _followed(replace(self, items=kept, wanted=wanted))

    def with_amount(self, minor: int | None) -> Choice:
        """Return the choice with a typed amount; None or nothing lets it follow the ticks again."""
        if not minor:
            return _followed(replace(self, amount_minor=0, typed=False))
        return replace(self, amount_minor=minor, typed=True)

    def with_way(self, way: Way) -> Choice:
        """Return the choice paid another way; ticks begin empty."""
        return self if way is self.way else _followed(replace(self, way=way, wanted={}, rest=Rest.CREDIT))

    def with_rest(self, rest: Rest) -> Choice:
        """Return the choice with another way for what is left over."""
        return replace(self, rest=rest)

    def ticked(self, invoice_id: int, *, on: bool) -> Choice:
        """Return the choice with an invoice ticked for what is left of the amount, at most what it has open; or unticked.

        Where nothing is left of a typed amount the invoice is ticked whole: that it is too much is shown and refused. A parent
        stands for the invoices of its sites.
        """
        shares = self.shares_of(invoice_id)
        if shares and on:
            return self.ticked_too(share.id for share in shares)
        if shares:
            choice = self
            for share in shares:
                choice = choice.ticked(share.id, on=False)
            return choice
        wanted = dict(self.wanted) if self.way is Way.CHOSEN else {}
        wanted.pop(invoice_id, None)
        if on:
            item = self._item(invoice_id)
            if item is None:
                return self
            left = self.amount_minor - sum(wanted.values()) if self.typed else item.open_minor
            wanted[invoice_id] = min(left, item.open_minor) if left > 0 else item.open_minor
        return _followed(replace(self, way=Way.CHOSEN, wanted=wanted))

    def ticked_all(self) -> Choice:
        """Return the choice with every invoice ticked, the oldest first as far as a typed amount reaches."""
        whole = sum(item.open_minor for item in self.items)
        wanted = self._oldest(self.amount_minor if self.typed else whole, {})
        return _followed(replace(self, way=Way.CHOSEN, wanted=wanted))

    def ticked_too(self, invoice_ids: Iterable[int]) -> Choice:
        """Return the choice with these invoices ticked besides those that are, as far as a typed amount reaches."""
        choice = self
        singly = [share.id for id_ in invoice_ids for share in self.shares_of(id_) or (self._item(id_),) if share is not None]
        for invoice_id in dict.fromkeys(singly):
            already = choice.way is Way.CHOSEN and invoice_id in choice.wanted
            used_up = choice.typed and choice.way is Way.CHOSEN and choice.amount_minor <= sum(choice.wanted.values())
            if not already and not used_up:
                choice = choice.ticked(invoice_id, on=True)
        return choice

    def with_applied(self, invoice_id: int, minor: int | None) -> Choice:
        """Return the choice with so much for one invoice, the others as they are shown; a parent's goes to its sites in turn.

        Raises:
            ValueError: negative, or more than is open.
        """
        shares = self.shares_of(invoice_id)
        if shares:
            left = minor or 0
            if not 0 <= left <= sum(share.open_minor for share in shares):
                raise ValueError(left)
            choice = self
            for share in shares:
                choice = choice.with_applied(share.id, min(left, share.open_minor))
                left -= min(left, share.open_minor)
            return choice
        item = self._item(invoice_id)
        if item is None:
            return self
        part = minor or 0
        if not 0 <= part <= item.open_minor:
            raise ValueError(part)
        wanted = dict(self.wanted) if self.way is Way.CHOSEN else dict(self.spread().applied)
        wanted.pop(invoice_id, None)
        if part:
            wanted[invoice_id] = part
        return _followed(replace(self, way=Way.CHOSEN, wanted=wanted))

    def spread(self) -> Spread:
        """Return where the amount goes."""
        oldest = self.way is Way.OLDEST
        applied = self._oldest(self.amount_minor, {}) if oldest else dict(self.wanted)
        left = self.amount_minor - sum(applied.values())
        if self.way is Way.CHOSEN and self.rest is Rest.OLDEST and left > 0:
            for id_, part in self._oldest(left, applied).items():
                applied[id_] = applied.get(id_, 0) + part
            left = self.amount_minor - sum(applied.values())
        return Spread(applied, max(0, left), max(0, -left))

    @property
    def could_pay_more(self) -> bool:
        """Whether ticked invoices leave something over that other invoices could use."""
        if self.way is not Way.CHOSEN:
            return False
        left = self.amount_minor - sum(self.wanted.values())
        return left > 0 and any(item.open_minor > self.wanted.get(item.id, 0) for item in self.items)

    def shares_of(self, parent_id: int) -> tuple[OpenInvoiceRow, ...]:
        """Return the open invoices of a multi-site invoice's sites, the oldest first; none when it is no such parent."""
        return tuple(item for item in self.items if item.parent_id == parent_id)

    def _item(self, invoice_id: int) -> OpenInvoiceRow | None:
        return next((item for item in self.items if item.id == invoice_id), None)

    def _oldest(self, amount_minor: int, taken: Mapping[int, int]) -> dict[int, int]:
        items = [
            OpenItem(item.id, item.due_on, item.issued_on, item.open_minor - taken.get(item.id, 0)) for item in self.items
        ]
        return {part.id: part.amount_minor for part in oldest_first(max(0, amount_minor), items).applied}


def _followed(choice: Choice) -> Choice:
    """Let an amount that nobody typed follow the ticks."""
    if choice.typed:
        return choice
    amount = sum(choice.wanted.values()) if choice.way is Way.CHOSEN else 0
    return choice if amount == choice.amount_minor else replace(choice, amount_minor=amount)
