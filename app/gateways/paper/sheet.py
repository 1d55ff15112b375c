"""A page being drawn: texts, rules, tints and pictures, collected as PDF operators.

The traps of speed live here: one text object holds every text of the page, and texts are written as
UTF-16 codes of fonts that are embedded once per file, so that no text waits for the file it will go into.
What belongs on the page is decided elsewhere.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

from app.gateways.paper.faces import face, printable
from app.gateways.paper.style import HAIRLINE, INK, Colour, Geometry, Style

_SPECIAL = re.compile(r"[()\\\r]")
_ESCAPED = {ord("("): "\\(", ord(")"): "\\)", ord("\\"): "\\\\", ord("\r"): "\\r"}


@lru_cache(maxsize=50_000)
def pdf_text(text: str) -> str:
    """Return ``text`` as a PDF string of UTF-16 codes, in Latin-1 characters that stand for its bytes.

    Half a surrogate pair becomes "?" here; the press refuses the page for it, as for any missing character.
    """
    codes = text.encode("utf-16-be", "replace").decode("latin-1")
    return codes.translate(_ESCAPED) if _SPECIAL.search(codes) else codes


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A finished page: compressed content, its measures in points, and the pictures it shows by name."""

    content: bytes
    width: float
    height: float
    pictures: tuple[str, ...] = ()


class Sheet:
    """One page under the pen. ``y`` runs downwards from the top edge; texts stand on their baseline."""

    __slots__ = ("_style", "_texts", "_under", "geometry", "pictures", "written")

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self._under: list[str] = []
        self._texts: list[str] = []
        self._style: Style | None = None
        self.pictures: list[str] = []
        self.written: dict[str, list[str]] = {"R": [], "B": [], "I": []}
        """Every text drawn, by face."""

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write ``text`` from ``x`` to the right."""
        if not text:
            return
        if style is not self._style:
            self._texts.append(style.operators)
            self._style = style
        self.written[style.face].append(text)
        self._texts.append(f"1 0 0 1 {x:.2f} {self.geometry.height - y:.2f} Tm ({pdf_text(text)}) Tj\n")

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write ``text`` so that it ends at ``x``."""
        self.text(x - face(style.face).width(text) * style.size, y, text, style)

    def free(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a text that a person typed, on one line: made printable first."""
        self.text(x, y, printable(text), style)

    def rule(self, x1: float, x2: float, y: float, colour: Colour = HAIRLINE, width: float = 0.6, dash: str = "") -> None:
        """Draw a level line; ``dash`` is "on off" in points."""
        y = self.geometry.height - y
        pattern = f"[{dash}] 0 d " if dash else ""
        ink = f"q {colour.operands()} RG {width:g} w {pattern}"
        self._under.append(f"{ink}{x1:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S Q\n")

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: Colour, width: float) -> None:
        """Draw a straight line."""
        top = self.geometry.height
        self._under.append(f"q {colour.operands()} RG {width:g} w {x1:.2f} {top - y1:.2f} m {x2:.2f} {top - y2:.2f} l S Q\n")

    def tint(self, x: float, y: float, width: float, height: float, colour: Colour = INK) -> None:
        """Fill a rectangle whose upper left corner is at ``x``, ``y``."""
        bottom = self.geometry.height - y - height
        self._under.append(f"q {colour.operands()} rg {x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f Q\n")

    def picture(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Place the picture ``name`` with its upper left corner at ``x``, ``y``."""
        bottom = self.geometry.height - y - height
        self._under.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {bottom:.2f} cm /{name} Do Q\n")
        self.pictures.append(name)

    def finished(self) -> PrintedPage:
        """Return the page as it goes into a file."""
        content = "".join((*self._under, "BT\n", *self._texts, "ET\n"))
        return PrintedPage(
            zlib.compress(content.encode("latin-1")),
            self.geometry.width,
            self.geometry.height,
            tuple(self.pictures),
        )
