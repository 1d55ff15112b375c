"""Importing receivables: customers, issued invoices, and a payment on the day each was settled.

An invoice of the file is open from its own date until the day before it was settled. Settled before its date, it was paid in
advance: the payment is the customer's credit until then, and the invoice is never open. A row whose invoice is in the book
already, just as it is here, changes nothing; one that has been settled since brings its payment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.domain.amount_input import Notation
from app.domain.date_input import Order, add_months
from app.domain.errors import UserError
from app.domain.language import _
from app.domain.terms import Terms
from app.services.activity import Detail, Happening, record
from app.services.collecting.receiving import NewPayment, take_payments
from app.services.customers.entering import NewCustomer, enter_customers
from app.services.formats import amount_format, date_format
from app.services.importing.columns import Column, Matched, match_columns
from app.services.importing.customer_cells import LONGEST_ACCOUNT
from app.services.importing.customers import MOST_MONTHS_AHEAD
from app.services.importing.existing import KnownInvoice, ids_of_accounts, known_invoices
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
from app.services.importing.values import amount_of, date_of, date_order, flag_of, notation_of, text_of
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.invoicing.issuing import issue_invoices
from app.services.office import Reader, Writer
from app.services.ports import Progress, Silent

COLUMNS: tuple[Column, ...] = (
    Column(
        "customer",
        ("customer id", "account", "account number", "account no", "customer number", "customer no", "client id", "cuenta",
         "número de cliente", "cliente"),
        required=True,
    ),
    Column("name", ("customer name", "company", "company name", "nombre", "nombre del cliente", "razón social")),
    Column(
        "number", ("invoice number", "invoice no", "invoice", "document number", "número de factura", "factura"), required=True
    ),
    Column("date", ("invoice date", "issue date", "issued", "issued on", "fecha", "fecha de factura"), required=True),
    Column("due", ("due date", "due on", "vencimiento", "fecha de vencimiento")),
    Column("amount", ("invoice amount", "total", "invoice total", "importe", "monto"), required=True),
    Column("disputed", ("dispute", "in dispute", "en disputa")),
    Column("settled", ("settled date", "settled on", "paid date", "paid on", "payment date", "date paid", "fecha de pago")),
    Column("description", ("subject", "memo", "descripción", "concepto")),
)  # fmt: skip
_OURS = frozenset(("line", "reason"))
_NEEDED = frozenset(("customer", "number", "date", "amount"))
_LONGEST_NUMBER = 40
_LONGEST_TERMS = 3650
_AT_ONCE = 5_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Receivable:
    """One invoice of the file; amounts in minor units. ``known_id`` is set when the book has it and only the payment is new."""

    account: str
    name: str
    number: str
    issued_on: date
    due_on: date | None
    amount_minor: int
    disputed: bool
    settled_on: date | None
    description: str = ""
    known_id: int | None = None
    customer_id: int | None = None


def plan_receivables(
    reader: Reader,
    table: Table,
    progress: Progress | None = None,
    *,
    dates: Order | None = None,
    notation: Notation | None = None,
) -> ImportPlan[Receivable]:
    """Check every row of ``table`` and return what importing it would do; nothing is written.

    Args:
        reader: the book; amounts are in its currency.
        table: with at least the columns customer, number, date and amount; read to its end.
        progress: told how far it is, and asked whether to stop.
        dates: in which order the numbers of a date stand; told from the columns when None.
        notation: how amounts are written; told from the column when None.

    Raises:
        UserError: a column is missing or stands there twice; a cell without end.
        ImportStopped: ``progress`` was cancelled.
    """
    matched = match_columns(table, COLUMNS)
    rows = list(watched(table, progress or Silent()))
    readable = [row.cells for row in rows if row.fault is None]
    profile = reader.profile
    if dates is None:
        days = [matched.index[name] for name in ("date", "due", "settled") if name in matched.index]
        dates = date_order((cells[i] for cells in readable for i in days), date_format(profile.locale).order)
    if notation is None:
        usual = amount_format(profile.locale, profile.currency.code).notation
        notation = notation_of((cells[matched.index["amount"]] for cells in readable), usual)
    reading = _RowReader(reader, table, matched, dates, notation)
    read: list[tuple[TableRow, Receivable]] = []
    bad: list[BadRow] = []
    first_line: dict[str, int] = {}
    for row in rows:
        receivable, problems = reading.read(row)
        if receivable is not None and first_line.setdefault(receivable.number, row.line) != row.line:
            problems = [reading.repeated(row, receivable.number, first_line[receivable.number])]
        if receivable is None or problems:
            bad.append(bad_row(row, *problems))
        else:
            read.append((row, receivable))
    good, unchanged = _without_known(reader, reading, read, bad)
    unused = tuple(name for name in matched.unused if name.lower() not in _OURS)
    return ImportPlan(
        table.name,
        table.columns,
        tuple(good),
        tuple(sorted(bad, key=lambda row: row.line)),
        unchanged,
        (),
        (*table.notes, *unused_note(unused)),
    )


def import_receivables(writer: Writer, plan: ImportPlan[Receivable], progress: Progress | None = None) -> Imported:
    """Enter the good rows of ``plan``, all in the writer's one transaction.

    Raises:
        UserError: an invoice number was taken since the plan was made, or a period was locked; nothing is entered.
        ImportStopped: ``progress`` was cancelled; nothing is entered.
    """
    progress = progress or Silent()
    fresh = sorted((each for each in plan.good if each.known_id is None), key=lambda each: each.issued_on)
    settled = sum(1 for each in plan.good if each.settled_on is not None)
    steps = _Steps(progress, len(fresh) + settled)
    ids, customers = _customers(writer, fresh)
    invoice_ids = _invoices(writer, fresh, ids, steps)
    payments = _payments(writer, plan.good, ids, invoice_ids, steps)
    check_stop(progress)
    done = Imported(customers, len(fresh), payments)
    if plan.good:
        details: dict[str, Detail] = {"file": plan.source, "customers": customers, "invoices": len(fresh), "payments": payments}
        record(writer, [Happening("import.receivables", None, details)])
    return done


class _Steps:
    """Tells progress of one job in several parts."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def step(self, count: int, text: str) -> None:
        """Say what comes next and that ``count`` parts of it follow; stop when asked to."""
        check_stop(self._progress)
        self._progress.step(self._done, self._total, text)
        self._done += count


