"""Checks of documents: what is open on invoices, payments and credit memos, and what their lines and entries add up to."""

# ruff: noqa: S608 - queries are put together from our own names and account codes

from __future__ import annotations

from collections.abc import Callable

from app.domain.chart import Chart
from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look

_RECEIVABLES = int(Chart.RECEIVABLES)
_CREDIT = int(Chart.CUSTOMER_CREDIT)
_TAX = int(Chart.TAX_PAYABLE)


def invoices_open(reader: Reader) -> CheckResult:
    """What is open on an invoice is what the journal says of it, and its total less what met it; nothing on drafts."""
    show = amounts(reader)
    return look(
        reader,
        _("What is open on each invoice follows from the journal and from its allocations"),
        "invoice",
        "SELECT invoice.number, invoice.id, invoice.open_minor, COALESCE(posted.amount, 0), "
        "CASE WHEN invoice.state = 'draft' OR invoice.kind = 'parent' THEN 0 ELSE invoice.total_minor END "
        "- COALESCE(met.amount, 0) FROM invoice "
        f"LEFT JOIN (SELECT invoice_id, SUM(amount_minor) AS amount FROM posting WHERE account_id = {_RECEIVABLES} "
        "GROUP BY invoice_id) AS posted ON posted.invoice_id = invoice.id "
        "LEFT JOIN (SELECT invoice_id, SUM(amount_minor) AS amount FROM allocation GROUP BY invoice_id) AS met "
        "ON met.invoice_id = invoice.id "
        "WHERE invoice.open_minor <> COALESCE(posted.amount, 0) OR invoice.open_minor <> "
        "CASE WHEN invoice.state = 'draft' OR invoice.kind = 'parent' THEN 0 ELSE invoice.total_minor END "
        "- COALESCE(met.amount, 0)",
        lambda number, id_, stored, journal, met: _(
            "invoice {number}: {stored} open, {journal} by the journal, {allocated} by its allocations"
        ).format(number=number or f"#{id_}", stored=show(stored), journal=show(journal), allocated=show(met)),
    )


def invoice_lines(reader: Reader) -> CheckResult:
    """An invoice's lines add up to its total and its tax; a parent's total is that of its children."""
    show = amounts(reader)
    return look(
        reader,
        _("Invoice lines add up to their invoice"),
        "invoice",
        "SELECT invoice.number, invoice.id, invoice.total_minor, COALESCE(lines.total, 0) FROM invoice "
        "LEFT JOIN (SELECT invoice_id, SUM(net_minor + tax_minor) AS total, SUM(tax_minor) AS tax FROM invoice_line "
        "GROUP BY invoice_id) AS lines ON lines.invoice_id = invoice.id WHERE invoice.kind = 'invoice' "
        "AND (invoice.total_minor <> COALESCE(lines.total, 0) OR invoice.tax_minor <> COALESCE(lines.tax, 0)) "
        "UNION ALL SELECT parent.number, parent.id, parent.total_minor, COALESCE(SUM(child.total_minor), 0) "
        "FROM invoice AS parent LEFT JOIN invoice AS child ON child.parent_id = parent.id WHERE parent.kind = 'parent' "
        "GROUP BY parent.id, parent.number, parent.total_minor "
        "HAVING parent.total_minor <> COALESCE(SUM(child.total_minor), 0)",
        lambda number, id_, total, added: _("invoice {number}: {total}, its lines add up to {added}").format(
            number=number or f"#{id_}", total=show(total), added=show(added)
        ),
    )


def invoices_posted(reader: Reader) -> CheckResult:
    """Every issued invoice has its entry: same customer, same date, its total receivable, its tax payable."""
    return look(
        reader,
        _("Every issued invoice is in the journal"),
        "invoice WHERE state <> 'draft' AND kind = 'invoice'",
        "SELECT invoice.number FROM invoice LEFT JOIN journal_entry ON journal_entry.id = invoice.entry_id "
        f"LEFT JOIN (SELECT entry_id, SUM(CASE WHEN account_id = {_RECEIVABLES} THEN amount_minor ELSE 0 END) AS owed, "
        f"SUM(CASE WHEN account_id = {_TAX} THEN -amount_minor ELSE 0 END) AS tax FROM posting GROUP BY entry_id) AS sums "
        "ON sums.entry_id = invoice.entry_id WHERE invoice.state <> 'draft' AND invoice.kind = 'invoice' "
        "AND (journal_entry.id IS NULL OR journal_entry.customer_id IS DISTINCT FROM invoice.customer_id "
        "OR journal_entry.posted_on <> invoice.issued_on OR COALESCE(sums.owed, 0) <> invoice.total_minor "
        "OR COALESCE(sums.tax, 0) <> invoice.tax_minor)",
        lambda number: _("invoice {number} is not what its entry says").format(number=number),
    )


def drafts_untouched(reader: Reader) -> CheckResult:
    """A draft has moved nothing: no entry, no allocation."""
    return look(
        reader,
        _("Drafts have moved no money"),
        "invoice WHERE state = 'draft'",
        "SELECT invoice.id FROM invoice WHERE invoice.state = 'draft' AND (invoice.entry_id IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM allocation WHERE allocation.invoice_id = invoice.id))",
        lambda id_: _("draft #{id} has been posted").format(id=id_),
    )


