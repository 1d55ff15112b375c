"""A chart as numbers and words: drawn into a printed report and, as the same picture, shown in the window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import Currency


class ChartKind(StrEnum):
    """Upright bars side by side, upright bars stacked, or lying bars stacked (for long names)."""

    BARS = "bars"
    STACKED = "stacked"
    LYING = "lying"


class Tone(StrEnum):
    """What a colour means; each palette (paper, light window, dark window) has its own colour for it."""

    ACCENT = "accent"
    SECOND = "second"
    CURRENT = "current"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    OVER_90 = "over-90"


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One colour of the chart: ``values_minor`` has one amount for each category, in minor units."""

    name: str
    values_minor: tuple[int, ...]
    tone: Tone = Tone.ACCENT


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of amounts.

    Attributes:
        title: over the picture, and its accessible name; empty leaves it out.
        categories: along the axis: months, buckets, customers' names.
        series: at least one.
        tones: for a single series whose bars each have their own meaning (aging buckets); empty colours
            by series.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    currency: Currency
    locale: str = "en_US"
    title: str = ""
    tones: tuple[Tone, ...] = ()

    def __post_init__(self) -> None:
        if not self.series or any(len(s.values_minor) != len(self.categories) for s in self.series):
            raise ValueError("a chart needs a series, and each series one value per category")
