"""Which key may go to which address: it keeps a real book away from practice and a live key away from all but Stripe."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import UserError
from app.domain.language import _

STRIPE = "https://api.stripe.com"
LIVE, TEST, PRACTICE = "live", "test", "practice"
# What the practice processor names its accounts, and Stripe never.
PRACTICE_ACCOUNT = "acct_practice"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a key says of itself.

    ``mode`` is live, test or practice; ``restricted`` is false for a secret key, which may do anything and deserves a warning.
    """

    mode: str
    restricted: bool

    @property
    def live(self) -> bool:
        """Whether real money moves with it."""
        return self.mode == LIVE


def key_facts(key: str) -> KeyFacts:
    """Return what a key says of itself (https://docs.stripe.com/keys).

    Raises:
        UserError: it is no secret or restricted key.
    """
    kind, _sign, rest = key.strip().partition("_")
    mode = rest.partition("_")[0]
    if kind == "pk":
        raise UserError(
            _("This is a publishable key, with which nothing can be charged."),
            _("Make a restricted key in Stripe's dashboard and paste that one."),
        )
    if kind not in {"rk", "sk"} or mode not in {LIVE, TEST, PRACTICE} or not key.strip().isascii() or " " in key.strip():
        raise UserError(
            _("This is no key of Stripe's."), _("A restricted key begins with rk_live_ or rk_test_; copy all of it.")
        )
    return KeyFacts(mode, kind == "rk")


def mode_of(account_id: str, *, live: bool) -> str:
    """Return the mode (live, test or practice) of a book that is pinned to the account ``account_id``."""
    if live:
        return LIVE
    return PRACTICE if account_id.startswith(PRACTICE_ACCOUNT) else TEST


def check_address(mode: str, live: bool, address: str) -> None:
    """Refuse every combination in which a real book could meet practice, or a live key somebody other than Stripe.

    Args:
        mode: what the book is pinned to (live, test, practice); empty for a book that is not connected yet.
        live: whether the key moves real money.
        address: where the requests would go; empty is Stripe's own address.

    Raises:
        UserError: the combination is refused; nothing was sent.
    """
    own = not address or address.rstrip("/") == STRIPE
    if not own and not _sound(address):
        raise UserError(
            _("“{address}” is no address that a processor can be reached at.").format(address=address[:80]),
            _("Use https, or http on this computer, as in http://127.0.0.1:8420."),
        )
    if live and not own:
        raise UserError(
            _("A live key is sent to Stripe and nowhere else."),
            _("Clear the changed address, or use a test key."),
        )
    if mode == LIVE and not (live and own):
        raise UserError(
            _("This book takes real payments through Stripe; it cannot be pointed at anything else."),
            _("Clear the changed address and use the live key of its account."),
        )
    if live and mode in {TEST, PRACTICE}:
        raise UserError(
            _("This book is for testing; a live key would charge real cards."),
            _("Use the key it was connected with, or connect another book."),
        )
    if mode == PRACTICE and (own or not on_this_computer(address)):
        raise UserError(
            _("This is a practice book: it charges nobody and is never connected with Stripe."),
            _("Make a book of your own to take real payments."),
        )


def address_for(key: str, address: str, mode: str = "") -> str:
    """Return where requests with ``key`` go, having checked that they may.

    Args:
        key: the secret or restricted key.
        address: a changed address, or empty.
        mode: what the book is pinned to, or empty.

    Raises:
        UserError: the key is no key, or ``check_address`` refuses.
    """
    facts = key_facts(key)
    check_address(mode, facts.live, address)
    own = not address or address.rstrip("/") == STRIPE
    if (facts.mode == PRACTICE) and (own or not on_this_computer(address)):
        raise UserError(
            _("A practice key works with the practice processor on this computer only."),
            _("Start the practice processor, or use a key of Stripe's."),
        )
    if mode and facts.mode != mode:
        raise UserError(
            _("This key is for {key_mode}, but the book is connected for {book_mode}.").format(
                key_mode=facts.mode, book_mode=mode
            ),
            _("Use a key of the account that this book was connected with."),
        )
    return STRIPE if own else address.rstrip("/")


def on_this_computer(address: str) -> bool:
    """Tell whether an address stays on this computer."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _sound(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_computer(address))
