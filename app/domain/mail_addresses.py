"""Addresses as people type them into one line, and hosts that are this computer. Whether one address is well-formed is told
by ``app.services.people``."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[,;\s]+")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses in ``text``, parted by commas, semicolons or spaces, each once."""
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        if part:
            found.setdefault(part.casefold(), part)
    return tuple(found.values())


def is_this_computer(host: str) -> bool:
    """Tell whether what is sent to ``host`` stays on this computer."""
    return host.strip().strip("[]").lower() in _LOOPBACK


def one_line(text: str) -> str:
    """Return ``text`` as it may stand in a header: no line ends, which would begin headers of somebody else's making."""
    return " ".join("".join(" " if ord(mark) < 32 or mark == "\x7f" else mark for mark in text).split())
