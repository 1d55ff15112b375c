"""Puts the pieces of a question together into queries. Which words gave the pieces belongs to ``questions`` and the languages.

A subject is tried after the other, the named one or those that the pieces suggest, and all pieces must fit it: what does not
fit is a question that is not read, and never a piece left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from app.domain.amount_input import PLAIN, Notation, parse_amount
from app.domain.asking.dates import AHEAD, DIARY, PAST, Calendar, DateWords
from app.domain.asking.fields import AMOUNT_OF, DATE_OF, NEXT_OF, Kind, Subject, amounts_of, field_of
from app.domain.asking.form import COUNTED, OF_AMOUNT, THIS, Clause, Condition, Measure, Name, Op, Query
from app.domain.asking.joining import Part, join
from app.domain.asking.periods import Away, Fixed, Period, Running, Turning, days_of
from app.domain.asking.pieces import (
    Amounted,
    Asked,
    Counted,
    Denied,
    Edge,
    Either,
    Everyone,
    Late,
    Nothing,
    Noun,
    Or,
    Piece,
    This,
    Trait,
    When,
    Which,
    Who,
)
from app.domain.asking.traits import DATE_BESIDE, NEEDS_DATE, OF_OPEN, TRAITS
from app.domain.errors import UserError
from app.domain.money import Currency

_LEANS = {
    **dict.fromkeys(("issued", "received", "since", "started", "last-payment", "last-invoice", "on", "done"), PAST),
    **dict.fromkeys(("expires", "card-expires", "next-bill", "ends"), AHEAD),
}
# Subjects that a question without a noun may be about, the likeliest first.
_GUESSED = (
    Subject.BALANCE, Subject.INVOICES, Subject.PAYMENTS, Subject.CUSTOMERS, Subject.JOBS, Subject.PLANS, Subject.CARDS,
    Subject.CREDITS,
)  # fmt: skip
_OF_CUSTOMERS_THEMSELVES = frozenset(
    {"active", "archived", "residential", "commercial", "with-plan", "without-plan", "many-sites"}
)
_MONEY_TRAITS = frozenset({"owing", "unpaid", "overdue"})
_MOST_READINGS = 6


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a question is asked: today, how dates and amounts are written there, and whether a customer's page is open."""

    calendar: Calendar
    currency: Currency
    notation: Notation = PLAIN
    has_customer: bool = False


class Misfit(Exception):
    """The pieces do not fit together for this subject; ``needs_customer`` says that only whose it is was missing."""

    def __init__(self, *, needs_customer: bool = False) -> None:
        super().__init__()
        self.needs_customer = needs_customer


def compose(pieces: Sequence[Piece], desk: Desk, dates: DateWords) -> tuple[Query, ...]:
    """Return every query that the pieces can mean; several when a phrase or a date may be meant in two ways.

    Raises:
        Misfit: the pieces do not make a query.
    """
    said = [piece for piece in pieces if not isinstance(piece, Nothing)]
    choices = [piece.options if isinstance(piece, Either) else ((piece,),) for piece in said]
    found: dict[Query, None] = {}
    last: Misfit | None = None
    for chosen in product(*choices):
        flat = [piece for group in chosen for piece in group if not isinstance(piece, Nothing)]
        try:
            found.update(dict.fromkeys(_queries(flat, desk, dates)))
        except Misfit as misfit:
            last = misfit
    if not found:
        raise last or Misfit
    return tuple(found)[:_MOST_READINGS]


def _queries(pieces: Sequence[Piece], desk: Desk, dates: DateWords) -> Iterable[Query]:
    subjects = {piece.subject for piece in pieces if isinstance(piece, Noun) and not piece.weak}
    if len(subjects) > 1 or not _says_something(pieces):
        raise Misfit
    weak = [piece.subject for piece in pieces if isinstance(piece, Noun) and piece.weak]
    needs_customer = False
    for subject in tuple(subjects) or (*weak, *(() if weak else _GUESSED)):
        try:
            return _Composer(subject, pieces, desk, dates).queries()
        except Misfit as misfit:
            needs_customer = needs_customer or misfit.needs_customer
    raise Misfit(needs_customer=needs_customer)


def _says_something(pieces: Sequence[Piece]) -> bool:
    # A name and a day alone (“Acme last year”) ask for nothing yet.
    said = (piece for piece in pieces if not (isinstance(piece, When) and not piece.field))
    return any(not isinstance(piece, (Who, This, Everyone, Asked, Or, Denied, Edge)) for piece in said) or any(
        isinstance(piece, Asked) and piece.of for piece in pieces
    )


