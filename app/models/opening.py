"""Making books and opening them: every guard that stands before the first read. What is in a book belongs to services."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import ProgrammingError

from app.domain.errors import EnvironmentFault, NotFound, UserError
from app.domain.language import _
from app.models import stamp
from app.models.base import tell_postgresql
from app.models.book import Book
from app.models.drives import network_share
from app.models.engine import as_url, is_file_url, open_engine, sqlite_connection
from app.models.faults import BookDamaged, faults_named
from app.models.files import clear_drafts, written_beside
from app.models.stamp import APPLICATION_ID, VERSION_TABLE, Header, read_header, read_revision, stamp_new
from app.models.tables import Base

# Looking at every page of a file of this size takes a few milliseconds; ``verify`` does it for larger ones.
_LOOK_THROUGH_BYTES = 4 * 1024 * 1024

NetworkOf = Callable[[Path], "str | None"]


class UnfinishedBook(UserError):
    """The book bears this version's number and lacks some of its tables: one made while they were still being drawn."""


class NewerBook(UserError):
    """The book was made by a newer version of the program; it was left as it is."""


def create_book(location: str | Path, fill: Callable[[Connection], None], *, network_of: NetworkOf = network_share) -> Book:
    """Make a book with all its tables, let ``fill`` write what every book needs, and open it. Whole or not at all.

    Args:
        location: a path where nothing is yet, or the address of an empty PostgreSQL database.
        fill: gets the writing connection; when it raises, no book is left.
        network_of: says which network drive a path lies on.

    Raises:
        UserError: something is there already, the folder is missing, or the path lies on a network drive.
        EnvironmentFault: the disk or the server would not do it now.
    """
    if not isinstance(location, Path) and not is_file_url(location):
        return _create_on_server(location, fill)
    with book_beside(location, network_of=network_of) as draft:
        book = Book(open_engine(draft), str(draft))
        try:
            with book.write() as connection:
                _make_tables(connection)
                fill(connection)
        finally:
            book.close()
    return Book(open_engine(Path(location).expanduser()), str(location))


@contextmanager
def book_beside(location: str | Path, *, network_of: NetworkOf = network_share) -> Iterator[Path]:
    """Give a path to make a book at, in as many transactions as it takes; it becomes ``location`` when the block ends well.

    Args:
        location: a path where nothing is yet.
        network_of: says which network drive a path lies on.

    Raises:
        UserError: something is there already, the folder is missing, or the path lies on a network drive.
        EnvironmentFault: the disk would not do it now; nothing is left.
    """
    target = Path(location).expanduser()
    refuse_network(target, network_of)
    if not target.parent.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=target.parent))
    try:
        with faults_named(), written_beside(target) as draft:
            yield draft
            _fold_log(draft)
    except EnvironmentFault as fault:
        if isinstance(fault.__cause__, FileExistsError):
            what = _("There is already a folder {name}.") if target.is_dir() else _("There is already a file {name}.")
            raise UserError(what.format(name=target.name), _("Choose another name; it was left as it is.")) from None
        raise


def open_book(location: str | Path, *, network_of: NetworkOf = network_share) -> Book:
    """Open the book at ``location``, after making sure that it is one, is sound and is of this version.

    An older book is backed up and brought up to date first. A book that is refused was not changed in any way.

    Args:
        location: a path or a ``postgresql://`` address.
        network_of: says which network drive a path lies on.

    Raises:
        NotFound: there is nothing at ``location``.
        UserError: a folder, a network drive, no Counterfoil book.
        BookDamaged: the file is damaged.
        NewerBook: a newer version of the program made it.
        UnfinishedBook: a version made it that was not finished yet.
        EnvironmentFault: the disk or the server would not do it now.
    """
    if not isinstance(location, Path) and not is_file_url(location):
        return _brought_up_to_date(Book(open_engine(location), location))
    # SQLite keeps its side files beside the file itself, also when it is reached through a link.
    path = Path(location).expanduser().resolve()
    with faults_named():
        check_file(path, network_of=network_of)
        clear_drafts(path)
        book = Book(open_engine(path), str(location))
        return _brought_up_to_date(book)


