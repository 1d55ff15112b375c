"""A translation that would break or silence a message at the counter does not pass."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Message

CATALOGUE = runpy.run_path(str(Path(__file__).resolve().parent.parent / "resources/translations/catalogue.py"))
faults_in = CATALOGUE["faults_in"]
ONE_AND_MANY = ("One invoice", "{count} invoices")


@pytest.mark.parametrize(
    ("message", "faults"),
    [
        (Message("Paid", "Pagado"), []),
        (Message("Paid", ""), ["not translated"]),
        (Message("Paid", "Pagado", flags={"fuzzy"}), ["doubtful (fuzzy)"]),
        (Message("{number} of {total}", "{total}: {number}"), []),
        (Message("{number} of {total}", "{number}"), ["a placeholder is missing"]),
        (Message("Due {date}", "Vence {date} {fecha}"), ["an unknown placeholder"]),
        (Message("Due {date}", "Vence {date"), ["an unknown placeholder", "a placeholder is missing"]),
        (Message(ONE_AND_MANY, ("Una factura", "{count} facturas")), []),
        (Message(ONE_AND_MANY, ("{count} factura", "{count} facturas")), []),
        (Message(ONE_AND_MANY, ("Una factura", "")), ["not translated"]),
        (Message(ONE_AND_MANY, ("Una factura", "facturas")), ["a placeholder is missing"]),
    ],
)
def test_faults_of_a_translation(message: Message, faults: list[str]) -> None:
    assert faults_in(message) == faults
