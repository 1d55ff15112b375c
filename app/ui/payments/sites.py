"""How open invoices are laid out to be paid: a multi-site invoice's under a line of their parent. No widgets, no store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.domain.language import _, ngettext
from app.services.queries.open_invoices import OpenInvoiceRow
from app.services.queries.statuses import InvoiceStatus, invoice_status
from app.ui.payments.taking import Choice, Kinds, Way


@dataclass(frozen=True, slots=True)
class ApplyRow:
    """An open invoice with what it gets, or the line of a parent with what its sites get together."""

    id: int
    item: OpenInvoiceRow
    ticked: bool
    applied_minor: int
    status: InvoiceStatus
    is_parent: bool = False
    unfolded: bool = False

    @property
    def due_on(self) -> date:
        """When it is due."""
        return self.item.due_on

    @property
    def total_minor(self) -> int:
        """What it asked for."""
        return self.item.total_minor

    @property
    def open_minor(self) -> int:
        """What is open on it before this payment."""
        return self.item.open_minor

    @property
    def disputed(self) -> bool:
        """Whether the customer disputes it."""
        return self.item.disputed

    @property
    def under_way(self) -> str:
        """What the processor has in hand for it."""
        return self.item.under_way

    @property
    def number_words(self) -> str:
        """Its number; a parent shows whether its sites are, and they stand in a little."""
        if self.is_parent:
            return f"{'▾' if self.unfolded else '▸'} {self.item.number}"
        return f"    {self.item.number}" if self.item.parent_id is not None else self.item.number

    @property
    def subject_words(self) -> str:
        """What it is for, and at which site where the invoice is over several."""
        if self.item.parent_id is None or not self.item.site_name:
            return self.item.subject
        return f"{self.item.site_name} · {self.item.subject}"


def laid_out(choice: Choice, kinds: Kinds, unfolded: frozenset[int], today: date) -> Iterator[ApplyRow]:
    """Yield the rows in order; the invoices of a parent come where the first of them stands.

    Args:
        choice: what is open, and what each gets.
        kinds: single-site, multi-site invoices, or both.
        unfolded: the parents whose sites are shown; those that are ticked in part always are.
        today: the business date.
    """
    applied = choice.spread().applied
    seen: set[int] = set()
    for item in choice.items:
        parent_id = item.parent_id
        if kinds is not Kinds.ALL and (parent_id is None) is (kinds is Kinds.MULTI):
            continue
        if parent_id is None:
            yield _row(item, choice, applied.get(item.id, 0), today)
        elif parent_id not in seen:
            seen.add(parent_id)
            shares = [_row(share, choice, applied.get(share.id, 0), today) for share in choice.shares_of(parent_id)]
            ticked = sum(share.ticked for share in shares)
            shown = parent_id in unfolded or 0 < ticked < len(shares)
            yield _parent(parent_id, shares, today, unfolded=shown)
            if shown:
                yield from shares


def _row(item: OpenInvoiceRow, choice: Choice, applied_minor: int, today: date) -> ApplyRow:
    status = invoice_status("issued", item.issued_on, item.due_on, item.total_minor, item.open_minor, today)
    return ApplyRow(item.id, item, choice.way is Way.CHOSEN and item.id in choice.wanted, applied_minor, status)


def _parent(parent_id: int, shares: list[ApplyRow], today: date, *, unfolded: bool) -> ApplyRow:
    first = shares[0].item
    total, left = sum(share.total_minor for share in shares), sum(share.open_minor for share in shares)
    item = replace(
        first,
        id=parent_id,
        number=first.parent_number or _("Several sites"),
        subject=ngettext("{count} site open", "{count} sites open", len(shares)).format(count=len(shares)),
        site_name="",
        parent_id=None,
        total_minor=total,
        open_minor=left,
        disputed=any(share.disputed for share in shares),
        under_way=max(share.under_way for share in shares),
    )
    status = invoice_status("issued", item.issued_on, item.due_on, total, left, today)
    applied = sum(share.applied_minor for share in shares)
    return ApplyRow(parent_id, item, all(share.ticked for share in shares), applied, status, True, unfolded)  # noqa: FBT003
