"""localstripe, somebody else's Stripe server, in a process of its own; and the translation between its dialect and Stripe's.

It is run as it is, with two corrections from outside: it listens on loopback only, and its clock starts where the tests' does.
What it lacks or does otherwise (its lists are oldest first and take no filters, it wants ``payment_method_types``, has no
account, ignores Idempotency-Key) is translated here, in the proxy, never in the program.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from app.gateways.practice.wire import Form, Json, created_within, decode, in_pages
from tests.peers.fault_proxy import Answer, send_on

# Its own address is every interface, and its clock the machine's; both are the interpreter's to correct.
_CORRECTED = """
import runpy, socket, sys, time
shift, port, machine, bind = int(sys.argv[1]), sys.argv[2], time.time, socket.socket.bind
time.time = lambda: machine() + shift
socket.socket.bind = lambda self, place: bind(self, ("::ffff:127.0.0.1", *place[1:]) if place[0] == "::" else place)
sys.argv = ["localstripe", "--from-scratch", "--port", port]
runpy.run_module("localstripe", run_name="__main__")
"""
_ACCOUNT = {"id": "acct_localstripe", "object": "account", "country": "US", "default_currency": "usd"}


class LocalStripe:
    """A running localstripe.

    Args:
        now: what its clock says at the start, in seconds of the Unix epoch.
    """

    def __init__(self, now: int) -> None:
        shift = now - int(time.time())
        self.key = f"sk_test_{secrets.token_hex(12)}"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CORRECTED, str(shift), "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"},
        )
        assert self._process.stdout is not None
        said = ""
        while not (found := re.search(r":(\d+) ===", said)):
            line = self._process.stdout.readline()
            assert line, f"localstripe did not start: {said}"
            said += line
        self.address = f"http://127.0.0.1:{found[1]}"

    def empty(self) -> None:
        """Forget everything it holds."""
        send_on(self.address, "DELETE", "/_config/data", "", {})

    def charges(self) -> list[Json]:
        """Return the charges that took money, wherever they came from."""
        found = self._all("/v1/charges", {})
        return [charge for charge in found if charge["status"] != "failed"]

    def refunds(self) -> list[Json]:
        """Return the refunds it made."""
        return self._all("/v1/refunds", {})

    def save_card(self, customer_id: str, test_method: str = "pm_card_visa") -> str:
        """Save a test card for a customer and return its id."""
        body = urlencode({"customer": customer_id})
        return str(self._asked("POST", f"/v1/payment_methods/{test_method}/attach", body)["id"])

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    # --- its dialect

    def forward(self, verb: str, path: str, query: str, body: str, headers: dict[str, str]) -> Answer:
        """Send on a request as the program makes it, translated, and return the answer as Stripe would give it."""
        if verb == "GET" and path == "/v1/account":
            return Answer(200, json.dumps(_ACCOUNT).encode())
        if verb == "GET" and (listed := self._listed(path, decode(query))) is not None:
            return Answer(200, json.dumps(listed).encode())
        if verb == "POST":
            body = self._reworded(path, decode(body))
        headers = {**headers, "Authorization": f"Bearer {self.key}"}
        return send_on(self.address, verb, f"{path}?{query}" if query else path, body, headers)

    def _reworded(self, path: str, form: dict[str, Any]) -> str:
        if path == "/v1/payment_intents":
            for name in ("automatic_payment_methods", "description"):
                form.pop(name, None)
            form["payment_method_types"] = ["card"]
        if path.endswith("/confirm"):
            for name in ("off_session", "payment_method"):
                form.pop(name, None)
        return urlencode(list(_flat(form)))

    def _listed(self, path: str, form: dict[str, Any]) -> Json | None:
        """Answer a list: all it has, put in Stripe's order, filtered and cut into pages here."""
        wanted = Form(form)
        paths = wanted.texts("expand")
        kinds, customer_id = wanted.texts("types"), wanted.text("customer")
        asked = {name: wanted.text(name) for name in ("email", "payment_intent", "type") if wanted.text(name)}
        holder = re.fullmatch(r"/v1/customers/([^/]+)/payment_methods", path)
        if holder:
            found = self._all("/v1/payment_methods", {"customer": holder[1], "type": "card"})
        elif re.fullmatch(r"/v1/(payment_intents|customers|refunds|events|balance_transactions)", path):
            found = self._all(path, {**asked, **{f"expand[{n}]": each for n, each in enumerate(paths)}})
        elif re.fullmatch(r"/v1/(payouts|disputes)", path):
            found = []
        else:
            return None
        # Refunds and balance lines come newest second first, everything else oldest first: the newest of all comes first.
        found = sorted(found, key=lambda each: int(each["created"]))[::-1]
        within = created_within(wanted)
        found = [
            each
            for each in found
            if within(each) and (not kinds or each["type"] in kinds) and (not customer_id or each["customer"] == customer_id)
        ]
        return in_pages(found, wanted, path)

    def _all(self, path: str, asked: dict[str, str]) -> list[Json]:
        found: list[Json] = self._asked("GET", f"{path}?{urlencode({**asked, 'limit': 1_000_000})}", "")["data"]
        return found

    def _asked(self, verb: str, path: str, body: str) -> Json:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = send_on(self.address, verb, path, body, headers)
        assert answer.status == 200, answer.body
        found: Json = json.loads(answer.body)
        return found


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}[{key}]" if name else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, f"{name}[]")
    else:
        yield name, str(value)


@contextmanager
def running(now: int) -> Iterator[LocalStripe]:
    """A localstripe for the block."""
    server = LocalStripe(now)
    try:
        yield server
    finally:
        server.stop()
