"""Writing estimates: drafts entered, written anew, thrown away, copied; numbering, which happens when one first goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select, update

from app.domain.errors import Conflict, NotFound, UserError
from app.domain.estimate_states import USUAL_DAYS
from app.domain.language import _
from app.domain.rounding import MILLION
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer, Site
from app.models.estimates import Estimate, EstimateLine, EstimateLineRow, EstimateRow
from app.models.mail import MailMessage
from app.services.activity import Detail, Happening, record
from app.services.estimates.reading import Standing, lines_of, search_text_of, standing
from app.services.invoicing.figures import Figures, NewLine, figures_of
from app.services.numbering import take_numbers
from app.services.office import Reader, Writer
from app.services.settings import get_setting, set_setting

LONGEST_TITLE, LONGEST_MESSAGE = 200, 4_000
MOST_DAYS = 3_650
_DAYS = "estimates.valid_days"


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """What an estimate says.

    Attributes:
        written_on: its date.
        valid_until: the last day it can be accepted on; None for the office's usual number of days.
        deposit_minor: a deposit asked for, minor units; or else
        deposit_ppm: as a share of the total, parts per million.
        title: what it is about; the first line when empty.
        message: printed under the total.
    """

    customer_id: int
    written_on: date
    lines: tuple[NewLine, ...]
    title: str = ""
    message: str = ""
    site_id: int | None = None
    valid_until: date | None = None
    deposit_minor: int = 0
    deposit_ppm: int = 0


def usual_days(reader: Reader) -> int:
    """Return for how many days an estimate of this book is valid where nothing else is said."""
    return get_setting(reader, _DAYS, USUAL_DAYS)


def set_usual_days(writer: Writer, days: int) -> None:
    """Choose for how many days estimates are valid from now on.

    Raises:
        UserError: less than a day, or more than ten years.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UserError(_("An estimate is valid for 1 to {most} days.").format(most=MOST_DAYS))
    set_setting(writer, _DAYS, days)


def write_estimate(writer: Writer, new: NewEstimate) -> int:
    """Draft an estimate and return its id; it has no number yet.

    Raises:
        UserError: it cannot be as asked for (no lines, negative, valid until before its date, a deposit beyond its total).
        NotFound: no such customer, or the site is somebody else's.
    """
    figures = _checked(writer, new)
    id_ = take_ids(writer.connection, Estimate)[0]
    title = _title(new)
    row = EstimateRow(
        id_,
        new.customer_id,
        new.site_id,
        title,
        new.message.strip(),
        new.written_on.isoformat(),
        writer.actor,
        _until(writer, new).isoformat(),
        figures.total_minor,
        figures.tax_minor,
        new.deposit_minor,
        new.deposit_ppm,
        search_text_of("", title, new.message),
    )
    insert_rows(writer.connection, Estimate, [row])
    _insert_lines(writer, id_, new.lines, figures)
    _tell(writer, "estimate.drafted", new.customer_id, {"title": title, "total_minor": figures.total_minor})
    return id_


def rewrite_estimate(writer: Writer, estimate_id: int, new: NewEstimate) -> None:
    """Write a draft anew; a number that it got before stays.

    Raises:
        UserError: as ``write_estimate``.
        Conflict: it was sent meanwhile, or waits to be mailed: the customer reads it as it was.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    check_draft(writer, before)
    if new.customer_id != before.customer_id:
        raise NotFound(_("That estimate is somebody else's."))
    figures = _checked(writer, new, before.site_id)
    title = _title(new)
    writer.connection.execute(
        update(Estimate)
        .where(Estimate.id == estimate_id)
        .values(
            site_id=new.site_id,
            title=title,
            message=new.message.strip(),
            written_on=new.written_on,
            valid_until=_until(writer, new),
            total_minor=figures.total_minor,
            tax_minor=figures.tax_minor,
            deposit_minor=new.deposit_minor,
            deposit_ppm=new.deposit_ppm,
            search_text=search_text_of(before.number, title, new.message),
        )
    )
    writer.connection.execute(delete(EstimateLine).where(EstimateLine.estimate_id == estimate_id))
    _insert_lines(writer, estimate_id, new.lines, figures)
    details: dict[str, Detail] = {
        "title": title,
        "number": before.number,
        "amount_minor": {"before": before.total_minor, "after": figures.total_minor},
    }
    _tell(writer, "estimate.rewritten", before.customer_id, details)


def discard_estimate(writer: Writer, estimate_id: int) -> NewEstimate:
    """Throw a draft away that never got a number, and return what it said, so that it can be written again (undo).

    Raises:
        UserError: it has a number, which stays in the book.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if before.number:
        raise UserError(
            _("Estimate {number} has its number and stays in the book.").format(number=before.number),
            _("Note it as declined instead."),
        )
    said = read_estimate(writer, estimate_id)
    writer.connection.execute(delete(EstimateLine).where(EstimateLine.estimate_id == estimate_id))
    writer.connection.execute(delete(Estimate).where(Estimate.id == estimate_id))
    _tell(writer, "estimate.discarded", before.customer_id, {"title": before.title})
    return said


