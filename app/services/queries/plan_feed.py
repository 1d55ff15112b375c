"""A plan's feed: what the customer's diary tells of the plan, of its invoices and of the payments that met them."""

from __future__ import annotations

from sqlalchemy import select

from app.models.payments import Payment
from app.services.office import Reader
from app.services.queries.activity import ActivityFacts, activity_ids, activity_rows
from app.services.queries.plan_page import PlanPage

MOST_TOLD = 100
_MOST_READ = 4_000
_AT_ONCE = 400


def plan_feed(reader: Reader, page: PlanPage) -> list[ActivityFacts]:
    """Return what happened to a plan, newest first: at most ``MOST_TOLD`` entries, out of the customer's latest.

    Args:
        reader: one moment of the book.
        page: the plan's details, as read in the same moment.
    """
    of_plan = {page.row.number}
    of_money = {payment.invoice_number for payment in page.payments} | _payment_numbers(reader, page)
    of_money.discard("")
    ids = activity_ids(reader, page.row.customer_id)[:_MOST_READ]
    found: list[ActivityFacts] = []
    for start in range(0, len(ids), _AT_ONCE):
        for each in activity_rows(reader, ids[start : start + _AT_ONCE]):
            family = each.kind.partition(".")[0]
            told = {value for value in each.details.values() if isinstance(value, str)}
            if (family == "plan" and told & (of_plan | of_money)) or (family in {"invoice", "payment"} and told & of_money):
                found.append(each)
                if len(found) == MOST_TOLD:
                    return found
    return found


def _payment_numbers(reader: Reader, page: PlanPage) -> set[str]:
    wanted = sorted({id_ for payment in page.payments for id_ in payment.payment_ids})
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found.update(reader.connection.execute(select(Payment.number).where(Payment.id.in_(some))).scalars())
    return found
