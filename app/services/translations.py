"""Reads the catalogues of translated words from disk, once each.

Marking words and holding the language in use belongs to ``app.domain.language``.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from app.services.resources import resources_root

DOMAIN = "counterfoil"
SOURCE_LANGUAGE = "en"


def _catalogue(language: str) -> Path:
    return resources_root() / "translations" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


@lru_cache(maxsize=32)
def translations_for(code: str) -> NullTranslations:
    """Return the catalogue for a language or locale code, to be used with ``speaking`` or ``install``.

    Args:
        code: "es", "es_MX" or "es-MX"; a territory without a catalogue of its own falls back to its language,
            and a language without one to English.
    """
    wanted = code.strip().replace("-", "_").split(".")[0]
    for name in (wanted, wanted.split("_")[0]):
        # A code comes from a customer's record: never let it walk out of the folder.
        if name.replace("_", "").isalnum() and (path := _catalogue(name)).is_file():
            with path.open("rb") as file:
                return GNUTranslations(file)
    return NullTranslations()


def available() -> tuple[str, ...]:
    """Return the languages that can be chosen, English first, then by code."""
    folder = resources_root() / "translations"
    found = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    others = sorted(name for name in found if name != SOURCE_LANGUAGE and _catalogue(name).is_file())
    return (SOURCE_LANGUAGE, *others)
