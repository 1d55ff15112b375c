"""What goes over the wire: nested forms in, refusals out, lists in pages, ids expanded into what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

# An object of the API as it goes out as JSON; names that begin with an underscore stay inside.
Json = dict[str, Any]

_LARGEST_PAGE = 100
_DEEPEST = 4


class Refusal(Exception):
    """An answer that is an error, in the shape Stripe gives errors.

    Args:
        status: the HTTP status.
        kind: ``invalid_request_error``, ``card_error``, ``idempotency_error`` or ``api_error``.
        message: English, for a log.
        code: Stripe's code, or empty.
        started: whether work had begun, so that the idempotency key replays this answer.
        more: further fields of the error, such as ``decline_code`` or ``payment_intent``.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: str = "",
        *,
        kind: str = "invalid_request_error",
        started: bool = True,
        **more: object,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.started = started
        self.error: Json = {"type": kind, "message": message, **more}
        if code:
            self.error["code"] = code

    @property
    def body(self) -> Json:
        """The answer's body."""
        return {"error": self.error}


def missing(what: str, name: str) -> Refusal:
    """Return the refusal for an id that names nothing."""
    return Refusal(404, f"No such {what}: '{name}'", "resource_missing", param="id", started=False)


def decode(text: str) -> Json:
    """Return a form (``a[b][0]=c&d[]=e``) as nested dictionaries and lists of text."""
    tree: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, _bracket, rest = name.partition("[")
        keys = [first, *re.findall(r"([^\[\]]*)\]", rest)]
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key or str(len(node)), {})
            if not isinstance(node, dict):
                raise Refusal(400, f"Invalid {first}", "parameter_invalid", param=first, started=False)
        node[keys[-1] or str(len(node))] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: object) -> object:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(child) for name, child in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


