"""Rows and sources that stand for any table of the program, without a store."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.ui.kit.status import Status
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    id: int
    number: str
    for_: str
    open_minor: int
    due_on: date
    paid: bool = False


def invoices(count: int) -> list[InvoiceRow]:
    start = date(2026, 1, 1)
    return [
        InvoiceRow(n, f"{10_000 + n}", f"Job {n % 7}", (n * 37) % 1000 - 200, start + timedelta(days=n % 300), n % 3 == 0)
        for n in range(1, count + 1)
    ]


def plain(minor: int) -> str:
    return f"{minor / 100:.2f}"


def columns(**more) -> list[Column[InvoiceRow]]:
    return [
        Column("number", "Number", lambda r: r.number, width=100, sort="number"),
        Column("due", "Due", lambda r: r.due_on.isoformat(), Kind.DATE, sort="due_on", value=lambda r: r.due_on),
        Column("for", "For", lambda r: r.for_, sort="for_", stretch=True),
        Column(
            "open", "Open", lambda r: plain(r.open_minor), Kind.AMOUNT, sort="open_minor", value=lambda r: r.open_minor, **more
        ),
        Column(
            "status",
            "Status",
            lambda _r: "",
            Kind.STATUS,
            status=lambda r: Status("Paid", Tone.GOOD) if r.paid else None,
        ),
        Column("secret", "Job code", lambda r: r.for_[::-1], visible=False),
    ]


class ListSource:
    """Sorts and filters as the store would, and notes what it was asked."""

    def __init__(self, rows: Sequence[InvoiceRow]) -> None:
        self.all = {row.id: row for row in rows}
        self.asked_rows: list[list[int]] = []
        self.asked_ids = 0

    def ids(self, sort: str, descending: bool, filter_: object) -> list[int]:
        self.asked_ids += 1
        found = [r for r in self.all.values() if not filter_ or str(filter_) in r.for_]
        if sort:
            found.sort(key=lambda r: (getattr(r, sort), r.id), reverse=descending)
        return [r.id for r in found]

    def rows(self, ids: Sequence[int]) -> list[InvoiceRow]:
        self.asked_rows.append(list(ids))
        return [self.all[i] for i in reversed(ids) if i in self.all]


class QuickListSource(ListSource):
    """Tells the first rows at once, and all of them only when ``may_go_on`` is set."""

    def __init__(self, rows: Sequence[InvoiceRow]) -> None:
        super().__init__(rows)
        self.may_go_on = threading.Event()

    def first(self, sort: str, descending: bool, filter_: object, most: int) -> tuple[list[int], bool] | None:
        if sort == "open_minor":
            return None
        ids = super().ids(sort, descending, filter_)
        return ids[:most], len(ids) <= most

    def ids(self, sort: str, descending: bool, filter_: object) -> list[int]:
        self.may_go_on.wait(30)
        return super().ids(sort, descending, filter_)
