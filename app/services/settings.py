"""The office's choices, by name, as JSON in the book. Which choices there are belongs to whoever makes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar, overload

from sqlalchemy import bindparam, delete, insert, select, update

from app.models.company import Setting
from app.services.office import Reader, Writer

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
T = TypeVar("T", bound=Json)
# Built once: some are asked for with every charge.
_VALUE = select(Setting.value).where(Setting.name == bindparam("wanted"))


@overload
def get_setting(reader: Reader, name: str, default: str) -> str: ...
@overload
def get_setting(reader: Reader, name: str, default: bool) -> bool: ...
@overload
def get_setting(reader: Reader, name: str, default: int) -> int: ...
@overload
def get_setting(reader: Reader, name: str, default: list[Json]) -> list[Json]: ...
@overload
def get_setting(reader: Reader, name: str, default: dict[str, Json]) -> dict[str, Json]: ...
@overload
def get_setting(reader: Reader, name: str, default: None = None) -> Json: ...
def get_setting(reader: Reader, name: str, default: Json = None) -> Json:
    """Return a setting, or ``default`` when it was never set or is of another type than ``default``."""
    text = reader.connection.execute(_VALUE, {"wanted": name}).scalar()
    if text is None:
        return default
    value: Json = json.loads(text)
    return value if default is None or type(value) is type(default) else default


def set_setting(writer: Writer, name: str, value: Json) -> None:
    """Keep a setting; see ``set_settings``."""
    set_settings(writer, {name: value})


def set_settings(writer: Writer, values: Mapping[str, Json]) -> None:
    """Keep settings by name. Money goes in as minor units, dates and instants as ISO text; floats do not go in."""
    for name, value in values.items():
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        changed = writer.connection.execute(update(Setting).where(Setting.name == name).values(value=text))
        if changed.rowcount == 0:
            writer.connection.execute(insert(Setting).values(name=name, value=text))
    writer.touch("settings")


def forget_setting(writer: Writer, name: str) -> None:
    """Remove a setting, so that its default counts again."""
    writer.connection.execute(delete(Setting).where(Setting.name == name))
    writer.touch("settings")
