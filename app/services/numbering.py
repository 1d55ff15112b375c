"""Numbers of documents: gapless series, taken in the transaction that posts the document, never used twice."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from app.models.company import NumberSeries
from app.services.office import Reader, Writer
from app.services.settings import get_setting, set_setting

# kind: (prefix, least number of digits, first number)
SERIES: dict[str, tuple[str, int, int]] = {
    "invoice": ("", 1, 10001),
    "credit_memo": ("CM-", 4, 1),
    "payment": ("P-", 5, 1),
    "deposit": ("D-", 4, 1),
    "refund": ("R-", 4, 1),
    "account": ("A-", 4, 1001),
    "plan": ("PL-", 4, 1),
    "job": ("J-", 4, 1),
    "estimate": ("E-", 4, 1),
    "billing_run": ("B-", 4, 1),
}

_TAKE = (
    "UPDATE number_series SET next_value = next_value + {mark} WHERE kind = {mark} RETURNING next_value, prefix, width"
)


def start_series(writer: Writer) -> None:
    """Set every series of a new book to its first number."""
    writer.connection.execute(
        insert(NumberSeries),
        [
            {"kind": kind, "prefix": prefix, "width": width, "next_value": first}
            for kind, (prefix, width, first) in SERIES.items()
        ],
    )


def take_numbers(writer: Writer, kind: str, count: int) -> list[str]:
    """Take the next ``count`` numbers of a series in order; a rollback gives them back, so the series has no gaps."""
    if count == 0:
        return []
    mark = "?" if writer.connection.dialect.paramstyle == "qmark" else "%s"
    after, prefix, width = writer.connection.exec_driver_sql(_TAKE.format(mark=mark), (count, kind)).one()
    return [f"{prefix}{number:0{width}d}" for number in range(after - count, after)]


def next_number(reader: Reader, kind: str) -> str:
    """Return the number that the next document will get, without taking it."""
    row = reader.connection.execute(
        select(NumberSeries.prefix, NumberSeries.width, NumberSeries.next_value).where(NumberSeries.kind == kind)
    ).one()
    return f"{row.prefix}{row.next_value:0{row.width}d}"


def set_series(writer: Writer, kind: str, prefix: str, width: int, next_value: int) -> None:
    """Choose how a series goes on; the caller has made sure that no document bears a number it will give."""
    before = writer.connection.execute(
        select(NumberSeries.prefix, NumberSeries.next_value).where(NumberSeries.kind == kind)
    ).one()
    writer.connection.execute(
        update(NumberSeries).where(NumberSeries.kind == kind).values(prefix=prefix, width=width, next_value=next_value)
    )
    if (before.prefix, before.next_value) != (prefix, next_value):
        set_setting(writer, _start_name(kind), next_value)


def series_start(reader: Reader, kind: str) -> int:
    """Return the number from which on the series, as it is chosen now, has no gaps."""
    return get_setting(reader, _start_name(kind), SERIES[kind][2])


def _start_name(kind: str) -> str:
    return f"series.{kind}.start"
