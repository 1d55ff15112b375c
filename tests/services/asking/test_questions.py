"""Questions in English and Spanish, answered to the record and to the cent, each checked against SQL of its own."""

from __future__ import annotations

import pytest

from app.domain.asking.form import Measure
from app.services.asking.answering import Answer
from app.services.asking.understanding import ask
from app.services.office import Office
from tests.services.asking.samples import ENGLISH, EXAMPLES, SPANISH, Sample
from tests.support.asked_book import ASKED_ON, fill_asked_book
from tests.support.books import scalar

_ALL = (*EXAMPLES, *ENGLISH, *SPANISH)


def _ask(office: Office, question: str, account: str = "") -> Answer:
    return office.read(lambda reader: ask(reader, question, _customer(office, account)))


def _customer(office: Office, account: str) -> int | None:
    return scalar(office, f"SELECT id FROM customer WHERE account = '{account}'") if account else None


def _found(office: Office, sample: Sample) -> list[int]:
    sql = sample.sql.replace(":c", str(_customer(office, sample.account)))
    with office.book.read() as connection:
        return [row[0] for row in connection.exec_driver_sql(sql.replace("%", "%%"))]


def _check(office: Office, sample: Sample, *, as_query: bool = False) -> None:
    answer = _ask(office, sample.query if as_query else sample.question, sample.account)
    assert answer.text == sample.query
    found = _found(office, sample)
    if sample.of == "amount":
        assert answer.value_minor == found[0]
    elif answer.query.measure in (Measure.LAST, Measure.LARGEST):
        assert [record.id for record in answer.records] == found
    else:
        assert sorted(record.id for record in answer.records) == sorted(found)
        assert answer.count == len(found)


@pytest.mark.parametrize("sample", _ALL, ids=lambda sample: sample.question)
def test_a_question_is_answered_as_plain_sql_answers_it(asked, sample):
    _check(asked, sample)


def test_twenty_questions_of_each_language_are_asked_beyond_the_examples():
    assert len({sample.question for sample in ENGLISH}) >= 20
    assert len({sample.question for sample in SPANISH}) >= 20


def test_no_sample_is_answered_by_chance_because_the_book_lacks_it(asked):
    empty = [sample.question for sample in _ALL if not any(_found(asked, sample))]
    # August Weber owes nothing, and that is an answer.
    assert empty == ["what does August Weber owe"]


@pytest.mark.parametrize("sample", _ALL, ids=lambda sample: sample.question)
def test_the_query_that_is_shown_gives_the_same_answer_when_it_is_asked_itself(asked, sample):
    first = _ask(asked, sample.question, sample.account)
    again = _ask(asked, first.text)
    assert (again.records, again.sentence, again.value_minor) == (first.records, first.sentence, first.value_minor)


def test_a_shared_book_answers_the_same_questions(office):
    fill_asked_book(office)
    assert office.clock.today() == ASKED_ON
    for sample in _ALL:
        # How words are read has nothing to do with the store.
        _check(office, sample, as_query=True)
