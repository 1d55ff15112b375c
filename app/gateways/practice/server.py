"""The server: HTTP on loopback, the key, idempotency as Stripe keeps it, and one request at a time over the account."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.gateways.practice import checkout
from app.gateways.practice.account import Account
from app.gateways.practice.clockwork import run_due
from app.gateways.practice.page import checkout_page
from app.gateways.practice.routes import Call, answer
from app.gateways.practice.wire import Form, Json, Refusal, decode, expand, shown

_LONGEST_BODY = 1 << 20
# Refused before work began: Stripe keeps no answer for these, the key may be used again.
_NOT_KEPT = frozenset({401, 403, 404, 409, 429})


class Practice(ThreadingHTTPServer):
    """The practice processor, listening on loopback only.

    Args:
        account: what it answers from.
        port: where to listen; 0 takes the port that the account was served at before, else a free one.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, account: Account, port: int = 0) -> None:
        self.account = account
        self.lock = threading.Lock()
        # Kept, so that a page that stands open in a browser works when the program was started again.
        self.form_key: str = account.facts.setdefault("form_key", secrets.token_urlsafe(16))
        before: int = account.facts.get("port", 0)
        try:
            super().__init__(("127.0.0.1", port or before), Handler)
        except OSError:
            if port or not before:
                raise
            super().__init__(("127.0.0.1", 0), Handler)
        account.facts["port"] = self.server_address[1]
        if before != account.facts["port"]:
            self._move_pages()
        account.keep()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def _move_pages(self) -> None:
        """Give open pages the address at which they can be found now: somebody else listens at the one before."""
        for session in self.account.kinds.get("checkout.session", {}).values():
            if session["status"] == "open":
                session["url"] = f"{self.address}/checkout/{session['id']}"
                self.account.changed(session)

    def api(self, verb: str, path: str, query: str, body: str, key: str) -> tuple[int, Json, bool]:
        """Return status and body of an API call, and whether they were answered before to the same idempotency key."""
        fingerprint = hashlib.sha256(f"{verb}\n{path}\n{body}".encode()).hexdigest()
        with self.lock:
            run_due(self.account)
            before = self.account.answer_to(key) if key else None
            if before is not None:
                if before["fingerprint"] != fingerprint:
                    return 400, _key_reused(key), False
                return before["status"], before["answer"], True
            status, answered, kept = self._answer(verb, path, query if verb == "GET" else body)
            if key and kept:
                self.account.remember(key, {"fingerprint": fingerprint, "status": status, "answer": answered})
            self.account.keep()
        return status, answered, False

    def _answer(self, verb: str, path: str, parameters: str) -> tuple[int, Json, bool]:
        try:
            values = decode(parameters)
            paths = Form({"expand": values.pop("expand", None)}).texts("expand")
            form = Form(values)
            found: Any = shown(answer(verb, path, lambda name: Call(self.account, form, self.address, name)))
            expand(found, paths, self.account.find)
        except Refusal as refusal:
            return refusal.status, refusal.body, refusal.started and refusal.status not in _NOT_KEPT
        except Exception as error:  # noqa: BLE001 - a fault of ours is answered as Stripe answers its own: with a 500 that is kept
            fault = {"error": {"type": "api_error", "message": f"{type(error).__name__}: {error}"}}
            return 500, fault, True
        return 200, found, True


def _key_reused(key: str) -> Json:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return {"error": {"type": "idempotency_error", "message": message}}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Practice
    protocol_version = "HTTP/1.1"
    # Two writes and Nagle's algorithm would cost 40 ms each request.
    disable_nagle_algorithm = True
    wbufsize = -1
    server_version = "CounterfoilPractice"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve("GET")

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve("POST")

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._serve("DELETE")

    def _serve(self, verb: str) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LONGEST_BODY:
            self.close_connection = True
            self._send(413, "text/plain", b"")
            return
        body = self.rfile.read(length).decode("utf-8", "replace")
        # A page of some web site must not reach us under a name of its own that points at loopback.
        if self.headers.get("Host", "").partition(":")[0] not in {"127.0.0.1", "localhost"}:
            self._send(403, "text/plain", b"")
        elif address.path.startswith("/checkout/"):
            self._page(verb, address.path.removeprefix("/checkout/"), body)
        else:
            self._api(verb, address.path, address.query, body)

    def _api(self, verb: str, path: str, query: str, body: str) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        more = {"Request-Id": f"req_{secrets.token_hex(7)}"}
        if not hmac.compare_digest(given.encode(), self.server.account.facts["key"].encode()):
            found: Json = {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided."}}
            self._send_json(401, found, more)
            return
        key = self.headers.get("Idempotency-Key", "") if verb == "POST" and path.startswith("/v1/") else ""
        status, found, again = self.server.api(verb, path, query, body, key)
        if again:
            more["Idempotent-Replayed"] = "true"
        self._send_json(status, found, more)

    def _page(self, verb: str, name: str, body: str) -> None:
        with self.server.lock:
            account = self.server.account
            run_due(account)
            try:
                session = checkout.session(account, name)
                if verb == "POST":
                    self._chosen(account, session, {field: values[0] for field, values in parse_qs(body).items()})
            except Refusal as refusal:
                account.keep()
                self._send(refusal.status, "text/plain; charset=utf-8", str(refusal).encode())
                return
            account.keep()
            holder = account.things[session["customer"]]
            html = checkout_page(session, holder.get("name") or holder.get("email") or "", self.server.form_key)
        self._send(200, "text/html; charset=utf-8", html.encode())

    def _chosen(self, account: Account, session: Json, fields: dict[str, str]) -> None:
        if not hmac.compare_digest(fields.get("form_key", ""), self.server.form_key):
            raise Refusal(403, "This form was not made by this page.")
        if session["status"] != "open":
            return
        if fields.get("do") == "leave":
            checkout.expire(account, session)
        else:
            checkout.choose(account, session, fields.get("outcome", ""))

    def _send_json(self, status: int, found: Json, more: dict[str, str]) -> None:
        self._send(status, "application/json", json.dumps(found).encode(), more)

    def _send(self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if kind.startswith("text/html"):
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
            self.send_header("Referrer-Policy", "no-referrer")
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        """Say nothing: addresses and customers do not belong into a log."""
