"""The chart of accounts: complete, and named in the language of whoever reads it."""

from __future__ import annotations

from gettext import NullTranslations

from app.domain.chart import CHART, Chart, account_word
from app.domain.language import speaking


class Shouting(NullTranslations):
    """A language in which everything is loud."""

    def gettext(self, message: str) -> str:
        return message.upper()


def test_the_accounts_of_the_chart_are_named_in_the_language_in_use() -> None:
    assert [account_word(account.code, account.name) for account in CHART] == [account.name for account in CHART]
    with speaking(Shouting()):
        assert [account_word(account.code, account.name) for account in CHART] == [account.name.upper() for account in CHART]


def test_what_the_office_named_itself_keeps_its_name() -> None:
    with speaking(Shouting()):
        assert account_word(Chart.BANK, "First National") == "First National"
        assert account_word(9999, "Petty cash") == "Petty cash"
