"""A character that no bundled font can print, named before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import UserError


class CannotPrint(UserError):
    """A text holds characters that no bundled font has; it can be printed with a mark in their place."""


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """One character of one field that would vanish from the page.

    Attributes:
        field: where it stands, as a path through the document: "recipient.name", "lines[3].description".
        character: the character itself.
        text: the whole text it stands in, to show it in context.
    """

    field: str
    character: str
    text: str
