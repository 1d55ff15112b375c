"""``counterfoil import``: take in customers, receivables or plans; bad rows are handed back as a file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.commands.desk import Desk, progress_shown
from app.commands.parsing import Parser, file_path
from app.commands.printing import Json, print_json
from app.domain.amount_input import Notation
from app.domain.date_input import Order
from app.domain.errors import CounterfoilError
from app.domain.language import _, ngettext
from app.gateways.spreadsheets.exporting import write_table
from app.gateways.spreadsheets.reading import read_table
from app.services.bulk_lock import bulk_job
from app.services.importing import customers as customer_rows
from app.services.importing import receivables as receivable_rows
from app.services.importing.customers import import_customers, plan_customers
from app.services.importing.plan import Imported, ImportPlan, Problem
from app.services.importing.receivables import import_receivables, plan_receivables
from app.services.importing.rejected import rejected_path, rejected_table
from app.services.office import Office, Writer
from app.services.plans import importing as plan_rows
from app.services.ports import Progress

_MOST_SHOWN = 20


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help=_("a CSV or XLSX file whose first row names the columns"))
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to import into"))
    parser.add_argument(
        "--as", dest="what", required=True, choices=("customers", "receivables", "plans"), help=_("what the rows are")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("check everything, write nothing"))
    parser.add_argument(
        "--good-rows",
        action="store_true",
        help=_("import the good rows although there are bad ones; otherwise it is all or none"),
    )
    parser.add_argument(
        "--rejected", metavar="FILE", help=_("where bad rows go, as CSV (default: FILE-rejected.csv beside FILE)")
    )
    parser.add_argument("--dates", choices=("mdy", "dmy", "ymd"), help=_("order of dates (default: told from the column)"))
    parser.add_argument(
        "--decimal", choices=("point", "comma"), help=_("decimal separator of amounts (default: told from the column)")
    )
    parser.epilog = _columns_help()


def _columns_help() -> str:
    lines = []
    for what, columns in (
        ("customers", customer_rows.COLUMNS),
        ("receivables", receivable_rows.COLUMNS),
        ("plans", plan_rows.COLUMNS),
    ):
        lines.append(_("Columns of {what} (* must be there; the names that follow mean the same):").format(what=what))
        for column in columns:
            also = f" ({', '.join(column.synonyms[:4])})" if column.synonyms else ""
            lines.append(f"  {column.name}{'*' if column.required else ''}{also}")
        lines.append("")
    lines.append(_("Headings are compared without case, accents, spaces and signs. Other columns are left out and named."))
    lines.append(_("Exit code: 0 when every row is in the book, 1 when bad rows were left out, 2 when nothing was imported."))
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Work:
    """A checked file, and how its good rows are entered."""

    plan: ImportPlan[object]
    enter: Callable[[Writer], Imported]


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of it: whether the good rows went in, how many of what, and where the bad ones are."""

    entered: bool
    done: Imported
    rejected: Path | None = None
    trouble: str = ""


def run(args: Namespace, desk: Desk) -> int:
    """Check the file, import what may be imported, and say what was left out."""
    source = file_path(args.file)
    with desk.book(str(args.book)) as office:
        with progress_shown() as progress:
            work = _checked(args, office, source, progress)
            plan = work.plan
            entered = not args.dry_run and (not plan.bad or bool(args.good_rows))
            done = Imported()
            if entered and plan.good:
                with bulk_job(office, _("importing {file}").format(file=source.name)):
                    done = office.write(work.enter)
        result = _Result(entered, done)
        if plan.bad and (args.rejected or not args.dry_run):
            result = _Result(entered, done, *_handed_back(args, office, source, plan))
        if desk.json:
            print_json(_as_json(args, plan, result))
        else:
            print("\n".join(_report(args, plan, result)))
        if plan.bad:
            print(_left_out(plan, result), file=sys.stderr)
            return 1 if args.good_rows else 2
    return 0


def _checked(args: Namespace, office: Office, source: Path, progress: Progress) -> _Work:
    table = read_table(source)
    dates = cast("Order | None", args.dates)
    if args.what == "customers":
        customers = office.read(lambda reader: plan_customers(reader, table, progress, dates=dates))
        return _Work(customers, lambda writer: import_customers(writer, customers, progress))
    notation = {"point": Notation(".", ","), "comma": Notation(",", "."), None: None}[args.decimal]
    if args.what == "plans":
        plans = office.read(lambda reader: plan_rows.plan_plans(reader, table, progress, dates=dates, notation=notation))
        return _Work(plans, lambda writer: plan_rows.import_plans(writer, plans, progress))
    receivables = office.read(lambda reader: plan_receivables(reader, table, progress, dates=dates, notation=notation))
    return _Work(receivables, lambda writer: import_receivables(writer, receivables, progress))


