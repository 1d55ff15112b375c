"""What each way in which a call can end is called: certainly not sent, definite, or nobody knows. Charges are counted on the
server each time."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.processor import (
    KeyRejected,
    KeyReused,
    NotSent,
    PaymentState,
    ProcessorError,
    Refused,
    TooMany,
    Undecided,
)
from tests.gateways.stripe.paying import a_card, asked
from tests.peers import fault_proxy as faults
from tests.peers.fault_proxy import Fault
from tests.peers.stands import Practice, Stand

HIDES_A_SUCCESS = [
    faults.DROP_AFTER, faults.TRUNCATE, faults.HTML_200, faults.OTHER_JSON_200, faults.SERVER_ERROR_AFTER,
]  # fmt: skip
NEVER_HAPPENED = [faults.DROP_BEFORE, faults.CONFLICT, faults.SERVER_ERROR, faults.UNAVAILABLE]


@pytest.mark.parametrize("fault", HIDES_A_SUCCESS, ids=lambda fault: f"{fault.how}-{fault.status}-{fault.kind[-4:]}")
def test_an_answer_that_can_hide_a_success_is_undecided_and_resolves_by_asking(stand: Stand, fault: Fault) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    created = processor.create_payment(asked(who, card), "create")
    stand.proxy.script(fault, "/confirm$")
    with pytest.raises(Undecided):
        processor.confirm_payment(created.id, card, "confirm")
    assert processor.payment(created.id).state is PaymentState.SUCCEEDED
    assert stand.charges() == [1000]


@pytest.mark.parametrize("fault", NEVER_HAPPENED, ids=lambda fault: f"{fault.how}-{fault.status}")
def test_an_answer_that_could_hide_one_and_does_not_is_undecided_too(stand: Stand, fault: Fault) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    created = processor.create_payment(asked(who, card), "create")
    stand.proxy.script(fault, "/confirm$")
    with pytest.raises(Undecided):
        processor.confirm_payment(created.id, card, "confirm")
    assert stand.charges() == []
    assert processor.payment(created.id).state is PaymentState.NEEDS_CONFIRMATION


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.UNAUTHORIZED, KeyRejected),
        (faults.FORBIDDEN, KeyRejected),
        (faults.TOO_MANY, TooMany),
        (faults.DECLINED, Refused),
    ],
    ids=["401", "403", "429", "402"],
)
def test_a_definite_answer_says_that_nothing_happened(stand: Stand, fault: Fault, error: type[ProcessorError]) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    stand.proxy.script(fault, "/payment_intents$")
    with pytest.raises(error):
        processor.create_payment(asked(who, card), "create")
    assert stand.charges() == []


def test_too_many_says_how_long_to_wait(practice_stand: Stand) -> None:
    processor = practice_stand.processor()
    practice_stand.proxy.script(faults.TOO_MANY, "/customers$")
    with pytest.raises(TooMany) as refused:
        processor.create_customer("Martha", "", {}, "customer")
    assert refused.value.retry_after == 7


def test_an_error_page_of_somebody_else_is_never_a_definite_no(practice_stand: Stand) -> None:
    """A proxy or a hotel's portal answers 400, 401, 403, 404 and 429 as well."""
    processor = practice_stand.processor()
    for status in (302, 400, 401, 402, 403, 404, 407, 429, 451):
        page = Fault("answer", passes_on=True, status=status, body="<html>Sign in</html>", kind="text/html")
        practice_stand.proxy.script(page, "/customers$")
        with pytest.raises(Undecided):
            processor.create_customer("Martha", "", {}, f"customer {status}")


def test_a_redirect_is_not_followed(practice_stand: Stand) -> None:
    processor = practice_stand.processor()
    away = Fault("answer", status=302, body="", headers=(("Location", f"{practice_stand.proxy.address}/v1/account"),))
    practice_stand.proxy.script(away, "/customers$")
    with pytest.raises(Undecided):
        processor.create_customer("Martha", "", {}, "customer")
    assert practice_stand.proxy.count("/account", "GET") == 0


