"""Importing plans: each row an active plan of a customer, billed in advance from its start unless it says otherwise.

A row whose plan is in the book already, just as it is here, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import func, select

from app.domain.amount_input import Notation
from app.domain.date_input import Order, add_months
from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.schedule import Frequency
from app.domain.terms import parse_terms
from app.models.base import other
from app.models.customers import Customer, Site
from app.models.plans import Plan
from app.services.activity import Happening, record
from app.services.formats import amount_format, date_format
from app.services.importing.columns import Column, Matched, match_columns
from app.services.importing.plan import (
    BadRow,
    Imported,
    ImportPlan,
    Problem,
    bad_row,
    check_stop,
    fault_problem,
    unused_note,
    watched,
)
from app.services.importing.tables import Table, TableRow
from app.services.importing.values import amount_of, date_of, date_order, notation_of, text_of
from app.services.office import Reader, Writer
from app.services.plans.entering import NewPlan, enter_plans
from app.services.plans.reading import chunks
from app.services.plans.templates import templates
from app.services.ports import Progress, Silent

COLUMNS: tuple[Column, ...] = (
    Column(
        "account",
        ("account number", "account no", "customer", "customer id", "customer number", "cuenta", "número de cliente"),
        required=True,
    ),
    Column("plan", ("plan name", "service plan", "name", "plan de servicio", "nombre"), required=True),
    Column("price", ("amount", "plan price", "precio", "importe"), required=True),
    Column("frequency", ("billing frequency", "billed", "interval", "frecuencia"), required=True),
    Column("start", ("start date", "start on", "starts", "inicio", "fecha de inicio"), required=True),
    Column("paid_by", ("paid by", "payment method", "method", "pays by", "forma de pago", "método de pago"), required=True),
    Column("end", ("end date", "ends", "end on", "fin", "fecha de fin")),
    Column("billing", ("timing", "invoiced", "in advance", "facturación")),
    Column("terms", ("payment terms", "términos", "condiciones de pago")),
    Column("site", ("service address", "sitio")),
    Column("visits", ("visits per year", "visits a year", "visitas", "visitas al año")),
    Column("included", ("description", "what is included", "incluye", "descripción")),
)  # fmt: skip
_OURS = frozenset(("line", "reason"))
_NEEDED = frozenset(("account", "plan", "price", "frequency", "start", "paid_by"))
_AT_ONCE = 5_000
_MOST_MONTHS_AHEAD = 120
T = TypeVar("T")

_FREQUENCIES = {
    **dict.fromkeys(("weekly", "week", "every week", "semanal"), "weekly"),
    **dict.fromkeys(
        ("biweekly", "bi-weekly", "every 2 weeks", "every two weeks", "fortnightly", "quincenal", "cada dos semanas"),
        "biweekly",
    ),
    **dict.fromkeys(("monthly", "month", "every month", "mensual"), "monthly"),
    **dict.fromkeys(("quarterly", "quarter", "every 3 months", "trimestral"), "quarterly"),
    **dict.fromkeys(
        ("half-yearly", "half yearly", "halfyearly", "semiannual", "semi-annual", "semiannually", "semi-annually", "biannual",
         "every 6 months", "semestral"),
        "half-yearly",
    ),
    **dict.fromkeys(("yearly", "annual", "annually", "year", "every year", "anual"), "yearly"),
}  # fmt: skip
_WAYS = {
    **dict.fromkeys(("card", "credit card", "debit card", "tarjeta", "tarjeta de credito"), "card"),
    **dict.fromkeys(("bank", "bank account", "ach", "direct debit", "banco", "cuenta bancaria"), "bank"),
    **dict.fromkeys(("cash", "efectivo"), "cash"),
    **dict.fromkeys(("check", "cheque"), "check"),
    **dict.fromkeys(("other", "otro"), "other"),
}
_TIMINGS = {
    **dict.fromkeys(("", "advance", "in advance", "yes", "y", "true", "1", "por adelantado", "si"), "advance"),
    **dict.fromkeys(("arrears", "in arrears", "afterwards", "no", "n", "false", "0", "vencido"), "arrears"),
}


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """One plan of the file: what will be entered, and the account that it is for."""

    account: str
    new: NewPlan


def plan_plans(
    reader: Reader,
    table: Table,
    progress: Progress | None = None,
    *,
    dates: Order | None = None,
    notation: Notation | None = None,
) -> ImportPlan[ImportedPlan]:
    """Check every row of ``table`` and return what importing it would do; nothing is written.

    Args:
        reader: the book; prices are in its currency.
        table: with at least the columns account, plan, price, frequency, start and paid_by; read to its end.
        progress: told how far it is, and asked whether to stop.
        dates: in which order the numbers of a date stand; told from the columns when None.
        notation: how prices are written; told from the column when None.

    Raises:
        UserError: a column is missing or stands there twice; a cell without end.
        ImportStopped: ``progress`` was cancelled.
    """
    matched = match_columns(table, COLUMNS)
    rows = list(watched(table, progress or Silent()))
    readable = [row.cells for row in rows if row.fault is None]
    profile = reader.profile
    if dates is None:
        days = [matched.index[name] for name in ("start", "end") if name in matched.index]
        dates = date_order((cells[i] for cells in readable for i in days), date_format(profile.locale).order)
    if notation is None:
        usual = amount_format(profile.locale, profile.currency.code).notation
        notation = notation_of((cells[matched.index["price"]] for cells in readable), usual)
    accounts = [text_of(cells[matched.index["account"]][:200]) for cells in readable]
    reading = _RowReader(reader, table, matched, dates, notation, _known_customers(reader, accounts))
    good: list[ImportedPlan] = []
    bad: list[BadRow] = []
    unchanged = 0
    first_line: dict[tuple[str, str, int | None, date], int] = {}
    for row in rows:
        found, problems = reading.read(row)
        if found is not None:
            key = (found.account, found.new.name, found.new.site_id, found.new.start_on)
            if first_line.setdefault(key, row.line) != row.line:
                problems = [reading.repeated(row, first_line[key])]
        if found is None or problems:
            bad.append(bad_row(row, *problems))
        elif reading.is_known(found):
            unchanged += 1
        else:
            good.append(found)
    unused = tuple(name for name in matched.unused if name.lower() not in _OURS)
    return ImportPlan(
        table.name,
        table.columns,
        tuple(good),
        tuple(bad),
        unchanged,
        (),
        (*table.notes, *unused_note(unused)),
    )


def import_plans(writer: Writer, plan: ImportPlan[ImportedPlan], progress: Progress | None = None) -> Imported:
    """Enter the good rows of ``plan``, all in the writer's one transaction.

    Raises:
        UserError: a customer was archived since the plan was made; nothing is entered.
        ImportStopped: ``progress`` was cancelled; nothing is entered.
    """
    progress = progress or Silent()
    good, text = plan.good, _("Entering plans")
    for start in range(0, len(good), _AT_ONCE):
        check_stop(progress)
        progress.step(start, len(good), text)
        enter_plans(writer, [each.new for each in good[start : start + _AT_ONCE]])
    check_stop(progress)
    if good:
        record(writer, [Happening("import.plans", None, {"file": plan.source, "plans": len(good)})])
    progress.step(len(good), len(good), text)
    return Imported(plans=len(good))


def _known_customers(reader: Reader, accounts: list[str]) -> Mapping[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for some in chunks(sorted(set(accounts))):
        # The number of an account that was merged leads to the customer that it is part of.
        own = other(Customer)
        for id_, account, status in reader.connection.execute(
            select(own.id, Customer.account, own.status)
            .join(own, own.id == func.coalesce(Customer.merged_into_id, Customer.id))
            .where(Customer.account.in_(some))
        ):
            found[account] = (id_, status)
    return found


class _RowReader:
    """Turns rows into plans: what the columns of one table mean in one book."""

    def __init__(
        self,
        reader: Reader,
        table: Table,
        matched: Matched,
        dates: Order,
        notation: Notation,
        customers: Mapping[str, tuple[int, str]],
    ) -> None:
        self._columns = table.columns
        self._index = matched.index
        self._currency = reader.profile.currency
        self._latest = add_months(reader.today, _MOST_MONTHS_AHEAD)
        self._dates = dates
        self._notation = notation
        self._customers = customers
        self._sites = _sites(reader) if "site" in matched.index else {}
        self._templates = {fold(each.name): each for each in templates(reader)}
        self._known = _known_plans(reader)
        self._row = TableRow(0, [])
        self._problems: list[Problem] = []

    def read(self, row: TableRow) -> tuple[ImportedPlan | None, list[Problem]]:
        """Return the plan that a row says, or None and what is wrong with it."""
        if row.fault is not None:
            return None, [fault_problem(row, self._columns)]
        self._row, self._problems = row, []
        nothing: date | None = None
        nobody: tuple[str, int] = ("", 0)
        account, customer_id = self._part("account", self._customer, nobody)
        name = self._part("plan", _name, "")
        price = self._part("price", self._price, 0)
        frequency = self._part("frequency", frequency_of, "")
        start_on = self._part("start", self._day, nothing)
        paid_by = self._part("paid_by", paid_by_of, "")
        end_on = self._part("end", self._day, nothing)
        timing = self._part("billing", _timing, "advance")
        terms = self._part("terms", lambda cell: parse_terms(cell).code, "receipt")
        site_id = self._part("site", lambda cell: self._site(customer_id, cell), None)
        visits = self._part("visits", _visits, None)
        included = self._part("included", text_of, "")
        if start_on is not None and end_on is not None and end_on < start_on:
            self._say("end", _("A plan cannot end before it starts."))
        if self._problems or start_on is None:
            return None, self._problems
        sold = self._templates.get(fold(name))
        new = NewPlan(
            customer_id,
            start_on,
            frequency,
            name,
            template_id=sold.id if sold else None,
            price_minor=price,
            site_id=site_id,
            end_on=end_on,
            timing=timing,
            paid_by=paid_by,
            visits_per_year=visits,
            included=included,
            terms=terms,
            status="active",
        )
        return ImportedPlan(account, new), []

    def is_known(self, found: ImportedPlan) -> bool:
        """Whether the book has the plan already."""
        new = found.new
        return (
            new.customer_id,
            new.name,
            new.site_id,
            new.start_on,
            new.frequency,
        ) in self._known

    def repeated(self, row: TableRow, first_line: int) -> Problem:
        """Return the problem of a plan that an earlier row has."""
        reason = _("The same plan of the same customer stands on line {line} already.").format(line=first_line)
        return Problem(row.line, self._columns[self._index["plan"]], reason)

    def _part(self, name: str, parse: Callable[[str], T], absent: T) -> T:
        index = self._index.get(name)
        if index is None:
            return absent
        cell = self._row.cells[index]
        if not cell.strip() and name not in _NEEDED:
            return absent
        try:
            return parse(cell)
        except UserError as refusal:
            self._say(name, refusal.message)
            return absent

    def _say(self, column: str, reason: str) -> None:
        index = self._index.get(column, -1)
        self._problems.append(Problem(self._row.line, self._columns[index] if index >= 0 else column, reason))

    def _customer(self, cell: str) -> tuple[str, int]:
        account = text_of(cell)
        if not account:
            raise UserError(_("Every plan needs an account number."))
        known = self._customers.get(account)
        if known is None:
            raise UserError(_("There is no customer with the account number {account}.").format(account=account[:60]))
        if known[1] != "active":
            raise UserError(_("That customer is archived."))
        return account, known[0]

    def _site(self, customer_id: int, cell: str) -> int | None:
        found = self._sites.get((customer_id, fold(text_of(cell))))
        if found is None:
            raise UserError(_("The customer has no site “{name}”.").format(name=cell.strip()[:40]))
        return found

    def _day(self, cell: str) -> date:
        if not cell.strip():
            raise UserError(_("There is no date."))
        found = date_of(cell, self._dates)
        if found > self._latest:
            raise UserError(_("“{text}” lies too far in the future.").format(text=cell.strip()[:40]))
        return found

    def _price(self, cell: str) -> int:
        price = amount_of(cell, self._notation, self._currency)
        if price < 0:
            raise UserError(_("“{text}”: a price cannot be negative.").format(text=cell.strip()[:40]))
        return price


def _known_plans(reader: Reader) -> set[tuple[int, str, int | None, date, str]]:
    rows = reader.connection.execute(
        select(Plan.customer_id, Plan.name, Plan.site_id, Plan.start_on, Plan.frequency)
    )
    return {(customer_id, name, site_id, start_on, code) for customer_id, name, site_id, start_on, code in rows}


def _sites(reader: Reader) -> dict[tuple[int, str], int]:
    rows = reader.connection.execute(select(Site.customer_id, Site.name, Site.id))
    return {(customer_id, fold(name)): id_ for customer_id, name, id_ in rows}


def _name(cell: str) -> str:
    plain = text_of(cell)
    if not plain:
        raise UserError(_("A plan needs a name."))
    return plain


@lru_cache(maxsize=256)
def frequency_of(cell: str) -> str:
    """Return the frequency code that a cell says.

    Raises:
        UserError: no frequency known here.
    """
    found = _FREQUENCIES.get(fold(cell))
    return found if found is not None else Frequency.parse(cell.strip().lower()).code


@lru_cache(maxsize=256)
def paid_by_of(cell: str) -> str:
    """Return the way to pay that a cell says.

    Raises:
        UserError: no way known here.
    """
    found = _WAYS.get(fold(cell))
    if found is None:
        raise UserError(
            _("“{method}” is no way to pay.").format(method=cell.strip()[:20]),
            _("Use card, bank, cash, check or other."),
        )
    return found


@lru_cache(maxsize=64)
def _timing(cell: str) -> str:
    found = _TIMINGS.get(fold(cell))
    if found is None:
        raise UserError(_("“{text}” is neither advance nor arrears.").format(text=cell.strip()[:30]))
    return found


def _visits(cell: str) -> int | None:
    plain = cell.strip()
    if not plain.isdecimal() or len(plain) > 3 or int(plain) > 366:
        raise UserError(_("“{text}” is no number of visits a year.").format(text=plain[:20]))
    return int(plain)
