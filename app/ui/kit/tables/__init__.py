"""Calm tables over any number of rows: ordered ids first, rows when they come into view, sorting and sums in
SQL.

``columns`` says what a table shows; ``paged`` and ``rows`` are the two models (store, memory); ``view`` and
``rowlist`` the two widgets over the same ground (``rowview``); ``delegates`` paint; ``memory`` keeps columns
by name; ``snapshot`` hands out what is shown for copying, export and print. Which rows there are belongs to
the queries behind a ``RowSource``.
"""

from app.ui.kit.status import Status
from app.ui.kit.tables.columns import Column, Edit, HasId, Kind, RowSource, TwoLines
from app.ui.kit.tables.paged import PagedModel
from app.ui.kit.tables.rowlist import RowList
from app.ui.kit.tables.rows import RowsModel
from app.ui.kit.tables.snapshot import Snapshot, shown
from app.ui.kit.tables.view import Table

__all__ = [
    "Column",
    "Edit",
    "HasId",
    "Kind",
    "PagedModel",
    "RowList",
    "RowSource",
    "RowsModel",
    "Snapshot",
    "Status",
    "Table",
    "TwoLines",
    "shown",
]
