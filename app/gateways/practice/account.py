"""The practice account: every object it holds, its clock, what falls due later, and the file all of it is kept in.

What the objects mean belongs to the rooms beside this one. A file, where there is one, belongs to one process at a time.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from app.gateways.practice.wire import Json

KEY_LIVES_SECONDS = 24 * 3600
_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS thing (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answered (key TEXT PRIMARY KEY, body TEXT NOT NULL);
"""


class StateInUse(Exception):
    """Another process already keeps this account."""


class Account:
    """Everything the practice processor knows. Not safe for threads: the server holds a lock around each request.

    Args:
        state: the file to keep it in, made when absent; None keeps it in memory.

    Raises:
        StateInUse: another process has the file.
    """

    def __init__(self, state: Path | None = None) -> None:
        self._file: sqlite3.Connection | None = None
        self.things: dict[str, Json] = {}
        self.kinds: dict[str, dict[str, Json]] = {}
        self.answered: dict[str, Json] = {}
        self.facts: Json = {}
        self._changed: set[str] = set()
        self._answered_now: set[str] = set()
        self._at: int | None = None
        if state is not None:
            self._open(state)
        if not self.facts:
            self.begin()
            self.keep()

    def begin(self, currency: str = "usd", country: str = "US", name: str = "Practice account") -> None:
        """Make the account anew and empty; its key stays, and where it listens."""
        key = self.facts.get("key") or f"rk_practice_{secrets.token_urlsafe(24)}"
        kept: Json = {fact: self.facts[fact] for fact in ("port", "form_key") if fact in self.facts}
        self.things.clear()
        self.kinds.clear()
        self.answered.clear()
        self.facts = {
            "key": key,
            "id": f"acct_practice{secrets.token_hex(6)}",
            "stem": secrets.token_hex(4),
            "count": 0,
            "currency": currency,
            "country": country,
            "name": name,
            "offset": 0,
            "stopped_at": None,
            "events": "",
            "payouts": "automatic",
            **kept,
        }
        if self._file is not None:
            self._file.executescript("DELETE FROM thing; DELETE FROM answered; DELETE FROM fact;")

    # --- the clock

    @property
    def now(self) -> int:
        """The account's time in seconds of the Unix epoch."""
        if self._at is not None:
            return self._at
        stopped: int | None = self.facts["stopped_at"]
        return stopped if stopped is not None else int(time.time()) + int(self.facts["offset"])

    def set_clock(self, at: int, *, stopped: bool) -> None:
        """Move the clock to ``at``; a stopped one stands there until it is moved again."""
        self.facts["offset"] = at - int(time.time())
        self.facts["stopped_at"] = at if stopped else None

    def at_moment(self, at: int | None) -> None:
        """Let ``now`` be the moment something fell due, while it is done; None returns to the clock."""
        self._at = at

    # --- objects

    def new_id(self, prefix: str) -> str:
        """Return an id that was never given before, in this account or another."""
        self.facts["count"] += 1
        return f"{prefix}_{self.facts['stem']}{self.facts['count']:08d}"

    def add(self, kind: str, prefix: str, body: Json) -> Json:
        """Keep a new object of ``kind`` and return it with its id and time."""
        name = self.new_id(prefix)
        thing = {"id": name, "object": kind, "created": self.now, **body}
        self.things[name] = thing
        self.kinds.setdefault(kind, {})[name] = thing
        self._changed.add(name)
        return thing

    def changed(self, thing: Json) -> None:
        """Note that an object was changed, so that it is kept."""
        self._changed.add(thing["id"])

    def remove(self, thing: Json) -> None:
        """Forget an object."""
        self.things.pop(thing["id"], None)
        self.kinds[thing["object"]].pop(thing["id"], None)
        self._changed.add(thing["id"])

    def find(self, name: str) -> Json | None:
        """Return the object with the id ``name``, or None."""
        return self.things.get(name)

    def newest_first(self, kind: str) -> Iterator[Json]:
        """Return the objects of a kind, the newest first, as Stripe lists them."""
        return reversed(list(self.kinds.get(kind, {}).values()))

    # --- what falls due

    def later(self, seconds: int, what: str, about: Json) -> None:
        """Note that ``what`` is to happen to an object ``seconds`` from now."""
        self.add("due", "due", {"at": self.now + seconds, "what": what, "about": about["id"]})

    def next_due(self) -> Json | None:
        """Return what falls due next, if its time has come."""
        waiting = [due for due in self.kinds.get("due", {}).values() if due["at"] <= self.now]
        return min(waiting, key=lambda due: (due["at"], due["id"]), default=None)

    # --- idempotency keys

    def answer_to(self, key: str) -> Json | None:
        """Return what was answered to a key within the last 24 hours."""
        record = self.answered.get(key)
        if record is None or record["at"] + KEY_LIVES_SECONDS <= self.now:
            return None
        return record

    def remember(self, key: str, record: Json) -> None:
        """Keep what was answered to a key."""
        self.answered[key] = {**record, "at": self.now}
        self._answered_now.add(key)

    def forget_keys(self) -> None:
        """Forget every key, as Stripe may after 24 hours."""
        self.answered.clear()
        if self._file is not None:
            self._file.execute("DELETE FROM answered")

    # --- the file

    def _open(self, state: Path) -> None:
        self._file = sqlite3.connect(state, isolation_level=None, check_same_thread=False, timeout=0)
        try:
            # Held until the process ends: a second server would answer from a memory of its own.
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._file.execute("BEGIN EXCLUSIVE")
            self._file.execute("COMMIT")
            self._file.execute("PRAGMA synchronous = OFF")
            self._file.executescript(_TABLES)
        except sqlite3.OperationalError as error:
            self._file.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise StateInUse(str(error)) from error
        self.facts = {name: json.loads(value) for name, value in self._file.execute("SELECT name, value FROM fact")}
        for name, kind, body in self._file.execute("SELECT id, kind, body FROM thing ORDER BY seq"):
            thing = json.loads(body)
            self.things[name] = thing
            self.kinds.setdefault(kind, {})[name] = thing
        self.answered = {key: json.loads(body) for key, body in self._file.execute("SELECT key, body FROM answered")}

    def keep(self) -> None:
        """Write what changed to the file, if there is one; called once after each request."""
        if self._file is not None:
            self._file.execute("BEGIN")
            self._file.executemany(
                "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)",
                [(name, json.dumps(value)) for name, value in self.facts.items()],
            )
            for name in self._changed:
                thing = self.things.get(name)
                if thing is None:
                    self._file.execute("DELETE FROM thing WHERE id = ?", (name,))
                else:
                    seq = int(name[-8:])
                    self._file.execute(
                        "INSERT OR REPLACE INTO thing (id, seq, kind, body) VALUES (?, ?, ?, ?)",
                        (name, seq, thing["object"], json.dumps(thing)),
                    )
            self._file.executemany(
                "INSERT OR REPLACE INTO answered (key, body) VALUES (?, ?)",
                [(key, json.dumps(self.answered[key])) for key in self._answered_now if key in self.answered],
            )
            self._file.execute("COMMIT")
        self._changed.clear()
        self._answered_now.clear()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
