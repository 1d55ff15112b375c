"""What is said of a price change: its rule in words, and the columns of its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.language import _
from app.domain.money import decimal_from_minor
from app.domain.plan_cost import PriceStep, monthly_value
from app.domain.schedule import Frequency
from app.services.plans.prices import PriceRise, PriceRule
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.plans.listing import frequency_words
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class RiseRow:
    """A plan's price before and after; the id is the plan's."""

    id: int
    facts: PriceRise


def rule_words(rule: PriceRule, session: Session) -> str:
    """Return “5 % more”, “$2.00 less”, “$95.00 a period”."""
    amounts = session.amounts
    if rule.kind == "price":
        return _("{amount} a period").format(amount=amounts.money(rule.value))
    size = amounts.percent(abs(rule.value)) if rule.kind == "percent" else amounts.money(abs(rule.value))
    return (_("{size} more") if rule.value >= 0 else _("{size} less")).format(size=size)


def signed(minor: int, session: Session) -> str:
    """Return an amount with its sign, such as “+4.50”."""
    text = session.amounts.plain(minor)
    return f"+{text}" if minor > 0 else text


def monthly_difference(rises: Sequence[PriceRise]) -> int:
    """Return what a price change brings a month after discounts and before tax, in minor units."""
    return sum(
        monthly_value(_net(rise, rise.after_minor), Frequency.parse(rise.frequency))
        - monthly_value(_net(rise, rise.before_minor), Frequency.parse(rise.frequency))
        for rise in rises
    )


def _net(rise: PriceRise, price_minor: int) -> int:
    return PriceStep(rise.first_on, price_minor, rise.discount_ppm).net_minor


def rise_columns(session: Session) -> list[Column[RiseRow]]:
    """Return the columns of the preview: old, new, difference, and from which bill on."""
    amounts, dates, currency = session.amounts, session.dates, session.profile.currency

    def note(row: RiseRow) -> str:
        if row.facts.billed_on is None:
            return ""
        return _("billed already from {date}, at the old price").format(date=dates.medium(row.facts.billed_on))

    def tone(row: RiseRow) -> Tone | None:
        return Tone.CARE if row.facts.after_minor < row.facts.before_minor else None

    return [
        Column("number", _("Number"), lambda row: row.facts.plan_number, width=84, sort="number"),
        Column("customer", _("Customer"), lambda row: row.facts.customer_name, width=170, sort="customer", stretch=True),
        Column("plan", _("Plan"), lambda row: row.facts.plan_name, width=130, sort="plan"),
        Column("frequency", _("Frequency"), lambda row: frequency_words(row.facts.frequency), width=104, sort="frequency"),
        Column(
            "before",
            _("Old price"),
            lambda row: amounts.plain(row.facts.before_minor),
            Kind.AMOUNT,
            92,
            "before",
            lambda row: decimal_from_minor(row.facts.before_minor, currency),
        ),
        Column(
            "after",
            _("New price"),
            lambda row: amounts.plain(row.facts.after_minor),
            Kind.AMOUNT,
            92,
            "after",
            lambda row: decimal_from_minor(row.facts.after_minor, currency),
            strong=lambda _row: True,
        ),
        Column(
            "difference",
            _("Difference"),
            lambda row: signed(row.facts.after_minor - row.facts.before_minor, session),
            Kind.AMOUNT,
            92,
            "difference",
            lambda row: decimal_from_minor(row.facts.after_minor - row.facts.before_minor, currency),
            tone=tone,
        ),
        Column(
            "from",
            _("First bill at it"),
            lambda row: dates.medium(row.facts.first_on),
            Kind.DATE,
            116,
            "from",
            lambda row: row.facts.first_on,
        ),
        Column("note", _("Note"), note, width=190),
    ]
