"""What charging's screens need of the world outside: the processor, the keychain, the browser. Bootstrap gives it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from app.services.charging.processor import PaymentProcessor, RemoteAccount
from app.services.office import Office


@dataclass(frozen=True, slots=True)
class TriedKey:
    """What a key opens. ``restricted`` is false for a secret key, which may do anything."""

    account: RemoteAccount
    restricted: bool


class Doors(Protocol):
    """The ways out. All but ``open_url`` are called in workers."""

    def processor(self, office: Office) -> AbstractContextManager[PaymentProcessor]:
        """Give the processor of a book during the block.

        Raises:
            UserError: there is no key, or key, book and address do not go together.
            EnvironmentFault: the keychain does not answer, or practice could not be started.
        """
        ...

    def try_key(self, office: Office, key: str) -> TriedKey:
        """Ask the processor whose key it is; empty in a practice book, which has a processor of its own.

        Raises:
            UserError: it is no key, or not one for this book.
            EnvironmentFault: the processor cannot be reached or refuses it.
        """
        ...

    def keep_key(self, office: Office, key: str) -> None:
        """Keep a key in the keychain; where that cannot be, until the program ends.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked; the key works until the program ends all the same.
        """
        ...

    def forget_key(self, office: Office) -> None:
        """Forget the book's key on this computer.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked.
        """
        ...

    def let_pass(self, office: Office, days: int) -> None:
        """Let days pass at the practice processor, so that debits settle and payouts leave; only for practice books.

        Raises:
            UserError: the book is no practice book.
            EnvironmentFault: practice could not be started.
        """
        ...

    def open_url(self, url: str) -> bool:
        """Show a page in the system's browser; False when there is none."""
        ...
