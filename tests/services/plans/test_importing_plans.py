"""Importing plans: every row active and billed from its start, bad rows named, and the second time nothing."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.plans.importing import import_plans, plan_plans
from app.services.plans.templates import NewTemplate, save_template
from tests.services.importing.helping import problems, rows_of, table
from tests.support.books import a_customer, scalar
from tests.support.plans import bill, on, page, spans

FILE = """
account,plan,price,frequency,start,paid_by
C-1,Filter change,19.00,monthly,2026-01-31,card
C-1,Furnace visit,240.00,yearly,2026-02-10,check
C-2,Weekly wash,15.50,weekly,2026-03-02,cash
C-2,Gutters,80.00,half-yearly,2026-03-02,other
C-3,Drains,30.00,quarterly,2026-03-02,bank
C-3,Windows,12.00,biweekly,2026-03-02,card
"""


@pytest.fixture
def customers(office):
    return [a_customer(office, f"Customer {n}", account=f"C-{n}") for n in (1, 2, 3)]


def checked(office, text):
    return office.read(lambda reader: plan_plans(reader, table(text)))


def imported(office, text):
    plan = checked(office, text)
    return office.write(lambda writer: import_plans(writer, plan))


@pytest.mark.usefixtures("customers")
def test_every_plan_is_active_and_bills_in_advance_from_its_start(office):
    assert imported(office, FILE).plans == 6
    found = rows_of(office, "SELECT name, price_minor, frequency, paid_by, status, timing FROM plan ORDER BY id")
    assert found == [
        ("Filter change", 1_900, "monthly", "card", "active", "advance"),
        ("Furnace visit", 24_000, "yearly", "check", "active", "advance"),
        ("Weekly wash", 1_550, "weekly", "cash", "active", "advance"),
        ("Gutters", 8_000, "half-yearly", "other", "active", "advance"),
        ("Drains", 3_000, "quarterly", "bank", "active", "advance"),
        ("Windows", 1_200, "biweekly", "card", "active", "advance"),
    ]
    on(office, date(2026, 3, 2))
    run = bill(office, date(2026, 3, 2))
    assert [each.periods[0].start_on for each in run.plan.bills] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 2, 10),
        *[date(2026, 3, 2)] * 4,
    ]


@pytest.mark.usefixtures("customers")
def test_the_second_time_nothing_changes(office):
    imported(office, FILE)
    again = checked(office, FILE)
    assert (len(again.good), again.unchanged, again.bad) == (0, 6, ())


@pytest.mark.usefixtures("customers")
def test_further_columns_are_understood(office):
    text = """
account;plan;price;frequency;start;paid by;end;billing;visits;terms
C-1;Filter;1.019,50;every 2 weeks;31.01.2026;Credit Card;31/12/2026;in arrears;4;net 15
C-2;Wash;15,50;months:2;13/02/2026;ACH;;;;
"""
    plan = office.read(lambda reader: plan_plans(reader, semicolons(text)))
    assert plan.bad == ()
    office.write(lambda writer: import_plans(writer, plan))
    found = rows_of(office, "SELECT price_minor, frequency, paid_by, timing, visits_per_year, terms FROM plan ORDER BY id")
    assert found == [
        (101_950, "biweekly", "card", "arrears", 4, "net15"),
        (1_550, "months:2", "bank", "advance", 0, "receipt"),
    ]
    assert str(scalar(office, "SELECT end_on FROM plan WHERE id = 1")) == "2026-12-31"


def semicolons(text):
    return table(text.replace(",", "~").replace(";", ",").replace("1.019~50", '"1.019,50"').replace("15~50", '"15,50"'))


@pytest.mark.usefixtures("customers")
def test_a_plan_named_like_a_template_is_sold_from_it(office):
    template = office.write(
        lambda writer: save_template(writer, NewTemplate("Comfort", {"monthly": 1_900}, "Two visits", visits_per_year=2))
    )
    imported(office, "account,plan,price,frequency,start,paid_by\nC-1,COMFORT,17.00,monthly,2026-03-01,cash")
    found = page(office, 1)
    assert (found.row.template_id, found.row.price_minor, found.included) == (template, 1_700, "Two visits")


@pytest.mark.usefixtures("customers")
def test_bad_rows_say_what_is_wrong_with_which_column(office):
    plan = checked(
        office,
        """
account,plan,price,frequency,start,paid_by,end
C-9,Filter,19.00,monthly,2026-01-31,card,
,Filter,19.00,monthly,2026-01-31,card,
C-1,,19.00,monthly,2026-01-31,card,
C-1,Filter,nineteen,monthly,2026-01-31,card,
C-1,Filter,-1.00,monthly,2026-01-31,card,
C-1,Filter,19.00,hourly,2026-01-31,card,
C-1,Filter,19.00,monthly,2026-02-30,card,
C-1,Filter,19.00,monthly,2026-01-31,goats,
C-1,Filter,19.00,monthly,2026-01-31,card,2026-01-30
C-1,Filter,19.00,monthly,2026-01-31,card,
C-1,Filter,19.00,monthly,2026-01-31,card,
""",
    )
    assert problems(plan) == [
        (2, "account"),
        (3, "account"),
        (4, "plan"),
        (5, "price"),
        (6, "price"),
        (7, "frequency"),
        (8, "start"),
        (9, "paid_by"),
        (10, "end"),
        (12, "plan"),
    ]
    assert len(plan.good) == 1
    assert scalar(office, "SELECT count(*) FROM plan") == 0


@pytest.mark.usefixtures("customers")
def test_the_imported_plans_are_billed_once(office):
    imported(office, FILE)
    on(office, date(2026, 3, 2))
    first = bill(office, date(2026, 3, 2))
    imported(office, FILE)
    assert len(spans(first)) == 7
    assert bill(office, date(2026, 3, 2)).run_id is None
