"""Joins a book with its payment processor: where the key comes from, and which server it may go to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import UserError
from app.domain.language import _
from app.gateways.keychain import Keychain
from app.gateways.practice.running import PracticeServer
from app.gateways.stripe.address import PRACTICE, mode_of
from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.connecting import pinned_account
from app.services.office import Office, Reader

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
    key = key or os.environ.get(KEY, "")
    address = os.environ.get(ADDRESS, "")
    if practice and not address:
        path = office.book.path
        state = None if path is None else path.with_name(path.name + ".practice")
        with PracticeServer(state) as server, StripeProcessor(server.key, address=server.address, mode=PRACTICE) as found:
            yield found
        return
    key = key or Keychain().get(book_id) or ""
    if not key:
        raise UserError(
            _("No key is kept for this book."), _("Connect it, or set {variable}.").format(variable=KEY)
        )
    with StripeProcessor(key, address=address, mode=mode) as found:
        yield found


def _facts(reader: Reader) -> tuple[str, bool, str]:
    pinned = pinned_account(reader)
    practice = reader.profile.mode == "practice"
    unpinned = PRACTICE if practice else ""
    mode = unpinned if pinned is None else mode_of(pinned.remote_id, live=pinned.live)
    return mode, practice, reader.profile.book_id
