"""The taxes that a company charges, by name and rate. Invoices keep the rate they were issued with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import false, insert, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.domain.rounding import MILLION
from app.models.bulk import take_ids
from app.models.company import TaxRate
from app.services.activity import Happening, record
from app.services.formats import amount_format
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class TaxRateFacts:
    """A tax: its name and rate in parts per million (8.25 % is 82,500); an archived one is not offered any more."""

    id: int
    name: str
    rate_ppm: int
    archived: bool


def tax_rates(reader: Reader, *, archived: bool = False) -> list[TaxRateFacts]:
    """Return the taxes on offer by name, or also those that are not any more."""
    query = select(TaxRate.id, TaxRate.name, TaxRate.rate_ppm, TaxRate.archived).order_by(TaxRate.name, TaxRate.id)
    if not archived:
        query = query.where(TaxRate.archived == false())
    return [TaxRateFacts(row.id, row.name, row.rate_ppm, row.archived) for row in reader.connection.execute(query)]


def add_tax_rate(writer: Writer, name: str, rate_ppm: int) -> int:
    """Offer a tax and return its id. A changed rate is a new tax: what was issued keeps its own.

    Raises:
        UserError: no name, a name that another tax on offer has, or a rate that is not between 0 and 100 %.
    """
    name = " ".join(name.split())
    if not name:
        raise UserError(_("A tax needs a name."))
    if not 0 <= rate_ppm <= MILLION:
        raise UserError(_("A tax is between 0 % and 100 %."))
    if any(each.name == name for each in tax_rates(writer)):
        raise UserError(
            _("There is already a tax “{name}”.").format(name=name), _("Stop offering it first, or choose another name.")
        )
    id_ = take_ids(writer.connection, TaxRate)[0]
    writer.connection.execute(insert(TaxRate).values(id=id_, name=name, rate_ppm=rate_ppm, archived=False))
    profile = writer.profile
    rate = amount_format(profile.locale, profile.currency.code).percent(rate_ppm)
    record(writer, [Happening("tax.added", None, {"name": name, "rate": rate})])
    writer.touch("settings")
    return id_


def archive_tax_rate(writer: Writer, tax_rate_id: int, *, archived: bool = True) -> None:
    """Stop offering a tax, or offer it again.

    Raises:
        NotFound: no such tax.
    """
    changed = writer.connection.execute(update(TaxRate).where(TaxRate.id == tax_rate_id).values(archived=archived))
    if changed.rowcount != 1:
        raise NotFound(_("That tax is not in this book."))
    writer.touch("settings")
