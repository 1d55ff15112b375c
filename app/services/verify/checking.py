"""What a check is, and the way most of them work: one query that finds the records which are wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.language import _, ngettext
from app.services.formats import amount_format
from app.services.office import Reader

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        name: what was checked, a translated line.
        passed: whether everything is as it should be.
        detail: which records are not, translated; empty when it passed.
        checked: how many records were looked at.
    """

    name: str
    passed: bool
    detail: str
    checked: int


Check = Callable[[Reader], CheckResult]


def look(reader: Reader, name: str, checked: str, wrong: str, say: Callable[..., str]) -> CheckResult:
    """Run a check that is one query.

    Args:
        reader: the book.
        name: what is checked, translated.
        checked: the table whose rows are looked at, with an optional WHERE.
        wrong: a query that returns the wrong records; it runs on both stores and names no parameters.
        say: makes a translated sentence from the columns of a row.
    """
    if reader.connection.dialect.name == "sqlite":
        wrong = wrong.replace("IS DISTINCT FROM", "IS NOT")  # SQLite knows the standard's words from 3.39 on only
    rows = reader.connection.exec_driver_sql(
        f"SELECT found.*, count(*) OVER () AS in_all FROM ({wrong}) AS found LIMIT {_SHOWN}"  # noqa: S608 - our own queries
    ).all()
    count = reader.connection.exec_driver_sql(f"SELECT count(*) FROM {checked}").scalar_one()  # noqa: S608 - our own tables
    return result(name, [say(*row[:-1]) for row in rows], int(rows[0][-1]) if rows else 0, int(count))


def result(name: str, sentences: list[str], wrong: int, checked: int) -> CheckResult:
    """Return what was found: ``sentences`` tell of the first of ``wrong`` records."""
    told = [sentence.rstrip(".") for sentence in sentences[:_SHOWN]]
    more = wrong - len(told)
    if more > 0:
        told.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    return CheckResult(name, not wrong, "; ".join(told), checked)


def amounts(reader: Reader) -> Callable[[object], str]:
    """Return what writes minor units (int, or the Decimal that PostgreSQL sums give) as money for people."""
    money = amount_format(reader.profile.locale, reader.profile.currency.code).money

    def show(minor: object) -> str:
        return money(int(str(minor))) if minor is not None else _("nothing")

    return show
