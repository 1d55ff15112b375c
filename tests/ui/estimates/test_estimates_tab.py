"""Estimates with real windows: written, mailed, accepted with a deposit, and made into invoice, job and plan."""

from datetime import timedelta

from app.domain.rounding import MILLION
from app.gateways.paper import press
from app.services.estimates.deciding import accept_estimate, note_mailed, send_estimate
from app.services.estimates.writing import NewEstimate, write_estimate
from app.services.invoicing.figures import NewLine
from app.services.ports import Silent
from app.ui.estimates.answering import AcceptSheet
from app.ui.estimates.plan_sheet import EstimatePlanSheet
from app.ui.estimates.sheet import EstimateSheet
from app.ui.kit.tables import shown
from app.ui.paper.jobs import Making
from tests.gateways.paper.reading import all_text
from tests.support.books import TODAY, scalar
from tests.support.jobs import act

LINES = (NewLine("Furnace", 240_000), NewLine("Hours", 9_500, 6 * MILLION))


def an_estimate(desk, state="accepted", **more):
    facts = {"title": "New furnace", **more}
    id_ = act(desk.office, write_estimate, NewEstimate(desk.martha, TODAY, LINES, **facts))
    if state != "draft":
        act(desk.office, send_estimate, id_)
    if state == "accepted":
        act(desk.office, accept_estimate, id_, TODAY)
    desk.session.changed.emit(frozenset({"estimates"}))
    desk.wait()
    return id_


def typed(sheet, line_id, **cells):
    for key, value in cells.items():
        model = sheet.model
        model.setData(model.index(model.position(line_id), model.column_at(key)), value)


def paper(desk, job):
    return job.make(Making(desk.office, press, "", Silent()))


def test_it_is_written_line_by_line_and_mailed_before_it_counts_as_sent(desk):
    desk.tab().new.click()
    desk.wait()
    sheet = desk.sheet
    assert isinstance(sheet, EstimateSheet)
    assert sheet.until.value() == TODAY + timedelta(days=30)
    sheet.date.set_value(TODAY + timedelta(days=1))
    sheet.date.changed.emit(TODAY + timedelta(days=1))
    assert sheet.until.value() == TODAY + timedelta(days=31)
    sheet.saved.emit()
    assert sheet.error() == "An estimate needs at least one line."
    typed(sheet, 1, description="Furnace", price=240_000)
    sheet.title_field.set_value("New furnace")
    sheet.site.set_value(1)
    sheet.deposit.setText("30%")
    sheet.deposit.setModified(True)
    sheet.deposit.settle()
    assert sheet.deposit_words.text() == "comes to $720.00"
    assert sheet.sums.texts()[-2:] == ("Total", "$2,400.00")
    sheet.mail_wanted.emit()
    desk.wait()
    assert desk.listed("number", "title", "site", "status", "total") == [
        ("E-0001", "New furnace", "Pier 4", "Draft", "2,400.00")
    ]
    made = paper(desk, desk.mails[0])
    text = all_text(made.pdf)
    for said in ("Estimate E-0001", "Valid until Apr 16, 2026", "Deposit on acceptance $720.00", "We accept this estimate"):
        assert said in text
    assert "Draft" not in text
    assert [(part.kind, part.number) for part in made.parts] == [("estimate", "E-0001")]
    act(desk.office, note_mailed, "E-0001")
    assert scalar(desk.office, "SELECT state || ' ' || sent_how FROM estimate") == "sent mail"


def test_a_draft_on_paper_says_so_until_it_goes_out(desk):
    an_estimate(desk, "draft")
    desk.choose("Preview and print…")
    made = paper(desk, desk.papers[0])
    assert "Draft" in all_text(made.pdf)
    assert made.parts == ()  # it has no number yet: nobody can be sent it from there
    desk.choose("Discard draft")
    assert desk.listed("title") == []
    desk.offered[-1]()
    desk.wait()
    assert desk.listed("title", "number") == [("New furnace", "")]


def test_noted_as_sent_extended_declined_and_all_of_it_undone(desk):
    an_estimate(desk, "draft")
    desk.choose("Note as sent")
    assert desk.said[-1] == "Estimate E-0001 is noted as sent."
    desk.choose("Valid until…")
    desk.sheet.until.set_value(TODAY + timedelta(days=5))
    desk.save()
    assert desk.listed("status", "valid") == [("Sent, 5 days left", "Mar 21, 2026")]
    desk.choose("Declined…")
    desk.sheet.reason.setPlainText("Too dear")
    desk.save()
    assert desk.listed("status") == [("Declined",)]
    desk.offered[-1]()
    desk.wait()
    assert desk.listed("status") == [("Sent, 5 days left",)]


