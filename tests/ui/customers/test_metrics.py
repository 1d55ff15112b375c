"""The metrics of an account explain themselves: each leads to the rows that it is made of, and they come to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.queries.receivables import balance_of
from app.ui.customers.page.explain import ExplainDialog
from app.ui.customers.page.paid_days import PaidDaysDialog
from tests.support.books import TODAY, an_invoice


@pytest.fixture
def rich_desk(desk):
    """The marina with something in every figure: an invoice that waits, one overdue, one paid, and credit."""
    office, marina = desk.session.office, desk.ids["Harbor Light Marina"]
    recent = an_invoice(office, marina, 7_000, issued_on=TODAY - timedelta(30), due_on=TODAY)
    paying = NewPayment(marina, TODAY - timedelta(4), "check", 9_500, "1077", apply={recent.id: 7_000})
    office.write(lambda writer: take_payment(writer, paying))
    desk.stand_on("Ho, Vincent")
    desk.stand_on("Harbor Light Marina")
    return desk


@pytest.mark.parametrize("metric", ["due", "credit", "lifetime"])
def test_a_sum_of_money_opens_the_postings_it_adds_up(rich_desk, metric):
    desk = rich_desk
    tile = getattr(desk.panel.page_view, metric)
    assert tile.figure() != "$0.00"
    tile.click()
    dialog = desk.dialog()
    assert isinstance(dialog, ExplainDialog)
    desk.wait()
    postings = [line.posting for line in dialog.table.model().rows()]
    assert postings
    amounts = desk.session.amounts
    assert amounts.money(sum(posting.amount_minor for posting in postings)) == tile.figure() == dialog.amount()
    assert all(posting.invoice_id or posting.payment_id or posting.credit_memo_id for posting in postings)


def test_what_was_due_on_any_day_is_taken_apart_as_well(rich_desk):
    desk = rich_desk
    desk.panel.page_view.due.click()
    dialog = desk.dialog()
    desk.wait()
    now = dialog.amount()
    day = TODAY - timedelta(20)
    dialog.as_of.set_value(day)
    dialog.as_of.changed.emit(day)
    desk.wait()
    postings = [line.posting for line in dialog.table.model().rows()]
    then = desk.session.office.read(lambda reader: balance_of(reader, desk.ids["Harbor Light Marina"], day))
    assert dialog.amount() == desk.session.amounts.money(then.due_minor) != now
    assert sum(posting.amount_minor for posting in postings) == then.due_minor
    assert max(posting.posted_on for posting in postings) <= day
    assert "until Feb 24, 2026" in dialog.footer.texts()[0]


@pytest.mark.parametrize("metric", ["due", "credit", "lifetime"])
def test_each_posting_opens_the_document_that_made_it(rich_desk, metric):
    desk = rich_desk
    opened = []
    actions = desk.session.actions
    actions.show_invoice = actions.show_payment = actions.show_credit_memo = opened.append
    getattr(desk.panel.page_view, metric).click()
    dialog = desk.dialog()
    desk.wait()
    first = dialog.table.model().rows()[0]
    dialog.table.opened.emit(first.id)
    posting = first.posting
    assert opened == [posting.invoice_id or posting.payment_id or posting.credit_memo_id]


def test_what_is_overdue_selects_the_invoices_it_adds_up(rich_desk):
    desk = rich_desk
    page = desk.panel.page_view
    page.overdue.click()
    desk.wait()
    tab = page.tab("invoices")
    rows = [tab.model.row(id_) for id_ in tab.view.table.selected_ids()]
    assert desk.session.amounts.money(sum(row.open_minor for row in rows)) == page.overdue.figure()
    assert all(row.due_on < TODAY for row in rows)


def test_days_to_pay_name_the_invoices_they_are_the_average_of(rich_desk):
    desk = rich_desk
    opened = []
    desk.session.actions.show_invoice = opened.append
    page = desk.panel.page_view
    assert (page.to_pay.figure(), page.to_pay.note()) == ("29 days", "mean of 2 invoices")
    page.to_pay.click()
    dialog = desk.dialog()
    assert isinstance(dialog, PaidDaysDialog)
    assert dialog.figure() == page.to_pay.figure()
    assert [row.days for row in dialog.invoices()] == [26, 31]
    assert dialog.footer.texts() == ("2 paid invoices", "Together  57 days", "On average  29 days")
    newest = dialog.invoices()[0]
    dialog.table.opened.emit(newest.id)
    assert opened == [newest.id]


def test_what_has_nothing_behind_it_leads_nowhere(desk):
    desk.stand_on("Hummingbird Café")
    page = desk.panel.page_view
    assert (page.to_pay.figure(), page.to_pay.note()) == ("–", "Nothing paid yet")
    assert (page.overdue.figure(), page.overdue.note()) == ("$0.00", "Account current")
    for tile in (page.to_pay, page.overdue):
        assert tile.focusPolicy() is Qt.FocusPolicy.NoFocus
        tile.click()
    desk.wait()
    assert desk.dialogs() == []


def test_what_counts_as_lifetime_value_is_written_under_it(desk):
    desk.stand_on("Harbor Light Marina")
    assert desk.panel.page_view.lifetime.note() == "Less tax and credits"


@pytest.mark.parametrize("width", [900, 1120, 1400])
def test_six_tiles_keep_their_figures_whole_at_any_width(rich_desk, width):
    desk = rich_desk
    desk.panel.page_view.offer_jobs(offered=True)
    desk.panel.resize(width, 760)
    desk.wait()
    page = desk.panel.page_view
    tiles = (page.due, page.overdue, page.credit, page.lifetime, page.to_pay, page.jobs)
    for tile in tiles:
        assert tile.width() >= tile.minimumSizeHint().width()
        assert tile.mapTo(page, tile.rect().topRight()).x() <= page.width()
    assert len({(tile.x(), tile.y()) for tile in tiles}) == len(tiles)
