"""A state in words with its tone and icon, as pills and lists show it."""

from __future__ import annotations

from dataclasses import dataclass

from app.ui.kit.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Status:
    """A state in words with its tone and the name of its icon ("" takes the tone's own)."""

    text: str
    tone: Tone = Tone.QUIET
    icon: str = ""
