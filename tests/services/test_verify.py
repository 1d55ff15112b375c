"""``verify`` passes a sound book and names the record when one stored figure is wrong: that line fails and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import UserError
from app.services.collecting.depositing import make_deposit
from app.services.collecting.giving_back import refund_payment, return_payment
from app.services.collecting.receiving import NewPayment, take_payment
from app.services.invoicing.crediting import NewCreditMemo, issue_credit_memo, void_credit_memo
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import NewInvoice as IssuedFrom
from app.services.invoicing.issuing import issue_invoice
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.services.numbering import set_series
from app.services.verify.running import CHECKS, SQLITE_CHECKS, all_passed, verify_book
from tests.support.books import TODAY, a_customer, an_invoice, execute, scalar

OPEN = "What is open on each invoice follows from the journal and from its allocations"
PAYMENT_LEFT = "What is left of each payment follows from the journal and from its allocations"
MEMO_LEFT = "What is left of each credit memo follows from the journal and from its allocations"


@pytest.fixture
def lived_in(office):
    """A book in which everything has happened that posts."""
    ana, ben = a_customer(office, "Ana Ruiz"), a_customer(office, "Ben Stone")
    taxed = (NewLine("Mowing", 10_000, tax_ppm=82_500), NewLine("Leaves", 3_333, 1_500_000, 100_000, tax_ppm=82_500))
    first = an_invoice(office, ana, lines=taxed)
    invoices = [an_invoice(office, ana, 5_000) for _n in range(4)]
    an_invoice(office, ben, 70_000)
    an_invoice(office, ben, 0)

    def live(writer) -> None:
        take_payment(writer, NewPayment(ana, TODAY, "cash", 20_000))
        bounced = take_payment(writer, NewPayment(ben, TODAY, "check", 30_000, "1042"))
        refunded = take_payment(writer, NewPayment(ben, TODAY, "card", 50_000))
        make_deposit(writer, TODAY)
        return_payment(writer, bounced.id, "no funds", TODAY + timedelta(days=3))
        refund_payment(writer, refunded.id, 4_500, "paid twice")
        issue_credit_memo(writer, NewCreditMemo(ana, TODAY, 2_000, "late", tax_minor=165))
        memo = issue_credit_memo(writer, NewCreditMemo(ben, TODAY, 900, "oops"))
        void_credit_memo(writer, memo.id, "not his")
        void_invoice(writer, invoices[3].id, "entered twice")
        write_off(writer, invoices[2].id, "moved away")
        recover_write_off(writer, invoices[2].id, "paid after all")
        save_draft(writer, NewInvoice(ana, TODAY, (NewLine("Hedge", 1_200),)))

    office.write(live)
    assert first.total_minor
    return office


def failed(office) -> dict[str, str]:
    """The lines that fail, with what they say."""
    return {result.name: result.detail for result in verify_book(office) if not result.passed}


def test_a_new_book_passes(office):
    results = verify_book(office)
    assert all_passed(results)
    assert len(results) == len(CHECKS) + ((len(SQLITE_CHECKS) + 1) if office.book.is_file else 0)
    assert len({result.name for result in results}) == len(results)


def test_a_book_that_was_lived_in_passes(lived_in):
    assert failed(lived_in) == {}
    looked = {result.name: result.checked for result in verify_book(lived_in)}
    assert looked[OPEN] == 8
    assert looked[PAYMENT_LEFT] == 3


CORRUPTIONS = [
    # A stored figure, how it goes wrong, the line that fails, and what that line must name.
    ("UPDATE invoice SET open_minor = open_minor - 1 WHERE number = '10006'", OPEN, "10006"),
    ("UPDATE payment SET open_minor = open_minor + 1 WHERE number = 'P-00003' ", PAYMENT_LEFT, "P-00003"),
    ("UPDATE credit_memo SET open_minor = 7 WHERE number = 'CM-0002'", MEMO_LEFT, "CM-0002"),
    (
        "UPDATE customer SET due_minor = due_minor + 1 WHERE name = 'Ana Ruiz'",
        "What each customer owes follows from the journal",
        "Ana Ruiz",
    ),
    (
        "UPDATE customer SET credit_minor = 5 WHERE name = 'Ben Stone'",
        "Each customer's credit follows from the journal",
        "Ben Stone",
    ),
    (
        "UPDATE customer SET lifetime_minor = lifetime_minor - 1 WHERE name = 'Ben Stone'",
        "Each customer's lifetime value follows from the journal",
        "Ben Stone",
    ),
    (
        "UPDATE invoice_line SET net_minor = net_minor + 1 WHERE description = 'Leaves'",
        "Invoice lines add up to their invoice",
        "10001",
    ),
    ("UPDATE invoice SET issued_on = '2026-03-15' WHERE number = '10002'", "Every issued invoice is in the journal", "10002"),
    ("UPDATE invoice SET entry_id = 999999 WHERE number = '10002'", "Every issued invoice is in the journal", "10002"),
    (
        "UPDATE invoice SET state = 'written_off' WHERE number = '10006'",
        "Void and written-off invoices were posted as such",
        "10006",
    ),
    ("UPDATE invoice SET entry_id = 1 WHERE state = 'draft'", "Drafts have moved no money", "draft"),
    (
        "UPDATE payment SET received_on = '2026-03-10' WHERE number = 'P-00001'",
        "Every payment and credit memo is in the journal",
        "P-00001",
    ),
    ("UPDATE deposit SET total_minor = total_minor + 1", "Deposits are the sum of their payments", "D-0001"),
    ("UPDATE allocation SET applied_on = '2026-03-01' WHERE id = 1", "Allocations are what was posted", "10001"),
    (
        "UPDATE reversal SET reversed_on = '2026-03-01' WHERE kind = 'refund'",
        "Refunds and returns are what was posted",
        "reversal",
    ),
    (
        "UPDATE posting SET posted_on = '2026-03-01' WHERE id = 1",
        "Postings bear the date and the customer of their entry",
        "posting 1",
    ),
    ("UPDATE number_series SET next_value = 10020 WHERE kind = 'invoice'", "Document numbers have no gaps", "10008"),
    ("UPDATE number_series SET next_value = 2 WHERE kind = 'payment'", "Document numbers have no gaps", "P-00003"),
    ("UPDATE counter SET next_value = 1 WHERE name = 'posting'", "Ids are given once", "posting"),
]


@pytest.mark.parametrize(("corruption", "line", "named"), CORRUPTIONS, ids=[text[:60] for text, _l, _n in CORRUPTIONS])
def test_a_wrong_figure_fails_its_own_line_and_is_named(lived_in, corruption, line, named):
    assert execute(lived_in, corruption) == 1
    found = failed(lived_in)
    assert list(found) == [line]
    assert named in found[line]


def test_an_entry_that_does_not_balance_is_named(lived_in):
    """Balanced against nothing, it also moves a total that no row bears: the bank's."""
    execute(lived_in, "UPDATE posting SET amount_minor = amount_minor + 100 WHERE account_id = 1060 AND amount_minor > 0")
    found = failed(lived_in)
    assert list(found) == ["Every journal entry balances"]
    assert "$1.00" in found["Every journal entry balances"]


