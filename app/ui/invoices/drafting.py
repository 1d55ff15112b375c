"""The lines of an invoice while they are written. No widgets, no store; sums are the services' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.rounding import MILLION
from app.domain.tax import TaxRounding
from app.services.invoicing.figures import Figures, NewLine, figures_of
from app.services.invoicing.multi_site import SiteShare
from app.services.queries.invoice_form import SiteChoice, TaxFacts

# Under which name a line keeps what a column shows, where it is not the column's own.
_HELD_AS = {"quantity": "quantity_micro", "price": "unit_price_minor", "discount": "discount_ppm"}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line as it stands; a price of None was not entered yet. Quantity in millionths, discount in parts per million.

    ``site`` is whose work it is where the invoice is over several sites.
    """

    id: int
    description: str = ""
    quantity_micro: int = MILLION
    unit_price_minor: int | None = None
    discount_ppm: int = 0
    tax: TaxFacts | None = None
    net_minor: int | None = None
    site: SiteChoice | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered: such a line is left out."""
        return not self.description and self.unit_price_minor is None

    def as_new(self) -> NewLine:
        """Return the line as the services take it."""
        return NewLine(
            self.description,
            self.unit_price_minor or 0,
            self.quantity_micro,
            self.discount_ppm,
            self.tax.rate_ppm if self.tax is not None else 0,
            self.tax.id if self.tax is not None and self.tax.id else None,
        )


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What one tax of the document comes to, minor units."""

    name: str
    rate_ppm: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class DraftLines:
    """All lines in order; each method returns the next state."""

    lines: tuple[DraftLine, ...] = ()
    next_id: int = 1
    tax: TaxFacts | None = None

    @classmethod
    def begun(cls, tax: TaxFacts | None, lines: Sequence[NewLine] = (), taxes: Sequence[TaxFacts] = ()) -> DraftLines:
        """Return the lines of an older draft, or one blank line; ``tax`` is what further lines bear."""
        known = {each.id: each for each in taxes}
        state = cls(tax=tax)
        for line in lines:
            # A rate that was archived or changed since stays as it was written.
            written = TaxFacts(line.tax_rate_id or 0, "", line.tax_ppm) if line.tax_ppm else None
            found = known.get(line.tax_rate_id or 0)
            same = found if found is not None and found.rate_ppm == line.tax_ppm else written
            state = state.added(
                DraftLine(0, line.description, line.quantity_micro, line.unit_price_minor, line.discount_ppm, same)
            )
        return state if state.lines else state.added()

    def added(self, line: DraftLine | None = None) -> DraftLines:
        """Return the lines with one more at the end, a blank one when None."""
        new = replace(line, id=self.next_id) if line is not None else DraftLine(self.next_id, tax=self.tax)
        return replace(self, lines=(*self.lines, new), next_id=self.next_id + 1)

    def removed(self, line_id: int) -> DraftLines:
        """Return the lines without one; a blank one stays when it was the last."""
        left = replace(self, lines=tuple(line for line in self.lines if line.id != line_id))
        return left if left.lines else left.added()

    def moved(self, line_id: int, step: int) -> DraftLines:
        """Return the lines with one moved up (-1) or down (1)."""
        order = list(self.lines)
        at = next((place for place, line in enumerate(order) if line.id == line_id), -1)
        to = at + step
        if at < 0 or not 0 <= to < len(order):
            return self
        order[at], order[to] = order[to], order[at]
        return replace(self, lines=tuple(order))

    def edited(self, line_id: int, key: str, value: object) -> DraftLines:
        """Return the lines with a cell changed; ``key`` is the column's."""

        def changed(line: DraftLine) -> DraftLine:
            if key == "description":
                return replace(line, description=str(value or ""))
            if key == "site":
                return replace(line, site=value if isinstance(value, SiteChoice) else None)
            if key == "tax":
                return replace(line, tax=value if isinstance(value, TaxFacts) and value.rate_ppm else None)
            number = value if isinstance(value, int) else None
            if key == "quantity":
                return replace(line, quantity_micro=MILLION if number is None else number)
            if key == "price":
                return replace(line, unit_price_minor=number)
            return replace(line, discount_ppm=number or 0)

        return replace(self, lines=tuple(changed(line) if line.id == line_id else line for line in self.lines))

    def spread(self, sites: Sequence[SiteChoice]) -> DraftLines:
        """Return the lines for several sites: a single one, or none yet, is written out for each of them."""
        if not sites or len(self.written()) > 1 or any(line.site is not None for line in self.lines):
            return self
        first = self.lines[0]
        state = replace(self, lines=())
        for site in sites:
            state = state.added(replace(first, site=site))
        return state

    def shares(self) -> tuple[SiteShare, ...]:
        """Return the lines site by site, in the order in which the sites first stand.

        Raises:
            UserError: a line belongs to no site.
        """
        found: dict[int, list[NewLine]] = {}
        for line in self.written():
            if line.site is None:
                raise UserError(
                    _("The line “{line}” belongs to no site.").format(line=line.description[:40]), _("Choose its site.")
                )
            found.setdefault(line.site.id, []).append(line.as_new())
        return tuple(SiteShare(site_id, tuple(lines)) for site_id, lines in found.items())

    def edited_alike(self, line_id: int, key: str, value: object) -> DraftLines:
        """Return the lines with a cell changed; from the first line on, those that said the same there follow it."""
        first = self.lines[0]
        if line_id != first.id or key == "site":
            return self.edited(line_id, key, value)
        changed = self.edited(line_id, key, value)
        name = _HELD_AS.get(key, key)
        for line in self.lines[1:]:
            if getattr(line, name) == getattr(first, name):
                changed = changed.edited(line.id, key, value)
        return changed

    def written(self) -> tuple[DraftLine, ...]:
        """Return the lines that say something."""
        return tuple(line for line in self.lines if not line.is_blank)

    def as_new(self) -> tuple[NewLine, ...]:
        """Return them as the services take them."""
        return tuple(line.as_new() for line in self.written())

    def summed(self, rule: TaxRounding) -> tuple[DraftLines, Figures]:
        """Return the lines with their amounts, and what they add up to.

        Raises:
            UserError: a discount beyond 100 %, or an amount too large.
        """
        figures = figures_of(self.as_new(), rule)
        nets = dict(zip((line.id for line in self.written()), figures.nets, strict=True))
        return replace(self, lines=tuple(replace(line, net_minor=nets.get(line.id)) for line in self.lines)), figures

    def taxes(self, figures: Figures) -> list[TaxSum]:
        """Return what each tax comes to, in the order in which they first stand."""
        found: dict[tuple[str, int], int] = {}
        for line, tax_minor in zip(self.written(), figures.taxes, strict=True):
            if line.tax is not None:
                key = (line.tax.name, line.tax.rate_ppm)
                found[key] = found.get(key, 0) + tax_minor
        return [TaxSum(name, rate, tax_minor) for (name, rate), tax_minor in found.items()]
