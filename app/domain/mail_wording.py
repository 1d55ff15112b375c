"""Filling the words of a message: ``{name}`` is replaced, everything else stays as it was typed. No format language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_BLANK = re.compile(r"\{([a-z_]+)\}")


def blanks_of(text: str) -> tuple[str, ...]:
    """Return the names in braces, in the order in which they first stand."""
    return tuple(dict.fromkeys(_BLANK.findall(text)))


def unknown_blanks(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the names in braces that nothing can fill."""
    allowed = frozenset(known)
    return tuple(name for name in blanks_of(text) if name not in allowed)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with its blanks filled.

    A line that consists of one blank goes when there is nothing to fill it with, and never more than one empty line is left.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        whole = _BLANK.fullmatch(line.strip())
        if whole is not None and not values.get(whole[1], "").strip():
            continue
        lines.append(_BLANK.sub(lambda found: values.get(found[1], ""), line).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
