"""Starts the practice processor: ``python -m app.gateways.practice --port 0 --state FILE``.

Prints one line of JSON with its address and the key it accepts, then serves until its standard input ends (where
``--until-eof`` is given) or it is stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from app.domain.language import install
from app.gateways.practice.account import Account, StateInUse
from app.gateways.practice.server import Practice

IN_USE = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return 0, or 3 when another process already keeps the state file."""
    parser = argparse.ArgumentParser(
        prog="counterfoil --practice-server", description="A payment processor that charges nobody."
    )
    parser.add_argument("--port", type=int, default=0, help="where to listen on loopback; 0: where it did before")
    parser.add_argument("--state", type=Path, help="the file the account is kept in; without it, in memory")
    parser.add_argument("--language", default="en", help="the language of its pages")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    asked = parser.parse_args(arguments)
    if asked.language != "en":
        from app.services.translations import translations_for

        install(translations_for(asked.language))
    try:
        account = Account(asked.state)
    except StateInUse:
        print("Another process already serves this account.", file=sys.stderr)
        return IN_USE
    server = Practice(account, asked.port)
    told = json.dumps({"address": server.address, "key": account.facts["key"]})
    beside = running_file(asked.state) if asked.state else None
    if beside is not None:
        _write_privately(beside, told)
    print(told, flush=True)
    if asked.until_eof:
        threading.Thread(target=_stop_at_eof, args=(server,), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
        server.server_close()
        account.close()
    return 0


def running_file(state: Path) -> Path:
    """Return the file that says where the account in ``state`` is served now."""
    return state.with_name(state.name + ".running")


def _write_privately(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _stop_at_eof(server: Practice) -> None:
    # Whoever started us holds the other end: it closes when they stop or die, however they die.
    while sys.stdin.buffer.read(4096):
        pass
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
