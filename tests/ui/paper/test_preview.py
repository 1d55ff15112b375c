"""Preview, paper and file are the same bytes; only yes marks a paper as printed."""

import subprocess

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from app.gateways.paper import press
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.queries.documents import invoice_document
from app.ui.paper.asking import safe_name
from app.ui.paper.window import PreviewWindow
from tests.support.books import TODAY, an_invoice, scalar

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def printer_to(tmp_path, monkeypatch):
    """A printer that leaves what it gets in a file, chosen without asking."""
    asked = []

    def choose(window, printer):
        asked.append(printer)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / f"printed-{len(asked)}.pdf"))
        return True

    monkeypatch.setattr(PreviewWindow, "_choose_printer", choose)
    return lambda number: tmp_path / f"printed-{number}.pdf"


def pages_of(path):
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))


def shown(counter, *numbers):
    window = counter.room.print_invoices([counter.invoices[number] for number in numbers or ("10001",)])
    counter.wait()
    window.grab()
    counter.wait()
    return window


def printed(counter):
    return scalar(counter.office, "SELECT count(*) FROM activity WHERE kind = 'invoice.printed'")


def test_what_is_saved_is_what_the_press_made(counter, tmp_path, monkeypatch):
    window = shown(counter)
    doc = counter.office.read(lambda reader: invoice_document(reader, counter.invoices["10001"]))
    monkeypatch.setattr(
        "app.ui.paper.window.QFileDialog.getSaveFileName", lambda *_args: (str(tmp_path / "bill"), "PDF files (*.pdf)")
    )
    window.save_as()
    counter.wait()
    saved = (tmp_path / "bill.pdf").read_bytes()
    assert saved == window.pdf() == press.render_invoice(doc)
    assert str(tmp_path / "bill.pdf") in window.notice.text()


def test_every_page_in_view_is_drawn(counter):
    window = shown(counter, "10001", "10002")
    assert window.page_count() == 2
    assert window.view.has_picture(0)
    window.view.go_to(1)
    window.grab()
    counter.wait()
    assert window.view.has_picture(1)
    assert window._place.text() == "Page 2 of 2"


def test_zooming_draws_anew_and_fits_back(counter):
    window = shown(counter)
    before = window.view.percent()
    window.view.zoom_in()
    assert window.view.percent() > before
    window.grab()
    counter.wait()
    assert window.view.has_picture(0)
    window.view.fit_width()
    assert window.view.fits()


@pytest.mark.parametrize("percent", [75, 100, 107, 133])
def test_a_page_is_framed_at_its_edge(counter, percent):
    window = shown(counter)
    window.view.set_percent(percent)
    window.grab()
    counter.wait()
    view = window.view
    assert view._pictures[0, view.dpi()].size() == view._placed(0).size() * view.devicePixelRatioF()


def test_a_page_that_fits_the_width_needs_no_scrolling_sideways(counter):
    window = shown(counter)
    for width in range(700, 900, 13):
        window.resize(width, 600)
        window.view.fit_width()
        assert window.view.horizontalScrollBar().maximum() == 0


def test_only_yes_marks_it_printed(counter, printer_to):
    window = shown(counter, "10001", "10003")
    window.print_all()
    counter.wait()
    assert pages_of(printer_to(1)) == 2
    assert window.question.isVisible()
    assert printed(counter) == 0
    window.question.later.click()
    counter.wait()
    assert printed(counter) == 0
    window.print_all()
    counter.wait()
    window.question.yes.click()
    counter.wait()
    assert printed(counter) == 2
    assert window.notice.text() == "2 papers are marked as printed."


def test_no_prints_again_from_the_page_that_went_wrong(counter, printer_to):
    window = shown(counter, "10001", "10002", "10003")
    window.print_all()
    counter.wait()
    window.question.first.setValue(2)
    window.question.no.click()
    counter.wait()
    assert pages_of(printer_to(2)) == 2
    assert printed(counter) == 0
    assert window.question.isVisible()


def test_a_range_and_copies_are_printed_as_chosen(counter, tmp_path, monkeypatch):
    def choose(_window, printer):
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "range.pdf"))
        printer.setFromTo(2, 3)
        return True

    monkeypatch.setattr(PreviewWindow, "_choose_printer", choose)
    window = shown(counter, "10001", "10002", "10003")
    window.print_all()
    counter.wait()
    assert pages_of(tmp_path / "range.pdf") == 2


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_is_told_and_nothing_is_asked(counter, monkeypatch):
    def choose(_window, printer):
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName("/nowhere/at/all.pdf")
        return True

    told = []
    monkeypatch.setattr(PreviewWindow, "_choose_printer", choose)
    monkeypatch.setattr("app.ui.paper.window.show_error", lambda _window, error: told.append(str(error)))
    window = shown(counter)
    window.print_all()
    counter.wait()
    assert len(told) == 1
    assert "does not answer" in told[0]
    assert not window.question.isVisible()
    assert window.print_button.isEnabled()


def test_letters_that_the_typeface_lacks_are_named_before_printing(counter):
    customer = counter.office.write(lambda writer: enter_customers(writer, [NewCustomer("山田太郎")]))[0]
    bill = an_invoice(counter.office, customer, 5_000, issued_on=TODAY)
    window = counter.room.print_invoices([bill.id])
    counter.wait()
    assert window.pdf() == b""
    assert "山" in window._waiting.text.text()
    assert not window.print_button.isEnabled()
    window._waiting.again.click()
    counter.wait()
    assert window.pdf().startswith(b"%PDF")
    assert window.print_button.isEnabled()


def test_a_preview_closed_while_it_is_made_leaves_nothing_behind(counter):
    window = counter.room.print_invoices(list(counter.invoices.values()))
    window.close()
    counter.wait()
    assert counter.room.windows() == ()


@pytest.mark.parametrize(
    ("title", "name"), [("Statement A/B: 2026", "Statement A-B- 2026"), ("...", "counterfoil"), ("Café 12", "Café 12")]
)
def test_files_can_be_called_like_their_papers(title, name):
    assert safe_name(title) == name
