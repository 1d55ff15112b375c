"""What every table shares: column types that mean the same on SQLite and PostgreSQL, naming, strictness.

Tables themselves live one subject to a file beside this one; ``app.models.tables`` lists them all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Dialect, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
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


Id = Annotated[int, mapped_column(BIG, primary_key=True, autoincrement=False)]
Ref = Annotated[int, mapped_column(BIG)]
Minor = Annotated[int, mapped_column(BIG)]


class Base(DeclarativeBase):
    """The registry of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BIG,
        bytes: LargeBinary(),
        date: IsoDate(),
        datetime: UtcInstant(),
        bool: Flag(),
    }
    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012 - the name and shape that SQLAlchemy asks for


def table_args(*items: SchemaItem) -> tuple[Any, ...]:
    """Return ``__table_args__`` with the constraints and indexes given, on a STRICT table."""
    return (*items, {"sqlite_strict": True})


def one_of(column: str, *words: str) -> CheckConstraint:
    """Return a check that ``column`` holds one of ``words``."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
