"""What an invoice adds up to: lines, discounts and tax by the company's rounding rule. No store here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.rounding import MILLION
from app.domain.tax import TaxableLine, TaxRounding, line_net, line_tax, tax_for_lines


class NewLine(NamedTuple):
    """A line to invoice: quantity in millionths, unit price in minor units, discount and tax in parts per million."""

    description: str
    unit_price_minor: int
    quantity_micro: int = MILLION
    discount_ppm: int = 0
    tax_ppm: int = 0
    tax_rate_id: int | None = None


# Quantity, discount and tax of a line that is its unit price.
_PLAIN = (MILLION, 0, 0)


class NewInvoice(NamedTuple):
    """An invoice to write. Without ``due_on`` the terms decide, the customer's where ``terms`` is empty.

    ``number`` is for imports only; otherwise the series gives it when the invoice is issued. ``job_id`` is the job that a new
    draft asks for, ``estimate_id`` the estimate.
    """

    customer_id: int
    issued_on: date
    lines: tuple[NewLine, ...]
    due_on: date | None = None
    terms: str = ""
    subject: str = ""
    message: str = ""
    site_id: int | None = None
    number: str = ""
    disputed: bool = False
    job_id: int | None = None
    estimate_id: int | None = None


class Figures(NamedTuple):
    """Net and tax of each line, and the totals of the document, in minor units."""

    nets: tuple[int, ...]
    taxes: tuple[int, ...]
    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """What the customer is asked for."""
        return self.net_minor + self.tax_minor


def figures_of(lines: Sequence[NewLine], rule: TaxRounding) -> Figures:
    """Return what ``lines`` add up to.

    Raises:
        UserError: a discount beyond 100 %, or an amount too large.
    """
    # Billing runs come through here by the ten thousand: what needs no arithmetic gets none.
    if len(lines) == 1 and lines[0][2:5] == _PLAIN and -LARGEST_MINOR <= (only := lines[0].unit_price_minor) <= LARGEST_MINOR:
        return Figures((only,), (0,), only, 0)
    nets: list[int] = []
    taxes: list[int] = []
    by_line = rule is TaxRounding.LINE
    taxed = False
    for line in lines:
        net = line.unit_price_minor
        if line.quantity_micro != MILLION or line.discount_ppm:
            net = line_net(line.quantity_micro, net, line.discount_ppm)
        if not -LARGEST_MINOR <= net <= LARGEST_MINOR:
            raise _too_large()
        nets.append(net)
        rate = line.tax_ppm
        if rate:
            taxed = True
            taxes.append(line_tax(net, rate) if by_line else 0)
        else:
            taxes.append(0)
    if taxed and not by_line:
        taxes = tax_for_lines([TaxableLine(net, line.tax_ppm) for net, line in zip(nets, lines, strict=True)], rule)
    added = Figures(tuple(nets), tuple(taxes), sum(nets), sum(taxes))
    if added.total_minor > LARGEST_MINOR:
        raise _too_large()
    return added


def _too_large() -> UserError:
    return UserError(_("That amount is too large."))


def check_issuable(lines: Sequence[NewLine], figures: Figures) -> None:
    """Refuse what no customer should be sent.

    Raises:
        UserError: no lines, or a total below zero (that is a credit memo).
    """
    if not lines:
        raise UserError(_("An invoice needs at least one line."))
    check_not_negative(figures)


def check_not_negative(figures: Figures) -> None:
    """Refuse what gives money back: an invoice asks for it, even while it is a draft.

    Raises:
        UserError: the total is below zero.
    """
    if figures.total_minor < 0:
        raise UserError(_("An invoice cannot be negative."), _("Issue a credit memo instead."))
