"""``counterfoil new``: make a book for a company."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.language import _


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("book", metavar="BOOK", help=_("the new file, or the address of an empty PostgreSQL database"))
    parser.add_argument("--company", required=True, metavar="NAME", help=_("the company's name"))
    parser.add_argument("--currency", required=True, metavar="CODE", help=_("ISO 4217: USD, EUR, JPY …"))
    parser.add_argument("--time-zone", required=True, metavar="ZONE", help=_("IANA name: America/Chicago …"))
    parser.add_argument("--locale", default="en_US", metavar="CODE", help=_("language and country: en_US (default), es_MX …"))
    parser.add_argument("--practice", action="store_true", help=_("a book to practise in, which never charges anybody"))


def run(args: Namespace, desk: Desk) -> int:
    """Make the book."""
    from app.bootstrap.offices import user_name
    from app.services.clocks import FixedDay
    from app.services.company import NewCompany, found_company

    company = NewCompany(
        str(args.company),
        str(args.currency),
        str(args.time_zone),
        str(args.locale),
        mode="practice" if args.practice else "real",
    )
    location = str(args.book)
    office = found_company(location, company, actor=user_name(), clock=FixedDay(desk.today) if desk.today else None)
    try:
        profile = office.read(lambda reader: reader.profile)
    finally:
        office.close()
    if desk.json:
        print_json(
            {"book": location, "company": profile.name, "currency": profile.currency.code, "time_zone": profile.time_zone}
        )
    else:
        print(_("{company} has its book: {path}").format(company=profile.name, path=location))
    return 0
