"""Finds the characters that the bundled typeface does not have, before they could vanish from a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, NoReturn, TypeVar

from app.domain.errors import UserError
from app.domain.language import _
from app.gateways.paper.faces import face, printable
from app.services.documents import CannotPrint, MissingGlyph

T = TypeVar("T")

SUBSTITUTE = "�"
"""The replacement character, which the typeface has: the visible mark for what cannot be printed."""

_NEVER_PRINTED = frozenset({"edition", "currency", "logo", "locale"})


def missing_glyphs(document: object) -> list[MissingGlyph]:
    """Return each character of ``document`` that cannot be printed, once per field, in the document's order.

    Args:
        document: any of ``app.services.documents``.
    """
    known = face("R").widths
    found: list[MissingGlyph] = []
    for path, text in _texts(document, ""):
        if text.isascii():
            continue
        shown = printable(text)
        absent = [character for character in dict.fromkeys(shown) if character not in known]
        found.extend(MissingGlyph(path, character, shown) for character in absent)
    return found


def refuse(document: object, lacking: set[str]) -> NoReturn:
    """Refuse to print ``document``, whose pages would lack the characters ``lacking``.

    Raises:
        CannotPrint: naming the first few characters and a text they stand in.
    """
    missing = missing_glyphs(document)
    characters = list(dict.fromkeys([glyph.character for glyph in missing] or sorted(lacking)))
    named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in characters[:5])
    if len(characters) > 5:
        named += ", …"
    if missing:
        text = missing[0].text
        text = text if len(text) <= 60 else f"{text[:59]}…"
        message = _("The typeface cannot print {characters} in “{text}”.").format(characters=named, text=text)
    else:
        message = _("The typeface cannot print {characters}.").format(characters=named)
    hint = _("Spell it in Latin, Greek or Cyrillic letters, or print with “{mark}” in its place.")
    raise CannotPrint(message, hint.format(mark=SUBSTITUTE))


def substituted(document: T, mark: str) -> T:
    """Return ``document`` with ``mark`` wherever a character cannot be printed.

    Raises:
        UserError: the mark itself cannot be printed.
    """
    known = face("R").widths
    if not mark or any(character not in known for character in mark):
        raise UserError(
            _("“{mark}” cannot be printed either.").format(mark=mark),
            _("Choose another mark, such as “?” or “�”."),
        )
    changed: T = _changed(document, mark)
    return changed


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from _texts(part, f"{path}[{at}]")
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in _NEVER_PRINTED:
                yield from _texts(getattr(value, one.name), f"{path}.{one.name}" if path else one.name)


def _changed(value: Any, mark: str) -> Any:
    known = face("R").widths
    # A StrEnum is a str too, and no text.
    if type(value) is str:
        if value.isascii():
            return value
        # Line breaks are kept: they are layout, not characters.
        return "".join(c if c in known or c in "\n\r" else mark for c in _kept_lines(value))
    if isinstance(value, tuple):
        return tuple(_changed(part, mark) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = (one.name for one in fields(value) if one.name not in _NEVER_PRINTED)
        return replace(value, **{name: _changed(getattr(value, name), mark) for name in names})
    return value


def _kept_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())
