"""``counterfoil list customers``: the customers that a filter is about, with what they owe."""

from __future__ import annotations

from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser
from app.commands.printing import formats_of, print_json, print_table
from app.domain.asking.writing import write_query
from app.domain.language import _
from app.services.asking.understanding import customer_filter
from app.services.office import Reader
from app.services.queries.customer_list import CustomerFilter, CustomerListRow
from app.services.queries.customers import customer_ids, customer_rows
from app.services.queries.words import account_status_word, kind_word


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("what", choices=("customers",), metavar="customers", help=_("what to list"))
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument(
        "--filter",
        default="",
        metavar="QUERY",
        help=_("which ones: a query, a condition of one, or a question about customers"),
    )


def run(args: Namespace, desk: Desk) -> int:
    """Print the customers."""
    text = str(args.filter).strip()

    def listed(reader: Reader) -> tuple[str, list[CustomerListRow]]:
        query = write_query(customer_filter(reader, text)) if text else "customers"
        wanted = CustomerFilter(status="", query=query if text else "")
        return query, customer_rows(reader, customer_ids(reader, wanted))

    with desk.book(str(args.book)) as office:
        profile, (query, rows) = office.read(lambda reader: (reader.profile, listed(reader)))
        if desk.json:
            print_json({"query": query, "count": len(rows), "customers": [_as_json(row) for row in rows]})
            return 0
        amounts, _dates = formats_of(profile)
        print(_("Query: {query}").format(query=query))
        print_table(
            (_("Account"), _("Name"), _("Type"), _("Status"), _("Total due"), _("Overdue"), _("Days late"), _("Credit")),
            [
                (
                    row.account,
                    row.name,
                    kind_word(row.kind),
                    account_status_word(row.status),
                    amounts.plain(row.due_minor),
                    amounts.plain(row.overdue_minor),
                    amounts.count(row.oldest_days_late) if row.oldest_days_late > 0 else "",
                    amounts.plain(row.credit_minor),
                )
                for row in rows
            ],
            left=4,
            totals=(
                "",
                _("Total"),
                "",
                "",
                amounts.plain(sum(row.due_minor for row in rows)),
                amounts.plain(sum(row.overdue_minor for row in rows)),
                "",
                amounts.plain(sum(row.credit_minor for row in rows)),
            ),
        )
    return 0


def _as_json(row: CustomerListRow) -> dict[str, str | int]:
    return {
        "account": row.account,
        "name": row.name,
        "kind": row.kind,
        "status": row.status,
        "manager": row.manager,
        "total_due": row.due_minor,
        "overdue": row.overdue_minor,
        "days_late": max(row.oldest_days_late, 0),
        "credit": row.credit_minor,
    }
