"""Estimates on paper: what is offered, until when, and the lines on which it is accepted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.gateways.paper.press import render_estimate
from app.services.documents import EstimateDocument, EstimateStamp, InvoiceLine, TaxSummaryLine
from tests.gateways.paper.reading import all_text, page_texts
from tests.gateways.paper.samples import COMPANY, ENGLISH, MARINA


def estimate(**more: object) -> EstimateDocument:
    """Return an estimate of 2,400.00 and tax."""
    doc = EstimateDocument(
        ENGLISH,
        COMPANY,
        MARINA,
        "E-0012",
        "Fuel dock pump",
        date(2026, 10, 1),
        date(2026, 10, 31),
        (InvoiceLine("Pump, 40 gpm", Decimal(2), 120_000, 240_000, tax_label="8.25 %"),),
        240_000,
        259_800,
        (TaxSummaryLine("Sales tax", Decimal("8.25"), 240_000, 19_800),),
        deposit_minor=77_940,
        site="Fuel dock",
    )
    return replace(doc, **more)  # type: ignore[arg-type]


def test_shows_what_is_offered_until_when_and_where_to_sign() -> None:
    text = all_text(render_estimate(estimate()))
    for said in (
        "Estimate E-0012 · Oct 1, 2026",
        "Valid until Oct 31, 2026",
        "Fuel dock pump",
        "Pump, 40 gpm 2 1,200.00 8.25 % 2,400.00",
        "Total $2,598.00",
        "Deposit on acceptance $779.40",
        "We accept this estimate over $2,598.00. Please sign and return it by Oct 31, 2026.",
        "Harbor Light Marina Name Date",
    ):
        assert said in text


@pytest.mark.parametrize("stamp", [each for each in EstimateStamp if each is not EstimateStamp.NONE])
def test_nobody_signs_what_does_not_wait_for_an_answer(stamp: EstimateStamp) -> None:
    text = all_text(render_estimate(estimate(stamp=stamp, accepted_on=date(2026, 10, 3), accepted_by="Ana Whitfield")))
    assert stamp.value.capitalize() in text
    assert ("We accept this estimate" in text) == (stamp is EstimateStamp.DRAFT)
    assert ("Accepted by Ana Whitfield on Oct 3, 2026" in text) == (stamp is EstimateStamp.ACCEPTED)


def test_many_lines_leave_room_to_sign_on_the_last_page() -> None:
    lines = tuple(InvoiceLine(f"Line {at}", Decimal(1), 1_000, 1_000) for at in range(60))
    pages = page_texts(render_estimate(estimate(lines=lines, subtotal_minor=60_000, total_minor=60_000, taxes=())))
    assert len(pages) > 1
    assert ["We accept" in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_what_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="subtotal and taxes come to"):
        estimate(total_minor=259_801)
