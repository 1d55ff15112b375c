"""A document whose figures do not add up cannot even be described."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.gateways.paper.samples import invoice, october, receipt


def test_a_statement_must_come_to_its_balance() -> None:
    with pytest.raises(ValueError, match="136900"):
        replace(october(), opening_minor=12901)


def test_an_invoice_must_come_to_its_total_and_balance() -> None:
    doc = invoice()
    for wrong in (
        {"subtotal_minor": doc.subtotal_minor + 1},
        {"total_minor": doc.total_minor - 1},
        {"balance_due_minor": doc.balance_due_minor + 1},
        {"discount_minor": 1},
    ):
        with pytest.raises(ValueError, match="not"):
            replace(doc, **wrong)


def test_a_receipt_must_account_for_the_whole_payment() -> None:
    with pytest.raises(ValueError, match="30000"):
        replace(receipt(), unapplied_minor=4999)
