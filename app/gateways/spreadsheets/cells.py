"""What a cell may hold, whichever file it came from."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.language import _
from app.services.importing.tables import LONGEST_CELL, Fault


def fault_of(cells: Sequence[str]) -> Fault | None:
    """Return the first fault of a row's text: too long, undecodable bytes, control characters; line breaks are none."""
    for number, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            return Fault(number, _("Longer than {limit} characters.").format(limit=f"{LONGEST_CELL:,}"))
        if "\ufffd" in cell:
            return Fault(number, _("Holds bytes that are no text in this file's encoding."))
        if not cell.isprintable() and any(c < " " and c not in "\t\r\n" for c in cell):
            return Fault(number, _("Holds a control character."))
    return None


def too_wide(count: int, columns: int) -> Fault:
    """Return the fault of a row with more cells than there are columns."""
    return Fault(
        -1,
        _("It has {count} cells, but there are {columns} columns; is a separator or a quotation mark missing?").format(
            count=count, columns=columns
        ),
    )
