"""Reads PDF files back with tools that did not write them: PDFium, and poppler where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page, spaces and line breaks as single spaces."""
    with opened(pdf) as document:
        texts = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            texts.append(re.sub(r"\s+", " ", text.get_text_range()))
            text.close()
            page.close()
        return texts


def all_text(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


def boxes(pdf: bytes, page_number: int = 0) -> list[tuple[str, float, float, float, float]]:
    """Return each piece of text of a page with its left, bottom, right and top edge in points."""
    with opened(pdf) as document:
        page = document[page_number]
        text = page.get_textpage()
        found = []
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            found.append((text.get_text_bounded(left, bottom, right, top), left, bottom, right, top))
        text.close()
        page.close()
        return found


def fonts(pdf: bytes) -> set[str]:
    """Return the names of the embedded fonts."""
    return {name.decode("ascii") for name in re.findall(rb"/BaseFont /(\S+)", pdf)}


def poppler_text(pdf: bytes) -> str | None:
    """Return the text as poppler's pdftotext reads it, or None where it is not installed."""
    tool = shutil.which("pdftotext")
    if tool is None:
        return None
    run = subprocess.run([tool, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    assert run.stderr == b"", "poppler complains about the file"
    return run.stdout.decode("utf-8")


def pixels(pdf: bytes, page_number: int = 0, scale: float = 2.0) -> bytes:
    """Return a page as PDFium paints it."""
    with opened(pdf) as document:
        page = document[page_number]
        bitmap = page.render(scale=scale)
        try:
            return bytes(bitmap.buffer)
        finally:
            bitmap.close()
            page.close()