def test_an_entry_that_names_no_document_is_found(lived_in):
    execute(lived_in, "UPDATE journal_entry SET payment_id = 999 WHERE kind = 'invoice' AND id = 1")
    found = failed(lived_in)
    assert "Entries name payments and credit memos that exist" in found


def test_too_much_applied_is_found(lived_in):
    before = scalar(lived_in, "SELECT total_minor FROM invoice WHERE number = '10001'")
    execute(lived_in, f"UPDATE allocation SET amount_minor = {before + 1} WHERE id = 1")
    assert "10001" in failed(lived_in)["Nothing was applied beyond what there was"]


def test_a_reversal_that_does_not_mirror_is_found(lived_in):
    execute(
        lived_in,
        "UPDATE posting SET amount_minor = -amount_minor WHERE entry_id = "
        "(SELECT id FROM journal_entry WHERE kind = 'void' ORDER BY id LIMIT 1)",
    )
    assert "Reversing entries mirror what they reverse" in failed(lived_in)


def test_many_wrong_records_are_counted_not_listed(lived_in):
    execute(lived_in, "UPDATE invoice SET open_minor = 1 WHERE open_minor = 0 AND state = 'issued' AND total_minor > 0")
    wrong = scalar(lived_in, "SELECT count(*) FROM invoice WHERE open_minor = 1")
    detail = failed(lived_in)[OPEN]
    assert wrong > 0
    assert detail.count("invoice 1") == min(wrong, 3)


def test_a_series_started_anew_has_no_gap(office):
    an_invoice(office, a_customer(office))
    office.write(lambda writer: set_series(writer, "invoice", "N-", 5, 500))
    assert an_invoice(office, 1).number == "N-00500"
    assert failed(office) == {}
    execute(office, "UPDATE number_series SET next_value = 503 WHERE kind = 'invoice'")
    assert "N-501" in failed(office)["Document numbers have no gaps"]


def test_imported_numbers_are_no_gap(office):
    """Imported invoices bring numbers of their own, also ones that the series would give later."""
    customer = a_customer(office)
    for number in ("900-A", "10002", "77777"):
        new = IssuedFrom(customer, TODAY, (NewLine("Imported", 100),), number=number)
        office.write(lambda writer, new=new: issue_invoice(writer, new))
    assert [an_invoice(office, customer).number for _n in range(3)] == ["10001", "10003", "10004"]
    assert failed(office) == {}


def test_a_lost_index_entry_is_found(file_office):
    a_customer(file_office, "Ana Ruiz")
    with file_office.book.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER customer_fts_update")
        connection.exec_driver_sql("UPDATE customer SET search_text = 'somebody else'")
    assert list(failed(file_office)) == ["The search index holds every customer"]


def test_a_reference_to_nothing_is_found(file_office):
    customer = a_customer(file_office)
    an_invoice(file_office, customer)
    with file_office.book.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE invoice_line SET invoice_id = 77")
        raw.execute("PRAGMA foreign_keys = ON")
    found = failed(file_office)
    assert "invoice_line" in found["Every reference names a row that exists"]


def test_a_damaged_page_is_found(file_office):
    """An index that lost its rows, as a bad disk leaves it."""
    an_invoice(file_office, a_customer(file_office))
    with file_office.book.write() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_schema SET rootpage = "
            "(SELECT rootpage FROM sqlite_schema WHERE name = 'ix_activity_customer_id_id') "
            "WHERE name = 'ix_posting_entry_id'"
        )
    file_office.book.close()
    found = failed(file_office)
    assert found["SQLite finds every page and index sound"]


def test_it_can_be_told_to_stop(office):
    class Impatient:
        cancelled = True

        def step(self, done: int, total: int, text: str = "") -> None:
            """Not asked."""

    with pytest.raises(UserError, match="stopped"):
        verify_book(office, Impatient())
