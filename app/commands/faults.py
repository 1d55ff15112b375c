"""How a command ends when it cannot do what it was asked: one sentence on stderr and an exit code; never a stack trace.

2: refused, asking differently can succeed. 1: something in the way (disk, lock, network), or our own bug, whose place in the
code goes to a log without any values: names, amounts and keys never leave the book.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.domain.errors import CounterfoilError, EnvironmentFault
from app.domain.language import _

REFUSED, FAILED, STOPPED = 2, 1, 130
_LOG = "errors.log"
_LARGEST_LOG = 1 << 20


def told(error: BaseException) -> int:
    """Say on stderr in one sentence what went wrong, and return the exit code."""
    if isinstance(error, KeyboardInterrupt):
        print(_("Stopped. Nothing was changed."), file=sys.stderr)
        return STOPPED
    if isinstance(error, EnvironmentFault):
        print(_with_nothing_changed(error), file=sys.stderr)
        return FAILED
    if isinstance(error, CounterfoilError):
        print(_on_one_line(str(error)), file=sys.stderr)
        return REFUSED
    print(
        _("Counterfoil made a mistake ({kind}); nothing was changed. Where it happened is in {file}.").format(
            kind=type(error).__name__, file=_logged(error)
        ),
        file=sys.stderr,
    )
    return FAILED


def _with_nothing_changed(error: EnvironmentFault) -> str:
    return _on_one_line(str(error) if error.hint else f"{error.message} {_('Nothing was changed.')}")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _logged(error: BaseException) -> Path:
    """Write type and place of an error to the log, without messages or values, and return the log's path."""
    from platformdirs import user_log_path

    folder = user_log_path("counterfoil", appauthor=False)
    log = folder / _LOG
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} Counterfoil {__version__} Python {sys.version.split()[0]}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".old.log"))
        with log.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    return log


def _place(filename: str) -> str:
    parts = Path(filename).parts
    return "/".join(parts[parts.index("app") :]) if "app" in parts else "/".join(parts[-2:])
