"""Offers files to an account's page. Bootstrap makes one for each open book; the tab is imported when it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.language import _
from app.services.office import Reader
from app.ui.session import Session, TabMaker

if TYPE_CHECKING:
    from app.ui.files.doings import FileDoings, Opener
    from app.ui.files.tab import FilesTab


class FileScreens(QObject):
    """Ways to files.

    Args:
        session: the open book.
        opener: opens a file with a program; None for the system's.
    """

    def __init__(self, session: Session, opener: Opener | None = None) -> None:
        super().__init__(session)
        self._session, self._opener = session, opener
        self._doings: FileDoings | None = None

    @property
    def doings(self) -> FileDoings:
        """What can be done with files, made now if need be."""
        if self._doings is None:
            from app.ui.files.doings import FileDoings, open_with_system

            self._doings = FileDoings(self._session, self._opener or open_with_system)
        return self._doings

    def install(self) -> None:
        """Offer the tab."""
        tabs = self._session.account_tabs
        if all(made.key != "files" for made in tabs):
            tabs.append(TabMaker("files", _title, self._tab, _count))

    def _tab(self) -> FilesTab:
        from app.ui.files.tab import FilesTab

        return FilesTab(self._session, self.doings)


def _count(reader: Reader, customer_id: int) -> int:
    from app.services.files.listing import count_files

    return count_files(reader, customer_id)


def _title() -> str:
    return _("Files")
