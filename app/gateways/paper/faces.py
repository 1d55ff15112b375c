"""The bundled typefaces: how wide a text is, where it wraps, which characters exist.

Putting a face into a file belongs to ``embedding``; sizes and colours belong to ``style``. ReportLab
reads the font files, and only when the first text is measured, so that importing the paper costs nothing
at start-up.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal

from app.services.resources import resource

FaceName = Literal["R", "B", "I"]
"""Regular, bold, italic: also the faces' names in the page's resources."""

_FILES: dict[FaceName, str] = {
    "R": "NotoSans-Regular.ttf",
    "B": "NotoSans-Bold.ttf",
    "I": "NotoSans-Italic.ttf",
}

# Noto Sans has no U+2212. Its figure dash is as wide as a digit and stands at the height of the plus: the same
# stroke. The text layer keeps U+2212, so that copied amounts stay right.
_SAME_STROKE = {0x2212: 0x2012}

# What is written without ink, and so cannot be missed: joiners, directional marks, soft hyphen, byte
# order mark.
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_INVISIBLE.update(dict.fromkeys(range(0x202A, 0x202F)))
_INVISIBLE.update(dict.fromkeys(range(0x2066, 0x206A)))


@dataclass(slots=True)
class Face:
    """One typeface: its name on the page, its widths per character in thousandths of the size."""

    name: FaceName
    widths: dict[str, float]
    ttf: Any
    """ReportLab's parsed font (``TTFontFace``), for embedding only."""
    _known: dict[str, float] = field(default_factory=dict)

    def width(self, text: str) -> float:
        """Return the width of ``text`` at size 1, in points; a missing letter counts as a wide one."""
        known = self._known.get(text)
        if known is None:
            try:
                known = sum(map(self.widths.__getitem__, text)) / 1000
            except KeyError:
                known = sum(self.widths.get(c, 1000.0) for c in text) / 1000
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[text] = known
        return known


@cache
def face(name: FaceName) -> Face:
    """Return the bundled face ``name``; the file is read once per process."""
    from reportlab.pdfbase.ttfonts import TTFontFace

    ttf = TTFontFace(str(resource(f"fonts/{_FILES[name]}")))
    for code, twin in _SAME_STROKE.items():
        if code not in ttf.charToGlyph:
            ttf.charToGlyph[code] = ttf.charToGlyph[twin]
            ttf.charWidths[code] = ttf.charWidths[twin]
    # Only what one 16-bit code can name and has a glyph of its own.
    glyphs = ttf.charToGlyph.items()
    widths = {chr(c): float(ttf.charWidths[c]) for c, glyph in glyphs if glyph and c < 0xFFFE}
    return Face(name, widths, ttf)


def printable(text: str) -> str:
    """Return ``text`` as it is printed: composed (NFC), controls as spaces, invisible marks left out."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in composed)


def paragraphs(text: str) -> list[str]:
    """Split what a person typed at its line breaks and make each part printable."""
    if text.isascii() and text.isprintable():
        return [text]
    return [printable(part.rstrip()) for part in text.strip().splitlines()] or [""]


@lru_cache(maxsize=20_000)
def wrap(text: str, name: FaceName, size: float, width: float) -> tuple[str, ...]:
    """Break ``text`` into lines no wider than ``width`` points, at spaces; a word too long for a line is cut.

    Line breaks typed in the text are kept. An empty text is one empty line.
    """
    measure = face(name).width
    room = width / size
    lines: list[str] = []
    for paragraph in paragraphs(text):
        if measure(paragraph) <= room:
            lines.append(paragraph)
            continue
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if measure(longer) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            *cut, line = _cut(word, name, room)
            lines.extend(cut)
        lines.append(line)
    return tuple(lines)


def _cut(word: str, name: FaceName, room: float) -> list[str]:
    widths = face(name).widths
    parts: list[str] = []
    start, used = 0, 0.0
    for at, character in enumerate(word):
        wide = widths.get(character, 1000.0) / 1000
        if used + wide > room and at > start:
            parts.append(word[start:at])
            start, used = at, 0.0
        used += wide
    parts.append(word[start:])
    return parts


@lru_cache(maxsize=5_000)
def shortened(text: str, name: FaceName, size: float, width: float) -> str:
    """Return ``text`` on one line, cut with "…" where it is too wide; only for running heads and labels."""
    measure = face(name).width
    line = " ".join(paragraphs(text))
    if measure(line) * size <= width:
        return line
    while line and measure(line + "…") * size > width:
        line = line[:-1].rstrip()
    return line + "…"
