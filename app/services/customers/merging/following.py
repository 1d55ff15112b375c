"""What was added since a merge and hangs on what moved: it goes back along, unless it hangs on the other customer's too.

Rows are joined by what they name: an invoice by the plan that it bills, an entry by the payment and the invoices it is about.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import and_, or_, select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.base import Base
from app.models.ledger import JournalEntry
from app.models.merges import CustomerMerge, MergedRow
from app.models.operations import SavedMethod
from app.models.plans import Plan
from app.services.customers.merging.before import Before
from app.services.customers.merging.party import Party
from app.services.customers.merging.tables import UNCHANGING, customer_tables, links
from app.services.office import Reader

Node = tuple[str, int]

# What a person knows by a number or a name.
_TOLD = frozenset({"payment", "credit_memo", "invoice", "plan", "job", "estimate", "site"})


def followers(reader: Reader, merge_id: int, kept_id: int, gone: Party, before: Before) -> set[Node]:
    """Return the rows younger than a merge that go back with what it moved.

    Args:
        reader: the book.
        merge_id: the merge.
        kept_id: the customer that everything is filed under now.
        gone: the customer that it goes back to, for the words of a refusal.
        before: how both stood when the merge was made.

    Raises:
        UserError: something joins what moved with what is the other customer's own; names both.
    """
    marks = before.marks
    moved = _moved(reader, CustomerMerge.id == merge_id)
    # The link with the processor goes back, and with it whatever was saved there since.
    saved = _saved_since(reader, kept_id, marks) if before.linked else set()
    moved |= saved
    # What came with another merge since is not younger than this one, whatever its ids.
    foreign = _moved(reader, and_(CustomerMerge.id > merge_id, CustomerMerge.undone_at.is_(None))) - moved
    joined = _joined(reader, kept_id, marks)

    def is_new(node: Node) -> bool:
        return node not in moved and node not in foreign and node[1] > marks.get(node[0], 0)

    came_from: dict[Node, Node] = {}
    waiting = deque(node for node in joined if node in moved)
    while waiting:
        here = waiting.popleft()
        for there in joined[here]:
            if there in moved or there in came_from:
                continue
            came_from[there] = here
            if not is_new(there):
                _refuse(reader, _way(there, came_from, moved), gone)
            waiting.append(there)
    return set(came_from) | saved


def _saved_since(reader: Reader, kept_id: int, marks: dict[str, int]) -> set[Node]:
    query = select(SavedMethod.id).where(
        SavedMethod.customer_id == kept_id,
        SavedMethod.remote_customer == "",
        SavedMethod.id > marks.get("saved_method", 0),
    )
    return {("saved_method", id_) for id_ in reader.connection.execute(query).scalars()}


def _moved(reader: Reader, which: object) -> set[Node]:
    rows = reader.connection.execute(
        select(MergedRow.table_name, MergedRow.row_id).join(CustomerMerge, CustomerMerge.id == MergedRow.merge_id).where(which)  # type: ignore[arg-type]
    )
    return {(row.table_name, row.row_id) for row in rows}


def _joined(reader: Reader, kept_id: int, marks: dict[str, int]) -> dict[Node, set[Node]]:
    found: dict[Node, set[Node]] = defaultdict(set)

    def join(one: Node, two: Node) -> None:
        found[one].add(two)
        found[two].add(one)

    own = {table.name: table for table in customer_tables()}
    for name, columns in links().items():
        table = Base.metadata.tables[name]
        cells = [table.c[column] for column, _to in columns]
        if name in own:
            query = select(table.c.id, *cells).where(table.c.customer_id == kept_id, or_(*(c.is_not(None) for c in cells)))
            if name in UNCHANGING:
                query = query.where(table.c.id > marks.get(name, 0))
            for id_, *values in reader.connection.execute(query):
                for (_column, to), value in zip(columns, values, strict=True):
                    if value is not None:
                        join((name, id_), (to, value))
            continue
        some = [
            cell.in_(select(own[to].c.id).where(own[to].c.customer_id == kept_id))
            for cell, (_column, to) in zip(cells, columns, strict=True)
        ]
        for found_row in reader.connection.execute(select(*cells).where(or_(*some))):
            there = [(to, value) for (_column, to), value in zip(columns, found_row, strict=True) if value is not None]
            for one, two in pairwise(there):
                join(one, two)
    by_card = (
        select(Plan.id, SavedMethod.id)
        .join(SavedMethod, SavedMethod.remote_id == Plan.method_ref)
        .where(Plan.customer_id == kept_id, SavedMethod.customer_id == kept_id)
    )
    for plan_id, method_id in reader.connection.execute(by_card):
        join(("plan", plan_id), ("saved_method", method_id))
    return found


def _way(end: Node, came_from: dict[Node, Node], moved: set[Node]) -> list[Node]:
    way = [end]
    while way[-1] not in moved:
        way.append(came_from[way[-1]])
    return way


def _refuse(reader: Reader, way: list[Node], gone: Party) -> None:
    told = [_told(reader, node) for node in way]
    own, moved = _name(reader, told[0]), _name(reader, told[-1])
    between = next((_name(reader, node) for node in told[1:-1] if node[0] in _TOLD), "")
    text = (
        _("{between} joins {moved}, which came with {name}, and {own}, which did not.")
        if between
        else _("{moved}, which came with {name}, belongs together with {own} now, which did not.")
    )
    said = text.format(between=between, moved=moved, name=gone.name, own=own)
    raise UserError(
        said[:1].upper() + said[1:],
        _("The merge cannot be undone; the accounts stay together."),
    )


def _told(reader: Reader, node: Node) -> Node:
    """Return what a person knows an entry by: the payment or credit memo that it is about."""
    if node[0] != "journal_entry":
        return node
    row = reader.connection.execute(
        select(JournalEntry.payment_id, JournalEntry.credit_memo_id).where(JournalEntry.id == node[1])
    ).one()
    if row.payment_id is not None:
        return ("payment", row.payment_id)
    return ("credit_memo", row.credit_memo_id) if row.credit_memo_id is not None else node


def _name(reader: Reader, node: Node) -> str:
    words = {
        "invoice": lambda: _("invoice {number}"),
        "payment": lambda: _("payment {number}"),
        "credit_memo": lambda: _("credit memo {number}"),
        "plan": lambda: _("plan {number}"),
        "job": lambda: _("job {number}"),
        "estimate": lambda: _("estimate {number}"),
        "site": lambda: _("site {number}"),
    }
    name, id_ = node
    if name not in words:
        return _("an entry") if name in UNCHANGING else _("a record")
    table = Base.metadata.tables[name]
    column = table.c.name if name == "site" else table.c.number
    number = reader.connection.execute(select(column).where(table.c.id == id_)).scalar()
    return words[name]().format(number=number or _("(draft)"))


def put_down(merge_id: int, nodes: Iterable[Node]) -> list[dict[str, object]]:
    """Return ``nodes`` as rows of the merge, so that one statement a table takes them back with the others."""
    return [{"merge_id": merge_id, "table_name": name, "row_id": id_} for name, id_ in sorted(nodes)]
