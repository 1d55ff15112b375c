"""Receipts, refunds and deposit slips."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.gateways.paper.press import render_deposit_slip, render_receipt, render_refund_receipt
from app.services.documents import DepositItem, DepositSlip, RefundReceipt
from tests.gateways.paper.reading import all_text, page_texts
from tests.gateways.paper.samples import COMPANY, ENGLISH, MARINA, receipt


def test_receipt_says_where_the_money_went() -> None:
    text = all_text(render_receipt(receipt()))
    for said in (
        "Receipt P-2201",
        "Amount received $300.00",
        "10411 Aug 1, 2026 Comfort Plan, August 89.00 89.00 0.00",
        "10467 Oct 1, 2026 Quarterly pump-out 1,240.00 161.00 1,079.00",
        "Kept as credit on the account 50.00",
        "Balance of the account after this payment $1,029.00",
    ):
        assert said in text


def test_receipt_of_a_returned_check_says_so() -> None:
    assert "Returned Oct 14, 2026" in all_text(render_receipt(replace(receipt(), reversed_on=date(2026, 10, 14))))


def test_receipt_of_an_advance_has_no_invoices() -> None:
    text = all_text(render_receipt(replace(receipt(), allocations=(), unapplied_minor=30000, balance_minor=-30000)))
    assert "Kept as credit on the account 300.00" in text
    assert "Credit on the account $300.00" in text


def test_refund_names_payment_and_reason() -> None:
    doc = RefundReceipt(
        ENGLISH,
        COMPANY,
        MARINA,
        "R-12",
        date(2026, 10, 20),
        4900,
        "Card ending 4242",
        reason="Visit of Sep 22 missed",
        refunds="P-2201",
    )
    text = all_text(render_refund_receipt(doc))
    assert "Refund of P-2201 Visit of Sep 22 missed 49.00" in text
    assert "Amount refunded $49.00" in text


def test_deposit_slip_lists_checks_and_cash() -> None:
    items = tuple(DepositItem(date(2026, 10, 19), f"Payer {at}", f"CHK {at}", 1000) for at in range(60))
    doc = DepositSlip(ENGLISH, COMPANY, "D-31", date(2026, 10, 20), "First Bank 4410", 62500, 2500, items)
    pages = page_texts(render_deposit_slip(doc))
    assert len(pages) == 2
    assert "60 items 600.00 Cash 25.00 Total deposit $625.00" in pages[-1]