def check_file(path: Path, *, network_of: NetworkOf = network_share) -> str:
    """Make sure, reading only, that ``path`` is a sound book that this program can open, and return its revision.

    Raises:
        as ``open_book``.
    """
    if path.is_dir():
        raise UserError(_("{name} is a folder, not a book.").format(name=path.name or path), _("Choose the book's file."))
    if not path.exists():
        raise NotFound(_("There is no book at {path}.").format(path=path))
    refuse_network(path, network_of)
    header = read_header(path)
    _check_header(path, header)
    try:
        return _look_inside(path)
    except sqlite3.OperationalError as error:
        # A missing table is ours to explain; a busy or unreadable disk is named by its own code.
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_ERROR:
            raise _damaged() from error
        raise


def _check_header(path: Path, header: Header | None) -> None:
    if header is None or header.application_id != APPLICATION_ID:
        raise BookDamaged(
            _("{name} is no Counterfoil book.").format(name=path.name), _("It was left as it is. Choose a book's file.")
        )
    if header.user_version > len(stamp.REVISIONS):
        raise _newer()
    log = path.with_name(path.name + "-wal")
    settled = not log.exists() or log.stat().st_size == 0
    if settled and header.pages * header.page_size > path.stat().st_size:
        raise _damaged()


def _look_inside(path: Path) -> str:
    connection = sqlite_connection(path, read_only=True)
    try:
        if path.stat().st_size <= _LOOK_THROUGH_BYTES:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found is None or found[0] != "ok":
                raise _damaged()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(stamp.REVISIONS):
            raise _newer()
        row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - our own name
        company = connection.execute("SELECT currency FROM company").fetchone()
        if row is None or company is None:
            raise _damaged()
        if row[0] not in stamp.REVISIONS:
            raise _newer()
        if row[0] == stamp.newest() and _lacks_columns(connection):
            raise UnfinishedBook(
                _("This book was made by a version of Counterfoil that was not finished yet, and lacks tables of this one."),
                _("It was left as it is. Make a new book, or open it with the version that made it."),
            )
        return str(row[0])
    finally:
        connection.close()


def _lacks_columns(connection: sqlite3.Connection) -> bool:
    found = set(
        connection.execute(
            "SELECT lower(t.name), lower(c.name) FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c "
            "WHERE t.type = 'table'"
        )
    )
    wanted = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    return not wanted <= found


def _brought_up_to_date(book: Book) -> Book:
    try:
        revision = _revision_of(book)
        if revision not in stamp.REVISIONS:
            raise _newer()
        if revision != stamp.newest():
            from app.models.migrating import bring_up_to_date

            bring_up_to_date(book, revision)
    except BaseException:
        book.close()
        raise
    return book


def _revision_of(book: Book) -> str:
    try:
        with book.read() as connection:
            return read_revision(connection)
    except ProgrammingError as error:  # a server has no such table; a file was looked into before
        raise BookDamaged(
            _("The database {name} is no Counterfoil book.").format(name=as_url(book.location).database),
            _("It was left as it is. Choose another, or make a new book in it."),
        ) from error


def _create_on_server(location: str, fill: Callable[[Connection], None]) -> Book:
    book = Book(open_engine(location), location)
    try:
        with book.write() as connection:
            if inspect(connection).get_table_names():
                raise UserError(
                    _("The database {name} is not empty.").format(name=as_url(location).database),
                    _("Choose an empty database; it was left as it is."),
                )
            _make_tables(connection)
            fill(connection)
    except BaseException:
        book.close()
        raise
    return book


def _make_tables(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        tell_postgresql(Base.metadata)
    Base.metadata.create_all(connection, checkfirst=False)
    stamp_new(connection)


def _fold_log(path: Path) -> None:
    """Fold the write-ahead log into the file, so that the file alone is the book."""
    connection = sqlite_connection(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def refuse_network(path: Path, network_of: NetworkOf) -> None:
    """Refuse a path on a network drive.

    Raises:
        UserError: says which kind of drive, and why.
    """
    kind = network_of(path)
    if kind is not None:
        raise UserError(
            _("{name} lies on a network drive ({kind}), where file locks cannot be trusted.").format(name=path.name, kind=kind),
            _("Keep the book on this computer's own disk, or share it through a PostgreSQL server."),
        )


def _newer() -> NewerBook:
    return NewerBook(
        _("This book was made by a newer version of Counterfoil."), _("It was left as it is. Update the program, then open it.")
    )


def _damaged() -> BookDamaged:
    return BookDamaged(
        _("This book is damaged."), _("It was left as it is. Restore a backup to a new file and go on from there.")
    )
