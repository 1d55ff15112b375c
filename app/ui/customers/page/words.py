"""What an account's page says, worded from one read of the book. Pure functions of facts and formats; no widgets."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.language import _, ngettext
from app.services.people import format_phone
from app.services.queries.account_page import AccountPage, ContactFacts
from app.ui.kit.theme.tokens import Tone
from app.ui.session import Session
from app.ui.words import kind_words, terms_words


@dataclass(frozen=True, slots=True)
class FactWords:
    """Two lines about one thing; ``known`` is False where there is nothing yet and the line invites to enter it."""

    first: str
    second: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class TileWords:
    """A figure, what stands under it, and how it is meant."""

    figure: str
    note: str
    tone: Tone | None = None
    opens: bool = True


@dataclass(frozen=True, slots=True)
class PageWords:
    """Everything that the head of the page says; ``banner`` is empty when nothing is overdue."""

    title: str
    subtitle: str
    archived: bool
    banner: str
    due: TileWords
    overdue: TileWords
    credit: TileWords
    lifetime: TileWords
    to_pay: TileWords
    jobs: TileWords
    bill_to: FactWords
    contact: FactWords
    terms: FactWords
    filed: FactWords


_Tiles = tuple[TileWords, TileWords, TileWords, TileWords, TileWords, TileWords]


def page_words(page: AccountPage, session: Session) -> PageWords:
    """Return what the page of an account says today."""
    header = page.header
    return PageWords(
        header.name,
        _subtitle(page, session),
        header.status == "archived",
        banner_words(page, session),
        *_tiles(page, session),
        _bill_to(page, session.profile.country),
        _contact(page.primary or page.billing, session.profile.country),
        _terms(page),
        _filed(page),
    )


def banner_words(page: AccountPage, session: Session) -> str:
    """Return “$129.00 overdue on 2 invoices · the oldest was due Oct 1, 2026, 51 days ago”, or nothing."""
    banner = page.banner
    if banner is None or banner.overdue_minor <= 0:
        return ""
    amount = session.amounts.money(banner.overdue_minor)
    due_on = session.dates.medium(banner.oldest_due_on)
    if banner.overdue_count == 1:
        return ngettext(
            "{amount} overdue on one invoice · it was due {date}, {days} day ago",
            "{amount} overdue on one invoice · it was due {date}, {days} days ago",
            banner.days_late,
        ).format(amount=amount, date=due_on, days=banner.days_late)
    return ngettext(
        "{amount} overdue on {count} invoices · the oldest was due {date}, {days} day ago",
        "{amount} overdue on {count} invoices · the oldest was due {date}, {days} days ago",
        banner.days_late,
    ).format(
        amount=amount, count=session.amounts.count(banner.overdue_count), date=due_on, days=banner.days_late
    )


def address_line(contact: ContactFacts, home: str) -> str:
    """Return an address in one line: “Pier 4, Duluth, MN 55802”; the country only where it is not ``home``, the office's."""
    place = " ".join(part for part in (contact.region, contact.postcode) if part)
    abroad = contact.country if contact.country.upper() != home.upper() else ""
    parts = (contact.line1, contact.line2, contact.city, place, abroad)
    return ", ".join(part for part in parts if part)


def _subtitle(page: AccountPage, session: Session) -> str:
    header = page.header
    parts = [
        header.account,
        kind_words(header.kind),
        _("customer since {month}").format(month=session.dates.short_month_year(header.since_on)),
        terms_words(header.terms),
    ]
    if header.manager:
        parts.append(_("account manager {name}").format(name=header.manager))
    return " · ".join(parts)


def _tiles(page: AccountPage, session: Session) -> _Tiles:
    balance, money = page.balance, session.amounts.money
    open_words = ngettext("{count} open invoice", "{count} open invoices", balance.open_count)
    due = TileWords(
        money(balance.due_minor),
        open_words.format(count=session.amounts.count(balance.open_count)) if balance.open_count else _("Nothing open"),
        None if balance.due_minor else Tone.QUIET,
    )
    late = page.banner.days_late if page.banner is not None else 0
    overdue = TileWords(
        money(balance.overdue_minor),
        ngettext("oldest {days} day late", "oldest {days} days late", late).format(days=late) if late else _("Account current"),
        Tone.ALARM if balance.overdue_minor else Tone.QUIET,
        opens=balance.overdue_minor > 0,
    )
    credit = TileWords(
        money(balance.credit_minor),
        _("Received, not applied") if balance.credit_minor else _("None to use"),
        Tone.GOOD if balance.credit_minor else Tone.QUIET,
    )
    lifetime = TileWords(
        money(balance.lifetime_minor),
        _("Less tax and credits"),
        None if balance.lifetime_minor else Tone.QUIET,
    )
    waiting = session.amounts.count(page.unscheduled_jobs)
    words = ngettext("{count} waits for a day", "{count} wait for a day", page.unscheduled_jobs).format(count=waiting)
    note = words if page.unscheduled_jobs else _("All scheduled") if page.open_jobs else _("Nothing to be done")
    jobs = TileWords(session.amounts.count(page.open_jobs), note, None if page.open_jobs else Tone.QUIET)
    return due, overdue, credit, lifetime, _to_pay(page, session), jobs


def _to_pay(page: AccountPage, session: Session) -> TileWords:
    average, count = page.to_pay.average, len(page.to_pay.invoices)
    if average is None:
        return TileWords("–", _("Nothing paid yet"), Tone.QUIET, opens=False)
    figure = ngettext("{days} day", "{days} days", average).format(days=session.amounts.count(average))
    note = ngettext("mean of {count} invoice", "mean of {count} invoices", count)
    return TileWords(figure, note.format(count=session.amounts.count(count)))


def _bill_to(page: AccountPage, home: str) -> FactWords:
    billing = page.billing
    if billing is None:
        return FactWords(_("Add a billing address"), known=False)
    return FactWords(billing.name or page.header.name, address_line(billing, home) or _("No address"))


def _contact(contact: ContactFacts | None, country: str) -> FactWords:
    if contact is None or not (contact.name or contact.phone or contact.email):
        return FactWords(_("Add a contact"), known=False)
    phone = format_phone(contact.phone, contact.country or country)
    ways = " · ".join(part for part in (phone, contact.email) if part)
    return FactWords(contact.name or ways, ways if contact.name else "")


def _terms(page: AccountPage) -> FactWords:
    manager = page.header.manager
    return FactWords(
        terms_words(page.header.terms),
        _("Account manager {name}").format(name=manager) if manager else _("No account manager"),
    )


def _filed(page: AccountPage) -> FactWords:
    sites = [site.name for site in page.sites if not site.archived]
    if not sites and not page.tags:
        return FactWords(_("Add sites or tags"), known=False)
    count = len(sites)
    if count > 1:
        first = ngettext("{count} site", "{count} sites", count).format(count=count)
    else:
        first = sites[0] if sites else _("One site")
    return FactWords(first, " · ".join(page.tags) if page.tags else _("No tags"))
