"""The list of plans: its filters, its totals, what is taken out of it, and what is done to all that match."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.billing.charges import charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.services.plans.pausing import pause_plan
from app.services.plans.templates import NewTemplate, save_template
from app.ui.plans import many as many_module
from app.ui.plans.many_pauses import PauseManySheet
from app.ui.session import Export
from tests.support.books import TODAY, a_customer
from tests.support.plans import a_plan, bill, page
from tests.ui.plans.acting import choose, sheet_of, texts
from tests.ui.plans.conftest import START, Desk


@pytest.fixture
def busy(desk: Desk) -> dict[str, int]:
    """Beside Owen's overdue plan: a refused card that expires, one without a card, one that ends in April."""
    office = desk.office
    template = office.write(lambda writer: save_template(writer, NewTemplate("Furnace", {"monthly": 4_000})))
    plans = {"overdue": desk.plan_id}
    plans["failed"] = a_plan(
        office,
        a_customer(office, "Novak, Lena", account="A-2"),
        4_000,
        start_on=TODAY,
        paid_by="card",
        method_ref="pm_1",
        method_label="Visa ····4242",
        method_expires_on=date(2026, 3, 31),
        template_id=template,
        name="Furnace",
    )
    nobody = a_customer(office, "Park, Cleo", account="A-3")
    plans["bare"] = a_plan(office, nobody, 1_200, start_on=date(2026, 4, 10), paid_by="bank")
    plans["ends"] = a_plan(
        office, nobody, 900, "yearly", start_on=START, end_on=date(2026, 4, 15), name="Pond care", paid_by="cash"
    )
    bill(office, TODAY)

    def refuse(writer):
        charge = next(each for each in charges_to_send(writer) if each.plan_id == plans["failed"])
        charge_sent(writer, charge.id)
        charge_failed(writer, charge.id, "insufficient_funds")

    office.write(refuse)
    desk.room.refresh(frozenset({"plans"}))
    desk.wait()
    return plans


def shown(desk: Desk) -> list[int]:
    return list(desk.room.list.model.all_ids())


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("live", {"overdue", "failed", "bare", "ends"}),
        ("overdue", {"overdue", "ends"}),
        ("failed", {"failed"}),
        ("expiring", {"failed"}),
        ("ending", {"ends"}),
        ("no-method", {"bare"}),
        ("paused", set()),
        ("all", {"overdue", "failed", "bare", "ends"}),
    ],
)
def test_each_filter_finds_its_own_with_its_totals(desk: Desk, busy: dict[str, int], key: str, names: set[str]) -> None:
    panel = desk.room.list
    choose(panel.which, key)
    desk.wait()
    assert set(shown(desk)) == {busy[name] for name in names}
    rows = [panel.model.row(id_) for id_ in shown(desk)]
    told = dict(panel.sums())
    money = desk.session.amounts.money
    assert told["Overdue"] == money(sum(row.overdue_minor for row in rows))
    assert told["Failed"] == money(sum(row.failed_minor for row in rows))
    assert told["Outstanding"] == money(sum(row.outstanding_minor for row in rows))


def test_the_list_is_narrowed_by_template_and_by_words(desk: Desk, busy: dict[str, int]) -> None:
    panel = desk.room.list
    template = page(desk.office, busy["failed"]).row.template_id
    choose(panel.template, template)
    desk.wait()
    assert shown(desk) == [busy["failed"]]
    panel.show_all()
    desk.wait()
    panel.search.setText("pond")
    panel.search.searched.emit("pond")
    desk.wait()
    assert shown(desk) == [busy["ends"]]


def test_what_is_taken_out_is_what_the_list_shows(desk: Desk, busy: dict[str, int]) -> None:
    taken: list[Export] = []
    desk.session.actions.export = taken.append
    panel = desk.room.list
    choose(panel.which, "failed")
    desk.wait()
    panel._export()
    heads, rows = taken[0].snapshot.headings, list(taken[0].snapshot.texts())
    told = dict(zip(heads, rows[0], strict=True))
    assert len(rows) == 1
    assert (told["Customer"], told["Template"], told["Price"], told["Payments"]) == (
        "Novak, Lena", "Furnace", "40.00", "$40.00 failed"
    )
    assert taken[0].note == "Failed payments"
    assert ("Failed", "$40.00") in taken[0].totals


