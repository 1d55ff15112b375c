"""A book with something of everything, for questions: customers, invoices, payments, plans with cards, jobs, credit memos."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import set_archived
from app.services.customers.entering import ContactDetails, NewCustomer, NewSite, enter_customers
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoice
from app.services.invoicing.voiding import void_invoice, write_off
from app.services.jobs.entering import NewJob, enter_job
from app.services.jobs.moving import move_job
from app.services.office import Office, Writer
from app.services.plans.entering import NewPlan, enter_plan
from tests.support.books import desk_clock, execute

ASKED_ON = date(2026, 11, 20)

_CUSTOMERS = (
    # name, account, kind, manager, town, since, tags
    ("Acme Corporation", "C-1", "commercial", "R. Okafor", "Duluth", date(2024, 5, 2), ("VIP",)),
    ("Hernández, Ana", "C-2", "residential", "M. Castillo", "Duluth", date(2025, 1, 15), ()),
    ("Hernández, Luis", "C-3", "residential", "M. Castillo", "Proctor", date(2026, 2, 3), ()),
    ("Hassan & Sons Bakery", "C-4", "commercial", "R. Okafor", "Hermantown", date(2023, 9, 9), ("VIP", "Slow")),
    ("Weber, August", "C-5", "residential", "", "Duluth", date(2026, 6, 1), ()),
    ("Two Harbors Cannery", "C-6", "commercial", "R. Okafor", "Two Harbors", date(2022, 3, 3), ()),
    ("Zoë Ørsted", "C-7", "residential", "", "Duluth", date(2026, 10, 5), ()),
    ("Old Mill Inn", "C-8", "commercial", "", "Carlton", date(2021, 1, 1), ()),
)

# account, total, issued, due
_INVOICES = (
    ("C-1", 120_000, date(2025, 3, 10), date(2025, 4, 9)),
    ("C-1", 45_050, date(2025, 8, 20), date(2025, 9, 19)),
    ("C-1", 30_000, date(2026, 8, 1), date(2026, 8, 31)),
    ("C-1", 18_000, date(2026, 11, 5), date(2026, 12, 5)),
    ("C-2", 9_900, date(2026, 1, 12), date(2026, 2, 11)),
    ("C-2", 12_500, date(2026, 3, 2), date(2026, 4, 1)),
    ("C-2", 7_777, date(2026, 11, 10), date(2026, 11, 24)),
    ("C-3", 64_000, date(2026, 9, 1), date(2026, 9, 11)),
    ("C-4", 250_000, date(2026, 6, 15), date(2026, 7, 15)),
    ("C-4", 33_333, date(2026, 10, 1), date(2026, 10, 31)),
    ("C-6", 99_999, date(2026, 2, 10), date(2026, 3, 12)),
    ("C-6", 1_000, date(2025, 12, 31), date(2026, 1, 30)),
    ("C-7", 5_400, date(2026, 10, 20), date(2026, 11, 19)),
    ("C-8", 20_000, date(2025, 6, 1), date(2025, 7, 1)),
)

# account, day, method, amount, reference
_PAYMENTS = (
    ("C-1", date(2025, 4, 1), "check", 120_000, "1201"),
    ("C-1", date(2025, 10, 2), "bank", 45_050, ""),
    ("C-1", date(2026, 10, 12), "card", 10_000, ""),
    ("C-2", date(2026, 2, 1), "cash", 9_900, ""),
    ("C-2", date(2026, 11, 17), "check", 2_500, "88"),
    ("C-4", date(2026, 10, 30), "check", 50_000, "4410"),
    ("C-6", date(2026, 3, 1), "card", 101_999, ""),
    ("C-8", date(2025, 6, 20), "cash", 20_000, ""),
)


def fill_asked_book(office: Office) -> dict[str, int]:
    """Fill an empty book, at ``ASKED_ON`` from now on, and return the customers' ids by account."""
    office.clock = desk_clock(ASKED_ON)
    ids = dict(zip((each[1] for each in _CUSTOMERS), office.write(_customers), strict=True))
    office.write(lambda writer: _documents(writer, ids))
    office.write(lambda writer: _plans(writer, ids))
    office.write(lambda writer: _jobs(writer, ids))
    office.write(lambda writer: set_archived(writer, ids["C-8"], archived=True))
    return ids


