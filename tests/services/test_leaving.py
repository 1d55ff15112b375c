"""Customers who are to be forgotten: deleted where nothing was posted, otherwise nameless with the books as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import NotFound, UserError
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.customers.changing import add_site, change_contact
from app.services.customers.entering import ContactDetails, NewSite
from app.services.customers.leaving.anonymising import anonymise_customer
from app.services.customers.leaving.deleting import delete_customer
from app.services.customers.leaving.looking import look_at_leaving
from app.services.customers.merging.merging import merge_customers
from app.services.customers.merging.standing import latest_merge
from app.services.customers.merging.undoing import undo_merge
from app.services.customers.notes import add_note
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.queries.customers import found_customers
from app.services.verify.running import verify_book
from tests.support.books import TODAY, a_customer, an_invoice, execute, open_for_test, scalar

SECRETS = ("Wilhelmina", "Zabriskie", "zabriskie", "Larkspur", "5550187", "Quonset")


def somebody(office, account="C-7"):
    customer = a_customer(
        office, "Wilhelmina Zabriskie", account=account,
        billing=ContactDetails("Wilhelmina Zabriskie", "77 Larkspur Lane", phone="+12175550187", email="w@zabriskie.example"),
        sites=(NewSite("Quonset hut", "9 Larkspur Lane"),), tags=("vip",),
    )  # fmt: skip
    office.write(lambda writer: add_note(writer, customer, "Wilhelmina is deaf, write to her"))
    office.write(
        lambda writer: change_contact(writer, customer, "primary", ContactDetails("Bo Zabriskie", phone="+12175550187"))
    )
    return customer


def with_history(office):
    customer = somebody(office)
    line = NewLine("Boiler at 77 Larkspur Lane for Ms Zabriskie", 10_000)
    invoice = an_invoice(office, customer, lines=(line,))
    pay = NewPayment(customer, TODAY, "check", 10_000, "1042", memo="from W. Zabriskie", apply={invoice.id: 10_000})
    office.write(lambda writer: take_payment(writer, pay))
    execute(
        office,
        "INSERT INTO mail_message (id, kind, state, customer_id, recipients, subject, body, message_id, queued_at, "
        f"released_at, state_at, actor) VALUES (1, 'invoice', 'waiting', {customer}, 'w@zabriskie.example', 'For Wilhelmina', "
        "'Dear Wilhelmina', '<1@x>', '2026-03-16T10:00:00.000000Z', '2026-03-16T10:00:00.000000Z', "
        "'2026-03-16T10:00:00.000000Z', 'Ana')",
    )
    return customer


def everything(office):
    """Return all that stands in the book, as text."""
    from app.models.tables import Base

    with office.book.read() as connection:
        return {
            name: "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {name}"))
            for name in Base.metadata.tables
        }


def anonymise(office, customer, typed="C-7"):
    return office.write(lambda writer: anonymise_customer(writer, customer, typed))


def sound(office):
    return [(each.name, each.detail) for each in verify_book(office) if not each.passed]


def figures(office):
    with office.book.read() as connection:
        return [
            connection.exec_driver_sql(sql).all()
            for sql in (
                "SELECT id, entry_id, posted_on, account_id, customer_id, invoice_id, amount_minor FROM posting ORDER BY id",
                "SELECT id, number, customer_id, issued_on, total_minor, open_minor FROM invoice ORDER BY id",
                "SELECT id, number, customer_id, received_on, amount_minor, reference FROM payment ORDER BY id",
                "SELECT due_minor, credit_minor, lifetime_minor, account FROM customer ORDER BY id",
            )
        ]


def test_no_word_of_the_customer_is_left_and_every_figure_is(office):
    customer = with_history(office)
    before = figures(office)
    anonymise(office, customer)
    left = {(name, secret) for name, text in everything(office).items() for secret in SECRETS if secret in text}
    assert left == set()
    assert figures(office) == before
    assert scalar(office, f"SELECT name FROM customer WHERE id = {customer}") == "Anonymised customer C-7"
    assert scalar(office, "SELECT state FROM mail_message") == "cancelled"
    assert "Boiler at" in scalar(office, "SELECT description FROM invoice_line")
    for text in ("Zabriskie", "5550187", "Larkspur"):
        assert office.read(lambda reader, text=text: list(found_customers(reader, text, 5))) == []
    assert sound(office) == []


def test_the_file_itself_does_not_hold_the_name_any_more(book_file: Path):
    office = open_for_test(book_file)
    customer = with_history(office)
    anonymise(office, customer)
    office.close()
    there = b"".join(path.read_bytes() for path in book_file.parent.iterdir() if path.is_file())
    assert [secret for secret in SECRETS if secret.encode() in there] == []


def test_the_account_number_has_to_be_typed(office):
    customer = with_history(office)
    with pytest.raises(UserError, match="Type C-7"):
        anonymise(office, customer, "C-8")
    assert scalar(office, f"SELECT name FROM customer WHERE id = {customer}") == "Wilhelmina Zabriskie"


def test_whoever_still_owes_is_not_forgotten(office):
    customer = somebody(office)
    an_invoice(office, customer, 100)
    assert "open balance" in office.read(lambda reader: look_at_leaving(reader, customer)).refusal
    with pytest.raises(UserError, match="open balance"):
        anonymise(office, customer)


def test_a_customer_merged_into_it_is_forgotten_as_well(office):
    customer = with_history(office)
    other = a_customer(office, "Wilhelmina Z", account="C-8", billing=ContactDetails("Wilhelmina", "77 Larkspur Lane"))
    office.write(lambda writer: merge_customers(writer, other, customer))
    with pytest.raises(UserError, match="anonymise C-7"):
        anonymise(office, other, "C-8")
    anonymise(office, customer)
    left = {(name, secret) for name, text in everything(office).items() for secret in SECRETS if secret in text}
    assert left == set()
    with pytest.raises(UserError, match="anonymised since"):
        office.write(lambda writer: undo_merge(writer, latest_merge(writer).id))
    assert sound(office) == []


def test_an_anonymised_customer_is_so_once(office):
    customer = with_history(office)
    anonymise(office, customer)
    with pytest.raises(UserError, match="anonymised already"):
        anonymise(office, customer)


def test_an_account_that_was_never_used_is_deleted_whole(office):
    other = a_customer(office, "Martha Bloom", account="C-1")
    before = everything(office)
    customer = somebody(office)
    draft = NewInvoice(customer, TODAY, (NewLine("Maybe", 100),))
    office.write(lambda writer: save_draft(writer, draft))
    assert office.read(lambda reader: look_at_leaving(reader, customer)).deletable
    assert office.write(lambda writer: delete_customer(writer, customer)) == "C-7"
    after = everything(office)
    changed = {name for name in before if before[name] != after[name]} - {"counter", "activity", "number_series"}
    assert changed == set()
    assert "Zabriskie" not in "".join(after.values())
    with pytest.raises(NotFound):
        office.write(lambda writer: add_site(writer, customer, NewSite("Barn")))
    assert other
    assert sound(office) == []


def test_what_was_posted_is_not_deleted(office):
    customer = with_history(office)
    seen = office.read(lambda reader: look_at_leaving(reader, customer))
    assert not seen.deletable
    assert any("Every journal entry" in line for line in seen.stays)
    with pytest.raises(UserError, match="Anonymise the customer instead"):
        office.write(lambda writer: delete_customer(writer, customer))
