"""Colours, sizes and measures of the paper: what makes all documents look like one house."""

from __future__ import annotations

from dataclasses import dataclass

from app.gateways.paper.faces import FaceName
from app.services.documents import PageSize

MM = 72 / 25.4
_OPERANDS: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Colour:
    """An RGB colour as six hex digits, and the words that fill and stroke with it in a page's content."""

    hex: str

    def operands(self) -> str:
        """Return the three components from 0 to 1, as PDF writes them."""
        known = _OPERANDS.get(self.hex)
        if known is not None:
            return known
        parts = (int(self.hex[i : i + 2], 16) / 255 for i in (1, 3, 5))
        known = " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)
        return _OPERANDS.setdefault(self.hex, known)


INK = Colour("#1C2227")
QUIET = Colour("#5A646D")
ACCENT = Colour("#1D5C9E")
ALARM = Colour("#8B1A10")
GOOD = Colour("#1E5B33")
HAIRLINE = Colour("#D3D6D4")
TINT = Colour("#F4F4F0")


class Style:
    """A face, a size in points and a colour; ``operators`` sets all three in a page's content."""

    __slots__ = ("colour", "face", "operators", "size")

    def __init__(self, face: FaceName, size: float, colour: Colour = INK) -> None:
        self.face: FaceName = face
        self.size = size
        self.colour = colour
        self.operators = f"/{face} {size:g} Tf {colour.operands()} rg\n"

    def coloured(self, colour: Colour) -> Style:
        """Return the same letters in another colour."""
        return Style(self.face, self.size, colour)


BODY = Style("R", 9.5)
BODY_BOLD = Style("B", 9.5)
BODY_ALARM = Style("R", 9.5, ALARM)
STRONG = Style("B", 11)
SMALL = Style("R", 8.25, QUIET)
HEAD = Style("B", 8.25, QUIET)
LABEL = Style("R", 9.25, QUIET)
VALUE = Style("B", 9.5)
VALUE_ALARM = Style("B", 9.5, ALARM)
COMPANY = Style("B", 15.5)
TITLE = Style("B", 20, ACCENT)


@dataclass(frozen=True, slots=True)
class Geometry:
    """One sheet, in points; ``y`` values run downwards from the top edge.

    ``address_y`` is the baseline of the recipient's first line. On Letter it and five further lines lie
    inside the window of a No. 10 envelope (4½ × 1⅛ in, ⅞ in from the left, ½ in from the foot) for a
    sheet folded in three; on A4 inside the address field of DIN 5008 form B (45 mm high, from 45 mm below
    the top edge, 20 mm from the left).
    """

    width: float
    height: float
    left: float
    right: float
    address_y: float
    address_width: float
    body_y: float
    foot_y: float

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.right - self.left


_SHEETS = {
    PageSize.LETTER: Geometry(612, 792, 54, 558, 158, 240, 246, 756),
    PageSize.A4: Geometry(595.28, 841.89, 25 * MM, 595.28 - 20 * MM, 66 * MM, 225, 97 * MM, 806),
}


def geometry(size: PageSize, *, landscape: bool = False) -> Geometry:
    """Return the measures of a sheet; ``landscape`` lays it on its side (reports only, no address)."""
    sheet = _SHEETS[size]
    if not landscape:
        return sheet
    return Geometry(sheet.height, sheet.width, 45, sheet.height - 45, sheet.address_y, 240, sheet.body_y, sheet.width - 33)
