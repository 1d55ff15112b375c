"""Logos: read, checked, scaled to what paper can show, named by their content."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain.errors import UserError
from app.domain.language import _

_WIDEST = 1200
"""Pixels: a logo of two inches at 600 dpi; more only makes files large."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes into a file: three 8-bit colours a pixel, deflated, or a JPEG file as it came."""

    name: str
    width: int
    height: int
    content: bytes
    packing: str


@lru_cache(maxsize=8)
def picture(data: bytes) -> Picture:
    """Read a PNG, JPEG or other common image.

    Transparent parts become white, as on paper.

    Raises:
        UserError: the bytes are no picture, or a damaged one.
    """
    import zlib

    from PIL import Image

    name = "P" + hashlib.md5(data, usedforsecurity=False).hexdigest()[:12]
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            if opened.format == "JPEG" and opened.mode == "RGB" and opened.width <= _WIDEST:
                return Picture(name, opened.width, opened.height, data, "/DCTDecode")
            flat = _on_white(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as reason:
        raise UserError(
            _("The logo cannot be read as a picture."),
            _("Choose a PNG or JPEG file for it in the company's settings."),
        ) from reason
    flat.thumbnail((_WIDEST, _WIDEST))
    return Picture(name, flat.width, flat.height, zlib.compress(flat.tobytes(), 9), "/FlateDecode")


def _on_white(image: Any) -> Any:
    from PIL import Image

    with_alpha = image.convert("RGBA")
    ground = Image.new("RGBA", with_alpha.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, with_alpha).convert("RGB")


def fitted(one: Picture, width: float, height: float) -> tuple[float, float]:
    """Return the size in points that fills ``width`` × ``height`` without changing the proportions."""
    scale = min(width / one.width, height / one.height)
    return one.width * scale, one.height * scale
