"""Names are found and sorted without regard to case and accents."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  José   NÚÑEZ ", "jose nunez"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Łódź", "lodz"),
        ("Øystein Ærø", "oystein aero"),
        ("Đorđe", "dorde"),
        ("Çağrı İnci", "cagri inci"),
        ("O’Brien", "o'brien"),
        ("Smith–Jones", "smith-jones"),
        ("Ｃａｆé\u00a0ﬁn", "cafe fin"),
        ("Œuvre", "oeuvre"),
        ("株式会社", "株式会社"),
        ("", ""),
    ],
)
def test_what_people_type_finds_what_is_written(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("ﬃ İ ẞ ΐ")
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)))
def test_capitals_and_small_letters_are_the_same(text: str) -> None:
    assert fold(text.lower()) == fold(text)
