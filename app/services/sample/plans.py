"""The sample's service plans: sold over two years, billed month by month by the engine itself, collected, sometimes refused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from app.services.billing.charges import charge_paid, charge_sent, charges_to_send
from app.services.billing.dunning import charge_failed
from app.services.billing.planning import RunRequest
from app.services.billing.posting import post_run
from app.services.collecting.receiving import NewPayment, take_payments
from app.services.customers.entering import NewCustomer
from app.services.invoicing.issuing import IssuedInvoice
from app.services.office import Writer
from app.services.plans.entering import NewPlan, enter_plans
from app.services.plans.templates import NewTemplate, save_template

TEMPLATES = (
    NewTemplate("Comfort Plan", {"monthly": 8_900, "yearly": 98_000}, "Two tune-ups a year, no call-out fee", "", 2),
    NewTemplate("Filter Plan", {"monthly": 1_900, "quarterly": 5_400}, "A new filter every quarter", "", 4),
    NewTemplate("Furnace Visit", {"yearly": 24_000}, "One furnace visit before winter", "", 1),
    NewTemplate("Facility Care", {"quarterly": 48_000, "half-yearly": 92_000}, "Pumps, drains and boilers of a site", "", 4),
)
_OFFERS = (
    (0, "monthly", 34),
    (0, "yearly", 8),
    (1, "monthly", 22),
    (1, "quarterly", 14),
    (2, "yearly", 14),
    (3, "quarterly", 8),
)
_PAID_BY = ("card", "card", "card", "card", "bank", "check", "check", "other", "cash")
_BRANDS = ("Visa", "Mastercard", "Amex", "Discover")


def sell_plans(
    writer: Writer, rng: random.Random, customers: Sequence[tuple[int, NewCustomer]], first: date, today: date
) -> None:
    """Enter the templates and the plans that were sold between ``first`` and ``today``."""
    ids = [save_template(writer, template) for template in TEMPLATES]
    offers = [(at, code) for at, code, weight in _OFFERS for _each in range(weight)]
    chosen = [customer for customer in customers if rng.random() < 0.38]
    plans = []
    for customer_id, customer in chosen:
        at, code = rng.choice(offers)
        start = first + timedelta(days=rng.randint(0, (today - first).days - 20))
        plans.append(_plan(rng, customer_id, customer, ids[at], code, start, today))
    enter_plans(writer, plans)


def _plan(
    rng: random.Random, customer_id: int, customer: NewCustomer, template_id: int, code: str, start: date, today: date
) -> NewPlan:
    paid_by = rng.choice(_PAID_BY)
    label, expires, reference = "", None, ""
    if paid_by == "card":
        label = f"{rng.choice(_BRANDS)} ····{rng.randint(0, 9999):04d}"
        expires = _month_end(today, rng.randint(-1, 40))
        reference = f"pm_sample_{customer_id}"
    elif paid_by == "bank":
        label = f"Northland Bank ····{rng.randint(0, 9999):04d}"
        reference = f"pm_sample_{customer_id}"
    return NewPlan(
        customer_id,
        start,
        code,
        template_id=template_id,
        paid_by=paid_by,
        discount_ppm=100_000 if customer.kind == "commercial" and rng.random() < 0.2 else 0,
        terms="net15" if paid_by in {"check", "other"} else "receipt",
        status="active",
        method_ref=reference,
        method_label=label,
        method_expires_on=expires,
    )


def bill_plans(writer: Writer, through: date) -> list[IssuedInvoice]:
    """Run the billing engine through a day, as the office does at the end of each month."""
    return list(post_run(writer, RunRequest(through), confirmed=True).invoices)


def collect_plans(writer: Writer, rng: random.Random, *, recent: bool) -> set[int]:
    """Send what waits to be charged: most is taken, of the ``recent`` some are refused. Returns the invoices still waiting."""
    waiting = charges_to_send(writer)
    paid: list[NewPayment] = []
    refused: set[int] = set()
    for charge in waiting:
        charge_sent(writer, charge.id)
        if recent and rng.random() < 0.06:
            charge_failed(writer, charge.id, rng.choice(("expired_card", "insufficient_funds", "card_declined")))
            refused.add(charge.invoice_id)
            continue
        charge_paid(writer, charge.id)
        apply = {charge.invoice_id: charge.amount_minor}
        paid.append(NewPayment(charge.customer_id, writer.today, charge.method, charge.amount_minor, apply=apply))
    take_payments(writer, paid)
    return refused


def _month_end(today: date, months: int) -> date:
    count = today.year * 12 + today.month + months
    return date(count // 12, count % 12 + 1, 1) - timedelta(days=1)
