"""The key lives in the system's keychain and nowhere else; without one the program says so in a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import EnvironmentFault
from app.gateways.keychain import Keychain
from app.services.ports import SecretStore

ROOT = Path(__file__).resolve().parents[2]
_TRY_TO_READ = """
from app.domain.errors import EnvironmentFault
from app.gateways.keychain import Keychain
try:
    print(Keychain().get("a-book"))
except EnvironmentFault as fault:
    print(fault)
"""


@pytest.mark.usefixtures("keychain")
def test_a_secret_is_kept_replaced_and_forgotten() -> None:
    store: SecretStore = Keychain()
    assert store.get("a-book") is None
    store.set("a-book", "first")
    store.set("another-book", "other")
    store.set("a-book", "ключ ✓")
    assert store.get("a-book") == "ключ ✓"
    store.delete("a-book")
    assert store.get("a-book") is None
    assert store.get("another-book") == "other"
    store.delete("another-book")
    store.delete("another-book")


def read_in(environment: dict[str, str], *wrapper: str) -> str:
    done = subprocess.run(
        [*wrapper, sys.executable, "-c", _TRY_TO_READ],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a keychain")
def test_a_computer_without_a_keychain_says_so(tmp_path: Path) -> None:
    said = read_in({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent", "HOME": str(tmp_path)})
    assert said.startswith("This computer has no keychain")
    assert "Everything works but sending." in said


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a keychain")
def test_no_plain_file_is_used_whatever_the_settings_name(tmp_path: Path) -> None:
    environment = {
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        "HOME": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    assert read_in(environment).startswith("This computer has no keychain")


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")), reason="needs D-Bus and gnome-keyring"
)
def test_a_locked_keychain_says_so(tmp_path: Path) -> None:
    """The keychain exists (made with a password), and a new session does not unlock it."""
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    make = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; " + 'exec "$@"'
    assert read_in(home, "dbus-run-session", "--", "sh", "-c", make, "sh") == "None"
    start = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; " + 'exec "$@"'
    said = read_in(home, "dbus-run-session", "--", "sh", "-c", start, "sh")
    assert said.startswith("The keychain is locked.")
    assert "Unlock the keychain" in said


def test_an_unexpected_fault_of_the_keychain_never_repeats_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def set_password(self, *what: str) -> None:
            raise OSError(f"could not store {what}")

    monkeypatch.setattr("app.gateways.keychain._open", Broken)
    with pytest.raises(EnvironmentFault) as fault:
        Keychain().set("a-book", "very-secret")
    assert "very-secret" not in str(fault.value)
