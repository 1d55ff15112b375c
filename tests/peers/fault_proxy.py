"""A proxy between the program and a payment processor: it breaks on demand, keeps idempotency keys as Stripe does, and watches.

Everything goes over real sockets on loopback. What breaks is scripted per request, never by chance; what waits is released by
the test, never by time. Every request that passes is checked against the library's own parameter types.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from app.gateways.practice.wire import decode

_PATIENCE = 30.0
_NOT_KEPT = frozenset({401, 403, 404, 409, 429})


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a request.

    ``passes_on`` is whether the processor gets the request; ``how`` is what the client gets: ``answer`` (status and body),
    ``drop`` (the connection ends), ``truncate`` (half of the body), ``late`` (nothing until ``FaultProxy.release``, and only
    then is the request passed on), ``withhold`` (passed on at once, the answer waits for ``release``).
    """

    how: str
    passes_on: bool = False
    status: int = 200
    body: str = ""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def _error(status: int, kind: str, message: str, code: str = "", *, passes_on: bool = False, **headers: str) -> Fault:
    error = {"type": kind, "message": message, **({"code": code} if code else {})}
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault("answer", passes_on, status, json.dumps({"error": error}), headers=named)


DROP_BEFORE = Fault("drop")
DROP_AFTER = Fault("drop", passes_on=True)
TRUNCATE = Fault("truncate", passes_on=True)
HTML_200 = Fault("answer", True, 200, "<html><body>Welcome to the hotel</body></html>", "text/html")
OTHER_JSON_200 = Fault("answer", True, 200, '{"ok": true}')
LATE = Fault("late", passes_on=True)
WITHHOLD = Fault("withhold", passes_on=True)
UNAUTHORIZED = _error(401, "invalid_request_error", "Invalid API Key provided.")
FORBIDDEN = _error(
    403, "invalid_request_error", "This key does not have the required permissions.", "more_permissions_required"
)
DECLINED = _error(402, "card_error", "Your card was declined.", "card_declined")
CONFLICT = _error(409, "invalid_request_error", "This object cannot be accessed right now.", "lock_timeout")
TOO_MANY = _error(429, "invalid_request_error", "Request rate limit exceeded.", "rate_limit", Retry_After="7")
SERVER_ERROR = _error(500, "api_error", "Something went wrong on Stripe's end.")
SERVER_ERROR_AFTER = _error(500, "api_error", "Something went wrong on Stripe's end.", passes_on=True)
UNAVAILABLE = Fault("answer", False, 503, "<html><body>503 Service Unavailable</body></html>", "text/html")


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came by: what was asked, with which idempotency key, and what the client was given (0: nothing)."""

    verb: str
    path: str
    form: dict[str, Any]
    key: str
    status: int
    replayed: bool = False


@dataclass(slots=True)
class _Script:
    fault: Fault
    verb: str
    path: re.Pattern[str]
    skip: int
    every: int
    times: int | None
    matched: int = 0
    done: int = 0

    def next(self, verb: str, path: str) -> bool:
        if verb != self.verb or not self.path.search(path) or (self.times is not None and self.done >= self.times):
            return False
        self.matched += 1
        due = self.matched > self.skip and (self.matched - self.skip) % self.every == 0
        self.done += due
        return due


@dataclass(slots=True)
class Answer:
    """What a processor, or the proxy in its place, answered."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


# Sends a request on: verb, path, query, body, headers -> answer. The default knows HTTP only; localstripe's translates.
Forward = Callable[[str, str, str, str, dict[str, str]], Answer]


@dataclass(slots=True)
class _Held:
    go: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


