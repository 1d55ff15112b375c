"""Files with an account, on both stores: kept once, found, renamed, removed and put back, and written out as they came in."""

import hashlib
from datetime import timedelta

import pytest

from app.domain.errors import NotFound, UserError
from app.services.files.contents import LARGEST_BYTES, PIECE_BYTES, Source, read_source
from app.services.files.keeping import (
    KEPT_DAYS,
    add_files,
    describe_file,
    fitting_name,
    put_back_files,
    read_file,
    remove_files,
)
from app.services.files.listing import FileFilter, FileSort, count_files, file_ids, file_rows, file_totals
from app.services.files.writing import copy_to_open, save_copy
from app.services.queries.activity import activity_ids, activity_rows, sentence
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, execute, scalar
from tests.support.jobs import act
from tests.support.plans import on, sound


def added(office, customer, *names, content=b"furnace", note=""):
    return act(office, add_files, customer, [Source(name, content) for name in names], note)


def listed(office, customer, sort=FileSort.NAME, *, descending=False, **wanted):
    def read(reader):
        return file_rows(reader, file_ids(reader, FileFilter(customer, **wanted), sort, descending=descending))

    return office.read(read)


def names(office, customer, **wanted):
    return [row.name for row in listed(office, customer, **wanted)]


def told(office):
    def read(reader):
        return [sentence(row, reader.profile) for row in reversed(activity_rows(reader, activity_ids(reader)))]

    return office.read(read)[1:]


