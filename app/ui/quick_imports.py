"""Spares every import after PySide's the reading of its source, which PySide does to look for its own name in it.

PySide switches snake_case names module by module, and for that reads each imported module's text. This program never switches,
and importing the store would take 400 ms instead of 250. The attribute is private: PySide is pinned below 6.12, a test proves
the effect, and where the attribute is missing nothing changes.
"""

from __future__ import annotations

import shiboken6  # noqa: F401 - makes ``shibokensupport`` importable
from shibokensupport import feature  # type: ignore[import-not-found]


def spare_reading_of_sources() -> None:
    """Let PySide count every module as one that uses it with its usual names."""
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _uses_pyside  # noqa: SLF001 - see above


def _uses_pyside(_module: object) -> bool:
    return True
