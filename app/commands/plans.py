"""``counterfoil plan``: add, list, show, pause, resume and cancel customers' service plans."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of
from app.commands.parsing import Parser, day
from app.commands.printing import Json, formats_of, print_facts, print_json, print_table
from app.domain.amount_input import PLAIN
from app.domain.errors import NotFound, UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.money import Currency
from app.domain.schedule import Frequency
from app.models.plans import PAID_BY, STATUSES
from app.services.formats import AmountFormat, DateFormat
from app.services.importing.values import amount_of
from app.services.invoicing.figures import NewLine
from app.services.office import Office, Reader, Writer
from app.services.plans.cancelling import NOW, PERIOD_END, cancel_plan
from app.services.plans.entering import NewPlan, enter_plan
from app.services.plans.importing import frequency_of, paid_by_of
from app.services.plans.pausing import pause_plan, resume_plan
from app.services.plans.reading import plan_by_number
from app.services.plans.settling import Settlement
from app.services.plans.statuses import status_label
from app.services.plans.templates import templates
from app.services.queries.plan_page import PlanPage, plan_page
from app.services.queries.plans import PlanFilter, PlanListRow, plan_ids, plan_rows


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    _add_arguments(_action(actions, "add", _("enter a plan for a customer")))
    listing = _action(actions, "list", _("list plans"))
    listing.add_argument("--customer", metavar="ACCOUNT", help=_("only this customer's"))
    listing.add_argument("--recurring", action="store_true", help=_("recurring invoices instead of service plans"))
    listing.add_argument("--status", choices=STATUSES, help=_("only plans of this status"))
    show = _action(actions, "show", _("show one plan with its payments"))
    show.add_argument("plan", metavar="PLAN", help=_("the plan's number, such as PL-0001"))
    pause = _action(actions, "pause", _("let a plan rest; days of rest are not paid for"))
    pause.add_argument("plan", metavar="PLAN", help=_("the plan's number, such as PL-0001"))
    pause.add_argument("--from", dest="on", type=day, metavar="DATE", help=_("the first day of rest (default: today)"))
    pause.add_argument("--reason", default="", metavar="TEXT", help=_("why"))
    resume = _action(actions, "resume", _("let a paused plan go on"))
    resume.add_argument("plan", metavar="PLAN", help=_("the plan's number, such as PL-0001"))
    resume.add_argument("--on", type=day, metavar="DATE", help=_("the first day after the rest (default: today)"))
    cancel = _action(actions, "cancel", _("cancel a plan; what is not used is credited"))
    cancel.add_argument("plan", metavar="PLAN", help=_("the plan's number, such as PL-0001"))
    cancel.add_argument("--reason", required=True, metavar="TEXT", help=_("why"))
    cancel.add_argument(
        "--at",
        choices=("now", "period-end"),
        default="now",
        help=_("now: today is its last day; period-end: the last day of its period (default: now)"),
    )


def _action(
    actions: argparse._SubParsersAction[Parser], name: str, about: str
) -> Parser:
    parser = actions.add_parser(name, help=about, description=about, allow_abbrev=False)
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    # Options of every command stand after the action as well; what was given before it is not forgotten.
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.add_argument("--today", type=day, metavar="DATE", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def _add_arguments(parser: Parser) -> None:
    parser.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    parser.add_argument("--name", default="", metavar="TEXT", help=_("what the plan is called (default: its template)"))
    parser.add_argument("--template", default="", metavar="NAME", help=_("the plan template it is sold from"))
    parser.add_argument("--price", metavar="AMOUNT", help=_("the price of a period (default: the template's)"))
    parser.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="TEXT=AMOUNT",
        help=_("a line of a recurring invoice instead of a service plan; may be given several times"),
    )
    parser.add_argument(
        "--frequency",
        required=True,
        metavar="FREQUENCY",
        help=_("weekly, biweekly, monthly, quarterly, half-yearly, yearly or months:N"),
    )
    parser.add_argument("--start", type=day, metavar="DATE", help=_("its first day (default: today)"))
    parser.add_argument("--end", type=day, metavar="DATE", help=_("its last day (default: until cancelled)"))
    parser.add_argument("--anchor", type=day, metavar="DATE", help=_("what periods are counted from (default: the start)"))
    parser.add_argument("--paid-by", required=True, choices=PAID_BY, help=_("how it is paid"))
    parser.add_argument("--arrears", action="store_true", help=_("bill a period after it instead of before it"))
    parser.add_argument("--discount", default="", metavar="PERCENT", help=_("a discount on the price, such as 10"))
    parser.add_argument("--visits", type=int, metavar="N", help=_("visits a year (default: the template's)"))
    parser.add_argument(
        "--status", choices=("draft", "pending", "active"), default="active", help=_("its status (default: active)")
    )


def run(args: Namespace, desk: Desk) -> int:
    """Do what was asked and show the plan as it is then."""
    with desk.book(str(args.book)) as office:
        action = str(args.action)
        if action == "list":
            return _list(args, desk, office)
        settlement: Settlement | None = None
        if action == "add":
            plan_id = office.write(lambda writer: _enter(writer, args))
        else:
            plan_id = office.read(lambda reader: plan_by_number(reader, str(args.plan)))
            settlement = office.write(lambda writer: _act(writer, plan_id, args))
        page = office.read(lambda reader: plan_page(reader, plan_id))
        profile = office.read(lambda reader: reader.profile)
        if desk.json:
            print_json(_page_json(page, settlement))
        else:
            _print_page(page, settlement, *formats_of(profile))
    return 0


def _enter(writer: Writer, args: Namespace) -> int:
    template_id = None
    if args.template:
        template_id = _template_id(writer, str(args.template))
    price = None if args.price is None else amount_of(str(args.price), PLAIN, writer.profile.currency)
    lines = tuple(_line(str(text), writer.profile.currency) for text in args.line)
    if lines and (args.price is not None or args.template or args.discount or args.visits):
        raise UserError(
            _("A recurring invoice has lines; price, template, discount and visits are a service plan's."),
            _("Give either --line or those."),
        )
    new = NewPlan(
        customer_id_of(writer, str(args.customer)),
        args.start or writer.today,
        frequency_of(str(args.frequency)),
        str(args.name),
        template_id,
        price,
        end_on=args.end,
        anchor_on=args.anchor,
        timing="arrears" if args.arrears else "advance",
        paid_by=paid_by_of(str(args.paid_by)),
        discount_ppm=_percent(str(args.discount)),
        visits_per_year=args.visits,
        status=str(args.status),
        lines=lines,
    )
    return enter_plan(writer, new)


def _line(text: str, currency: Currency) -> NewLine:
    description, sign, amount = text.rpartition("=")
    if not sign or not description.strip():
        raise UserError(
            _("“{text}” is no line.").format(text=text[:40]), _("Write what it is for and the amount: TEXT=AMOUNT.")
        )
    return NewLine(description.strip(), amount_of(amount.strip(), PLAIN, currency))


def _template_id(reader: Reader, name: str) -> int:
    for found in templates(reader):
        if fold(found.name) == fold(name):
            return found.id
    raise NotFound(_("There is no plan template “{name}”.").format(name=name[:60]))


def _percent(text: str) -> int:
    if not text:
        return 0
    try:
        percent = Decimal(text.rstrip("% "))
    except InvalidOperation as error:
        raise UserError(_("“{text}” is no percentage.").format(text=text[:20])) from error
    if not percent.is_finite() or not 0 <= percent <= 100 or percent != round(percent, 4):
        raise UserError(_("A discount is between 0 % and 100 %."))
    return int(percent * 10_000)


def _act(writer: Writer, plan_id: int, args: Namespace) -> Settlement | None:
    if args.action == "pause":
        return pause_plan(writer, plan_id, str(args.reason), args.on)
    if args.action == "resume":
        return resume_plan(writer, plan_id, args.on)
    if args.action == "cancel":
        return cancel_plan(writer, plan_id, str(args.reason), NOW if args.at == "now" else PERIOD_END)
    return None


def _list(args: Namespace, desk: Desk, office: Office) -> int:
    def found(reader: Reader) -> list[PlanListRow]:
        customer_id = customer_id_of(reader, str(args.customer)) if args.customer else None
        kind = "recurring" if args.recurring else "plan"
        wanted = PlanFilter(customer_id=customer_id, status=str(args.status or ""), kind=kind)
        return plan_rows(reader, plan_ids(reader, wanted))

    rows = office.read(found)
    if desk.json:
        print_json({"plans": [_row_json(row) for row in rows]})
        return 0
    amounts, dates = formats_of(office.read(lambda reader: reader.profile))
    print_table(
        (
            _("Plan"),
            _("Account"),
            _("Customer"),
            _("Name"),
            _("Status"),
            _("Frequency"),
            _("Paid by"),
            _("Next bill"),
            _("Price"),
        ),
        [_row_cells(row, amounts, dates) for row in rows],
        left=7,
    )
    return 0


def _row_cells(row: PlanListRow, amounts: AmountFormat, dates: DateFormat) -> Sequence[str]:
    return (
        row.number,
        row.account,
        row.customer_name,
        row.name,
        status_label(row.status),
        Frequency.parse(row.frequency).label(),
        row.paid_by,
        dates.medium(row.next_bill_on) if row.next_bill_on else "–",
        amounts.plain(row.net_price_minor),
    )


def _row_json(row: PlanListRow) -> dict[str, Json]:
    return {
        "number": row.number,
        "kind": row.kind,
        "plan": row.name,
        "account": row.account,
        "customer": row.customer_name,
        "status": row.status,
        "price": row.price_minor,
        "frequency": row.frequency,
        "start": row.start_on.isoformat(),
        "end": _iso(row.end_on),
        "paid_by": row.paid_by,
        "next_bill": _iso(row.next_bill_on),
        "outstanding": row.outstanding_minor,
        "overdue": row.overdue_minor,
        "failed": row.failed_minor,
        "payment_status": row.worst,
    }


def _page_json(page: PlanPage, settlement: Settlement | None) -> dict[str, Json]:
    return {
        **_row_json(page.row),
        "visits": {"per_year": page.row.visits_per_year, "used": page.visits_used, "left": page.visits_left},
        "payments": [
            {
                "due_on": row.due_on.isoformat(),
                "period_start": _iso(row.period_start),
                "period_end": _iso(row.period_end),
                "invoice": row.invoice_number,
                "amount": row.amount_minor,
                "open": row.open_minor,
                "method": row.method,
                "status": row.status,
                "reason": row.reason,
            }
            for row in page.payments
        ],
        **(
            {"credit": settlement.credit_minor, "charge": settlement.charge_minor, "effective": _iso(settlement.effective_on)}
            if settlement is not None
            else {}
        ),
    }


def _print_page(page: PlanPage, settlement: Settlement | None, amounts: AmountFormat, dates: DateFormat) -> None:
    row = page.row
    facts = [
        (_("Plan"), f"{row.number} {row.name}"),
        (_("Customer"), f"{row.account} {row.customer_name}"),
        (_("Status"), status_label(row.status)),
        (_("Price"), amounts.money(row.net_price_minor)),
        (_("Frequency"), Frequency.parse(row.frequency).label()),
        (_("Next bill"), dates.medium(row.next_bill_on) if row.next_bill_on else "–"),
        (_("Paid by"), row.paid_by),
        (_("Visits used and left"), f"{page.visits_used} / {page.visits_left}"),
        (_("Outstanding"), amounts.money(row.outstanding_minor)),
    ]
    if settlement is not None and settlement.credit_minor:
        facts.append((_("Credited"), amounts.money(settlement.credit_minor)))
    if settlement is not None and settlement.charge_minor:
        facts.append((_("Invoiced"), amounts.money(settlement.charge_minor)))
    print_facts(facts)
    if page.payments:
        print()
        print_table(
            (_("Due"), _("Invoice"), _("Method"), _("Status"), _("Amount"), _("Open")),
            [
                (
                    dates.medium(each.due_on),
                    each.invoice_number or "–",
                    each.method,
                    each.status,
                    amounts.plain(each.amount_minor),
                    amounts.plain(each.open_minor),
                )
                for each in page.payments
            ],
            left=4,
        )


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None
