"""The system's keychain, where Stripe's key lives: Keychain on macOS, Credential Locker on Windows, Secret Service or KWallet.

Only these are used, whatever a settings file or an environment variable names: others write secrets into plain files.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.domain.errors import EnvironmentFault
from app.domain.language import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Counterfoil"
_KEYCHAINS = (
    ("keyring.backends.macOS", "Keyring"),
    ("keyring.backends.Windows", "WinVaultKeyring"),
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
)


class Keychain:
    """The keychain of whoever is signed in; satisfies ``SecretStore``. Every method may wait for them to unlock it."""

    def get(self, account: str) -> str | None:
        """Return the secret of ``account``, or None.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked.
        """
        with _faults():
            return _open().get_password(SERVICE, account)

    def set(self, account: str, secret: str) -> None:
        """Keep ``secret`` for ``account``.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked.
        """
        with _faults():
            _open().set_password(SERVICE, account, secret)

    def delete(self, account: str) -> None:
        """Forget the secret of ``account``, if there is one.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked.
        """
        with _faults():
            keychain = _open()
            if keychain.get_password(SERVICE, account) is not None:
                keychain.delete_password(SERVICE, account)


def _open() -> KeyringBackend:
    """Return the best keychain there is; looked for each time, since one can start while the program runs."""
    from keyring.errors import NoKeyringError

    found: list[tuple[float, KeyringBackend]] = []
    for module, name in _KEYCHAINS:
        try:
            kind: type[KeyringBackend] = getattr(importlib.import_module(module), name)
            found.append((float(kind.priority), kind()))
        # Not this system's: its parts are missing (ImportError), or nothing answers.
        except (ImportError, AttributeError, RuntimeError, OSError):
            continue
    if not found:
        raise NoKeyringError
    return max(found, key=lambda each: each[0])[1]


@contextmanager
def _faults() -> Iterator[None]:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    try:
        yield
    except NoKeyringError as error:
        raise EnvironmentFault(
            _("This computer has no keychain in which the key could be kept."),
            _("Everything works but sending. On Linux, install and start a keyring such as GNOME Keyring or KWallet."),
        ) from error
    except (KeyringLocked, InitError) as error:
        raise EnvironmentFault(
            _("The keychain is locked."), _("Everything works but sending. Unlock the keychain and try again.")
        ) from error
    # What a keychain raises itself comes from D-Bus, COM or Objective-C and has no base of its own. Its text is left out:
    # it may repeat what was to be kept.
    except Exception as error:
        raise EnvironmentFault(
            _("The keychain does not answer ({fault}).").format(fault=type(error).__name__),
            _("Everything works but sending. Unlock the keychain and try again."),
        ) from error
