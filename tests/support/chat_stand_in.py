"""A language model's endpoint that stands in for a real one: over HTTP, it says what it is told and keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class ChatStandIn:
    """What it answers next, and what came.

    Attributes:
        address: what the office would write down.
        says: the content of its answers.
        status: of its answers.
        raw: the whole body instead of a well-formed one.
        headers: further headers of its answers.
        requests: path, headers and body of what was sent.
    """

    address: str = ""
    says: str = "NONE"
    status: int = 200
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def sent(self) -> str:
        """Everything that was sent, as text."""
        return json.dumps([body for _path, _headers, body in self.requests], ensure_ascii=False)


@contextmanager
def chat_stand_in() -> Iterator[ChatStandIn]:
    """Give an endpoint on this machine and take it down again."""
    told = ChatStandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length))
            told.requests.append((self.path, dict(self.headers.items()), body))
            answer = told.raw
            if answer is None:
                answer = json.dumps({"choices": [{"message": {"role": "assistant", "content": told.says}}]}).encode()
            self.send_response(told.status)
            for name, value in {"Content-Length": str(len(answer)), **told.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    told.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
