"""What PySide does to imports is switched off as long as the pinned release does it."""

import inspect
import sys
import types

import app.ui  # noqa: F401 - its import is what is tested


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
