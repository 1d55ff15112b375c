"""Asking a language model over real HTTP: what is sent, and what each way of failing becomes."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.domain.errors import EnvironmentFault, UserError
from app.gateways.language_model import Endpoint
from tests.support.chat_stand_in import ChatStandIn, chat_stand_in


@pytest.fixture
def model() -> Iterator[ChatStandIn]:
    with chat_stand_in() as told:
        yield told


def test_the_question_is_asked_once_and_the_answer_is_given_back(model):
    model.says = "next plans"
    assert Endpoint(model.address, "small-1", "k-123")("the form", "when do we bill") == "next plans"
    ((path, headers, body),) = model.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer k-123"
    assert body["model"] == "small-1"
    assert body["temperature"] == 0
    assert [(part["role"], part["content"]) for part in body["messages"]] == [
        ("system", "the form"),
        ("user", "when do we bill"),
    ]


def test_a_model_of_ones_own_gets_no_key(model):
    Endpoint(f"{model.address}/", "small-1")("form", "question")
    assert "Authorization" not in model.requests[0][1]


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, UserError), (403, UserError), (404, UserError), (429, EnvironmentFault), (500, EnvironmentFault)],
)
def test_a_refusal_is_told_apart_from_a_bad_moment(model, status, error):
    model.status = status
    with pytest.raises(error) as refused:
        Endpoint(model.address, "small-1", "k-123")("form", "question")
    assert "k-123" not in str(refused.value)


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": 5}}]}'])
def test_an_answer_of_another_shape_is_no_answer(model, raw):
    model.raw = raw
    with pytest.raises(EnvironmentFault):
        Endpoint(model.address, "small-1")("form", "question")


def test_a_redirection_is_not_followed_so_that_the_key_stays_where_it_belongs(model):
    model.status, model.headers = 307, {"Location": f"{model.address}/elsewhere"}
    with pytest.raises(EnvironmentFault):
        Endpoint(model.address, "small-1", "k-123")("form", "question")
    assert len(model.requests) == 1


def test_an_endless_answer_is_not_read_to_its_end(model):
    model.raw = b"x" * 300_000
    with pytest.raises(EnvironmentFault):
        Endpoint(model.address, "small-1")("form", "question")


def test_nobody_there_is_a_fault_of_the_moment():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(EnvironmentFault):
            Endpoint(address, "small-1")("form", "question")
