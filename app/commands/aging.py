"""``counterfoil aging``: who owes how much, and how late, at the end of a day."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser, day
from app.commands.printing import formats_of, print_json, print_table
from app.domain.aging import BUCKETS, label_of
from app.domain.language import _
from app.services.queries.receivables import AgingReport, aging


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--as-of", type=day, metavar="DATE", help=_("the day at whose end to look (default: today)"))


def run(args: Namespace, desk: Desk) -> int:
    """Print the aging report."""
    with desk.book(str(args.book)) as office:
        profile, report = office.read(lambda reader: (reader.profile, aging(reader, args.as_of)))
        if desk.json:
            print_json(
                {
                    "as_of": report.as_of.isoformat(),
                    "currency": profile.currency.code,
                    "totals": report.totals.as_dict(),
                    "customers": _customers(report),
                }
            )
            return 0
        amounts, dates = formats_of(profile)
        print(_("Receivables by age at the end of {date}, {currency}").format(
            date=dates.medium(report.as_of), currency=profile.currency.code
        ))  # fmt: skip
        totals = report.totals
        print_table(
            (_("Account"), _("Name"), *(label_of(bucket) for bucket in BUCKETS), _("Total")),
            [
                (row.account, row.name, *(amounts.plain(amount) for amount in row.buckets), amounts.plain(row.total_minor))
                for row in report.rows
            ],
            left=2,
            totals=("", _("Total"), *(amounts.plain(amount) for amount in (*totals.by_bucket(), totals.total_minor))),
        )
    return 0


def _customers(report: AgingReport) -> list[dict[str, str | int]]:
    return [
        {
            "account": row.account,
            "name": row.name,
            **{bucket.value: amount for bucket, amount in zip(BUCKETS, row.buckets, strict=True)},
            "total": row.total_minor,
        }
        for row in report.rows
    ]
