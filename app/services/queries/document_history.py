"""What the diary tells about one document, found by its number. The sentences are made by ``queries.activity``."""

from __future__ import annotations

import json
from array import array

from sqlalchemy import select

from app.models.customers import Activity
from app.services.office import Reader


def document_activity_ids(reader: Reader, customer_id: int, number: str, kinds: tuple[str, ...] = ()) -> array[int]:
    """Return the ids (typecode q) of changes of a customer's account that name ``number``, newest first.

    Args:
        reader: the moment.
        customer_id: whose diary is searched.
        number: the document's number; empty finds nothing.
        kinds: beginnings of kinds that count, such as ``invoice.``; empty counts all.
    """
    if not number:
        return array("q")
    named = Activity.details.contains(f'"number":{json.dumps(number, ensure_ascii=False)}', autoescape=True)
    rows = reader.connection.execute(
        select(Activity.id, Activity.kind).where(Activity.customer_id == customer_id, named).order_by(Activity.id.desc())
    )
    return array("q", (row.id for row in rows if not kinds or row.kind.startswith(kinds)))
