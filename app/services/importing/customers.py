"""Importing customers: what each column means, each row checked against the rest of the file and against the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from app.domain.date_input import Order, add_months
from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.services.activity import Happening, record
from app.services.customers.entering import ContactDetails, NewCustomer, NewSite, enter_customers
from app.services.formats import date_format
from app.services.importing.columns import Column, Matched, match_columns
from app.services.importing.customer_cells import (
    account_of,
    country_of,
    kind_of,
    language_of,
    name_of,
    sites_of,
    tags_of,
    terms_of,
)
from app.services.importing.existing import known_customers
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
from app.services.importing.values import date_of, date_order, text_of
from app.services.office import Reader, Writer
from app.services.people import check_email, check_phone, check_postcode, keep
from app.services.ports import Progress, Silent

_AT_ONCE = 5_000
_NEEDED = frozenset(("account", "name"))
# A date further ahead is a slip of the pen.
MOST_MONTHS_AHEAD = 120

COLUMNS: tuple[Column, ...] = (
    Column(
        "account",
        ("account number", "account no", "account id", "acct", "acct no", "customer number", "customer no", "customer id", "id",
         "number", "no", "cuenta", "número de cuenta", "número de cliente", "código"),
        required=True,
    ),
    Column(
        "name",
        ("customer name", "company name", "full name", "display name", "customer", "company", "client", "nombre",
         "nombre del cliente", "razón social", "cliente"),
        required=True,
    ),
    Column("type", ("customer type", "kind", "tipo", "tipo de cliente")),
    Column("contact", ("contact name", "contact person", "attention", "attn", "contacto")),
    Column("line1", ("address", "address 1", "address line 1", "line 1", "street", "street address", "dirección", "calle")),
    Column("line2", ("address 2", "address line 2", "line 2", "street 2", "dirección 2")),
    Column("city", ("town", "ciudad", "población")),
    Column("region", ("state", "province", "county", "state/province", "estado", "provincia")),
    Column("postcode", ("zip", "zip code", "postal code", "post code", "código postal", "cp")),
    Column("country", ("country code", "país")),
    Column("phone", ("phone number", "telephone", "tel", "mobile", "teléfono")),
    Column("email", ("e-mail address", "mail", "correo", "correo electrónico")),
    Column("terms", ("payment terms", "términos", "condiciones", "condiciones de pago")),
    Column("manager", ("account manager", "sales rep", "rep", "gerente", "responsable")),
    Column("tags", ("tag", "labels", "categories", "etiquetas")),
    Column("since", ("customer since", "since on", "start date", "cliente desde", "desde")),
    Column("language", ("lang", "idioma")),
    Column("sites", ("site", "service address", "sitios", "sitio")),
)  # fmt: skip

# Columns of our own exports that the book knows better; no import reads them, and none need be told.
_OURS = frozenset(("line", "reason", "status", "due", "credit", "lifetime value"))
_NOBODY = ContactDetails()
_common_text = lru_cache(maxsize=4096)(text_of)
T = TypeVar("T")


def plan_customers(
    reader: Reader, table: Table, progress: Progress | None = None, *, dates: Order | None = None
) -> ImportPlan[NewCustomer]:
    """Check every row of ``table`` and return what importing it would do; nothing is written.

    Args:
        reader: the book.
        table: with at least the columns account and name; read to its end.
        progress: told how far it is, and asked whether to stop.
        dates: in which order the numbers of a date stand; told from the column when None.

    Raises:
        UserError: a column is missing or stands there twice; a cell without end.
        ImportStopped: ``progress`` was cancelled.
    """
    matched = match_columns(table, COLUMNS)
    rows = list(watched(table, progress or Silent()))
    since = matched.index.get("since")
    if dates is None:
        dates = date_format(reader.profile.locale).order
        if since is not None:
            dates = date_order((row.cells[since] for row in rows if row.fault is None), dates)
    reading = _RowReader(reader, table, matched, dates)
    read: list[tuple[TableRow, NewCustomer]] = []
    bad: list[BadRow] = []
    first_line: dict[str, int] = {}
    for row in rows:
        customer, problems = reading.read(row)
        if customer is not None and first_line.setdefault(customer.account, row.line) != row.line:
            problems = [reading.repeated(row, customer.account, first_line[customer.account])]
        if customer is None or problems:
            bad.append(bad_row(row, *problems))
        else:
            read.append((row, customer))
    good, unchanged = _without_known(reader, reading, read, bad)
    unused = tuple(name for name in matched.unused if fold(name) not in _OURS)
    return ImportPlan(
        table.name,
        table.columns,
        tuple(good),
        tuple(sorted(bad, key=lambda row: row.line)),
        unchanged,
        tuple(reading.warnings),
        (*table.notes, *unused_note(unused)),
    )


def import_customers(writer: Writer, plan: ImportPlan[NewCustomer], progress: Progress | None = None) -> Imported:
    """Enter the good rows of ``plan``, all in the writer's one transaction.

    Raises:
        UserError: an account number was taken since the plan was made; nothing is entered.
        ImportStopped: ``progress`` was cancelled; nothing is entered.
    """
    progress = progress or Silent()
    good, text = plan.good, _("Entering customers")
    for start in range(0, len(good), _AT_ONCE):
        check_stop(progress)
        progress.step(start, len(good), text)
        enter_customers(writer, good[start : start + _AT_ONCE])
    check_stop(progress)
    if good:
        record(writer, [Happening("import.customers", None, {"file": plan.source, "customers": len(good)})])
    progress.step(len(good), len(good), text)
    return Imported(customers=len(good))


def _without_known(
    reader: Reader, reading: _RowReader, read: list[tuple[TableRow, NewCustomer]], bad: list[BadRow]
) -> tuple[list[NewCustomer], int]:
    """Tell customers that are new from those in the book already, and add to ``bad`` those that differ there."""
    known = known_customers(reader, [customer.account for _row, customer in read])
    if not known:
        return [customer for _row, customer in read], 0
    good, unchanged = [], 0
    for row, customer in read:
        there = known.get(customer.account)
        if there is None:
            good.append(customer)
        elif problems := reading.differing(row, customer, there):
            bad.append(bad_row(row, *problems))
        else:
            unchanged += 1
    return good, unchanged


class _RowReader:
    """Turns rows into customers: what the columns of one table mean in one book. Collects warnings.

    A table may have a hundred thousand rows: what each column needs is looked up once, here, and not row by row.
    """

    def __init__(self, reader: Reader, table: Table, matched: Matched, dates: Order) -> None:
        self.warnings: list[Problem] = []
        self._columns = table.columns
        self._index = matched.index
        self._home = reader.profile.country
        self._region = self._home
        self._latest = add_months(reader.today, MOST_MONTHS_AHEAD)
        self._dates = dates
        self._line = 0
        self._problems: list[Problem] = []
        self._account = self._part("account", account_of, "")
        self._name = self._part("name", name_of, "")
        self._kind = self._part("type", kind_of, "residential")
        self._contact = self._part("contact", text_of, "")
        self._line1 = self._part("line1", text_of, "")
        self._line2 = self._part("line2", text_of, "")
        self._city = self._part("city", _common_text, "")
        self._state = self._part("region", _common_text, "")
        self._country = self._part("country", country_of, "")
        self._postcode = self._kept("postcode", lambda cell: check_postcode(cell, self._region))
        self._phone = self._kept("phone", lambda cell: check_phone(cell, self._region))
        self._email = self._kept("email", check_email)
        self._since = self._part("since", self._since_on, None)
        self._manager = self._part("manager", _common_text, "")
        self._terms = self._part("terms", terms_of, "")
        self._language = self._part("language", language_of, "")
        no_sites: tuple[NewSite, ...] = ()
        no_tags: tuple[str, ...] = ()
        self._sites = self._part("sites", sites_of, no_sites)
        self._tags = self._part("tags", tags_of, no_tags)

    def read(self, row: TableRow) -> tuple[NewCustomer | None, list[Problem]]:
        """Return the customer that a row says, or None and what is wrong with it."""
        if row.fault is not None:
            return None, [fault_problem(row, self._columns)]
        cells = row.cells
        self._line, self._problems = row.line, []
        country = self._country(cells)
        self._region = country or self._home
        billing = ContactDetails(
            self._contact(cells),
            self._line1(cells),
            self._line2(cells),
            self._city(cells),
            self._state(cells),
            self._postcode(cells),
            country,
            self._phone(cells),
            self._email(cells),
        )
        customer = NewCustomer(
            self._name(cells),
            self._account(cells),
            self._kind(cells),
            self._since(cells),
            self._manager(cells),
            self._terms(cells),
            None,
            self._language(cells),
            billing,
            _NOBODY,
            self._sites(cells),
            self._tags(cells),
        )
        return (None if self._problems else customer), self._problems

    def repeated(self, row: TableRow, account: str, first_line: int) -> Problem:
        """Return the problem of an account number that an earlier row has."""
        reason = _("Account number {account} stands on line {line} already.").format(account=account, line=first_line)
        return Problem(row.line, self._heading("account"), reason)

    def differing(self, row: TableRow, new: NewCustomer, known: NewCustomer) -> list[Problem]:
        """Return where a row says something else than the book does about the same account; blank cells say nothing."""
        found = []
        for column, here, there in (
            ("name", new.name, known.name),
            ("type", new.kind, known.kind),
            ("since", new.since_on, known.since_on),
            ("manager", new.manager, known.manager),
            ("terms", new.terms, known.terms),
            ("language", new.language, known.language),
            ("contact", new.billing.name, known.billing.name),
            ("line1", new.billing.line1, known.billing.line1),
            ("line2", new.billing.line2, known.billing.line2),
            ("city", new.billing.city, known.billing.city),
            ("region", new.billing.region, known.billing.region),
            ("postcode", new.billing.postcode, known.billing.postcode),
            ("country", new.billing.country, known.billing.country),
            ("phone", new.billing.phone, known.billing.phone),
            ("email", new.billing.email, known.billing.email),
        ):
            index = self._index.get(column)
            if index is None or not row.cells[index].strip() or here == there:
                continue
            reason = _("Account {account} is in the book already with “{known}” here.").format(
                account=new.account, known=there or "–"
            )
            found.append(Problem(row.line, self._columns[index], reason))
        return found

    def _part(self, name: str, parse: Callable[[str], T], absent: T) -> Callable[[list[str]], T]:
        """Return what reads one column of a row: ``absent`` where the table lacks it or the cell is empty."""
        index = self._index.get(name)
        if index is None:
            return lambda _cells: absent
        at = index
        needed = name in _NEEDED

        def read(cells: list[str]) -> T:
            cell = cells[at]
            if not cell and not needed:
                return absent
            try:
                return parse(cell)
            except UserError as refusal:
                self._problems.append(Problem(self._line, self._columns[at], refusal.message))
                return absent

        return read

    def _kept(self, name: str, check: Callable[[str], str]) -> Callable[[list[str]], str]:
        """Return what reads a column that is kept as it was written, with a warning, where it looks wrong."""

        def parse(cell: str) -> str:
            try:
                return check(cell)
            except UserError:
                kept = keep(check, cell)
            reason = _("{problem} It is kept as it was written.").format(problem=kept.warning)
            self.warnings.append(Problem(self._line, self._heading(name), reason))
            return kept.value

        return self._part(name, parse, "")

    def _heading(self, name: str) -> str:
        return self._columns[self._index[name]]

    def _since_on(self, cell: str) -> date | None:
        if not cell.strip():
            return None
        found = date_of(cell, self._dates)
        if found > self._latest:
            raise UserError(_("“{text}” lies too far in the future.").format(text=cell.strip()[:40]))
        return found
