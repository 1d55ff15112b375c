"""Speaks SMTP to one server at a time and tells exactly what became of a letter.

The end of a letter is sent by itself: whatever breaks before it, the server has not taken the letter (RFC 5321, 4.1.1.4);
whatever breaks after it, nobody knows. Only 250 after the end means that it was taken. Which letters and when belongs to
``app.services.mail.sending``.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from app.domain.errors import UserError
from app.domain.language import _
from app.domain.mail_addresses import is_this_computer
from app.gateways.mail.writing import ascii_address, letter_bytes
from app.services.mail.letters import Delivery, Handed, Letter, MailSenderRefused, MailServer, MailUnreachable

_LONGEST_WORDS = 500
_POLL_SECONDS = 0.05
_SOME = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait for a connection, for an answer, and for the answer after the end of a letter.

    RFC 5321, 4.5.3.2 wants five minutes for an answer and ten after the end; nobody at a desk waits five for a password.
    """

    connect: float = 20
    answer: float = 60
    end: float = 600


class SmtpGateway:
    """Opens lines to mail servers; satisfies ``app.services.ports.MailGateway``. May be used from several threads.

    Args:
        patience: how long to wait.
        trust: what certificates are checked against; the system's own when None.
    """

    def __init__(self, patience: Patience | None = None, trust: ssl.SSLContext | None = None) -> None:
        self._patience = patience or Patience()
        self._trust = trust
        self._lines: set[SmtpLine] = set()
        self._guard = threading.Lock()
        self._stopped = False

    def open(self, server: MailServer, password: str) -> SmtpLine:
        """Connect, make the line safe and sign in.

        Raises:
            MailUnreachable: nobody answers, or not now.
            MailSenderRefused: it does not let us in: certificate, TLS, name or password.
        """
        if server.security == "none" and server.user_name and not is_this_computer(server.host):
            raise MailSenderRefused(_("A password is not sent over a line that everybody can read."), _("Choose TLS."))
        line = SmtpLine(self, self._connect(server), self._patience)
        with self._guard:
            self._lines.add(line)
            stopped = self._stopped
        if stopped:
            line.close()
            raise MailUnreachable(_("Sending was stopped."))
        line.sign_in(server, password, self._context)
        return line

    def stop(self, grace_seconds: float = 3) -> None:
        """Open no more lines, give those in use a moment to finish, and cut them. What was handed over stays not known."""
        with self._guard:
            self._stopped = True
        end = time.monotonic() + grace_seconds
        while time.monotonic() < end and self._lines:
            time.sleep(_POLL_SECONDS)
        with self._guard:
            left = list(self._lines)
        for line in left:
            line.cut()

    def forget(self, line: SmtpLine) -> None:
        """Take a closed line off the list."""
        with self._guard:
            self._lines.discard(line)

    def _context(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()

    def _connect(self, server: MailServer) -> smtplib.SMTP:
        wait = self._patience.connect
        try:
            # A name of our own is set below: the default asks the network for this computer's, which may take seconds.
            if server.security == "tls":
                return smtplib.SMTP_SSL(server.host, server.port, "localhost", timeout=wait, context=self._context())
            return smtplib.SMTP(server.host, server.port, "localhost", timeout=wait)
        except ssl.SSLError as error:
            raise _tls_refused(server, error) from error
        except smtplib.SMTPConnectError as error:
            raise _in_the_way(server, error.smtp_code, error.smtp_error) from error
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            raise _unreachable(server, error) from error


class SmtpLine:
    """A line to a server that let us in. Letters go over it one after another."""

    def __init__(self, gateway: SmtpGateway, smtp: smtplib.SMTP, patience: Patience) -> None:
        self._gateway, self._smtp, self._patience = gateway, smtp, patience
        self.broken = False

    def sign_in(self, server: MailServer, password: str, context: Callable[[], ssl.SSLContext]) -> None:
        """Greet, secure the line where that is wanted, and sign in; the line is closed when that fails."""
        smtp = self._smtp
        self._wait(self._patience.answer)
        try:
            smtp.local_hostname = _own_name(smtp.sock)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=context())
                smtp.ehlo_or_helo_if_needed()
            if server.user_name:
                self._log_in(server.user_name, password)
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise _in_the_way(server, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            self.close()
            raise MailSenderRefused(
                _("{server} does not offer what is asked of it: {words}").format(server=server.name, words=str(error)),
                _("Look at the sender's security and name."),
            ) from error
        except ssl.SSLError as error:
            self.close()
            raise _tls_refused(server, error) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _in_the_way(server, error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise _unreachable(server, error) from error

    def _log_in(self, user_name: str, password: str) -> None:
        """Sign in by the first way that is offered. ``smtplib.login`` tries a wrong password by every way there is, and three
        wrong ones lock many an account."""
        smtp = self._smtp
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        ways: dict[str, Any] = {"PLAIN": smtp.auth_plain, "LOGIN": smtp.auth_login, "CRAM-MD5": smtp.auth_cram_md5}
        way = next((name for name in ways if name in offered), None)
        if way is None:
            raise smtplib.SMTPNotSupportedError(" ".join(offered) or "AUTH")
        smtp.user, smtp.password = user_name, password
        smtp.auth(way, ways[way])

    def send(self, letter: Letter) -> Delivery:
        """Hand a letter over and return what became of it; one recipient refused, and nobody gets it."""
        try:
            wire = letter_bytes(letter)
            sender = ascii_address(letter.from_address)
            recipients = [ascii_address(address) for address in letter.recipients]
        except UserError as refusal:
            return Delivery(Handed.REFUSED, str(refusal))
        smtp = self._smtp
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(wire):
            words = _("The message has {size} MB; the server takes {limit} MB at most.")
            return Delivery(Handed.REFUSED, words.format(size=_megabytes(len(wire)), limit=_megabytes(int(limit))))
        self._wait(self._patience.answer)
        try:
            options = [f"SIZE={len(wire)}"] if smtp.has_extn("size") else []
            answer = smtp.mail(sender, options)
            for address in recipients:
                if answer[0] != 250:
                    break
                answer = smtp.rcpt(address)
                answer = (250 if answer[0] == 251 else answer[0], answer[1])  # 251: it forwards
            if answer[0] == 250:
                answer = smtp.docmd("DATA")
            if answer[0] != 354:
                return self._turned_away(*answer)
            self._pour(wire)
        except (OSError, smtplib.SMTPException) as error:
            self.broken = True
            return Delivery(Handed.LOST, _broken(error))
        return self._end()

    def _pour(self, wire: bytes) -> None:
        """Send all of a letter but its end."""
        sock = self._smtp.sock
        assert sock is not None  # noqa: S101 - the answer to DATA has just come over it
        doubled = re.sub(rb"(?m)^\.", b"..", wire)
        if not doubled.endswith(b"\r\n"):
            doubled += b"\r\n"
        for start in range(0, len(doubled), _SOME):
            sock.sendall(doubled[start : start + _SOME])

    def _end(self) -> Delivery:
        """Send the end of a letter and read the answer: from here on a break leaves it open whether it was taken."""
        smtp = self._smtp
        self._wait(self._patience.end)
        try:
            assert smtp.sock is not None  # noqa: S101 - the letter has just gone over it
            smtp.sock.sendall(b".\r\n")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.broken = True
            return Delivery(Handed.UNKNOWN, _broken(error))
        if code == 250:
            return Delivery(Handed.TAKEN, _said(code, words))
        if 400 <= code < 600:
            return self._turned_away(code, words)
        self.broken = True
        return Delivery(Handed.UNKNOWN, _said(code, words))

    def _turned_away(self, code: int, words: bytes | str) -> Delivery:
        said = _said(code, words)
        if code == 421 or not 400 <= code < 600:
            self.broken = True  # 421 announces that the line is being closed
            return Delivery(Handed.LATER, said)
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.broken = True
        return Delivery(Handed.LATER if code < 500 else Handed.REFUSED, said)

    def close(self) -> None:
        """Say goodbye and hang up; what was said before stands whatever becomes of this."""
        self._gateway.forget(self)
        with suppress(OSError, smtplib.SMTPException, ValueError):
            if not self.broken and self._smtp.sock is not None:
                self._wait(2)
                self._smtp.quit()
        self._smtp.close()

    def cut(self) -> None:
        """Break the line from another thread."""
        sock = self._smtp.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _wait(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)


def _own_name(sock: socket.socket | None) -> str:
    """Return what this computer calls itself: its address, as RFC 5321 (4.1.3) lets whoever has no name in the world."""
    if sock is None:
        return "localhost"
    address = str(sock.getsockname()[0])
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _said(code: int, words: bytes | str) -> str:
    """Return a server's answer as it gave it, on one line."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    told = " ".join(text.split())
    return f"{code} {told}".strip()[:_LONGEST_WORDS] if code > 0 else told[:_LONGEST_WORDS]


def _broken(error: Exception) -> str:
    """Return how a line broke."""
    if _timed_out(error):
        return _("The server did not answer in time.")
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    told = str(error.strerror) if isinstance(error, OSError) and error.strerror else str(error)
    return _("The connection broke: {words}").format(words=" ".join(told.split())[:200])


def _timed_out(error: Exception) -> bool:
    # smtplib tells of a time-out while it reads an answer as of a line that was closed.
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _unreachable(server: MailServer, error: Exception) -> MailUnreachable:
    if isinstance(error, smtplib.SMTPResponseException):
        return MailUnreachable(_said(error.smtp_code, error.smtp_error))
    if _timed_out(error):
        return MailUnreachable(_("{server} did not answer in time.").format(server=server.name))
    told = str(error.strerror) if isinstance(error, OSError) and error.strerror else str(error)
    return MailUnreachable(
        _("{server} cannot be reached: {words}").format(server=server.name, words=" ".join(told.split())[:200])
    )


def _tls_refused(server: MailServer, error: ssl.SSLError) -> MailSenderRefused:
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailSenderRefused(
            _("The certificate of {server} cannot be trusted: {words}").format(
                server=server.name, words=error.verify_message or str(error)
            ),
            _("Look at the server's name. Nothing was sent."),
        )
    return MailSenderRefused(
        _("{server} does not speak TLS in that way.").format(server=server.name),
        _("Port 465 usually wants TLS, port 587 STARTTLS."),
    )


def _in_the_way(server: MailServer, code: int, words: bytes | str) -> MailUnreachable | MailSenderRefused:
    """Return what stands between us and the server: it says “later”, or no."""
    said = _said(code, words)
    if 400 <= code < 500 or code <= 0:
        return MailUnreachable(_("{server} says: {words}").format(server=server.name, words=said))
    return MailSenderRefused(
        _("{server} says: {words}").format(server=server.name, words=said), _("Look at the sender's name and password.")
    )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.1f}"
