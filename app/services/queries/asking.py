"""How a question is put to the book: a statement built and compiled once, its rows handed straight to a frozen class.

SQLAlchemy's own result objects cost several times what SQLite takes to answer a question about one customer. Here a Core
statement is compiled once per store; on SQLite it then goes to the driver as text, inside the reader's transaction. Dates and
instants are converted by the column's type, as SQLAlchemy would. What is asked belongs to the other files of this folder.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Dialect, Select, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.base import Flag, IsoDate, UtcInstant
from app.models.reading import driver_rows
from app.services.office import Reader

RowT = TypeVar("RowT")
AnySelect = Select[*tuple[Any, ...]]
Value = str | int | date | None
"""What a parameter may be; several ids go in as ``as_ids``."""

_PIECE = 32_768


class _Compiled:
    """A statement as one store's driver takes it."""

    __slots__ = ("constants", "dates", "is_plain", "names", "sql")

    def __init__(self, statement: AnySelect, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements that compile to SQL can be asked")
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise TypeError("a list of values changes the statement each time: use among()")
        self.constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        self.names = tuple(compiled.positiontup or ())
        self.dates = frozenset(name for name, bind in compiled.binds.items() if isinstance(bind.type, IsoDate))
        for name in self.dates & self.constants.keys():
            self.constants[name] = _iso(self.constants[name])
        self.is_plain = not self.constants and not self.dates

    def in_order(self, values: Mapping[str, Value]) -> list[Any]:
        """Return the parameters as SQLite's driver takes them."""
        if self.is_plain:
            return [values[name] for name in self.names]
        given: dict[str, Any] = {**self.constants, **values}
        for name in self.dates:
            if name in values:
                given[name] = _iso(values[name])
        return [given[name] for name in self.names]


class Question(Generic[RowT]):
    """A statement that is asked often.

    Args:
        statement: columns in the order of ``row``'s parameters; open parameters are ``bindparam``s without a value.
        row: makes a row from the columns.
    """

    __slots__ = ("_compiled", "_converters", "_row", "statement")

    def __init__(self, statement: AnySelect, row: Callable[..., RowT]) -> None:
        self.statement = statement
        self._row = row
        self._compiled: dict[str, _Compiled] = {}
        self._converters: tuple[tuple[int, Callable[[Any], Any]], ...] = tuple(
            (place, converter)
            for place, column in enumerate(statement.selected_columns)
            if (converter := _converter(column)) is not None
        )

    def all(self, reader: Reader, /, **values: Value) -> list[RowT]:
        """Return every row, in the statement's order."""
        row, converters = self._row, self._converters
        connection = reader.connection
        found = driver_rows(connection, *self.sent(connection.dialect, values))
        if not converters:
            return [row(*cells) for cells in found]
        rows = []
        for cells in found:
            converted = list(cells)
            for place, convert in converters:
                converted[place] = convert(converted[place])
            rows.append(row(*converted))
        return rows

    def named(self, reader: Reader, /, **values: Value) -> list[RowT]:
        """Return every row of a NamedTuple class without dates, the quickest way for a hundred thousand of them."""
        if self._converters:
            raise TypeError("rows with dates are made by all()")
        make: Callable[[tuple[Any, ...]], RowT] = partial(tuple.__new__, self._row)  # type: ignore[type-var, arg-type]
        return list(map(make, self.tuples(reader, **values)))

    def first(self, reader: Reader, /, **values: Value) -> RowT | None:
        """Return the first row, or None when there is none."""
        rows = self.all(reader, **values)
        return rows[0] if rows else None

    def one(self, reader: Reader, /, **values: Value) -> RowT:
        """Return the one row that a statement of totals always has."""
        return self.all(reader, **values)[0]

    def ids(self, reader: Reader, /, **values: Value) -> array[int]:
        """Return the one column, integers, as an array with the typecode q."""
        connection = reader.connection
        if connection.dialect.name != "sqlite":
            return array("q", chain.from_iterable(self.tuples(reader, **values)))
        # One text in one step: a row for each id would take the interpreter from the window a hundred thousand times.
        sql, parameters = self.sent(connection.dialect, values)
        whole = f"WITH found(id) AS ({sql}) SELECT group_concat(id) FROM found"  # noqa: S608 - a statement of ours
        return _ids_in(driver_rows(connection, whole, parameters)[0][0] or "")

    def tuples(self, reader: Reader, /, **values: Value) -> Sequence[tuple[Any, ...]]:
        """Return the rows as the store's driver gives them: no dates on SQLite, but ISO text."""
        connection = reader.connection
        return driver_rows(connection, *self.sent(connection.dialect, values))

    def sent(self, dialect: Dialect, values: Mapping[str, Value]) -> tuple[str, Any]:
        """Return the statement's text and parameters as the driver of ``dialect`` wants them."""
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self.statement, dialect)
        if dialect.name == "sqlite":
            return compiled.sql, compiled.in_order(values)
        return compiled.sql, {**compiled.constants, **values}


