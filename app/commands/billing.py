"""``counterfoil bill``: rehearse and post everything that is due through a date, or take a run back."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from app.commands.desk import Desk, progress_shown
from app.commands.parsing import Parser, day
from app.commands.printing import Json, formats_of, print_json, print_table
from app.domain.errors import UserError
from app.domain.language import _, ngettext
from app.services.billing.bounds import Stop
from app.services.billing.daily import day_words, look_after
from app.services.billing.planning import MISSED, Bill, RunPlan, RunRequest, Skipped
from app.services.billing.posting import NeedsConfirmation, PostedRun, post_run
from app.services.billing.rehearsing import Rehearsal, rehearse, totals_of
from app.services.billing.reversing import ReversedRun, reverse_run, run_by_number
from app.services.billing.wording import change_words, charge_words, skip_words
from app.services.bulk_lock import bulk_job
from app.services.formats import AmountFormat, DateFormat
from app.services.office import Office


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to bill"))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--through", type=day, metavar="DATE", help=_("bill everything that is due through this date"))
    what.add_argument("--reverse", metavar="RUN", help=_("take a run back, such as B-0001; invoices keep their numbers"))
    parser.add_argument("--rehearse", action="store_true", help=_("show what would be posted, write nothing"))
    parser.add_argument(
        "--missed",
        choices=MISSED,
        default="each",
        help=_("periods missed so far: bill each, combine them on one invoice, or skip them (default: each)"),
    )
    parser.add_argument("--yes", action="store_true", help=_("go beyond the bounds that would ask for confirmation"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("why a run is taken back"))


def run(args: Namespace, desk: Desk) -> int:
    """Rehearse, post or take back."""
    with desk.book(str(args.book)) as office:
        if args.reverse is not None:
            if args.rehearse:
                raise UserError(_("Only a run through a date can be rehearsed."))
            return _reverse(args, desk, office)
        request = RunRequest(args.through, str(args.missed))
        if args.rehearse:
            return _rehearse(desk, office, request)
        return _post(args, desk, office, request)


def _rehearse(desk: Desk, office: Office, request: RunRequest) -> int:
    found = office.read(lambda reader: rehearse(reader, request))
    if desk.json:
        print_json(_run_json(found.plan, None, found))
        return 0
    amounts, dates = formats_of(office.read(lambda reader: reader.profile))
    _print_plan(found.plan, amounts, dates)
    _print_review(found, amounts)
    print(_("Nothing was written: this was a rehearsal."))
    return 0


def _post(args: Namespace, desk: Desk, office: Office, request: RunRequest) -> int:
    with bulk_job(office, _("billing through {date}").format(date=request.through.isoformat())):
        try:
            with progress_shown() as progress:
                posted = office.write(
                    lambda writer: post_run(writer, request, confirmed=bool(args.yes), progress=progress)
                )
        except NeedsConfirmation as refusal:
            raise UserError(
                refusal.message, _("Nothing was posted. Rehearse it with --rehearse; post it with --yes.")
            ) from refusal
        # After the run: what was rehearsed a moment ago is posted before a refused payment pauses its plan.
        day = office.write(look_after)
    if desk.json:
        print_json({**_run_json(posted.plan, posted, None), "day": dict(day.counts())})
        return 0
    amounts, dates = formats_of(office.read(lambda reader: reader.profile))
    _print_plan(posted.plan, amounts, dates, [invoice.number for invoice in posted.invoices])
    if posted.number is None:
        print(_("Nothing is due."))
    else:
        print(
            ngettext(
                "Run {number}: {count} invoice posted.", "Run {number}: {count} invoices posted.", len(posted.invoices)
            ).format(number=posted.number, count=f"{len(posted.invoices):,}")
        )
        later = totals_of(posted.plan).later
        waiting = sum(1 for bill in posted.plan.bills if bill.charge == "queued") - later
        if waiting:
            print(
                ngettext(
                    "{count} charge waits to be sent.", "{count} charges wait to be sent.", waiting
                ).format(count=f"{waiting:,}")
            )
        if later:
            print(_later(later))
    for sentence in day_words(day):
        print(sentence)
    return 0


def _reverse(args: Namespace, desk: Desk, office: Office) -> int:
    run_id = office.read(lambda reader: run_by_number(reader, str(args.reverse)))
    reason = str(args.reason).strip() or _("Billing run taken back")
    job = _("taking back run {number}").format(number=str(args.reverse)[:30])
    with bulk_job(office, job), progress_shown() as progress:
        done = office.write(lambda writer: reverse_run(writer, run_id, reason, progress))
    if desk.json:
        print_json(_reversed_json(done))
    else:
        amounts, _dates = formats_of(office.read(lambda reader: reader.profile))
        print(
            ngettext(
                "Run {number} is taken back: {count} invoice is void, {amount}.",
                "Run {number} is taken back: {count} invoices are void, {amount}.",
                len(done.voided),
            ).format(number=done.number, count=f"{len(done.voided):,}", amount=amounts.money(done.voided_minor))
        )
    if done.excepted:
        numbers = ", ".join(f"{each.number} ({each.reason})" for each in done.excepted[:20])
        print(
            ngettext("{count} invoice stays: {numbers}", "{count} invoices stay: {numbers}", len(done.excepted)).format(
                count=f"{len(done.excepted):,}", numbers=numbers
            ),
            file=sys.stderr,
        )
        return 1
    return 0


def _run_json(plan: RunPlan, posted: PostedRun | None, found: Rehearsal | None) -> dict[str, Json]:
    numbers: Sequence[str | None] = (
        [invoice.number for invoice in posted.invoices] if posted is not None else [None] * len(plan.bills)
    )
    totals = totals_of(plan)
    value: dict[str, Json] = {
        "through": plan.request.through.isoformat(),
        "rehearsal": posted is None,
        "run": posted.number if posted is not None else None,
        "missed": plan.request.missed,
        "invoices": [_bill_json(bill, number, plan.today) for bill, number in zip(plan.bills, numbers, strict=True)],
        "skipped": [_skip_json(skip) for skip in plan.skipped],
        "late_fees": [
            {
                "account": fee.account,
                "invoice": fee.invoice_number,
                "level": fee.level,
                "open": fee.open_minor,
                "fee": fee.amount_minor,
            }
            for fee in plan.fees
        ],
        "totals": {
            "invoices": totals.invoices,
            "skipped": totals.skipped,
            "net": totals.net_minor,
            "tax": totals.tax_minor,
            "total": totals.total_minor,
            "credit": totals.credit_minor,
            "queued": totals.queued_minor,
            "open": totals.open_minor,
            "late_fees": totals.late_fee_minor,
        },
    }
    if found is not None:
        value |= {
            "needs_confirmation": [_stop_json(stop) for stop in found.stops],
            "changes": [
                {
                    "kind": change.kind,
                    "plan": change.plan_name,
                    "number": change.plan_number,
                    "account": change.account,
                    "before": change.before_minor,
                    "after": change.after_minor,
                    "reason": change.reason,
                }
                for change in found.changes
            ],
            "expiring_cards": [
                {**_plan_json(bill), "expires_on": found.expires[bill.plan_id].isoformat()} for bill in found.expiring
            ],
            "without_method": [_plan_json(bill) for bill in found.without_method],
            "short_months": [_plan_json(bill) for bill in found.short_months],
        }
    return value


def _bill_json(bill: Bill, number: str | None, today: date) -> dict[str, Json]:
    return {
        "plan": bill.plan_name,
        "number": bill.plan_number,
        "account": bill.account,
        "invoice": number,
        "period_start": bill.period_start.isoformat(),
        "period_end": bill.period_end.isoformat(),
        "periods": len(bill.periods),
        "issued_on": bill.issued_on.isoformat(),
        "due_on": bill.due_on.isoformat(),
        "net": bill.net_minor,
        "tax": bill.tax_minor,
        "total": bill.total_minor,
        "credit": bill.credit_minor,
        "paid_by": bill.paid_by,
        "charge": bill.charge,
        "charge_on": max(bill.due_on, today).isoformat() if bill.charge == "queued" else None,
    }


def _skip_json(skip: Skipped) -> dict[str, Json]:
    return {
        "plan": skip.plan_name,
        "number": skip.plan_number,
        "account": skip.account,
        "reason": skip.reason,
        "due_on": skip.due_on.isoformat(),
        "period_start": skip.period.start_on.isoformat() if skip.period else None,
        "period_end": skip.period.end_on.isoformat() if skip.period else None,
    }


def _plan_json(bill: Bill) -> dict[str, Json]:
    return {"plan": bill.plan_name, "number": bill.plan_number, "account": bill.account}


def _stop_json(stop: Stop) -> dict[str, Json]:
    return {
        "kind": stop.kind,
        "account": stop.account,
        "number": stop.plan_number,
        "found": stop.found,
        "bound": stop.bound,
        "sentence": stop.sentence(),
    }


def _reversed_json(done: ReversedRun) -> dict[str, Json]:
    return {
        "run": done.number,
        "reversed": list(done.voided),
        "total": done.voided_minor,
        "excepted": [
            {
                "invoice": each.number,
                "number": each.plan_number,
                "account": each.account,
                "total": each.total_minor,
                "reason": each.reason,
            }
            for each in done.excepted
        ],
    }


def _print_plan(plan: RunPlan, amounts: AmountFormat, dates: DateFormat, numbers: Sequence[str] = ()) -> None:
    totals = totals_of(plan)
    if plan.bills:
        rows = [
            (
                numbers[at] if numbers else "–",
                bill.plan_number,
                bill.account,
                bill.customer_name,
                bill.plan_name,
                f"{dates.medium(bill.period_start)} – {dates.medium(bill.period_end)}",
                _charge(bill, plan, dates),
                dates.medium(bill.due_on),
                amounts.plain(bill.total_minor),
            )
            for at, bill in enumerate(plan.bills)
        ]
        headings = (
            _("Invoice"),
            _("Plan"),
            _("Account"),
            _("Customer"),
            _("Name"),
            _("Period"),
            _("Charge"),
            _("Due"),
            _("Total"),
        )
        whole = ("", "", "", "", "", "", "", _("Total"), amounts.plain(totals.total_minor))
        print_table(headings, rows, left=7, totals=whole)
    for skip in plan.skipped:
        print(
            _("Skipped {plan} {name}, due {date}: {reason}").format(
                plan=skip.plan_number, name=skip.customer_name, date=dates.medium(skip.due_on), reason=skip_words(skip.reason)
            )
        )
    for fee in plan.fees:
        print(
            _("Late fee for invoice {number} of {name}: {amount}").format(
                number=fee.invoice_number, name=fee.customer_name, amount=amounts.money(fee.amount_minor)
            )
        )
    if totals.later and not numbers:
        print(_later(totals.later))
    if totals.credit_minor:
        print(_("Met by account credit: {amount}").format(amount=amounts.money(totals.credit_minor)))


def _charge(bill: Bill, plan: RunPlan, dates: DateFormat) -> str:
    if bill.is_charged_later(plan.today):
        return _("Charged on {date}").format(date=dates.medium(bill.due_on))
    return charge_words(bill.charge)


def _later(count: int) -> str:
    return ngettext(
        "{count} charge waits until its invoice falls due.", "{count} charges wait until their invoices fall due.", count
    ).format(count=f"{count:,}")


def _print_review(found: Rehearsal, amounts: AmountFormat) -> None:
    for stop in found.stops:
        print(_("Needs confirmation: {sentence}").format(sentence=stop.sentence()))
    for bill in found.without_method:
        print(
            _("Plan {plan} ({name}) has no card or bank account to charge; the charge will wait.").format(
                plan=bill.plan_number, name=bill.customer_name
            )
        )
    for bill in found.expiring:
        print(
            _("The card of plan {plan} ({name}) expires before its next bill.").format(
                plan=bill.plan_number, name=bill.customer_name
            )
        )
    for bill in found.short_months:
        print(
            _("Plan {plan} ({name}): this month lacks the day it is counted from; its last day stands for it.").format(
                plan=bill.plan_number, name=bill.customer_name
            )
        )
    if found.last is not None:
        words = _("Compared with what was billed until run {number}:")
        print(words.format(number=found.last.number) if found.changes else _("Every plan is billed as it was last time."))
    for change in found.changes:
        print("  " + change_words(change, amounts))
