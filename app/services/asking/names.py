"""Who and what of the book some words of a question mean: customers first of all, then managers, tags and towns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.domain.asking.questions import Known, Names
from app.domain.folding import fold
from app.models.customers import Contact, Customer, CustomerTag
from app.models.jobs import Technician
from app.services.office import Reader
from app.services.queries.finding import Wanted

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LAST = "\U0010ffff"
_MOST_LOOKED_AT = 2_000
_AT_ONCE = 500
_MOST = 9
_JOINING = frozenset({"and", "y", "e", "the", "of", "de", "la", "el", "los", "las"})


@dataclass(frozen=True, slots=True)
class Called:
    """A customer that some words mean."""

    id: int
    account: str
    name: str
    sort_name: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, folded."""
        return name_words(self.sort_name)


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name that count when names are compared, folded."""
    return tuple(word for word in _WORD.findall(fold(text)) if word not in _JOINING)


def customers_called(reader: Reader, text: str) -> list[Called]:
    """Return the customers that ``text`` can mean, an account number or a name or part of one; the best kind of match alone.

    An account number or a whole name wins over whole words of names, those over beginnings of words, those over contacts.
    """
    wanted = name_words(text)
    plain = text.strip()
    found = _where(reader, Customer.account.in_({plain, plain.upper(), plain.lower()}))
    if found or not wanted:
        return found
    several = [*_where(reader, Customer.sort_name == fold(plain)), *_holding(reader, wanted)]
    for fits in (_is_whole, _has_words, _has_beginnings):
        matching = {customer.id: customer for customer in several if fits(wanted, customer.words)}
        if matching:
            return sorted(matching.values(), key=lambda customer: (customer.sort_name, customer.id))
    return _by_contact(reader, wanted, several)


def _holding(reader: Reader, words: Sequence[str]) -> list[Called]:
    """Return customers whose name, contacts or sites hold all of ``words``, as the search box finds them."""
    store = reader.connection.dialect.name
    sought = Wanted.of(" ".join(words))
    statement = select(Customer.id, Customer.account, Customer.name, Customer.sort_name).where(sought.condition(store))
    rows = reader.connection.execute(statement.limit(_MOST_LOOKED_AT), sought.parameters(store))
    return [Called(*row) for row in rows]


def _by_contact(reader: Reader, words: Sequence[str], several: Sequence[Called]) -> list[Called]:
    """Return those of ``several`` whose billing or primary contact bears the name."""
    ids = [customer.id for customer in several]
    found: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        contacts = reader.connection.execute(
            select(Contact.customer_id, Contact.name).where(Contact.customer_id.in_(ids[start : start + _AT_ONCE]))
        )
        found |= {row.customer_id for row in contacts if _has_words(words, name_words(row.name))}
    return [customer for customer in several if customer.id in found]


class BookNames(Names):
    """The names of one book."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._begun: dict[str, list[Called]] = {}
        self._called: dict[str, tuple[Known, ...]] = {}
        self._known_texts: dict[str, list[str]] = {}

    def spans(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return where whole names of two words or more stand, the longest first found."""
        found: list[tuple[int, int, str]] = []
        taken = 0
        for start, word in enumerate(words):
            if start < taken or len(word) < 2 or not word[0].isalnum():
                continue
            # The given name may stand first: then the family name, by which names are kept, is the next word.
            likely = [*self._beginning(word), *(self._beginning(words[start + 1]) if start + 1 < len(words) else ())]
            best = max((self._fit(words, start, customer) for customer in likely), default=(start, ""))
            if best[1]:
                found.append((start, *best))
                taken = best[0]
        return found

    def _beginning(self, word: str) -> list[Called]:
        """Return customers whose names, as they are kept, may begin with ``word``."""
        if word not in self._begun:
            begins = (Customer.sort_name >= word, Customer.sort_name < word + _LAST)
            usable = len(word) > 1 and word[0].isalnum()
            self._begun[word] = _where(self._reader, *begins, most=_MOST_LOOKED_AT) if usable else []
        return self._begun[word]

    def _fit(self, words: Sequence[str], start: int, customer: Called) -> tuple[int, str]:
        """Return where the name ends that begins at ``start``, if it stands there whole, as written or given name first."""
        orders = [_WORD.findall(customer.sort_name)]
        family, comma, given = customer.sort_name.partition(",")
        if comma:
            orders.append([*_WORD.findall(given), *_WORD.findall(family)])
        for order in orders:
            end = _run(words, start, [word for word in order if word not in _JOINING])
            if end is not None and end - start > 1:
                # The name, though several may have it: the answer asks which of them is meant.
                return end, customer.name
        return start, ""

    def called(self, text: str) -> tuple[Known, ...]:
        """Return what is called ``text``: a whole name, tag, manager or town wins over a part of a name."""
        if text not in self._called:
            self._called[text] = self._find(text)
        return self._called[text]

    def _find(self, text: str) -> tuple[Known, ...]:
        folded = fold(text)
        customers = customers_called(self._reader, text)
        whole = [c for c in customers if c.account.upper() == text.upper() or _is_whole(name_words(text), c.words)]
        if whole:
            return self._known(whole)
        others = [
            *(Known("tag", tag, tag) for tag in self._texts(CustomerTag.tag) if fold(tag) == folded),
            *(Known("city", city, city) for city in self._texts(Contact.city) if fold(city) == folded),
            *(
                Known("manager", manager, manager)
                for manager in self._texts(Customer.manager)
                if manager and _has_words(name_words(text), name_words(manager))
            ),
            *(
                Known("assigned", who, who)
                for who in self._texts(Technician.name)
                if _has_words(name_words(text), name_words(who))
            ),
        ]
        return tuple(others) if others else self._known(customers)

    def _texts(self, column: ColumnElement[str]) -> list[str]:
        name = str(column)
        if name not in self._known_texts:
            found = self._reader.connection.execute(select(column).distinct().order_by(column)).scalars()
            self._known_texts[name] = [text for text in found if text]
        return self._known_texts[name]

    def _known(self, customers: Sequence[Called]) -> tuple[Known, ...]:
        return tuple(
            Known("customer", self._value(customer), f"{customer.name} · {customer.account}") for customer in customers[:_MOST]
        )

    def _value(self, customer: Called) -> str:
        """Return what a query is to say: the name, or the account number where several have that name."""
        same = self._reader.connection.execute(
            select(func.count()).select_from(Customer).where(Customer.sort_name == customer.sort_name)
        ).scalar_one()
        return customer.name if same == 1 else customer.account


def _where(reader: Reader, *conditions: ColumnElement[bool], most: int = 50) -> list[Called]:
    statement = (
        select(Customer.id, Customer.account, Customer.name, Customer.sort_name)
        .where(*conditions)
        .order_by(Customer.sort_name, Customer.id)
        .limit(most)
    )
    return [Called(*row) for row in reader.connection.execute(statement)]


def _run(words: Sequence[str], start: int, name: Sequence[str]) -> int | None:
    """Return where the words of ``name`` end that stand one after another from ``start``, joining words between them let be."""
    at = start
    for position, part in enumerate(name):
        while position and at < len(words) and (words[at] in _JOINING or words[at] == "&"):
            at += 1
        if at >= len(words) or words[at] != part:
            return None
        at += 1
    return at


def _is_whole(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return sorted(wanted) == sorted(words)


def _has_words(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return bool(wanted) and set(wanted) <= set(words)


def _has_beginnings(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return bool(wanted) and all(any(word.startswith(part) for word in words) for part in wanted)
