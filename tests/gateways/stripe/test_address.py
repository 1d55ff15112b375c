"""A live key goes to Stripe and nowhere else; a real book never meets practice, nor a practice book Stripe."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.gateways.stripe.address import STRIPE, address_for, check_address, key_facts, mode_of
from app.gateways.stripe.processor import StripeProcessor

# Put together here, so that nothing in the project looks like a key.
LIVE, TEST, PRACTICE = (f"rk_{mode}_{'x' * 12}" for mode in ("live", "test", "practice"))
HERE = "http://127.0.0.1:8420"


def test_a_key_says_what_it_is() -> None:
    assert (key_facts(LIVE).live, key_facts(TEST).live, key_facts(PRACTICE).mode) == (True, False, "practice")
    assert key_facts(LIVE).restricted
    assert not key_facts(LIVE.replace("rk_", "sk_")).restricted


@pytest.mark.parametrize("key", ["", "hello", "rk_", LIVE.replace("rk_", "pk_"), "rk_live_ä", "rk_test_a b", "sk_other_x"])
def test_anything_else_is_no_key(key: str) -> None:
    with pytest.raises(UserError) as refused:
        key_facts(key)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("key", "address", "mode", "goes_to"),
    [
        (LIVE, "", "", STRIPE),
        (LIVE, "", "live", STRIPE),
        (LIVE, STRIPE + "/", "live", STRIPE),
        (TEST, "", "", STRIPE),
        (TEST, "", "test", STRIPE),
        (TEST, HERE, "", HERE),
        (TEST, "http://localhost:8420/", "test", "http://localhost:8420"),
        (TEST, "http://[::1]:8420", "test", "http://[::1]:8420"),
        (TEST, "https://mock.example", "test", "https://mock.example"),
        (PRACTICE, HERE, "", HERE),
        (PRACTICE, HERE, "practice", HERE),
    ],
)
def test_what_goes_together(key: str, address: str, mode: str, goes_to: str) -> None:
    assert address_for(key, address, mode) == goes_to


@pytest.mark.parametrize(
    ("key", "address", "mode"),
    [
        (LIVE, HERE, ""),
        (LIVE, "https://api.stripe.com.evil.example", ""),
        (LIVE, "https://api.stripe.com@evil.example", ""),
        (LIVE, "http://api.stripe.com", ""),
        (LIVE, HERE, "live"),
        (LIVE, "", "test"),
        (LIVE, "", "practice"),
        (TEST, "", "live"),
        (TEST, HERE, "live"),
        (TEST, "", "practice"),
        (TEST, HERE, "practice"),
        (TEST, "http://mock.example", ""),
        (TEST, "ftp://127.0.0.1", ""),
        (TEST, "127.0.0.1:8420", ""),
        (TEST, "http://127.0.0.1:port", ""),
        (PRACTICE, "", ""),
        (PRACTICE, STRIPE, ""),
        (PRACTICE, "https://practice.example", ""),
        (PRACTICE, HERE, "live"),
        (PRACTICE, HERE, "test"),
    ],
)
def test_what_never_goes_together(key: str, address: str, mode: str) -> None:
    with pytest.raises(UserError) as refused:
        StripeProcessor(key, address=address, mode=mode)
    assert "xxxx" not in str(refused.value), "the key is shown"


def test_a_real_book_is_refused_by_its_mode_alone() -> None:
    check_address("live", True, "")
    for live, address in ((False, ""), (False, HERE), (True, HERE)):
        with pytest.raises(UserError):
            check_address("live", live, address)


def test_the_mode_of_a_book_follows_from_the_account_it_is_pinned_to() -> None:
    assert mode_of("acct_1Nq", live=True) == "live"
    assert mode_of("acct_1Nq", live=False) == "test"
    assert mode_of("acct_practice0cb8", live=False) == "practice"