def test_what_is_not_there_is_refused(stand: Stand) -> None:
    processor = stand.processor()
    with pytest.raises(Refused):
        processor.payment("pi_that_never_was")


def test_the_same_key_for_something_else_is_an_alarm(stand: Stand) -> None:
    processor = stand.processor()
    processor.create_customer("Martha", "", {}, "the key")
    with pytest.raises(KeyReused):
        processor.create_customer("Nora", "", {}, "the key")


def test_a_server_error_is_replayed_with_its_key_until_the_key_is_forgotten(stand: Stand) -> None:
    processor = stand.processor()
    stand.proxy.script(faults.SERVER_ERROR, "/customers$")
    for _again in range(3):
        with pytest.raises(Undecided):
            processor.create_customer("Martha", "", {}, "the key")
    stand.forget_keys()
    assert processor.create_customer("Martha", "", {}, "the key").name == "Martha"


def test_a_network_that_is_away_sends_nothing(stand: Stand) -> None:
    processor = stand.processor()
    who, card = a_card(stand, processor)
    with stand.proxy.offline(), pytest.raises(NotSent):
        processor.create_payment(asked(who, card), "create")
    before = stand.proxy.count("/payment_intents$")
    created = processor.create_payment(asked(who, card), "create")
    assert (before, created.state) == (0, PaymentState.NEEDS_CONFIRMATION)


def test_a_name_that_nobody_knows_sends_nothing() -> None:
    with StripeProcessor("rk_test_x", address="https://counterfoil.invalid") as processor, pytest.raises(NotSent):
        processor.account()


def test_a_port_that_nobody_listens_on_gets_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with StripeProcessor("rk_test_x", address=f"https://127.0.0.1:{port}") as processor, pytest.raises(NotSent):
        processor.account()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_a_server_with_a_certificate_of_its_own_gets_nothing(tmp_path: Path) -> None:
    """As behind an office's filter that reads along: the handshake ends before the request and its key are sent."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard: list[bytes] = []

    def listen(server: socket.socket) -> None:
        with suppress(OSError):
            connection, _client = server.accept()
            with connection, context.wrap_socket(connection, server_side=True) as secured:
                heard.append(secured.recv(1))

    with socket.create_server(("127.0.0.1", 0)) as server:
        listening = threading.Thread(target=listen, args=(server,))
        listening.start()
        address = f"https://127.0.0.1:{server.getsockname()[1]}"
        with StripeProcessor("rk_test_x", address=address) as processor, pytest.raises(NotSent):
            processor.account()
        listening.join()
    assert heard == []


def test_a_client_that_gives_up_waiting_does_not_know_and_the_key_is_in_use_meanwhile(stand: Stand) -> None:
    patient, hasty = stand.processor(), stand.processor(answer_seconds=0.3)
    who, card = a_card(stand, patient)
    created = patient.create_payment(asked(who, card), "create")
    stand.proxy.script(faults.LATE, "/confirm$")
    with pytest.raises(Undecided):
        hasty.confirm_payment(created.id, card, "confirm")
    with pytest.raises(Undecided) as busy:
        patient.confirm_payment(created.id, card, "confirm")
    assert busy.value.code == "idempotency_key_in_use"
    assert stand.charges() == []
    stand.proxy.release()
    assert patient.confirm_payment(created.id, card, "confirm").state is PaymentState.SUCCEEDED
    assert stand.charges() == [1000]


def test_a_request_for_practice_leaves_the_office_s_proxy_alone(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with StripeProcessor(practice.key, address=practice.address) as processor:
        assert processor.account().id.startswith("acct_practice")


@pytest.mark.parametrize("call", ["customers", "payments", "events", "lines", "payouts", "disputes"])
def test_a_list_that_breaks_off_says_so(practice_stand: Stand, call: str) -> None:
    from tests.support.books import NOW

    processor = practice_stand.processor()
    practice_stand.proxy.script(faults.TRUNCATE, verb="GET")
    listed = processor.customers() if call == "customers" else getattr(processor, call)(NOW)
    with pytest.raises(Undecided):
        list(listed)
