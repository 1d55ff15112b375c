"""Paying a multi-site invoice: the parent ticks its sites, each can be ticked alone, and a part goes to them in turn."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt

from app.services.customers.changing import add_site
from app.services.customers.entering import NewSite
from app.services.invoicing.figures import NewLine
from app.services.invoicing.multi_site import NewMultiSite, SiteShare, issue_multi_site
from app.ui.kit.tables import Edit
from app.ui.payments.taking import Kinds
from tests.support.books import TODAY, scalar


@pytest.fixture
def piers(counter):
    """The marina owes 480.00, 480.00 and 280.00 at three sites on one invoice, besides what it owed before."""
    marina = counter.ids["marina"]
    for name in ("North", "South", "Fuel dock"):
        counter.office.write(partial(add_site, customer_id=marina, site=NewSite(name)))
    sites = [site for (site,) in _rows(counter, f"SELECT id FROM site WHERE customer_id = {marina} ORDER BY id")]
    shares = tuple(
        SiteShare(site, (NewLine("Pump-out", amount),)) for site, amount in zip(sites, (48_000, 48_000, 28_000), strict=True)
    )
    issued = counter.office.write(lambda writer: issue_multi_site(writer, NewMultiSite(marina, TODAY, shares)))
    return counter, issued


def _rows(counter, sql):
    with counter.office.book.read() as connection:
        return connection.exec_driver_sql(sql).all()


@pytest.fixture
def sheet(piers):
    """The payment sheet of the marina."""
    counter, _issued = piers
    opened = counter.payments.take(counter.ids["marina"], ())
    counter.wait()
    return opened


def lines(sheet):
    return [(row.item.number, row.ticked, row.applied_minor) for row in sheet.chooser.model.rows()]


def edit(sheet, row_id, key, value):
    sheet.chooser.model.edited.emit(Edit(row_id, key, value))


def test_a_parent_ticks_its_sites_and_pays_each_of_them(piers, sheet):
    counter, issued = piers
    sheet.chooser.kinds.set_value(Kinds.MULTI)
    sheet.chooser.kinds.changed.emit(Kinds.MULTI)
    number = issued.parent.number
    assert lines(sheet) == [(number, False, 0)], "folded, and nothing else is shown"
    edit(sheet, issued.parent.id, "pay", True)
    assert lines(sheet) == [(number, True, 124_000)]
    assert sheet.amount.value() == 124_000
    sheet.saved.emit()
    counter.wait()
    assert scalar(counter.office, "SELECT sum(open_minor) FROM invoice WHERE parent_id IS NOT NULL") == 0


def test_unfolded_some_sites_are_ticked_alone(piers, sheet):
    counter, issued = piers
    sheet.chooser.kinds.set_value(Kinds.MULTI)
    sheet.chooser.kinds.changed.emit(Kinds.MULTI)
    sheet.chooser.table.setFocus()
    sheet.chooser.table.set_current(issued.parent.id)
    counter.press(Qt.Key.Key_Plus)
    assert [number for number, _ticked, _part in lines(sheet)] == [
        issued.parent.number, *(site.number for site in issued.sites)
    ]  # fmt: skip
    edit(sheet, issued.sites[1].id, "pay", True)
    assert lines(sheet)[0] == (issued.parent.number, False, 48_000), "not all of its sites are ticked"
    counter.press(Qt.Key.Key_Minus)
    assert len(lines(sheet)) == 4, "what is ticked in part stays in sight"
    edit(sheet, issued.sites[1].id, "pay", False)
    assert len(lines(sheet)) == 1


def test_a_part_typed_on_the_parent_goes_to_its_sites_in_turn(piers, sheet):
    _counter, issued = piers
    edit(sheet, issued.parent.id, "applied", 60_000)
    applied = sheet.chooser.choice.spread().applied
    assert [applied.get(site.id, 0) for site in issued.sites] == [48_000, 12_000, 0]
    edit(sheet, issued.parent.id, "applied", 124_001)
    assert "has $1,240.00 open" in sheet.chooser.trouble()


def test_paying_from_the_parents_window_ticks_all_of_its_sites(piers):
    counter, issued = piers
    sheet = counter.payments.take(counter.ids["marina"], [issued.parent.id])
    counter.wait()
    assert sheet.chooser.choice.wanted == {site.id: site.total_minor for site in issued.sites}


def test_single_site_invoices_alone_can_be_looked_at_and_all_of_them_ticked(piers, sheet):
    _counter, issued = piers
    sheet.chooser.kinds.set_value(Kinds.SINGLE)
    sheet.chooser.kinds.changed.emit(Kinds.SINGLE)
    sheet.chooser.all.click()
    shares = {site.id for site in issued.sites}
    assert sheet.chooser.choice.wanted
    assert not shares & set(sheet.chooser.choice.wanted)


def test_without_multi_site_invoices_the_choice_is_not_offered(counter):
    sheet = counter.payments.take(counter.ids["marina"], ())
    counter.wait()
    assert sheet.chooser.kinds.isHidden()
