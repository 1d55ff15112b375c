"""What a bookkeeper does in the window: rehearse a run, look, post exactly that, print, and take a run back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton

from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.rules import BillingRules, LateFeeLevel, set_billing_rules
from app.services.bulk_lock import bulk_job
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.office import Office
from app.services.plans.pausing import pause_plan
from app.ui.billing.presenter import Stage
from app.ui.billing.screens import BillingScreens, BillingWindow
from app.ui.kit.tables import RowsModel
from app.ui.kit.tasks import Written
from app.ui.plans.home import PlansHome
from app.ui.session import Export, Session
from tests.support.books import TODAY, a_customer, an_invoice, open_for_test, scalar
from tests.support.plans import a_plan, bill, on, sound

TABLES = ("invoice", "posting", "plan_period", "plan_charge", "billing_run", "activity", "number_series")


class Desk:
    """The window as a bookkeeper sits before it."""

    def __init__(self, session: Session, qtbot) -> None:
        self.session, self.qtbot = session, qtbot
        self.printed: list[list[int]] = []
        self.exported: list[Export] = []
        self.customers: list[int] = []
        self.invoices: list[int] = []
        session.actions.print_invoices = self._print
        session.actions.export = self.exported.append
        session.actions.show_customer = self.customers.append
        session.actions.show_invoice = self.invoices.append
        self.screens = BillingScreens(session)
        self.screens.install()
        self.window: BillingWindow = self.screens.run()
        self.wait()

    def _print(self, ids: Sequence[int]) -> None:
        self.printed.append(list(ids))

    @property
    def view(self):
        return self.window.view

    def wait(self) -> None:
        """Wait until nothing runs."""
        for _round in range(3):
            self.qtbot.waitUntil(self.session.tasks.idle, timeout=10_000)
            QCoreApplication.processEvents()

    def press(self, button: QPushButton) -> None:
        """Press a button that is offered."""
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def rehearse(self, through: date = TODAY, missed: str = "each") -> None:
        """Choose and rehearse."""
        self.view.through.set_value(through)
        self.view.missed.set_value(missed)
        self.press(self.view.rehearse)

    def confirm(self) -> None:
        """Press the banner's button."""
        button = self.view.banner.findChild(QPushButton)
        assert button.text() == "Confirm anyway"
        self.press(button)

    def lines(self, model: RowsModel, *keys: str) -> list[tuple[str, ...]]:
        """Return some columns of a list as they are said, top down."""
        columns = [next(column for column in model.columns if column.key == key) for key in keys]
        return [tuple(column.said(row) for column in columns) for row in model.rows()]

    def footer(self) -> dict[str, str]:
        """Return the totals."""
        return dict(text.rsplit("  ", 1) for text in self.view.footer.texts()[1:])

    def choose_run(self, number: str) -> None:
        """Choose a run in the history."""
        self.view.tabs.select("history")
        self.wait()
        model = self.window.history.model
        run = next(id_ for id_ in model.all_ids() if model.row(id_).number == number)
        self.window.history.table.set_current(run)
        self.window.history.table.select_ids([run])
        self.wait()


def counts(office: Office) -> list[int]:
    return [scalar(office, f"SELECT count(*) FROM {table}") for table in TABLES]


@pytest.fixture
def desk(qtbot, session: Session) -> Desk:
    """An empty book before a bookkeeper."""
    return Desk(session, qtbot)