def _handed_back(args: Namespace, office: Office, source: Path, plan: ImportPlan[object]) -> tuple[Path | None, str]:
    """Write the bad rows to a file; return where, or why they are in none: what was imported stays imported all the same."""
    table = rejected_table(plan, office.read(lambda reader: reader.profile.currency))
    places = [file_path(args.rejected)] if args.rejected else [rejected_path(source)]
    if not args.rejected and office.book.path is not None:
        # The file may lie where nothing may be written: a read-only share, a disc.
        places.append(rejected_path(office.book.path.with_name(source.name)))
    trouble = ""
    for out in places:
        try:
            write_table(table, out, "csv")
        except CounterfoilError as error:
            trouble = error.message
        else:
            return out, ""
    return None, trouble


def _as_json(args: Namespace, plan: ImportPlan[object], result: _Result) -> dict[str, Json]:
    return {
        "file": str(args.file),
        "as": str(args.what),
        "dry_run": bool(args.dry_run),
        "rows": plan.rows,
        "good": len(plan.good),
        "unchanged": plan.unchanged,
        "imported": {
            "customers": result.done.customers,
            "invoices": result.done.invoices,
            "payments": result.done.payments,
            "plans": result.done.plans,
        },
        "rejected": [
            {"line": row.line, "problems": [{"column": each.column, "reason": each.reason} for each in row.problems]}
            for row in plan.bad
        ],
        "rejected_file": str(result.rejected) if result.rejected else None,
        "warnings": [{"line": each.line, "column": each.column, "reason": each.reason} for each in plan.warnings],
        "notes": list(plan.notes),
    }


def _report(args: Namespace, plan: ImportPlan[object], result: _Result) -> list[str]:
    lines = [*plan.notes, *_problem_lines(plan)]
    if plan.unchanged:
        lines.append(
            ngettext("{count} row is in the book already.", "{count} rows are in the book already.", plan.unchanged).format(
                count=f"{plan.unchanged:,}"
            )
        )
    good = len(plan.good)
    if args.dry_run:
        lines.append(
            ngettext(
                "{count} row would be imported; nothing was written.",
                "{count} rows would be imported; nothing was written.",
                good,
            ).format(count=f"{good:,}")
        )
    elif not good and not plan.bad:
        lines.append(_("Nothing was changed."))
    elif result.entered:
        lines.append(_imported_sentence(result.done))
    return lines


def _imported_sentence(done: Imported) -> str:
    if done.plans:
        return ngettext("Imported: {count} plan.", "Imported: {count} plans.", done.plans).format(count=f"{done.plans:,}")
    parts = [
        ngettext("{count} customer", "{count} customers", done.customers).format(count=f"{done.customers:,}"),
        ngettext("{count} invoice", "{count} invoices", done.invoices).format(count=f"{done.invoices:,}"),
        ngettext("{count} payment", "{count} payments", done.payments).format(count=f"{done.payments:,}"),
    ]
    return _("Imported: {customers}, {invoices}, {payments}.").format(customers=parts[0], invoices=parts[1], payments=parts[2])


def _problem_lines(plan: ImportPlan[object]) -> list[str]:
    shown = [_problem_line(problem) for row in plan.bad[:_MOST_SHOWN] for problem in row.problems]
    if len(plan.bad) > _MOST_SHOWN:
        shown.append(_("… and {count} more bad rows.").format(count=f"{len(plan.bad) - _MOST_SHOWN:,}"))
    shown += [_problem_line(warning) for warning in plan.warnings[:_MOST_SHOWN]]
    if len(plan.warnings) > _MOST_SHOWN:
        shown.append(_("… and {count} more warnings.").format(count=f"{len(plan.warnings) - _MOST_SHOWN:,}"))
    return shown


def _problem_line(problem: Problem) -> str:
    if problem.column:
        return _("Line {line}, column “{column}”: {reason}").format(
            line=problem.line, column=problem.column, reason=problem.reason
        )
    return _("Line {line}: {reason}").format(line=problem.line, reason=problem.reason)


def _left_out(plan: ImportPlan[object], result: _Result) -> str:
    """Say in one sentence what was left out, the first reason, and where the rows are."""
    if result.entered:
        what = ngettext("{count} bad row was left out", "{count} bad rows were left out", len(plan.bad))
    else:
        what = ngettext(
            "Nothing was imported, because {count} row is bad",
            "Nothing was imported, because {count} rows are bad",
            len(plan.bad),
        )
    parts = [
        _("{what}; the first: {problem}").format(
            what=what.format(count=f"{len(plan.bad):,}"), problem=_problem_line(plan.bad[0].problems[0])
        )
    ]
    if not result.entered:
        parts.append(_("(--good-rows imports the others.)"))
    if result.rejected is not None:
        parts.append(_("Bad rows are in {file}, each with its reason.").format(file=result.rejected))
    elif result.trouble:
        parts.append(_("They could not be handed back as a file: {reason}").format(reason=result.trouble))
    return " ".join(parts)
