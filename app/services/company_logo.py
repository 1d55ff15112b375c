"""Which pictures can be a company's logo: PNG or JPEG, told by their first bytes, of a size that paper can carry."""

from __future__ import annotations

from app.domain.errors import UserError
from app.domain.language import _

LARGEST_BYTES = 2 * 1024 * 1024
_LARGEST_SIDE = 6000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# JPEG frame headers that carry the size (ITU T.81, B.1.1.3), without DHT, JPG and DAC among them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def checked_logo(data: bytes) -> bytes:
    """Return ``data`` when it can be a logo.

    Raises:
        UserError: no PNG or JPEG, damaged, or too large.
    """
    if len(data) > LARGEST_BYTES:
        raise UserError(_("That picture is too large for a logo."), _("Choose one of at most 2 MB."))
    size = picture_size(data)
    if size is None:
        raise UserError(_("A logo is a PNG or JPEG picture."), _("Choose another file."))
    if not all(0 < side <= _LARGEST_SIDE for side in size):
        raise UserError(_("That picture is too large for a logo."), _("Choose one of at most 6,000 pixels a side."))
    return data


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, or None when it is no PNG or JPEG."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) > 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(_JPEG):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
