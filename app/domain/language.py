"""The words shown to people: marks them for translation and holds the language in use.

Every storey marks its strings here, so that one catalogue serves window, paper, commands and errors. Reading catalogues from
disk belongs to ``app.services.translations``.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_default: NullTranslations = NullTranslations()
_override: ContextVar[NullTranslations | None] = ContextVar("counterfoil_language", default=None)


def install(translations: NullTranslations) -> None:
    """Make ``translations`` the language of the whole program from now on."""
    global _default  # noqa: PLW0603 - one process shows one language, chosen once at start
    _default = translations


@contextmanager
def speaking(translations: NullTranslations) -> Iterator[None]:
    """Use ``translations`` inside the block only: a document goes out in the customer's language, not the office's."""
    token = _override.set(translations)
    try:
        yield
    finally:
        _override.reset(token)


def language() -> str:
    """Return the code of the language in use, such as ``es``."""
    return (_override.get() or _default).info().get("language", "en").partition("_")[0] or "en"


def _(message: str) -> str:
    """Return ``message`` (English) in the language in use."""
    return (_override.get() or _default).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form for ``n`` things, in the language in use."""
    return (_override.get() or _default).ngettext(singular, plural, n)
