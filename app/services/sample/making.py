"""Making the sample company: the same services as an office uses, two years in a few seconds.

Everything is drawn from one seeded generator, so that the same day gives the same book on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from app.domain.folding import fold
from app.models.engine import is_file_url
from app.models.invoices import Invoice
from app.models.opening import book_beside
from app.services.clocks import FixedDay, SystemClock
from app.services.collecting.depositing import make_deposit, waiting_payments
from app.services.collecting.giving_back import refund_payment, return_payment
from app.services.collecting.receiving import NewPayment, TakenPayment, take_payments
from app.services.company import NewCompany, found_company
from app.services.customers.entering import ContactDetails, NewCustomer, NewSite, enter_customers
from app.services.customers.notes import add_note
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import IssuedInvoice, issue_invoices
from app.services.invoicing.voiding import void_invoice, write_off
from app.services.office import Office, Writer
from app.services.ports import Progress, Silent
from app.services.sample.estimates import offer_work
from app.services.sample.jobs import do_visits, enter_single_jobs
from app.services.sample.people import BUSINESSES, FIRST, LAST, MANAGERS, NOTES, STREETS, TAGS, TOWNS, WORK
from app.services.sample.plans import bill_plans, collect_plans, sell_plans
from app.services.tax_rates import add_tax_rate

CUSTOMERS = 312
MONTHS = 24
TAX_PPM = 88_750
SEED = 1_913


@dataclass
class _Story:
    """What the making knows so far."""

    rng: random.Random
    today: date
    customers: list[tuple[int, NewCustomer]] = field(default_factory=list)
    payers: dict[int, float] = field(default_factory=dict)
    tax_rate_id: int | None = None
    pending: list[tuple[date, IssuedInvoice, int]] = field(default_factory=list)
    taken: list[TakenPayment] = field(default_factory=list)


def sample_company() -> NewCompany:
    """Return the sample company's particulars; its book is marked as practice."""
    return NewCompany(
        name="Harbor Services",
        currency="USD",
        time_zone="America/Chicago",
        locale="en_US",
        mode="practice",
        line1="418 Canal Street",
        city="Duluth",
        region="MN",
        postcode="55802",
        country="US",
        phone="(218) 555-0100",
        email="office@harborservices.example",
        tax_id="41-5550100",
    )


def make_sample(location: str | Path, today: date | None = None, progress: Progress | None = None) -> None:
    """Make the sample company's book at ``location``, with two years behind it that end on ``today``. A file: whole or not.

    Args:
        location: where nothing is yet, or an empty PostgreSQL database.
        today: the last business date that anything happened on; the machine's when None.
        progress: told month by month.

    Raises:
        UserError: there is something at ``location`` already.
        EnvironmentFault: the disk or the server would not do it now.
    """
    if not isinstance(location, Path) and not is_file_url(location):
        _make_at(location, today, progress)
        return
    # It takes seconds and many transactions: who is killed meanwhile must not find half a company the next time.
    with book_beside(location) as draft:
        _make_at(draft, today, progress)


def _make_at(location: str | Path, today: date | None, progress: Progress | None) -> None:
    company = sample_company()
    clock = SystemClock(company.time_zone)
    office = found_company(location, company, actor="R. Okafor", clock=clock)
    try:
        fill(office, today or clock.today(), progress)
    finally:
        office.close()


def fill(office: Office, today: date, progress: Progress | None = None) -> None:
    """Fill a new practice book with two years of customers, invoices and payments that end on ``today``.

    Args:
        office: an empty book that ``sample_company`` founded.
        today: the last business date that anything happened on.
        progress: told month by month.
    """
    watch = progress or Silent()
    story = _Story(random.Random(SEED), today)  # noqa: S311 - a story, not a secret
    first = _month_start(today, -MONTHS)
    _on(office, first, lambda writer: _enter(writer, story, first))
    for back in range(MONTHS, -1, -1):
        month = _month_start(today, -back)
        watch.step(MONTHS - back, MONTHS + 2)
        _on(office, min(month + timedelta(days=27), today), partial(_live_a_month, story=story, month=month))
    _on(office, today, lambda writer: _finish(writer, story))
    watch.step(MONTHS + 2, MONTHS + 2)


