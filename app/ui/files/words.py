"""How files are worded: sizes, and which are not opened from here."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QLocale

from app.ui.session import Session

# What a system would run rather than show. Such a file may be kept; it is saved and looked at with care.
_PROGRAMS = frozenset(
    (
        ".app", ".bat", ".cmd", ".com", ".command", ".cpl", ".desktop", ".exe", ".hta", ".jar", ".js", ".jse",
        ".lnk", ".msi", ".pif", ".ps1", ".reg", ".scr", ".sh", ".url", ".vbe", ".vbs", ".wsf", ".wsh",
    )
)


def size_words(session: Session, size_bytes: int) -> str:
    """Return a size as people read it: 1.3 MB."""
    locale = QLocale(session.profile.locale)
    return locale.formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def is_program(name: str) -> bool:
    """Return whether opening the file would run it."""
    return PurePath(name).suffix.lower() in _PROGRAMS