def test_a_rehearsal_lists_what_is_billed_and_how_it_is_paid_and_writes_nothing(desk, file_office):
    """Check 19.00 of which 10.00 come from credit, card 25.00 that waits, and 5.00 that credit meets whole."""
    credited = a_customer(file_office, "Bloom, Martha", account="A-1")
    a_plan(file_office, credited, 1_900)
    a_plan(file_office, a_customer(file_office, "Hayes, Owen", account="A-2"), 2_500, paid_by="card", name="Furnace")
    met = a_customer(file_office, "Novak, Lena", account="A-3")
    a_plan(file_office, met, 500)
    file_office.write(lambda writer: take_payment(writer, NewPayment(credited, TODAY, "cash", 1_000)))
    file_office.write(lambda writer: take_payment(writer, NewPayment(met, TODAY, "cash", 500)))
    before = counts(file_office)
    desk.rehearse()
    assert counts(file_office) == before
    assert desk.lines(desk.view.bills, "number", "customer", "charge", "credit", "total") == [
        ("–", "Bloom, Martha", "Customer pays", "10.00", "19.00"),
        ("–", "Hayes, Owen", "Waits: charging is not connected", "", "25.00"),
        ("–", "Novak, Lena", "Met by credit", "5.00", "5.00"),
    ]
    assert desk.footer() == {
        "From credit": "$15.00",
        "Charges that wait": "$25.00",
        "Customers pay": "$9.00",
        "Tax": "$0.00",
        "Total": "$49.00",
    }
    assert desk.view.banner.text() == "1 charge of $25.00 waits: charging is not connected."
    assert desk.view.post.text() == "Post 3 invoices"


def test_posting_does_what_was_rehearsed_and_offers_to_print_it(desk, file_office):
    a_plan(file_office, a_customer(file_office, "Bloom, Martha"), 1_900)
    a_plan(file_office, a_customer(file_office, "Hayes, Owen"), 2_500, paid_by="card")
    desk.rehearse()
    desk.press(desk.view.post)
    assert desk.view.banner.text() == "Run B-0001: 2 invoices of $44.00 are posted."
    assert desk.view.second.text() == "1 charge of $25.00 waits: charging is not connected."
    made = [row.invoice_id for row in desk.view.bills.rows()]
    numbers = [line[0] for line in desk.lines(desk.view.bills, "number")]
    assert [scalar(file_office, "SELECT number FROM invoice WHERE id = ?", id_) for id_ in made] == numbers
    assert not desk.view.post.isVisible(), "what is posted cannot be posted again"
    desk.press(desk.view.print)
    assert desk.printed == [made]
    desk.view.invoice_wanted.emit(made[0])
    assert desk.invoices == [made[0]]
    assert desk.window.history.model.row(1).number == "B-0001"
    desk.rehearse()
    assert desk.view.banner.text() == "Nothing is due through Mar 16, 2026."
    assert not desk.view.post.isEnabled()
    sound(file_office)


def test_what_is_skipped_says_why(desk, file_office):
    plan = a_plan(file_office, a_customer(file_office, "Bloom, Martha"))
    a_plan(file_office, a_customer(file_office, "Hayes, Owen"), status="pending")
    file_office.write(lambda writer: pause_plan(writer, plan, "away", TODAY))
    desk.rehearse()
    assert desk.lines(desk.view.skipped, "customer", "why") == [
        ("Bloom, Martha", "The plan is paused."),
        ("Hayes, Owen", "The offer was not accepted yet."),
    ]
    assert desk.view.bills.count() == 0


def test_differences_to_the_last_run_are_listed(desk, file_office):
    """Two plans in March; in April one is gone from the run (it is yearly), one stays, and one is new."""
    a_plan(file_office, a_customer(file_office, "Bloom, Martha"), 1_900)
    a_plan(file_office, a_customer(file_office, "Hayes, Owen"), 9_000, "yearly")
    bill(file_office, TODAY)
    a_plan(file_office, a_customer(file_office, "Novak, Lena"), 2_500, start_on=TODAY + timedelta(5))
    on(file_office, date(2026, 4, 16))
    desk.rehearse(date(2026, 4, 16))
    found = set(desk.lines(desk.view.changes, "kind", "customer", "before", "after"))
    assert ("New", "Novak, Lena", "–", "25.00") in found
    assert not any(line[1] == "Bloom, Martha" for line in found)