def _ids_in(text: str) -> array[int]:
    """Return the numbers between commas, read in pieces between which the window gets its turn."""
    ids: array[int] = array("q")
    start = 0
    while start < len(text):
        end = text.find(",", start + _PIECE)
        end = len(text) if end < 0 else end
        ids.extend(json.loads(f"[{text[start:end]}]"))
        start = end + 1
    return ids


def as_ids(ids: Iterable[int]) -> str:
    """Return ids as the parameter that ``among`` takes."""
    return json.dumps(list(ids), separators=(",", ":"))


class _Listed(ColumnElement[int]):
    """The ids in a parameter of JSON text: one statement for any number of them, and no limit of expressions."""

    inherit_cache = False
    type = BigInteger()

    def __init__(self, name: str) -> None:
        self.parameter = bindparam(name, type_=Text())


@compiles(_Listed)
def _listed(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.parameter, **options)}))"  # noqa: S608


@compiles(_Listed, "postgresql")
def _listed_on_postgresql(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    parameter = compiler.process(element.parameter, **options)
    listed = f"json_array_elements_text(CAST({parameter} AS JSON)) AS listed(value)"
    return f"(SELECT CAST(value AS BIGINT) FROM {listed})"  # noqa: S608


def among(column: Any, name: str = "ids") -> ColumnElement[bool]:
    """Return the condition that ``column`` is one of the ids in the parameter ``name`` (see ``as_ids``)."""
    return column.op("IN", is_comparison=True)(_Listed(name))  # type: ignore[no-any-return]


class exact_sum(FunctionElement[int]):  # noqa: N801 - it stands where a SQL function stands
    """The sum of integers as an integer on every store, zero of nothing (PostgreSQL makes numerics of big integers).

    A second argument is the condition under which a row counts; the store passes others over quicker than adding nothing.
    """

    inherit_cache = True
    type = BigInteger()


@compiles(exact_sum)
def _exact_sum(element: exact_sum, compiler: SQLCompiler, **options: Any) -> str:
    return f"COALESCE({_sum_of(element, compiler, **options)}, 0)"


@compiles(exact_sum, "postgresql")
def _exact_sum_on_postgresql(element: exact_sum, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(COALESCE({_sum_of(element, compiler, **options)}, 0) AS BIGINT)"


def _sum_of(element: exact_sum, compiler: SQLCompiler, **options: Any) -> str:
    amount, *conditions = (compiler.process(clause, **options) for clause in element.clauses)
    return f"SUM({amount})" + "".join(f" FILTER (WHERE {condition})" for condition in conditions)


def _iso(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _as_date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _as_instant(value: object) -> object:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _as_bool(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _converter(column: ColumnElement[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, IsoDate):
        return _as_date
    if isinstance(kind, UtcInstant):
        return _as_instant
    return _as_bool if isinstance(kind, Flag) else None
