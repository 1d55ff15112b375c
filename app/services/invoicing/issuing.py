"""Issuing invoices, one or ten thousand: numbers, due dates, journal entries, diary, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from app.domain.chart import Chart
from app.domain.entries import Entry, invoice_issued
from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.terms import Terms, due_date
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.models.invoices import Invoice, InvoiceLine
from app.models.rows import InvoiceLineRow, InvoiceRow
from app.services.activity import Happening, record
from app.services.invoicing.figures import Figures, NewInvoice, check_issuable, figures_of
from app.services.ledger import post_entries, reserve_entries
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer

# One statement for any number of invoices: a list of parameters costs more to write than the book to search.
_TAKEN_SQLITE = "SELECT number FROM invoice WHERE number IN (SELECT value FROM json_each(?))"
_TAKEN_POSTGRESQL = "SELECT number FROM invoice WHERE number = ANY(%s)"


class IssuedInvoice(NamedTuple):
    """An invoice that is now in the book; amounts in minor units."""

    id: int
    number: str
    customer_id: int
    issued_on: date
    due_on: date
    total_minor: int


def terms_of(reader: Reader, customer_ids: Iterable[int]) -> dict[int, str]:
    """Return the terms of each customer.

    Raises:
        NotFound: one of them is not in this book.
    """
    wanted = sorted(set(customer_ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows = reader.connection.execute(select(Customer.id, Customer.terms).where(Customer.id.in_(some)))
        found.update((row.id, row.terms) for row in rows)
    if len(found) != len(wanted):
        raise NotFound(_("That customer is not in this book."))
    return found


def due_on_of(new: NewInvoice, customer_terms: str) -> date:
    """Return when the invoice must be paid: as given, or by its terms, or by the customer's."""
    if new.due_on is None:
        return due_date(Terms.parse(new.terms or customer_terms), new.issued_on)
    if new.due_on < new.issued_on:
        raise UserError(_("An invoice cannot be due before it is issued."))
    return new.due_on


def issue_invoices(
    writer: Writer,
    invoices: Sequence[NewInvoice],
    ids: Sequence[int] | None = None,
    *,
    revenue: int = Chart.REVENUE,
    known_terms: Mapping[int, str] | None = None,
) -> list[IssuedInvoice]:
    """Issue invoices: number them, post them, and put them into the customers' diaries.

    Args:
        writer: the transaction.
        invoices: in the order in which numbers are given.
        ids: the ids they keep, when they were drafts.
        revenue: the income account that they are posted to.
        known_terms: terms by customer, from a caller who read the customers in this transaction; else they are looked up.

    Raises:
        UserError: one of them cannot be issued (no lines, negative, locked period, number taken); none is.
        NotFound: a customer that is not in this book.
    """
    terms = terms_of(writer, (new.customer_id for new in invoices)) if known_terms is None else known_terms
    rule = writer.profile.tax_rounding
    figures = []
    for new in invoices:
        added = figures_of(new.lines, rule)
        check_issuable(new.lines, added)
        figures.append(added)
    numbers = _numbers(writer, invoices)
    ids = take_ids(writer.connection, Invoice, len(invoices)) if ids is None else ids
    entry_ids = reserve_entries(writer, len(invoices))
    due = [due_on_of(new, terms[new.customer_id]) for new in invoices]
    insert_rows(
        writer.connection,
        Invoice,
        [
            _row(id_, number, new, due_on, added, new.terms or terms[new.customer_id], entry_id)
            for id_, number, new, due_on, added, entry_id in zip(
                ids, numbers, invoices, due, figures, entry_ids, strict=True
            )
        ],
    )
    insert_lines(writer, list(zip(ids, invoices, figures, strict=True)))
    entries: list[Entry] = [
        invoice_issued(id_, new.customer_id, new.issued_on, added.net_minor, added.tax_minor, revenue=revenue)
        for id_, new, added in zip(ids, invoices, figures, strict=True)
    ]
    post_entries(writer, entries, entry_ids)
    record(
        writer,
        (
            Happening("invoice.issued", new.customer_id, {"number": number, "total_minor": added.total_minor})
            for number, new, added in zip(numbers, invoices, figures, strict=True)
        ),
    )
    writer.touch("invoices")
    return [
        IssuedInvoice(id_, number, new.customer_id, new.issued_on, due_on, added.total_minor)
        for id_, number, new, due_on, added in zip(ids, numbers, invoices, due, figures, strict=True)
    ]


def issue_invoice(writer: Writer, new: NewInvoice) -> IssuedInvoice:
    """Issue one invoice; see ``issue_invoices``."""
    return issue_invoices(writer, [new])[0]


def numbers_taken(reader: Reader, numbers: Sequence[str]) -> set[str]:
    """Return those of ``numbers`` that an invoice of this book already bears."""
    connection = reader.connection
    if connection.dialect.name == "sqlite":
        listed = json.dumps(list(numbers))
        found = connection.exec_driver_sql(_TAKEN_SQLITE, (listed,))
    else:
        found = connection.exec_driver_sql(_TAKEN_POSTGRESQL, (list(numbers),))
    return set(found.scalars())


def insert_lines(writer: Writer, invoices: Sequence[tuple[int, NewInvoice, Figures]]) -> None:
    """Write the lines of invoices: id, what was asked for, what it adds up to."""
    line_id = iter(take_ids(writer.connection, InvoiceLine, sum(len(new.lines) for _id, new, _figures in invoices)))
    insert_rows(
        writer.connection,
        InvoiceLine,
        [
            InvoiceLineRow(
                next(line_id),
                invoice_id,
                position,
                line.description,
                line.quantity_micro,
                line.unit_price_minor,
                line.discount_ppm,
                net,
                line.tax_rate_id,
                line.tax_ppm,
                tax,
            )
            for invoice_id, new, added in invoices
            for position, (line, net, tax) in enumerate(zip(new.lines, added.nets, added.taxes, strict=True), 1)
        ],
    )


def _row(id_: int, number: str, new: NewInvoice, due_on: date, added: Figures, terms: str, entry_id: int) -> InvoiceRow:
    total = added.total_minor
    return InvoiceRow(
        id_,
        number,
        new.customer_id,
        new.site_id,
        None,
        "invoice",
        "issued",
        new.issued_on.isoformat(),
        due_on.isoformat(),
        terms,
        new.subject or new.lines[0].description,
        new.message,
        total,
        added.tax_minor,
        total,
        new.disputed,
        entry_id,
    )


def _numbers(writer: Writer, invoices: Sequence[NewInvoice]) -> list[str]:
    own = [new.number for new in invoices if new.number]
    if own:
        taken = numbers_taken(writer, own)
        if taken or len(set(own)) != len(own):
            repeated = min(taken) if taken else next(number for number in own if own.count(number) > 1)
            raise UserError(_("Invoice number {number} is already taken.").format(number=repeated))
    series = iter(next_numbers(writer, len(invoices) - len(own)))
    return [new.number or next(series) for new in invoices]


def next_numbers(writer: Writer, count: int) -> list[str]:
    """Take ``count`` numbers from the series of invoices, passing over those that imported invoices already bear."""
    found: list[str] = []
    while len(found) < count:
        numbers = take_numbers(writer, "invoice", count - len(found))
        taken = numbers_taken(writer, numbers)
        found += [number for number in numbers if number not in taken]
    return found

