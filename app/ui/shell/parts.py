"""What the frame is told, as plain values: panels, commands, places, captions and hits. Nothing here is a widget.

(Annotations are not postponed here: a NamedTuple would compile each of them again before the first paint.)
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from PySide6.QtWidgets import QWidget

from app.domain.language import _

MENUS = ("file", "edit", "view", "go", "customer", "reports", "help")


def menu_titles() -> dict[str, str]:
    """Return the menus' titles in the language in use, with their mnemonics."""
    return {
        "file": _("&File"),
        "edit": _("&Edit"),
        "view": _("&View"),
        "go": _("&Go"),
        "customer": _("&Customer"),
        "reports": _("&Reports"),
        "help": _("&Help"),
    }


class Panel(NamedTuple):
    """One entry of the rail. ``factory`` makes its widget on the first visit, when a book is open."""

    key: str
    title: str
    icon: str
    factory: Callable[[], QWidget]


class Command(NamedTuple):
    """Something the user can do, found in a menu, by its keys and in the palette.

    ``menu`` is one of MENUS, or "" for the palette alone; ``needs`` a word of the window's context ("book", "customer", …; ""
    is always there); commands of one ``group`` stand between the same separators; ``role`` is for macOS ("quit", "about",
    "preferences").
    """

    key: str
    menu: str
    text: str
    run: Callable[[], object]
    shortcut: str = ""
    needs: str = "book"
    group: str = ""
    role: str = ""


class BookCaption(NamedTuple):
    """What frame and rail say about the open book, in finished words."""

    company: str
    note: str = ""
    locked: str = ""
    backup: str = ""
    user: str = ""
    connection: str = ""
    waiting: tuple[str, ...] = ()
    alarm: str = ""
    renewals: str = ""


class Place(NamedTuple):
    """Where one is: a panel, and in its own words what it shows."""

    panel: str
    at: str = ""


class Hit(NamedTuple):
    """One thing that the search box found."""

    title: str
    detail: str
    place: Place
    icon: str = ""
    amount: str = ""


class Provider(Protocol):
    """Something that can be searched; called in a reader thread."""

    def search(self, text: str) -> Sequence[Hit]:
        """Return the best hits for ``text``, best first, a dozen at most."""
