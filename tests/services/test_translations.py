"""Catalogues and bundled files are found, and missing ones named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.domain.errors import EnvironmentFault
from app.services.resources import resource
from app.services.translations import available, translations_for


def test_english_needs_no_catalogue_and_comes_first() -> None:
    assert translations_for("en").gettext("Invoice") == "Invoice"
    assert available()[0] == "en"


@pytest.mark.parametrize("code", ["xx", "xx_YY", "", "../../etc", "xx/../es"])
def test_a_language_without_catalogue_is_english(code: str) -> None:
    assert translations_for(code).gettext("Invoice") == "Invoice"


def test_a_territory_speaks_its_language() -> None:
    assert translations_for("es-MX").gettext("Invoice") == translations_for("es").gettext("Invoice") == "Factura"


def test_bundled_files_are_found() -> None:
    assert resource("fonts/NotoSans-Regular.ttf").is_file()


def test_a_built_program_finds_its_files_in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources" / "fonts").mkdir(parents=True)
    (tmp_path / "resources" / "fonts" / "a.ttf").touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("fonts/a.ttf") == tmp_path / "resources" / "fonts" / "a.ttf"


def test_a_missing_file_is_a_damaged_installation() -> None:
    with pytest.raises(EnvironmentFault, match=r"fonts/none\.ttf"):
        resource("fonts/none.ttf")
