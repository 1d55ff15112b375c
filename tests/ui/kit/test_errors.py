"""A report about our own mistake names nobody; the same mistake is shown once."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.errors import EnvironmentFault, UserError
from app.ui.kit.errors import CrashDialog, Reporter, details, scrub, show_error


def fault(message="bad"):
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


@pytest.mark.parametrize(
    "private",
    [
        "ana@harborlight.example",
        "sk_" + "live_" + "51Habcdefghij",
        "pi_" + "3Pabcdefghijklm",
        "1,369.00",
        "'Harbor Light Marina'",
        "“Hernández, Lucía”",
        "4312",
        "a1b2c3d4e5f6a7b8c9d0e1f2a3b4",
    ],
)
def test_what_is_private_is_struck(private):
    assert private.strip("'“”") not in scrub(f"could not post {private} twice")


def test_a_name_in_the_middle_of_a_sentence_is_struck():
    report = details(fault("no terms for Harbor Light Marina & Sons of Duluth today"))
    assert "Harbor" not in report
    assert "Duluth" not in report
    assert "ValueError: no terms for ‹name› of ‹name› today" in report


def test_values_of_a_statement_are_struck():
    report = details(fault("UNIQUE failed [SQL: insert into customers] [parameters: ('A-0412', 'Harbor Light')]"))
    assert "Harbor" not in report
    assert "insert into customers" in report


def test_a_report_says_where_but_not_on_whose_machine():
    report = details(fault())
    assert "test_errors.py" in report
    assert "/home" not in report
    assert "\n/" not in report


def test_details_can_be_copied(qtbot):
    dialog = CrashDialog(fault())
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.text()


def test_the_same_mistake_is_shown_once(qtbot, caplog):
    window = QWidget()
    qtbot.addWidget(window)
    reporter = Reporter(window)
    for _n in range(3):
        reporter.crashed(fault())
    assert len(window.findChildren(CrashDialog)) == 1
    assert len(caplog.records) == 3
    for dialog in window.findChildren(CrashDialog):
        dialog.reject()


def words(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_a_refusal_is_a_sentence_with_the_next_step(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = show_error(window, UserError("Invoice 17 is void.", "Choose another <one>."))
    assert words(dialog) == ["Invoice 17 is void.", "Choose another <one>."]
    assert dialog.again is None
    dialog.leave.click()
    assert not dialog.isVisible()


def test_a_fault_of_the_surroundings_offers_to_try_again(qtbot):
    class Retry:
        tries = 0

        def again(self):
            self.tries += 1

    window = QWidget()
    qtbot.addWidget(window)
    retry = Retry()
    dialog = show_error(window, EnvironmentFault("The file is locked."), retry)
    dialog.again.click()
    assert retry.tries == 1