class _Composer:
    """Makes the queries about one subject."""

    def __init__(self, subject: Subject, pieces: Sequence[Piece], desk: Desk, dates: DateWords) -> None:
        self._subject, self._desk, self._dates = subject, desk, dates
        self._pieces = pieces
        self._traits = [piece.name for piece in pieces if isinstance(piece, Trait)]
        self._used_date = False
        self._conditions: list[Condition] = []
        self._options: list[tuple[Condition, ...]] = []

    def queries(self) -> list[Query]:
        asked = self._asked()
        parts = self._parts()
        if any((trait, self._subject) in NEEDS_DATE for trait in self._traits) and not self._used_date:
            raise Misfit
        whose = self._whose()
        readings = join(parts, self._desk.calendar.today)
        if not readings or (self._subject is Subject.BALANCE and any(part in ("or", "not") for part in parts)):
            raise Misfit
        found = [
            self._measured(Query(self._subject, (*whose, *_ordered(clauses))), each)
            for clauses in readings
            for each in self._amounts(asked)
        ]
        return [query.narrowed(*more) for query in found for more in product(*self._options)]

    def _parts(self) -> list[Part]:
        """Return what narrows the question phrase by phrase, with the words “or” and “not” between them."""
        found: list[Part] = []
        seen_noun = False
        for phrase in _phrases(self._pieces):
            if any(isinstance(piece, (Or, Denied)) for piece in phrase):
                found.append("or" if Or() in phrase else "not")
            said = [piece for piece in phrase if not isinstance(piece, (Or, Denied))]
            before, options = len(self._conditions), len(self._options)
            for piece in said:
                self._add(piece)
            added = _without_weaker(self._conditions[before:])
            if len(self._options) > options:
                found.append("?")
            if added:
                found.append(added)
            elif any(isinstance(piece, (Noun, Asked, Everyone, This)) for piece in said):
                found.append("again" if seen_noun else "what")
                seen_noun = seen_noun or any(isinstance(piece, Noun) for piece in phrase)
            elif len(self._options) == options and any(isinstance(piece, Trait) for piece in said):
                found.append("what")
        return found

    def _asked(self) -> Asked | None:
        asked = [piece for piece in self._pieces if isinstance(piece, Asked)]
        strong = list(dict.fromkeys(piece for piece in asked if not piece.weak)) or asked[:1]
        if len(strong) > 1:
            raise Misfit
        return strong[0] if strong else None

    def _amounts(self, asked: Asked | None) -> tuple[Asked | None, ...]:
        """Return what is wanted with the amounts it may be about: the largest customers owe most, or have bought most."""
        if asked is None or asked.of or asked.measure not in OF_AMOUNT or self._subject is not Subject.CUSTOMERS:
            return (asked,)
        if _MONEY_TRAITS & set(self._traits):
            return (asked,)
        return replace(asked, of="due"), replace(asked, of="lifetime")

    # What narrows

    def _add(self, piece: Piece) -> None:
        if isinstance(piece, Trait):
            meant = TRAITS[piece.name].get(self._subject)
            if meant is None:
                raise Misfit
            self._conditions += meant
        elif isinstance(piece, Late):
            self._compare("days-late", Kind.COUNT, piece.op, piece.days)
        elif isinstance(piece, Counted):
            self._compare(piece.field, Kind.COUNT, piece.op, piece.count)
        elif isinstance(piece, Amounted):
            field = piece.field or AMOUNT_OF.get(self._subject, "")
            self._compare(field, Kind.AMOUNT, piece.op, self._amount(piece.text))
        elif isinstance(piece, Which):
            self._which(piece)
        elif isinstance(piece, When):
            self._when(piece)
        elif isinstance(piece, Who):
            self._conditions.append(Condition("customer", Op.IS, Name(piece.text)))

    def _compare(self, field: str, kind: Kind, op: Op, value: Decimal | int) -> None:
        known = field_of(self._subject, field)
        if known is None or known.kind is not kind:
            raise Misfit
        self._conditions.append(Condition(field, op, value))

    def _which(self, piece: Which) -> None:
        known = field_of(self._subject, piece.field)
        if known is None or (known.choices and piece.text not in known.choices):
            raise Misfit
        self._conditions.append(Condition(piece.field, piece.op, piece.text))

    def _amount(self, text: str) -> Decimal:
        plain = text.strip("$€£ ").rstrip("abcdefghijklmnopqrstuvwxyz$€£ ").rstrip(".,")
        for notation in dict.fromkeys((self._desk.notation, PLAIN)):
            try:
                minor = parse_amount(plain, notation, self._desk.currency)
            except UserError:
                continue
            return Decimal(minor).scaleb(-self._desk.currency.exponent)
        raise Misfit

    def _when(self, piece: When) -> None:
        fields = self._date_fields(piece)
        self._used_date = True
        options: list[Condition] = []
        for field in fields:
            lean = piece.lean or _LEANS.get(field, DIARY)
            found = [Condition(field, piece.op, period) for period in self._periods(piece, lean)]
            # Invoices “next month” are not those that will be issued then: nobody knows them.
            options += [each for each in found if piece.field or lean != PAST or self._has_begun(each)]
        if self._subject is Subject.BALANCE and any(condition.op is not Op.IS for condition in options):
            # What somebody owes “since March” is which invoices are open since then.
            raise Misfit
        if not options:
            raise Misfit
        if len(options) == 1:
            self._conditions += options
        else:
            self._options.append(tuple(options))

    def _date_fields(self, piece: When) -> tuple[str, ...]:
        field = piece.field
        if field == "issued" and self._subject is Subject.PLANS:
            # A plan that is billed in December is one whose next bill falls there.
            field = "next-bill"
        if field:
            known = field_of(self._subject, field)
            if known is None or known.kind is not Kind.DATE:
                raise Misfit
            return (field,)
        beside = [DATE_BESIDE[trait, self._subject] for trait in self._traits if (trait, self._subject) in DATE_BESIDE]
        if beside:
            return (beside[0],)
        if self._subject is Subject.CUSTOMERS and (piece.op is not Op.AT_LEAST or self._traits_of_money()):
            # “Customers since 2020” came then; any other day beside customers may speak of what they owe, paid or bought.
            raise Misfit
        if self._subject is Subject.INVOICES and any(trait.startswith("by-") for trait in self._traits):
            # “Invoices paid by check in May” were paid then, and perhaps issued earlier: on which day is not asked of invoices.
            raise Misfit
        if self._subject is Subject.PLANS:
            # Plans of December may be those that began then, or those that are billed then.
            return "next-bill", "started"
        return (DATE_OF[self._subject],)

    def _has_begun(self, condition: Condition) -> bool:
        period, today = condition.value, self._desk.calendar.today
        return isinstance(period, (Fixed, Turning, Running, Away)) and days_of(period, today)[0] <= today

    def _traits_of_money(self) -> bool:
        return any(trait not in _OF_CUSTOMERS_THEMSELVES for trait in self._traits)

    def _periods(self, piece: When, lean: str) -> tuple[Period, ...]:
        found = self._dates.meanings(piece.text, self._desk.calendar, lean)
        if not piece.to:
            return found
        ends = self._dates.meanings(piece.to, self._desk.calendar, lean)
        today = self._desk.calendar.today
        ranges = [(days_of(start, today)[0], days_of(end, today)[1]) for start in found for end in ends]
        return tuple(Fixed(first, last) for first, last in ranges if first <= last)

    # Whose

    def _whose(self) -> tuple[Condition, ...]:
        """Return that it is about the customer whose page is open, where it is and no name is in it."""
        names = list(dict.fromkeys(piece.text for piece in self._pieces if isinstance(piece, Who)))
        is_this = any(isinstance(piece, This) for piece in self._pieces)
        everyone = any(isinstance(piece, Everyone) for piece in self._pieces)
        # Beside a name, “her” and Spanish “le” mean whoever is named.
        if (names and everyone) or (is_this and everyone):
            raise Misfit
        if names:
            # One customer alone is asked about; several are only where the question joins them.
            if len(names) > 1 and self._subject is Subject.BALANCE:
                raise Misfit
            return ()
        if is_this and not self._desk.has_customer:
            raise Misfit(needs_customer=True)
        if is_this or (self._desk.has_customer and not everyone and self._is_of_customer()):
            return (Condition("customer", Op.IS, THIS),)
        if self._subject is Subject.BALANCE and not everyone:
            raise Misfit(needs_customer=True)
        return ()

    def _is_of_customer(self) -> bool:
        """Whether it is about one customer on a customer's page: everything but which customers there are."""
        amounts = [piece for piece in self._pieces if isinstance(piece, Asked) and piece.measure is Measure.SUM and piece.of]
        return self._subject is not Subject.CUSTOMERS or bool(amounts)

    # What is wanted

    def _measured(self, query: Query, asked: Asked | None) -> Query:
        if query.subject is Subject.BALANCE:
            if asked is not None and (asked.of or asked.measure is not Measure.SUM):
                raise Misfit
            return query
        if asked is None:
            return query
        if asked.measure is Measure.NEXT and query.subject not in NEXT_OF:
            raise Misfit
        of = ""
        if asked.measure in OF_AMOUNT:
            of = asked.of or self._usual_amount()
            if of not in amounts_of(query.subject):
                raise Misfit
        count = asked.count if asked.measure in COUNTED else 1
        return replace(query, measure=asked.measure, of=of, count=count)

    def _usual_amount(self) -> str:
        if self._subject is Subject.INVOICES and OF_OPEN & set(self._traits):
            return "open"
        return AMOUNT_OF.get(self._subject, "")


def _phrases(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces phrase by phrase."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, Edge):
            found.append([])
        else:
            found[-1].append(piece)
    return [phrase for phrase in found if phrase]


def _ordered(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses once each, names first, without what another of them says more closely."""
    plain = _without_weaker([clause for clause in clauses if isinstance(clause, Condition)])
    kept = dict.fromkeys(clause for clause in clauses if not isinstance(clause, Condition) or clause in plain)
    return tuple(sorted(kept, key=lambda clause: not (isinstance(clause, Condition) and clause.field == "customer")))


def _without_weaker(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Return the conditions once each, without “something is due” beside “more than 500 is due”."""
    kept = list(dict.fromkeys(conditions))
    for some in [c for c in kept if c.op is Op.MORE and c.value == 0]:
        if any(c.field == some.field and c is not some and c.op in (Op.MORE, Op.AT_LEAST) for c in kept):
            kept.remove(some)
    return tuple(kept)
