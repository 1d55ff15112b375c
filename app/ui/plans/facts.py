"""The lists beside a plan's payments: its prices, its rests, its feed. Small, read whole, nothing is done in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.language import _
from app.domain.plan_cost import PriceStep
from app.services.queries.activity import ActivityFacts, changes_of, sentence
from app.services.queries.plan_page import PauseFacts, PriceFacts
from app.ui.kit.tables import Column, Kind, Status
from app.ui.kit.theme import Tone
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price of the plan's history."""

    id: int
    facts: PriceFacts
    is_present: bool


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A rest of the plan."""

    id: int
    facts: PauseFacts


def price_rows(prices: Sequence[PriceFacts], today: date) -> list[PriceRow]:
    """Return rows, newest first; the present one is the last that began and was not taken back."""
    present = next((price for price in prices if price.effective_on <= today and not price.is_reversed), None)
    return [PriceRow(len(prices) - at, price, price is present) for at, price in enumerate(prices)]


def pause_rows(pauses: Sequence[PauseFacts]) -> list[PauseRow]:
    """Return rows, newest first."""
    return [PauseRow(len(pauses) - at, pause) for at, pause in enumerate(pauses)]


def price_columns(session: Session, today: date) -> list[Column[PriceRow]]:
    """Return the columns of the price history."""
    amounts, dates = session.amounts, session.dates

    def pill(row: PriceRow) -> Status | None:
        if row.facts.is_reversed:
            return Status(_("Taken back"), Tone.QUIET, "undo")
        if row.is_present:
            return Status(_("Now"), Tone.GOOD, "check")
        return Status(_("To come"), Tone.INFO, "clock") if row.facts.effective_on > today else None

    def begins(row: PriceRow) -> str:
        if row.id == 1:
            return _("With the plan")
        return _("In mid-period, by days") if row.facts.is_prorated else _("With the next period")

    def net(row: PriceRow) -> str:
        facts = row.facts
        return amounts.plain(PriceStep(facts.effective_on, facts.price_minor, facts.discount_ppm).net_minor)

    return [
        Column("from", _("From"), lambda row: dates.medium(row.facts.effective_on), Kind.DATE, 120),
        Column("price", _("Price"), lambda row: amounts.plain(row.facts.price_minor), Kind.AMOUNT, 110),
        Column(
            "discount",
            _("Discount"),
            lambda row: amounts.percent(row.facts.discount_ppm) if row.facts.discount_ppm else "–",
            Kind.COUNT,
            100,
        ),
        Column("net", _("A period, before tax"), net, Kind.AMOUNT, 150),
        Column("how", _("Begins"), begins, width=200, stretch=True),
        Column("state", _("Status"), lambda _row: "", Kind.STATUS, 120, status=pill),
    ]


def pause_columns(session: Session) -> list[Column[PauseRow]]:
    """Return the columns of the rests."""
    dates = session.dates
    return [
        Column("from", _("First day of rest"), lambda row: dates.medium(row.facts.from_on), Kind.DATE, 150),
        Column(
            "until",
            _("Last day of rest"),
            lambda row: dates.medium(row.facts.until_on) if row.facts.until_on else _("until resumed"),
            Kind.DATE,
            150,
        ),
        Column("reason", _("Reason"), lambda row: row.facts.reason, width=240, stretch=True),
    ]


def feed_columns(session: Session) -> list[Column[ActivityFacts]]:
    """Return the columns of the feed."""

    def change(row: ActivityFacts) -> str:
        nothing = _("nothing")
        return "; ".join(
            _("{field}: {before} → {after}").format(field=c.label, before=c.before or nothing, after=c.after or nothing)
            for c in changes_of(row, session.profile)
        )

    return [
        Column("when", _("When"), lambda row: session.moment(row.happened_at), Kind.DATE, 164),
        Column("who", _("Who"), lambda row: row.actor, width=120),
        Column("what", _("What"), lambda row: sentence(row, session.profile), width=380, stretch=True),
        Column("change", _("Before → after"), change, width=240),
    ]
