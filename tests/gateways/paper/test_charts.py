"""Charts: the same picture for paper and window."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from app.domain.money import currency
from app.gateways.paper.charts import chart_svg
from app.services.documents import Chart, ChartKind, ChartSeries, Tone
from tests.gateways.paper.samples import aging_chart

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: bytes) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own picture


def bars(svg: bytes) -> list[ET.Element]:
    return parsed(svg).findall(f".//{SVG}rect")


def texts(svg: bytes) -> list[str]:
    return [node.text or "" for node in parsed(svg).findall(f".//{SVG}text")]


def test_bars_are_as_high_as_their_amounts() -> None:
    heights = [float(bar.get("height", "0")) for bar in bars(chart_svg(aging_chart(), 600, 300))]
    assert len(heights) == 4, "a bucket without money has no bar"
    assert heights[1] / heights[0] == pytest.approx(1240000 / 4832900, rel=0.01)


def test_axis_buckets_and_values_are_labelled() -> None:
    shown = texts(chart_svg(aging_chart(), 600, 300))
    for label in ("Current", "Over 90", "48,329.00", "890.00", "0", "60,000", "Open amounts by age"):
        assert label in shown


def test_the_figures_can_be_read_without_seeing_them() -> None:
    root = parsed(chart_svg(aging_chart(), 600, 300))
    assert root.findtext(f"{SVG}title") == "Open amounts by age"
    assert "1–30 $12,400.00" in (root.findtext(f"{SVG}desc") or "")


def test_dark_window_has_its_own_colours() -> None:
    light, dark = (chart_svg(aging_chart(), 600, 300, dark=dark) for dark in (False, True))
    assert texts(light) == texts(dark)
    assert set(re.findall(rb"fill: rgb\([^)]*\)", light)) != set(re.findall(rb"fill: rgb\([^)]*\)", dark))


def test_nothing_that_qt_paints_as_a_black_box() -> None:
    assert b"clipPath" not in chart_svg(aging_chart(), 600, 300)


def test_negative_months_hang_below_the_axis() -> None:
    income = Chart(ChartKind.BARS, ("Jan", "Feb"), (ChartSeries("Income", (10000, -5000)),), currency("USD"), title="Income")
    up, down = bars(chart_svg(income, 600, 300))
    # The picture is drawn upside down and turned over: the axis is where the first bar begins.
    assert float(down.get("y", "0")) < float(up.get("y", "0"))
    assert "‒50.00" in texts(chart_svg(income, 600, 300))


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_kind_draws_many_series_inside_its_frame(kind: ChartKind) -> None:
    chart = Chart(
        kind,
        tuple(f"Customer with a long name, number {at}" for at in range(12)),
        tuple(ChartSeries(tone.value, tuple(range(0, 12000, 1000)), tone) for tone in Tone),
        currency("USD"),
    )
    svg = chart_svg(chart, 700, 400)
    for bar in bars(svg):
        assert float(bar.get("x", "0")) >= 0
        assert float(bar.get("x", "0")) + float(bar.get("width", "0")) <= 700 * 0.7 + 0.01
        assert float(bar.get("y", "0")) + float(bar.get("height", "0")) <= 400 * 0.7


def test_an_empty_book_has_an_empty_chart() -> None:
    empty = replace(aging_chart(), series=(ChartSeries("Open", (0,) * 5),))
    assert bars(chart_svg(empty, 600, 300)) == []
    assert "Current" in texts(chart_svg(empty, 600, 300))


def test_a_series_needs_a_value_for_each_category() -> None:
    with pytest.raises(ValueError, match="category"):
        replace(aging_chart(), categories=("Current",))
