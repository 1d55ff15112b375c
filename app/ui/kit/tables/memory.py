"""Keeps a table's columns for good: order, width and visibility by column name, and what it is sorted by.

(Qt's own ``saveState`` goes by position: a new column would shift every choice by one.)
"""

from __future__ import annotations

from typing import NamedTuple

from app.ui.kit.settings import Settings, Value


class Kept(NamedTuple):
    """One remembered column."""

    key: str
    width: int
    visible: bool


class TableMemory:
    """What is remembered of the table called ``name``."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._settings = settings
        self._name = f"table.{name}"

    def columns(self) -> tuple[Kept, ...]:
        """Return the remembered columns in order; nothing on the first visit."""
        entry = self._settings.get(self._name)
        kept = entry.get("columns") if isinstance(entry, dict) else None
        if not isinstance(kept, list):
            return ()
        return tuple(
            Kept(str(c.get("key")), int(c.get("width", 0)), c.get("visible") is not False)
            for c in kept
            if isinstance(c, dict) and isinstance(c.get("width"), int)
        )

    def sort(self) -> tuple[str, bool] | None:
        """Return what the table was sorted by and whether descending."""
        entry = self._settings.get(self._name)
        if not isinstance(entry, dict) or not isinstance(entry.get("sort"), str):
            return None
        return str(entry["sort"]), entry.get("descending") is True

    def keep(self, columns: list[Kept], sort: str, *, descending: bool) -> None:
        """Remember columns in the order shown and the order of rows."""
        listed: list[Value] = [{"key": c.key, "width": c.width, "visible": c.visible} for c in columns]
        self._settings.put(self._name, {"columns": listed, "sort": sort, "descending": descending})
