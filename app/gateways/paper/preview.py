"""Pictures of a PDF file's pages, for the preview and for the printer: what is seen and printed is the file itself.

Drawn by PDFium. It may be used by one thread at a time in a process, which the lock here sees to.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pypdfium2
from pypdfium2 import raw

from app.domain.errors import UserError
from app.domain.language import _

SCREEN_DPI = 96
PRINT_DPI = 300

_one_at_a_time = threading.RLock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as pixels: rows from the top, four bytes a pixel (red, green, blue, alpha), no gaps between rows."""

    width: int
    height: int
    rgba: bytes


class Preview:
    """An open PDF file whose pages can be drawn; close it, or use it in a ``with`` statement.

    Args:
        pdf: the bytes of the file.

    Raises:
        UserError: the bytes are no PDF file.
    """

    def __init__(self, pdf: bytes) -> None:
        with _one_at_a_time:
            try:
                self._document = pypdfium2.PdfDocument(pdf)
            except pypdfium2.PdfiumError as reason:
                raise UserError(_("This file cannot be shown: it is not a complete PDF file.")) from reason
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                self._document.get_page_size(at) for at in range(len(self._document))
            )
            """Width and height of each page in points (1/72 inch)."""

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.sizes)

    def page(self, number: int, dpi: float = SCREEN_DPI) -> PageImage:
        """Draw the page ``number`` (from 0) on white with ``dpi`` pixels to the inch."""
        with _one_at_a_time:
            page = self._document[number]
            try:
                bitmap = page.render(
                    scale=dpi / 72,
                    may_draw_forms=False,
                    rev_byteorder=True,
                    force_bitmap_format=raw.FPDFBitmap_BGRA,
                    fill_color=(255, 255, 255, 255),
                )
                try:
                    return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer))
                finally:
                    bitmap.close()
            finally:
                page.close()

    def close(self) -> None:
        """Let go of the file; closing twice does nothing."""
        with _one_at_a_time:
            self._document.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
