"""The same document is the same file, in any language, from any number of processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.domain.errors import UserError
from app.domain.language import _, speaking
from app.domain.money import currency
from app.gateways.paper.press import (
    render_invoice,
    render_receipt,
    render_statement,
    render_statements,
    render_table_report,
)
from app.services import translations
from app.services.documents import Edition
from tests.gateways.paper.reading import all_text, opened
from tests.gateways.paper.samples import MARINA, aging_chart, invoice, october, receipt, report

ROOT = Path(__file__).resolve().parents[3]


def run(count: int) -> list[object]:
    return [replace(october(), recipient=replace(MARINA, account=f"A-{at}", name=f"Žofie {at}")) for at in range(count)]


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the program a catalogue with some Spanish words."""
    words = {
        "Statement": "Estado de cuenta",
        "Balance forward": "Saldo anterior",
        "Amount due": "Importe adeudado",
        "Page {number} of {count}": "Página {number} de {count}",
        "Over 90 days": "Más de 90 días",
    }
    catalog = Catalog(locale="es")
    for english, spanish in words.items():
        catalog.add(english, spanish)
    folder = tmp_path / "translations" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "counterfoil.mo").open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(translations, "resources_root", lambda: tmp_path)
    translations.translations_for.cache_clear()
    yield
    translations.translations_for.cache_clear()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_statement(october()) == render_statement(october())
    assert render_invoice(invoice()) == render_invoice(invoice())
    assert render_receipt(receipt()) == render_receipt(receipt())
    assert render_table_report(report(3, chart=aging_chart())) == render_table_report(report(3, chart=aging_chart()))


def test_neither_clock_nor_environment_shows_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render_statement(october())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert render_statement(october()) == before


def test_another_document_has_another_id() -> None:
    with opened(render_statement(october())) as one, opened(render_statement(replace(october(), message="x"))) as two:
        assert one.get_identifier() != two.get_identifier()


def test_the_file_tells_its_title_and_the_documents_date() -> None:
    with opened(render_statement(october())) as document:
        about = document.get_metadata_dict()
    assert about["Title"] == "Statement A-0412"
    assert about["Author"] == "Harbor Services"
    assert about["CreationDate"].startswith("D:20261031")


def test_two_processes_print_the_same_file() -> None:
    docs = run(70)
    progress = Watcher()
    assert render_statements(docs, workers=2, progress=progress) == render_statements(docs)  # type: ignore[arg-type]
    assert progress.steps[-1] == (70, 70)


def test_a_refusal_in_another_process_reaches_the_office_in_its_words() -> None:
    docs = run(70)
    docs[40] = replace(october(), recipient=replace(MARINA, name="王"))
    with pytest.raises(UserError, match="王"):
        render_statements(docs, workers=2)  # type: ignore[arg-type]


def test_a_run_can_be_stopped() -> None:
    progress = Watcher(stop_after=25)
    with pytest.raises(UserError, match="Stopped"):
        render_statements(run(70), progress=progress)  # type: ignore[arg-type]
    assert progress.steps == [(25, 70)]


@pytest.mark.usefixtures("spanish")
def test_a_customer_is_written_to_in_their_language() -> None:
    text = all_text(render_statement(october(edition=Edition(currency("USD"), "es", "en_US"))))
    assert "Estado de cuenta" in text
    assert "Saldo anterior" in text
    assert "31 oct 2026" in text
    assert "Importe adeudado $1,369.00" in text
    assert "Página 1 de 1" in text
    assert "Más de 90 días" in text


@pytest.mark.usefixtures("spanish")
def test_the_offices_own_language_is_untouched() -> None:
    with speaking(translations.translations_for("es")):
        text = all_text(render_statement(october()))
        assert _("Statement") == "Estado de cuenta"
    assert "Amount due $1,369.00" in text


def test_an_arabic_currency_sign_gives_way_to_the_iso_code() -> None:
    text = all_text(render_statement(october(edition=Edition(currency("KWD"), "en", "ar_KW"))))
    assert "KWD" in text


def test_starting_the_window_does_not_pay_for_the_press() -> None:
    program = "import sys, app.gateways.paper.press as p; print(*(m for m in ('reportlab', 'PIL') if m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == ""


class Watcher:
    """Notes the steps and stops after some."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.steps: list[tuple[int, int]] = []
        self.stop_after = stop_after

    def step(self, done: int, total: int, text: str = "") -> None:  # noqa: ARG002
        self.steps.append((done, total))

    @property
    def cancelled(self) -> bool:
        return self.stop_after is not None and bool(self.steps) and self.steps[-1][0] >= self.stop_after
