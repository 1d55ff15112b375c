"""How fast may be sent follows from the account: a test key allows a quarter of what a live one does."""

import pytest

from app.domain.errors import UserError
from app.services.charging.connecting import connect
from app.services.charging.pacing import Pace, allowed_pace
from app.services.charging.processor import RemoteAccount
from tests.support.books import execute


@pytest.mark.parametrize(
    ("account", "live", "most"), [("acct_1", True, 100), ("acct_1", False, 25), ("acct_practice_1", False, 100)]
)
def test_a_pace_stays_inside_what_the_account_allows(file_office, account, live, most):
    if account.startswith("acct_practice"):
        execute(file_office, "UPDATE company SET mode = 'practice'")
    card = RemoteAccount(account, live=live, name="Acme", country="US", currency="USD")
    file_office.write(lambda writer: connect(writer, card))
    pace = file_office.read(allowed_pace)
    assert most / 2 < pace < most


def test_a_book_that_is_not_connected_has_none(file_office):
    with pytest.raises(UserError):
        file_office.read(allowed_pace)


def test_requests_are_spread_over_the_second(monkeypatch):
    waited = []
    pace = Pace(20)
    monkeypatch.setattr("app.services.charging.pacing.time.monotonic", lambda: 100.0)
    monkeypatch.setattr(pace._never, "wait", waited.append)
    for _request in range(4):
        pace.take(2)
    assert [round(seconds, 3) for seconds in waited] == [0.1, 0.2, 0.3]
