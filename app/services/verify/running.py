"""The list of all checks, and running them on one moment of a book."""

from __future__ import annotations

from app.domain.errors import UserError
from app.domain.language import _
from app.services.office import Office, Reader
from app.services.ports import Progress, Silent
from app.services.verify import (
    allocations,
    customers,
    documents,
    estimates,
    files,
    jobs,
    journal,
    numbers,
    operations,
    plans,
    store,
)
from app.services.verify.checking import Check, CheckResult

CHECKS: tuple[Check, ...] = (
    journal.entries_balance,
    journal.postings_follow_entries,
    journal.receivables_name_invoices,
    journal.entries_name_documents,
    journal.reversals_mirror,
    documents.invoices_open,
    documents.invoice_lines,
    documents.invoices_posted,
    documents.drafts_untouched,
    documents.invoice_states,
    documents.payments_open,
    documents.credit_memos_open,
    documents.sources_posted,
    documents.deposits,
    allocations.allocations_posted,
    allocations.reversals_posted,
    allocations.taken_back_mirror,
    allocations.never_exceed,
    customers.customers_due,
    customers.customers_credit,
    customers.customers_lifetime,
    customers.merged_are_empty,
    plans.days_billed_once,
    plans.periods_invoiced,
    plans.runs_add_up,
    plans.charges_within_invoices,
    jobs.amounts_follow_lines,
    jobs.invoices_ask_for_their_jobs,
    estimates.totals_follow_lines,
    estimates.made_for_their_customer,
    files.contents_are_whole,
    files.files_have_their_size,
    operations.successes_paid,
    operations.one_live_each,
    operations.taken_once,
    operations.refunds_once,
    operations.disputes_once,
    operations.fees_posted,
    operations.payouts_posted,
    operations.clearing_explained,
    numbers.series_gapless,
    numbers.counters_ahead,
)
SQLITE_CHECKS: tuple[Check, ...] = (store.integrity, store.references)


def verify_book(office: Office, progress: Progress | None = None) -> list[CheckResult]:
    """Run every check on one moment of the book and return what each found, in a fixed order.

    Raises:
        UserError: it was told to stop.
        BookDamaged: the file is so damaged that it cannot be read.
    """
    watch = progress or Silent()
    checks = (*SQLITE_CHECKS, *CHECKS) if office.book.is_file else CHECKS
    in_all = len(checks) + int(office.book.is_file)

    def run(reader: Reader) -> list[CheckResult]:
        found: list[CheckResult] = []
        with store.file_mapped(reader):
            for check in checks:
                if watch.cancelled:
                    raise UserError(_("The check was stopped."))
                found.append(check(reader))
                watch.step(len(found), in_all, found[-1].name)
        return found

    results = office.read(run)
    if office.book.is_file:
        results.append(store.search_index(office.book))
        watch.step(in_all, in_all, results[-1].name)
    return results


def all_passed(results: list[CheckResult]) -> bool:
    """Whether the book is as it should be."""
    return all(result.passed for result in results)
