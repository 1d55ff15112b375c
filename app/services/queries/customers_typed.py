"""Search for customers as it is typed: names that begin with the text, then whatever holds it. SQLite only.

Which customers are asked for besides, and every other order, is in ``customers``.
"""

from __future__ import annotations

from array import array

from sqlalchemy import ColumnElement, bindparam, case, literal_column, select

from app.models.base import BIG
from app.models.customers import Customer
from app.services.office import Reader
from app.services.queries.asking import Question, among, as_ids
from app.services.queries.finding import Wanted, begins, match_of, matching, prefix_parameters

_MOST: ColumnElement[int] = bindparam("most", type_=BIG)

_FEW = 200
# So many names that begin with the text come first, by name: more than anybody scrolls through before typing on.
_NAMED_FIRST = 500
_ARCHIVED = select(Customer.id).where(Customer.status == "archived")
_FOUND = {
    "": Question(matching(), int),
    "active": Question(matching().where(literal_column("rowid").not_in(_ARCHIVED)), int),
    "archived": Question(matching().where(literal_column("rowid").in_(_ARCHIVED)), int),
}
_BEGINNING = {
    "": Question(select(Customer.id).where(begins("sqlite")).order_by(Customer.sort_name, Customer.id), int),
    **{
        status: Question(
            select(Customer.id)
            .where(Customer.status == status, begins("sqlite"))
            .order_by(Customer.sort_name, Customer.id),
            int,
        )
        for status in ("active", "archived")
    },
}
_FIRST_FOUND = {status: Question(question.statement.limit(_MOST), int) for status, question in _FOUND.items()}
_FIRST_BEGINNING = {status: Question(question.statement.limit(_MOST), int) for status, question in _BEGINNING.items()}
_RANKED = Question(
    select(Customer.id)
    .where(among(Customer.id))
    .order_by(case((begins("sqlite"), 0), else_=1), Customer.sort_name, Customer.id),
    int,
)


def beginning(reader: Reader, text: Wanted, status: str, most: int) -> array[int]:
    """Return the first ``most`` customers whose name begins with the text, by name."""
    return _FIRST_BEGINNING[status].ids(reader, most=most, **prefix_parameters(text.whole))


def few_best(reader: Reader, text: Wanted, most: int) -> list[int]:
    """Return the best ``most`` customers of either status, quickly: of what holds the text only the first are ranked."""
    prefix = prefix_parameters(text.whole)
    first = list(_FIRST_BEGINNING[""].ids(reader, most=most, **prefix))
    if len(first) < most and text.words:
        found = _FIRST_FOUND[""].ids(reader, match=match_of(text.words), most=_FEW)
        first = list(dict.fromkeys((*first, *_RANKED.ids(reader, ids=as_ids(found), **prefix))))[:most]
    return first


def best(reader: Reader, text: Wanted, status: str) -> array[int]:
    """Return the ids that the text finds: names that begin with it first, then whatever holds it."""
    prefix = prefix_parameters(text.whole)
    found = _FOUND[status].ids(reader, match=match_of(text.words))
    if len(found) <= _FEW:
        return _RANKED.ids(reader, ids=as_ids(found), **prefix)
    first = _FIRST_BEGINNING[status].ids(reader, most=_NAMED_FIRST, **prefix)
    if not first:
        return found
    # Names are part of the text that is searched, so whatever begins with it was found too.
    there = set(first)
    first.extend(id_ for id_ in found if id_ not in there)
    return first


def first_best(reader: Reader, text: Wanted, status: str, most: int) -> tuple[array[int], bool]:
    """Return the beginning of what ``best`` returns, and whether it is all."""
    prefix = prefix_parameters(text.whole)
    found = _FIRST_FOUND[status].ids(reader, match=match_of(text.words), most=_FEW + 1)
    if len(found) <= _FEW:
        return _RANKED.ids(reader, ids=as_ids(found), **prefix), True
    first = _FIRST_BEGINNING[status].ids(reader, most=most, **prefix)
    there = set(first)
    first.extend(id_ for id_ in found if id_ not in there)
    return first[:most], False
