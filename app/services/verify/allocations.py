"""Checks of allocations and reversals: posted as they say, mirrored when taken back, never more than there was."""

# ruff: noqa: S608 - queries are put together from our own names and account codes

from __future__ import annotations

from app.domain.chart import Chart
from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look

_RECEIVABLES = int(Chart.RECEIVABLES)
_CREDIT = int(Chart.CUSTOMER_CREDIT)


def allocations_posted(reader: Reader) -> CheckResult:
    """What met an invoice is what its entry took off the receivable, on the same day, for the same customer."""
    return look(
        reader,
        _("Allocations are what was posted"),
        "allocation",
        "SELECT invoice.number FROM (SELECT entry_id, invoice_id, customer_id, applied_on, SUM(amount_minor) AS amount "
        "FROM allocation GROUP BY entry_id, invoice_id, customer_id, applied_on) AS met "
        "JOIN invoice ON invoice.id = met.invoice_id JOIN journal_entry ON journal_entry.id = met.entry_id "
        "WHERE journal_entry.posted_on <> met.applied_on OR journal_entry.customer_id IS DISTINCT FROM met.customer_id "
        "OR invoice.customer_id <> met.customer_id OR met.amount <> COALESCE((SELECT -SUM(posting.amount_minor) FROM posting "
        f"WHERE posting.entry_id = met.entry_id AND posting.account_id = {_RECEIVABLES} "
        "AND posting.invoice_id = met.invoice_id), 0)",
        lambda number: _("what met invoice {number} is not what was posted").format(number=number),
    )


def reversals_posted(reader: Reader) -> CheckResult:
    """Money that left a payment or credit memo is what its entry took out of the customer's credit, on the same day."""
    return look(
        reader,
        _("Refunds and returns are what was posted"),
        "reversal",
        "SELECT reversal.id FROM reversal JOIN journal_entry ON journal_entry.id = reversal.entry_id "
        "WHERE journal_entry.posted_on <> reversal.reversed_on "
        "OR journal_entry.customer_id IS DISTINCT FROM reversal.customer_id "
        "OR journal_entry.payment_id IS DISTINCT FROM reversal.payment_id "
        "OR journal_entry.credit_memo_id IS DISTINCT FROM reversal.credit_memo_id "
        "OR reversal.amount_minor <> COALESCE((SELECT SUM(posting.amount_minor) FROM posting "
        f"WHERE posting.entry_id = reversal.entry_id AND posting.account_id = {_CREDIT}), 0)",
        lambda id_: _("reversal {id} is not what was posted").format(id=id_),
    )


def taken_back_mirror(reader: Reader) -> CheckResult:
    """What takes an allocation or a reversal back has its amount, its invoice and its source, and is not dated before it."""
    return look(
        reader,
        _("What was taken back mirrors what it takes back"),
        "(SELECT id FROM allocation WHERE reverses_id IS NOT NULL "
        "UNION ALL SELECT id FROM reversal WHERE reverses_id IS NOT NULL) AS back",
        "SELECT invoice.number FROM allocation AS later JOIN allocation AS earlier ON earlier.id = later.reverses_id "
        "JOIN invoice ON invoice.id = later.invoice_id WHERE later.amount_minor <> -earlier.amount_minor "
        "OR later.invoice_id <> earlier.invoice_id OR later.kind <> earlier.kind "
        "OR later.payment_id IS DISTINCT FROM earlier.payment_id "
        "OR later.credit_memo_id IS DISTINCT FROM earlier.credit_memo_id OR later.applied_on < earlier.applied_on "
        "UNION ALL SELECT payment.number FROM reversal AS later JOIN reversal AS earlier ON earlier.id = later.reverses_id "
        "LEFT JOIN payment ON payment.id = later.payment_id WHERE later.amount_minor <> -earlier.amount_minor "
        "OR later.payment_id IS DISTINCT FROM earlier.payment_id "
        "OR later.credit_memo_id IS DISTINCT FROM earlier.credit_memo_id OR later.reversed_on < earlier.reversed_on",
        lambda number: _("what was taken back on {number} does not mirror it").format(number=number),
    )


def never_exceed(reader: Reader) -> CheckResult:
    """Nothing was applied beyond what an invoice asked for, or beyond what a payment or a credit memo brought."""
    show = amounts(reader)

    def spent(table: str, amount: str) -> str:
        return (
            f"SELECT {table}.number, {table}.{amount} AS brought, SUM(used.amount_minor) AS used FROM {table} "
            f"JOIN (SELECT {table}_id AS source, amount_minor FROM allocation UNION ALL "
            f"SELECT {table}_id, amount_minor FROM reversal) AS used ON used.source = {table}.id "
            f"GROUP BY {table}.id, {table}.number, {table}.{amount} "
            f"HAVING SUM(used.amount_minor) > {table}.{amount} OR SUM(used.amount_minor) < 0"
        )

    return look(
        reader,
        _("Nothing was applied beyond what there was"),
        "allocation",
        "SELECT invoice.number, invoice.total_minor, met.amount FROM invoice "
        "JOIN (SELECT invoice_id, SUM(amount_minor) AS amount FROM allocation GROUP BY invoice_id) AS met "
        "ON met.invoice_id = invoice.id WHERE met.amount > invoice.total_minor OR met.amount < 0 "
        f"UNION ALL {spent('payment', 'amount_minor')} UNION ALL {spent('credit_memo', 'total_minor')}",
        lambda number, amount, used: _("{number}: {used} applied of {amount}").format(
            number=number, used=show(used), amount=show(amount)
        ),
    )
