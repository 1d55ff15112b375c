"""A statement of one site, or one for each, chosen in the form: the paper names the site and counts what is the site's."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import add_site
from app.services.customers.entering import NewSite
from app.services.documents import StatementKind
from app.services.mail.kinds import MailKind
from app.services.mail.orders import MailOrder, draft_of
from app.services.queries.statement_sites import NO_SITE
from app.ui.statements.sheet import EACH
from tests.support.books import TODAY, an_invoice
from tests.ui.statements.test_statements import choose, one, shown, words_of


@pytest.fixture
def sites(counter):
    """The café with two sites that were invoiced, beside the $50.00 that it owes for none."""
    cafe = counter.ids["cafe"]
    ids = []
    for name, minor in (("Harbor kiosk", 3_300), ("Old town", 2_200)):
        site = counter.office.write(partial(add_site, customer_id=cafe, site=NewSite(name)))
        an_invoice(counter.office, cafe, minor, issued_on=TODAY - timedelta(3), site_id=site)
        ids.append(site)
    return ids


def paper(counter, tmp_path, site):
    sheet = one(counter, "cafe")
    choose(sheet, kind=StatementKind.OPEN_ITEM)
    sheet.site.set_value(site)
    sheet.saved.emit()
    return words_of(shown(counter), tmp_path)


def test_the_paper_names_its_site_and_lists_no_others(counter, sites, tmp_path):
    words = paper(counter, tmp_path, sites[0])
    assert "Harbor kiosk" in words
    assert "33.00" in words
    assert "22.00" not in words


def test_each_site_gets_a_statement_and_they_add_up(counter, sites, tmp_path):
    words = paper(counter, tmp_path, EACH)
    for name, amount in (("Harbor kiosk", "$33.00"), ("Old town", "$22.00"), ("Without a site", "$50.00")):
        assert name in words
        assert amount in words
    assert "$105.00" not in words


def test_without_sites_nothing_is_asked(counter):
    assert one(counter, "ho")._site_box.isHidden()


def test_one_for_each_site_is_not_one_table(counter, sites):
    sheet = one(counter, "cafe")
    sheet.site.set_value(EACH)
    sheet.site.changed.emit(EACH)
    assert not sheet.export.isEnabled()
    sheet.site.set_value(sites[1])
    sheet.site.changed.emit(sites[1])
    assert sheet.export.isEnabled()
    sheet.reject()


def test_what_is_written_by_mail_says_the_same_as_the_paper(counter, sites):
    credit = NewPayment(counter.ids["cafe"], TODAY, "cash", 1_000, apply={})
    counter.office.write(partial(take_payment, new=credit))
    for site, amount in ((sites[1], "$22.00"), (NO_SITE, "$50.00"), (0, "$105.00")):
        order = MailOrder(MailKind.STATEMENT, counter.ids["cafe"], site)
        assert amount in counter.office.read(lambda reader, order=order: draft_of(reader, order)).body
