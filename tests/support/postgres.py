"""A real PostgreSQL server for the tests: made, started, copied from and stopped again.

Belongs here: finding the server's programs, one throw-away cluster, fresh databases in it. What a book's
tables look like does not. Nothing here touches a server that was running before: every cluster has its own
directory, port and password.
"""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql

from tests.support.lending import Lent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

_PREFIX = "counterfoil-postgres-"
_SUPERUSER = "postgres"
# Speed before safety: a cluster that lives for one run has nothing to lose in a power cut.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "fatal",
}


class PostgresMissing(Exception):
    """PostgreSQL's server is not on this machine, or cannot be run by this user; the text says which."""


class Cluster:
    """One PostgreSQL server with its own directory, port and password, gone when the ``with`` block ends.

    Raises:
        PostgresMissing: there is no server program, or root has no account to run it under.
    """

    def __init__(self) -> None:
        self._programs = _find_programs()
        self._account = _account_for_the_server()
        self._folder = Path(tempfile.gettempdir())
        self._password = secrets.token_urlsafe(12)
        self._port = 0
        self._serial = 0
        self._templates: set[str] = set()
        self._idle: dict[str, list[Lent]] = {}
        self._admin: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        _forget_abandoned_clusters()
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        if self._account is not None:
            shutil.chown(self._folder, self._account)
        try:
            self._make()
            self._start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._admin = psycopg.connect(self._connection_text(_SUPERUSER), autocommit=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lent in itertools.chain.from_iterable(self._idle.values()):
            lent.close()
        if self._admin is not None:
            self._admin.close()
        self._run("pg_ctl", "stop", "-D", str(self._data), "-m", "fast", "-w")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return SQLAlchemy's address of ``database`` in this cluster, password included."""
        return f"postgresql+psycopg://{_SUPERUSER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def create_database(self, template: str = "template1") -> str:
        """Make a database that is a copy of ``template`` and return its name."""
        self._serial += 1
        name = f"book_{self._serial}"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return name

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Return ``name`` for :meth:`create_database`.

        Args:
            name: which template; made when first asked for in this run.
            fill: gets the address of the empty template, and leaves no connection open.
        """
        if name not in self._templates:
            self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            fill(self.url(name))
            self._templates.add(name)
        return name

    @contextmanager
    def lent(self, template: str, fill: Callable[[str], None]) -> Iterator[str]:
        """Give the name of a database like ``template`` while the block lasts; afterwards its rows are put back.

        Args:
            template: which template, made by ``fill`` as in :meth:`template`; its tables must not be changed, only their rows.
            fill: gets the address of the empty template, and leaves no connection open.
        """
        idle = self._idle.setdefault(template, [])
        if idle:
            lent = idle.pop()
        else:
            name = self.create_database(self.template(template, fill))
            lent = Lent(name, self._connection_text(name))
        yield lent.name
        lent.restore()
        idle.append(lent)

    def drop_database(self, name: str) -> None:
        """Remove a database, cutting off whoever is still connected."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _connection_text(self, database: str) -> str:
        return f"postgresql://{_SUPERUSER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def _execute(self, statement: sql.Composed) -> None:
        assert self._admin is not None, "the cluster is used inside its with block"
        self._admin.execute(statement)

    def _make(self) -> None:
        password_file = self._folder / "password"
        password_file.write_text(self._password, encoding="utf-8")
        password_file.chmod(0o600)
        if self._account is not None:
            shutil.chown(password_file, self._account)
        self._check(
            self._run(
                "initdb", "-D", str(self._data), "-U", _SUPERUSER, "-A", "scram-sha-256",
                f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C", "--no-sync",
            )
        )  # fmt: skip
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())

    def _start(self) -> None:
        log = self._folder / "server.log"
        for _attempt in range(5):
            # Somebody may take the port between choosing and binding it; then the server stops at once.
            self._port = _free_port()
            started = self._run(
                "pg_ctl", "start", "-D", str(self._data), "-w", "-l", str(log), "-o", f"-p {self._port}"
            )
            if started.returncode == 0:
                return
        self._check(started, log.read_text(encoding="utf-8", errors="replace") if log.exists() else "")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / program), *arguments]
        # Not through a pipe: the server inherits it from pg_ctl, and reading to its end waits for the server.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(
                command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
                text=True,
                user=self._account,
            )
            said.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, said.read(), "")

    def _check(self, done: subprocess.CompletedProcess[str], more: str = "") -> None:
        if done.returncode != 0:
            raise RuntimeError(f"{done.args[0]} ended with {done.returncode}:\n{done.stdout}\n{more}")


def _find_programs() -> Path:
    """Return the folder of ``initdb`` and ``pg_ctl``, the newest version where several are installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    homes = (
        "/usr/lib/postgresql/*/bin",  # Debian keeps each version apart and off the PATH
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "C:/Program Files/PostgreSQL/*/bin",
    )
    found: list[Path] = []
    for pattern in homes:
        anchor = Path(pattern).anchor
        if anchor:  # a drive letter means nothing elsewhere than on Windows
            folders = Path(anchor).glob(pattern.removeprefix(anchor))
            found += [folder for folder in folders if any(folder.glob("initdb*"))]
    if not found:
        raise PostgresMissing("PostgreSQL is not installed here (initdb was not found)")
    return max(found, key=_version_in)


def _version_in(folder: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() or c == "." else " " for c in str(folder.parent)).split()
    return tuple(int(part) for part in digits[-1].split(".") if part) if digits else ()


def _account_for_the_server() -> str | None:
    """Return the account that must run the server, or None where this one may: PostgreSQL refuses root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    try:
        return pwd.getpwnam(_SUPERUSER).pw_name
    except KeyError:
        raise PostgresMissing(
            "PostgreSQL refuses to run as root and there is no account named postgres here"
        ) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _forget_abandoned_clusters() -> None:
    """Remove the folders of runs that were killed; their servers miss the lock file and stop by it."""
    if sys.platform == "win32":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, PermissionError):
            continue