class FaultProxy:
    """The proxy; use it in a ``with`` or call ``close``.

    Args:
        upstream: the processor's address.
        keeps_keys: whether to honour Idempotency-Key for a processor that does not (localstripe). Answers that the proxy
            makes up itself (a scripted 500) are kept and replayed either way.
        forward: how a request is sent on.
        key: sent on in place of the client's key; empty sends on what came.
    """

    def __init__(self, upstream: str, *, keeps_keys: bool = False, forward: Forward | None = None, key: str = "") -> None:
        self.upstream = upstream
        self.requests: list[Seen] = []
        self.violations: list[str] = []
        self._keeps_keys = keeps_keys
        self._forward = forward or self._plainly
        self._key = key
        self._scripts: list[_Script] = []
        self._answered: dict[str, tuple[str, Answer]] = {}
        self._in_flight: set[str] = set()
        self._held: list[_Held] = []
        self._guard = threading.Lock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self._listen()

    @property
    def address(self) -> str:
        """Where the program is to send its requests."""
        return f"http://127.0.0.1:{self.port}"

    # --- what tests say

    def script(
        self, fault: Fault, path: str = "", *, verb: str = "POST", times: int | None = 1, skip: int = 0, every: int = 1
    ) -> None:
        """Break requests: of those with ``verb`` whose path matches the pattern ``path``, after the first ``skip``, each
        ``every``-th, ``times`` times (None: for ever). Scripts are tried in the order in which they were given."""
        with self._guard:
            self._scripts.append(_Script(fault, verb, re.compile(path), skip, every, times))

    def well_again(self) -> None:
        """Forget every script."""
        with self._guard:
            self._scripts.clear()

    def forget_keys(self) -> None:
        """Forget what was answered to idempotency keys, as Stripe may after 24 hours."""
        with self._guard:
            self._answered.clear()

    def count(self, path: str, verb: str = "POST") -> int:
        """Return how many requests with ``verb`` came by whose path matches the pattern ``path``."""
        return sum(seen.verb == verb and re.search(path, seen.path) is not None for seen in list(self.requests))

    def release(self) -> None:
        """Pass on what is held (``LATE``), or answer it (``WITHHOLD``), and wait until the processor has done it."""
        with self._guard:
            held, self._held = self._held, []
        for each in held:
            each.go.set()
        for each in held:
            assert each.done.wait(_PATIENCE), "a held request did not end"

    def wait_until_held(self, number: int = 1) -> None:
        """Wait until ``number`` requests are held."""
        until = threading.Event()
        for _try in range(int(_PATIENCE / 0.005)):
            with self._guard:
                if len(self._held) >= number:
                    return
            until.wait(0.005)
        raise AssertionError(f"{number} requests were not held")

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Refuse connections inside the block, as when the network is away."""
        self._stop()
        try:
            yield
        finally:
            self._listen()

    def close(self) -> None:
        """Release what is held and stop listening."""
        self.release()
        self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # --- how it works

    def _listen(self) -> None:
        self._server = _Server(self, self.port)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="fault proxy")
        self._thread.start()

    def _stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.hang_up()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None

    def handle(
        self, verb: str, path: str, query: str, body: str, headers: dict[str, str]
    ) -> tuple[Fault | None, Answer | None]:
        """Return what breaks (or None) and what to answer (None: nothing)."""
        # The library takes a second to import; tests that break nothing should not wait for it.
        from tests.peers.contract import wrong_in_request

        form = decode(body if verb == "POST" else query)
        key = headers.get("Idempotency-Key", "") if verb == "POST" else ""
        fingerprint = hashlib.sha256(f"{verb} {path} {body}".encode()).hexdigest()
        with self._guard:
            self.violations += wrong_in_request(verb, path, form)
            before = self._answered.get(key) if key else None
            busy = key in self._in_flight
            script = next((each for each in self._scripts if each.next(verb, path)), None)
            fault = script.fault if script else None
            if key and not busy and before is None:
                self._in_flight.add(key)
        if before is not None:
            reply = before[1] if before[0] == fingerprint else _reused()
            return self._seen(Seen(verb, path, form, key, reply.status, replayed=before[0] == fingerprint), fault, reply)
        if busy:
            return self._seen(Seen(verb, path, form, key, 409), None, _in_use())
        try:
            answer = self._perform(fault, key, fingerprint, (verb, path, query, body, headers))
        finally:
            with self._guard:
                self._in_flight.discard(key)
        given = answer.status if fault is None or fault.how == "answer" else 0
        return self._seen(Seen(verb, path, form, key, given), fault, answer)

    def _seen(self, seen: Seen, fault: Fault | None, answer: Answer) -> tuple[Fault | None, Answer | None]:
        with self._guard:
            self.requests.append(seen)
        if seen.replayed and fault is not None and fault.how == "answer":
            # Stripe answers a known key before anything else can go wrong in it; only the way back can still break.
            return None, answer
        return fault, answer

    def _perform(
        self, fault: Fault | None, key: str, fingerprint: str, request: tuple[str, str, str, str, dict[str, str]]
    ) -> Answer:
        held = _Held() if fault is not None and fault.how == "late" else None
        if held is not None:
            with self._guard:
                self._held.append(held)
            held.go.wait(_PATIENCE)
        try:
            made_up = fault is not None and fault.how == "answer"
            answer = Answer(0, b"")
            if fault is None or fault.passes_on:
                answer = self._forward(*request)
            if fault is not None and made_up:
                answer = Answer(fault.status, fault.body.encode(), fault.kind, fault.headers)
            kept = made_up and answer.status >= 500 if not self._keeps_keys else answer.status not in _NOT_KEPT
            if key and answer.status and kept and answer.kind == "application/json":
                with self._guard:
                    self._answered[key] = (fingerprint, answer)
        finally:
            if held is not None:
                held.done.set()
        return answer

    def hold_answer(self) -> None:
        """Wait with an answer until ``release``."""
        held = _Held()
        with self._guard:
            self._held.append(held)
        held.go.wait(_PATIENCE)
        held.done.set()

    def _plainly(self, verb: str, path: str, query: str, body: str, headers: dict[str, str]) -> Answer:
        if self._key:
            headers = {**headers, "Authorization": f"Bearer {self._key}"}
        return send_on(self.upstream, verb, f"{path}?{query}" if query else path, body, headers)


def send_on(upstream: str, verb: str, path: str, body: str, headers: dict[str, str]) -> Answer:
    """Send a request to ``upstream`` and return its answer."""
    place = urlsplit(upstream)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=_PATIENCE)
    wanted = ("Authorization", "Content-Type", "Idempotency-Key", "Stripe-Version")
    try:
        kept = {name: headers[name] for name in wanted if name in headers}
        connection.request(verb, path, body.encode() if verb == "POST" else None, kept)
        response = connection.getresponse()
        more = tuple((name, value) for name, value in response.getheaders() if name in {"Request-Id", "Idempotent-Replayed"})
        return Answer(response.status, response.read(), response.headers.get_content_type(), more)
    finally:
        connection.close()


def _reused() -> Answer:
    error = {
        "type": "idempotency_error",
        "message": "Keys can only be used with the same parameters they were first used with.",
    }
    return Answer(400, json.dumps({"error": error}).encode())


def _in_use() -> Answer:
    message = "There is currently another in-progress request using this Idempotency-Key."
    error = {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": message}
    return Answer(409, json.dumps({"error": error}).encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, proxy: FaultProxy, port: int) -> None:
        self.proxy = proxy
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection, so that no handler waits for the next request on it."""
        with self._guard:
            connections = list(self._open)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - named by the base class
        """Note what broke in the proxy itself; a client that went away is what these tests are about."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.proxy.violations.append(f"the proxy itself broke: {error!r}")


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, verb: str) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        proxy = self.server.proxy
        fault, answer = proxy.handle(verb, address.path, address.query, body, dict(self.headers.items()))
        how = fault.how if fault else ""
        if how == "withhold":
            proxy.hold_answer()
        if answer is None or how in {"drop", "late"}:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if how == "truncate":
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.wfile.flush()
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""
