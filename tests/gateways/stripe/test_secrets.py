"""Neither the key nor what is sent shows up in a log, on the terminal or in an error; nothing is told to Stripe besides."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.charging.processor import ProcessorError
from tests.peers import fault_proxy as faults
from tests.peers.stands import Practice, Stand

ROOT = Path(__file__).resolve().parents[3]
_TALK = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.processor import ProcessorError
with StripeProcessor(sys.stdin.readline().strip(), address=sys.argv[1]) as processor:
    print(processor, repr(processor), vars(processor))
    made = processor.create_customer("Secret Name", "secret@bloom.example", {}, "the-idempotency-key")
    try:
        processor.payment("pi_none")
    except ProcessorError as error:
        print(error, repr(error))
"""


def test_nothing_secret_is_logged_even_when_the_library_is_asked_to(practice: Practice) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TALK, practice.address],
        cwd=ROOT,
        input=practice.key,
        env={**os.environ, "STRIPE_LOG": "debug"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout + done.stderr
    assert "StripeProcessor" in said
    for secret in (practice.key, "Secret Name", "secret@bloom.example", "secret%40"):
        assert secret not in said
    assert practice.counts()["customers"] == 1


def test_an_unreadable_answer_is_not_repeated_in_the_error(practice_stand: Stand) -> None:
    leaky = faults.Fault("answer", True, 200, "<html>Martha Bloom owes 120.00</html>", "text/html")
    practice_stand.proxy.script(leaky, "/customers$")
    with pytest.raises(ProcessorError) as refused:
        practice_stand.processor().create_customer("Martha", "", {}, "customer")
    assert "Martha" not in str(refused.value)
    assert "HTTP 200" in str(refused.value)


def test_the_library_is_imported_only_when_a_processor_is_made() -> None:
    rooms = "app.gateways.stripe.processor, app.gateways.keychain, app.gateways.practice.running"
    look = f"import sys, {rooms}; print({{'stripe', 'requests', 'keyring'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
