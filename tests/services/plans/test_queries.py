"""The list, the totals and the revenue picture of the plans: filtered, sorted, added up, and agreeing with each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.services.charging.customers import keep_methods
from app.services.charging.processor import RemoteMethod
from app.services.plans.cancelling import cancel_plan
from app.services.plans.pausing import pause_plan
from app.services.plans.prices import PriceRule, apply_price_change, preview_price_change, reverse_price_change
from app.services.queries.plan_money import plan_debts
from app.services.queries.plan_revenue import revenue_picture
from app.services.queries.plans import PlanFilter, PlanSort, plan_ids, plan_rows, plan_totals
from tests.support.books import TODAY, a_customer
from tests.support.plans import a_plan, bill, on


@pytest.fixture
def book(office):
    """Four plans: refused card, overdue cash, paused, and a yearly one that ends soon and whose card expires."""
    names = ("Álvaro Ruiz", "Ben Stone", "Cleo Park", "Dov Katz")
    customers = [a_customer(office, name) for name in names]
    card = a_plan(office, customers[0], 1_900, paid_by="card", name="Filter change")
    cash = a_plan(office, customers[1], 2_500, paid_by="cash", name="Furnace")
    rest = a_plan(office, customers[2], 1_200, "quarterly", name="50% off_wash", start_on=TODAY - timedelta(days=10))
    soon = a_plan(
        office,
        customers[3],
        24_000,
        "yearly",
        name="Furnace",
        start_on=date(2025, 4, 1),
        end_on=date(2026, 3, 31),
        paid_by="card",
        method_ref="pm_1",
        method_label="Visa 4242",
        method_expires_on=date(2026, 3, 31),
    )
    a_plan(office, customers[3], 100, name="Offer", status="pending")
    office.write(lambda writer: pause_plan(writer, rest, "away", TODAY - timedelta(days=10)))
    bill(office, TODAY)
    charge = next(each for each in office.read(charges_to_send) if each.plan_id == card)
    office.write(lambda writer: charge_sent(writer, charge.id))
    office.write(lambda writer: charge_failed(writer, charge.id, "insufficient_funds"))
    on(office, TODAY + timedelta(days=1))
    return {"card": card, "cash": cash, "rest": rest, "soon": soon, "customers": customers}


def found(office, **wanted):
    return list(office.read(lambda reader: plan_ids(reader, PlanFilter(**wanted))))


def test_each_filter_finds_its_own(office, book):
    card, cash, rest, soon = (book[name] for name in ("card", "cash", "rest", "soon"))
    for wanted, ids in (
        ({"failed_only": True}, [card]),
        ({"overdue_only": True}, [cash]),
        ({"status": "paused"}, [rest]),
        ({"status": "live"}, [card, cash, rest, soon]),
        ({"status": "pending"}, [5]),
        ({"no_method_only": True}, [card]),
        ({"expiring_days": 30}, [soon]),
        ({"expiring_days": 3}, []),
        ({"ending_days": 30}, [soon]),
        ({"paid_by": "cash"}, [cash]),
        ({"frequency": "yearly"}, [soon]),
        ({"customer_id": book["customers"][3]}, [soon, 5]),
        ({"text": "alvaro"}, [card]),
        ({"text": "furnace stone"}, [cash]),
        ({"text": "0% off_"}, [rest]),
        ({"text": "%"}, [rest]),
        ({"text": "pl-0004"}, [soon]),
        ({"due_through": TODAY}, [rest, 5]),
    ):
        assert found(office, **wanted) == ids, wanted


def test_a_card_on_file_is_a_method_until_it_is_removed(office, book):
    """Álvaro's plan names no card; one saved for him will be charged. Dov's names pm_1."""
    customer, other = book["customers"][0], book["customers"][3]
    assert found(office, no_method_only=True) == [book["card"]]
    visa = RemoteMethod("pm_9", "card", "visa", "4242", date(2028, 5, 31), True)
    named = RemoteMethod("pm_1", "card", "visa", "1881", date(2026, 3, 31), True)
    office.write(lambda writer: keep_methods(writer, customer, (visa,)))
    office.write(lambda writer: keep_methods(writer, other, (named,)))
    assert found(office, no_method_only=True) == []
    office.write(lambda writer: keep_methods(writer, other, ()))
    assert found(office, no_method_only=True) == [book["soon"]]


def test_every_order_works_both_ways(office, book):
    for sort in PlanSort:
        up = list(office.read(lambda reader, sort=sort: plan_ids(reader, PlanFilter(), sort)))
        down = list(office.read(lambda reader, sort=sort: plan_ids(reader, PlanFilter(), sort, descending=True)))
        assert sorted(up) == sorted(down) == [1, 2, 3, 4, 5], sort
    worst = office.read(lambda reader: plan_ids(reader, PlanFilter(), PlanSort.WORST, descending=True))
    assert list(worst)[:2] == [book["card"], book["cash"]]
    amounts = office.read(lambda reader: plan_ids(reader, PlanFilter(), PlanSort.AMOUNT))
    assert list(amounts) == [5, book["rest"], book["card"], book["cash"], book["soon"]]


def test_rows_say_how_each_plan_stands(office, book):
    rows = {row.id: row for row in office.read(lambda reader: plan_rows(reader, [4, 1, 99, 2]))}
    assert list(rows) == [4, 1, 2]
    assert (rows[1].worst, rows[1].failed_minor, rows[1].outstanding_minor) == ("failed", 1_900, 1_900)
    assert (rows[2].worst, rows[2].overdue_minor) == ("overdue", 2_500)
    assert (rows[4].worst, rows[4].account, rows[4].method_label) == ("upcoming", "A-1004", "Visa 4242")
    on(office, date(2026, 4, 1))
    assert office.read(lambda reader: plan_rows(reader, [4]))[0].status == "ended"
    assert book["soon"] not in found(office, status="active")


def test_totals_banner_and_rows_agree(office, book):
    totals = office.read(lambda reader: plan_totals(reader, PlanFilter()))
    rows = office.read(lambda reader: plan_rows(reader, [1, 2, 3, 4, 5]))
    debts = [office.read(lambda reader, id_=id_: plan_debts(reader, id_)).total_minor for id_ in book["customers"]]
    assert totals.count == 5
    assert totals.overdue_minor + totals.failed_minor == sum(debts) == sum(r.overdue_minor + r.failed_minor for r in rows)
    assert totals.outstanding_minor == sum(row.outstanding_minor for row in rows)
    # 19.00 and 25.00 a month and 240.00 a year, which is 20.00 a month; the paused plan brings nothing.
    assert (totals.active, totals.monthly_minor) == (3, 6_400)


def test_the_revenue_picture(office):
    """20.00 a month since January, 120.00 a quarter since March, one of 50.00 a month lost in March."""
    customer = a_customer(office)
    on(office, date(2026, 3, 31))
    a_plan(office, customer, 2_000, start_on=date(2026, 1, 5))
    a_plan(office, customer, 12_000, "quarterly", date(2026, 3, 1))
    lost = a_plan(office, customer, 5_000, start_on=date(2026, 2, 1))
    a_plan(office, customer, 9_900, start_on=date(2026, 1, 1), status="draft")
    bill(office, date(2026, 3, 31))
    office.write(lambda writer: cancel_plan(writer, lost, "moved"))
    picture = office.read(lambda reader: revenue_picture(reader, behind=2, ahead=4))
    months = {each.month.isoformat(): each for each in picture.months}
    assert [month[:7] for month in months] == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]
    assert [each.billed_minor for each in picture.months] == [2_000, 7_000, 19_000, 0, 0, 0, 0]
    assert [each.new_minor for each in picture.months] == [2_000, 5_000, 4_000, 0, 0, 0, 0]
    assert [each.lost_minor for each in picture.months] == [0, 0, 5_000, 0, 0, 0, 0]
    # 20.00 a month and 120.00 again in June.
    assert [each.expected_minor for each in picture.months] == [0, 0, 0, 2_000, 2_000, 14_000, 2_000]
    assert (picture.monthly_minor, picture.yearly_minor, picture.active) == (6_000, 72_000, 2)


def test_the_expected_revenue_knows_rises_that_are_planned_and_plans_that_end(office):
    """31.00 a month, from 1 May 40.00, until 30 June; another at 10.00 goes on."""
    ends = a_plan(office, a_customer(office, "Ana Ruiz"), 3_100, start_on=date(2026, 4, 1), end_on=date(2026, 6, 30))
    a_plan(office, a_customer(office, "Ben Stone"), 1_000, start_on=date(2026, 4, 1))
    rise = office.read(lambda reader: preview_price_change(reader, PriceRule("price", 4_000), date(2026, 5, 1), [ends]))
    change = office.write(lambda writer: apply_price_change(writer, rise))
    picture = office.read(lambda reader: revenue_picture(reader, behind=0, ahead=4))
    assert [month.expected_minor for month in picture.months] == [0, 4_100, 5_000, 5_000, 1_000]
    office.write(lambda writer: reverse_price_change(writer, change))
    picture = office.read(lambda reader: revenue_picture(reader, behind=0, ahead=4))
    assert [month.expected_minor for month in picture.months] == [0, 4_100, 4_100, 4_100, 1_000]
