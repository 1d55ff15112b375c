"""The practice processor as a process: its key, its file, idempotency as Stripe keeps it, and who may reach it."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from app.domain.errors import EnvironmentFault
from app.gateways.practice.running import Found, PracticeServer, ask
from tests.peers.stands import Practice

ROOT = Path(__file__).resolve().parents[3]


def posted(practice: Practice, path: str, key: str, **fields: object) -> tuple[int, dict[str, Any], str | None]:
    """Send one request with an idempotency key; return status, answer and whether it was a replay."""
    place = urlsplit(practice.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port)
    try:
        headers = {"Authorization": f"Bearer {practice.key}", "Idempotency-Key": key}
        connection.request("POST", path, urlencode(fields), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.getheader("Idempotent-Replayed")
    finally:
        connection.close()


def test_a_request_without_the_key_is_refused(practice: Practice) -> None:
    for key in ("", "rk_practice_guessed", "sk_test_something"):
        status, body = ask(Found(practice.address, key), "GET", "/v1/customers")
        assert status == 401
        assert "Invalid API Key" in body
    assert practice.key.startswith("rk_practice_")


def test_a_page_of_another_site_cannot_reach_it_by_a_name_of_its_own(practice: Practice) -> None:
    place = urlsplit(practice.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port)
    try:
        connection.request("GET", "/v1/account", headers={"Host": "evil.example", "Authorization": f"Bearer {practice.key}"})
        assert connection.getresponse().status == 403
    finally:
        connection.close()


def test_it_listens_on_loopback_only(practice: Practice) -> None:
    assert urlsplit(practice.address).hostname == "127.0.0.1"


def test_the_same_key_replays_the_same_answer(practice: Practice) -> None:
    first = posted(practice, "/v1/customers", "once", name="Martha")
    second = posted(practice, "/v1/customers", "once", name="Martha")
    assert first[1] == second[1]
    assert (first[2], second[2]) == (None, "true")
    assert practice.counts()["customers"] == 1


def test_the_same_key_with_other_parameters_is_an_error(practice: Practice) -> None:
    posted(practice, "/v1/customers", "once", name="Martha")
    status, answer, _again = posted(practice, "/v1/customers", "once", name="Nora")
    assert status == 400
    assert answer["error"]["type"] == "idempotency_error"
    assert practice.counts()["customers"] == 1


def test_a_decline_is_replayed_and_a_refused_form_is_not(practice: Practice) -> None:
    who = practice.pull("POST", "/v1/customers", name="Martha")["id"]
    card = practice.save(who, "pm_card_chargeCustomerFail")
    asked = {"amount": 1000, "currency": "usd", "customer": who, "payment_method": card, "confirm": "true"}
    assert posted(practice, "/v1/payment_intents", "declined", **asked)[0] == 402
    assert posted(practice, "/v1/payment_intents", "declined", **asked)[2] == "true"
    assert practice.counts()["declines"] == 1
    assert posted(practice, "/v1/customers", "typed wrong", nome="Martha")[0] == 400
    assert posted(practice, "/v1/customers", "typed wrong", name="Martha")[0] == 200


def test_keys_are_forgotten_after_a_day(practice: Practice) -> None:
    posted(practice, "/v1/customers", "once", name="Martha")
    practice.advance(timedelta(hours=23, minutes=59))
    assert posted(practice, "/v1/customers", "once", name="Martha")[2] == "true"
    practice.advance(timedelta(minutes=1))
    assert posted(practice, "/v1/customers", "once", name="Martha")[2] is None
    assert practice.counts()["customers"] == 2


@pytest.mark.parametrize(
    ("path", "fields", "code"),
    [
        ("/v1/customers", {"nickname": "M"}, "parameter_unknown"),
        ("/v1/payment_intents", {"currency": "usd"}, "parameter_missing"),
        ("/v1/payment_intents", {"amount": "ten", "currency": "usd"}, "parameter_invalid"),
        ("/v1/payment_intents", {"amount": 49, "currency": "usd"}, "amount_too_small"),
        ("/v1/payment_intents", {"amount": 49, "currency": "jpy"}, "amount_too_small"),
        (
            "/v1/payment_intents",
            {"amount": 1000, "currency": "usd", "payment_method_types[]": "card"},
            "payment_method_types_no_longer_supported",
        ),
        ("/v1/refunds", {"payment_intent": "pi_none"}, "resource_missing"),
    ],
)
def test_wrong_requests_are_refused_with_stripes_code(
    practice: Practice, path: str, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(ValueError, match=code):
        practice.pull("POST", path, **fields)


def test_lists_come_in_pages(practice: Practice) -> None:
    made = [practice.pull("POST", "/v1/customers", name=f"Customer {number}")["id"] for number in range(5)]
    first = practice.pull("GET", "/v1/customers?limit=3")
    rest = practice.pull("GET", f"/v1/customers?limit=3&starting_after={first['data'][-1]['id']}")
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert [each["id"] for each in first["data"] + rest["data"]] == made[::-1]


def test_an_account_survives_its_process(tmp_path: Path) -> None:
    state = tmp_path / "practice account"
    with PracticeServer(state) as server:
        who = server.control("POST", "/v1/customers", name="Martha")["id"]
        key = server.key
        assert server.owned
    with PracticeServer(state) as server:
        assert server.key == key
        assert server.control("GET", f"/v1/customers/{who}")["name"] == "Martha"
        assert server.control("POST", "/v1/customers", name="Nora")["id"] != who


def test_a_link_works_when_the_program_is_started_again_and_moves_only_where_its_place_is_taken(tmp_path: Path) -> None:
    state = tmp_path / "account"

    def page_at(url: str) -> str:
        place = urlsplit(url)
        return ask(Found(f"http://{place.netloc}", ""), "GET", place.path)[1]

    with PracticeServer(state) as server:
        who = server.control("POST", "/v1/customers", name="Martha")["id"]
        session = server.control(
            "POST", "/v1/checkout/sessions", mode="setup", currency="usd", customer=who, success_url=server.address
        )
        shown = page_at(str(session["url"]))
    with PracticeServer(state) as server:
        assert page_at(str(session["url"])) == shown, "a page that stands open in a browser works too"
        place = urlsplit(server.address)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", place.port or 0))
        other.listen()
        with PracticeServer(state) as server:
            moved = str(server.control("GET", f"/v1/checkout/sessions/{session['id']}")["url"])
            assert moved != session["url"]
            assert moved.startswith(server.address)
            assert page_at(moved) == shown


def test_a_second_program_uses_the_one_that_serves_the_account(tmp_path: Path) -> None:
    state = tmp_path / "account"
    with PracticeServer(state) as first, PracticeServer(state) as second:
        assert (second.address, second.key) == (first.address, first.key)
        assert not second.owned
        second.stop()
        assert first.control("GET", "/control/state")
    with PracticeServer(state) as later:
        assert later.owned


def test_an_account_that_cannot_be_kept_says_so_at_once(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        PracticeServer(tmp_path / "no such folder" / "account")
    assert fault.value.hint


def test_it_ends_with_the_program_that_started_it_however_that_ends(tmp_path: Path) -> None:
    starter = """
import os, signal, sys
from pathlib import Path
from app.gateways.practice.running import PracticeServer
print(PracticeServer(Path(sys.argv[1])).address, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    state = tmp_path / "account"
    done = subprocess.run([sys.executable, "-c", starter, str(state)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("http://127.0.0.1:")
    _wait_until_nobody_listens(done.stdout.strip())
    # Only one process can hold the account, so taking it over proves that the other is gone.
    with PracticeServer(state) as server:
        assert server.owned


def _wait_until_nobody_listens(address: str) -> None:
    """Hold a connection to ``address`` until the process behind it is gone, which is when the system closes it."""
    place = urlsplit(address)
    with contextlib.suppress(ConnectionError), socket.create_connection((place.hostname, place.port)) as held:
        held.recv(1)


def test_started_by_hand_it_prints_where_it_is_and_its_key(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "app",
        "--practice-server",
        "--port",
        "0",
        "--state",
        str(tmp_path / "account"),
        "--until-eof",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert ask(Found(told["address"], told["key"]), "GET", "/v1/account")[0] == 200
        process.communicate()
        assert process.returncode == 0
