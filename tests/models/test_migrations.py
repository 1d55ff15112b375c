"""The revisions make the same tables as the models, and an older book is brought up to date after a checked backup."""

from __future__ import annotations

import hashlib
import sqlite3
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.domain.errors import EnvironmentFault
from app.models import migrating, stamp
from app.models.book import Book
from app.models.engine import open_engine
from app.models.migrations.make import INITIAL, text_of_initial
from app.models.opening import _make_tables, open_book
from tests.support.books import a_customer, an_invoice, found, open_for_test, scalar

SQLITE_SHAPE = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> 'alembic_version' ORDER BY type, name"
POSTGRES_SHAPES = (
    ("SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY table_name, ordinal_position"),
    ("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version' ORDER BY 1, 2"),
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1, 2",
)  # fmt: skip


def shape(book: Book) -> list[list[tuple[object, ...]]]:
    queries = (SQLITE_SHAPE,) if book.is_file else POSTGRES_SHAPES
    with book.read() as connection:
        found = [[tuple(row) for row in connection.exec_driver_sql(query)] for query in queries]
    return [[tuple(" ".join(str(part).split()) for part in row) for row in rows] for rows in found]


def test_revisions_and_models_make_the_same_tables(book_url, other_url):
    def made(location: str, revisions: bool) -> list[list[tuple[object, ...]]]:
        with closing(Book(open_engine(location), location)) as book:
            with book.write() as connection:
                if revisions:
                    migrating.run_revisions(connection, "head")
                else:
                    _make_tables(connection)
            return shape(book)

    by_models = made(book_url, revisions=False)
    assert made(other_url, revisions=True) == by_models
    assert all(by_models)


@pytest.fixture(params=["sqlite", "postgres"])
def office_location(request):
    """Where a founded company's book is that nobody gets afterwards: its tables are changed here."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("book_file"))
        return
    cluster = request.getfixturevalue("postgres")
    name = cluster.create_database(cluster.template("founded", found))
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture
def other_url(book_url, tmp_path, request):
    """A second empty place in the same store."""
    if "://" not in book_url:
        yield str(tmp_path / "other.counterfoil")
        return
    cluster = request.getfixturevalue("postgres")
    name = cluster.create_database()
    yield cluster.url(name)
    cluster.drop_database(name)


def test_the_first_revision_is_in_step_with_the_tables():
    assert INITIAL.read_text(encoding="utf-8") == text_of_initial(), "run: python -m app.models.migrations.make"


def test_the_stamp_knows_every_revision_in_order():
    config = Config()
    config.set_main_option("script_location", str(migrating.SCRIPTS))
    config.set_main_option("path_separator", "newline")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == stamp.REVISIONS


@pytest.fixture
def next_version(tmp_path_factory, monkeypatch) -> Path:
    """A later program that adds a column to customers; its revision's file, for tests to change."""
    folder = tmp_path_factory.mktemp("versions")
    file = folder / "0002_colour.py"
    file.write_text(
        textwrap.dedent(
            '''
            """Colour."""
            from alembic import op
            revision = "0002"
            down_revision = "0001"
            def upgrade():
                connection = op.get_bind()
                connection.exec_driver_sql("ALTER TABLE customer ADD COLUMN colour TEXT DEFAULT 'plain' NOT NULL")
                connection.exec_driver_sql("UPDATE customer SET colour = 'blue'")
            '''
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(migrating, "VERSIONS", [*migrating.VERSIONS, folder])
    monkeypatch.setattr(stamp, "REVISIONS", (*stamp.REVISIONS, "0002"))
    return file


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def backups_beside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.before-update-*"))


def test_an_older_book_is_brought_up_to_date_and_its_backup_opens(office_location, request):
    office = open_for_test(office_location)
    an_invoice(office, a_customer(office))
    path = office.book.path
    office.close()
    request.getfixturevalue("next_version")
    office = open_for_test(office_location)
    assert scalar(office, "SELECT colour FROM customer") == "blue"
    assert scalar(office, "SELECT version_num FROM alembic_version") == "0002"
    office.close()
    if path is None:
        return
    assert stamp.read_header(path).user_version == 2
    (backup,) = backups_beside(path)
    assert stamp.read_header(backup).user_version == 1
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT open_minor FROM invoice").fetchall() == [(10_000,)]
    open_for_test(office_location).close()
    assert backups_beside(path) == [backup], "a book that is up to date is not backed up again"


def test_a_failing_update_leaves_the_book_as_it_was(office_location, next_version):
    with next_version.open("a", encoding="utf-8") as file:
        file.write('    connection.exec_driver_sql("INSERT INTO no_such_table VALUES (1)")\n')
    with pytest.raises(Exception, match="no_such_table"):
        open_book(office_location)
    with closing(Book(open_engine(office_location), office_location)) as book, book.read() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0001"
        row = connection.exec_driver_sql("SELECT * FROM customer")
        assert "colour" not in row.keys()  # noqa: SIM118 - a result has no "in"


@pytest.mark.usefixtures("next_version")
def test_no_update_without_a_backup(book_file, monkeypatch):
    def full(*_arguments: object, **_options: object) -> None:
        raise EnvironmentFault("The disk is full.")

    monkeypatch.setattr(migrating, "copy_book_file", full)
    before = fingerprint(book_file)
    with pytest.raises(EnvironmentFault, match="full"):
        open_book(book_file)
    assert fingerprint(book_file) == before
