"""Editing an account as a form does, and many accounts at once: whole or not at all, and what undoes it."""

from __future__ import annotations

import pytest

from app.domain.errors import Conflict, NotFound, UserError
from app.services.customers.batch import assign_manager, put_managers_back, tag_customers, untag_customers
from app.services.customers.editing import AccountEdit, SiteEdit, edit_account
from app.services.customers.entering import ContactDetails, NewSite
from app.services.queries.account_page import account_page
from app.services.queries.activity import activity_ids, activity_rows, changes_of, sentence
from app.services.tax_rates import add_tax_rate
from tests.support.books import a_customer, scalar


def _page(office, customer):
    return office.read(lambda reader: account_page(reader, customer))


def _diary(office, customer):
    def told(reader):
        rows = activity_rows(reader, activity_ids(reader, customer))
        changes = [[(each.label, each.before, each.after) for each in changes_of(row, reader.profile)] for row in rows]
        return [(sentence(row, reader.profile), change) for row, change in zip(rows, changes, strict=True)]

    return office.read(told)


def test_the_edit_that_is_returned_undoes_the_edit(office):
    customer = a_customer(office, billing=ContactDetails("Martha", "1 Main Street"), tags=("winter",), manager="Ana")
    before = _page(office, customer)
    edit = AccountEdit(
        {"name": "Marta Bloom", "manager": "Ben"}, ContactDetails("Marta"), ContactDetails(phone="+12175550199"), ("VIP",)
    )
    undo = office.write(lambda writer: edit_account(writer, customer, edit, version=before.header.version))
    assert _page(office, customer).header.name == "Marta Bloom"
    office.write(lambda writer: edit_account(writer, customer, undo))
    after = _page(office, customer)
    assert (after.header.name, after.header.manager) == ("Martha Bloom", "Ana")
    assert (after.billing, after.primary, after.tags) == (before.billing, before.primary, before.tags)


def test_sites_are_renamed_moved_and_archived_and_undone(office):
    customer = a_customer(office, sites=(NewSite("Pier 4", "4 Dock Road"), NewSite("Boathouse")))
    ids = {site.name: site.id for site in _page(office, customer).sites}
    pier, boathouse = ids["Pier 4"], ids["Boathouse"]
    moved = SiteEdit(pier, NewSite("Pier 5", "5 Dock Road"), archived=False)
    edit = AccountEdit(sites=(moved, SiteEdit(boathouse, NewSite("Boathouse"), archived=True)))
    undo = office.write(lambda writer: edit_account(writer, customer, edit))
    sites = {(site.name, site.line1, site.archived) for site in _page(office, customer).sites}
    assert sites == {("Pier 5", "5 Dock Road", False), ("Boathouse", "", True)}
    assert "pier 5" in scalar(office, "SELECT search_text FROM customer")
    archived, changed = _diary(office, customer)[:2]
    assert (archived[0], changed[0]) == ("Site “Boathouse” archived.", "Site changed.")
    assert changed[1] == [("Site", "Pier 4, 4 Dock Road", "Pier 5, 5 Dock Road")]
    office.write(lambda writer: edit_account(writer, customer, undo))
    assert {(site.name, site.archived) for site in _page(office, customer).sites} == {("Pier 4", False), ("Boathouse", False)}


def test_a_site_of_somebody_else_is_not_changed(office):
    customer, other = a_customer(office, sites=(NewSite("Pier 4"),)), a_customer(office, "Ben")
    (site,) = _page(office, customer).sites
    renamed, nameless = (AccountEdit(sites=(SiteEdit(site.id, NewSite(name), archived=False),)) for name in ("X", " "))
    with pytest.raises(NotFound, match="not in this book"):
        office.write(lambda writer: edit_account(writer, other, renamed))
    with pytest.raises(UserError, match="needs a name"):
        office.write(lambda writer: edit_account(writer, customer, nameless))


def test_the_diary_names_the_tax_that_a_customer_pays(office):
    customer = a_customer(office)
    tax = office.write(lambda writer: add_tax_rate(writer, "County", 10_000))
    office.write(lambda writer: edit_account(writer, customer, AccountEdit({"tax_rate_id": tax})))
    assert _diary(office, customer)[0][1] == [("Tax", "", "County")]
    with pytest.raises(NotFound, match="tax"):
        office.write(lambda writer: edit_account(writer, customer, AccountEdit({"tax_rate_id": 999})))


def test_an_edit_that_says_nothing_new_changes_and_offers_nothing(office):
    customer = a_customer(office, tags=("winter",))
    header = _page(office, customer).header
    edit = AccountEdit({"name": header.name, "terms": header.terms}, ContactDetails(), ContactDetails(), ("winter",))
    outcome = office.perform(lambda writer: edit_account(writer, customer, edit, version=header.version))
    assert (outcome.value, outcome.changes) == (None, frozenset())


def test_a_refused_part_leaves_the_whole_account_as_it_was(office):
    customer = a_customer(office)
    edit = AccountEdit({"name": "New name"}, ContactDetails("Somebody"), new_sites=(NewSite(""),))
    with pytest.raises(UserError, match="needs a name"):
        office.write(lambda writer: edit_account(writer, customer, edit))
    page = _page(office, customer)
    assert (page.header.name, page.billing) == ("Martha Bloom", None)


def test_an_edit_of_what_was_shown_before_somebody_elses_is_a_conflict(office):
    customer = a_customer(office)
    version = _page(office, customer).header.version
    office.write(lambda writer: edit_account(writer, customer, AccountEdit({"manager": "Ben"})))
    with pytest.raises(Conflict):
        office.write(lambda writer: edit_account(writer, customer, AccountEdit({"manager": "Cleo"}), version=version))
    assert _page(office, customer).header.manager == "Ben"


def test_tagging_many_returns_only_those_who_were_not_tagged(office):
    bears, others = a_customer(office, "Anna", tags=("winter", "VIP")), [a_customer(office, name) for name in ("Ben", "Cleo")]
    tagged = office.write(lambda writer: tag_customers(writer, [bears, *others], "  winter "))
    assert tagged == others
    office.write(lambda writer: untag_customers(writer, tagged, "winter"))
    assert scalar(office, "SELECT COUNT(*) FROM customer_tag WHERE tag = 'winter'") == 1
    assert _page(office, bears).tags == ("VIP", "winter")


def test_managers_are_put_back_one_by_one(office):
    first, second = a_customer(office, "A", manager="Ana"), a_customer(office, "B")
    third = a_customer(office, "C", manager="Cleo")
    before = office.write(lambda writer: assign_manager(writer, [first, second, third], " Cleo "))
    assert before == {first: "Ana", second: ""}
    assert office.write(lambda writer: put_managers_back(writer, before)) == 2
    assert [_page(office, customer).header.manager for customer in (first, second, third)] == ["Ana", "", "Cleo"]


class _Stopped:
    """Somebody pressed Cancel at once."""

    cancelled = True

    def step(self, done, total, text=""):
        pass


def test_cancelling_leaves_nobody_changed(office):
    ids = [a_customer(office, name) for name in ("A", "B")]
    with pytest.raises(UserError, match="No customer was changed"):
        office.write(lambda writer: tag_customers(writer, ids, "winter", _Stopped()))
    assert scalar(office, "SELECT COUNT(*) FROM customer_tag") == 0


def test_a_tag_needs_a_word(office):
    with pytest.raises(UserError):
        office.write(lambda writer: tag_customers(writer, [], " "))
