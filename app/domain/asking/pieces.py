"""What phrases of a question mean, piece by piece, before they are put together. Which words mean what is in the languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.domain.asking.fields import Subject
from app.domain.asking.form import Measure, Op


@dataclass(frozen=True, slots=True)
class Noun:
    """What is asked about. A weak one gives way to another: “who” may be anybody."""

    subject: Subject
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: how many, how much, the last; of which amount, if that was said. A weak one gives way."""

    measure: Measure
    of: str = ""
    count: int = 1
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Trait:
    """How something stands: unpaid, late, done. What that is of each subject is told by ``traits``."""

    name: str


@dataclass(frozen=True, slots=True)
class Late:
    """So many days late."""

    op: Op
    days: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of something there are: plans, sites, open jobs."""

    field: str
    op: Op
    count: int


@dataclass(frozen=True, slots=True)
class Amounted:
    """An amount as it was written, of a field or of what the subject is counted in."""

    op: Op
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """Days as they were said, of a field or of the subject's own day; ``to`` ends a range."""

    op: Op
    text: str
    field: str = ""
    to: str = ""
    lean: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """A field that is a given text: the number of an invoice, a tag, an account manager."""

    field: str
    text: str
    op: Op = Op.IS


@dataclass(frozen=True, slots=True)
class Who:
    """A customer, as the query is to name it."""

    text: str


@dataclass(frozen=True, slots=True)
class This:
    """The customer whose page is open: she, they, this customer."""


@dataclass(frozen=True, slots=True)
class Everyone:
    """Nobody in particular: everyone, altogether."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A word that says nothing by itself; a ``glue`` word needs a name or a thing after it."""

    glue: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """What stands before it, or what stands after it."""


@dataclass(frozen=True, slots=True)
class Denied:
    """What stands after it does not hold."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where one phrase ends and another begins: what “or” and “not” reach to."""


@dataclass(frozen=True, slots=True)
class Either:
    """A phrase that can mean several things."""

    options: tuple[tuple[Piece, ...], ...]


Piece: TypeAlias = (
    "Noun | Asked | Trait | Late | Counted | Amounted | When | Which | Who | This | Everyone | Nothing | Either | Or | Denied"
    " | Edge"
)
