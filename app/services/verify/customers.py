"""Checks of customers' accounts: the three totals on each, computed again from the journal."""

# ruff: noqa: S608 - queries are put together from our own names and account codes

from __future__ import annotations

from app.domain.chart import INCOME_CODES, Chart
from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look


def customers_due(reader: Reader) -> CheckResult:
    """What a customer owes is the balance of the customer's receivables."""
    return _total(
        reader,
        _("What each customer owes follows from the journal"),
        "due_minor",
        f"SUM(amount_minor) AS amount FROM posting WHERE account_id = {int(Chart.RECEIVABLES)}",
    )


def customers_credit(reader: Reader) -> CheckResult:
    """A customer's credit is the balance of what the company holds for the customer."""
    return _total(
        reader,
        _("Each customer's credit follows from the journal"),
        "credit_minor",
        f"-SUM(amount_minor) AS amount FROM posting WHERE account_id = {int(Chart.CUSTOMER_CREDIT)}",
    )


def customers_lifetime(reader: Reader) -> CheckResult:
    """A customer's lifetime value is the income posted for the customer."""
    return _total(
        reader,
        _("Each customer's lifetime value follows from the journal"),
        "lifetime_minor",
        f"-SUM(amount_minor) AS amount FROM posting WHERE account_id BETWEEN {INCOME_CODES[0]} AND {INCOME_CODES[1]}",
    )


def merged_are_empty(reader: Reader) -> CheckResult:
    """Nothing is posted to a customer who is part of another, and it is on record how the one became part of the other."""
    return look(
        reader,
        _("Merged customers have no postings of their own, and their merges are on record"),
        "customer WHERE merged_into_id IS NOT NULL",
        "SELECT customer.account, customer.name FROM customer "
        "LEFT JOIN customer AS whole ON whole.id = customer.merged_into_id "
        "LEFT JOIN customer_merge AS merge ON merge.gone_id = customer.id AND merge.undone_at IS NULL "
        "WHERE (customer.merged_into_id IS NULL) <> (merge.id IS NULL) OR whole.merged_into_id IS NOT NULL "
        "OR (customer.merged_into_id IS NOT NULL AND "
        "EXISTS (SELECT 1 FROM posting WHERE posting.customer_id = customer.id))",
        lambda account, customer: f"{account} {customer}",
    )


def _total(reader: Reader, name: str, column: str, summed: str) -> CheckResult:
    show = amounts(reader)
    return look(
        reader,
        name,
        "customer",
        f"SELECT customer.account, customer.name, customer.{column}, COALESCE(posted.amount, 0) FROM customer "
        f"LEFT JOIN (SELECT customer_id, {summed} AND customer_id IS NOT NULL GROUP BY customer_id) AS posted "
        f"ON posted.customer_id = customer.id WHERE customer.{column} <> COALESCE(posted.amount, 0)",
        lambda account, customer, stored, journal: _("{account} {name}: {stored} kept, {journal} by the journal").format(
            account=account, name=customer, stored=show(stored), journal=show(journal)
        ),
    )