def _on(office: Office, day: date, job: Callable[[Writer], None]) -> None:
    at = datetime.combine(day, time(16, 0), UTC)
    Office(office.book, "R. Okafor", FixedDay(day, at)).write(job)


def _month_start(today: date, offset: int) -> date:
    months = today.year * 12 + today.month - 1 + offset
    return date(months // 12, months % 12 + 1, 1)


def _enter(writer: Writer, story: _Story, first: date) -> None:
    rng = story.rng
    story.tax_rate_id = add_tax_rate(writer, "Sales tax, Duluth", TAX_PPM)
    entered = [_customer(rng, n, first) for n in range(CUSTOMERS)]
    ids = enter_customers(writer, entered)
    story.customers = list(zip(ids, entered, strict=True))
    sell_plans(writer, rng, story.customers, first, story.today)
    for id_ in ids:
        draw = rng.random()
        story.payers[id_] = 0.0 if draw < 0.72 else rng.uniform(0.1, 0.45) if draw < 0.93 else rng.uniform(0.6, 1.0)


def _customer(rng: random.Random, n: int, first: date) -> NewCustomer:
    commercial = n < len(BUSINESSES)
    person = f"{rng.choice(FIRST)} {LAST[(n * 7) % len(LAST)]}"
    family, given = person.split(" ", 1)[1], person.split(" ", 1)[0]
    name = BUSINESSES[n] if commercial else f"{family}, {given}"
    town, region, postcode = rng.choice(TOWNS)
    handle = "".join(c for c in fold(person) if c.isalnum())
    contact = ContactDetails(
        name=person,
        line1=f"{rng.randint(12, 4800)} {rng.choice(STREETS)}",
        city=town,
        region=region,
        postcode=postcode,
        country="US",
        phone=f"+1218555{rng.randint(0, 9999):04d}",
        email=f"{handle}{n}@example.com",
    )
    sites: tuple[NewSite, ...] = ()
    if name in {"Hillcrest Apartments", "Harbor Light Marina", "Chester Creek Apartments", "Canal Park Hotel"}:
        count = 12 if name == "Hillcrest Apartments" else 3
        sites = tuple(NewSite(f"Building {chr(65 + k)}", contact.line1, town, region, postcode) for k in range(count))
    return NewCustomer(
        name=name,
        account=f"A-{401 + n:04d}",
        kind="commercial" if commercial else "residential",
        since_on=first - timedelta(days=rng.randint(0, 2400)),
        manager=rng.choice(MANAGERS),
        terms="net30" if commercial else rng.choice(("receipt", "net15", "net30")),
        language="es" if fold(family) in {"hernandez", "castillo", "munoz", "ramirez"} and rng.random() < 0.5 else "",
        billing=contact,
        primary=contact if rng.random() < 0.3 else ContactDetails(),
        sites=sites,
        tags=tuple(rng.sample(TAGS, rng.choice((0, 0, 0, 1, 2)))),
    )


def _live_a_month(writer: Writer, *, story: _Story, month: date) -> None:
    rng = story.rng
    last = min(month + timedelta(days=27), story.today)
    wanted: list[NewInvoice] = []
    for id_, customer in story.customers:
        chance = 0.75 if customer.kind == "commercial" else 0.42
        if rng.random() < chance:
            day = month + timedelta(days=rng.randint(0, 26))
            if day <= last:
                wanted.append(NewInvoice(id_, day, _lines(rng, story.tax_rate_id)))
    wanted.sort(key=lambda new: new.issued_on)
    for invoice in issue_invoices(writer, wanted):
        story.pending.append((_settles_on(rng, story, invoice), invoice, invoice.total_minor))
    billed = bill_plans(writer, last)
    refused = collect_plans(writer, rng, recent=(story.today - last).days < 32)
    for invoice in billed:
        if invoice.id not in refused:
            story.pending.append((_settles_on(rng, story, invoice), invoice, invoice.total_minor))
    _collect(writer, story, last)
    if last < story.today:
        _take_to_the_bank(writer, month, last)


def _lines(rng: random.Random, tax_rate_id: int | None) -> tuple[NewLine, ...]:
    lines = []
    for name, price, taxed in rng.sample(WORK, rng.choice((1, 1, 1, 2, 2, 3))):
        quantity = rng.choice((1, 1, 1, 2)) * 1_000_000
        discount = 100_000 if rng.random() < 0.04 else 0
        lines.append(NewLine(name, price, quantity, discount, *((TAX_PPM, tax_rate_id) if taxed else ())))
    return tuple(lines)


def _settles_on(rng: random.Random, story: _Story, invoice: IssuedInvoice) -> date:
    lateness = story.payers[invoice.customer_id]
    if lateness and rng.random() < lateness * 0.85:
        return invoice.due_on + timedelta(days=rng.randint(3, 55) if rng.random() < 0.85 else rng.randint(56, 150))
    span = max((invoice.due_on - invoice.issued_on).days, 3)
    return invoice.issued_on + timedelta(days=rng.randint(0, span))


def _collect(writer: Writer, story: _Story, through: date) -> None:
    rng = story.rng
    still = _open_amounts(writer, [invoice.id for _on, invoice, _asked in story.pending])
    story.pending = [(on, invoice, still[invoice.id]) for on, invoice, _asked in story.pending if invoice.id in still]
    due = sorted((item for item in story.pending if item[0] <= through), key=lambda item: (item[0], item[1].id))
    story.pending = [item for item in story.pending if item[0] > through]
    payments = []
    for on, invoice, asked in due:
        if not asked:
            continue
        amount = asked
        if rng.random() < 0.03:
            amount = max(asked // 2, 1)
            story.pending.append((on + timedelta(days=rng.randint(8, 45)), invoice, asked - amount))
        elif rng.random() < 0.02:
            amount += 2_500
        method = rng.choice(("check", "check", "check", "card", "card", "cash", "bank"))
        reference = str(rng.randint(1001, 9899)) if method == "check" else ""
        apply = {invoice.id: min(amount, asked)}
        payments.append(NewPayment(invoice.customer_id, on, method, amount, reference, apply=apply))
    story.taken += take_payments(writer, payments)


def _take_to_the_bank(writer: Writer, month: date, last: date) -> None:
    """Deposit cash and checks every week; what came in after the last trip waits in the drawer."""
    for week in range(1, 5):
        on = min(month + timedelta(days=7 * week - 1), last)
        if waiting_payments(writer, on):
            make_deposit(writer, on)


def _open_amounts(writer: Writer, invoice_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(invoice_ids), 500):
        query = select(Invoice.id, Invoice.open_minor).where(
            Invoice.id.in_(invoice_ids[start : start + 500]), Invoice.open_minor > 0
        )
        found.update({row.id: row.open_minor for row in writer.connection.execute(query)})
    return found


def _finish(writer: Writer, story: _Story) -> None:
    rng, today = story.rng, story.today
    do_visits(writer, rng, today)
    whole = [payment for payment in story.taken if not payment.leftover_minor]
    recent = [payment for payment in whole if (today - payment.received_on).days < 60]
    for payment in rng.sample(recent, 3):
        return_payment(writer, payment.id, "Returned by the bank: insufficient funds", today - timedelta(days=2))
    earlier = [payment for payment in whole if (today - payment.received_on).days >= 60]
    for payment in rng.sample(earlier, 2):
        refund_payment(writer, payment.id, payment.amount_minor // 4, "Part not installed", on=today - timedelta(days=9))
    old = sorted(story.pending, key=lambda item: (item[1].due_on, item[1].id))
    write_off(writer, old[0][1].id, "Moved away, no forwarding address", today - timedelta(days=5))
    void_invoice(writer, old[-1][1].id, "Issued to the wrong customer", today)
    for id_, _new in rng.sample(story.customers, 5):
        memo = NewCreditMemo(id_, today - timedelta(days=12), 4_000, "Missed visit", apply={})
        issue_credit_memo(writer, memo)
    for id_, _new in rng.sample(story.customers, 40):
        add_note(writer, id_, rng.choice(NOTES), pinned=rng.random() < 0.2)
    for id_, _new in rng.sample(story.customers, 4):
        save_draft(writer, NewInvoice(id_, today, _lines(rng, story.tax_rate_id)))
    enter_single_jobs(writer, story.customers, TAX_PPM, story.tax_rate_id, today)
    offer_work(writer, story.customers, TAX_PPM, story.tax_rate_id, today)
