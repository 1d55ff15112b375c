"""The library's client as this program wants it: no retries of its own, no telemetry, no log, one pool, two timeouts."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from app.gateways.stripe.address import on_this_computer

if TYPE_CHECKING:
    import requests
    import stripe

CONNECT_SECONDS = 10.0
# Stripe itself gives a request 80 seconds; what takes longer than this is asked about later.
ANSWER_SECONDS = 40.0
# Reading is answered at once or not at all; asking again later costs nothing.
READ_SECONDS = 15.0


def client_for(
    key: str, address: str, connect_seconds: float, answer_seconds: float, connections: int
) -> tuple[stripe.StripeClient, requests.Session]:
    """Return a client that sends requests with ``key`` to ``address``, and the connections to close after it.

    Args:
        key: the secret or restricted key.
        address: scheme, host and port.
        connect_seconds: how long making a connection may take: until then nothing was sent.
        answer_seconds: how long an answer may take: after that nobody knows. What is only read gets less.
        connections: how many requests may be under way at once.
    """
    # The library prints and logs whole requests and answers when asked to, by this variable too.
    os.environ.pop("STRIPE_LOG", None)
    import requests
    import stripe
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        """Waits less long for what is only read, so that a hung line holds nobody up."""

        def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
            if request.method == "GET":
                options["timeout"] = (connect_seconds, min(answer_seconds, READ_SECONDS))
            return super().send(request, *arguments, **options)

    stripe.enable_telemetry = False
    stripe.log = None
    logging.getLogger("stripe").setLevel(logging.CRITICAL)
    session = requests.Session()
    adapter = Adapter(pool_connections=1, pool_maxsize=connections, max_retries=0, pool_block=False)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # An office's proxy serves Stripe, but must not be asked for this computer. A password file (~/.netrc) must never
    # replace the key, and a redirect (a hotel's portal) is no answer.
    session.trust_env = not on_this_computer(address)
    session.auth = _as_it_is
    session.max_redirects = 0
    session.hooks["response"] = [_without_notice]
    http = stripe.RequestsClient(timeout=(connect_seconds, answer_seconds), session=session)
    client = stripe.StripeClient(key, base_addresses={"api": address}, http_client=http, max_network_retries=0)
    return client, session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _without_notice(answer: requests.Response, **_more: object) -> None:
    # The library shows such notes as Python warnings, for developers.
    answer.headers.pop("Stripe-Notice", None)
