"""``counterfoil schedule``: write the appointments of jobs to a calendar file."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of
from app.commands.parsing import Parser, day, file_path
from app.commands.printing import print_json
from app.domain.language import _, ngettext
from app.services.jobs.calendar_file import CalendarFile, calendar_file
from app.services.office import Reader


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--out", required=True, metavar="FILE", help=_("where the calendar goes, such as jobs.ics"))
    parser.add_argument("--customer", default="", metavar="ACCOUNT", help=_("only this customer's appointments"))
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("first day (default: the very first)"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("last day (default: the very last)"))


def run(args: Namespace, desk: Desk) -> int:
    """Write the file."""
    from app.gateways.calendars import write_calendar

    account, out = str(args.customer), file_path(args.out)
    with desk.book(str(args.book)) as office:
        now = office.clock.now()

        def told(reader: Reader) -> CalendarFile:
            customer_id = customer_id_of(reader, account) if account else None
            return calendar_file(reader, now, args.from_on, args.to_on, customer_id)

        calendar = office.read(told)
    write_calendar(calendar, out)
    if desk.json:
        print_json(
            {
                "account": account or None,
                "from": args.from_on.isoformat() if args.from_on else None,
                "to": args.to_on.isoformat() if args.to_on else None,
                "appointments": len(calendar.entries),
                "file": str(out),
            }
        )
    else:
        count = len(calendar.entries)
        words = ngettext("{count} appointment written to {name}.", "{count} appointments written to {name}.", count)
        print(words.format(count=count, name=out))
    return 0
