"""A character that no bundled font can print, named before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass


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
