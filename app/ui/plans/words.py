"""What is said of one plan in words: tiles, facts, and what a pause or a cancellation would do to its money."""

from __future__ import annotations

from datetime import date

from app.domain.language import _, ngettext
from app.services.plans.settling import Settlement
from app.services.queries.plan_page import PlanPage
from app.services.queries.plans import PlanListRow
from app.ui.kit.theme import Tone
from app.ui.plans.listing import frequency_words
from app.ui.session import Session
from app.ui.words import method_words

_SOON_DAYS = 45


def price_note(row: PlanListRow, session: Session) -> str:
    """Return “Monthly, in advance”, with the discount if there is one."""
    timing = _("in advance") if row.timing == "advance" else _("in arrears")
    text = _("{frequency}, {timing}").format(frequency=frequency_words(row.frequency), timing=timing)
    if row.discount_ppm:
        text = _("{terms}, {percent} off {price}").format(
            terms=text, percent=session.amounts.percent(row.discount_ppm), price=session.amounts.money(row.price_minor)
        )
    return text


def next_bill_words(page: PlanPage, session: Session) -> tuple[str, str]:
    """Return when the next bill is due and how much it will be, or why there is none."""
    row, money = page.row, session.amounts.money
    if row.status == "paused":
        return "–", _("paused")
    if row.status == "draft":
        return "–", _("a draft is not billed")
    if page.coming is None or row.next_bill_on is None:
        return "–", _("nothing more to bill")
    if row.status == "pending":
        return session.dates.medium(row.next_bill_on), _("once it is accepted")
    amount = _("{amount} before tax").format(amount=money(page.coming.net_minor))
    return session.dates.medium(page.coming.nominal_on), amount


def visits_words(page: PlanPage, session: Session) -> tuple[str, str]:
    """Return “2 of 4” and what is left of this year's visits."""
    whole = page.visits_used + page.visits_left
    if not whole:
        return "–", _("no visits in this plan")
    count = session.amounts.count
    used = _("{used} of {whole}").format(used=count(page.visits_used), whole=count(whole))
    left = ngettext("{count} left this plan year", "{count} left this plan year", page.visits_left)
    return used, left.format(count=count(page.visits_left))


def owed_words(row: PlanListRow, session: Session) -> tuple[str, str, Tone | None]:
    """Return what is open on the plan, what is the matter with it, and its tone."""
    money = session.amounts.money
    parts = []
    if row.failed_minor:
        parts.append(_("{amount} failed").format(amount=money(row.failed_minor)))
    if row.overdue_minor:
        parts.append(_("{amount} overdue").format(amount=money(row.overdue_minor)))
    tone = Tone.ALARM if row.failed_minor else Tone.CARE if row.overdue_minor else None
    if not row.outstanding_minor:
        return money(0), _("all paid"), Tone.QUIET
    return money(row.outstanding_minor), " · ".join(parts) or _("not due yet"), tone


def paid_by_words(row: PlanListRow, session: Session, today: date) -> tuple[str, Tone | None]:
    """Return how the plan is paid and what is on file: “Card · Visa ····4242 · expires Nov 2026”, and a tone to warn in."""
    text = method_words(row.paid_by)
    if row.paid_by not in {"card", "bank"}:
        return text, None
    if not row.method_label:
        return _("{method} · nothing on file").format(method=text), Tone.CARE
    text = f"{text} · {row.method_label}"
    if row.method_expires_on is None:
        return text, None
    when = session.dates.short_month_year(row.method_expires_on)
    left = (row.method_expires_on - today).days
    if left < 0:
        return _("{method} · expired {month}").format(method=text, month=when), Tone.ALARM
    return _("{method} · expires {month}").format(method=text, month=when), Tone.CARE if left <= _SOON_DAYS else None


def since_words(page: PlanPage, session: Session) -> str:
    """Return from when until when the plan runs."""
    row, show = page.row, session.dates.medium
    if row.end_on is None:
        return _("{start}, until cancelled").format(start=show(row.start_on))
    return _("{start} to {end}").format(start=show(row.start_on), end=show(row.end_on))


def settlement_words(found: Settlement, session: Session, *, runs: bool = True) -> str:
    """Return what a pause, a resumption or a cancellation does to the plan's money, in sentences; ``runs`` is not a draft."""
    if not runs:
        return _("It was never billed, so no money moves.")
    money, show = session.amounts.money, session.dates.medium
    told: list[str] = []
    if found.kind == "cancel":
        told.append(_("The plan's last day is {date}.").format(date=show(found.effective_on)))
    if found.credit_minor:
        told.append(
            _("A credit memo of {amount} is given for days that were billed and are not used.").format(
                amount=money(found.credit_minor)
            )
        )
    if found.charge_minor:
        told.append(_("{amount} is invoiced at once for the rest of the period.").format(amount=money(found.charge_minor)))
    told += [
        _("Still to be billed: {first} to {last}, {amount} before tax.").format(
            first=show(first), last=show(last), amount=money(net_minor)
        )
        for first, last, net_minor in found.last_bills
    ]
    if not found.credit_minor and not found.charge_minor:
        told.append(_("Nothing that was billed changes."))
    if found.kind == "pause":
        told.append(_("Nothing is billed or charged until it is resumed."))
    elif found.next_bill_on is not None and not found.last_bills:
        told.append(
            _("Next bill: {date}, {amount} before tax.").format(
                date=show(found.next_bill_on), amount=money(found.next_net_minor)
            )
        )
    return " ".join(told)
