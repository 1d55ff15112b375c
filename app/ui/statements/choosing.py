"""What somebody chose for statements, and its presets by name. Periods are remembered as “last month”, not as dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.services.documents import StatementKind
from app.ui.kit.settings import Settings, Value
from app.ui.paper.jobs import StatementChoice
from app.ui.periods import Period, days_of

PERIODS = (
    Period.THIS_MONTH,
    Period.LAST_MONTH,
    Period.THIS_QUARTER,
    Period.LAST_QUARTER,
    Period.THIS_YEAR,
    Period.LAST_YEAR,
    Period.LAST_12_MONTHS,
    Period.ALL,
    Period.CUSTOM,
)
_LAST = "statements.last"
_PRESETS = "statements.presets"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement's kind, period and trimmings. ``from_on`` and ``to_on`` count for other dates only.

    For a run: ``owing_only`` leaves out whoever neither owes nor has credit; ``overdue_only`` all but the late ones.
    """

    kind: StatementKind = StatementKind.OPEN_ITEM
    period: Period = Period.THIS_MONTH
    from_on: date | None = None
    to_on: date | None = None
    message: str = ""
    with_remittance: bool = True
    owing_only: bool = True
    overdue_only: bool = False

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and last day as of ``today``."""
        first, last = days_of(self.period, today)
        if self.period is Period.CUSTOM:
            return self.from_on or first, self.to_on or last
        return first, last

    def as_choice(self, today: date) -> StatementChoice:
        """Return what the paper's job needs."""
        first, last = self.days(today)
        return StatementChoice(self.kind, first, last, self.message, self.with_remittance)


class Presets:
    """Choices kept by name on this computer, and the last one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def names(self) -> list[str]:
        """Return the names in order."""
        return sorted(self._all(), key=str.casefold)

    def named(self, name: str) -> Chosen | None:
        """Return the choice called ``name``."""
        kept = self._all().get(name)
        return _read(kept) if isinstance(kept, Mapping) else None

    def keep(self, name: str, chosen: Chosen) -> None:
        """Keep a choice as ``name``."""
        self._settings.put(_PRESETS, {**self._all(), name: _written(chosen)})

    def forget(self, name: str) -> None:
        """Forget a choice."""
        self._settings.put(_PRESETS, {key: value for key, value in self._all().items() if key != name})

    def last(self) -> Chosen:
        """Return what was chosen the last time."""
        kept = self._settings.get(_LAST)
        return _read(kept) if isinstance(kept, Mapping) else Chosen()

    def keep_last(self, chosen: Chosen) -> None:
        """Keep what was chosen now; other dates are not offered again on another day."""
        self._settings.put(_LAST, _written(chosen))

    def _all(self) -> dict[str, Value]:
        kept = self._settings.get(_PRESETS)
        return dict(kept) if isinstance(kept, Mapping) else {}


def _written(chosen: Chosen) -> dict[str, Value]:
    custom = chosen.period is Period.CUSTOM
    return {
        "kind": chosen.kind.value,
        "period": chosen.period.value,
        "from": chosen.from_on.isoformat() if custom and chosen.from_on else "",
        "to": chosen.to_on.isoformat() if custom and chosen.to_on else "",
        "message": chosen.message,
        "remittance": chosen.with_remittance,
        "owing": chosen.owing_only,
        "overdue": chosen.overdue_only,
    }


def _read(kept: Mapping[str, Value]) -> Chosen:
    usual = Chosen()
    try:
        chosen = replace(
            usual,
            kind=StatementKind(str(kept.get("kind", usual.kind.value))),
            period=Period(str(kept.get("period", usual.period.value))),
            from_on=_day(kept.get("from")),
            to_on=_day(kept.get("to")),
        )
    except ValueError:
        chosen = usual
    return replace(
        chosen,
        message=str(kept.get("message", "")),
        with_remittance=kept.get("remittance", True) is True,
        owing_only=kept.get("owing", True) is True,
        overdue_only=kept.get("overdue", False) is True,
    )


def _day(text: Value) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
