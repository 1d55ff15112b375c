"""What the blanks of an agreement's text are filled with, in the customer's language. Filling itself is in the domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.domain.errors import NotFound, UserError
from app.domain.language import _, speaking
from app.domain.mail_wording import blanks_of, unknown_blanks
from app.domain.plan_cost import PriceStep
from app.domain.schedule import Frequency
from app.models.customers import Site
from app.models.plans import Plan
from app.services.formats import amount_format, date_format
from app.services.office import Reader
from app.services.queries.paper_heads import customer_edition, customer_language, letterhead, recipient
from app.services.translations import translations_for


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what an agreement is about."""

    customer_id: int
    site_id: int | None = None
    plan_id: int | None = None


def blanks() -> dict[str, str]:
    """Return the blanks that a text may have, and what goes into each, in words."""
    return {
        "company": _("your company's name"),
        "customer": _("the customer's name"),
        "account": _("the account number"),
        "address": _("the customer's address"),
        "site": _("the site, with its address"),
        "plan": _("the plan's name and number"),
        "price": _("the plan's price"),
        "frequency": _("how often the plan is billed"),
        "date": _("today's date"),
    }


def own_text() -> str:
    """Return the text that a first template begins with, in the language in use."""
    return _(
        "This agreement is between {company} and {customer}, account {account}.\n\n"
        "1. What is done\n{company} looks after the equipment at {site} under the plan {plan}.\n\n"
        "2. What it costs\n{price}, billed {frequency}, before tax.\n\n"
        "3. How long it runs\nIt begins on {date} and runs for one year."
    )


def check_text(text: str) -> str:
    """Return a text as it is kept.

    Raises:
        UserError: it is empty, too long, or has a blank that nothing can fill.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise UserError(_("An agreement needs some words."))
    if len(text) > LONGEST_TEXT:
        raise UserError(_("An agreement has at most {count} characters.").format(count=LONGEST_TEXT))
    wrong = unknown_blanks(text, blanks())
    if wrong:
        raise UserError(
            _("Nothing can be put in the place of {names}.").format(names=_named(wrong)),
            _("Choose one of the blanks listed."),
        )
    return text


def check_filled(text: str) -> None:
    """Make sure that nothing is left to be filled in.

    Raises:
        UserError: blanks are left.
    """
    left = blanks_of(text)
    if left:
        raise UserError(
            _("The text still has blanks: {names}.").format(names=_named(left)),
            _("Choose site and plan, or write the words yourself."),
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with those blanks filled for which there is something; the others stay to be seen."""
    for name in blanks_of(text):
        if value := values.get(name, ""):
            text = text.replace("{" + name + "}", value)
    return text


def values_for(reader: Reader, subject: Subject) -> dict[str, str]:
    """Return what the blanks are filled with; what there is nothing for is empty.

    Raises:
        NotFound: no such customer, or the site or plan is somebody else's.
    """
    language = customer_language(reader, subject.customer_id)
    edition = customer_edition(reader, language)
    to = recipient(reader, subject.customer_id)
    values = {
        "company": letterhead(reader).name,
        "customer": to.name,
        "account": to.account,
        "address": ", ".join(to.address_lines),
        "site": _site(reader, subject),
        "plan": "",
        "price": "",
        "frequency": "",
        "date": date_format(edition.locale).medium(reader.today),
    }
    if subject.plan_id is not None:
        name, number, start_on, price_minor, discount_ppm, frequency = _plan(reader, subject)
        net_minor = PriceStep(start_on, price_minor, discount_ppm).net_minor
        with speaking(translations_for(edition.language)):
            values |= {
                "plan": f"{name} ({number})",
                "price": amount_format(edition.locale, edition.currency.code).money(net_minor),
                "frequency": Frequency.parse(frequency).label().lower(),
            }
    return values


def _site(reader: Reader, subject: Subject) -> str:
    if subject.site_id is None:
        return ""
    row = reader.connection.execute(
        select(Site.name, Site.line1, Site.city).where(Site.id == subject.site_id, Site.customer_id == subject.customer_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That site is not this customer's."))
    return ", ".join(part for part in row if part)


def _plan(reader: Reader, subject: Subject) -> tuple[str, str, date, int, int, str]:
    row = reader.connection.execute(
        select(Plan.name, Plan.number, Plan.start_on, Plan.price_minor, Plan.discount_ppm, Plan.frequency).where(
            Plan.id == subject.plan_id, Plan.customer_id == subject.customer_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("That plan is not this customer's."))
    name, number, start_on, price_minor, discount_ppm, frequency = row
    return name, number, start_on, price_minor, discount_ppm, frequency


def _named(names: tuple[str, ...]) -> str:
    return ", ".join("{" + name + "}" for name in names)


LONGEST_TEXT = 40_000
