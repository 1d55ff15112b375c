"""Which pictures are taken of the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.documents import Chart
from app.ui.reports.panel import ReportsPanel

if TYPE_CHECKING:
    from app.ui.paper.jobs import PrintJob
    from app.ui.pictures import Screen
    from app.ui.session import Session


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("reports-aging", _panel),
        Screen("reports-income", _panel, (_tab("income"), _nothing)),
        Screen("reports-plans", _panel, (_tab("plan-revenue"), _nothing)),
        Screen("reports-trial-balance", _panel, (_tab("trial-balance"),)),
    ]


def _panel(session: Session) -> QWidget:
    from importlib import import_module

    # The picture is drawn behind bootstrap's back: only it may join window and paper.
    draw = import_module("app.gateways.paper.charts").chart_svg

    def chart(of: Chart, width: int, height: int, dark: bool) -> bytes:
        return bytes(draw(of, width, height, dark=dark))

    return ReportsPanel(session, chart, _no_paper)


def _no_paper(_job: PrintJob) -> None:
    """Nothing is printed for a picture."""


def _nothing(_widget: QWidget) -> None:
    """Wait for the chart."""


class _tab:  # noqa: N801 - reads as a step
    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, widget: QWidget) -> None:
        if isinstance(widget, ReportsPanel):
            widget.show_place(self._key)
