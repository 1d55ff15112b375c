"""The Files tab: what is kept with an account; files are dropped onto it or chosen, opened, saved, named and removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from app.domain.language import _, ngettext
from app.services.files.contents import LARGEST_MEGABYTES
from app.services.files.keeping import KEPT_DAYS
from app.services.files.listing import FileFilter, FileListRow, FileSort, FileTotals, file_ids, file_rows, file_totals
from app.services.office import Reader
from app.ui.customers.menus import LINE, Entry
from app.ui.customers.tabs.table_tab import Nothing, TabFilter, TabFooter, TableTab
from app.ui.files.doings import FileDoings
from app.ui.files.words import size_words
from app.ui.kit.tables import Column, Kind
from app.ui.session import Session

KEPT, REMOVED = "all", "removed"


def file_filter(customer_id: int, wanted: object) -> FileFilter:
    """Return what is asked of the book for one of the tab's filters."""
    shown = wanted if isinstance(wanted, TabFilter) else TabFilter(KEPT)
    return FileFilter(customer_id, shown.text, removed=shown.key == REMOVED)


class FileSource:
    """Files of one customer for a ``PagedModel``."""

    def __init__(self, session: Session, customer_id: int) -> None:
        self._office = session.office
        self._customer_id = customer_id

    def ids(self, sort: str, descending: bool, filter_: object) -> Sequence[int]:
        """Return the ids in order."""
        wanted, by = file_filter(self._customer_id, filter_), FileSort(sort) if sort else FileSort.ADDED
        return self._office.read(lambda reader: file_ids(reader, wanted, by, descending=descending))

    def rows(self, ids: Sequence[int]) -> Sequence[FileListRow]:
        """Return rows by id."""
        return self._office.read(lambda reader: file_rows(reader, ids))


class FilesTab(TableTab):
    """Files of one customer."""

    name = "account.files"
    concerned = frozenset({"files", "agreements"})

    def __init__(self, session: Session, doings: FileDoings) -> None:
        self._doings = doings
        super().__init__(session, _("Name, note, who"), "added")
        self.setAcceptDrops(True)
        self.add = QPushButton(_("Add file…"))
        self.add.setToolTip(
            _("Or drop files onto the list. A file may have up to {count} MB.").format(count=LARGEST_MEGABYTES)
        )
        self.add.clicked.connect(self._add)
        self.offer(self.add)
        table = self.view.table
        for keys, slot in (("Delete", self.remove_selected), ("F2", self.describe_selected)):
            shortcut = QShortcut(QKeySequence(keys), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)

    def title(self) -> str:
        """Return what the rows are."""
        return _("Files")

    def filters(self) -> tuple[tuple[str, str], ...]:
        """Return the tab's filters."""
        return ((KEPT, _("All files")), (REMOVED, _("Removed in the last {count} days").format(count=KEPT_DAYS)))

    def source(self, customer_id: int) -> FileSource:
        """Return where the rows come from."""
        return FileSource(self.session, customer_id)

    def columns(self) -> tuple[Column[FileListRow], ...]:
        """Return the columns."""
        session = self.session
        return (
            Column("name", _("Name"), lambda each: each.name, width=280, sort="name", stretch=True),
            Column("note", _("Note"), self._note, width=260, sort="note"),
            Column(
                "size",
                _("Size"),
                lambda each: size_words(session, each.size_bytes),
                Kind.COUNT,
                92,
                "size",
                lambda each: each.size_bytes,
            ),
            Column("who", _("Added by"), lambda each: each.added_by, width=140, sort="who"),
            Column(
                "added",
                _("Added"),
                lambda each: session.moment(each.added_at),
                Kind.DATE,
                172,
                "added",
                lambda each: session.local(each.added_at).replace(tzinfo=None),
            ),
        )

    def _note(self, each: FileListRow) -> str:
        if not each.is_scan:
            return each.note
        scan = _("Signed agreement")
        return _("{first} · {second}").format(first=scan, second=each.note) if each.note else scan

    def figures(self, reader: Reader, customer_id: int, wanted: TabFilter) -> FileTotals:
        """Return the totals of what is shown."""
        return file_totals(reader, file_filter(customer_id, wanted))

    def footer(self, figures: FileTotals) -> TabFooter:
        """Return “2 files” and their size."""
        count = self.session.amounts.count(figures.count)
        left = ngettext("{count} file", "{count} files", figures.count).format(count=count)
        return TabFooter(left, ((_("Size"), size_words(self.session, figures.size_bytes)),))

    def nothing(self) -> Nothing:
        """Return what an account without files says."""
        words = _("No files yet. Drop some here: they are kept in the book and in its backups.")
        return Nothing(words, _("Add file…"), self._add)

    def open_row(self, row_id: int) -> None:
        """Open a copy with the system's program."""
        each: FileListRow | None = self.model.row(row_id)
        if each is not None and each.removed_at is None:
            self._doings.open(each.id, each.name)

    def row_entries(self, ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with the selected files."""
        rows = self._rows(ids)
        if not rows:
            return []
        if rows[0].removed_at is not None:
            return [Entry(_("Put back"), partial(self._doings.put_back, [each.id for each in rows]))]
        entries: list[Entry] = []
        if len(rows) == 1:
            entries.append(Entry(_("Open"), partial(self.open_row, rows[0].id), keys=_("Enter")))
        save = _("Save as…") if len(rows) == 1 else _("Save to a folder…")
        entries.append(Entry(save, partial(self._doings.save, rows, self)))
        if len(rows) == 1:
            entries.append(Entry(_("Name and note…"), self.describe_selected, keys="F2"))
        return [*entries, LINE, Entry(_("Remove"), self.remove_selected, keys=_("Del"))]

    @Slot()
    def remove_selected(self) -> None:
        """Remove the selected files."""
        rows = [each for each in self._rows(self.view.table.selected_ids()) if each.removed_at is None]
        if rows:
            self._doings.remove([each.id for each in rows])

    @Slot()
    def describe_selected(self) -> None:
        """Name the selected file, or write a note on it."""
        rows = self._rows(self.view.table.selected_ids())
        if len(rows) == 1 and rows[0].removed_at is None:
            self._doings.describe(rows[0], self)

    @Slot()
    def _add(self) -> None:
        if self.customer_id is not None:
            self._doings.choose(self.customer_id, self)

    def _rows(self, ids: Sequence[int]) -> list[FileListRow]:
        found = (self.model.row(id_) for id_ in ids)
        return [each for each in found if each is not None]

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files, and say so."""
        if self.customer_id is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.view.show_footer(_("Drop to keep with this account"), ())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Say again what is shown."""
        self._ask_figures()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self._ask_figures()
        if paths and self.customer_id is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._doings.add(self.customer_id, paths)