class Form:
    """The parameters of one request; asking for one says that it is known, and what nobody asked for is refused."""

    def __init__(self, values: Mapping[str, Any], place: str = "") -> None:
        self._values = values
        self._place = place
        self._known: set[str] = set()
        self._inner: list[Form] = []

    def _named(self, name: str) -> str:
        return f"{self._place}[{name}]" if self._place else name

    def _take(self, name: str) -> object:
        self._known.add(name)
        return self._values.get(name)

    def _invalid(self, name: str, why: str) -> Refusal:
        place = self._named(name)
        return Refusal(400, f"Invalid {place}: {why}", "parameter_invalid", param=place, started=False)

    def refuse_types(self) -> None:
        """Refuse ``payment_method_types``, which this version of the API no longer takes."""
        if "payment_method_types" in self._values:
            message = "Passing payment_method_types is no longer supported."
            raise Refusal(400, message, "payment_method_types_no_longer_supported", started=False)

    def text(self, name: str, default: str = "") -> str:
        """Return a text, or ``default`` where it was not sent."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._invalid(name, "a string is expected")
        return value

    def need(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.text(name)
        if not value:
            place = self._named(name)
            raise Refusal(400, f"Missing required param: {place}.", "parameter_missing", param=place, started=False)
        return value

    def whole(self, name: str) -> int | None:
        """Return an integer, or None where it was not sent."""
        value = self.text(name)
        if not value:
            return None
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise self._invalid(name, f"integer expected, not {value}")
        return int(value)

    def need_whole(self, name: str) -> int:
        """Return an integer that must be there."""
        self.need(name)
        value = self.whole(name)
        assert value is not None  # noqa: S101 - need() refused its absence
        return value

    def flag(self, name: str) -> bool:
        """Return a truth value, false where it was not sent."""
        value = self.text(name, "false")
        if value not in {"true", "false"}:
            raise self._invalid(name, "a boolean is expected")
        return value == "true"

    def one_of(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        """Return one of the words ``allowed``."""
        value = self.text(name, default)
        if value and value not in allowed:
            raise self._invalid(name, f"must be one of {', '.join(allowed)}")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts, empty where it was not sent."""
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._invalid(name, "an array of strings is expected")
        return value

    def metadata(self, name: str = "metadata") -> dict[str, str]:
        """Return keys and values as Stripe keeps them: 50 keys of 40 characters, values of 500."""
        value = self._take(name)
        if value is None or value == "":
            return {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self._invalid(name, "a flat hash of strings is expected")
        if len(value) > 50 or any(len(key) > 40 or len(text) > 500 for key, text in value.items()):
            raise self._invalid(name, "at most 50 keys of 40 characters with values of 500")
        return dict(value)

    def inner(self, name: str) -> Form:
        """Return the parameters below ``name``."""
        value = self._take(name)
        if value is not None and not isinstance(value, dict):
            raise self._invalid(name, "an object is expected")
        form = Form(value or {}, self._named(name))
        self._inner.append(form)
        return form

    def inners(self, name: str) -> list[Form]:
        """Return the list of parameter groups below ``name``."""
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._invalid(name, "an array of objects is expected")
        forms = [Form(item, f"{self._named(name)}[{number}]") for number, item in enumerate(value)]
        self._inner += forms
        return forms

    def refuse_unknown(self) -> None:
        """Refuse what nobody asked for, as Stripe does."""
        for name in self._values:
            if name not in self._known:
                place = self._named(name)
                raise Refusal(400, f"Received unknown parameter: {place}", "parameter_unknown", param=place, started=False)
        for form in self._inner:
            form.refuse_unknown()


def created_within(form: Form) -> Callable[[Json], bool]:
    """Return the test that the list filter ``created`` asks for."""
    bounds = form.inner("created")
    after, since = bounds.whole("gt"), bounds.whole("gte")
    before, until = bounds.whole("lt"), bounds.whole("lte")

    def within(thing: Json) -> bool:
        at = thing["created"]
        return (
            (after is None or at > after)
            and (since is None or at >= since)
            and (before is None or at < before)
            and (until is None or at <= until)
        )

    return within


def in_pages(things: Iterable[Json], form: Form, url: str) -> Json:
    """Return one page of ``things`` (in the order given) after the parameters ``limit`` and ``starting_after``."""
    limit = form.whole("limit")
    limit = 10 if limit is None else limit
    if not 1 <= limit <= _LARGEST_PAGE:
        raise Refusal(400, "Invalid limit: must be 1 to 100", "parameter_invalid_integer", param="limit", started=False)
    rows = list(things)
    cursor = form.text("starting_after")
    start = 0
    if cursor:
        # The last of them: the same event may stand twice in the list.
        places = [number for number, thing in enumerate(rows) if thing["id"] == cursor]
        if not places:
            raise Refusal(400, f"No such object: '{cursor}'", "resource_missing", param="starting_after", started=False)
        start = places[-1] + 1
    return {"object": "list", "url": url, "has_more": len(rows) > start + limit, "data": rows[start : start + limit]}


def shown(thing: object) -> object:
    """Return a thing without what stays inside, deeply copied."""
    if isinstance(thing, dict):
        return {name: shown(value) for name, value in thing.items() if not str(name).startswith("_")}
    if isinstance(thing, list):
        return [shown(value) for value in thing]
    return thing


def expand(answer: Json, paths: Sequence[str], find: Callable[[str], Json | None]) -> None:
    """Replace ids in ``answer`` (a copy) by what they name, along the dotted ``paths``."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST:
            raise Refusal(400, "You cannot expand more than 4 levels of a property", param="expand", started=False)
        _expand(answer, steps, path, find)


def _expand(node: object, steps: Sequence[str], path: str, find: Callable[[str], Json | None]) -> None:
    if isinstance(node, list):
        for item in node:
            _expand(item, steps, path, find)
        return
    if not isinstance(node, dict) or not steps:
        return
    name = steps[0]
    if name not in node:
        raise Refusal(400, f"This property cannot be expanded ({path}).", param="expand", started=False)
    value = node[name]
    if isinstance(value, str):
        found = find(value)
        if found is not None:
            node[name] = shown(found)
    _expand(node[name], steps[1:], path, find)
