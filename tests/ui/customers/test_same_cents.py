"""Whatever happened to a customer, every screen says the same cents: banner, tiles, footers, list, statements, aging.

Read off the real widgets, over random histories with invoices of several sites among them; beside them stands a sum of the
book's rows that shares no statement with the program.
"""

from __future__ import annotations

import random
import shutil
from datetime import timedelta

import pytest

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import NewSite
from app.services.documents import StatementKind
from app.services.invoicing.figures import NewLine
from app.services.invoicing.multi_site import NewMultiSite, SiteShare, issue_multi_site
from app.services.queries.account_page import account_page
from app.services.queries.customer_list import CustomerFilter
from app.services.queries.statement import statement
from app.ui.reports.page import ReportPage
from app.ui.reports.panel import ReportsPanel
from app.ui.statements.presenter import StatementPresenter
from app.ui.statements.sheet import StatementSheet
from tests.services.queries.histories import REACH, History, Rows
from tests.support.books import TODAY, a_customer, open_for_test
from tests.ui.customers.conftest import _desk_over

SEEDS = (3, 71, 2026, 90_210)


@pytest.fixture(params=SEEDS)
def lived_desk(request, qtbot, dressed, empty_book_file, tmp_path):
    """The panel over a book with seven customers whose lives are random, one of them with sites."""
    path = tmp_path / "lived.counterfoil"
    shutil.copyfile(empty_book_file, path)
    office = open_for_test(path)
    chance = random.Random(request.param)
    for _history in range(3):
        History(office, chance.randrange(10**6)).live(chance.randrange(10, 70))
    _live_with_sites(office, chance)
    with office.book.read() as connection:
        names = connection.exec_driver_sql("SELECT name, id FROM customer")
        ids = dict(tuple(row) for row in names)
    yield from _desk_over(qtbot, office, ids)
    office.close()


def _live_with_sites(office, chance):
    """Give one customer invoices over several sites, of which some are paid in full, in part or not at all."""
    customer = a_customer(office, "Lakeside Parks", sites=(NewSite("North"), NewSite("South"), NewSite("Pier")))
    sites = [site.id for site in office.read(lambda reader: account_page(reader, customer)).sites]
    for _invoice in range(4):
        on = TODAY - timedelta(days=chance.randrange(REACH))
        amounts = [chance.randrange(1, 60_000) for _site in sites]
        shares = tuple(SiteShare(site, (NewLine("Service", amount),)) for site, amount in zip(sites, amounts, strict=True))
        new = NewMultiSite(customer, on, shares, due_on=on + timedelta(days=30))
        issued = office.write(lambda writer, new=new: issue_multi_site(writer, new))
        paid = {
            child.id: chance.randrange(1, amount + 1)
            for child, amount in zip(issued.sites, amounts, strict=True)
            if chance.random() < 0.6
        }
        if paid:
            rest = chance.choice((0, 0, 500))
            payment = NewPayment(customer, min(on + timedelta(20), TODAY), "check", sum(paid.values()) + rest, apply=paid)
            office.write(lambda writer, payment=payment: take_payment(writer, payment))