def _customers(writer: Writer, fresh: Sequence[Receivable]) -> tuple[dict[str, int], int]:
    """Enter the customers that the book lacks; return all ids by account and how many are new."""
    since: dict[str, date] = {}
    names: dict[str, str] = {}
    for each in fresh:
        since[each.account] = min(each.issued_on, since.get(each.account, each.issued_on))
        names.setdefault(each.account, each.name)
    ids = ids_of_accounts(writer, list(since))
    new = [NewCustomer(names[account] or account, account, since_on=on) for account, on in since.items() if account not in ids]
    ids.update(zip((customer.account for customer in new), enter_customers(writer, new) if new else (), strict=True))
    return ids, len(new)


def _invoices(writer: Writer, fresh: Sequence[Receivable], ids: dict[str, int], steps: _Steps) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(fresh), _AT_ONCE):
        some = fresh[start : start + _AT_ONCE]
        steps.step(len(some), _("Issuing invoices"))
        issued = issue_invoices(writer, [_new_invoice(each, ids[each.account]) for each in some])
        found.update((invoice.number, invoice.id) for invoice in issued)
    return found


def _new_invoice(each: Receivable, customer_id: int) -> NewInvoice:
    description = each.description or _("Invoice {number}").format(number=each.number)
    return NewInvoice(
        customer_id,
        each.issued_on,
        (NewLine(description, each.amount_minor),),
        due_on=each.due_on,
        terms=Terms((each.due_on - each.issued_on).days).code if each.due_on else "",
        number=each.number,
        disputed=each.disputed,
    )


def _payments(
    writer: Writer, good: Sequence[Receivable], ids: dict[str, int], invoice_ids: dict[str, int], steps: _Steps
) -> int:
    settled = sorted(((each.settled_on, each) for each in good if each.settled_on is not None), key=lambda pair: pair[0])
    for start in range(0, len(settled), _AT_ONCE):
        some = settled[start : start + _AT_ONCE]
        steps.step(len(some), _("Entering payments"))
        take_payments(
            writer,
            [
                NewPayment(
                    each.customer_id or ids[each.account],
                    on,
                    "other",
                    each.amount_minor,
                    reference=each.number,
                    apply={each.known_id or invoice_ids[each.number]: each.amount_minor},
                )
                for on, each in some
            ],
        )
    return len(settled)


def _without_known(
    reader: Reader, reading: _RowReader, read: list[tuple[TableRow, Receivable]], bad: list[BadRow]
) -> tuple[list[Receivable], int]:
    """Tell invoices that are new from those in the book, and add to ``bad`` those that differ there."""
    known = known_invoices(reader, [each.number for _row, each in read])
    good, unchanged = [], 0
    for row, each in read:
        there = known.get(each.number)
        problems = reading.differing(row, each, there) if there else []
        new = each if there is None else _only_payment(each, there)
        if there is not None and not problems and (each.settled_on is None or there.met_on is not None):
            unchanged += 1
        elif problems := problems or reading.locked(row, new):
            bad.append(bad_row(row, *problems))
        else:
            good.append(new)
    return good, unchanged


def _only_payment(each: Receivable, there: KnownInvoice) -> Receivable:
    return Receivable(
        each.account, each.name, each.number, each.issued_on, each.due_on, each.amount_minor, each.disputed,
        each.settled_on, each.description, there.id, there.customer_id,
    )  # fmt: skip


