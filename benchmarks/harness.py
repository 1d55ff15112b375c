"""How the main jobs are measured: always against a limit, always side by side in one run.

Seconds depend on the machine and on what else it does; a ratio of two things done alternately hardly does.
Each file ``bench_<job>.py`` defines::

    def measure() -> Iterable[Figure]:
        '''Issue invoices as the program does, and as the plain sqlite3 module would.'''
        ratio = paired(ours, raw)
        yield Figure("Issue 10,000 invoices", ratio, limit=1.5)

where ``ours`` and ``raw`` are functions without arguments that do the same job once, from the same state;
what must be prepared before each time goes into ``before``, which is not timed. ``measure`` may yield several
figures, and may print what it is preparing. A figure must be at most its limit; one that must be *at least*
it (pages per second) says ``at_least=True``. A ratio that does not come from two functions (memory, a child
process) is made with :meth:`Ratio.of_samples`.

Belongs here: timing, medians, the table and ``results.md``. Which jobs there are does not.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
LEAST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours over the limit's: the median of the ratios of each round, and the medians of both sides.

    ``value`` has no unit; ``ours`` and ``raw`` are in ``measure``.
    """

    value: float
    ours: float
    raw: float
    measure: str = "ms"

    @classmethod
    def of_samples(cls, ours: Sequence[float], raw: Sequence[float], measure: str = "ms") -> Ratio:
        """Return the ratio of samples taken in turn, ``ours[i]`` next to ``raw[i]``, both in ``measure``.

        Raises:
            ValueError: the sides differ in length or have fewer than five samples.
        """
        if len(ours) != len(raw) or len(ours) < LEAST_ROUNDS:
            raise ValueError(f"{len(ours)} and {len(raw)} samples: as many on both, at least {LEAST_ROUNDS}")
        each = [mine / limit for mine, limit in zip(ours, raw, strict=True)]
        return cls(statistics.median(each), statistics.median(ours), statistics.median(raw), measure)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured promise.

    Args:
        name: the job, as a person would say it; unique among all benches.
        ratio: what was reached, a :class:`Ratio` or a bare number.
        limit: what was promised.
        unit: what the ratio counts.
        detail: what was done on which data, for the reader of the table.
        at_least: the figure is good from the limit upwards, not downwards.
    """

    name: str
    ratio: Ratio | float
    limit: float
    unit: str = "× raw"
    detail: str = ""
    at_least: bool = field(default=False, kw_only=True)

    @property
    def reached(self) -> float:
        """The number that is compared with the limit."""
        return self.ratio.value if isinstance(self.ratio, Ratio) else self.ratio

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.reached >= self.limit if self.at_least else self.reached <= self.limit


def paired(
    ours: Callable[[], object],
    raw: Callable[[], object],
    rounds: int = 7,
    *,
    before: Callable[[], object] | None = None,
    repeat: int = 1,
) -> Ratio:
    """Return how much longer ``ours`` takes than ``raw``, both done in turn.

    Args:
        ours: the program's way.
        raw: the least the same job can cost.
        rounds: how many pairs are timed, at least five; one more pair comes first and is not counted.
        before: called before each single timing, not timed: it restores the state that both start from.
        repeat: how often a job is done within one timing, for jobs of microseconds.
    """
    mine: list[float] = []
    limit: list[float] = []
    for number in range(rounds + 1):
        # Each side goes first in turn: the second finds the disk's cache warm and the clock turned down.
        order = ((ours, mine), (raw, limit)) if number % 2 else ((raw, limit), (ours, mine))
        for job, samples in order:
            if before is not None:
                before()
            samples.append(milliseconds(job, repeat))
    return Ratio.of_samples(mine[1:], limit[1:])


def milliseconds(job: Callable[[], object], repeat: int = 1) -> float:
    """Return how long ``job`` takes once, in milliseconds, with the garbage collector kept out of it."""
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        began = time.perf_counter()
        for _ in range(repeat):
            job()
        return (time.perf_counter() - began) * 1000 / repeat
    finally:
        if was_on:
            gc.enable()


# --- The table


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, as text."""

    name: str
    limit: str
    reached: str
    verdict: str
    ours: str
    raw: str
    measured: str
    detail: str  # the fields stand in the order of the columns

    @classmethod
    def of(cls, figure: Figure) -> Row:
        """Return the line of a figure measured now."""
        ratio = figure.ratio if isinstance(figure.ratio, Ratio) else None
        machine = f"{date.today().isoformat()}, {os.cpu_count()} cores"  # noqa: DTZ011 - the day on the wall
        return cls(
            name=figure.name,
            limit=f"{'≥' if figure.at_least else '≤'} {figure.limit:g} {figure.unit}",
            reached=f"{figure.reached:.2f}",
            verdict="holds" if figure.holds else "**falls short**",
            ours=f"{ratio.ours:.4g} {ratio.measure}" if ratio else "",
            raw=f"{ratio.raw:.4g} {ratio.measure}" if ratio else "",
            measured=machine,
            detail=figure.detail,
        )

    def cells(self) -> tuple[str, ...]:
        """Return the texts in the order of the columns, without the sign that separates them."""
        return tuple(str(text).replace("|", "/") for text in astuple(self))


COLUMNS = ("Job", "Limit", "Reached", "", "Ours", "The limit's", "Measured", "What was done")


def table(rows: Iterable[Row]) -> str:
    """Return the lines as a Markdown table whose columns stand under each other."""
    lines = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    texts = ["| " + " | ".join(cells) + " |" for cells in padded]
    texts.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(texts)


def read_results(path: Path = RESULTS) -> list[Row]:
    """Return the lines kept from earlier runs."""
    if not path.exists():
        return []
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return [Row(*line) for line in cells[1:] if len(line) == len(COLUMNS)]


def write_results(rows: Iterable[Row], path: Path = RESULTS) -> None:
    """Keep the lines, each with the day and the machine it was measured on."""
    head = (
        "# What was measured\n\n"
        "Each figure is a median of ratios to a limit that was measured alternately in the same run of\n"
        "`python3 dev.py bench`; `benchmarks/harness.py` tells how.\n"
        f"Last written with Python {platform.python_version()}.\n\n"
    )
    path.write_text(head + table(rows) + "\n", encoding="utf-8")


def merged(kept: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """Return earlier lines with those measured again replaced in their place, and new ones at the end."""
    fresh = {row.cells()[0]: row for row in new}
    lines = [fresh.pop(row.name, row) for row in kept]
    return [*lines, *fresh.values()]
