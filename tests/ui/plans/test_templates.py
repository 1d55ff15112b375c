"""Writing, changing and archiving what the office sells."""

from __future__ import annotations

from app.services.plans.templates import NewTemplate, save_template, templates
from app.services.tax_rates import add_tax_rate
from app.ui.plans.templates.page import TemplatesPage
from app.ui.plans.templates.sheet import TemplateSheet
from tests.support.plans import a_plan, page
from tests.ui.plans.acting import choose, enter, sheet_of, texts
from tests.ui.plans.conftest import Desk


def _page(desk: Desk) -> TemplatesPage:
    desk.room.show_place("templates")
    desk.wait()
    found = desk.room.home.tabs.page("templates")
    assert isinstance(found, TemplatesPage)
    return found


def _kept(desk: Desk) -> list[NewTemplate]:
    return [
        NewTemplate(each.name, each.prices, each.included, each.agreement, each.visits_per_year, each.tax_rate_id)
        for each in desk.office.read(lambda reader: templates(reader, archived=True))
    ]


def test_a_template_is_written_with_its_prices_and_shown_in_the_list(desk: Desk) -> None:
    tax = desk.office.write(lambda writer: add_tax_rate(writer, "Sales tax", 82_500))
    listed = _page(desk)
    listed.new.click()
    desk.wait()
    sheet = sheet_of(TemplateSheet)
    sheet.name.setText("Comfort Plan")
    sheet.included.setPlainText("Two tune-ups a year")
    sheet.agreement.setPlainText("Runs until cancelled.")
    enter(sheet.visits, 2)
    choose(sheet.tax, tax)
    enter(sheet.prices.prices["monthly"], 8_900)
    enter(sheet.prices.prices["yearly"], 98_000)
    enter(sheet.prices.months, 4)
    enter(sheet.prices.other, 34_000)
    sheet.saved.emit()
    desk.wait()
    assert _kept(desk) == [
        NewTemplate(
            "Comfort Plan",
            {"monthly": 8_900, "yearly": 98_000, "months:4": 34_000},
            "Two tune-ups a year",
            "Runs until cancelled.",
            2,
            tax,
        )
    ]
    assert texts(listed.model, "name", "visits", "prices", "tax", "state") == [
        ("Comfort Plan", "2", "Monthly 89.00 · Yearly 980.00 · Every 4 months 340.00", "Sales tax 8.25%", "On offer")
    ]
    assert desk.said == ["Template “Comfort Plan” saved."]


def test_a_template_needs_a_name_of_its_own(desk: Desk) -> None:
    desk.office.write(lambda writer: save_template(writer, NewTemplate("Comfort Plan")))
    listed = _page(desk)
    listed.write_new()
    desk.wait()
    sheet = sheet_of(TemplateSheet)
    sheet.saved.emit()
    assert sheet.left.error_of(sheet.name) == "This is needed."
    sheet.name.setText("Comfort Plan")
    sheet.saved.emit()
    desk.wait()
    assert sheet.error() == "There is already a plan template “Comfort Plan”."
    sheet.set_typed(typed=False)
    sheet.reject()


def test_a_number_of_months_without_a_price_is_asked_about(desk: Desk) -> None:
    listed = _page(desk)
    listed.write_new()
    desk.wait()
    sheet = sheet_of(TemplateSheet)
    sheet.name.setText("Pond care")
    enter(sheet.prices.months, 5)
    sheet.saved.emit()
    desk.wait()
    assert sheet.error() == "Enter both the number of months and the price."
    sheet.set_typed(typed=False)
    sheet.reject()


def test_a_change_is_for_plans_sold_from_now_on(desk: Desk) -> None:
    kept = desk.office.write(lambda writer: save_template(writer, NewTemplate("Comfort", {"monthly": 8_900})))
    plan = a_plan(desk.office, desk.customer_id, 8_900, template_id=kept, name="Comfort")
    listed = _page(desk)
    assert texts(listed.model, "live") == [("1",)]
    listed.table.opened.emit(kept)
    desk.wait()
    sheet = sheet_of(TemplateSheet)
    assert sheet.prices.prices["monthly"].value() == 8_900
    enter(sheet.prices.prices["monthly"], 9_500)
    enter(sheet.prices.prices["weekly"], None)
    sheet.saved.emit()
    desk.wait()
    assert _kept(desk)[0].prices == {"monthly": 9_500}
    assert page(desk.office, plan).row.price_minor == 8_900


def test_archiving_can_be_undone_and_archived_ones_are_shown_when_asked_for(desk: Desk) -> None:
    kept = desk.office.write(lambda writer: save_template(writer, NewTemplate("Comfort", {"monthly": 8_900})))
    listed = _page(desk)
    listed.table.set_current(kept)
    listed.archive_button.click()
    desk.wait()
    assert listed.model.count() == 0
    listed.with_archived.click()
    desk.wait()
    assert texts(listed.model, "name", "state") == [("Comfort", "Archived")]
    listed.undo()
    desk.wait()
    assert texts(listed.model, "state") == [("On offer",)]


def test_the_place_is_told_and_found_again(desk: Desk) -> None:
    told: list[str] = []
    desk.room.place_changed.connect(told.append)
    desk.room.home.tabs.select("templates")
    desk.wait()
    assert told == ["templates"]
    assert desk.room.place() == "templates"
    desk.open()
    desk.room.show_place("list")
    assert desk.room.place() == "list"
