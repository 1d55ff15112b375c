"""Starting and finding the practice processor from the program: one process per account file, gone when its starter is gone."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

from app.domain.errors import EnvironmentFault
from app.domain.language import _

_IN_USE = 3
_WAIT_SECONDS = 10.0
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """Where a practice processor listens and the key it accepts."""

    address: str
    key: str


class PracticeServer:
    """A practice processor in a process of its own; use it in a ``with`` or call ``stop``.

    Args:
        state: the file its account is kept in; None keeps it in memory. When another process serves the same file,
            that one is used and ``stop`` leaves it alone.
        port: where to listen on loopback; 0 takes the port that the account was served at before, so that links to its pages
            go on working, or a free one where that is taken.
        language: the language of its pages.

    Raises:
        EnvironmentFault: it could not be started.
    """

    def __init__(self, state: Path | None = None, *, port: int = 0, language: str = "en") -> None:
        self._process: subprocess.Popen[str] | None = None
        found = _serving(state)
        until = time.monotonic() + _WAIT_SECONDS
        while found is None and time.monotonic() < until:
            found = self._start(state, port, language) or _serving(state)
            if found is None:
                # Another process has just taken the account and will say in a moment where it listens.
                time.sleep(_PAUSE_SECONDS)
        if found is None:
            raise EnvironmentFault(_("The practice processor could not be started."), _("Try again, or restart the program."))
        self.address, self.key = found.address, found.key

    def _start(self, state: Path | None, port: int, language: str) -> Found | None:
        """Start the process; None when another took the account in the meantime."""
        command = [*_program(), "--port", str(port), "--until-eof", "--language", language]
        if state is not None:
            command += ["--state", str(state)]
        # PYTHONPATH: the program may run from a checkout that is not installed.
        paths = [str(Path(__file__).resolve().parents[3]), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
        process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = process.stdout.readline()
        if line:
            self._process = process
            told = json.loads(line)
            return Found(told["address"], told["key"])
        _end(process)
        if process.returncode != _IN_USE:
            raise EnvironmentFault(_("The practice processor could not be started."), _("Try again, or restart the program."))
        return None

    @property
    def owned(self) -> bool:
        """Whether this object started the process (and ``stop`` ends it)."""
        return self._process is not None

    def control(self, verb: str, path: str, **fields: object) -> dict[str, object]:
        """Pull one of the levers in ``app.gateways.practice.control`` and return its answer.

        Args:
            verb: GET or POST.
            path: such as ``/control/clock``.
            fields: what is sent.

        Raises:
            ValueError: it was refused; the text says why.
            OSError: it is not there.
        """
        status, body = ask(Found(self.address, self.key), verb, path, urlencode(fields))
        if status != 200:
            raise ValueError(body)
        answer: dict[str, object] = json.loads(body)
        return answer

    def stop(self) -> None:
        """End the process, if this object started it; its account stays in the file."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def ask(where: Found, verb: str, path: str, body: str = "") -> tuple[int, str]:
    """Send one request to a practice processor and return status and body.

    Raises:
        OSError: it is not there.
    """
    place = urlsplit(where.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_WAIT_SECONDS)
    try:
        headers = {"Authorization": f"Bearer {where.key}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(verb, path, body if verb == "POST" else None, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--practice-server"]
    return [sys.executable, "-m", "app.gateways.practice"]


def _end(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _serving(state: Path | None) -> Found | None:
    """Return where the account in ``state`` is served by another process, if it answers."""
    if state is None:
        return None
    beside = state.with_name(state.name + ".running")
    try:
        told = json.loads(beside.read_text(encoding="utf-8"))
        found = Found(told["address"], told["key"])
        status, _body = ask(found, "GET", "/control/state")
    except (OSError, ValueError, KeyError):
        return None
    return found if status == 200 else None
