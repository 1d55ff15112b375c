"""How a row of the diary reads: one sentence for each kind of change, and what was before and after, in the language in use.

A kind that is not listed here still reads, if plainly: whoever adds a kind adds its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from app.domain.language import _
from app.services.activity import Detail
from app.services.customers.callers import given_words
from app.services.formats import amount_format, date_format
from app.services.office import Profile
from app.services.queries.words import field_word, method_word, value_word


class Told(Protocol):
    """What a sentence is made of."""

    @property
    def kind(self) -> str:
        """What happened."""
        ...

    @property
    def details(self) -> Mapping[str, Detail]:
        """What fills the sentence."""
        ...


@dataclass(frozen=True, slots=True)
class FieldChange:
    """How one field was before and after, as words."""

    label: str
    before: str
    after: str


# Each sentence is looked up when it is shown; names ending in _minor arrive as money, in _on as dates, without the ending.
_SENTENCES: dict[str, Callable[[], str]] = {
    "invoice.issued": lambda: _("Invoice {number} issued over {total}."),
    "invoice.gathered": lambda: _("Invoice {number} over {total} gathers the invoices of {sites} sites."),
    "invoice.voided": lambda: _("Invoice {number} over {total} voided."),
    "invoice.written_off": lambda: _("{amount} of invoice {number} written off."),
    "invoice.recovered": lambda: _("{amount} written off invoice {number} is asked for again."),
    "invoice.printed": lambda: _("Invoice {number} printed."),
    "invoice.mailed": lambda: _("Invoice {number} sent by e-mail."),
    "draft.written": lambda: _("Invoice over {total} drafted."),
    "draft.changed": lambda: _("Draft of an invoice changed; it now comes to {total}."),
    "draft.discarded": lambda: _("Draft “{subject}” discarded."),
    "credit_memo.issued": lambda: _("Credit memo {number} over {total} issued."),
    "credit_memo.voided": lambda: _("Credit memo {number} over {total} voided."),
    "credit_memo.printed": lambda: _("Credit memo {number} printed."),
    "credit.asked": lambda: _("Credit of {total} asked for; it waits for approval."),
    "credit.approved": lambda: _("Credit memo {number} over {total}, asked for by {asker}, approved."),
    "credit.declined": lambda: _("Credit of {total} declined."),
    "credit.withdrawn": lambda: _("Request for a credit of {total} taken back."),
    "credit.rule_changed": lambda: _("From which amount credits want approval, and whose: {limit}"),
    "credit.applied": lambda: _("{amount} of account credit applied to invoice {number}."),
    "credit.taken_back": lambda: _("{amount} taken off invoice {number} and back into account credit."),
    "refund.printed": lambda: _("Refund receipt {number} printed."),
    "payment.taken": lambda: _("Payment {number} of {amount} received."),
    "payment.returned": lambda: _("Payment {number} of {amount} returned by the bank."),
    "payment.refund": lambda: _("{amount} of payment {number} refunded."),
    "payment.refunded": lambda: _("{amount} of payment {number} refunded."),
    "payment.void": lambda: _("Payment {number} of {amount} voided."),
    "payment.disputed": lambda: _("{amount} of payment {number} disputed by the customer."),
    "payment.put_back": lambda: _("{amount} is back in payment {number}."),
    "charge.queued": lambda: _("Charge of {amount} queued."),
    "charge.declined": lambda: _("Charge of {amount} declined: {reason}"),
    "charge.adopted": lambda: _("A payment of {amount} made outside this program was taken in."),
    "payout.seen": lambda: _("Payout {id} of {amount} seen on the bank's statement of {on}."),
    "payout.unseen": lambda: _("Payout {id} of {amount} not seen on the bank's statement after all."),
    "dispute.won": lambda: _("The dispute about payment {number} was won."),
    "method.saved": lambda: _("{brand} {last4} saved."),
    "method.removed": lambda: _("{brand} {last4} removed."),
    "payment.expired": lambda: _("{amount} of credit from {number} expired."),
    "receipt.printed": lambda: _("Receipt of payment {number} printed."),
    "payment.printed": lambda: _("Receipt of payment {number} printed."),
    "statement.printed": lambda: _("Statement printed."),
    "statement.mailed": lambda: _("Statement sent by e-mail."),
    "credit_memo.mailed": lambda: _("Credit memo {number} sent by e-mail to {to}."),
    "receipt.mailed": lambda: _("Receipt of payment {number} sent by e-mail to {to}."),
    "refund_receipt.mailed": lambda: _("Receipt of the refund of payment {number} sent by e-mail to {to}."),
    "reminder.mailed": lambda: _("Reminder sent by e-mail to {to}."),
    "payment_failed.mailed": lambda: _("The customer was told by e-mail that the payment of invoice {number} failed."),
    "payment_reminder.mailed": lambda: _("The customer was reminded by e-mail of the failed payment of invoice {number}."),
    "office_notice.mailed": lambda: _("The office was told by e-mail that the payment of invoice {number} failed."),
    "link.mailed": lambda: _("“{subject}” sent by e-mail to {to}."),
    "mail.failed": lambda: _("“{subject}” could not be sent by e-mail to {to}: {said}"),
    "mail.unknown": lambda: _("It is not known whether “{subject}” was taken for {to}: {said}"),
    "mail.again": lambda: _("“{subject}” is sent again to {to}."),
    "mail.sender_added": lambda: _("Mail is sent as {address} through {server}."),
    "mail.sender_changed": lambda: _("Mail is sent as {address} through {server}."),
    "mail.sender_removed": lambda: _("Mail is not sent as {address} any more."),
    "deposit.made": lambda: _("Deposit {number} of {total} made."),
    "deposit.printed": lambda: _("Slip of deposit {number} printed."),
    "deposit.reversed": lambda: _("Deposit {number} of {total} reversed."),
    "caller.verified": lambda: _("Caller {caller} verified. Given: {given}."),
    "caller.nobody": lambda: _("Nobody called: it came by mail or in person."),
    "customer.entered": lambda: _("Account {account} opened."),
    "customer.changed": lambda: _("{field} changed."),
    "customer.merged": lambda: _("{name} ({account}) became part of this account."),
    "customer.unmerged": lambda: _("The merge with {name} ({account}) was undone."),
    "customer.anonymised": lambda: _("Account {account} anonymised."),
    "customer.deleted": lambda: _("Account {account} deleted."),
    "contact.changed": lambda: _("{field} changed."),
    "site.added": lambda: _("Site “{name}” added."),
    "site.changed": lambda: _("Site changed."),
    "site.archived": lambda: _("Site “{name}” archived."),
    "site.restored": lambda: _("Site “{name}” taken out of the archive."),
    "tags.changed": lambda: _("Tags changed."),
    "note.added": lambda: _("Note added: {text}"),
    "note.changed": lambda: _("Note changed."),
    "note.deleted": lambda: _("Note deleted: {text}"),
    "note.put_back": lambda: _("Note put back: {text}"),
    "file.added": lambda: _("File {name} added."),
    "file.renamed": lambda: _("File {name} renamed."),
    "file.noted": lambda: _("Note on file {name} changed."),
    "file.removed": lambda: _("File {name} removed."),
    "file.put_back": lambda: _("File {name} put back."),
    "agreement_text.saved": lambda: _("Text for agreements “{name}” saved."),
    "agreement.drafted": lambda: _("Agreement “{title}” drafted."),
    "agreement.rewritten": lambda: _("Draft of the agreement “{title}” changed."),
    "agreement.discarded": lambda: _("Draft of the agreement “{title}” discarded."),
    "agreement.printed": lambda: _("Agreement “{number}” printed."),
    "agreement.sent": lambda: _("Agreement “{title}” sent to the customer."),
    "agreement.mailed": lambda: _("Agreement sent by e-mail to {to}."),
    "agreement.taken_back": lambda: _("Agreement “{title}” taken back to the drafts."),
    "agreement.signed": lambda: _("Agreement “{title}” signed by {name} on {signed}."),
    "agreement.scan_added": lambda: _("Signed paper {name} kept with the agreement “{title}”."),
    "agreement.scan_removed": lambda: _("Signed paper taken off the agreement “{title}”."),
    "agreement.renewed": lambda: _("Agreement “{title}” is to be renewed by {renews}."),
    "agreement.runs_on": lambda: _("Agreement “{title}” runs on without a day of renewal."),
    "agreement.ended": lambda: _("Agreement “{title}” ended."),
    "estimate.drafted": lambda: _("Estimate “{title}” over {total} drafted."),
    "estimate.rewritten": lambda: _("Draft of the estimate “{title}” changed."),
    "estimate.discarded": lambda: _("Draft of the estimate “{title}” discarded."),
    "estimate.printed": lambda: _("Estimate {number} printed."),
    "estimate.mailed": lambda: _("Estimate {number} sent by e-mail."),
    "estimate.sent": lambda: _("Estimate {number} {title} over {total} noted as sent, valid until {until}."),
    "estimate.went_out": lambda: _("Estimate {number} {title} over {total} went out by e-mail, valid until {until}."),
    "estimate.taken_back": lambda: _("Estimate {number} {title} taken back to the drafts."),
    "estimate.extended": lambda: _("Estimate {number} {title} is valid until {until} now."),
    "estimate.accepted": lambda: _("Estimate {number} {title} accepted on {decided}."),
    "estimate.accepted_by": lambda: _("Estimate {number} {title} accepted by {name} on {decided}."),
    "estimate.declined": lambda: _("Estimate {number} {title} declined on {decided}."),
    "estimate.declined_by": lambda: _("Estimate {number} {title} declined by {name} on {decided}."),
    "estimate.reopened": lambda: _("The answer to estimate {number} {title} was taken back."),
    "estimate.put_back": lambda: _("Estimate {number} {title}: the last step was taken back."),
    "estimate.invoiced": lambda: _("Invoice drafted from estimate {number} {title}."),
    "estimate.released": lambda: _("Estimate {number} {title} can be invoiced again."),
    "estimate.job_made": lambda: _("Job {job} made of estimate {number} {title}."),
    "estimate.plan_made": lambda: _("Plan {plan} made of estimate {number} {title}."),
    "estimate.deposit_taken": lambda: _("{amount} of payment {payment} kept as the deposit for estimate {number}."),
    "estimate.deposit_released": lambda: _("{amount} of payment {payment} is no deposit for estimate {number} any more."),
    "lock.moved": lambda: _("Lock date moved."),
    "lock.overridden": lambda: _("Lock date {lock} overridden for an entry of {posted}."),
    "lock.taken_over": lambda: _("The lock of an abandoned job was taken over."),
    "tax.added": lambda: _("Tax {name} added at {rate}."),
    "company.changed": lambda: _("Company details changed."),
    "import.customers": lambda: _("{customers} customers imported from {file}."),
    "import.receivables": lambda: _("Receivables imported from {file}."),
    "import.plans": lambda: _("Service plans imported from {file}."),
    "billing.posted": lambda: _("Billing run {number} posted."),
    "billing.reversed": lambda: _("Billing run {number} reversed."),
    "plan_template.saved": lambda: _("Plan template “{name}” saved."),
    "plan_template.archived": lambda: _("Plan template “{name}” is not offered any more."),
    "plan_template.offered": lambda: _("Plan template “{name}” is offered again."),
    "plan.entered": lambda: _("Plan {number} {plan} entered at {price}."),
    "plan.rewritten": lambda: _("Plan {number} {plan} rewritten at {price}."),
    "plan.sent": lambda: _("Plan {number} {plan} offered to the customer."),
    "plan.withdrawn": lambda: _("Offer of plan {number} {plan} withdrawn."),
    "plan.activated": lambda: _("Plan {number} {plan} active from {start}."),
    "plan.changed": lambda: _("Plan {number} {plan} changed from {on}."),
    "plan.price_changed": lambda: _("Price of plan {number} {plan} goes from {before} to {after} on {effective}."),
    "plan.price_reversed": lambda: _("Price change of plan {number} {plan} taken back."),
    "plan.paused": lambda: _("Plan {number} {plan} paused from {from}."),
    "plan.resumed": lambda: _("Plan {number} {plan} resumed on {on}."),
    "plan.undone": lambda: _("What was just done to plan {number} {plan} was taken back."),
    "plan.cancelled": lambda: _("Plan {number} {plan} cancelled as of {end}."),
    "plan.cancel_scheduled": lambda: _("Plan {number} {plan} ends on {end}."),
    "plan.kept": lambda: _("Cancellation of plan {number} {plan} taken back."),
    "plan.ended": lambda: _("Plan {number} {plan} ended on {end}."),
    "plan.paid": lambda: _("{amount} received for plan {number} {plan}, payment {payment}."),
    "plan.waived": lambda: _("{amount} of invoice {invoice} waived on plan {number} {plan}."),
    "plan.refunded": lambda: _("{amount} refunded on plan {number} {plan}."),
    "plan.refund_queued": lambda: _("Refund of {amount} on plan {number} {plan} asked of the processor."),
    "plan.period_skipped": lambda: _("The bill of plan {number} {plan} due {due} was skipped."),
    "plan.period_waived": lambda: _("The bill of plan {number} {plan} due {due} was waived."),
    "plan.dunning_remind": lambda: _("Reminder due for invoice {number}, {open} open."),
    "plan.dunning_pause": lambda: _("Plan paused, because invoice {number} was not paid: {open} open."),
    "plan.dunning_hand_over": lambda: _("Invoice {number} handed over for collection, {open} open."),
    "plan.method_updated": lambda: _("Payment method of plan {number} {plan} updated."),
    "plan.method_removed": lambda: _("Payment method of plan {number} {plan} removed."),
    "plan.method_changed": lambda: _("Plan {number} {plan} is paid another way from now on."),
    "plan.charge_queued": lambda: _("{amount} waiting to be charged."),
    "plan.charge_processing": lambda: _("{amount} is being collected for invoice {number}."),
    "plan.charge_paid": lambda: _("{amount} charged for invoice {number}."),
    "plan.charge_failed": lambda: _("The charge of {amount} for invoice {number} was refused."),
    "job.entered": lambda: _("Job {number} {title} entered."),
    "job.changed": lambda: _("Job {number} changed."),
    "job.scheduled": lambda: _("Job {number} {title} scheduled for {when}."),
    "job.moved": lambda: _("Job {number} {title} moved to {when}."),
    "job.assigned": lambda: _("Job {number} {title} given to somebody else."),
    "job.in_progress": lambda: _("Job {number} {title} begun."),
    "job.done": lambda: _("Job {number} {title} done on {done}."),
    "job.unscheduled": lambda: _("Job {number} {title} taken off the calendar."),
    "job.cancelled": lambda: _("Job {number} {title} cancelled."),
    "job.put_back": lambda: _("Job {number} {title}: the last step was taken back."),
    "job.invoiced": lambda: _("Job {number} {title} invoiced."),
    "job.released": lambda: _("Job {number} {title} is to be invoiced again."),
    "technician.added": lambda: _("{name} added to the people who are sent to jobs."),
    "technician.renamed": lambda: _("Somebody who is sent to jobs was renamed."),
}


class _Filling(dict[str, str]):
    """What fills a sentence; a blank that was not told stays empty rather than spoiling the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(row: Told, profile: Profile) -> str:
    """Return a change as one sentence in the language in use, amounts and dates as the company's locale writes them."""
    details, filling = row.details, _Filling()
    for name, value in details.items():
        if not isinstance(value, Mapping):
            filling[_bare(name)] = _shown(name, value, profile)
    field = details.get("field") or details.get("role")
    if isinstance(field, str):
        filling["field"] = field_word(field)
    if row.kind == "caller.verified":
        filling["given"] = given_words(filling["given"])
    known = _SENTENCES.get(row.kind)
    if known is None:
        told = ", ".join(text for text in filling.values() if text)
        return f"{field_word(row.kind.replace('.', ' '))}: {told}" if told else field_word(row.kind.replace(".", " "))
    text = known().format_map(filling)
    return _with_more(text, row, filling, profile)