def test_a_file_comes_out_as_it_went_in(office, tmp_path):
    content = bytes(range(256)) * (PIECE_BYTES // 256 * 2 + 3)
    (tmp_path / "plan of the attic.pdf").write_bytes(content)
    source = read_source(tmp_path / "plan of the attic.pdf")
    (id_,) = act(office, add_files, a_customer(office), [source])
    assert scalar(office, "SELECT count(*) FROM file_piece") == 3
    out = office.read(lambda reader: save_copy(reader, id_, tmp_path / "out.pdf"))
    assert hashlib.sha256(out.read_bytes()).hexdigest() == source.sha256
    sound(office)


def test_a_copy_to_open_bears_the_name_and_can_be_made_again(office, tmp_path):
    (id_,) = added(office, a_customer(office), "boiler.txt")
    for _time in range(2):
        path = office.read(lambda reader: copy_to_open(reader, id_, tmp_path))
        assert (path.name, path.read_bytes()) == ("boiler.txt", b"furnace")


def test_the_same_content_is_kept_once(office):
    first, second = a_customer(office), a_customer(office, "Otto")
    added(office, first, "a.txt", "b.txt")
    added(office, second, "c.txt")
    added(office, second, "d.txt", content=b"boiler")
    assert scalar(office, "SELECT count(*) FROM file_content") == 2
    assert office.read(lambda reader: file_totals(reader, FileFilter(second))).size_bytes == 13
    sound(office)


def test_what_cannot_be_kept_is_said(tmp_path):
    large, empty = tmp_path / "film.mov", tmp_path / "nothing.txt"
    with large.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    empty.touch()
    missing = tmp_path / "x"
    for path, words in ((large, "larger than 25 MB"), (empty, "is empty"), (tmp_path, "not a file"), (missing, "not a file")):
        with pytest.raises(UserError, match=words):
            read_source(path)
    with large.open("wb") as file:
        file.truncate(LARGEST_BYTES)
    assert len(read_source(large).content) == LARGEST_BYTES


def test_names_of_one_account_differ_and_fit_every_system(office):
    customer = a_customer(office)
    added(office, customer, "photo.jpg")
    added(office, customer, "photo.jpg", "photo.jpg", 'a:b/"c".txt')
    assert names(office, customer) == ["a_b__c_.txt", "photo (2).jpg", "photo (3).jpg", "photo.jpg"]
    assert fitting_name("x" * 400 + ".pdf") == "x" * 196 + ".pdf"


def test_searching_and_sorting(office):
    customer = a_customer(office)
    added(office, customer, "Attic.jpg", content=b"12345", note="Before the répair")
    added(office, customer, "boiler.jpg", content=b"1")
    assert names(office, customer, text="attic REPAIR") == ["Attic.jpg"]
    assert names(office, customer, text="ana jpg") == ["Attic.jpg", "boiler.jpg"]
    assert names(office, customer, text="100%") == []
    assert [row.name for row in listed(office, customer, FileSort.SIZE)] == ["boiler.jpg", "Attic.jpg"]
    assert [row.name for row in listed(office, customer, FileSort.SIZE, descending=True)] == ["Attic.jpg", "boiler.jpg"]
    assert names(office, a_customer(office, "Otto")) == []


def test_renaming(office):
    customer = a_customer(office)
    first, _second = added(office, customer, "a.txt", "b.txt")
    with pytest.raises(UserError, match=r"another file called b\.txt"):
        act(office, describe_file, first, "b.txt", "")
    for wrong in ("", " . ", "a/b", "x" * 201):
        with pytest.raises(UserError):
            act(office, describe_file, first, wrong, "")
    act(office, describe_file, first, "attic.txt", "north side")
    assert [(row.name, row.note) for row in listed(office, customer, text="north")] == [("attic.txt", "north side")]
    assert told(office)[2:] == ["File attic.txt renamed.", "Note on file attic.txt changed."]


def test_removing_is_undone_and_told(office):
    customer = a_customer(office)
    (id_,) = added(office, customer, "a.txt")
    act(office, remove_files, [id_])
    assert names(office, customer) == []
    assert names(office, customer, removed=True) == ["a.txt"]
    assert office.read(lambda reader: count_files(reader, customer)) == 0
    with pytest.raises(NotFound):
        office.read(lambda reader: read_file(reader, id_))
    added(office, customer, "a.txt", content=b"another")
    act(office, put_back_files, [id_])
    assert names(office, customer) == ["a (2).txt", "a.txt"]
    assert told(office) == ["File a.txt added.", "File a.txt removed.", "File a.txt added.", "File a (2).txt put back."]
    sound(office)


def test_what_was_removed_long_ago_goes_with_its_content(office):
    customer = a_customer(office)
    gone, kept = added(office, customer, "a.txt", content=b"gone")[0], added(office, customer, "b.txt", content=b"kept")[0]
    act(office, remove_files, [gone])
    on(office, TODAY + timedelta(days=KEPT_DAYS + 1))
    added(office, customer, "c.txt", content=b"kept")
    assert scalar(office, "SELECT count(*) FROM file_content") == 1
    with pytest.raises(NotFound, match="gone for good"):
        act(office, put_back_files, [gone])
    assert office.read(lambda reader: read_file(reader, kept)).name == "b.txt"
    sound(office)


def test_a_damaged_content_is_found_and_never_handed_out(office, tmp_path):
    (id_,) = added(office, a_customer(office), "a.txt")
    data = "X'66757272616365'" if office.book.is_file else r"'\x66757272616365'"
    execute(office, f"UPDATE file_piece SET piece = {data}")
    wrong = [each.detail for each in verify_book(office) if not each.passed]
    assert wrong == ["file a.txt: what is kept is not what was put in"]
    with pytest.raises(UserError, match="damaged in the book"):
        office.read(lambda reader: save_copy(reader, id_, tmp_path / "a.txt"))
    assert list(tmp_path.glob("*.txt")) == []


def test_lists_do_not_read_contents(file_office):
    """Whoever lists files must not read what they hold: the store is asked for no piece."""
    customer = a_customer(file_office)
    added(file_office, customer, "a.txt")
    asked = []

    def read(reader):
        reader.connection.connection.dbapi_connection.set_trace_callback(asked.append)
        wanted = FileFilter(customer)
        rows = file_rows(reader, file_ids(reader, wanted))
        file_totals(reader, wanted)
        reader.connection.connection.dbapi_connection.set_trace_callback(None)
        return rows

    assert [row.name for row in file_office.read(read)] == ["a.txt"]
    assert asked
    assert not [sql for sql in asked if "file_piece" in sql]
