"""Joins a book with its payment processor: where the key comes from, and which server it may go to.

``processor_for`` is for a command, ``ProcessorDoors`` for a window, which keeps what a command would make anew each time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import UserError
from app.domain.language import _
from app.gateways.keychain import Keychain
from app.gateways.practice.running import Found, PracticeServer, ask
from app.gateways.stripe.address import PRACTICE, key_facts, mode_of
from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.connecting import in_words, pinned_account
from app.services.charging.processor import ProcessorError
from app.services.office import Office, Reader
from app.services.ports import SecretStore
from app.ui.charging.doors import TriedKey

KEY, ADDRESS = "COUNTERFOIL_STRIPE_KEY", "COUNTERFOIL_STRIPE_API"


@contextmanager
def processor_for(office: Office, key: str = "") -> Iterator[StripeProcessor]:
    """Give the processor of a book during the block.

    A practice book has the practice processor, which is started for it and keeps its account beside the book; any other has
    Stripe. The key is ``key``, else that of the environment, else the keychain's.

    Raises:
        UserError: there is no key, or key, book and address do not go together.
        EnvironmentFault: the keychain does not answer, or practice could not be started.
    """
    mode, practice, book_id = office.read(_facts)
    if practice and not os.environ.get(ADDRESS, ""):
        with PracticeServer(_practice_file(office)) as server, _practising(server) as found:
            yield found
        return
    with StripeProcessor(_key(book_id, key, Keychain()), address=os.environ.get(ADDRESS, ""), mode=mode) as found:
        yield found


class ProcessorDoors:
    """The ways out of charging's screens (``app.ui.charging.doors.Doors``) for one open book; ``close`` at the end.

    The practice processor, once started, runs until then: a page of its own may be open in somebody's browser.

    Args:
        browser: shows a page to the person at the desk.
        secrets: where keys are kept; the system's keychain.
    """

    def __init__(self, browser: Callable[[str], bool], secrets: SecretStore | None = None) -> None:
        self._browser = browser
        self._secrets: SecretStore = Keychain() if secrets is None else secrets
        self._practice: PracticeServer | None = None
        self._guard = threading.Lock()
        self._key_for_now = ""

    @contextmanager
    def processor(self, office: Office) -> Iterator[StripeProcessor]:
        """Give the processor of a book during the block; see ``processor_for``."""
        mode, practice, book_id = office.read(_facts)
        if practice and not os.environ.get(ADDRESS, ""):
            with _practising(self._practice_server(office)) as found:
                yield found
            return
        key = _key(book_id, self._key_for_now, self._secrets)
        with StripeProcessor(key, address=os.environ.get(ADDRESS, ""), mode=mode) as found:
            yield found

    def try_key(self, office: Office, key: str) -> TriedKey:
        """Ask the processor whose key it is.

        Raises:
            UserError: it is no key, or not one for this book.
            EnvironmentFault: the processor cannot be reached or refuses it.
        """
        mode, practice, _book_id = office.read(_facts)
        try:
            if practice and not os.environ.get(ADDRESS, ""):
                with _practising(self._practice_server(office)) as found:
                    return TriedKey(found.account(), restricted=True)
            with StripeProcessor(key, address=os.environ.get(ADDRESS, ""), mode=mode) as found:
                return TriedKey(found.account(), restricted=key_facts(key).restricted)
        except ProcessorError as error:
            raise in_words(error) from error

    def keep_key(self, office: Office, key: str) -> None:
        """Keep a key in the keychain; where that cannot be, until the program ends.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked; the key works until the program ends all the same.
        """
        self._key_for_now = key
        self._secrets.set(office.read(lambda reader: reader.profile.book_id), key)
        self._key_for_now = ""

    def forget_key(self, office: Office) -> None:
        """Forget the book's key on this computer.

        Raises:
            EnvironmentFault: there is no keychain, or it is locked.
        """
        self._key_for_now = ""
        self._secrets.delete(office.read(lambda reader: reader.profile.book_id))

    def let_pass(self, office: Office, days: int) -> None:
        """Let days pass at the practice processor, so that debits settle and payouts leave.

        Raises:
            UserError: the book is no practice book.
            EnvironmentFault: practice could not be started.
        """
        _mode, practice, _book_id = office.read(_facts)
        if not practice:
            raise UserError(_("Only the practice processor has a clock that can be moved."))
        self._practice_server(office).control("POST", "/control/clock", advance=days * 86_400)

    def open_url(self, url: str) -> bool:
        """Show a page in the system's browser; False when there is none."""
        return self._browser(url)

    def close(self) -> None:
        """End the practice processor, if it was started here; its account stays beside the book."""
        with self._guard:
            if self._practice is not None:
                self._practice.stop()
                self._practice = None

    def _practice_server(self, office: Office) -> PracticeServer:
        with self._guard:
            there = self._practice
            if there is not None and not _answers(there):
                # It was a command's, which has ended.
                there.stop()
                there = None
            if there is None:
                there = self._practice = PracticeServer(_practice_file(office))
            return there


def _answers(server: PracticeServer) -> bool:
    try:
        status, _body = ask(Found(server.address, server.key), "GET", "/control/state")
    except OSError:
        return False
    return status == 200


@contextmanager
def _practising(server: PracticeServer) -> Iterator[StripeProcessor]:
    with StripeProcessor(server.key, address=server.address, mode=PRACTICE) as found:
        yield found


def _practice_file(office: Office) -> Path | None:
    path = office.book.path
    return None if path is None else path.with_name(path.name + ".practice")


def _key(book_id: str, key: str, secrets: SecretStore) -> str:
    key = key or os.environ.get(KEY, "") or secrets.get(book_id) or ""
    if not key:
        raise UserError(_("No key is kept for this book."), _("Connect it, or set {variable}.").format(variable=KEY))
    return key


def _facts(reader: Reader) -> tuple[str, bool, str]:
    pinned = pinned_account(reader)
    practice = reader.profile.mode == "practice"
    unpinned = PRACTICE if practice else ""
    mode = unpinned if pinned is None else mode_of(pinned.remote_id, live=pinned.live)
    return mode, practice, reader.profile.book_id
