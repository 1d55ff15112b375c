"""Checks of numbers and ids: series without gaps, and counters that will not give the same id twice."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.domain.language import _
from app.models.base import Base
from app.models.company import Counter, NumberSeries
from app.services.numbering import series_start
from app.services.office import Reader
from app.services.verify.checking import CheckResult, result

# Series whose documents are never deleted, with the table that bears their numbers.
_GAPLESS = {
    "invoice": "invoice",
    "credit_memo": "credit_memo",
    "payment": "payment",
    "deposit": "deposit",
    "job": "job",
    "estimate": "estimate",
}


def series_gapless(reader: Reader) -> CheckResult:
    """Every number that a series gave is on a document; where numbers cannot be somebody else's, none lies ahead of it."""
    wrong: list[str] = []
    checked = 0
    rows = reader.connection.execute(
        select(NumberSeries.kind, NumberSeries.prefix, NumberSeries.next_value).order_by(NumberSeries.kind)
    ).all()
    for row in rows:
        table = _GAPLESS.get(row.kind)
        if table is None:
            continue
        start = series_start(reader, row.kind)
        given = bytearray(max(row.next_value - start, 0))
        checked += len(given)
        ahead = ""
        shape = re.compile(re.escape(row.prefix) + r"0*([0-9]{1,18})")
        numbers = reader.connection.exec_driver_sql(f"SELECT number FROM {table} WHERE number IS NOT NULL")  # noqa: S608
        for (number,) in numbers:
            match = shape.fullmatch(number)
            if match is None:
                continue
            place = int(match[1]) - start
            if 0 <= place < len(given):
                given[place] = 1
            elif place >= 0 and table != "invoice":  # imported invoices bring numbers of their own, which are passed over
                ahead = number
        wrong += [f"{row.prefix}{start + place}" for place in _gaps(given)]
        if ahead:
            wrong.append(ahead)
    sentences = [_("number {number} is missing or out of turn").format(number=number) for number in wrong[:3]]
    return result(_("Document numbers have no gaps"), sentences, len(wrong), checked)


def _gaps(given: bytearray) -> list[int]:
    found = []
    place = given.find(0)
    while place >= 0:
        found.append(place)
        place = given.find(0, place + 1)
    return found


def counters_ahead(reader: Reader) -> CheckResult:
    """The next id of every table is one that no row has."""
    tables = Base.metadata.tables
    wrong = []
    counters = reader.connection.execute(select(Counter.name, Counter.next_value).order_by(Counter.name)).all()
    for name, next_value in counters:
        if name in tables and "id" in tables[name].columns:
            largest = reader.connection.exec_driver_sql(f"SELECT MAX(id) FROM {name}").scalar()  # noqa: S608 - our own tables
            if largest is not None and int(largest) >= next_value:
                wrong.append(name)
    sentences = [_("the counter of {table} is behind").format(table=name) for name in wrong]
    return result(_("Ids are given once"), sentences, len(wrong), len(counters))
