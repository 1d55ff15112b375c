"""Makes PySide's own import quicker, and every import after it.

On each start PySide compiles its Python helpers anew, from sources inside its library: 40 of the 210 ms of a bare window. Here
they are compiled once and kept beside this module's own bytecode. And PySide switches snake_case names module by module, for
which it reads each imported module's text; this program never switches, and importing the store would take 400 ms and not 250.

Both lean on how PySide is made inside: it is pinned below 6.12, tests prove the effects, and where something is not as expected
PySide simply does what it always does. (No ``annotations`` from the future here: what is compiled below would inherit them.)
"""

import builtins
import marshal
import os
import sys
from types import CodeType

_HELPERS = ("signature_bootstrap.py", "shibokensupport/")


def import_qt_quickly() -> None:
    """Import PySide's foundation, its helpers from what is kept; harmless where it is imported already."""
    helpers = Helpers(kept_helpers(__spec__.cached))
    # PySide's loader has no place for bytecode: it calls ``compile`` by name for each helper.
    builtins.compile = helpers.compiled  # type: ignore[assignment]
    try:
        import shiboken6  # noqa: F401 - it loads the helpers, and makes ``shibokensupport`` importable
    finally:
        builtins.compile = _compile
    helpers.keep()
    _spare_reading_of_sources()


def kept_helpers(bytecode: str | None) -> str:
    """Return the file that keeps the helpers for a module whose bytecode is kept at ``bytecode``; "" keeps none."""
    if not bytecode:
        return ""
    return os.path.join(os.path.dirname(bytecode), f"shibokensupport.{sys.implementation.cache_tag}.code")  # noqa: PTH118, PTH120


_compile = compile


class Helpers:
    """The compiled helpers by file name, each beside the source it was made from."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._kept: dict[str, tuple[bytes, CodeType]] = _read(file)
        self._is_new = False

    def compiled(self, source: object, filename: object, *given: object, **named: object) -> object:
        """Do what ``compile`` does, for a helper that is kept without compiling."""
        if not (isinstance(source, bytes) and isinstance(filename, str) and filename.startswith(_HELPERS)):
            return _compile(source, filename, *given, **named)  # type: ignore[call-overload]
        kept = self._kept.get(filename)
        if kept is None or kept[0] != source:
            kept = self._kept[filename] = (source, _compile(source, filename, "exec"))
            self._is_new = True
        return kept[1]

    def keep(self) -> None:
        """Write down what was compiled now; where nothing can be written it is compiled again next time."""
        if not (self._is_new and self._file) or sys.dont_write_bytecode:
            return
        part = f"{self._file}.{os.getpid()}"
        try:
            with open(part, "wb") as file:  # noqa: PTH123 - pathlib is not imported yet
                file.write(marshal.dumps(self._kept))
            os.replace(part, self._file)  # noqa: PTH105
        except OSError:
            return


def _read(file: str) -> dict[str, tuple[bytes, CodeType]]:
    try:
        with open(file, "rb") as kept:  # noqa: PTH123
            # As trustworthy as the bytecode that it lies beside.
            found = marshal.loads(kept.read())  # noqa: S302
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _spare_reading_of_sources() -> None:
    from shibokensupport import feature  # type: ignore[import-not-found]

    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _uses_pyside  # noqa: SLF001 - lets PySide count every module as one that uses it


def _uses_pyside(_module: object) -> bool:
    return True
