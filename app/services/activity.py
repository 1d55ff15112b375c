"""The diary of every customer's account: each change with who, when, before and after. ``queries.activity`` tells it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import NamedTuple

from app.models.bulk import insert_rows, take_ids
from app.models.customers import Activity
from app.models.rows import ActivityRow
from app.services.office import Writer

Detail = str | int | bool | None | Mapping[str, str | int | bool | None]


_NO_DETAILS: Mapping[str, Detail] = MappingProxyType({})


class Happening(NamedTuple):
    """A change worth telling. ``kind`` names the sentence (``invoice.issued``), ``details`` fill it; amounts in minor units."""

    kind: str
    customer_id: int | None
    details: Mapping[str, Detail] = _NO_DETAILS


_encode_nested = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _encode(details: Mapping[str, Detail]) -> str:
    """Return details as JSON; the flat ones that billing writes by the ten thousand without setting up an encoder for each."""
    parts: list[str] = []
    for name, value in details.items():
        if isinstance(value, str):
            parts.append(f'"{name}":{encode_basestring(value)}')
        elif type(value) is int:
            parts.append(f'"{name}":{value}')
        else:
            return _encode_nested(details)
    return "{" + ",".join(parts) + "}"


def record(writer: Writer, happenings: Iterable[Happening]) -> None:
    """Write happenings to the diary, in order, in the transaction that they belong to."""
    listed = list(happenings)
    ids = take_ids(writer.connection, Activity, len(listed))
    at, actor = writer.now_text, writer.actor
    insert_rows(
        writer.connection,
        Activity,
        [
            ActivityRow(id_, happening.customer_id, at, actor, happening.kind, _encode(happening.details))
            for id_, happening in zip(ids, listed, strict=True)
        ],
    )
    writer.touch("activity")
