"""What PySide does on every start is spared as long as the pinned release does it."""

import inspect
import marshal
import os
import subprocess
import sys
import types
from pathlib import Path

import app.ui  # noqa: F401 - its import is what is tested
from app.ui.quick_imports import Helpers


def test_imports_after_qt_do_not_read_sources(tmp_path, monkeypatch):
    (tmp_path / "some_plain_module.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    read = []
    real = inspect.getsource

    def getsource(module: types.ModuleType) -> str:
        read.append(module)
        return real(module)

    monkeypatch.setattr(inspect, "getsource", getsource)
    try:
        import some_plain_module
    finally:
        sys.modules.pop("some_plain_module", None)
    assert some_plain_module.value == 1
    assert read == []


def test_names_stay_as_qt_has_them():
    from PySide6.QtCore import QObject

    assert hasattr(QObject(), "objectName")
    assert not hasattr(QObject(), "object_name")


def test_what_pyside_compiles_on_each_start_is_kept_beside_our_bytecode(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    begin = "import builtins; compile = builtins.compile; import app.ui; assert builtins.compile is compile"
    subprocess.run([sys.executable, "-c", begin], check=True, env=environment, cwd=Path(__file__).parents[2])
    (kept,) = tmp_path.rglob("*.code")
    assert "shibokensupport/feature.py" in marshal.loads(kept.read_bytes())  # noqa: S302 - written just now


def test_a_kept_helper_is_used_only_for_the_source_it_was_made_from(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "helpers.code"

    def value(source: bytes) -> object:
        helpers = Helpers(str(file))
        named: dict[str, object] = {}
        exec(helpers.compiled(source, "shibokensupport/some.py", "exec"), named)  # noqa: S102
        helpers.keep()
        return named["value"]

    assert value(b"value = 1") == 1
    written = file.stat().st_mtime_ns, file.read_bytes()
    assert value(b"value = 1") == 1
    assert (file.stat().st_mtime_ns, file.read_bytes()) == written
    assert value(b"value = 2") == 2
    assert value(b"value = 2") == 2


def test_a_damaged_file_of_helpers_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "helpers.code"
    file.write_bytes(b"no bytecode")
    helpers = Helpers(str(file))
    exec(helpers.compiled(b"value = 1", "shibokensupport/some.py", "exec"), {})  # noqa: S102
    helpers.keep()
    assert marshal.loads(file.read_bytes()).keys() == {"shibokensupport/some.py"}  # noqa: S302


def test_other_code_is_compiled_as_always(tmp_path):
    compiled = Helpers(str(tmp_path / "helpers.code")).compiled
    assert eval(compiled("1 + 1", "<text>", "eval")) == 2  # noqa: S307
    assert list(tmp_path.iterdir()) == []
