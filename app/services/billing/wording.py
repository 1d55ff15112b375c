"""The lines of a plan's invoice in words: the plan's name and the days that are paid for, in the company's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from app.domain.language import _
from app.domain.rounding import MILLION
from app.domain.tax import line_net
from app.services.billing.comparing import RunChange
from app.services.billing.due import DuePeriod
from app.services.billing.planning import Bill
from app.services.formats import AmountFormat, date_format
from app.services.invoicing.figures import NewLine


@lru_cache(maxsize=16_384)
def _words(pattern: str, locale: str, plan: str, first_on: date, last_on: date) -> str:
    # Most plans of an office are sold by a few names and begin on the same days.
    show = date_format(locale).medium
    return pattern.format(plan=plan, first=show(first_on), last=show(last_on))


def line_writer(locale: str) -> Callable[[Bill], tuple[NewLine, ...]]:
    """Return what writes the invoice lines of bills: one a period, or a recurring invoice's own lines."""
    pattern = _("{plan}, {first} – {last}")

    def line(bill: Bill, period: DuePeriod) -> NewLine:
        text = _words(pattern, locale, bill.plan_name, period.first_on, period.last_on)
        net, discount = period.net_minor, period.discount_ppm
        # A period at one price shows it with its discount; one with rests or several prices, what its days come to.
        if discount and line_net(MILLION, period.price_minor, discount) == net:
            return NewLine(text, period.price_minor, MILLION, discount, bill.tax_ppm, bill.tax_rate_id)
        return NewLine(text, net, MILLION, 0, bill.tax_ppm, bill.tax_rate_id)

    def lines(bill: Bill) -> tuple[NewLine, ...]:
        if bill.lines:
            return bill.lines
        periods = bill.periods
        return (line(bill, periods[0]),) if len(periods) == 1 else tuple([line(bill, each) for each in periods])

    return lines


def charge_words(charge: str) -> str:
    """Return how a bill is asked for, in the language in use."""
    return {
        "queued": _("Charge waits"),
        "open": _("Customer pays"),
        "credit": _("Met by credit"),
        "none": _("Nothing to pay"),
    }[charge]


def skip_words(reason: str) -> str:
    """Return why a run passes a plan over, in the language in use."""
    return {
        "pending": _("The offer was not accepted yet."),
        "paused": _("The plan is paused."),
        "archived": _("The customer is archived."),
        "missed": _("The period was missed and is not made up for."),
    }.get(reason, reason)


def change_words(change: RunChange, amounts: AmountFormat) -> str:
    """Return how a plan's bill differs from before, in the language in use."""
    before = amounts.money(change.before_minor or 0)
    after = amounts.money(change.after_minor or 0)
    words = {
        "new": _("New: {plan} {name}, {after}"),
        "missing": _("Missing: {plan} {name}, {before} last time"),
        "changed": _("Changed: {plan} {name}, {after} instead of {before}"),
        "doubled": _("More than once: {plan} {name}, {after}"),
    }[change.kind]
    said = words.format(plan=change.plan_number, name=change.customer_name, before=before, after=after)
    return _("{what}: {why}").format(what=said, why=difference_words(change.reason)) if change.reason else said


def difference_words(reason: str) -> str:
    """Return why a plan is missing from a run, or in it more than once, in the language in use."""
    return {
        "": "",
        "pending": _("The offer was not accepted yet."),
        "paused": _("The plan is paused."),
        "archived": _("The customer is archived."),
        "cancelled": _("The plan was cancelled."),
        "ended": _("The plan has ended."),
        "passed": _("That bill was skipped or waived."),
        "changed": _("The plan was changed."),
        "periods": _("Several of its periods are due at once."),
        "twin": _("The customer has another plan of this name."),
    }.get(reason, reason)
