"""Credits that wait: told of above the account, listed for whoever approves, and decided there by somebody else."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.services.collecting.rules import PaymentRules, set_payment_rules
from app.services.invoicing.credit_requests import give_credit
from app.services.invoicing.crediting import NewCreditMemo
from app.services.queries.receivables import balance_of
from app.ui.credits.notice import CreditNotice
from app.ui.credits.page import ApprovalsPage
from app.ui.credits.screens import CreditScreens
from app.ui.kit import dialogs
from tests.support.books import TODAY, scalar


@pytest.fixture
def went(counter):
    """Where the button of the notice leads."""
    places: list[str] = []
    CreditScreens(counter.session, counter.payments.tabs, places.append).install()
    return places


@pytest.fixture
def agree(monkeypatch):
    """Answers questions with yes, and why with a reason."""

    def answer(question):
        if isinstance(question, dialogs.ReasonQuestion):
            question.reason.setText("it was not hail")
        question.done(QDialog.DialogCode.Accepted)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(dialogs.Question, "exec", answer)


def ask(counter, minor, reason="hail", customer="cafe"):
    new = NewCreditMemo(counter.ids[customer], TODAY, minor, reason)
    return counter.office.write(partial(give_credit, new=new))


def limit(counter, minor=1_000):
    counter.office.write(lambda writer: set_payment_rules(writer, PaymentRules(credit_limit_minor=minor)))


def test_the_account_tells_of_what_waits_and_leads_to_the_list(counter, went):
    limit(counter)
    ask(counter, 2_000)
    notice = counter.session.account_notices[-1]()
    assert isinstance(notice, CreditNotice)
    notice.setParent(counter.session.window)
    notice.show_customer(counter.ids["cafe"])
    counter.wait()
    assert notice.banner.text() == "A credit of $20.00 waits for approval and is not given yet. Ana asked for it: hail"
    notice.banner._clicked()
    assert went == ["approvals"]
    ask(counter, 3_000)
    notice.refresh(frozenset({"credits"}))
    counter.wait()
    assert notice.banner.text() == "2 credits of $50.00 altogether wait for approval and are not given yet."
    notice.show_customer(counter.ids["marina"])
    counter.wait()
    assert notice.banner.text() == ""


def test_the_tab_is_there_as_long_as_credits_are_asked_about(counter, went):
    panel = counter.payments.panel()
    panel.setParent(counter.session.window)
    counter.wait()
    assert panel.tabs.strip._tabs["approvals"].isHidden()
    limit(counter)
    ask(counter, 2_000)
    panel.refresh(frozenset({"settings"}))
    counter.wait()
    assert not panel.tabs.strip._tabs["approvals"].isHidden()


def test_another_person_approves_one_and_declines_the_other(counter, agree):
    limit(counter)
    ask(counter, 2_000)
    ask(counter, 1_500, "late")
    page = ApprovalsPage(counter.session)
    page.setParent(counter.session.window)
    counter.wait()
    assert page.footer.texts() == ("2 credits wait", "Amount  $35.00")
    assert "You work here as Ana" in page.lead.text()
    assert (page.approve.isEnabled(), page.withdraw.isHidden()) == (False, False), "one's own is taken back, not approved"
    counter.office.actor = "Ben"
    page.load()
    counter.wait()
    assert (page.approve.isEnabled(), page.withdraw.isHidden()) == (True, True)
    due = counter.office.read(lambda reader: balance_of(reader, counter.ids["cafe"])).due_minor
    page.approve_current()
    counter.wait()
    assert counter.said.texts[-1] == "Credit memo CM-0001 over $20.00 issued"
    assert counter.office.read(lambda reader: balance_of(reader, counter.ids["cafe"])).due_minor == due - 2_000
    page.load()
    counter.wait()
    page.decline_current()
    counter.wait()
    page.load()
    counter.wait()
    assert counter.said.texts[-1] == "Credit of $15.00 declined"
    assert list(page.model.rows()) == []
    assert scalar(counter.office, "SELECT refusal FROM credit_request WHERE state = 'declined'") == "it was not hail"


def test_what_somebody_else_decided_meanwhile_is_said(counter, agree):
    limit(counter)
    waits = ask(counter, 2_000)
    page = ApprovalsPage(counter.session)
    page.setParent(counter.session.window)
    counter.office.actor = "Ben"
    counter.wait()
    from app.services.invoicing.credit_requests import approve_credit

    counter.office.write(partial(approve_credit, request_id=waits.id))
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)
    page.approve_current()
    counter.wait()
    assert counter.refused == ["This credit was approved by Ben already."]
    counter.refused.clear()
