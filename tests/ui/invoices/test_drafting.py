"""Lines while they are written add up as the services add them up."""

import pytest

from app.domain.errors import UserError
from app.domain.rounding import MILLION
from app.domain.tax import TaxRounding
from app.services.invoicing.figures import NewLine, figures_of
from app.services.queries.invoice_form import SiteChoice, TaxFacts
from app.ui.invoices.drafting import DraftLines

TAX = TaxFacts(3, "State tax", 68_750)


def written(*edits, tax=None):
    lines = DraftLines.begun(tax)
    for line_id, key, value in edits:
        lines = lines.edited(line_id, key, value)
    return lines


def test_a_blank_line_is_left_out():
    lines = written((1, "description", "Filter"), (1, "price", 2_000)).added()
    assert len(lines.lines) == 2
    assert lines.as_new() == (NewLine("Filter", 2_000),)


def test_new_lines_bear_the_customers_tax():
    lines = written((1, "description", "Filter"), (1, "price", 2_000), tax=TAX)
    assert lines.as_new() == (NewLine("Filter", 2_000, tax_ppm=68_750, tax_rate_id=3),)
    assert lines.edited(1, "tax", None).as_new() == (NewLine("Filter", 2_000),)


@pytest.mark.parametrize("rule", TaxRounding)
def test_sums_are_the_services_own(rule):
    lines = written((1, "description", "A"), (1, "price", 333), (1, "quantity", 1_500_000), (1, "discount", 100_000), tax=TAX)
    lines = lines.added().edited(2, "description", "B").edited(2, "price", 1_999)
    shown, figures = lines.summed(rule)
    assert figures == figures_of(lines.as_new(), rule)
    assert [line.net_minor for line in shown.lines] == list(figures.nets)
    assert sum(each.tax_minor for each in lines.taxes(figures)) == figures.tax_minor


def test_a_discount_beyond_everything_is_refused():
    with pytest.raises(UserError):
        written((1, "price", 100), (1, "discount", 2 * MILLION)).summed(TaxRounding.LINE)


def test_lines_move_and_go_but_one_always_stays():
    lines = written((1, "description", "A")).added().edited(2, "description", "B")
    assert [line.description for line in lines.moved(2, -1).lines] == ["B", "A"]
    assert lines.moved(1, -1) == lines
    gone = lines.removed(1).removed(2)
    assert len(gone.lines) == 1
    assert gone.lines[0].is_blank


def test_an_old_draft_keeps_a_rate_that_is_offered_no_more():
    old = (NewLine("A", 100, tax_ppm=50_000, tax_rate_id=9),)
    lines = DraftLines.begun(TAX, old, (TAX,))
    assert lines.as_new() == old


def test_the_first_line_leads_those_of_other_sites_that_say_the_same():
    sites = [SiteChoice(1, "North"), SiteChoice(2, "South"), SiteChoice(3, "Fuel dock")]
    lines = DraftLines.begun(None).spread(sites)
    first, second, third = (line.id for line in lines.lines)
    lines = lines.edited_alike(first, "description", "Pump-out").edited_alike(first, "price", 48_000)
    lines = lines.edited_alike(third, "price", 28_000).edited_alike(first, "price", 50_000)
    assert [(line.site.name, line.description, line.unit_price_minor) for line in lines.lines] == [
        ("North", "Pump-out", 50_000),
        ("South", "Pump-out", 50_000),
        ("Fuel dock", "Pump-out", 28_000),
    ]
    lines = lines.edited_alike(second, "site", sites[0])
    assert [(share.site_id, len(share.lines)) for share in lines.shares()] == [(1, 2), (3, 1)]
