"""The counter of an office whose book is connected with the practice processor, over HTTP and through a fault proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from app.domain.errors import EnvironmentFault
from app.gateways.stripe.address import PRACTICE
from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.connecting import in_words
from app.services.charging.processor import ProcessorError
from app.services.office import Office
from app.ui.charging.doors import TriedKey
from app.ui.charging.screens import ChargingScreens
from tests.peers.stands import Stand
from tests.support.charging import Till, a_till
from tests.support.counter import Counter, counter, counter_book  # noqa: F401


@dataclass
class StandDoors:
    """The ways out of a test: the practice processor behind its proxy, a keychain in memory, a browser that opens nothing."""

    stand: Stand
    opened: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    keychain_fault: EnvironmentFault | None = None
    has_browser: bool = True

    @contextmanager
    def processor(self, _office: Office) -> Iterator[StripeProcessor]:
        """Give the processor."""
        with StripeProcessor(self.stand.key, address=self.stand.proxy.address, mode=PRACTICE, answer_seconds=5.0) as found:
            yield found

    def try_key(self, _office: Office, key: str) -> TriedKey:
        """Ask whose key it is."""
        try:
            with StripeProcessor(key or self.stand.key, address=self.stand.proxy.address) as found:
                return TriedKey(found.account(), restricted=True)
        except ProcessorError as error:
            raise in_words(error) from error

    def keep_key(self, office: Office, key: str) -> None:
        """Keep it, if the keychain is there."""
        if self.keychain_fault is not None:
            raise self.keychain_fault
        self.kept[office.read(lambda reader: reader.profile.book_id)] = key

    def forget_key(self, _office: Office) -> None:
        """Forget it."""
        self.kept.clear()

    def let_pass(self, _office: Office, days: int) -> None:
        """Let nothing pass: tests move the clock themselves."""

    def open_url(self, url: str) -> bool:
        """Note what would be shown."""
        if self.has_browser:
            self.opened.append(url)
        return self.has_browser


@dataclass
class Register:
    """Somebody at the counter with a card terminal, so to speak."""

    counter: Counter
    till: Till
    screens: ChargingScreens
    doors: StandDoors

    @property
    def marina(self) -> int:
        """The customer with three open invoices: $100.00 and $89.00 late, $240.00 to come."""
        return self.counter.ids["marina"]

    def wait(self) -> None:
        """Wait until nothing runs any more."""
        for _round in range(3):
            self.counter.wait()

    def invoice(self, number: str) -> int:
        """Return an invoice's id."""
        return self.counter.invoices[number]

    def said(self) -> str:
        """Return what was said last in passing."""
        return self.counter.said.texts[-1] if self.counter.said.texts else ""


@pytest.fixture
def register(counter: Counter, practice_stand: Stand) -> Iterator[Register]:  # noqa: F811
    """A connected book with charging's screens over it."""
    yield from _register(counter, practice_stand, connected=True)


@pytest.fixture
def unconnected(counter: Counter, practice_stand: Stand) -> Iterator[Register]:  # noqa: F811
    """The same before anybody connected the book."""
    yield from _register(counter, practice_stand, connected=False)


def _register(counter: Counter, stand: Stand, *, connected: bool) -> Iterator[Register]:  # noqa: F811
    till = a_till(counter.office, stand, connected=connected)
    counter.session.profile = counter.office.read(lambda reader: reader.profile)
    doors = StandDoors(stand)
    screens = ChargingScreens(counter.session, doors)
    screens.install()
    counter.wait()
    yield Register(counter, till, screens, doors)
    screens.stop()