def invoice_states(reader: Reader) -> CheckResult:
    """An invoice is void when its voiding took all of it, and written off when something of it was given up."""
    return look(
        reader,
        _("Void and written-off invoices were posted as such"),
        "invoice",
        "SELECT invoice.number FROM invoice LEFT JOIN (SELECT invoice_id, "
        "SUM(CASE WHEN kind = 'void' THEN amount_minor ELSE 0 END) AS voided, "
        "SUM(CASE WHEN kind = 'write_off' THEN amount_minor ELSE 0 END) AS given_up FROM allocation "
        "WHERE kind IN ('void', 'write_off') GROUP BY invoice_id) AS taken ON taken.invoice_id = invoice.id "
        "WHERE invoice.kind = 'invoice' AND invoice.state <> 'draft' AND ("
        "COALESCE(taken.voided, 0) <> CASE WHEN invoice.state = 'void' THEN invoice.total_minor ELSE 0 END "
        "OR (COALESCE(taken.given_up, 0) > 0) <> (invoice.state = 'written_off'))",
        lambda number: _("the state of invoice {number} does not follow from what was posted").format(number=number),
    )


def payments_open(reader: Reader) -> CheckResult:
    """What is left of a payment is what the journal says, and its amount less what was applied and given back."""
    return _source_open(
        reader,
        _("What is left of each payment follows from the journal and from its allocations"),
        "payment",
        "amount_minor",
        lambda number, stored, journal, left: _(
            "payment {number}: {stored} left, {journal} by the journal, {computed} by its allocations"
        ).format(number=number, stored=stored, journal=journal, computed=left),
    )


def credit_memos_open(reader: Reader) -> CheckResult:
    """What is left of a credit memo is what the journal says, and its total less what was applied and taken back."""
    return _source_open(
        reader,
        _("What is left of each credit memo follows from the journal and from its allocations"),
        "credit_memo",
        "total_minor",
        lambda number, stored, journal, left: _(
            "credit memo {number}: {stored} left, {journal} by the journal, {computed} by its allocations"
        ).format(number=number, stored=stored, journal=journal, computed=left),
    )


def _source_open(
    reader: Reader, name: str, table: str, amount: str, sentence: Callable[[str, str, str, str], str]
) -> CheckResult:
    show = amounts(reader)
    key = f"{table}_id"
    left = f"{table}.{amount} - COALESCE(met.amount, 0) - COALESCE(gone.amount, 0)"
    query = (
        f"SELECT {table}.number, {table}.open_minor, COALESCE(posted.amount, 0) AS journal, {left} AS computed FROM {table} "
        f"LEFT JOIN (SELECT journal_entry.{key} AS source, -SUM(posting.amount_minor) AS amount FROM posting "
        f"JOIN journal_entry ON journal_entry.id = posting.entry_id WHERE posting.account_id = {_CREDIT} "
        f"AND journal_entry.{key} IS NOT NULL GROUP BY journal_entry.{key}) AS posted ON posted.source = {table}.id "
        f"LEFT JOIN (SELECT {key} AS source, SUM(amount_minor) AS amount FROM allocation WHERE {key} IS NOT NULL "
        f"GROUP BY {key}) AS met ON met.source = {table}.id "
        f"LEFT JOIN (SELECT {key} AS source, SUM(amount_minor) AS amount FROM reversal WHERE {key} IS NOT NULL "
        f"GROUP BY {key}) AS gone ON gone.source = {table}.id "
        f"WHERE {table}.open_minor <> COALESCE(posted.amount, 0) OR {table}.open_minor <> {left}"
    )
    return look(
        reader,
        name,
        table,
        query,
        lambda number, stored, journal, computed: sentence(number, show(stored), show(journal), show(computed)),
    )


def sources_posted(reader: Reader) -> CheckResult:
    """Every payment and credit memo has its entry: same customer, same date, all of it credited to the customer."""

    def of(table: str, amount: str, dated: str) -> str:
        return (
            f"SELECT {table}.number FROM {table} JOIN journal_entry ON journal_entry.id = {table}.entry_id "
            "LEFT JOIN (SELECT entry_id, -SUM(amount_minor) AS amount FROM posting "
            f"WHERE account_id = {_CREDIT} GROUP BY entry_id) AS credited ON credited.entry_id = {table}.entry_id "
            f"WHERE journal_entry.{table}_id IS DISTINCT FROM {table}.id OR journal_entry.posted_on <> {table}.{dated} "
            f"OR journal_entry.customer_id IS DISTINCT FROM {table}.customer_id "
            f"OR COALESCE(credited.amount, 0) <> {table}.{amount}"
        )

    return look(
        reader,
        _("Every payment and credit memo is in the journal"),
        "(SELECT id FROM payment UNION ALL SELECT id FROM credit_memo) AS sources",
        f"{of('payment', 'amount_minor', 'received_on')} UNION ALL {of('credit_memo', 'total_minor', 'issued_on')}",
        lambda number: _("{number} is not what its entry says").format(number=number),
    )


def deposits(reader: Reader) -> CheckResult:
    """A deposit is the sum of the payments in it, and reached the bank; one taken back holds none."""
    show = amounts(reader)
    return look(
        reader,
        _("Deposits are the sum of their payments"),
        "deposit",
        "SELECT deposit.number, deposit.total_minor, COALESCE(held.amount, 0) FROM deposit "
        "LEFT JOIN (SELECT deposit_id, SUM(amount_minor) AS amount FROM payment WHERE deposit_id IS NOT NULL "
        "GROUP BY deposit_id) AS held ON held.deposit_id = deposit.id "
        f"LEFT JOIN (SELECT entry_id, SUM(amount_minor) AS amount FROM posting WHERE account_id = {int(Chart.BANK)} "
        "GROUP BY entry_id) AS banked ON banked.entry_id = deposit.entry_id "
        "WHERE COALESCE(held.amount, 0) <> CASE WHEN deposit.state = 'posted' THEN deposit.total_minor ELSE 0 END "
        "OR COALESCE(banked.amount, 0) <> deposit.total_minor",
        lambda number, total, held: _("deposit {number}: {total}, its payments {held}").format(
            number=number, total=show(total), held=show(held)
        ),
    )
