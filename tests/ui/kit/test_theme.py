"""Colours are held to the contrast that WCAG asks for; the stylesheet leaves no name unfilled."""

from itertools import product

import pytest

from app.ui.kit.theme import DARK, LIGHT, Tokens, Tone, apply, current, set_role, signals
from app.ui.kit.theme.applied import font, stylesheet


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_pairs(t: Tokens) -> list[tuple[str, str]]:
    grounds = ("ground", "surface", "rail", "hover", "select")
    pairs = list(product(("ink", "quiet", "accent", "alarm", "care", "good", "info"), grounds))
    pairs += [(tone, f"{tone}_ground") for tone in ("alarm", "care", "good", "info", "neutral")]
    pairs += [("accent_ink", on) for on in ("accent", "accent_hover", "accent_press")]
    pairs += [("quiet", "line")] if t.name == "light" else []
    return [*pairs, ("toast_ink", "toast"), ("toast_link", "toast")]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_every_text_can_be_read_on_its_ground(tokens):
    faint = {
        pair: round(contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])), 2)
        for pair in text_pairs(tokens)
        if contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) < 4.5
    }
    assert faint == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize("ground", ["ground", "surface", "rail", "select"])
def test_the_focus_ring_shows(tokens, ground):
    assert contrast(tokens.focus, getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_focus_ring_of_the_main_button_shows_on_the_accent(tokens):
    assert contrast(tokens.focus_on_accent, tokens.accent) >= 3


def test_every_tone_has_its_own_colours():
    for tokens in (LIGHT, DARK):
        assert len({tokens.tone(tone) for tone in Tone}) == len(Tone)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_stylesheet_names_only_files_that_are_there(tokens):
    from pathlib import Path

    sheet = stylesheet(tokens)
    assert "$" not in sheet
    files = [part.split('"')[0] for part in sheet.split('url("')[1:]]
    assert files
    assert [file for file in files if not Path(file).is_file()] == []


def test_choosing_a_theme_changes_colours_and_tells_it(qapp, qtbot):
    with qtbot.waitSignal(signals().changed):
        apply(qapp, "dark")
    assert current() is DARK
    assert qapp.palette().window().color().name().upper() == DARK.ground
    with qtbot.waitSignal(signals().changed):
        apply(qapp, "light", zoom=150)
    assert current() is LIGHT
    assert qapp.font().pixelSize() == 20
    apply(qapp, "light")


def test_figures_and_the_true_minus_come_from_bundled_fonts(qapp):
    from PySide6.QtGui import QFontMetricsF, QTextLayout

    apply(qapp, "light")
    face = font()
    widths = {QFontMetricsF(face).horizontalAdvance(d) for d in "0123456789"}
    assert len(widths) == 1
    layout = QTextLayout("1−2 → ✓", face)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    families = {run.rawFont().familyName() for run in layout.glyphRuns()}
    assert families == {"Noto Sans", "Counterfoil Marks"}


def test_a_role_can_change_after_the_widget_was_shown(qtbot, qapp):
    from PySide6.QtWidgets import QLabel

    apply(qapp, "light")
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    plain = label.sizeHint().height()
    set_role(label, "title")
    assert label.sizeHint().height() > plain
    set_role(label, "")
    assert label.sizeHint().height() == plain
