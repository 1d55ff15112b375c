"""Which pictures are taken of service plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.plans.panel import PlansPanel

if TYPE_CHECKING:
    from app.ui.pictures import Screen


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [Screen("plans", PlansPanel)]
