"""What is said of one plan in words: tiles, facts, and what a pause or a cancellation would do to its money."""

from __future__ import annotations

from datetime import date

from app.domain.language import _, ngettext
from app.domain.plan_cost import PriceStep
from app.services.plans.changing import PlanChange
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


def change_words(page: PlanPage, price_minor: int, change: PlanChange, template: str, session: Session) -> str:
    """Return what a change of terms makes of a plan, old and new beside each other, in a sentence or two.

    Args:
        page: the plan.
        price_minor: its price that is in force on the day, in minor units.
        change: what becomes different.
        template: what the plan is called afterwards when its template changes, else empty.
        session: the formats.
    """
    money, row, on = session.amounts.money, page.row, change.on or session.today
    before = PriceStep(row.start_on, price_minor, row.discount_ppm).net_minor
    price = price_minor if change.price_minor is None else change.price_minor
    discount = row.discount_ppm if change.discount_ppm is None else change.discount_ppm
    told = _("From {date}: {new_amount} {new_frequency} instead of {old_amount} {old_frequency}.").format(
        date=session.dates.medium(on),
        new_amount=money(PriceStep(row.start_on, price, discount).net_minor),
        new_frequency=frequency_words(change.frequency or row.frequency).lower(),
        old_amount=money(before),
        old_frequency=frequency_words(row.frequency).lower(),
    )
    if template:
        told = _("{sentence} The plan becomes “{template}”.").format(sentence=told, template=template)
    planned = [each.effective_on for each in page.prices if each.effective_on > on and not each.is_reversed]
    if planned:
        told = _("{sentence} The price change planned for {date} falls away.").format(
            sentence=told, date=session.dates.medium(min(planned))
        )
    return told


def proration_lines(found: Settlement, session: Session) -> list[str]:
    """Return for each billed period what was billed, what it costs now, and the difference; before tax."""
    amounts, show = session.amounts, session.dates.medium
    return [
        _("{first} – {last}, invoice {number}: billed {billed}, now {owed}, difference {difference} before tax.").format(
            first=show(each.start_on),
            last=show(each.end_on),
            number=each.invoice_number,
            billed=amounts.plain(each.billed_minor),
            owed=amounts.plain(each.owed_minor),
            difference=amounts.plain(each.net_minor).replace("-", "−", 1),
        )
        for each in found.adjustments
    ]


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
    elif found.next_bill_on is not None and (not found.last_bills or found.kind == "change"):
        told.append(
            _("Next bill: {date}, {amount} before tax.").format(
                date=show(found.next_bill_on), amount=money(found.next_net_minor)
            )
        )
    return " ".join(told)