def copy_estimate(writer: Writer, estimate_id: int) -> int:
    """Draft a new estimate that says what an earlier one said, dated today, and return its id.

    Raises:
        NotFound: there is no such estimate.
    """
    said = read_estimate(writer, estimate_id)
    return write_estimate(
        writer,
        NewEstimate(
            said.customer_id,
            writer.today,
            said.lines,
            said.title,
            said.message,
            said.site_id,
            None,
            said.deposit_minor,
            said.deposit_ppm,
        ),
    )


def read_estimate(reader: Reader, estimate_id: int) -> NewEstimate:
    """Return what an estimate says.

    Raises:
        NotFound: there is no such estimate.
    """
    facts = standing(reader, estimate_id)
    return NewEstimate(
        facts.customer_id,
        facts.written_on,
        lines_of(reader, estimate_id),
        facts.title,
        facts.message,
        facts.site_id,
        facts.valid_until,
        facts.deposit_minor,
        facts.deposit_ppm,
    )


def number_estimate(writer: Writer, estimate_id: int) -> str:
    """Give an estimate the next number of its series, if it has none, and return its number: it is about to go out.

    Raises:
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if before.number:
        return before.number
    number = take_numbers(writer, "estimate", 1)[0]
    writer.connection.execute(
        update(Estimate)
        .where(Estimate.id == estimate_id)
        .values(number=number, search_text=search_text_of(number, before.title, before.message))
    )
    writer.touch("estimates", f"customer:{before.customer_id}")
    return number


def check_draft(reader: Reader, facts: Standing) -> None:
    """Make sure that an estimate is a draft that nobody is about to read.

    Raises:
        Conflict: it was sent, or a message with it waits to go out.
    """
    if facts.state != "draft":
        raise Conflict(
            _("Estimate {name} was sent: it stays as it is.").format(name=facts.name()), _("Take it back to the drafts first.")
        )
    waiting = select(MailMessage.id).where(
        MailMessage.customer_id == facts.customer_id,
        MailMessage.kind == "estimate",
        MailMessage.number == facts.number,
        MailMessage.state.in_(("waiting", "sending")),
    )
    if facts.number and reader.connection.execute(waiting).first() is not None:
        raise Conflict(
            _("Estimate {name} waits to be mailed as it is.").format(name=facts.name()), _("Cancel the message first.")
        )


def _title(new: NewEstimate) -> str:
    return " ".join((new.title or new.lines[0].description).split())[:LONGEST_TITLE]


def _until(reader: Reader, new: NewEstimate) -> date:
    return new.valid_until or new.written_on + timedelta(days=usual_days(reader))


def _checked(reader: Reader, new: NewEstimate, kept_site: int | None = None) -> Figures:
    if not new.lines:
        raise UserError(_("An estimate needs at least one line."))
    if any(not line.description.strip() for line in new.lines):
        raise UserError(_("A line has a price and no description."))
    if len(new.title) > LONGEST_TITLE or len(new.message) > LONGEST_MESSAGE:
        raise UserError(_("That is too long for an estimate."))
    figures = figures_of(new.lines, reader.profile.tax_rounding)
    if figures.total_minor < 0:
        raise UserError(_("An estimate cannot be negative."))
    if new.valid_until is not None and new.valid_until < new.written_on:
        raise UserError(_("An estimate is valid on its own day at least."))
    if not 0 <= new.deposit_ppm <= MILLION or not 0 <= new.deposit_minor <= figures.total_minor:
        raise UserError(_("A deposit is at most what the estimate comes to."))
    execute = reader.connection.execute
    if execute(select(Customer.id).where(Customer.id == new.customer_id)).scalar() is None:
        raise NotFound(_("That customer is not in this book."))
    if new.site_id is not None and new.site_id != kept_site and execute(
        select(Site.customer_id).where(Site.id == new.site_id)
    ).scalar() != new.customer_id:
        raise NotFound(_("That site is not this customer's."))
    return figures


def _insert_lines(writer: Writer, estimate_id: int, lines: Sequence[NewLine], figures: Figures) -> None:
    ids = take_ids(writer.connection, EstimateLine, len(lines))
    insert_rows(
        writer.connection,
        EstimateLine,
        [
            EstimateLineRow(
                id_,
                estimate_id,
                position,
                line.description.strip(),
                line.quantity_micro,
                line.unit_price_minor,
                line.discount_ppm,
                net,
                line.tax_rate_id,
                line.tax_ppm,
                tax,
            )
            for position, (id_, line, net, tax) in enumerate(
                zip(ids, lines, figures.nets, figures.taxes, strict=True), 1
            )
        ],
    )


def _tell(writer: Writer, kind: str, customer_id: int, details: dict[str, Detail]) -> None:
    record(writer, [Happening(kind, customer_id, details)])
    writer.touch("estimates", f"customer:{customer_id}")
