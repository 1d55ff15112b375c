"""How the book bills, as an owner decides it in the settings."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.services.billing.rules import DEFAULTS, BillingRules, LadderStep, LateFeeLevel, billing_rules, set_billing_rules
from app.ui.company.billing_rules import BillingRulesForm
from app.ui.company.settings import SettingsSheet, read_settings
from app.ui.session import Session


@pytest.fixture
def form(session: Session) -> BillingRulesForm:
    return BillingRulesForm(session, DEFAULTS)


def test_what_is_shown_is_what_is_kept(session):
    """Whatever rules a book has, opening and saving the settings changes none of them."""
    many = tuple(LadderStep(day, "remind") for day in range(1, 8))
    for rules in (
        DEFAULTS,
        BillingRules(
            retry_days=(1, 2),
            ladder=(LadderStep(5, "remind"), LadderStep(30, "hand_over")),
            most_documents=3,
            most_percent=150,
            late_fees=(LateFeeLevel(10, flat_minor=500), LateFeeLevel(30, percent_ppm=15_000)),
        ),
        BillingRules(retry_days=(), ladder=many),
    ):
        assert BillingRulesForm(session, rules).rules() == rules


def test_retries_ladder_and_late_fees_are_decided_and_kept(session, qtbot, file_office):
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    form = sheet.billing
    form.retries.set_value("2 4")
    for line in form.steps[1:]:
        line.step.set_value("")
    form.steps[0].days.set_value(7)
    form.steps[0].step.set_value("hand_over")
    form.levels[0].days.set_value(10)
    form.levels[0].kind.set_value("percent")
    form.levels[0].percent.set_value(15_000)
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    assert file_office.read(billing_rules) == BillingRules(
        retry_days=(2, 4),
        ladder=(LadderStep(7, "hand_over"),),
        late_fees=(LateFeeLevel(10, percent_ppm=15_000),),
    )


@pytest.mark.parametrize(
    ("retries", "days", "kind", "sentence"),
    [
        ("3, x", 10, "", "with commas"),
        ("0", 10, "", "Retries are at most ten"),
        ("3", None, "flat", "Say after how many days"),
        ("3", 10, "flat", "how much"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_words(form, retries, days, kind, sentence):
    form.retries.set_value(retries)
    form.levels[0].kind.set_value(kind)
    form.levels[0].days.set_value(days)
    with pytest.raises(UserError, match=sentence):
        form.rules()


def test_settings_that_cannot_be_followed_are_not_kept_and_the_page_comes_forward(session, qtbot, file_office):
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    sheet.form.name.set_value("Southside")
    sheet.billing.steps[0].days.set_value(12)
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    assert sheet.tabs.current() == "billing"
    assert file_office.read(lambda reader: reader.profile.name) != "Southside"
    sheet.sheet.set_typed(typed=False)


def test_unchanged_rules_are_not_written(session, qtbot, file_office):
    """A book that never decided keeps following the usual rules."""
    window = QWidget()
    sheet = SettingsSheet(session, file_office.read(read_settings), window)
    sheet._save()
    qtbot.waitUntil(session.tasks.idle, timeout=10_000)
    with file_office.book.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM setting WHERE name = 'billing.rules'").scalar() == 0
    file_office.write(lambda writer: set_billing_rules(writer, BillingRules(retry_days=(9,))))
    assert file_office.read(read_settings).billing.retry_days == (9,)
