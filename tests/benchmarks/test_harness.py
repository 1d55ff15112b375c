"""A promise of speed is kept or not by the median of pairs, and earlier figures stay in the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness import Figure, Ratio, Row, merged, paired, read_results, write_results


def test_one_bad_round_does_not_decide() -> None:
    ratio = Ratio.of_samples([11.0, 11.0, 99.0, 11.0, 11.0], [10.0, 10.0, 10.0, 10.0, 10.0])
    assert (ratio.value, ratio.ours, ratio.raw) == (1.1, 11.0, 10.0)


@pytest.mark.parametrize(("ours", "raw"), [([1.0] * 4, [1.0] * 4), ([1.0] * 6, [1.0] * 5)])
def test_too_few_samples_are_no_figure(ours: list[float], raw: list[float]) -> None:
    with pytest.raises(ValueError, match="samples"):
        Ratio.of_samples(ours, raw)


def test_both_sides_start_from_the_same_state_and_take_turns() -> None:
    told: list[str] = []
    paired(lambda: told.append("ours"), lambda: told.append("raw"), rounds=5, before=lambda: told.append("reset"))
    assert told[::2] == ["reset"] * 12
    assert told[1::2][:4] == ["raw", "ours", "ours", "raw"]


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure("Post", 1.5, 1.5), True),
        (Figure("Post", 1.51, 1.5), False),
        (Figure("Print", 1.0, 1.0, at_least=True), True),
        (Figure("Print", 0.99, 1.0, at_least=True), False),
    ],
)
def test_the_limit_itself_still_holds(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


def test_what_was_not_measured_again_stays_in_the_table(tmp_path: Path) -> None:
    results = tmp_path / "results.md"
    write_results([Row.of(Figure("Post", 1.2, 1.5)), Row.of(Figure("Aging | today", 1.9, 1.4))], results)
    again = Row.of(Figure("Aging | today", 1.3, 1.4, detail="1,000,000 invoices"))
    write_results(merged(read_results(results), [again, Row.of(Figure("Search", 1.1, 2.0))]), results)
    rows = read_results(results)
    assert [(row.name, row.reached, row.verdict) for row in rows] == [
        ("Post", "1.20", "holds"),
        ("Aging / today", "1.30", "holds"),
        ("Search", "1.10", "holds"),
    ]
