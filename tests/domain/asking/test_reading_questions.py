"""What questions are read as, and what happens to those that are not: no word is passed over, nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking.composing import Desk
from app.domain.asking.dates import Calendar
from app.domain.asking.english import english
from app.domain.asking.phrases import is_known
from app.domain.asking.questions import Known, Names, Reading, read_question
from app.domain.asking.spanish import spanish
from app.domain.asking.spelling import meant
from app.domain.asking.writing import write_query
from app.domain.money import currency

TODAY = date(2026, 11, 20)


class _Office(Names):
    """Two customers called Acme, and one whose name is a word of the language."""

    def called(self, text: str) -> tuple[Known, ...]:
        acmes = tuple(Known("customer", name, name) for name in ("Acme One", "Acme Two"))
        return {"acme": acmes, "zenith": (Known("customer", "Zenith", "Zenith"),)}.get(text.lower(), ())

    def spans(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        return [(at, at + 2, "Bill Smith") for at in range(len(words)) if list(words[at : at + 2]) == ["bill", "smith"]]


def _read(question: str, *, on: date = TODAY, of_customer: bool = False, language: str = "en") -> Reading:
    desk = Desk(Calendar(on), currency("USD"), has_customer=of_customer)
    return read_question(question, desk, _Office(), language)


def _queries(question: str, **more: object) -> list[str]:
    return [write_query(query) for query in _read(question, **more).queries]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "on", "queries"),
    [
        ("invoices since March", date(2026, 11, 20), ["2026-03"]),
        ("invoices since March", date(2026, 2, 20), ["2025-03"]),
        ("cards expiring in March", date(2026, 11, 20), ["2027-03"]),
        ("jobs in August", date(2026, 11, 20), ["2026-08"]),
        ("jobs in August", date(2026, 1, 20), ["2026-08"]),
        # Ten months ago or two months ahead: both are told.
        ("jobs in January", date(2026, 11, 20), ["2026-01", "2027-01"]),
        ("payments on 3/4", date(2026, 11, 20), ["2026-03-04"]),
        ("facturas del 3 de marzo", date(2026, 11, 20), ["2026-03-03"]),
        ("pagos del mes pasado", date(2026, 11, 20), ["last-month"]),
        # November 20, 2026 is a Friday.
        ("jobs on Monday", date(2026, 11, 20), ["2026-11-23"]),
        ("payments on Monday", date(2026, 11, 20), ["2026-11-16"]),
        ("jobs today", date(2026, 11, 20), ["today"]),
        ("trabajos del próximo viernes", date(2026, 11, 20), ["2026-11-27"]),
        ("facturas del viernes pasado", date(2026, 11, 20), ["2026-11-13"]),
    ],
)
def test_a_month_without_a_year_lies_where_people_mean_it(question, on, queries):
    assert [text.rsplit(" ", 1)[1] for text in _queries(question, on=on)] == queries


def test_a_phrase_that_means_two_things_is_read_both_ways():
    assert _queries("invoices from March") == ["invoices where issued = 2026-03", "invoices where issued >= 2026-03"]
    assert _queries("when is the next bill due?") == ["next invoices where state = unpaid", "next plans"]
    assert not _read("invoices from March").is_clear


@pytest.mark.parametrize(
    ("question", "queries"),
    [
        ("who is our biggest customer", ["largest due of customers", "largest lifetime of customers"]),
        ("plans in December", ["plans where next-bill = 2026-12", "plans where started = 2025-12"]),
        (
            "invoices paid last month",
            ["invoices where state = paid and issued = last-month", "payments where received = last-month"],
        ),
        ("customers 60 days late", ["customers where days-late >= 60", "customers where days-late = 60"]),
    ],
)
def test_what_can_be_meant_in_two_ways_is_never_decided(question, queries):
    assert _queries(question) == queries


@pytest.mark.parametrize(
    "question", ["customers in 2025", "overdue customers since March", "what will Zenith owe next month", "invoices next month"]
)
def test_a_day_that_may_speak_of_anything_is_not_read(question):
    assert _queries(question) == []


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("who hasn't paid this month", "customers where last-payment < this-month"),
        ("customers who do not owe anything", "customers where due = 0"),
        ("customers with more than 2 plans", "customers where plans > 2"),
        ("how much did Zenith pay in 2025", 'sum amount of payments where customer = "Zenith" and received = 2025'),
        (
            "how much does Zenith owe since March",
            'sum open of invoices where customer = "Zenith" and state = unpaid and issued >= 2026-03',
        ),
        ("payments of 2025", "payments where received = 2025"),
        ("payments of $2,025", "payments where amount = 2025.00"),
        ("cards that expire before the next bill", "cards where expires < next-bill"),
        ("tarjetas que caducan antes de la próxima factura", "cards where expires < next-bill"),
        ("clientes que no deben nada", "customers where due = 0"),
        ("¿cuándo le toca la próxima factura a Zenith?", 'next plans where customer = "Zenith"'),
    ],
)
def test_what_people_say_is_read_as_they_mean_it(question, query):
    assert _queries(question) == [query]
    assert _read(question).is_clear


def test_a_name_of_several_customers_is_asked_about():
    reading = _read("how much did we bill Acme last year")
    assert [known.label for known in reading.called] == ["Acme One", "Acme Two"]
    assert len(reading.queries) == 2
    assert not reading.is_clear


def test_a_name_that_is_made_of_known_words_is_still_a_name():
    assert _queries("how much does Bill Smith owe") == ['balance where customer = "Bill Smith"']
    assert _queries('how much does "Next Bill" owe') == ['balance where customer = "Next Bill"']


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("unpaid invoices except the small ones", ("small ones",)),
        ("customers not in debt", ("debt",)),
        ("unpaid invoices but small", ("but small",)),
        ("delete all invoices", ("delete",)),
        ("why is Zenith late", ("why",)),
        ("invoices of", ("of",)),
    ],
)
def test_a_word_that_is_not_read_is_told_and_nothing_is_answered(question, unread):
    reading = _read(question)
    assert reading.unread == unread
    assert not reading.is_clear


@pytest.mark.parametrize(
    "question",
    ["jobs that are overdue", "paused invoices", "average jobs and payments", "balance of all jobs", "she", "Zenith",
     "how much do we owe", "Zenith last year", "last year",
     "invoices or payments", "not invoices", "unpaid or invoices", "not not unpaid invoices", "or unpaid invoices",
     "invoices that are not", "unpaid or unpaid invoices"],
)
def test_words_that_do_not_fit_together_are_no_question(question):
    assert not _read(question).is_clear


@pytest.mark.parametrize(
    ("question", "queries"),
    [
        ("customers without a plan or without a card", ["plans = 0 or cards = 0"]),
        ("late customers without a plan or without a card", ["overdue > 0 and (plans = 0 or cards = 0)"]),
        ("customers over 60 days late without a plan or without a card",
         ["days-late > 60 and (plans = 0 or cards = 0)", "days-late > 60 and plans = 0 or cards = 0"]),
        ("customers not commercial", ["not kind = commercial"]),
        ("customers not commercial or archived", []),
        ("customers who owe more than 500 or are over 60 days late", ["due > 500.00 or days-late > 60"]),
        ("clientes que no sean comerciales", ["not kind = commercial"]),
        ("clientes sin plan o sin tarjeta", ["plans = 0 or cards = 0"]),
        ("customers who paid in May", ["paid > 0.00 and during = 2026-05"]),
        ("customers who paid since May", ["last-payment >= 2026-05"]),
        ("customers overdue more than $500", ["overdue > 500.00"]),
        ("customers overdue more than 90", ["days-late > 90", "overdue > 90.00"]),
        ("late customers or customers over 60 days late", ["overdue > 0 or days-late > 60"]),
        ("customers that never paid", ["paid = 0.00"]),
        ("customers we billed in May", ["billed > 0.00 and during = 2026-05"]),
    ],
)  # fmt: skip
def test_or_and_not_reach_as_far_as_they_do_in_speech_and_no_further(question, queries):
    assert _queries(question) == [f"customers where {query}" for query in queries]


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("payments by cash, check or card", "method = cash or method = check or method = card"),
        ("payments by check and cash", "method = check or method = cash"),
        ("payments from May and June", "received = 2026-05 or received = 2026-06"),
        ("payments not by check or cash", "not (method = check or method = cash)"),
        ("pagos con cheque o tarjeta", "method = check or method = card"),
        ("payments this year in May", "received = this-year and received = 2026-05"),
    ],
)
def test_what_nothing_can_be_at_once_is_one_or_the_other(question, condition):
    assert _queries(question) == [f"payments where {condition}"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("custmers", "customers"), ("invoces", "invoices"), ("tarbajos", "trabajos"), ("facutras", "facturas"), ("Zenith", ""),
     ("march", ""), ("marhc", "march"), ("owes", ""), ("debt", "")],
)  # fmt: skip
def test_a_slip_is_known_for_what_it_was_meant_to_be(typed, word):
    assert meant(typed) == word


def test_she_needs_a_customer():
    reading = _read("what does she owe")
    assert reading.needs_customer
    assert reading.queries == ()
    assert _queries("what does she owe", of_customer=True) == ["balance where customer = this"]


def test_a_customers_page_narrows_what_is_asked_unless_somebody_else_is_named():
    assert _queries("unpaid invoices", of_customer=True) == ["invoices where customer = this and state = unpaid"]
    assert _queries("unpaid invoices of Zenith", of_customer=True) == ['invoices where customer = "Zenith" and state = unpaid']
    assert _queries("unpaid invoices of all customers", of_customer=True) == ["invoices where state = unpaid"]
    assert _queries("customers without a plan", of_customer=True) == ["customers where plans = 0"]


@pytest.mark.parametrize("office", ["en", "es"])
def test_either_language_is_read_in_either_office(office):
    assert _queries("unpaid invoices since March", language=office) == _queries(
        "facturas sin pagar desde marzo", language=office
    )


_VOCABULARY = [
    "unpaid",
    "invoices",
    "payments",
    "since",
    "march",
    "last",
    "year",
    "customers",
    "owe",
    "she",
    "when",
    "next",
    "bill",
    "jobs",
    "in",
    "august",
    "the",
    "3",
    "over",
    "60",
    "days",
    "late",
    "facturas",
    "sin",
    "pagar",
    "desde",
    "marzo",
    "cliente",
    "el",
    "de",
    "cuanto",
    "debe",
    "proxima",
    "Acme",
    "Zenith",
    "not",
    "or",
    "2026",
    "$500",
    '"',
    "?",
    "'",
    ",",
]


@given(st.lists(st.sampled_from(_VOCABULARY), max_size=9))
def test_reading_never_fails_and_accounts_for_every_word(words):
    reading = _read(" ".join(words))
    if reading.is_clear:
        # What denies or chooses stands in the query: it can never have been passed over.
        said = write_query(reading.queries[0]).split()
        assert ("not" in words) <= ("not" in said)
        assert ("or" in words) <= ("or" in said)


@pytest.mark.parametrize("language", [english(), spanish()])
def test_words_that_turn_a_meaning_round_mean_nothing_alone(language):
    turning = {"en": ("without", "unless", "but"), "es": ("sin", "pero", "ni", "aunque")}
    assert [word for word in turning[language.code] if is_known(word, language)] == []
