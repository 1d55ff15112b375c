"""What every test may ask for, and the guard that every test runs under.

Belongs here: fixtures that several storeys need (a fresh book's address on either store, the real data, a
keychain) and hooks for the whole run. Fixtures of one storey live in its own folder.
"""

from __future__ import annotations

import gc
import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support import leaks
from tests.support.postgres import Cluster, PostgresMissing

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

pytest_plugins = ("tests.support.founded", "tests.peers.fixtures")

ROOT = Path(__file__).resolve().parent.parent

# Windows on the developer's own screen would take the focus; a real platform can still be asked for by name.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No deadline and no complaint about slow data: a busy machine is no bug. Examples stay random, and a failure
# prints how to repeat it.
settings.register_profile(
    "house", deadline=None, max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", parent=settings.get_profile("house"), max_examples=2000)
settings.load_profile("house")

_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember which tests failed: their traceback keeps windows alive, which is no leak of theirs."""
    report = yield
    if call.when == "call":
        item.stash[_failed] = report.failed
    return report


# What lives grows while tests import what they need; it is set aside again after so many tests.
_SET_ASIDE_EVERY = 100
_tests_since = itertools.count(1)


def pytest_collection_finish() -> None:
    """Set what importing made aside: the guard looks through all that lives, and the collector too, after every test."""
    _set_aside()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """Set aside what later tests will not need looked through either."""
    if next(_tests_since) % _SET_ASIDE_EVERY == 0:
        _set_aside()


def _set_aside() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, an active timer or a window behind."""
    with_qt = "qapp" in request.fixturenames
    before = leaks.running_now(with_qt=with_qt)
    yield
    if not request.node.stash.get(_failed, False):
        lines = leaks.left_over(before, with_qt=with_qt)
        if lines:
            pytest.fail("left behind by this test: " + "; ".join(lines), pytrace=False)


@pytest.fixture(autouse=True, scope="session")
def _home_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep settings, logs and caches of the program under test away from those of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A real PostgreSQL server of this test process alone."""
    try:
        cluster = Cluster()
    except PostgresMissing as reason:
        pytest.skip(f"not tried on PostgreSQL: {reason}")
    with cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test alone."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def book_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new book can be made, once per store: a path without a file, or an empty database's address."""
    if request.param == "sqlite":
        return str(tmp_path / "book.counterfoil")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def real_receivables() -> Path:
    """The file of 2,466 real invoices that lies beside a checkout on some machines."""
    path = ROOT.parent / "shared" / "data" / "receivables.csv"
    if not path.is_file():
        pytest.skip("not compared with the real receivables: ../shared/data/receivables.csv is absent")
    return path


@pytest.fixture
def keychain() -> None:
    """A real, unlocked Secret Service keychain that holds nothing of the person who runs the tests."""
    if os.environ.get("COUNTERFOIL_TEST_KEYCHAIN") != "unlocked":
        where = "needs D-Bus and gnome-keyring" if sys.platform.startswith("linux") else "Linux only"
        pytest.skip(f"not tried on a real keychain: `dev.py test` unlocks one ({where})")
