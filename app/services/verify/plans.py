"""Checks of service plans: no day billed twice, periods and adjustments what their invoices say, runs and charges too."""

from __future__ import annotations

from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look

_BILLED = "state IN ('billed', 'combined', 'waived')"


def days_billed_once(reader: Reader) -> CheckResult:
    """No day of a plan is invoiced twice."""
    return look(
        reader,
        _("No day of a plan is billed twice"),
        f"plan_period WHERE {_BILLED}",
        "SELECT plan.number, overlap.first_on FROM (SELECT plan_id, first_on, LAG(last_on) OVER "  # noqa: S608 - our own words
        f"(PARTITION BY plan_id, segment ORDER BY first_on, id) AS before FROM plan_period WHERE {_BILLED} "
        "AND first_on <= last_on) AS overlap JOIN plan ON plan.id = overlap.plan_id WHERE overlap.first_on <= overlap.before",
        lambda number, first_on: _("plan {number}: the period from {date} overlaps the one before").format(
            number=number, date=first_on
        ),
    )


def periods_invoiced(reader: Reader) -> CheckResult:
    """What was asked for a plan's periods and adjustments is what their invoices say, and they are the plan's customer's."""
    show = amounts(reader)
    return look(
        reader,
        _("What plans were billed is what their invoices say"),
        "plan_period WHERE invoice_id IS NOT NULL",
        "SELECT invoice.number, billed.net, invoice.total_minor - invoice.tax_minor FROM ("
        "SELECT part.invoice_id, SUM(part.net_minor) AS net, MIN(plan.customer_id) AS first_one, "
        "MAX(plan.customer_id) AS last_one "
        "FROM (SELECT plan_id, invoice_id, net_minor FROM plan_period WHERE invoice_id IS NOT NULL "
        "UNION ALL SELECT plan_id, invoice_id, net_minor FROM plan_adjustment WHERE invoice_id IS NOT NULL) AS part "
        "JOIN plan ON plan.id = part.plan_id GROUP BY part.invoice_id) AS billed "
        "JOIN invoice ON invoice.id = billed.invoice_id WHERE billed.net <> invoice.total_minor - invoice.tax_minor "
        "OR billed.first_one <> invoice.customer_id OR billed.last_one <> invoice.customer_id",
        lambda number, net, invoiced: _("invoice {number}: {net} by its plan, {invoiced} on the invoice").format(
            number=number, net=show(net), invoiced=show(invoiced)
        ),
    )


def runs_add_up(reader: Reader) -> CheckResult:
    """A run posted as many invoices and as much as it says."""
    show = amounts(reader)
    return look(
        reader,
        _("Billing runs add up to their invoices"),
        "billing_run",
        "SELECT billing_run.number, billing_run.total_minor, COALESCE(made.total, 0) FROM billing_run LEFT JOIN ("
        "SELECT one.run_id, COUNT(*) AS invoices, SUM(invoice.total_minor) AS total FROM ("
        "SELECT DISTINCT run_id, invoice_id FROM plan_period WHERE run_id IS NOT NULL AND invoice_id IS NOT NULL) AS one "
        "JOIN invoice ON invoice.id = one.invoice_id GROUP BY one.run_id) AS made ON made.run_id = billing_run.id "
        "WHERE billing_run.invoices <> COALESCE(made.invoices, 0) OR billing_run.total_minor <> COALESCE(made.total, 0)",
        lambda number, stored, found: _("run {number}: {stored} by its own total, {found} by its invoices").format(
            number=number, stored=show(stored), found=show(found)
        ),
    )


def charges_within_invoices(reader: Reader) -> CheckResult:
    """A charge asks the invoice's own customer, and for no more than the invoice."""
    show = amounts(reader)
    return look(
        reader,
        _("Charges ask for no more than their invoice"),
        "plan_charge",
        "SELECT invoice.number, plan_charge.amount_minor, invoice.total_minor FROM plan_charge "
        "JOIN invoice ON invoice.id = plan_charge.invoice_id WHERE plan_charge.amount_minor > invoice.total_minor "
        "OR plan_charge.customer_id <> invoice.customer_id",
        lambda number, asked, total: _("invoice {number}: {asked} is asked for, its total is {total}").format(
            number=number, asked=show(asked), total=show(total)
        ),
    )
