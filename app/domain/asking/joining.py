"""How “or” and “not” join the phrases of a question: what each reaches to, and where that can be taken in two ways.

“Or” joins the phrase before it with the one after it. Where the two speak of the same field that is all it can mean; where they
speak of different ones and more stands beside them, it may also join everything before it with everything after it, and
both readings are given. Two values that nothing can have at once (“check and cash”, “May and June”) are alternatives, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from app.domain.asking.form import AnyOf, Clause, Condition, Not, Op
from app.domain.asking.periods import Away, Fixed, Running, Turning, days_of

Conditions: TypeAlias = tuple[Condition, ...]
Part: TypeAlias = "Conditions | str"
"""What a phrase narrows to; or “or”, “not”, “what” (it names what is asked about), “again” (it names that once more), “?”
(its days can be meant in two ways)."""

# Fields of which a row has one value at a time, and no two words are true of the same row.
_ONE_VALUE = frozenset({"customer", "method", "paid-by", "kind", "city", "manager", "assigned", "number", "reference", "terms"})
Clauses: TypeAlias = tuple[Clause, ...]


def join(parts: Sequence[Part], today: date) -> list[Clauses]:
    """Return what the phrases narrow to together: one reading, two where it can be taken in two ways, none where it cannot."""
    chains = _chains(parts)
    if chains is None:
        return []
    before = [part for part in parts if part not in ("what", "again")]
    if "or" not in before and "not" not in before:
        return [_together([part for part in before if not isinstance(part, str)], today)]
    if "?" in before or not all(chain.is_choice for chain in chains):
        return []
    tight = _joined(chains, today)
    if tight is None:
        return []
    readings = [tight]
    wide = _wide(parts, chains, today)
    if wide is not None:
        readings.append(wide)
    return list(dict.fromkeys(readings))


class _Chain:
    """Phrases that are alternatives of one another; one alone most of the time. ``after_noun``: it stands behind the thing
    that is asked about.
    """

    def __init__(self, option: Conditions, *, denied: bool, after_noun: bool) -> None:
        self.options = [option]
        self.denied, self.after_noun = denied, after_noun

    @property
    def is_alike(self) -> bool:
        """Whether all alternatives speak of the same fields."""
        common = set.intersection(*(set(option) for option in self.options))
        fields = {frozenset(each.field for each in option if each not in common) for option in self.options}
        return len(fields) == 1

    @property
    def is_choice(self) -> bool:
        """Whether its alternatives differ: of what holds anyway there is no choice."""
        return len(self.options) == 1 or (() not in self._rests() and len(set(self.options)) == len(self.options))

    def clauses(self) -> Clauses:
        """Return what it says."""
        said: Clauses = self.options[0]
        if len(self.options) > 1:
            said = (*self._common(), AnyOf(self._rests()))
        return (Not(said),) if self.denied else said

    def _common(self) -> Conditions:
        return tuple(each for each in self.options[0] if all(each in option for option in self.options[1:]))

    def _rests(self) -> tuple[Conditions, ...]:
        common = self._common()
        return tuple(tuple(each for each in option if each not in common) for option in self.options)


def _chains(parts: Sequence[Part]) -> list[_Chain] | None:
    """Return the phrases with those that “or” joins as one; None where “or” or “not” has nothing to join or deny."""
    found: list[_Chain] = []
    joins = denies = False
    after_noun = open_left = False
    for part in parts:
        if part == "or":
            if not open_left or joins or denies:
                return None
            joins = True
        elif part == "not":
            if denies or joins:
                return None
            denies = True
        elif (part == "again" and (joins or denies)) or (part == "what" and joins):
            after_noun = True
        elif part in ("what", "again", "?"):
            if joins or denies:
                return None
            after_noun, open_left = after_noun or part == "what", open_left and part != "?"
        elif not isinstance(part, str):
            if joins:
                _absorb(found, part)
                found[-1].options.append(part)
            else:
                found.append(_Chain(part, denied=denies, after_noun=after_noun))
            joins = denies = False
            open_left = True
    return None if joins or denies else found


def _absorb(found: list[_Chain], last: Conditions) -> None:
    """Take what is listed before “or” into the alternatives: “cash, check or card”."""
    while len(found) > 1 and _same_value_field(found[-1].options[0], last) and not found[-1].denied:
        earlier = found[-2]
        if len(earlier.options) > 1 or not _same_value_field(earlier.options[0], last):
            return
        found[-2:] = [_listed(earlier, found[-1])]


def _listed(earlier: _Chain, later: _Chain) -> _Chain:
    chain = _Chain(earlier.options[0], denied=earlier.denied, after_noun=earlier.after_noun)
    chain.options += later.options
    return chain


def _same_value_field(one: Conditions, other: Conditions) -> bool:
    common = set(one) & set(other)
    left, right = ([each for each in some if each not in common] for some in (one, other))
    return len(left) == len(right) == 1 and left[0].field == right[0].field and left[0].field in _ONE_VALUE


def _joined(chains: Sequence[_Chain], today: date) -> Clauses | None:
    """Return every chain together; None where what is denied may reach further than it is sure to."""
    if any(chain.denied and len(chain.options) > 1 and not chain.is_alike for chain in chains):
        return None
    single = [chain.options[0] for chain in chains if len(chain.options) == 1 and not chain.denied]
    others = [clause for chain in chains if len(chain.options) > 1 or chain.denied for clause in chain.clauses()]
    return (*_together(single, today), *others)


def _wide(parts: Sequence[Part], chains: Sequence[_Chain], today: date) -> Clauses | None:
    """Return the reading in which “or” joins all before it with all after it, where that is another one."""
    mixed = [chain for chain in chains if len(chain.options) > 1 and not chain.is_alike]
    beside = [chain for chain in chains if chain not in mixed and chain.after_noun]
    if len(mixed) != 1 or not beside or parts.count("or") != 1:
        return None
    at = list(parts).index("or")
    halves = []
    for half in (parts[:at], parts[at + 1 :]):
        inside = _chains(half)
        joined = _joined(inside, today) if inside else None
        if not joined:
            return None
        halves.append(joined)
    return (AnyOf(tuple(halves)),)


def _together(phrases: Sequence[Conditions], today: date) -> Clauses:
    """Return conditions that hold together; those that no row can have at once are alternatives."""
    kept = list(dict.fromkeys(each for phrase in phrases for each in phrase))
    found: list[Clause] = []
    for each in kept:
        rivals = [other for other in kept if other is each or _exclude(each, other, today)]
        if len(rivals) == 1:
            found.append(each)
        elif rivals[0] is each:
            found.append(AnyOf(tuple((rival,) for rival in rivals)))
    return tuple(found)


def _exclude(one: Condition, other: Condition, today: date) -> bool:
    if one.field != other.field or one.op is not Op.IS or other.op is not Op.IS or one.value == other.value:
        return False
    if one.field in _ONE_VALUE:
        return True
    periods = [each.value for each in (one, other) if isinstance(each.value, (Fixed, Turning, Running, Away))]
    if len(periods) < 2:
        return False
    (first, last), (begins, ends) = (days_of(period, today) for period in periods)
    return last < begins or ends < first
