"""What the window remembers for one person on one machine: geometry, theme, columns. One JSON file, written
whole or not at all.

Nothing about customers belongs here, and nothing that the book needs. (QSettings' INI turns False into
"false".)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QJsonDocument

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]


class Settings:
    """Named values that survive the program. A file that cannot be read counts as empty; one that cannot be
    written is let be."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, Value] = _read(path)
        self._dirty = False

    def get(self, name: str, default: Value = None) -> Value:
        """Return the value kept as ``name``, or ``default``."""
        return self._values.get(name, default)

    def text(self, name: str, default: str = "") -> str:
        """Return the text kept as ``name``, or ``default`` when it is missing or no text."""
        value = self._values.get(name)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int = 0) -> int:
        """Return the whole number kept as ``name``, or ``default``."""
        value = self._values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def put(self, name: str, value: Value) -> None:
        """Keep ``value`` (what JSON can hold) as ``name``."""
        if self._values.get(name) != value:
            self._values[name] = value
            self._dirty = True

    def save(self) -> None:
        """Write the file if anything changed."""
        if self._path is None or not self._dirty:
            return
        part = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(QJsonDocument.fromVariant(self._values).toJson().data())
            part.replace(self._path)
        except OSError:
            return
        self._dirty = False


def _read(path: Path | None) -> dict[str, Value]:
    if path is None:
        return {}
    try:
        document = QJsonDocument.fromJson(path.read_bytes())
    except OSError:
        return {}
    values = document.toVariant() if document.isObject() else {}
    return values if isinstance(values, dict) else {}
