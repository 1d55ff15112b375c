"""Names from everywhere: what can be printed is printed, what cannot is said before."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import UserError
from app.gateways.paper.binding import Bundle, Imprint, bind
from app.gateways.paper.faces import printable, wrap
from app.gateways.paper.press import SUBSTITUTE, missing_glyphs, render_statement, render_statements
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import Colour, Style, geometry
from app.services.documents import PageSize, StatementDocument
from app.services.resources import resource
from tests.gateways.paper.reading import all_text, pixels
from tests.gateways.paper.samples import MARINA, october

NAMES = [
    "Émile Šťastný & Søn",
    "Đặng Thị Mỹ Duyên",
    "Ελληνική Ναυτιλία ΑΕ",
    "ООО «Жуковский маяк»",
    "Łódź – “Güneş” Ķ ŵ ẞ",
    "(back\\slash) [brackets]",
    "Ĩ Ĩĩ U+0128 holds a bracket's byte",
]


def addressed_to(name: str) -> StatementDocument:
    return replace(october(), recipient=replace(MARINA, name=name))


@pytest.mark.parametrize("name", NAMES)
def test_names_are_printed_as_they_are(name: str) -> None:
    doc = addressed_to(name)
    assert missing_glyphs(doc) == []
    assert name in all_text(render_statement(doc))


@pytest.mark.parametrize("name", [*NAMES, "−1,240.00 €"])
@pytest.mark.parametrize("face", ["R", "B", "I"])
def test_glyphs_look_as_the_library_draws_them(name: str, face: str) -> None:
    """The text layer could be right and the shapes wrong: compare the picture with ReportLab's own embedding."""
    files = {"R": "Regular", "B": "Bold", "I": "Italic"}
    sheet = Sheet(geometry(PageSize.LETTER))
    assert face in ("R", "B", "I")
    sheet.text(72, 92, name, Style(face, 24, Colour("#000000")))  # type: ignore[arg-type]
    used = tuple("".join(sheet.written[one]) for one in "RBI")
    ours = bind([Bundle((sheet.finished(),), (used[0], used[1], used[2]))], Imprint("", "", date(2026, 1, 1), "en"))

    pdfmetrics.registerFont(TTFont(f"Bare{face}", str(resource(f"fonts/NotoSans-{files[face]}.ttf"))))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    canvas.setFont(f"Bare{face}", 24)
    canvas.drawString(72, 700, name.replace("−", "\u2012"))
    canvas.save()
    assert pixels(ours) == pixels(file.getvalue())


def test_decomposed_accents_are_composed() -> None:
    assert printable("E\u0301mile") == "Émile"
    assert "Émile" in all_text(render_statement(addressed_to("E\u0301mile")))


def test_invisible_marks_and_controls_are_no_missing_glyphs() -> None:
    assert printable("A\u200bB\ufeffC\tD\u200e") == "ABC D"
    assert wrap("one\ntwo\r\nthree", "R", 9.0, 500.0) == ("one", "two", "three")


def test_a_missing_glyph_is_named_with_its_field() -> None:
    doc = addressed_to("王小明 Trading")
    found = missing_glyphs(doc)
    assert [(glyph.field, glyph.character) for glyph in found] == [
        ("recipient.name", "王"),
        ("recipient.name", "小"),
        ("recipient.name", "明"),
    ]
    assert found[0].text == "王小明 Trading"


def test_nothing_is_printed_with_holes_in_it() -> None:
    doc = replace(october(), entries=(replace(october().entries[0], description="Vis\u05d0it"), *october().entries[1:]))
    with pytest.raises(UserError) as refusal:
        render_statements([october(), doc])
    assert "“\u05d0” (U+05D0)" in refusal.value.message
    assert SUBSTITUTE in refusal.value.hint


def test_half_a_character_is_refused_like_a_missing_one() -> None:
    with pytest.raises(UserError, match="U\\+D800"):
        render_statement(addressed_to("Broken \ud800 import"))


def test_a_mark_stands_where_a_glyph_is_missing_if_asked_for() -> None:
    text = all_text(render_statement(addressed_to("王小 Trading 🙂"), substitute="?"))
    assert "?? Trading ?" in text


def test_the_offered_mark_can_be_printed() -> None:
    assert SUBSTITUTE in all_text(render_statement(addressed_to("王 Trading"), substitute=SUBSTITUTE))


def test_a_mark_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(UserError, match="□"):
        render_statement(addressed_to("王 Trading"), substitute="□")
