"""Binds finished pages into one PDF file: pages, fonts cut to what is used, pictures once each, title and
date.

The same pages give the same bytes: the date is the document's, the file's id comes from its content, and
nothing asks the clock. Written with ReportLab's document objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.gateways.paper.embedding import embed, packed
from app.gateways.paper.faces import FaceName
from app.gateways.paper.pictures import picture
from app.gateways.paper.sheet import PrintedPage

_FACES: tuple[FaceName, ...] = ("R", "B", "I")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The pages of one or more documents, ready to be bound; small enough to be sent between processes.

    Attributes:
        used: per face (regular, bold, italic) each character it writes, once.
        pictures: the image files the pages show.
    """

    pages: tuple[PrintedPage, ...]
    used: tuple[str, str, str]
    pictures: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the file says about itself; ``dated_on`` becomes its date, ``language`` is for screen readers."""

    title: str
    author: str
    dated_on: date
    language: str


def bind(bundles: Iterable[Bundle], imprint: Imprint) -> bytes:
    """Return one PDF file of all the pages, in order."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFPage, ViewerPreferencesPDFDictionary

    document = PDFDocument(invariant=True, pdfVersion=(1, 7), lang=imprint.language)
    # The library would mix the time into the id, or an environment variable: content alone decides.
    document.signature = hashlib.md5(b"counterfoil", usedforsecurity=False)
    document.setTitle(imprint.title)
    document.setAuthor(imprint.author)
    document.setSubject("")
    document.setCreator("Counterfoil")
    stamp = f"D:{imprint.dated_on:%Y%m%d}000000+00'00'"
    document.setDateFormatter(lambda *_now: stamp)
    preferences = ViewerPreferencesPDFDictionary()
    preferences["DisplayDocTitle"] = "true"
    preferences["PrintScaling"] = "/None"
    document.Catalog.ViewerPreferences = preferences

    used: dict[FaceName, set[str]] = {name: set() for name in _FACES}
    images: set[bytes] = set()
    resources = PDFDictionary({})
    shared = document.Reference(resources)
    parent = document.Reference(document.Pages)
    for bundle in bundles:
        for name, characters in zip(_FACES, bundle.used, strict=True):
            used[name].update(characters)
        images |= bundle.pictures
        for printed in bundle.pages:
            document.updateSignature(printed.content)
            page = PDFPage()
            page.pagewidth, page.pageheight = f"{printed.width:g}", f"{printed.height:g}"
            page.Contents = packed(printed.content, "/FlateDecode")
            page.Resources = shared
            page.Parent = parent
            document.addPage(page)
    fonts = {name: embed(document, name, characters) for name, characters in used.items() if characters}
    resources["Font"] = PDFDictionary(fonts)
    if images:
        resources["XObject"] = PDFDictionary(dict(_embedded(document, data) for data in sorted(images)))
    return bytes(document.GetPDFData(None))


def _embedded(document: Any, data: bytes) -> tuple[str, Any]:
    one = picture(data)
    stream = packed(
        one.content,
        one.packing,
        Type="/XObject",
        Subtype="/Image",
        Width=one.width,
        Height=one.height,
        ColorSpace="/DeviceRGB",
        BitsPerComponent=8,
    )
    return one.name, document.Reference(stream)