def test_the_batch_is_for_all_that_match_or_for_the_selected(desk: Desk, busy: dict[str, int]) -> None:
    panel = desk.room.list
    assert panel.with_these.text() == "With all 4"
    assert set(panel.chosen_ids()) == set(busy.values())
    panel.table.select_ids([busy["failed"], busy["bare"]])
    assert panel.with_these.text() == "With 2 selected"
    assert set(panel.chosen_ids()) == {busy["failed"], busy["bare"]}


def test_many_are_paused_after_a_look_and_go_on_when_it_is_undone(desk: Desk, busy: dict[str, int]) -> None:
    panel = desk.room.list
    pausing = panel.many.pause(panel.chosen_ids())
    desk.wait()
    sheet = sheet_of(PauseManySheet)
    told = sheet.preview.text()
    # 16 of 31 days of 31.00, of 40.00 all 31 (it began today), and of 9.00 a year from March 1 on what is left until April 15.
    assert told.startswith("3 plans will rest.")
    assert "1 plan is left out:" in told
    assert texts(sheet.model, "customer", "why") == [("Park, Cleo", "This plan can be paused from Apr 10, 2026 on.")]
    sheet.saved.emit()
    desk.wait()
    assert page(desk.office, busy["overdue"]).row.status == "active", "a reason is asked for"
    sheet.reason.setText("winter")
    sheet.saved.emit()
    desk.wait()
    assert [page(desk.office, busy[name]).row.status for name in ("overdue", "failed", "ends", "bare")] == [
        "paused", "paused", "paused", "active"
    ]
    assert desk.said[-1] == "3 plans rest."
    pausing.undoing.go()
    desk.wait()
    assert desk.said[-1] == "3 plans are as they were before."
    assert page(desk.office, busy["overdue"]).row.status == "active"


def test_plans_that_rest_are_resumed_together(desk: Desk, busy: dict[str, int], monkeypatch) -> None:
    monkeypatch.setattr(many_module, "confirm", lambda *_words, **_more: True)
    desk.office.write(lambda writer: pause_plan(writer, busy["overdue"], "away"))
    desk.office.write(lambda writer: pause_plan(writer, busy["failed"], "away"))
    panel = desk.room.list
    assert "Resume…" in [entry.text for entry in panel.many.entries(panel.chosen_ids())]
    panel.many.resume(panel.chosen_ids())
    desk.wait()
    assert desk.said[-1] == "2 plans go on."
    assert [page(desk.office, busy[name]).row.status for name in busy] == ["active"] * 4
    panel.many.undoing.go()
    desk.wait()
    assert [page(desk.office, busy[name]).row.status for name in ("overdue", "failed")] == ["paused", "paused"]


def test_many_are_paid_another_way_and_as_before_when_undone(desk: Desk, busy: dict[str, int], monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(many_module, "confirm", lambda _parent, title, *_rest, **_more: asked.append(title) or True)
    panel = desk.room.list
    panel.many.pay_by(panel.chosen_ids(), "check")
    desk.wait()
    assert asked == ["4 plans paid by Check?"]
    assert desk.said[-1] == "3 plans are paid another way.", "one was paid by check before"
    assert page(desk.office, busy["failed"]).row.worst == "upcoming", "its charge is given up; the bill is due today"
    panel.many.undo_paid_by()
    desk.wait()
    assert [page(desk.office, busy[name]).row.paid_by for name in busy] == ["check", "card", "bank", "cash"]
    assert page(desk.office, busy["failed"]).row.worst == "failed"


def test_the_way_to_the_revenue_report(desk: Desk) -> None:
    asked: list[str] = []
    desk.session.actions.show_report = asked.append
    desk.room.home.show_revenue()
    assert asked == ["plan-revenue"]
