"""What is done with files: added, opened, saved elsewhere, named, removed and put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTemporaryDir, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import CounterfoilError
from app.domain.language import _, ngettext
from app.services.exporting.tables import free_name
from app.services.files.contents import Source, read_source
from app.services.files.keeping import add_files, describe_file, put_back_files, read_file, remove_files
from app.services.files.listing import FileListRow
from app.services.files.writing import copy_to_open, save_copy
from app.services.office import Office, Reader, Writer
from app.services.ports import Progress
from app.ui.files.sheet import FileSheet
from app.ui.files.words import is_program
from app.ui.kit.saving import Saving
from app.ui.kit.tasks.job import JobKind, Written
from app.ui.session import Session

_FOLDER = "files.folder"
Opener = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Added:
    """How many files were taken in, and what was said of those that were not."""

    count: int
    refused: tuple[str, ...] = ()


def open_with_system(path: str) -> bool:
    """Open a file with the program that the system has for it; return whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


class FileDoings(QObject):
    """What can be done with files of an open book.

    Args:
        session: the open book.
        opener: opens a file with the system's program.
    """

    def __init__(self, session: Session, opener: Opener = open_with_system) -> None:
        super().__init__(session)
        self._session, self._opener = session, opener
        self._folder: QTemporaryDir | None = None
        self._removed: tuple[int, ...] = ()
        self.sheet: FileSheet | None = None

    # Adding

    def choose(self, customer_id: int, parent: QWidget) -> None:
        """Ask which files are to be kept with an account."""
        chosen, _kind = QFileDialog.getOpenFileNames(parent, _("Add files"), self._usual_folder())
        if chosen:
            self._session.settings.put(_FOLDER, str(Path(chosen[0]).parent))
            self.add(customer_id, [Path(each) for each in chosen])

    def add(self, customer_id: int, paths: Sequence[Path]) -> None:
        """Keep files with an account; those that cannot be are named, the others are taken in all the same."""
        office, listed = self._session.office, tuple(paths)

        def work(progress: Progress) -> Written[Added]:
            return _add(office, customer_id, listed, progress)

        title = ngettext("Adding {count} file", "Adding {count} files", len(listed)).format(count=len(listed))
        self._session.tasks.long(JobKind.WRITE, title, work, self._added)

    @Slot(object)
    def _added(self, added: Added) -> None:
        count = self._session.amounts.count(added.count)
        text = ngettext("{count} file added", "{count} files added", added.count).format(count=count)
        self._session.say(_("{said}. {refused}").format(said=text, refused=" ".join(added.refused)) if added.refused else text)

    # Looking and taking out

    def open(self, file_id: int, name: str) -> None:
        """Open a copy with the system's program."""
        if is_program(name):
            self._session.say(_("{name} is a program and is not run from here. Save it to look at it.").format(name=name))
            return
        if self._folder is None:
            self._folder = QTemporaryDir()
            app = QCoreApplication.instance()
            if app is not None:
                app.aboutToQuit.connect(self.forget_copies)
        job = self._session.read(copy_to_open, file_id, Path(self._folder.path()))
        self._session.tasks.read(job, self._opened)

    @Slot()
    def forget_copies(self) -> None:
        """Remove the copies that were made to be opened; customers' papers do not stay behind in the system's folder."""
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    @Slot(object)
    def _opened(self, path: Path) -> None:
        if not self._opener(str(path)):
            self._session.say(_("This computer has no program that opens {name}. Save it instead.").format(name=path.name))

    def save(self, rows: Sequence[FileListRow], parent: QWidget) -> None:
        """Ask where files are to be saved, and save them; several go into one folder."""
        if len(rows) == 1:
            wanted = str(Path(self._usual_folder()) / rows[0].name)
            chosen, _kind = QFileDialog.getSaveFileName(parent, _("Save as"), wanted)
            targets = [(rows[0].id, Path(chosen))] if chosen else []
        else:
            chosen = QFileDialog.getExistingDirectory(parent, _("Save files to"), self._usual_folder())
            targets = [(row.id, Path(chosen) / row.name) for row in rows] if chosen else []
        if not targets:
            return
        self._session.settings.put(_FOLDER, str(targets[0][1].parent))
        replace = len(rows) == 1  # the dialog has asked about a single one
        self._session.tasks.read(self._session.read(_save, targets, replace=replace), self._saved)

    @Slot(object)
    def _saved(self, paths: Sequence[Path]) -> None:
        count = len(paths)
        if count == 1:
            self._session.say(_("Saved as {name}").format(name=paths[0].name))
        else:
            self._session.say(ngettext("{count} file saved", "{count} files saved", count).format(count=count))

    # Changing

    def describe(self, row: FileListRow, parent: QWidget) -> None:
        """Ask for another name or note."""
        self.sheet = FileSheet(row, parent)
        self._saving = Saving(self._session.tasks, self.sheet)
        self.sheet.wanted.connect(self._describe)
        self.sheet.finished.connect(self._sheet_gone)
        self.sheet.open()

    @Slot(int, str, str)
    def _describe(self, file_id: int, name: str, note: str) -> None:
        self._saving.write(self._session.write(describe_file, file_id, name, note), self._described)

    @Slot(object)
    def _described(self, _value: object) -> None:
        if self.sheet is not None:
            self.sheet.accept()

    @Slot()
    def _sheet_gone(self) -> None:
        self._saving.let_go()
        self.sheet = None

    def remove(self, file_ids: Sequence[int]) -> None:
        """Remove files; they can be put back."""
        self._session.tasks.write(self._session.write(remove_files, tuple(file_ids)), self._gone)

    @Slot(object)
    def _gone(self, file_ids: tuple[int, ...]) -> None:
        if file_ids:
            self._removed = file_ids
            count = len(file_ids)
            text = ngettext("{count} file removed", "{count} files removed", count).format(count=count)
            self._session.say(text, _("Undo"), self.undo)

    @Slot()
    def undo(self) -> None:
        """Put back what was removed last."""
        if self._removed:
            self.put_back(self._removed)
            self._removed = ()

    def put_back(self, file_ids: Sequence[int]) -> None:
        """Put removed files back."""
        self._session.tasks.write(self._session.write(put_back_files, tuple(file_ids)))

    def _usual_folder(self) -> str:
        return self._session.settings.text(_FOLDER, str(Path.home()))


def _add(office: Office, customer_id: int, paths: Sequence[Path], progress: Progress) -> Written[Added]:
    """Take files in one by one, so that never more than one of them is held and a wrong one spoils no other."""
    changes: frozenset[str] = frozenset()
    count, refused = 0, []
    last: CounterfoilError | None = None
    for done, path in enumerate(paths):
        if progress.cancelled:
            break
        progress.step(done, len(paths), path.name)
        try:
            source = read_source(path)
            outcome = office.perform(partial(_take_in, customer_id=customer_id, source=source))
        except CounterfoilError as error:
            last = error
            refused.append(str(error))
        else:
            count += 1
            changes |= outcome.changes
    if last is not None and not count:
        raise last
    return Written(Added(count, tuple(refused)), changes)


def _take_in(writer: Writer, *, customer_id: int, source: Source) -> tuple[int, ...]:
    return add_files(writer, customer_id, [source])


def _save(reader: Reader, targets: Sequence[tuple[int, Path]], *, replace: bool) -> list[Path]:
    saved = []
    for file_id, wanted in targets:
        read_file(reader, file_id)
        saved.append(save_copy(reader, file_id, wanted if replace else free_name(wanted)))
    return saved