def test_accepted_with_the_deposit_that_the_invoice_then_gets(desk):
    an_estimate(desk, "sent", deposit_minor=50_000)
    desk.choose("Accepted…")
    sheet = desk.sheet
    assert isinstance(sheet, AcceptSheet)
    sheet.who.set_value("Martha")
    sheet.paid.click()
    assert sheet.deposit.amount.value() == 50_000
    desk.save()
    assert desk.said[-1] == "Deposit P-00001 of $500.00 is kept as credit for this estimate."
    desk.choose("Take deposit…")
    desk.sheet.deposit.amount.set_value(50_000)
    desk.save()
    assert "looks like payment P-00001" in desk.sheet.deposit.warning.text()
    desk.sheet.reject()
    desk.wait()
    desk.choose("Make invoice")
    desk.until(lambda: desk.invoices.sheet is not None)
    editor = desk.invoices.sheet
    assert [(line.description, line.net_minor) for line in map(editor.model.row_at, (0, 1))] == [
        ("Furnace", 240_000), ("Hours", 57_000),
    ]
    editor.saved.emit()
    desk.wait()
    assert scalar(desk.office, "SELECT open_minor FROM invoice") == 297_000 - 50_000
    assert desk.listed("status", "made") == [("Accepted", "Invoice 10001")]
    assert "Open invoice 10001" in desk.entries()


def test_a_job_and_a_plan_are_made_and_named(desk):
    an_estimate(desk)
    desk.choose("Make job")
    desk.offered[-1]()
    entries = desk.entries()
    assert not entries["Make invoice"].enabled  # the job asks for the money when it is done
    entries["Open job J-0001"].act()
    desk.choose("Make plan…")
    sheet = desk.sheet
    assert isinstance(sheet, EstimatePlanSheet)
    assert "job J-0001" in sheet.notice.text()
    assert (sheet.price.value(), sheet.name.value()) == (297_000, "New furnace")
    sheet.frequency.set_value("yearly")
    desk.save()
    assert desk.opened == [("job", 1), ("job", 1), ("plan", 1)]
    assert desk.listed("made") == [("Job J-0001, Plan PL-0001",)]
    window = desk.doings.show(1)
    desk.until(lambda: window.view is not None)
    assert (window.made.figure(), window.made.note()) == ("Job J-0001", "Plan PL-0001")
    window.made.click()
    assert desk.opened[-1] == ("job", 1)
    window.close()


def test_its_window_tells_everything_and_lets_a_deposit_go(desk):
    id_ = an_estimate(desk, "sent", deposit_ppm=100_000, message="Two weeks.")
    desk.choose("Show estimate")
    window = desk.doings.show(id_)
    desk.until(lambda: window.view is not None)
    assert (window.main.text(), window.deposit.figure()) == ("Accepted…", "$297.00")
    window.main.click()
    desk.until(lambda: desk.sheet is not None)
    desk.sheet.paid.click()
    desk.save()
    desk.until(lambda: window.main.text() == "Make invoice")
    assert [row.deposit.number for row in map(window.deposits.row_at, range(window.deposits.count()))] == ["P-00001"]
    assert window.history.count() == 3
    (entry,) = window.deposit_entries([1])
    entry.act()
    desk.until(lambda: window.deposits.count() == 0)
    window.close()


def test_what_is_shown_is_found_summed_and_exported(desk):
    an_estimate(desk, "draft", title="Roof")
    an_estimate(desk)
    tab = desk.tab()
    desk.until(lambda: tab._usual_footer.left == "2 estimates")
    assert tab._usual_footer.totals == (("Accepted", "$2,970.00"), ("Total", "$5,940.00"))
    tab.show_filter("to_make")
    desk.tab()
    tab.export()
    export = desk.exported[0]
    assert (export.title, export.note) == ("Estimates of Bloom, Martha", "Accepted, nothing made yet")
    assert [row.title for row in shown(tab.view.table).rows()] == ["New furnace"]
    tab.show_filter("all")
    tab._search("roof")
    assert desk.listed("title") == [("Roof",)]
