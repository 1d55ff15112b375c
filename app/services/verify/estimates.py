"""Checks of estimates: lines and totals add up, and what was made of one, or taken for it, is the same customer's."""

from __future__ import annotations

from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look


def totals_follow_lines(reader: Reader) -> CheckResult:
    """What an estimate comes to is the sum of its lines and their tax."""
    show = amounts(reader)
    return look(
        reader,
        _("Estimates add up to their lines"),
        "estimate",
        "SELECT estimate.title, estimate.total_minor, COALESCE(added.total, 0) FROM estimate LEFT JOIN ("
        "SELECT estimate_id, SUM(net_minor + tax_minor) AS total, SUM(tax_minor) AS tax FROM estimate_line GROUP BY estimate_id"
        ") AS added ON added.estimate_id = estimate.id "
        "WHERE estimate.total_minor <> COALESCE(added.total, 0) OR estimate.tax_minor <> COALESCE(added.tax, 0)",
        lambda title, stored, found: _("estimate “{title}”: {stored} by its own total, {found} by its lines").format(
            title=title, stored=show(stored), found=show(found)
        ),
    )


def made_for_their_customer(reader: Reader) -> CheckResult:
    """What was made of an estimate, and the deposits taken for it, are its own customer's; its invoice stands."""
    return look(
        reader,
        _("Estimates are made into what their own customer gets"),
        "estimate WHERE number IS NOT NULL",
        "SELECT estimate.number, 'invoice' FROM estimate JOIN invoice ON invoice.id = estimate.invoice_id "
        "WHERE invoice.customer_id <> estimate.customer_id OR invoice.state = 'void' "
        "UNION ALL SELECT estimate.number, 'job' FROM estimate JOIN job ON job.id = estimate.job_id "
        "WHERE job.customer_id <> estimate.customer_id "
        "UNION ALL SELECT estimate.number, 'plan' FROM estimate JOIN plan ON plan.id = estimate.plan_id "
        "WHERE plan.customer_id <> estimate.customer_id "
        "UNION ALL SELECT estimate.number, 'deposit' FROM estimate_deposit "
        "JOIN estimate ON estimate.id = estimate_deposit.estimate_id "
        "JOIN payment ON payment.id = estimate_deposit.payment_id WHERE payment.customer_id <> estimate.customer_id",
        lambda number, what: _("estimate {number}: {what} is void or somebody else's").format(
            number=number, what=_made()[what]
        ),
    )


def _made() -> dict[str, str]:
    return {"invoice": _("its invoice"), "job": _("its job"), "plan": _("its plan"), "deposit": _("its deposit")}