def test_missed_periods_can_be_billed_each_combined_or_not(desk, file_office):
    """Closed since January: three months of 19.00 are due."""
    a_plan(file_office, a_customer(file_office), start_on=date(2026, 1, 16))
    desk.rehearse()
    assert [line[0] for line in desk.lines(desk.view.bills, "total")] == ["19.00", "19.00", "19.00"]
    assert desk.view.notes.count() == 2
    desk.view.missed.setFocus()
    desk.view.missed.set_value("combine")
    desk.view.missed.changed.emit("combine")
    assert desk.view.bills.count() == 0, "the old rehearsal is not for this choice"
    assert not desk.view.post.isEnabled()
    desk.rehearse(missed="combine")
    assert desk.lines(desk.view.bills, "note", "total") == [("3 periods at once", "57.00")]
    desk.rehearse(missed="skip")
    assert desk.view.bills.count() == 1
    assert desk.lines(desk.view.skipped, "why") == [("The period was missed and is not made up for.",)] * 2


def test_a_bound_stops_the_run_until_somebody_confirms(desk, file_office):
    file_office.write(lambda writer: set_billing_rules(writer, BillingRules(most_documents=2)))
    a_plan(file_office, a_customer(file_office, "Bloom, Martha", account="A-1"), start_on=date(2026, 1, 16))
    desk.rehearse()
    assert desk.view.banner.text() == "Bloom, Martha (A-1) would get 3 invoices at once."
    assert not desk.view.post.isEnabled()
    assert desk.lines(desk.view.notes, "kind")[0] == ("Needs confirmation",)
    desk.confirm()
    assert desk.view.banner.text() == "1 unusual thing is confirmed; the run can be posted."
    desk.press(desk.view.post)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 3
    desk.rehearse(TODAY + timedelta(120))
    assert not desk.view.post.isEnabled(), "a confirmation is for one rehearsal"


def test_a_book_that_changed_meanwhile_is_not_posted_and_the_new_rehearsal_shows(desk, file_office):
    first = a_plan(file_office, a_customer(file_office, "Bloom, Martha"), 1_900)
    desk.rehearse()
    a_plan(file_office, a_customer(file_office, "Hayes, Owen"), 2_500)
    desk.press(desk.view.post)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 0
    assert desk.view.tabs.current() == "meanwhile"
    assert desk.lines(desk.view.meanwhile, "kind", "customer", "before", "after") == [("New", "Hayes, Owen", "–", "25.00")]
    assert "Nothing was posted. This is the new rehearsal." in desk.view.second.text()
    assert desk.view.post.text() == "Post 2 invoices"
    desk.press(desk.view.post)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 2
    assert scalar(file_office, f"SELECT count(*) FROM plan_period WHERE plan_id = {first}") == 1
    assert desk.view.meanwhile.count() == 0
    sound(file_office)


def test_somebody_elses_job_is_named_and_nothing_is_posted(desk, file_office, book_file):
    a_plan(file_office, a_customer(file_office))
    desk.rehearse()
    other = open_for_test(book_file, actor="Ben")
    with bulk_job(other, "importing customers.csv"):
        desk.press(desk.view.post)
    other.close()
    assert "Ben is busy with this book" in desk.view.banner.text()
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 0
    desk.press(desk.view.post)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 1


def test_late_fees_are_listed_and_posted_one_invoice_a_customer(desk, file_office):
    """Two invoices 45 days late, a fee of 5.00 each: one invoice of 10.00."""
    file_office.write(lambda writer: set_billing_rules(writer, BillingRules(late_fees=(LateFeeLevel(30, 500),))))
    late = a_customer(file_office, "Hayes, Owen")
    for _n in range(2):
        an_invoice(file_office, late, 10_000, issued_on=TODAY - timedelta(75), due_on=TODAY - timedelta(45))
    desk.rehearse()
    assert desk.lines(desk.view.fees, "number", "customer", "fee") == [("–", "Hayes, Owen", "5.00")] * 2
    assert desk.footer()["Late fees"] == "$10.00"
    assert desk.view.post.text() == "Post 1 invoice"
    desk.press(desk.view.post)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 3
    assert len({line[0] for line in desk.lines(desk.view.fees, "number")}) == 1
    assert "–" not in desk.lines(desk.view.fees, "number")[0]
    run = desk.window.history.model.row(1)
    assert (run.documents, run.whole_minor) == (1, 1_000)
    sound(file_office)


