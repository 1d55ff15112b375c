"""Where fonts, icons, translations and sample data lie: beside the source, or inside the built program.

Only finding files belongs here; what is in them is the reader's concern.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.domain.errors import EnvironmentFault
from app.domain.language import _


def resources_root() -> Path:
    """Return the folder ``resources``, in a checkout as well as in a program built with PyInstaller."""
    # PyInstaller unpacks data files under sys._MEIPASS (its documented way to find them).
    bundle = getattr(sys, "_MEIPASS", None)
    home = Path(bundle) if isinstance(bundle, str) else Path(__file__).resolve().parents[2]
    return home / "resources"


def resource(path: str) -> Path:
    """Return where the bundled file or folder ``path`` lies.

    Args:
        path: relative to ``resources``, with forward slashes: "fonts/NotoSans-Regular.ttf".

    Raises:
        EnvironmentFault: it is not there; the installation is damaged.
    """
    found = resources_root().joinpath(*path.split("/"))
    if not found.exists():
        raise EnvironmentFault(
            _("A file of the program is missing: {path}.").format(path=path),
            _("Install Counterfoil again; your books are not affected."),
        )
    return found
