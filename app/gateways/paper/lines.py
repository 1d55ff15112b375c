"""Lines of what is sold as a table, and the tax under it: what invoices, credit memos and estimates have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.language import _
from app.gateways.paper.flow import Sum
from app.gateways.paper.style import BODY, SMALL
from app.gateways.paper.tables import Column, Row, printable_cell
from app.gateways.paper.writing import Writing
from app.services.documents import InvoiceLine, TaxSummaryLine


def line_columns(lines: Sequence[InvoiceLine]) -> list[Column]:
    """Return the columns of a table of lines; discount and tax only where a line has one."""
    return [
        Column(_("Description"), flexible=True, least=150),
        Column(_("Quantity"), numeric=True, least=44),
        Column(_("Unit price"), numeric=True, least=50),
        *([Column(_("Discount"), numeric=True, least=44)] if _with_discount(lines) else []),
        *([Column(_("Tax"), numeric=True, least=36)] if _with_tax(lines) else []),
        Column(_("Amount"), numeric=True, least=58),
    ]


def line_rows(lines: Sequence[InvoiceLine], w: Writing) -> list[Row]:
    """Return the rows of a table of lines; the last ones keep together with what follows them."""
    with_discount, with_tax = _with_discount(lines), _with_tax(lines)
    rows: list[Row] = []
    for line in lines:
        if line.level and rows and rows[-1].style is BODY:
            rows[-1].glued = True
        rows.extend(_rows_of(line, w, with_discount=with_discount, with_tax=with_tax))
    for row in rows[-2:]:
        row.glued = True
    return rows


def tax_sums(taxes: Iterable[TaxSummaryLine], subtotal_minor: int, w: Writing) -> list[Sum]:
    """Return what each tax comes to, as lines of the panel of sums."""
    sums = []
    for tax in taxes:
        name = tax.name if tax.rate is None else f"{tax.name} {w.percent(tax.rate)}"
        if tax.base_minor is not None and tax.base_minor != subtotal_minor:
            name = _("{tax} on {amount}").format(tax=name, amount=w.plain(tax.base_minor))
        sums.append(Sum(name, w.plain(tax.tax_minor)))
    return sums


def _with_discount(lines: Sequence[InvoiceLine]) -> bool:
    return any(line.discount_minor for line in lines)


def _with_tax(lines: Sequence[InvoiceLine]) -> bool:
    return any(line.tax_label for line in lines)


def _rows_of(line: InvoiceLine, w: Writing, *, with_discount: bool, with_tax: bool) -> list[Row]:
    cells = [line.description, w.quantity(line.quantity), w.plain(line.unit_price_minor)]
    if with_discount:
        cells.append(w.plain(-line.discount_minor) if line.discount_minor else "")
    if with_tax:
        cells.append(printable_cell(line.tax_label))
    cells.append(w.plain(line.amount_minor))
    indent = 8.0 * line.level
    row = Row(tuple(cells), SMALL if line.level else BODY, indent=indent)
    if not line.detail:
        return [row]
    row.glued = True
    empty = ("",) * (len(cells) - 1)
    return [row, Row((line.detail, *empty), SMALL, indent=indent, before=-4.5)]
