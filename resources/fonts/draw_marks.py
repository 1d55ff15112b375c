"""Draws Counterfoil Marks: the few signs that the bundled Noto Sans lacks (true minus, arrows, tick, cross).

Widths and heights fit Noto Sans' figures, so that −25.00 stands under 125.00. Run it after changing a shape:
``python resources/fonts/draw_marks.py`` (needs fonttools) rewrites the two faces beside it.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

Points = list[tuple[int, int]]


def _arrow(t: int) -> Points:
    """Return an arrow to the right with a stroke of ``t`` units."""
    c, h = 354, 150
    d = int(t * 0.72)
    return [
        (60, c - t // 2),
        (560, c - t // 2),
        (560 - h + d, c - h),
        (560 - h + d + t, c - h),
        (760, c),
        (560 - h + d + t, c + h),
        (560 - h + d, c + h),
        (560, c + t // 2),
        (60, c + t // 2),
    ]


def _shapes(t: int) -> dict[int, tuple[int, list[Points]]]:
    """Return width and outlines of each sign for a stroke of ``t`` units."""
    c = 354
    right = _arrow(t)
    left = [(820 - x, y) for x, y in reversed(right)]
    up = [(300 + (y - c), x) for x, y in reversed(right)]
    down = [(300 + (y - c), 760 + 60 - x) for x, y in right]
    tick: Points = [
        (70, 330),
        (70 + t, 330 + t // 2),
        (230, 180 + t // 2),
        (520, 640),
        (520 + t, 640 - t // 3),
        (240, 60),
    ]
    k = int(t * 0.7)
    cross: Points = [
        (90, 120 + k),
        (90 + k, 120),
        (320, 354 - k),
        (550 - k, 120),
        (550, 120 + k),
        (320 + k, 354),
        (550, 588 - k),
        (550 - k, 588),
        (320, 354 + k),
        (90 + k, 588),
        (90, 588 - k),
        (320 - k, 354),
    ]
    return {
        0x2212: (572, [[(50, c - t // 2), (522, c - t // 2), (522, c + t // 2), (50, c + t // 2)]]),
        0x2192: (820, [right]),
        0x2190: (820, [left]),
        0x2191: (600, [up]),
        0x2193: (600, [down]),
        0x2713: (660, [tick]),
        0x2715: (640, [cross]),
    }


def draw(style: str, stroke: int, weight: int) -> None:
    """Write one face next to this file."""
    shapes = _shapes(stroke)
    order = [".notdef", "space", *(f"uni{code:04X}" for code in shapes)]
    glyphs = {".notdef": TTGlyphPen(None).glyph(), "space": TTGlyphPen(None).glyph()}
    widths = {".notdef": (572, 0), "space": (260, 0)}
    for code, (width, outlines) in shapes.items():
        pen = TTGlyphPen(None)
        for outline in outlines:
            pen.moveTo(outline[0])
            for point in outline[1:]:
                pen.lineTo(point)
            pen.closePath()
        glyphs[f"uni{code:04X}"] = pen.glyph()
        widths[f"uni{code:04X}"] = (width, 0)
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x20: "space", **{code: f"uni{code:04X}" for code in shapes}})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=1069, descent=-293)
    builder.setupNameTable(
        {
            "familyName": "Counterfoil Marks",
            "styleName": style,
            "uniqueFontIdentifier": f"CFM-{style}",
            "fullName": f"Counterfoil Marks {style}",
            "psName": f"CounterfoilMarks-{style}",
            "version": "1.0",
        }
    )
    builder.setupOS2(
        sTypoAscender=1069,
        sTypoDescender=-293,
        usWinAscent=1069,
        usWinDescent=293,
        usWeightClass=weight,
        fsSelection=0x20 if weight > 500 else 0x40,
    )
    builder.setupPost()
    builder.font["head"].macStyle = 1 if weight > 500 else 0
    builder.font["head"].created = builder.font["head"].modified = 3_800_000_000
    builder.save(Path(__file__).with_name(f"CounterfoilMarks-{style}.ttf"))


if __name__ == "__main__":
    draw("Regular", 72, 400)
    draw("Bold", 112, 700)
