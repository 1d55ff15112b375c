"""What the office decided about billing, per book: bounds, retries, the ladder after them, late fees. Kept as one setting."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.rounding import MILLION
from app.services.office import Reader, Writer
from app.services.settings import Json, get_setting, set_setting

NAME = "billing.rules"
STEPS = ("remind", "pause", "hand_over")


@dataclass(frozen=True, slots=True)
class LateFeeLevel:
    """A late fee: so many days after the due date, a flat amount (minor units) or a part of what is open (per million)."""

    after_days: int
    flat_minor: int = 0
    percent_ppm: int = 0


@dataclass(frozen=True, slots=True)
class LadderStep:
    """What to do with a refused payment so many days after its last try: ``remind``, ``pause`` the plan or ``hand_over``."""

    after_days: int
    step: str


@dataclass(frozen=True, slots=True)
class BillingRules:
    """How this book bills.

    Attributes:
        retry_days: a refused charge is tried again so many days after the refusal before it, one try each.
        ladder: what follows when the tries are used up, in order of days.
        most_documents: a run that makes more documents for one customer asks for confirmation.
        most_percent: so does an invoice above this percentage of the plan's last one.
        late_fees: in order of days; none, no fees.
    """

    retry_days: tuple[int, ...] = (3, 5, 7)
    ladder: tuple[LadderStep, ...] = (LadderStep(3, "remind"), LadderStep(10, "remind"), LadderStep(20, "pause"))
    most_documents: int = 24
    most_percent: int = 300
    late_fees: tuple[LateFeeLevel, ...] = ()


DEFAULTS = BillingRules()


def check_rules(rules: BillingRules) -> None:
    """Refuse rules that cannot be followed.

    Raises:
        UserError: says which.
    """
    if len(rules.retry_days) > 10 or any(not 1 <= days <= 60 for days in rules.retry_days):
        raise UserError(_("Retries are at most ten, each 1 to 60 days after the one before."))
    if any(step.step not in STEPS or not 0 <= step.after_days <= 365 for step in rules.ladder):
        raise UserError(_("After the retries come reminders, a pause or handing over, each within a year."))
    if _unordered([step.after_days for step in rules.ladder]) or _unordered([fee.after_days for fee in rules.late_fees]):
        raise UserError(_("Steps are given in the order of their days, each later than the one before."))
    for fee in rules.late_fees:
        if (fee.flat_minor > 0) == (fee.percent_ppm > 0):
            raise UserError(_("A late fee is a flat amount or a percentage."))
        if not 0 <= fee.flat_minor <= LARGEST_MINOR or not 0 <= fee.percent_ppm <= MILLION or fee.after_days < 0:
            raise UserError(_("That late fee is not possible."))
    if rules.most_documents < 1 or rules.most_percent < 100:
        raise UserError(_("The bounds of a run are at least one document, and 100 % of the last amount."))


def billing_rules(reader: Reader) -> BillingRules:
    """Return how this book bills."""
    kept = get_setting(reader, NAME, {})
    if not kept:
        return DEFAULTS
    return BillingRules(
        tuple(_ints(kept.get("retry_days"))),
        tuple(
            LadderStep(_int(step.get("after_days")), str(step.get("step")))
            for step in _list(kept.get("ladder"))
            if isinstance(step, dict)
        ),
        _int(kept.get("most_documents"), DEFAULTS.most_documents),
        _int(kept.get("most_percent"), DEFAULTS.most_percent),
        tuple(
            LateFeeLevel(_int(fee.get("after_days")), _int(fee.get("flat_minor")), _int(fee.get("percent_ppm")))
            for fee in _list(kept.get("late_fees"))
            if isinstance(fee, dict)
        ),
    )


def set_billing_rules(writer: Writer, rules: BillingRules) -> None:
    """Decide how this book bills from now on.

    Raises:
        UserError: the rules cannot be followed.
    """
    check_rules(rules)
    value: dict[str, Json] = {
        "retry_days": list(rules.retry_days),
        "ladder": [{"after_days": step.after_days, "step": step.step} for step in rules.ladder],
        "most_documents": rules.most_documents,
        "most_percent": rules.most_percent,
        "late_fees": [
            {"after_days": fee.after_days, "flat_minor": fee.flat_minor, "percent_ppm": fee.percent_ppm}
            for fee in rules.late_fees
        ],
    }
    set_setting(writer, NAME, value)


def _unordered(days: list[int]) -> bool:
    return any(later <= earlier for earlier, later in pairwise(days))


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _int(value: Json, default: int = 0) -> int:
    return value if isinstance(value, int) else default


def _ints(value: Json) -> list[int]:
    return [each for each in _list(value) if isinstance(each, int)]
