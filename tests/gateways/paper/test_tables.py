"""Where a table breaks into pages, for any rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.gateways.paper.faces import face, wrap
from app.gateways.paper.tables import paginate

heights = st.lists(st.floats(5, 90), max_size=80)


@given(heights, st.lists(st.booleans(), min_size=80, max_size=80), st.floats(0, 300))
def test_every_row_is_printed_once_and_fits(rows: list[float], glued: list[bool], tail: float) -> None:
    first, other = 400.0, 600.0
    pages = paginate(rows, glued[: len(rows)], first, other, tail)
    assert [at for start, end in pages for at in range(start, end)] == list(range(len(rows)))
    for number, (start, end) in enumerate(pages):
        assert sum(rows[start:end]) <= (other if number else first) + 0.001
    start, end = pages[-1]
    assert sum(rows[start:end]) + tail <= (other if len(pages) > 1 else first) + 0.001


@given(heights, st.floats(0, 300))
def test_glued_rows_stay_together(rows: list[float], tail: float) -> None:
    glued = [at % 3 == 0 and at + 1 < len(rows) for at in range(len(rows))]
    pages = paginate(rows, glued, 400.0, 600.0, tail)
    ends = {end for _start, end in pages[:-1]}
    assert not any(glued[end - 1] for end in ends if end)


@given(st.text(st.characters(codec="cp1252", categories=("L", "N", "P", "Zs")), max_size=200), st.floats(20, 300))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, "R", 9.0, width)
    assert all(face("R").width(line) * 9 <= width + 0.01 or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
