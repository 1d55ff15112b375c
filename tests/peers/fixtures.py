"""Fixtures for everything that charges. What they give:

``practice`` (``stands.Practice``): the practice processor, a process of its own, emptied, its clock standing at
    ``tests.support.books.NOW``. Levers: ``advance(timedelta)``, ``counts()``, ``save(customer_id, test_method)``,
    ``finish_page(url, test_method)``, ``leave_page(url)``, ``pay_elsewhere(amount_minor, customer_id)``,
    ``dispute(payment_id)``, ``decide_dispute(id, won=)``, ``end_refund(id, status)``, ``settle(payment_id)``, ``pay_out()``,
    ``fail_payout(id)``, ``disorder("doubled", "backwards")``, ``forget_keys()``, ``reset(now, currency)``.
``practice_stand`` (``stands.Stand``): the same behind a fault proxy: ``.proxy``, ``.processor(answer_seconds=)``,
    ``.save(customer_id, test_method)``, ``.charges()`` and ``.refunds()`` (amounts on the server), ``.forget_keys()``.
``stand`` (``stands.Stand``) three times: practice, localstripe, and Stripe's sandbox where STRIPE_TEST_KEY is set (else
    "skipped: not verified against Stripe"). For scenarios of cards that all three can play.
``fault_proxy`` (``fault_proxy.FaultProxy``), that of ``practice_stand``: ``script(DROP_AFTER, "/confirm$", times=1)``,
    ``offline()``, ``release()``, ``count("/confirm$")``, ``requests``, ``forget_keys()``, ``well_again()``.
``processor`` (``StripeProcessor``, satisfies ``PaymentProcessor``): the program's, through ``fault_proxy``.
``localstripe`` (``localstripe.LocalStripe``): emptied, without a proxy before it.

Every request through a proxy is checked against the library's parameter types; a test whose requests break them fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from app.gateways.practice.running import PracticeServer
from app.gateways.stripe.processor import StripeProcessor
from tests.peers import localstripe as peer
from tests.peers.fault_proxy import FaultProxy
from tests.peers.stands import Practice, Stand, localstripe_stand, practice_stand, sandbox_stand
from tests.support.books import NOW


@pytest.fixture(scope="session")
def practice_server() -> Iterator[PracticeServer]:
    """The process behind ``practice``; one for the whole run."""
    with PracticeServer() as server:
        yield server


@pytest.fixture
def practice(practice_server: PracticeServer) -> Practice:
    """The practice processor, emptied."""
    return Practice(practice_server, NOW)


@pytest.fixture(scope="session")
def localstripe_server() -> Iterator[peer.LocalStripe]:
    """The process behind ``localstripe``; one for the whole run."""
    with peer.running(int(NOW.timestamp())) as server:
        yield server


@pytest.fixture
def localstripe(localstripe_server: peer.LocalStripe) -> peer.LocalStripe:
    """Somebody else's Stripe server, emptied."""
    localstripe_server.empty()
    return localstripe_server


def _kept_to_the_contract(stand: Stand) -> None:
    assert stand.proxy.violations == [], "requests that the library's types do not allow"


@pytest.fixture(name="practice_stand")
def _practice_stand(practice: Practice) -> Iterator[Stand]:
    """The practice processor behind a fault proxy."""
    with practice_stand(practice) as stand:
        yield stand
        _kept_to_the_contract(stand)


@pytest.fixture
def fault_proxy(practice_stand: Stand) -> FaultProxy:
    """The proxy before the practice processor."""
    return practice_stand.proxy


@pytest.fixture
def processor(practice_stand: Stand) -> StripeProcessor:
    """The program's processor, talking to the practice processor through ``fault_proxy``."""
    return practice_stand.processor()


@pytest.fixture(params=["practice", "localstripe", "sandbox"])
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    """A processor behind a fault proxy, once for each there is."""
    if request.param == "practice":
        yield request.getfixturevalue("practice_stand")
        return
    if request.param == "localstripe":
        opened = localstripe_stand(request.getfixturevalue("localstripe"))
    else:
        key = os.environ.get("STRIPE_TEST_KEY", "")
        if not key:
            pytest.skip("not verified against Stripe: STRIPE_TEST_KEY is not set")
        opened = sandbox_stand(key)
    with opened as found:
        yield found
        _kept_to_the_contract(found)
