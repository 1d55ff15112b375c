"""Runs the benches: ``python -m benchmarks [names]``, all without names; ends with 1 when one falls short."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from benchmarks.harness import Figure, Row, merged, read_results, table, write_results


def names() -> list[str]:
    """Return the benches there are."""
    return sorted(file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py"))


def run(name: str) -> list[Figure]:
    """Return what one bench measures, printing each figure as it comes."""
    print(f"· {name}", flush=True)
    figures: list[Figure] = []
    for figure in importlib.import_module(f"benchmarks.bench_{name}").measure():
        verdict = "" if figure.holds else "  falls short"
        limit = f"{'at least' if figure.at_least else 'at most'} {figure.limit:g}"
        print(f"  {figure.name}: {figure.reached:.2f} {figure.unit} ({limit}){verdict}", flush=True)
        figures.append(figure)
    return figures


def main(wanted: list[str]) -> int:
    """Measure, print the table and keep it; 2 for an unknown name, 1 when a figure falls short."""
    there = names()
    unknown = [name for name in wanted if name not in there]
    if unknown:
        print(f"No such bench: {', '.join(unknown)}. There are: {', '.join(there)}.", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in wanted or there:
        figures += run(name)
        # Kept after each bench: a long run that is stopped loses nothing.
        write_results(merged(read_results(), map(Row.of, figures)))
    print("\n" + table(map(Row.of, figures)))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
