"""Which customers a list shows: the usual filters, the ones saved by name, and each in words. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from app.domain.language import _, language
from app.services.queries.customer_list import CustomerFilter
from app.ui.kit.settings import Settings, Value
from app.ui.words import kind_words, terms_words

EVERYBODY = CustomerFilter()
LATE_STEPS = (30, 60, 90)
_SAVED = "customers.filters"


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """A filter with the name it goes by; ``pinned`` ones stand above the table as views."""

    name: str
    wanted: CustomerFilter
    pinned: bool = True


def usual_filters() -> tuple[NamedFilter, ...]:
    """Return the filters that every office uses; each replaces what is chosen but for manager, tag, type and terms."""
    late = [
        NamedFilter(_("Overdue > {days} days").format(days=days), CustomerFilter(over_days=days)) for days in LATE_STEPS
    ]
    return (
        NamedFilter(_("All customers"), EVERYBODY),
        NamedFilter(_("With open invoices"), CustomerFilter(due_only=True)),
        NamedFilter(_("Overdue"), CustomerFilter(overdue_only=True)),
        *late,
        NamedFilter(_("Account credit"), CustomerFilter(credit_only=True)),
        NamedFilter(_("Card expires this month"), CustomerFilter(query="customers where card-expires = this-month")),
        NamedFilter(_("Without a service plan"), CustomerFilter(query="customers where plans = 0")),
        NamedFilter(_("Archived"), CustomerFilter(status="archived")),
    )


def standing(wanted: CustomerFilter) -> CustomerFilter:
    """Return only how the accounts stand: without text, manager, tag, type and terms."""
    return replace(wanted, text="", manager="", tag="", kind="", terms="")


def with_standing(wanted: CustomerFilter, base: CustomerFilter) -> CustomerFilter:
    """Return ``base`` narrowed by the text, manager, tag, type and terms of ``wanted``."""
    w = wanted
    return replace(base, text=w.text, manager=w.manager, tag=w.tag, kind=w.kind, terms=w.terms)


def without_text(wanted: CustomerFilter) -> CustomerFilter:
    """Return what is chosen in menus, without what is typed."""
    return replace(wanted, text="")


def _shown(query: str) -> str:
    """Return the conditions of a query as they are shown in the language in use."""
    if not query or language() == "en":
        return query.removeprefix("customers where ")
    # The form in other languages is read only where a filter of one's own is shown in one.
    from app.domain.asking.fields import Subject
    from app.domain.asking.parsing import NotAQuery, parse_query
    from app.domain.asking.writing import write_conditions

    try:
        return write_conditions(parse_query(query, Subject.CUSTOMERS), language())
    except NotAQuery:
        return query


def filter_words(wanted: CustomerFilter, saved: Sequence[NamedFilter] = ()) -> str:
    """Return a filter in words, by its name if it has one: “Overdue > 30 days · R. Okafor”."""
    chosen = without_text(wanted)
    for named in saved:
        if named.wanted == chosen:
            return named.name
    base = standing(chosen)
    own = _shown(chosen.query) or _("Own filter")
    known = next((named.name for named in usual_filters() if named.wanted == base), own)
    narrower = [
        kind_words(chosen.kind) if chosen.kind else "",
        terms_words(chosen.terms) if chosen.terms else "",
        chosen.manager,
        chosen.tag,
    ]
    parts = [part for part in narrower if part]
    if base == EVERYBODY and parts:
        return " · ".join(parts)
    return " · ".join([known, *parts])


class SavedFilters:
    """The filters that were saved by name, in this order in the menu; the pinned ones are views above the table."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def all(self) -> tuple[NamedFilter, ...]:
        """Return every saved filter; an entry that this version cannot read is left out."""
        entries = self._settings.get(_SAVED)
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            return ()
        found = (_read(entry) for entry in entries)
        return tuple(named for named in found if named is not None)

    def keep(self, name: str, wanted: CustomerFilter) -> None:
        """Save a filter; one with the same name is replaced in its place."""
        new = NamedFilter(" ".join(name.split()), wanted)
        kept = list(self.all())
        places = [place for place, named in enumerate(kept) if named.name == new.name]
        if places:
            kept[places[0]] = new
        else:
            kept.append(new)
        self._write(kept)

    def pinned(self) -> tuple[NamedFilter, ...]:
        """Return the filters that are pinned as views."""
        return tuple(named for named in self.all() if named.pinned)

    def pin(self, name: str, *, pinned: bool) -> None:
        """Pin a saved filter as a view, or take it from the views; it stays in the menu."""
        self._write([replace(named, pinned=pinned) if named.name == name else named for named in self.all()])

    def forget(self, name: str) -> NamedFilter | None:
        """Remove a saved filter and return it, so that it can be kept again (undo)."""
        kept = self.all()
        self._write([named for named in kept if named.name != name])
        return next((named for named in kept if named.name == name), None)

    def _write(self, kept: Sequence[NamedFilter]) -> None:
        listed: list[Value] = [
            {"name": named.name, "filter": filter_values(named.wanted), "pinned": named.pinned} for named in kept
        ]
        self._settings.put(_SAVED, listed)
        self._settings.save()


def filter_values(wanted: CustomerFilter) -> Mapping[str, Value]:
    """Return what of a filter differs from showing everybody, for the settings."""
    usual = asdict(EVERYBODY)
    return {name: value for name, value in asdict(wanted).items() if value != usual[name]}


def filter_from(values: object) -> CustomerFilter:
    """Return the filter kept in the settings; unknown or wrong values are left out."""
    if not isinstance(values, Mapping):
        return EVERYBODY
    kept: dict[str, object] = {}
    for part in fields(CustomerFilter):
        value = values.get(part.name)
        usual = getattr(EVERYBODY, part.name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if (usual is None and whole) or (usual is not None and type(value) is type(usual)):
            kept[part.name] = value
    return replace(EVERYBODY, **kept)  # type: ignore[arg-type]


def _read(entry: object) -> NamedFilter | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str) or not entry["name"]:
        return None
    return NamedFilter(str(entry["name"]), filter_from(entry.get("filter")), entry.get("pinned") is not False)
