"""A language model may only translate: it sees the form and no name of the book, and what it says is parsed like anybody's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.asking.fields import FIELDS
from app.domain.asking.grammar import grammar
from app.domain.asking.parsing import parse_query
from app.domain.errors import UserError
from app.gateways.language_model import Endpoint
from app.services.asking.translating import ModelChoice, check_address, choose_model, masked, model_choice, translated
from app.services.asking.understanding import NotRead, ask
from tests.support.books import scalar
from tests.support.chat_stand_in import ChatStandIn, chat_stand_in


@pytest.fixture
def model() -> Iterator[ChatStandIn]:
    with chat_stand_in() as told:
        yield told


def _translated(office, model, question):
    return translated(office, question, Endpoint(model.address, "small-1", "k-123"))


def test_a_question_that_is_not_read_becomes_a_query_that_is_asked_here(asked, model):
    question = "which of the folks are lagging behind on their bills"
    with pytest.raises(NotRead):
        asked.read(lambda reader: ask(reader, question))
    model.says = "customers where overdue > 0 by overdue descending\n"
    text = _translated(asked, model, question)
    assert text == "customers where overdue > 0 by overdue descending"
    answer = asked.read(lambda reader: ask(reader, text))
    assert answer.records[0].title == "Hassan & Sons Bakery"


def test_no_name_of_the_book_is_sent_and_names_come_back_where_they_stood(asked, model):
    model.says = 'invoices where customer = "CUSTOMER1" and open > 100'
    text = _translated(asked, model, 'pls fetch me what Hassan & Sons still got open above 100, or "Old Mill Inn"')
    assert text == 'invoices where customer = "Hassan & Sons" and open > 100'
    answer = asked.read(lambda reader: ask(reader, text))
    assert {record.detail.split(" · ")[0] for record in answer.records} == {"Hassan & Sons Bakery"}
    for name in ("Hassan", "Old Mill", "Okafor", "Acme", "Duluth"):
        assert name not in model.sent
    assert "CUSTOMER1" in model.sent
    assert "CUSTOMER2" in model.sent


def test_what_is_sent_is_the_form_and_the_question_alone(asked, model):
    model.says = "invoices"
    _translated(asked, model, "gimme bills pronto")
    ((_path, _headers, body),) = model.requests
    told, question = (part["content"] for part in body["messages"])
    assert question == "gimme bills pronto"
    assert grammar() in told
    with asked.book.read() as connection:
        private = [
            text for column in ("name", "account") for (text,) in connection.exec_driver_sql(f"SELECT {column} FROM customer")
        ]
    assert [text for text in private if text in model.sent] == []


@pytest.mark.parametrize(
    "words", ["Hassan", "acme", "C-1", "ana.whitfield@example.com", "+1 218 555 0147", "4111-1111", "Weber", "Okafor", "Duluth"]
)
def test_whatever_may_be_somebodys_is_taken_out(asked, words):
    shown, names = asked.read(lambda reader: masked(reader, f"gimme stuff on {words} pronto"))
    assert names
    for word in words.split():
        assert len(word) < 5 or word not in shown


@pytest.mark.parametrize(
    "said",
    ["", "NONE", "I am sorry, I cannot do that.", "DROP TABLE customer", "SELECT * FROM customer", "customers where secret = 1",
     'invoices where customer = "CUSTOMER7"'],
)  # fmt: skip
def test_what_is_no_query_is_refused_by_the_same_parser(asked, model, said):
    model.says = said
    before = scalar(asked, "SELECT count(*) FROM customer")
    with pytest.raises(UserError):
        _translated(asked, model, "gimme stuff")
    assert scalar(asked, "SELECT count(*) FROM customer") == before


def test_it_is_off_until_it_is_turned_on_with_an_address_and_a_model(file_office):
    assert file_office.read(model_choice) == ModelChoice()
    for choice in (ModelChoice(on=True), ModelChoice(on=True, address="https://models.example/v1")):
        with pytest.raises(UserError):
            file_office.write(lambda writer, choice=choice: choose_model(writer, choice))
    chosen = ModelChoice(on=True, address="http://localhost:8080/v1", model="small-1")
    file_office.write(lambda writer: choose_model(writer, chosen))
    assert file_office.read(model_choice) == chosen


@pytest.mark.parametrize(
    "address", ["", "models.example", "ftp://models.example", "http://models.example/v1", "http://[", "https://"]
)
def test_an_address_that_would_give_the_key_away_is_refused(address):
    with pytest.raises(UserError):
        check_address(address)


def test_the_form_that_is_told_names_every_field_and_its_examples_can_be_read():
    told = grammar()
    for subject, fields in FIELDS.items():
        assert f"{subject}: " in told
        assert all(name in told for name in fields)
    assert parse_query('balance where customer = "Name" and on = 2026-03')
