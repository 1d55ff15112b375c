"""What every table shares: column types that mean the same on SQLite and PostgreSQL, naming, strictness.

Tables themselves live one subject to a file beside this one; ``app.models.tables`` lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine

BIG = BigInteger().with_variant(Integer(), "sqlite")


class IsoDate(TypeDecorator[date]):
    """A business date: ISO text on SQLite (STRICT tables know no DATE), DATE on PostgreSQL. Bulk inserts hand over ISO text."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the store."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Write ISO text where the store keeps text."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read a date from either store."""
        return date.fromisoformat(value) if isinstance(value, str) else value


def instant_text(at: datetime) -> str:
    """Return an aware instant as the text the store keeps, in UTC, sortable: ``2026-11-21T20:13:24.000000Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class UtcInstant(TypeDecorator[datetime]):
    """An instant in UTC: sortable ISO text on SQLite, TIMESTAMPTZ on PostgreSQL; always aware in Python."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the store."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write UTC; a naive instant is our bug and refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are stored in UTC and must be aware")
        return instant_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """Read an aware instant from either store."""
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


class Flag(TypeDecorator[bool]):
    """Yes or no: INTEGER 0/1 on SQLite, BOOLEAN on PostgreSQL."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the store."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        """Write 0/1 where the store keeps integers."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002 - as above
        """Read a bool from either store."""
        return None if value is None else bool(value)


Id = Annotated[int, "the row's own id, given out by the program"]
Ref = Annotated[int, "another row's id"]
Minor = Annotated[int, "an amount in minor units"]

V = TypeVar("V")

# What a column's annotation says it is kept as; a row's own id is its primary key.
_KEPT_AS: dict[str, TypeEngine[Any]] = {
    "Id": BIG,
    "Ref": BIG,
    "Minor": BIG,
    "int": BIG,
    "str": Text(),
    "bytes": LargeBinary(),
    "date": IsoDate(),
    "datetime": UtcInstant(),
    "bool": Flag(),
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What ``stored`` was told of a column beyond its annotation."""

    items: tuple[SchemaItem, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


class Stored(Generic[V]):
    """Says in a table's class what a column holds; on the class the attribute is the column itself."""

    if TYPE_CHECKING:

        def __get__(self, row: None, model: type[Base]) -> Column[V]: ...


def stored(
    *items: SchemaItem, primary_key: bool = False, server_default: str | ColumnElement[Any] | None = None
) -> Stored[Any]:
    """Say more of a column than its annotation does.

    Args:
        items: foreign keys and the like.
        primary_key: whether it is (part of) the table's primary key.
        server_default: what the store writes where a row does not say.

    Returns:
        What ``Base`` makes into the column when the class is made.
    """
    said = _Said(items, {"primary_key": primary_key, "server_default": server_default})
    return cast("Stored[Any]", said)


class _Tables(type):
    """Lets a table's class stand wherever SQLAlchemy takes the table."""

    __table__: Table

    def __clause_element__(cls) -> Table:
        return cls.__table__


class Base(metaclass=_Tables):
    """A table, described by a class: an annotation ``name: Stored[str]`` is a column, ``| None`` lets it be empty.

    SQLAlchemy's Core is all that is used, so its object mapper, which would cost every start a quarter of a second, is
    never imported: the attributes of the class are the columns themselves.
    """

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table__: ClassVar[Table]
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Make the table and put its columns in the place of their annotations."""
        columns = [
            _column(name, words.removeprefix("Stored[").removesuffix("]"), cls.__dict__.get(name, _Said()))
            for name, words in cls.__annotations__.items()
            if words.startswith("Stored[")
        ]
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *cls.__table_args__, sqlite_strict=True)
        for column in columns:
            setattr(cls, column.name, column)


def _column(name: str, words: str, said: _Said) -> Column[Any]:
    kind = words.removesuffix(" | None")
    options = said.options
    if kind == "Id":
        options = options | {"primary_key": True, "autoincrement": False}
    if not options.get("primary_key"):
        options = options | {"nullable": words != kind}
    return Column(name, _KEPT_AS[kind], *said.items, **options)


M = TypeVar("M", bound=type[Base])


def other(model: M, name: str | None = None) -> M:
    """Return the table of ``model`` under a second name, for a statement that reads it twice."""
    alias = model.__table__.alias(name)
    columns: dict[str, Any] = {column.key: column for column in alias.columns}
    return cast("M", _Tables(model.__name__, (), {**columns, "__table__": alias}))


def one_of(column: str, *words: str) -> CheckConstraint:
    """Return a check that ``column`` holds one of ``words``."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def index_where(name: str | None, *columns: str, where: str, on_postgresql: str = "", unique: bool = False) -> Index:
    """Return an index over the rows that meet a condition.

    Args:
        name: its name; None names it by its table and columns.
        columns: what it sorts by.
        where: the condition as SQL.
        on_postgresql: the same where PostgreSQL says it differently.
        unique: whether no two of those rows may be alike.
    """
    index = Index(name, *columns, unique=unique, sqlite_where=text(where))
    index.info["postgresql_where"] = on_postgresql or where
    return index


def tell_postgresql(metadata: MetaData) -> None:
    """Give the conditions of indexes to PostgreSQL's dialect too, before tables are made or compared there.

    Naming that dialect where the tables are described would import it at every start on a file.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            if "postgresql_where" in index.info:
                index.dialect_options["postgresql"]["where"] = text(index.info["postgresql_where"])
