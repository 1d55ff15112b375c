"""Where the files that travel with the program lie: style, icons, fonts. Reading what is in them belongs to
their users."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[3])) / "resources"


def path(*parts: str) -> Path:
    """Return the path of a bundled file, in a checkout as in the built program."""
    return _ROOT.joinpath(*parts)
