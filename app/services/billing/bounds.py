"""The bounds of a run: what no office means to post without having looked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.domain.language import _
from app.services.billing.planning import RunPlan


@dataclass(frozen=True, slots=True)
class Stop:
    """A bound that the run would exceed. ``kind``: documents (count of them for a customer) or amount (minor units)."""

    kind: str
    account: str
    customer_name: str
    plan_number: str
    found: int
    bound: int

    def sentence(self) -> str:
        """Return it in words, in the language in use."""
        if self.kind == "documents":
            return _("{name} ({account}) would get {count} invoices at once.").format(
                name=self.customer_name, account=self.account, count=self.found
            )
        return _("An invoice of plan {plan} for {name} is {percent} % of its last one.").format(
            plan=self.plan_number, name=self.customer_name, percent=self.found * 100 // max(self.bound, 1)
        )


def stops(plan: RunPlan) -> list[Stop]:
    """Return the bounds that a run would exceed: documents per customer, and amounts far above a plan's last one.

    An invoice for several periods is measured by what one of them comes to: that they are put together was asked for.
    """
    rules = plan.rules
    counts = Counter(bill.customer_id for bill in plan.bills)
    found: list[Stop] = []
    told: set[int] = set()
    for bill in plan.bills:
        last = bill.last_total_minor
        if last and bill.period_total_minor * 100 > last * rules.most_percent:
            total = bill.period_total_minor
            found.append(Stop("amount", bill.account, bill.customer_name, bill.plan_number, total, last))
        if counts[bill.customer_id] > rules.most_documents and bill.customer_id not in told:
            told.add(bill.customer_id)
            found.append(
                Stop(
                    "documents",
                    bill.account,
                    bill.customer_name,
                    bill.plan_number,
                    counts[bill.customer_id],
                    rules.most_documents,
                )
            )
    return found
