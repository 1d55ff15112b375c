"""Puts a subset of a bundled typeface into a file, addressed by UTF-16 code.

Each face becomes one composite font (ISO 32000-1, 9.7) whose codes are the characters' own UTF-16 codes:
a page can be written, compressed and handed over by another process before anybody knows what else the
file will say. ReportLab cuts the subset; the map from codes to its glyphs and back to Unicode is made here.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from app.gateways.paper.faces import FaceName, face


def embed(document: Any, name: FaceName, characters: Iterable[str]) -> Any:
    """Add the face ``name`` with just ``characters`` to a ReportLab ``PDFDocument``; return a reference
    to the font.

    Characters that the face does not have are left out: refusing them is the press's duty, and came before.
    """
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFString

    one = face(name)
    codes = sorted(ord(c) for c in characters if c in one.widths)
    digest = hashlib.md5(repr(codes).encode(), usedforsecurity=False).digest()
    tag = "".join(chr(65 + byte % 26) for byte in digest[:6])
    base = f"/{tag}+{one.ttf.name.decode('ascii')}"

    program = one.ttf.makeSubset(codes)
    descriptor = PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": base,
            "Flags": one.ttf.flags,
            "FontBBox": PDFArray(one.ttf.bbox),
            "ItalicAngle": one.ttf.italicAngle,
            "Ascent": one.ttf.ascent,
            "Descent": one.ttf.descent,
            "CapHeight": one.ttf.capHeight,
            "StemV": one.ttf.stemV,
            "FontFile2": document.Reference(deflated(program, Length1=len(program))),
        }
    )
    widths: list[Any] = []
    for run in _runs(codes):
        widths += [run[0], PDFArray([round(one.widths[chr(code)]) for code in run])]
    descendant = PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(descriptor),
            "DW": 500,
            "W": PDFArray(widths),
            "CIDToGIDMap": document.Reference(deflated(_glyph_map(one.ttf.charToGlyph, codes))),
        }
    )
    font = PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": PDFArray([document.Reference(descendant)]),
            "ToUnicode": document.Reference(deflated(_to_unicode(codes))),
        }
    )
    return document.Reference(font)


def deflated(content: bytes, **entries: object) -> Any:
    """Return ``content`` as a compressed PDF stream with further dictionary ``entries``."""
    return packed(zlib.compress(content, 9), "/FlateDecode", **entries)


def packed(content: bytes, packing: str, **entries: object) -> Any:
    """Return ``content``, already packed by the filter ``packing``, as a PDF stream."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFStream

    return PDFStream(PDFDictionary({"Filter": packing, **entries}), content)


def _runs(codes: list[int]) -> list[list[int]]:
    """Group rising codes into runs without gaps that share their high byte, as a CMap wants its ranges."""
    runs: list[list[int]] = [codes[:1]] if codes else []
    for before, code in pairwise(codes):
        if code == before + 1 and code >> 8 == before >> 8:
            runs[-1].append(code)
        else:
            runs.append([code])
    return runs


def _glyph_map(glyphs: dict[int, int], codes: list[int]) -> bytes:
    """Return the map from code to glyph of the subset, whose glyphs ReportLab numbers in the codes' order."""
    numbered = {0: 0}
    table = bytearray(2 * (codes[-1] + 1) if codes else 2)
    for code in codes:
        glyph = numbered.setdefault(glyphs[code], len(numbered))
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    return bytes(table)


def _to_unicode(codes: list[int]) -> bytes:
    ranges = [f"<{run[0]:04X}> <{run[-1]:04X}> <{run[0]:04X}>" for run in _runs(codes)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for at in range(0, len(ranges), 100):
        block = ranges[at : at + 100]
        lines += [f"{len(block)} beginbfrange", *block, "endbfrange"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