def _customers(writer: Writer) -> list[int]:
    return enter_customers(
        writer,
        [
            NewCustomer(
                name,
                account,
                kind,
                since,
                manager,
                billing=ContactDetails(name=f"{name} Contact", city=town),
                tags=tags,
                sites=(NewSite("North"), NewSite("South")) if account == "C-4" else (),
            )
            for name, account, kind, manager, town, since, tags in _CUSTOMERS
        ],
    )


def _documents(writer: Writer, ids: dict[str, int]) -> None:
    for account, total, issued, due in _INVOICES:
        lines = (NewLine("Work", total),)
        issue_invoice(writer, NewInvoice(ids[account], issued, lines, due_on=due))
    for account, on, method, amount, reference in _PAYMENTS:
        take_payment(writer, NewPayment(ids[account], on, method, amount, reference))
    wrong = issue_invoice(writer, NewInvoice(ids["C-1"], date(2025, 5, 5), (NewLine("Wrong", 70_000),)))
    void_invoice(writer, wrong.id, "Wrong customer", ASKED_ON)
    lost = issue_invoice(writer, NewInvoice(ids["C-6"], date(2026, 4, 4), (NewLine("Lost", 4_400),)))
    write_off(writer, lost.id, "Lost", ASKED_ON)
    save_draft(writer, NewInvoice(ids["C-1"], ASKED_ON, (NewLine("Draft", 1_234),)))
    issue_credit_memo(writer, NewCreditMemo(ids["C-7"], date(2026, 11, 1), 9_000, "Missed visit", apply={}))


def _plans(writer: Writer, ids: dict[str, int]) -> None:
    def plan(account: str, price: int, start: date, frequency: str = "monthly", **more: Any) -> int:
        facts = {"name": "Comfort Plan", "paid_by": "check", "status": "active", "price_minor": price, **more}
        return enter_plan(writer, NewPlan(ids[account], start, frequency, **facts))

    def card(expires: date) -> dict[str, Any]:
        return {"paid_by": "card", "method_ref": "pm_x", "method_label": "Visa ····4242", "method_expires_on": expires}

    plan("C-1", 8_900, date(2026, 12, 1), **card(date(2027, 6, 30)))
    plan("C-3", 5_000, date(2026, 12, 3), **card(date(2026, 11, 30)))
    plan("C-4", 48_000, date(2026, 12, 15), "quarterly", **card(date(2026, 12, 31)))
    plan("C-2", 1_900, date(2026, 11, 25))
    plan("C-5", 1_900, date(2026, 11, 25), **card(date(2026, 10, 31)))
    plan("C-7", 24_000, date(2027, 1, 10), "yearly", status="pending")


def _jobs(writer: Writer, ids: dict[str, int]) -> None:
    def job(account: str, title: str, **more: Any) -> int:
        return enter_job(writer, NewJob(ids[account], title, **more)).id

    def hours(day: date, first: int, last: int) -> dict[str, Any]:
        begin, end = (datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in (first, last))
        return {"starts_at": begin, "ends_at": end}

    job("C-1", "Boiler", **hours(date(2026, 8, 4), 15, 17))
    done = job("C-1", "Ducts", **hours(date(2026, 8, 20), 14, 16))
    move_job(writer, done, "in_progress")
    move_job(writer, done, "done", on=date(2026, 8, 21))
    # The evening of August 31 in Chicago, though in UTC it is September already.
    job("C-2", "Evening call", **hours(date(2026, 9, 1), 1, 3))
    job("C-4", "Waiting", due_on=date(2026, 8, 15))
    gone = job("C-4", "Called off", due_on=date(2026, 8, 30))
    move_job(writer, gone, "cancelled")
    job("C-6", "Pump", **hours(date(2026, 11, 24), 15, 16))
    job("C-7", "Furnace", **hours(date(2026, 11, 24), 17, 18), lines=(NewLine("Furnace", 33_000),))
    job("C-7", "Someday")


def save_card(office: Office, customer_id: int, expires: date, label: str = "visa") -> None:
    """Put a card on file for a customer, as the processor's page would have."""
    execute(
        office,
        "INSERT INTO saved_method (id, customer_id, remote_id, kind, brand, last4, expires_on, is_default)"
        f" VALUES ({customer_id}, {customer_id}, 'pm_{customer_id}', 'card', '{label}', '4242', '{expires}', TRUE)",
    )
