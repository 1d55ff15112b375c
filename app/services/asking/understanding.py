"""From what was typed to a query: text in the query form, or a question in words. What cannot be read is said, not guessed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.asking.composing import Desk
from app.domain.asking.dates import Calendar
from app.domain.asking.fields import Subject
from app.domain.asking.form import THIS, Measure, Name, Query, conditions_in
from app.domain.asking.parsing import NotAQuery, parse_query
from app.domain.asking.questions import Reading, read_question
from app.domain.asking.spelling import meant
from app.domain.asking.writing import write_query
from app.domain.errors import UserError
from app.domain.language import _, language
from app.models.customers import Customer
from app.services.asking.answering import Answer, answer, matching_customers
from app.services.asking.comparing import WhichCustomer
from app.services.asking.names import BookNames
from app.services.asking.records import Formats
from app.services.asking.wording import query_words
from app.services.formats import amount_format, date_format
from app.services.office import Reader


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a question may mean: the query, in its form as it is kept, in words, and as it is shown."""

    text: str
    words: str
    shown: str = ""


class NotRead(UserError):
    """A question that is not answered.

    Attributes:
        understood: what the words that were read mean, as queries in words; empty when nothing was.
        unread: the words that mean nothing here.
        options: what it can mean, when that is several things.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        understood: tuple[Option, ...] = (),
        unread: tuple[str, ...] = (),
        options: tuple[Option, ...] = (),
    ) -> None:
        super().__init__(message, hint)
        self.understood = understood
        self.unread = unread
        self.options = options


def ask(reader: Reader, text: str, customer_id: int | None = None, most: int | None = None) -> Answer:
    """Return the answer to a question or a query.

    Args:
        reader: the book; answers are as of its day, in the language in use.
        text: a question in English or Spanish, or text in the query form.
        customer_id: the customer whose page it is asked on, who is “this” and “she”.
        most: how many records to give at most; all when None.

    Raises:
        NotRead: it was not understood, can mean several things, or cannot be asked like this.
    """
    query = understood(reader, text, customer_id)
    try:
        return answer(reader, query, customer_id, most)
    except WhichCustomer as which:
        options = tuple(_option(reader, query.with_name(which.asked, Name(account))) for account, _name in which.names)
        raise NotRead(which.message, which.hint, understood=(_option(reader, query),), options=options) from which
    except UserError as refused:
        raise NotRead(refused.message, refused.hint, understood=(_option(reader, query),)) from refused


def understood(reader: Reader, text: str, customer_id: int | None = None, subject: Subject | None = None) -> Query:
    """Return the one query that a question or a text in the query form means; “this” is written as the account it is.

    ``subject`` is what it is about when it does not say so.

    Raises:
        NotRead: it was not understood, or can mean several things.
    """
    plain = " ".join(text.split())
    if not plain:
        raise NotRead(
            _("There is no question."), _("Ask, for example: {example}").format(example=_("unpaid invoices since March"))
        )
    try:
        query = parse_query(plain)
    except NotAQuery as refused:
        reading = _reading(reader, plain, customer_id, subject)
        if not reading.is_clear:
            raise _not_read(reader, plain, reading, refused, customer_id) from refused
        query = reading.queries[0]
    else:
        # “Balance” is a query about everybody, but on a customer's page it is a question about this customer.
        if customer_id is not None and not _looks_like_form(plain):
            reading = _reading(reader, plain, customer_id, subject)
            query = reading.queries[0] if reading.is_clear else query
    return _with_account(reader, query, customer_id)


def _reading(reader: Reader, text: str, customer_id: int | None, subject: Subject | None) -> Reading:
    return read_question(text, _desk(reader, customer_id), BookNames(reader), reader.profile.locale[:2], subject)


def customer_filter(reader: Reader, text: str) -> Query:
    """Return the query about customers that ``text`` is: a condition, a query, a question about customers or a part of one.

    Raises:
        NotRead: it was not understood, or can mean several things.
        UserError: it is about something else.
    """
    plain = " ".join(text.split())
    try:
        query = _filter_query(reader, plain)
    except NotRead:
        found = _possessed(reader, plain)
        if found is None:
            raise
        return found
    if query.subject is Subject.CUSTOMERS and query.measure is Measure.LIST:
        return query
    found = _possessed(reader, plain) if query.subject in {Subject.CUSTOMERS, Subject.CARDS} else None
    if found is None:
        raise UserError(
            _("That is not about customers: {query}.").format(query=write_query(query)),
            _("A filter of customers says which ones: customers where overdue > 0."),
        )
    return found


def _filter_query(reader: Reader, plain: str) -> Query:
    try:
        return parse_query(plain, Subject.CUSTOMERS)
    except NotAQuery as refused:
        try:
            return understood(reader, plain, subject=Subject.CUSTOMERS)
        except NotRead as not_read:
            if not_read.options or not _looks_like_form(plain):
                raise
            raise NotRead(refused.message, refused.hint) from refused


def _possessed(reader: Reader, text: str) -> Query | None:
    """Return what a filter means that says only what the customers have: alone, “no plan” is a name, “credit balance” a sum."""
    if not text or _looks_like_form(text):
        return None
    english = (f"customers with {text}", f"customers whose {text}")
    spanish = (f"clientes con {text}", f"clientes cuya {text}", f"clientes cuyo {text}")
    for whole in (*spanish, *english) if reader.profile.locale.startswith("es") else (*english, *spanish):
        with suppress(NotRead):
            query = understood(reader, whole)
            if query.subject is Subject.CUSTOMERS and query.measure is Measure.LIST:
                return query
    return None


def filtered_customers(reader: Reader, text: str) -> list[int]:
    """Return the ids of the customers that a filter's text is about, in no particular order.

    Raises:
        UserError: as ``customer_filter``, or a name in it fits nobody or several.
    """
    return matching_customers(reader, customer_filter(reader, text))


def _desk(reader: Reader, customer_id: int | None) -> Desk:
    profile = reader.profile
    return Desk(
        Calendar(reader.today, date_format(profile.locale).order),
        profile.currency,
        amount_format(profile.locale, profile.currency.code).notation,
        customer_id is not None,
    )


def _with_account(reader: Reader, query: Query, customer_id: int | None) -> Query:
    if customer_id is None or all(each.value != THIS for each in conditions_in(query.conditions)):
        return query
    return query.with_name(THIS, Name(_account(reader, customer_id)))


def _account(reader: Reader, customer_id: int) -> str:
    return reader.connection.execute(select(Customer.account).where(Customer.id == customer_id)).scalar_one()


def _option(reader: Reader, query: Query) -> Option:
    words = query_words(query, Formats.of(reader.profile, reader.today))
    return Option(write_query(query), words, write_query(query, language()))


def _not_read(reader: Reader, text: str, reading: Reading, refused: NotAQuery, customer_id: int | None) -> UserError:
    queries = tuple(_with_account(reader, query, customer_id) for query in reading.queries)
    options = tuple(_option(reader, query) for query in queries)
    if not reading.unread and len(options) > 1:
        if reading.called:
            message = _("Several customers are called “{name}”.").format(name=reading.name[:60])
        else:
            message = _("That can mean more than one thing.")
        return NotRead(message, _("Choose which one is meant."), options=options, understood=options)
    if _looks_like_form(text) and (reading.unread or not options):
        return NotRead(refused.message, refused.hint, understood=options, unread=reading.unread)
    if reading.unread:
        words = ", ".join(f"“{run}”" for run in reading.unread)
        slips = _mistyped(reader, text, reading, customer_id)
        if slips:
            message = _("Not understood, and nobody's name: {words}.").format(words=words)
            return NotRead(message, _("Perhaps this was meant:"), understood=options, unread=reading.unread, options=slips)
        message = _("Not understood, and nobody's name: {words}.").format(words=words)
    elif reading.needs_customer:
        message = _("It does not say which customer.")
    else:
        message = _("That question could not be read.")
    if reading.needs_customer:
        hint = _("Name the customer, or ask on the customer's page.")
    elif options:
        hint = _("Understood was: {query}.").format(query=options[0].words)
    elif reading.read:
        hint = _("Understood was: {words}.").format(words=", ".join(reading.read))
    else:
        hint = _("Ask, for example: {example}").format(example=_("unpaid invoices since March"))
    return NotRead(message, hint, understood=options, unread=reading.unread)


def _mistyped(reader: Reader, text: str, reading: Reading, customer_id: int | None) -> tuple[Option, ...]:
    """Return what the question would mean if its unknown words were slips of known ones; nothing where any is not."""
    unknown = {word.casefold(): meant(word) for run in reading.unread for word in run.split()}
    slips = {word: known for word, known in unknown.items() if known}
    if not slips:
        return ()
    mended = " ".join(slips.get(word.strip(".,;:!?¿¡").casefold(), word) for word in text.split())
    again = _reading(reader, mended, customer_id, None)
    if again.unread or (again.called and len(again.queries) > 1):
        return ()
    return tuple(_option(reader, _with_account(reader, query, customer_id)) for query in again.queries)


def _looks_like_form(text: str) -> bool:
    """Whether somebody was writing a query: it has a sign of comparison in it."""
    return any(sign in text for sign in ("=", "<", ">", "~", " where ", " donde "))