def _with_more(text: str, row: Told, filling: Mapping[str, str], profile: Profile) -> str:
    details = row.details
    left = details.get("left_minor")
    if row.kind == "payment.taken":
        how = " ".join(part for part in (method_word(str(details.get("method", ""))), filling.get("reference", "")) if part)
        if how:
            text = f"{text} {how}."
        if isinstance(left, int) and left > 0:
            money = amount_format(profile.locale, profile.currency.code).money(left)
            text = _("{sentence} {amount} kept as account credit.").format(sentence=text, amount=money)
    reason = filling.get("reason", "")
    return _("{sentence} Reason: {reason}").format(sentence=text, reason=reason) if reason else text


def changes_of(row: Told, profile: Profile) -> list[FieldChange]:
    """Return what changed, before and after, or an empty list where the sentence says it all."""
    details = row.details
    if "before" in details or "after" in details:
        field = str(details.get("field") or details.get("role") or row.kind.partition(".")[0])
        if row.kind == "lock.moved":
            field = "lock_on"
        elif row.kind.startswith("plan.method"):
            field = "method"
        return [_change(field, details.get("before"), details.get("after"), profile)]
    return [
        _change(name, value.get("before"), value.get("after"), profile)
        for name, value in details.items()
        if isinstance(value, Mapping) and value.get("before") != value.get("after")
    ]


def _change(field: str, before: Detail, after: Detail, profile: Profile) -> FieldChange:
    return FieldChange(field_word(field), _shown(field, before, profile), _shown(field, after, profile))


def _bare(name: str) -> str:
    return name.removesuffix("_minor").removesuffix("_on").removesuffix("_at")


def _shown(name: str, value: Detail, profile: Profile) -> str:
    if value is None or isinstance(value, Mapping):
        return ""
    if name.endswith("_minor") and isinstance(value, int):
        return amount_format(profile.locale, profile.currency.code).money(value)
    text = str(value)
    if name.endswith("_at"):
        try:
            here = datetime.fromisoformat(text).astimezone(ZoneInfo(profile.time_zone))
        except ValueError:
            return text
        return f"{date_format(profile.locale).medium(here.date())}, {here:%H:%M}"
    if name.endswith("_on") or name == "on":
        try:
            return date_format(profile.locale).medium(date.fromisoformat(text))
        except ValueError:
            return text
    return value_word(name, text)