class _RowReader:
    """Turns rows into receivables: what the columns of one table mean in one book."""

    def __init__(self, reader: Reader, table: Table, matched: Matched, dates: Order, notation: Notation) -> None:
        profile = reader.profile
        self._columns = table.columns
        self._index = matched.index
        self._currency = profile.currency
        self._money = amount_format(profile.locale, profile.currency.code)
        self._days = date_format(profile.locale)
        self._lock_on = profile.lock_on
        self._latest = add_months(reader.today, MOST_MONTHS_AHEAD)
        self._dates = dates
        self._notation = notation
        self._row = TableRow(0, [])
        self._problems: list[Problem] = []

    def read(self, row: TableRow) -> tuple[Receivable | None, list[Problem]]:
        """Return the receivable that a row says, or None and what is wrong with it."""
        if row.fault is not None:
            return None, [fault_problem(row, self._columns)]
        self._row, self._problems = row, []
        nothing: date | None = None
        issued_on = self._part("date", self._day, nothing)
        due_on = self._part("due", self._day, nothing)
        settled_on = self._part("settled", self._day, nothing)
        account = self._part("customer", lambda cell: _label(cell, LONGEST_ACCOUNT), "")
        name = self._part("name", text_of, "")
        number = self._part("number", lambda cell: _label(cell, _LONGEST_NUMBER), "")
        amount_minor = self._part("amount", self._amount, 0)
        disputed = self._part("disputed", flag_of, False)  # noqa: FBT003 - what a table without the column says
        description = self._part("description", text_of, "")
        if issued_on is not None and due_on is not None and due_on < issued_on:
            self._say("due", _("It is due before it was issued."))
        if issued_on is not None and due_on is not None and (due_on - issued_on).days > _LONGEST_TERMS:
            self._say("due", _("It is due more than ten years after it was issued."))
        if self._problems or issued_on is None:
            return None, self._problems
        return (
            Receivable(account, name, number, issued_on, due_on, amount_minor, disputed, settled_on, description),
            self._problems,
        )

    def repeated(self, row: TableRow, number: str, first_line: int) -> Problem:
        """Return the problem of an invoice number that an earlier row has."""
        reason = _("Invoice number {number} stands on line {line} already.").format(number=number, line=first_line)
        return Problem(row.line, self._columns[self._index["number"]], reason)

    def differing(self, row: TableRow, each: Receivable, known: KnownInvoice) -> list[Problem]:
        """Return where a row says something else than the book does about the same invoice."""
        self._row, self._problems = row, []
        if known.account != each.account:
            self._differs("customer", each.number, known.account)
        if known.state not in {"issued", "written_off"}:
            self._say("number", _("Invoice {number} is in the book already and void.").format(number=each.number))
        if known.issued_on != each.issued_on:
            self._differs("date", each.number, self._days.medium(known.issued_on))
        if each.due_on is not None and known.due_on != each.due_on:
            self._differs("due", each.number, self._days.medium(known.due_on))
        if known.total_minor != each.amount_minor:
            self._differs("amount", each.number, self._money.money(known.total_minor))
        if each.settled_on is not None and known.met_on is not None:
            if known.open_minor:
                self._differs("settled", each.number, _("{amount} left").format(amount=self._money.money(known.open_minor)))
            elif known.met_on != max(each.settled_on, each.issued_on):
                self._differs("settled", each.number, self._days.medium(known.met_on))
        return self._problems

    def locked(self, row: TableRow, each: Receivable) -> list[Problem]:
        """Return what of a row would be posted in a locked period."""
        self._row, self._problems = row, []
        if self._lock_on is not None:
            reason = _("The books are locked until {date}.").format(date=self._days.medium(self._lock_on))
            if each.known_id is None and each.issued_on <= self._lock_on:
                self._say("date", reason)
            if each.settled_on is not None and each.settled_on <= self._lock_on:
                self._say("settled", reason)
        return self._problems

    def _differs(self, column: str, number: str, known: str) -> None:
        self._say(column, _("Invoice {number} is in the book already with “{known}” here.").format(number=number, known=known))

    def _say(self, column: str, reason: str) -> None:
        index = self._index.get(column, -1)
        self._problems.append(Problem(self._row.line, self._columns[index] if index >= 0 else column, reason))

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

    def _day(self, cell: str) -> date:
        if not cell.strip():
            raise UserError(_("There is no date."))
        found = date_of(cell, self._dates)
        if found > self._latest:
            raise UserError(_("“{text}” lies too far in the future.").format(text=cell.strip()[:40]))
        return found

    def _amount(self, cell: str) -> int:
        amount_minor = amount_of(cell, self._notation, self._currency)
        if amount_minor < 0:
            raise UserError(_("“{text}”: an invoice cannot be negative.").format(text=cell.strip()[:40]))
        if amount_minor == 0:
            raise UserError(_("An invoice of nothing is no receivable."))
        return amount_minor


def _label(cell: str, longest: int) -> str:
    plain = text_of(cell)
    if not plain:
        raise UserError(_("It is empty."))
    if len(plain) > longest:
        raise UserError(_("Longer than {limit} characters.").format(limit=longest))
    return plain
