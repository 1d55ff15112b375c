"""What the preview shows and the printer gets is the file."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.gateways.paper.press import render_statement
from app.gateways.paper.preview import Preview
from tests.gateways.paper.samples import long_statement, october


def test_pages_are_pictures_of_the_asked_size() -> None:
    with Preview(render_statement(long_statement(40))) as preview:
        assert preview.count == 2
        assert preview.sizes[0] == pytest.approx((612, 792))
        screen, printer = preview.page(1), preview.page(1, dpi=300)
    assert (screen.width, screen.height) == (816, 1056)
    assert (printer.width, printer.height) == pytest.approx((2550, 3300), abs=1)
    assert len(screen.rgba) == 4 * screen.width * screen.height


def test_paper_is_white_and_the_title_blue() -> None:
    with Preview(render_statement(october())) as preview:
        image = preview.page(0)
    colours = {image.rgba[at : at + 4] for at in range(0, len(image.rgba), 4)}
    assert image.rgba[:4] == b"\xff\xff\xff\xff"
    assert bytes((0x1D, 0x5C, 0x9E, 0xFF)) in colours


def test_a_file_that_is_no_pdf_is_refused() -> None:
    with pytest.raises(UserError):
        Preview(b"%PDF-1.7 cut off")
