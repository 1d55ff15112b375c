"""A real SMTP server on loopback that keeps what it took, and that can be told to misbehave as servers do."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Box:
    """What a server took, and how it is to behave.

    ``refuse`` maps an address to the answer for RCPT; ``after_data`` is the answer to the end of a letter; ``drop_at`` closes
    the line at MAIL, at DATA (before a byte of it), in the middle of it (BODY), or after its end (END).
    """

    taken: list[Envelope] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK queued as 42"
    drop_at: str = ""
    passwords: list[tuple[str, str]] = field(default_factory=list)
    lines: int = 0
    hold: threading.Event | None = None

    def messages(self) -> list[EmailMessage]:
        """Return what was taken, read as a mail program reads it."""
        found = []
        for envelope in self.taken:
            message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    # What aiosmtpd asks of a handler

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.lines += 1
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.drop_at == "MAIL":
            _hang_up(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        import asyncio

        if self.drop_at == "END":
            _hang_up(server)
            return "250 nobody hears this"
        if self.hold is not None:
            while not self.hold.is_set():
                await asyncio.sleep(0.01)
        if self.after_data.startswith("250"):
            self.taken.append(envelope)
        return self.after_data


def _hang_up(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()


class _Quiet(Controller):
    """A controller whose server drops the line where the box says."""

    def __init__(self, box: Box, **options: Any) -> None:
        self.box = box
        super().__init__(box, **options)

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a password without TLS: on loopback, in a test
            server: SMTP = _Dropping(self.handler, **self.SMTP_kwargs)
        return server


class _Dropping(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if self.event_handler.drop_at == "DATA":
            _hang_up(self)
            return
        if self.event_handler.drop_at == "BODY":
            await self.push("354 go on")
            await self._reader.readexactly(1_000)
            _hang_up(self)
            return
        await super().smtp_DATA(arg)


@dataclass(frozen=True)
class Peer:
    """A server that listens: where, and what it does and took."""

    host: str
    port: int
    box: Box


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(
    box: Box | None = None,
    *,
    password: str = "",
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    most_bytes: int = 33_554_432,
) -> Iterator[Peer]:
    """Run a server during the block. With a ``password`` it wants one for any name, also on a line without TLS."""
    box = box or Box()

    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        box.passwords.append((data.login.decode(), data.password.decode()))
        good = data.password.decode() == password
        return AuthResult(success=good, handled=good or None, message=None if good else "535 5.7.8 Wrong password, says I")

    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": free_port(), "data_size_limit": most_bytes}
    if password:
        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    if tls is not None:
        options["ssl_context"] = tls
    if starttls is not None:
        options |= {"tls_context": starttls, "require_starttls": True}
    controller = _Quiet(box, ready_timeout=30, **options)
    controller.start()
    try:
        yield Peer("127.0.0.1", options["port"], box)
    finally:
        if box.hold is not None:
            box.hold.set()
        controller.stop()


@contextmanager
def mute_server(greeting: bytes = b"") -> Iterator[Peer]:
    """Run a server that takes connections, says ``greeting`` and nothing more."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                line, _who = listener.accept()
                held.append(line)
                line.sendall(greeting)

    thread = threading.Thread(target=take, name="mute-server")
    thread.start()
    try:
        yield Peer("127.0.0.1", int(listener.getsockname()[1]), Box())
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for line in held:
            line.close()

