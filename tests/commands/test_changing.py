"""Commands that change a book: done, refused or partly done, and never half."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.services.bulk_lock import bulk_job
from tests.services.importing.helping import FIXTURES, counts
from tests.support.books import a_customer, an_invoice, open_for_test

OWN = FIXTURES / "receivables.csv"


@pytest.fixture
def book(book_file: Path) -> Path:
    office = open_for_test(book_file)
    an_invoice(office, a_customer(office, "Martha Bloom", account="C-1"), 10_000)
    an_invoice(office, 1, 5_000)
    an_invoice(office, a_customer(office, "Ben", account="C-2"), 700)
    office.close()
    return book_file


def counted(path: Path) -> dict[str, object]:
    office = open_for_test(path)
    try:
        return counts(office)
    finally:
        office.close()


def test_a_new_book_is_made_and_never_over_another(call, tmp_path):
    path = tmp_path / "acme.counterfoil"
    words = ("new", path, "--company", "Acme Ñ", "--currency", "eur", "--time-zone", "Europe/Madrid", "--locale", "es_ES")
    answer = call(*words, "--json")
    assert answer.json == {"book": str(path), "company": "Acme Ñ", "currency": "EUR", "time_zone": "Europe/Madrid"}
    again = call(*words)
    assert (again.code, again.out) == (2, "")
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    ("option", "value"), [("--currency", "XXY"), ("--time-zone", "Mars/Olympus"), ("--locale", "klingon"), ("--company", " ")]
)
def test_a_company_that_cannot_be_gets_no_book(call, tmp_path, option, value):
    words = {"--company": "Acme", "--currency": "USD", "--time-zone": "America/Chicago", "--locale": "en_US", option: value}
    answer = call("new", tmp_path / "a.counterfoil", *(word for pair in words.items() for word in pair))
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_payment_falls_on_the_oldest_invoices_first(call, book):
    answer = call(
        "pay", "--book", book, "--customer", "C-1", "--amount", "120.00", "--method", "check", "--reference", "1042",
        "--today", "2026-03-20", "--json",
    )  # fmt: skip
    assert answer.json == {
        "payment": "P-00001",
        "account": "C-1",
        "date": "2026-03-20",
        "amount": 12_000,
        "method": "check",
        "reference": "1042",
        "applied": [{"invoice": "10001", "amount": 10_000}, {"invoice": "10002", "amount": 2_000}],
        "unapplied": 0,
    }


@pytest.mark.parametrize("day", ["0001-01-01", "0206-03-16", "9999-12-31", "2026-02-30"])
def test_a_payment_on_an_impossible_day_is_refused(call, book, day):
    before = counted(book)
    answer = call("pay", "--book", book, "--customer", "C-1", "--amount", "5", "--method", "cash", "--date", day)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert counted(book) == before


def test_a_payment_goes_where_it_is_told_and_the_rest_is_credit(call, book):
    words = ("pay", "--book", book, "--customer", "C-1", "--amount", "50", "--method", "cash")
    answer = call(*words, "--apply", "10002=30.00", "--apply", "10001=15.5", "--json")
    assert {part["invoice"]: part["amount"] for part in answer.json["applied"]} == {"10002": 3_000, "10001": 1_550}
    assert answer.json["unapplied"] == 450
    balance = call("balance", "--book", book, "--customer", "C-1", "--json").json
    assert (balance["total_due"], balance["credit"]) == (10_450, 450)


def test_a_payment_that_looks_entered_twice_is_remarked(call, book):
    words = ("pay", "--book", book, "--customer", "C-1", "--amount", "10", "--method", "check", "--reference", "7")
    assert call(*words).err == ""
    again = call(*words)
    assert again.code == 0
    assert "P-00001" in again.err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--amount": "0"}, "more than nothing"),
        ({"--amount": "-5"}, "more than nothing"),
        ({"--amount": "12,50"}, "12,50"),
        ({"--amount": "1.005"}, "decimals"),
        ({"--amount": "10*2"}, "not a plain amount"),
        ({"--customer": "C-9"}, "C-9"),
        ({"--method": "gold"}, "gold"),
        ({"--apply": "10001=200"}, ""),
        ({"--apply": "10003=1"}, "C-1 has no invoice 10003"),
        ({"--apply": "99999=1"}, "99999"),
        ({"--apply": "10001"}, "INVOICE=AMOUNT"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_in_one_sentence(call, book, change, words):
    before = counted(book)
    options = {"--book": book, "--customer": "C-1", "--amount": "120.00", "--method": "check", **change}
    answer = call("pay", *(word for pair in options.items() for word in pair))
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert words in answer.err
    assert counted(book) == before


def test_receivables_are_imported_once(call, book_file):
    words = ("import", OWN, "--book", book_file, "--as", "receivables", "--json")
    first = call(*words)
    assert (first.code, first.err) == (0, "")
    assert first.json["imported"]["invoices"] == 96
    before = counted(book_file)
    again = call(*words)
    assert (again.code, again.json["unchanged"], again.json["imported"]["invoices"]) == (0, 96, 0)
    assert "96 rows are in the book already.\nNothing was changed.\n" in call(*words[:-1]).out
    assert counted(book_file) == before


@pytest.fixture
def half_bad(tmp_path: Path) -> Path:
    path = tmp_path / "new customers.csv"
    path.write_text("account,name,since\nA-1,Ana,2026-01-02\nA-2,Ben,2/30/2026\n,=Cara,\nA-4,Dan,\n")
    return path


def test_with_bad_rows_nothing_is_imported_and_they_are_handed_back(call, book_file, half_bad):
    before = counted(book_file)
    answer = call("import", half_bad, "--book", book_file, "--as", "customers")
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert "Nothing was imported, because 2 rows are bad; the first: Line 3, column “since”: There is no day 30" in answer.err
    assert "Line 3, column “since”: There is no day 30 in February 2026." in answer.out
    assert counted(book_file) == before
    rejected = half_bad.with_name("new customers-rejected.csv")
    with rejected.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["name"]) for row in rows] == [("3", "Ben"), ("4", "'=Cara")]
    assert rows[0]["reason"] == "since: There is no day 30 in February 2026."


def test_good_rows_are_imported_only_when_asked_for(call, book_file, half_bad):
    answer = call("import", half_bad, "--book", book_file, "--as", "customers", "--good-rows", "--json")
    assert answer.code == 1
    assert "2 bad rows were left out; the first: Line 3" in answer.err
    found = answer.json
    assert (found["imported"]["customers"], [row["line"] for row in found["rejected"]]) == (2, [3, 4])
    assert found["rejected"][0]["problems"] == [{"column": "since", "reason": "There is no day 30 in February 2026."}]
    mended = Path(found["rejected_file"])
    mended.write_text(mended.read_text().replace("2/30/2026", "2/28/2026").replace(",'=Cara", "A-3,'=Cara"))
    again = call("import", mended, "--book", book_file, "--as", "customers", "--json")
    assert (again.code, again.json["imported"]["customers"], again.json["notes"]) == (0, 2, [])
    assert counted(book_file)["customer"] == 4


def test_bad_rows_handed_back_never_overwrite_earlier_ones(call, book_file, half_bad):
    words = ("import", half_bad, "--book", book_file, "--as", "customers", "--json")
    first, second = (Path(call(*words).json["rejected_file"]) for _time in range(2))
    assert (first.name, second.name) == ("new customers-rejected.csv", "new customers-rejected-2.csv")


def test_a_dry_run_writes_nothing_at_all(call, book_file, half_bad):
    before, files = counted(book_file), sorted(half_bad.parent.iterdir())
    answer = call("import", half_bad, "--book", book_file, "--as", "customers", "--dry-run", "--json")
    assert (answer.code, answer.json["good"], answer.json["rejected_file"]) == (2, 2, None)
    good = call("import", OWN, "--book", book_file, "--as", "receivables", "--dry-run")
    assert good.code == 0
    assert "96 rows would be imported; nothing was written." in good.out
    assert counted(book_file) == before
    assert sorted(half_bad.parent.iterdir()) == files


def test_good_rows_stay_when_bad_ones_cannot_be_handed_back(call, book_file, half_bad):
    nowhere = half_bad.parent / "no" / "r.csv"
    answer = call("import", half_bad, "--book", book_file, "--as", "customers", "--good-rows", "--rejected", nowhere)
    assert answer.code == 1
    assert "could not be handed back as a file: There is no folder" in answer.err
    assert counted(book_file)["customer"] == 2


def test_bad_rows_of_a_file_on_a_read_only_share_lie_beside_the_book(call, book_file, tmp_path, monkeypatch):
    share = tmp_path / "share"
    share.mkdir()
    source = share / "t.csv"
    source.write_text("account,name\nA-1,\n")
    write = Path.open

    def guarded(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if path.parent == share and "w" in mode:
            raise PermissionError(13, "Permission denied")
        return write(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", guarded)
    answer = call("import", source, "--book", book_file, "--as", "customers", "--json")
    assert (answer.code, answer.json["rejected_file"]) == (2, str(book_file.with_name("t-rejected.csv")))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("picture.csv", b"\x89PNG....", "no table"),
        ("cut.xlsx", b"PK\x03\x04 and so on", "damaged"),
        ("columns.csv", b"account,city\nA-1,Duluth\n", "no column “name”"),
        ("folder.csv", None, "is a folder"),
    ],
)
def test_files_that_are_no_table_are_refused_in_one_sentence(call, book_file, tmp_path, name, content, words):
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    before = counted(book_file)
    answer = call("import", path, "--book", book_file, "--as", "customers")
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert words in answer.err
    assert counted(book_file) == before


def test_declared_notation_goes_before_what_the_columns_look_like(call, book_file, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("customer;number;date;amount\nB-1;1;1/2/2026;1.234\n")
    answer = call("import", path, "--book", book_file, "--as", "receivables", "--dates", "dmy", "--decimal", "comma")
    assert answer.code == 0
    found = call("aging", "--book", book_file, "--as-of", "2026-01-31", "--json").json
    assert found["totals"]["total"] == 0
    found = call("aging", "--book", book_file, "--as-of", "2026-02-01", "--json").json
    assert found["totals"]["total"] == 123_400


def test_an_import_waits_for_nobody_who_is_at_a_bulk_job(call, book_file):
    office = open_for_test(book_file)
    with bulk_job(office, "billing October"):
        answer = call("import", OWN, "--book", book_file, "--as", "receivables")
        looking = call("aging", "--book", book_file)
    office.close()
    assert answer.code == 2
    assert "billing October" in answer.err
    assert "Ana" in answer.err
    assert looking.code == 0
    assert call("import", OWN, "--book", book_file, "--as", "receivables").code == 0


def test_a_writer_who_does_not_finish_is_told_of_and_nothing_is_changed(call, book, monkeypatch):
    monkeypatch.setattr("app.models.engine.BUSY_SECONDS", 0.05)
    office = open_for_test(book)
    with office.book.write():
        answer = call("pay", "--book", book, "--customer", "C-1", "--amount", "5", "--method", "cash")
    office.close()
    assert (answer.code, answer.out) == (1, "")
    assert "Nothing was changed." in answer.err


def test_a_backup_is_restored_to_a_new_book_only(call, book, tmp_path):
    copy, restored = tmp_path / "copy.counterfoil", tmp_path / "restored.counterfoil"
    assert call("backup", "--book", book, "--out", copy).code == 0
    assert call("restore", copy, "--book", restored, "--json").json == {"book": str(restored)}
    assert call("restore", copy, "--book", book).code == 2
    assert call("backup", "--book", book, "--out", copy).code == 2
    ask = ("balance", "--customer", "C-1", "--json", "--today", "2026-03-16", "--book")
    assert call(*ask, restored).json == call(*ask, book).json


def test_an_export_never_overwrites_a_book(call, book):
    before = book.read_bytes()
    answer = call("export", "--book", book, "--what", "customers", "--format", "csv", "--out", book)
    assert answer.code == 2
    assert book.read_bytes() == before
