"""The sample's estimates: some in each state, the older of the accepted ones made into invoices, jobs and plans."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from app.domain.rounding import MILLION
from app.models.invoices import Invoice
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.entering import NewCustomer
from app.services.estimates.converting import PlanTerms, make_invoice, make_job, make_plan
from app.services.estimates.deciding import accept_estimate, decline_estimate, send_estimate
from app.services.estimates.deposits import NewDeposit, take_deposit
from app.services.estimates.reading import standing
from app.services.estimates.writing import NewEstimate, write_estimate
from app.services.invoicing.drafts import issue_draft
from app.services.invoicing.figures import NewLine
from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import move_job
from app.services.office import Writer

_SEED = 1_915
# What is offered: its price, the hours of work that go with it, and whether a deposit is asked for.
_OFFERS = (
    ("Furnace replacement", 389_000, 9, True),
    ("Heat pump, outdoor unit", 612_000, 14, True),
    ("Water heater, 50 gallons", 148_500, 5, False),
    ("Dock lighting, twelve fixtures", 236_400, 12, True),
    ("Backflow preventer", 62_900, 3, False),
    ("Duct cleaning, whole house", 54_000, 4, False),
    ("Generator with transfer switch", 845_000, 16, True),
)
_REASONS = ("Too dear this year", "Somebody else was quicker", "Will be decided in spring")
_PLANS = ("Filter plan for two units", "Yearly inspection of all equipment")
# state, days ago it was written, what became of it; in the order in which they are numbered.
_STORIES: tuple[tuple[str, int, str], ...] = (
    ("accepted", 150, "invoice"),
    ("declined", 141, ""),
    ("accepted", 120, "invoice"),
    ("sent", 112, ""),
    ("accepted", 96, "job"),
    ("declined", 88, ""),
    ("accepted", 80, "plan"),
    ("sent", 71, ""),
    ("accepted", 63, "invoice"),
    ("accepted", 55, "job"),
    ("sent", 47, ""),
    ("declined", 41, ""),
    ("accepted", 34, "draft"),
    ("sent", 26, ""),
    ("accepted", 22, "plan"),
    ("accepted", 18, ""),
    ("sent", 15, ""),
    ("declined", 13, ""),
    ("sent", 11, ""),
    ("accepted", 9, ""),
    ("sent", 7, ""),
    ("sent", 4, ""),
    ("draft", 2, ""),
    ("draft", 1, ""),
    ("draft", 0, ""),
)


def offer_work(
    writer: Writer, customers: Sequence[tuple[int, NewCustomer]], tax_ppm: int, tax_rate_id: int | None, today: date
) -> None:
    """Write the estimates, with their answers, deposits and what was made of them."""
    rng = random.Random(_SEED)  # noqa: S311 - a story, not a secret
    chosen = rng.sample(list(customers), len(_STORIES))
    for (customer_id, customer), (state, back, became) in zip(chosen, _STORIES, strict=True):
        written_on = today - timedelta(days=back)
        then = replace(writer, today=written_on)
        new = _offer(rng, customer_id, written_on, (tax_ppm, tax_rate_id), became)
        id_ = write_estimate(then, new)
        if state == "draft":
            continue
        send_estimate(then, id_)
        answered_on = min(written_on + timedelta(days=rng.randint(2, 12)), today)
        then = replace(writer, today=answered_on)
        if state == "declined":
            decline_estimate(then, id_, answered_on, customer.billing.name, rng.choice(_REASONS))
        elif state == "accepted":
            accept_estimate(then, id_, answered_on, customer.billing.name)
            asked = standing(then, id_).asked_minor
            if asked and became != "plan":
                how = ("bank", "") if back > 20 else ("check", str(rng.randint(1001, 9899)))
                take_deposit(then, id_, NewDeposit(answered_on, how[0], asked, how[1]), sure=True)
            _become(then, id_, became, today)


def _offer(
    rng: random.Random, customer_id: int, written_on: date, tax: tuple[int, int | None], became: str
) -> NewEstimate:
    """Return an estimate; ``tax`` is the rate and the id of the tax that material bears."""
    if became == "plan":
        return NewEstimate(customer_id, written_on, (NewLine(rng.choice(_PLANS), rng.choice((3_900, 7_800, 12_500))),))
    name, price, hours, asks = rng.choice(_OFFERS)
    lines = (
        NewLine(name, price, MILLION, 0, *tax),
        NewLine("Installation, hours", 9_500, hours * MILLION),
    )
    message = "Old equipment is taken away and disposed of." if asks else ""
    return NewEstimate(customer_id, written_on, lines, name, message, deposit_ppm=300_000 if asks else 0)


def _become(writer: Writer, estimate_id: int, became: str, today: date) -> None:
    """Make something of an accepted estimate; what is old enough is invoiced and paid."""
    facts = standing(writer, estimate_id)
    later = min(writer.today + timedelta(days=24), today)
    if became == "draft":
        make_invoice(writer, estimate_id)
    elif became == "invoice":
        issued = issue_draft(writer, make_invoice(writer, estimate_id))
        if (today - writer.today).days > 60:
            _pay(writer, facts.customer_id, issued.id, later)
    elif became == "job":
        job = make_job(writer, estimate_id)
        if (today - writer.today).days > 60:
            move_job(writer, job.id, "done", on=later)
            _pay(writer, facts.customer_id, invoice_job(writer, job.id, on=later).invoice_id, later)
    elif became == "plan":
        make_plan(writer, estimate_id, PlanTerms("monthly", today + timedelta(days=10), facts.net_minor))


def _pay(writer: Writer, customer_id: int, invoice_id: int, on: date) -> None:
    left = writer.connection.execute(select(Invoice.open_minor).where(Invoice.id == invoice_id)).scalar_one()
    if left:
        take_payment(writer, NewPayment(customer_id, on, "bank", left, apply={invoice_id: left}))
