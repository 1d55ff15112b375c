"""The Files tab with real windows: files are dropped, listed, opened, saved, named, removed and put back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.services.files.contents import LARGEST_BYTES


@pytest.fixture
def papers(tmp_path):
    for name, content in (("manual.pdf", b"%PDF-1"), ("photo.jpg", b"jpg" * 700), ("run.bat", b"del")):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def drop(desk, tab, *paths):
    """Drop files onto the list, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, none = QPoint(40, 60), Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none),
        QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none),
    ):
        QApplication.sendEvent(tab, event)
        assert event.isAccepted()
    desk.wait()


def test_dropped_files_are_listed_with_totals_and_counted(desk, papers):
    tab = desk.tab("files")
    assert tab.acceptDrops()
    drop(desk, tab, papers / "manual.pdf", papers / "photo.jpg")
    assert sorted(desk.listed(tab, "name", "size", "who")) == [
        ("manual.pdf", "6 bytes", "Ana"),
        ("photo.jpg", "2.1 kB", "Ana"),
    ]
    assert tab._usual_footer.left == "2 files"
    assert tab._usual_footer.totals == (("Size", "2.1 kB"),)
    assert desk.said == ["2 files added"]
    assert desk.listed(desk.tab("files", desk.otto), "name") == []


def test_a_wrong_one_among_them_is_named_and_the_others_are_kept(desk, papers):
    with (papers / "film.mov").open("wb") as film:
        film.truncate(LARGEST_BYTES + 1)
    tab = desk.tab("files")
    drop(desk, tab, papers / "film.mov", papers / "photo.jpg", papers)
    assert desk.listed(tab, "name") == [("photo.jpg",)]
    assert "film.mov is larger than 25 MB" in desk.said[0]
    drop(desk, tab, papers / "film.mov")
    assert desk.refused[0].startswith("film.mov is larger than 25 MB")


def test_adding_from_a_dialog(desk, papers, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(papers / "photo.jpg")], ""))
    tab = desk.tab("files")
    QTest.mouseClick(tab.add, Qt.MouseButton.LeftButton)
    desk.wait()
    assert desk.listed(tab, "name") == [("photo.jpg",)]


def test_enter_opens_a_copy_and_a_program_is_not_run(desk, papers):
    tab = desk.tab("files")
    drop(desk, tab, papers / "manual.pdf")
    tab.view.table.selectRow(0)
    QTest.keyClick(tab.view.table, Qt.Key.Key_Return)
    desk.wait()
    assert desk.opened[0].endswith("manual.pdf")
    assert Path(desk.opened[0]).read_bytes() == b"%PDF-1"
    desk.files.doings.forget_copies()
    assert not Path(desk.opened[0]).exists()
    drop(desk, desk.tab("files", desk.otto), papers / "run.bat")
    desk.choose(desk.tab("files", desk.otto), "Open")
    assert len(desk.opened) == 1
    assert "is not run from here" in desk.said[-1]


def test_what_no_program_opens_is_said(desk, papers):
    (papers / "a.strange").write_bytes(b"?")
    tab = desk.tab("files")
    drop(desk, tab, papers / "a.strange")
    desk.choose(tab, "Open")
    assert desk.said[-1] == "This computer has no program that opens a.strange. Save it instead."


def test_saving_one_and_several(desk, papers, tmp_path, monkeypatch):
    tab = desk.tab("files")
    drop(desk, tab, papers / "manual.pdf", papers / "photo.jpg")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "copy"), ""))
    desk.choose(tab, "Save as…", [name for (name,) in desk.listed(tab, "name")].index("manual.pdf"))
    assert (tmp_path / "copy").read_bytes() == b"%PDF-1"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    tab.view.table.selectAll()
    next(each for each in tab.row_entries(tab.view.table.selected_ids()) if each.text == "Save to a folder…").act()
    desk.wait()
    assert (tmp_path / "manual-2.pdf").read_bytes() == b"%PDF-1"
    assert (tmp_path / "photo-2.jpg").exists()
    assert desk.said[-1] == "2 files saved"


def test_naming_with_a_refusal_that_stays_on_the_sheet(desk, papers):
    tab = desk.tab("files")
    drop(desk, tab, papers / "manual.pdf", papers / "photo.jpg")
    row = [name for (name,) in desk.listed(tab, "name")].index("manual.pdf")
    desk.choose(tab, "Name and note…", row)
    sheet = desk.files.doings.sheet
    sheet.name.set_value("photo.jpg")
    sheet.saved.emit()
    desk.wait()
    assert "another file called photo.jpg" in sheet.error()
    sheet.name.set_value("Furnace manual.pdf")
    sheet.note.set_value("TX-80")
    sheet.saved.emit()
    desk.wait()
    assert ("Furnace manual.pdf", "TX-80") in desk.listed(tab, "name", "note")
    assert desk.files.doings.sheet is None


def test_removing_with_a_key_and_undo(desk, papers):
    tab = desk.tab("files")
    drop(desk, tab, papers / "manual.pdf")
    tab.view.table.setFocus()
    tab.view.table.selectRow(0)
    QTest.keyClick(tab.view.table, Qt.Key.Key_Delete)
    desk.wait()
    assert desk.listed(tab, "name") == []
    assert desk.said[-1] == "1 file removed"
    desk.offered[-1]()
    desk.wait()
    assert desk.listed(tab, "name") == [("manual.pdf",)]


def test_removed_files_are_found_and_put_back(desk, papers):
    tab = desk.tab("files")
    drop(desk, tab, papers / "manual.pdf")
    desk.choose(tab, "Remove")
    tab.show_filter("removed")
    desk.wait()
    desk.choose(tab, "Put back")
    tab.show_filter("all")
    desk.wait()
    assert desk.listed(tab, "name") == [("manual.pdf",)]


def test_searching_and_exporting_what_is_shown(desk, papers):
    tab = desk.tab("files")
    drop(desk, tab, papers / "manual.pdf", papers / "photo.jpg")
    tab.view.search.setText("photo")
    tab._search("photo")
    desk.wait()
    assert desk.listed(tab, "name") == [("photo.jpg",)]
    tab.export()
    assert desk.exported[0].title == "Files of Bloom, Martha"
