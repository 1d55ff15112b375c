"""A processor to test against, whichever it is: practice, localstripe or Stripe's sandbox, each behind a fault proxy.

Belongs here: what scenarios ask of all three (a program's processor, a saved card, how often the server charged).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.gateways.practice.running import Found, PracticeServer, ask
from app.gateways.stripe.address import STRIPE
from app.gateways.stripe.processor import StripeProcessor
from tests.peers.fault_proxy import FaultProxy, send_on
from tests.peers.localstripe import LocalStripe


class Practice:
    """The practice processor with its levers; its clock stands still until ``advance``.

    Args:
        server: the running process.
        now: what its clock says; the account is emptied.
        currency: the account's.
    """

    def __init__(self, server: PracticeServer, now: datetime, currency: str = "usd") -> None:
        self._server = server
        self.address, self.key = server.address, server.key
        self.pull("POST", "/control/events", disorder="")
        self.reset(now, currency)

    def pull(self, verb: str, path: str, **fields: object) -> dict[str, Any]:
        """Pull a lever (``app.gateways.practice.control``); ValueError when it is refused."""
        return self._server.control(verb, path, **fields)

    def reset(self, now: datetime, currency: str = "usd") -> None:
        """Empty the account and let its clock stand at ``now``."""
        self.pull("POST", "/control/reset", now=int(now.timestamp()), currency=currency)

    @property
    def now(self) -> datetime:
        """What the account's clock says."""
        return datetime.fromtimestamp(self.pull("GET", "/control/state")["now"], UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock on and let happen what falls due: debits settle, payouts leave, pages expire, keys are forgotten."""
        self.pull("POST", "/control/clock", advance=int(by.total_seconds()))

    def counts(self) -> dict[str, int]:
        """Return what is on the server: charges (not declined), charged_minor, declines, payments, refunds, refunded_minor,
        customers, keys."""
        return self.pull("GET", "/control/counts")

    def save(self, customer_id: str, test_method: str = "pm_card_visa") -> str:
        """Save a test method (``app.gateways.practice.methods.TEST_METHODS``) for a customer and return its id."""
        return str(self._api("POST", f"/v1/payment_methods/{test_method}/attach", customer=customer_id)["id"])

    def finish_page(self, url: str, test_method: str = "pm_card_visa") -> str:
        """Choose on a hosted page as the customer would, in the page's own form, and return the page that follows."""
        return self._on_page(url, do="go", outcome=test_method)

    def leave_page(self, url: str) -> str:
        """Close a hosted page without finishing, by its own button."""
        return self._on_page(url, do="leave")

    def _on_page(self, url: str, **chosen: str) -> str:
        path = url.removeprefix(self.address)
        status, page = ask(Found(self.address, ""), "GET", path)
        assert status == 200, page
        form_key = page.partition("name=form_key value=")[2].partition(">")[0]
        if not form_key:
            # Finished or closed already: there is nothing to choose.
            return page
        status, page = ask(Found(self.address, ""), "POST", path, urlencode({"form_key": form_key, **chosen}))
        assert status == 200, page
        return page

    def pay_elsewhere(self, amount_minor: int, customer_id: str = "", description: str = "") -> str:
        """Take a payment that the program knows nothing of, and return its id."""
        return str(
            self.pull("POST", "/control/payments", amount=amount_minor, customer=customer_id, description=description)["id"]
        )

    def dispute(self, payment_id: str, reason: str = "fraudulent") -> str:
        """Let the customer's bank take a payment back, and return the dispute's id."""
        return str(self.pull("POST", "/control/disputes", payment=payment_id, reason=reason)["id"])

    def decide_dispute(self, dispute_id: str, *, won: bool) -> None:
        """Close a dispute."""
        self.pull("POST", f"/control/disputes/{dispute_id}", status="won" if won else "lost")

    def end_refund(self, refund_id: str, status: str) -> None:
        """Let a refund be succeeded, failed or canceled."""
        self.pull("POST", f"/control/refunds/{refund_id}", status=status)

    def settle(self, payment_id: str) -> None:
        """Let the bank answer a debit now, as its test method says."""
        self.pull("POST", f"/control/payments/{payment_id}/settle")

    def pay_out(self) -> str:
        """Pay everything in the balance out now, and return the payout's id; ``advance`` a day and it arrives."""
        return str(self.pull("POST", "/control/payouts")["id"])

    def pay_out_by_hand(self, amount: int | None = None) -> str:
        """Pay so much, or everything, out by hand, as all later payouts are made then too, and return the payout's id."""
        wanted = {} if amount is None else {"amount": amount}
        return str(self.pull("POST", "/control/payouts", by_hand="true", **wanted)["id"])

    def fail_payout(self, payout_id: str) -> None:
        """Let the bank send a payout back."""
        self.pull("POST", f"/control/payouts/{payout_id}", status="failed")

    def disorder(self, *how: str) -> None:
        """List events ``doubled``, ``backwards``, both, or as they are."""
        self.pull("POST", "/control/events", disorder=" ".join(how))

    def forget_keys(self) -> None:
        """Forget every idempotency key."""
        self.pull("POST", "/control/forget_keys")

    def _api(self, verb: str, path: str, **fields: object) -> dict[str, Any]:
        return self._server.control(verb, path, **fields)


@dataclass
class Stand:
    """A processor with a fault proxy before it. Charges are counted on the server, past the proxy.

    ``name`` is practice, localstripe or sandbox; ``save`` saves a test card for a remote customer and returns its id;
    ``charges`` returns the amounts the server took (declines left out); ``refunds`` the amounts it gave back.
    """

    name: str
    proxy: FaultProxy
    key: str
    save: Callable[[str, str], str]
    charges: Callable[[], list[int]]
    refunds: Callable[[], list[int]]
    forget_keys: Callable[[], None]
    _stack: ExitStack = field(default_factory=ExitStack)

    def processor(self, *, answer_seconds: float = 20.0, mode: str = "") -> StripeProcessor:
        """Return a processor as the program has it, its requests going through the proxy; closed with the test.

        ``answer_seconds``: how long it waits for an answer; make it short where the proxy answers late.
        """
        return self._stack.enter_context(
            StripeProcessor(self.key, address=self.proxy.address, answer_seconds=answer_seconds, mode=mode)
        )


@contextmanager
def practice_stand(practice: Practice) -> Iterator[Stand]:
    """The practice processor behind a proxy."""

    def taken(kind: str) -> list[int]:
        found = practice._api("GET", f"/control/things/{kind}")["data"]
        return [each["amount"] for each in found if each["status"] not in {"failed", "canceled"}]

    with FaultProxy(practice.address) as proxy, ExitStack() as stack:

        def forget() -> None:
            proxy.forget_keys()
            practice.forget_keys()

        yield Stand(
            "practice", proxy, practice.key, practice.save, lambda: taken("charge"), lambda: taken("refund"), forget, stack
        )


@contextmanager
def localstripe_stand(server: LocalStripe) -> Iterator[Stand]:
    """localstripe behind a proxy that translates and keeps keys for it."""
    with FaultProxy(server.address, keeps_keys=True, forward=server.forward) as proxy, ExitStack() as stack:
        yield Stand(
            "localstripe",
            proxy,
            server.key,
            server.save_card,
            lambda: [each["amount"] for each in server.charges()],
            lambda: [each["amount"] for each in server.refunds()],
            proxy.forget_keys,
            stack,
        )


@contextmanager
def sandbox_stand(key: str) -> Iterator[Stand]:
    """Stripe's own sandbox behind a proxy; only what this test's customers were charged is counted.

    Keys cannot be made to expire there: ``forget_keys`` sends later requests with keys of their own instead.
    """
    salt = ["0"]

    def forward(verb: str, path: str, query: str, body: str, headers: dict[str, str]) -> Any:
        if headers.get("Idempotency-Key"):
            headers = {**headers, "Idempotency-Key": f"{headers['Idempotency-Key']}-{salt[0]}"}
        return send_on(STRIPE, verb, f"{path}?{query}" if query else path, body, headers)

    def call(verb: str, path: str, **fields: object) -> dict[str, Any]:
        query = urlencode(fields)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = send_on(STRIPE, verb, f"{path}?{query}" if verb == "GET" else path, query, headers)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def customers() -> set[str]:
        return {seen.form["customer"] for seen in proxy.requests if "customer" in seen.form}

    def taken(path: str) -> list[int]:
        found = [each for name in sorted(customers()) for each in call("GET", "/v1/charges", customer=name, limit=100)["data"]]
        if path == "/v1/charges":
            return [each["amount"] for each in found if each["status"] != "failed"]
        return [each["amount_refunded"] for each in found if each["amount_refunded"]]

    def forget() -> None:
        proxy.forget_keys()
        salt[0] = str(int(salt[0]) + 1)

    def save(customer_id: str, test_method: str) -> str:
        return str(call("POST", f"/v1/payment_methods/{test_method}/attach", customer=customer_id)["id"])

    with FaultProxy(STRIPE, forward=forward) as proxy, ExitStack() as stack:
        yield Stand("sandbox", proxy, key, save, lambda: taken("/v1/charges"), lambda: taken("/v1/refunds"), forget, stack)