def test_a_card_that_expires_before_the_next_bill_is_told(desk, file_office):
    expires = TODAY + timedelta(15)
    a_plan(
        file_office,
        a_customer(file_office, "Hayes, Owen"),
        paid_by="card",
        method_ref="pm_1",
        method_label="Visa 4242",
        method_expires_on=expires,
    )
    desk.rehearse()
    assert desk.lines(desk.view.notes, "kind", "sentence") == [
        ("Card expires", "The card expires on Mar 31, 2026, before the next bill on Apr 16, 2026.")
    ]
    assert desk.lines(desk.view.bills, "note") == [("Card expires",)]


def test_a_run_is_taken_back_with_a_reason_and_can_be_billed_again(desk, file_office, monkeypatch):
    asked: list[str] = []

    def answer(_parent, title: str, text: str, _yes: str) -> str:
        asked.append(f"{title} {text}")
        return "wrong price"

    monkeypatch.setattr("app.ui.billing.history.ask_reason", answer)
    a_plan(file_office, a_customer(file_office), 1_900)
    desk.rehearse()
    desk.press(desk.view.post)
    desk.choose_run("B-0001")
    desk.press(desk.window.history.reverse)
    assert asked == ["Take run B-0001 back? Its 1 invoice is void and keeps its number; the period can be billed again."]
    assert desk.view.banner.text() == "Run B-0001 is taken back: 1 invoice of $19.00 is void."
    assert scalar(file_office, "SELECT state FROM invoice") == "void"
    row = desk.window.history.model.row(1)
    assert (row.state, row.reason) == ("reversed", "wrong price")
    assert not desk.window.history.reverse.isEnabled()
    desk.rehearse()
    assert desk.view.bills.count() == 1
    sound(file_office)


def test_charges_that_were_sent_stay_and_are_listed(desk, file_office, monkeypatch):
    monkeypatch.setattr("app.ui.billing.history.ask_reason", lambda *_args: "wrong price")
    a_plan(file_office, a_customer(file_office, "Bloom, Martha"), 1_900)
    a_plan(file_office, a_customer(file_office, "Hayes, Owen", account="A-2"), 2_500, paid_by="card", method_ref="pm_1")
    run = bill(file_office, TODAY)
    charge = file_office.write(charges_to_send)[0]
    file_office.write(lambda writer: charge_sent(writer, charge.id))
    desk.window.history.load()
    desk.choose_run(run.number)
    desk.press(desk.window.history.reverse)
    assert desk.lines(desk.view.kept, "number", "account", "why", "total") == [
        (charge.invoice_number, "A-2", "Its charge was already sent.", "25.00")
    ]
    assert desk.view.tabs.current() == "kept"
    assert desk.view.second.text() == "1 invoice stays."
    desk.choose_run(run.number)
    assert scalar(file_office, "SELECT count(*) FROM invoice WHERE state = 'void'") == 1
    sound(file_office)


def test_a_run_of_which_nothing_can_be_taken_back_is_left_alone(desk, file_office, monkeypatch):
    monkeypatch.setattr("app.ui.billing.history.ask_reason", lambda *_args: pytest.fail("nothing to ask"))
    a_plan(file_office, a_customer(file_office), 2_500, paid_by="card", method_ref="pm_1")
    run = bill(file_office, TODAY)
    charge = file_office.write(charges_to_send)[0]
    file_office.write(lambda writer: charge_sent(writer, charge.id))
    desk.window.history.load()
    desk.choose_run(run.number)
    desk.press(desk.window.history.reverse)
    assert desk.view.banner.text().startswith(f"Nothing of run {run.number} can be taken back. 1 invoice stays:")
    assert scalar(file_office, "SELECT state FROM billing_run") == "posted"


def test_the_invoices_of_an_old_run_are_printed_again(desk, file_office):
    a_plan(file_office, a_customer(file_office))
    run = bill(file_office, TODAY)
    desk.window.history.load()
    desk.choose_run(run.number)
    desk.press(desk.window.history.print)
    assert desk.printed == [[invoice.id for invoice in run.invoices]]


