"""Checks of the journal itself: entries balance, postings belong to them, reversals mirror what they reverse."""

# ruff: noqa: S608 - queries are put together from our own names and account codes

from __future__ import annotations

from app.domain.chart import Chart
from app.domain.language import _
from app.services.office import Reader
from app.services.verify.checking import CheckResult, amounts, look


def entries_balance(reader: Reader) -> CheckResult:
    """Debits and credits of every entry add up to nothing."""
    show = amounts(reader)
    return look(
        reader,
        _("Every journal entry balances"),
        "journal_entry",
        "SELECT entry_id, SUM(amount_minor) FROM posting GROUP BY entry_id HAVING SUM(amount_minor) <> 0",
        lambda entry, off: _("entry {entry} is off by {amount}").format(entry=entry, amount=show(off)),
    )


def postings_follow_entries(reader: Reader) -> CheckResult:
    """A posting repeats the date and the customer of its entry, so that sums need no join; both must agree."""
    return look(
        reader,
        _("Postings bear the date and the customer of their entry"),
        "posting",
        "SELECT posting.id, posting.entry_id FROM posting JOIN journal_entry ON journal_entry.id = posting.entry_id "
        "WHERE posting.posted_on <> journal_entry.posted_on "
        "OR posting.customer_id IS DISTINCT FROM journal_entry.customer_id",
        lambda posting, entry: _("posting {posting} differs from its entry {entry}").format(posting=posting, entry=entry),
    )


def receivables_name_invoices(reader: Reader) -> CheckResult:
    """Every posting to receivables names an issued invoice of the same customer."""
    return look(
        reader,
        _("Receivables are owed on an issued invoice of the same customer"),
        f"posting WHERE account_id = {int(Chart.RECEIVABLES)}",
        "SELECT posting.id, posting.entry_id FROM posting LEFT JOIN invoice ON invoice.id = posting.invoice_id "
        f"WHERE posting.account_id = {int(Chart.RECEIVABLES)} AND (invoice.id IS NULL OR invoice.state = 'draft' "
        "OR posting.customer_id IS NULL OR posting.customer_id <> invoice.customer_id)",
        lambda posting, entry: _("posting {posting} of entry {entry}").format(posting=posting, entry=entry),
    )


def entries_name_documents(reader: Reader) -> CheckResult:
    """The payment or credit memo that an entry names exists and is the same customer's (no foreign key can hold this)."""
    return look(
        reader,
        _("Entries name payments and credit memos that exist"),
        "journal_entry",
        "SELECT journal_entry.id FROM journal_entry "
        "LEFT JOIN payment ON payment.id = journal_entry.payment_id "
        "LEFT JOIN credit_memo ON credit_memo.id = journal_entry.credit_memo_id "
        "WHERE (journal_entry.payment_id IS NOT NULL "
        "AND (payment.id IS NULL OR payment.customer_id IS DISTINCT FROM journal_entry.customer_id)) "
        "OR (journal_entry.credit_memo_id IS NOT NULL "
        "AND (credit_memo.id IS NULL OR credit_memo.customer_id IS DISTINCT FROM journal_entry.customer_id))",
        lambda entry: _("entry {entry} names a document that is not there").format(entry=entry),
    )


def reversals_mirror(reader: Reader) -> CheckResult:
    """An entry that takes another back undoes it account by account and is not dated before it."""
    return look(
        reader,
        _("Reversing entries mirror what they reverse"),
        "journal_entry WHERE reverses_id IS NOT NULL",
        "SELECT later.id, earlier.id AS reversed FROM journal_entry AS later "
        "JOIN journal_entry AS earlier ON earlier.id = later.reverses_id "
        "WHERE later.posted_on < earlier.posted_on OR EXISTS ("
        "SELECT account_id FROM posting WHERE posting.entry_id IN (later.id, earlier.id) "
        "GROUP BY account_id HAVING SUM(amount_minor) <> 0)",
        lambda later, earlier: _("entry {entry} does not undo entry {reversed}").format(entry=later, reversed=earlier),
    )
