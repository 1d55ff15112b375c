"""Marks a widget with a role that the stylesheet knows, so that no screen writes a style of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` the look of ``role`` ("title", "quiet", "primary", "card", …); "" takes it back."""
    before = widget.property("role")
    if before == role:
        return
    widget.setProperty("role", role)
    if before is not None or widget.isVisible():
        repolish(widget)


def repolish(widget: QWidget) -> None:
    """Look up the stylesheet again after a property that it selects by has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