def test_the_list_in_front_is_exported_with_its_totals(desk, file_office):
    a_plan(file_office, a_customer(file_office))
    desk.rehearse()
    desk.press(desk.view.export)
    made = desk.exported[0]
    assert (made.title, made.note) == ("Invoices", "Billing run through Mar 16, 2026 · Bill each by itself")
    assert made.totals[-1] == ("Total", "$19.00")
    assert len(list(made.snapshot.texts())) == 1


def test_a_line_opens_its_customer(desk, file_office):
    customer = a_customer(file_office)
    a_plan(file_office, customer)
    desk.rehearse()
    desk.view.table("bills").opened.emit(1)
    assert desk.customers == [customer]


def test_the_service_plans_panel_opens_it_and_it_is_one_window(desk):
    panel = PlansHome(desk.session)
    desk.wait()
    button = next(each for each in panel.findChildren(QPushButton) if each.text() == "Billing run…")
    button.click()
    assert desk.screens.run() is desk.window
    panel.deleteLater()


def test_the_window_stays_while_a_run_is_posted(desk, file_office):
    a_plan(file_office, a_customer(file_office))
    desk.rehearse()
    desk.view.post.click()
    assert desk.window.presenter.stage is Stage.POSTING
    assert not desk.window.close()
    desk.wait()
    assert desk.window.presenter.stage is Stage.POSTED
    assert desk.view.banner.text() == "Run B-0001: 1 invoice of $19.00 is posted."


def test_a_run_that_is_stopped_posts_nothing_and_can_be_posted_after_all(desk, file_office):
    a_plan(file_office, a_customer(file_office))
    desk.rehearse()
    go = threading.Event()
    desk.session.tasks.write(partial(_wait_for, go))  # one writer at a time: the run waits behind this
    desk.view.post.click()
    desk.session.tasks.long_jobs()[-1].cancel()
    go.set()
    desk.wait()
    assert desk.view.banner.text() == "The run was stopped. Nothing was posted."
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 0
    desk.press(desk.view.post)
    assert scalar(file_office, "SELECT count(*) FROM invoice") == 1
    sound(file_office)


def test_taking_a_run_back_can_be_stopped_and_the_run_stands(desk, file_office, monkeypatch):
    monkeypatch.setattr("app.ui.billing.history.ask_reason", lambda *_args: "wrong price")
    a_plan(file_office, a_customer(file_office))
    run = bill(file_office, TODAY)
    desk.window.history.load()
    desk.choose_run(run.number)
    go = threading.Event()
    desk.session.tasks.write(partial(_wait_for, go))
    desk.window.history.reverse.click()
    desk.qtbot.waitUntil(lambda: bool(desk.session.tasks.long_jobs()), timeout=10_000)
    desk.session.tasks.long_jobs()[-1].cancel()
    go.set()
    desk.wait()
    assert desk.view.banner.text() == "Stopped: run B-0001 stands as it was."
    assert scalar(file_office, "SELECT state FROM invoice") == "issued"
    assert desk.window.history.reverse.isEnabled()


def test_what_was_posted_is_sent_by_mail_where_there_is_mail(desk, file_office):
    sent: list[list[int]] = []
    desk.session.actions.mail_invoices = sent.append
    a_plan(file_office, a_customer(file_office))
    a_plan(file_office, a_customer(file_office))
    desk.rehearse()
    assert not desk.view.mail.isVisible()
    desk.press(desk.view.post)
    desk.press(desk.view.mail)
    desk.choose_run("B-0001")
    desk.window.history.mail.click()
    desk.wait()
    made = [row.invoice_id for row in desk.view.bills.rows()]
    assert sent == [made, made]


def _wait_for(go: threading.Event) -> Written[bool]:
    return Written(go.wait(10), frozenset())


def test_a_run_ahead_says_who_is_charged_when(desk, file_office):
    a_plan(file_office, a_customer(file_office, "Hayes, Owen"), 2_500, start_on=date(2026, 4, 1), paid_by="card")
    desk.rehearse(date(2026, 4, 1))
    assert desk.lines(desk.view.bills, "charge") == [("Charged on Apr 1, 2026",)]
    said = "1 charge of $25.00 waits until its invoice falls due: nobody is charged before."
    assert desk.view.banner.text() == said
    desk.press(desk.view.post)
    assert desk.view.second.text() == said