def test_every_screen_says_the_same_cents_of_every_customer(lived_desk):
    desk = lived_desk
    session = desk.session
    money = session.amounts.money
    naive = Rows.of(session.office)
    aging = aging_report(desk)
    statements = statement_run(desk)
    list_model = desk.panel.list_view.list.rows_model()
    assert desk.names()
    listed = {row.id: row for row in (list_model.row_at(place) for place in range(list_model.count()))}
    assert set(listed) == set(desk.ids.values())
    owing = 0
    for name, customer in desk.ids.items():
        due, overdue, credit, lifetime = (getattr(naive.at(customer, TODAY), figure) for figure in FIGURES)
        owing += due > 0
        desk.stand_on(name)
        page = desk.panel.page_view
        assert page.title.whole() == name
        assert [tile.figure() for tile in (page.due, page.overdue, page.credit, page.lifetime)] == [
            money(amount) for amount in (due, overdue, credit, lifetime)
        ]
        assert page.banner.text().startswith(f"{money(overdue)} overdue on ") if overdue else page.banner.text() == ""
        assert page.overdue.note().startswith("oldest ") is bool(overdue)
        row = listed[customer]
        assert (row.due_minor, row.overdue_minor, row.credit_minor, row.lifetime_minor) == (due, overdue, credit, lifetime)
        assert row.balance_minor == (due or -credit)
        assert footer(desk, "invoices")["Open"] == money(due)
        left = cents(footer(desk, "payments")["Not applied"])
        left += cents(footer(desk, "credits")["Left"])
        assert left == credit
        balance = statements[customer].balance
        assert (balance.due_minor, balance.overdue_minor, balance.credit_minor) == (due, overdue, credit)
        for kind in StatementKind:
            paper = session.office.read(
                lambda reader, customer=customer, kind=kind: statement(reader, customer, TODAY.replace(day=1), TODAY, kind)
            )
            assert (paper.balance_minor, paper.overdue_minor, paper.credit_minor) == (due - credit, overdue, credit)
            assert sum(paper.aging.buckets_minor) == due
        cells = aging.pop(customer, None)
        assert (cells is None) is (due == 0)
        if cells is not None:
            assert cells[-1] == due
            assert sum(cells[:-1]) == due
            assert sum(cells[1:-1]) == overdue
    assert not aging, "the aging report names nobody else"
    assert owing, "a history in which nobody owes anything shows nothing"


def test_the_sums_of_all_are_the_sums_of_each(lived_desk):
    desk = lived_desk
    money = desk.session.amounts.money
    naive = Rows.of(desk.session.office)
    each = [naive.at(customer, TODAY) for customer in desk.ids.values()]
    due, overdue, credit = (sum(getattr(one, figure) for one in each) for figure in FIGURES[:3])
    desk.panel.list.show_filter(CustomerFilter(status=""))
    desk.panel.list.set_wide(True)
    desk.wait()
    told = dict(text.rsplit("  ", 1) for text in desk.panel.list_view.footer.texts()[1:])
    assert (told["Total due"], told["Overdue"], told["Credit"]) == (money(due), money(overdue), money(credit))
    aging = aging_report(desk)
    assert sum(cells[-1] for cells in aging.values()) == due
    assert sum(sum(cells[1:-1]) for cells in aging.values()) == overdue
    statements = statement_run(desk).values()
    assert sum(row.balance.due_minor for row in statements) == due


FIGURES = ("due", "overdue", "credit", "lifetime")


def cents(text):
    """Return a written amount of dollars as cents; every digit that is shown counts."""
    digits = int("".join(letter for letter in text if letter.isdigit()))
    return -digits if "−" in text or "-" in text else digits


def footer(desk, key):
    """Return the totals below a tab by their names."""
    desk.panel.page.show_tab(key)
    desk.wait()
    texts = desk.panel.page_view.tab(key).view.footer.texts()
    return dict(text.rsplit("  ", 1) for text in texts[1:])


def aging_report(desk):
    """Return the amounts of the aging report's rows by customer, as its page shows them."""
    panel = ReportsPanel(desk.session, lambda *_drawing: b"", lambda _job: None)
    panel.show()
    panel.show_place("aging")
    desk.wait()
    page = panel.page("aging")
    assert isinstance(page, ReportPage)
    rows = [page.model.row_at(place) for place in range(page.model.count())]
    found = {
        row.id: [cents(column.said(row)) for column in page.model.columns if column.title not in {"Account", "Customer"}]
        for row in rows
    }
    panel.hide()
    panel.deleteLater()
    return found


def statement_run(desk):
    """Return the rows of the form for everybody's statements, by customer."""
    sheet = StatementSheet(desk.session, "Statements", "", many=True, parent=desk.panel)
    presenter = StatementPresenter(desk.session, sheet, None)
    sheet.open()
    desk.wait()
    rows = {row.id: row for row in presenter.rows()}
    sheet.reject()
    return rows
