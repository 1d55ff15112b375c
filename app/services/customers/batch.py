"""The same change to many accounts at once: a tag, an account manager, the archive. Each gives back how to undo it.

One account's changes belong to ``changing``; who is meant is decided by whoever asks (a list's "all matching").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.language import _
from app.models.customers import Customer, CustomerTag
from app.services.customers.changing import change_customer, set_tags
from app.services.office import Reader, Writer
from app.services.ports import Progress, Silent

_AT_ONCE = 500


def tag_customers(writer: Writer, customer_ids: Sequence[int], tag: str, progress: Progress | None = None) -> list[int]:
    """File customers under one more word, and return those who did not bear it before.

    Raises:
        UserError: the word is empty.
    """
    word = " ".join(tag.split())
    if not word:
        raise UserError(_("A tag needs a word."))
    return _retag(writer, customer_ids, progress, add=word)


def untag_customers(writer: Writer, customer_ids: Sequence[int], tag: str, progress: Progress | None = None) -> list[int]:
    """Take a word off customers, and return those who bore it."""
    return _retag(writer, customer_ids, progress, take=tag)


def assign_manager(
    writer: Writer, customer_ids: Sequence[int], manager: str, progress: Progress | None = None
) -> dict[int, str]:
    """Give customers an account manager (empty for none), and return who had another one before, with that name."""
    return _assign(writer, dict.fromkeys(customer_ids, " ".join(manager.split())), progress)


def put_managers_back(writer: Writer, managers: Mapping[int, str], progress: Progress | None = None) -> int:
    """Undo ``assign_manager`` with what it returned, and return how many were changed."""
    return len(_assign(writer, managers, progress))


def _assign(writer: Writer, managers: Mapping[int, str], progress: Progress | None) -> dict[int, str]:
    watch = progress or Silent()
    before: dict[int, str] = {}
    ids = list(managers)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows = writer.connection.execute(select(Customer.id, Customer.manager).where(Customer.id.in_(some))).all()
        for row in rows:
            if row.manager != managers[row.id]:
                change_customer(writer, row.id, {"manager": managers[row.id]})
                before[row.id] = row.manager
        _note(watch, start, len(ids))
    return before


def _retag(
    writer: Writer, customer_ids: Sequence[int], progress: Progress | None, *, add: str = "", take: str = ""
) -> list[int]:
    watch = progress or Silent()
    changed: list[int] = []
    for start in range(0, len(customer_ids), _AT_ONCE):
        some = list(customer_ids[start : start + _AT_ONCE])
        tags = _tags_of(writer, some)
        for id_ in some:
            wanted = (tags[id_] | {add} if add else tags[id_]) - ({take} if take else set())
            if wanted != tags[id_]:
                set_tags(writer, id_, sorted(wanted))
                changed.append(id_)
        _note(watch, start, len(customer_ids))
    return changed


def _note(watch: Progress, start: int, total: int) -> None:
    watch.step(min(start + _AT_ONCE, total), total)
    if watch.cancelled:
        raise UserError(_("Stopped. No customer was changed."))


def _tags_of(reader: Reader, customer_ids: Sequence[int]) -> dict[int, set[str]]:
    tags: dict[int, set[str]] = {id_: set() for id_ in customer_ids}
    statement = select(CustomerTag.customer_id, CustomerTag.tag).where(CustomerTag.customer_id.in_(customer_ids))
    for row in reader.connection.execute(statement):
        tags[row.customer_id].add(row.tag)
    return tags
