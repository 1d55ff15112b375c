"""The states of an operation: which may follow which, and that nothing falls out of sight."""

from __future__ import annotations

import pytest

from app.domain.operation_states import LIVE, NEXT, UNDECIDED, OperationState, is_live, may_follow
from app.models.operations import ENDED_STATES, LIVE_STATES

S = OperationState


def test_the_store_knows_the_same_states():
    assert {str(state) for state in LIVE} == set(LIVE_STATES)
    assert {str(state) for state in S} - set(LIVE_STATES) == set(ENDED_STATES)
    assert set(NEXT) == set(S)


def test_money_is_never_turned_away_and_never_taken_twice():
    assert all(may_follow(state, S.SUCCEEDED) for state in S if state is not S.SUCCEEDED)
    # Only a refund that the bank sent back leaves success.
    assert NEXT[S.SUCCEEDED] == {S.FAILED}


def test_what_is_over_stays_over_but_for_a_new_attempt():
    for state in (S.CANCELLED, S.FAILED, S.SUCCEEDED):
        assert not any(is_live(after) for after in NEXT[state])
    assert {after for after in NEXT[S.DECLINED] if is_live(after)} == {S.CREATED, S.QUEUED, S.PROCESSING}


@pytest.mark.parametrize("state", sorted(UNDECIDED))
def test_whatever_is_undecided_holds_its_invoices_and_can_be_decided(state):
    assert is_live(state)
    assert {S.SUCCEEDED, S.DECLINED, S.UNKNOWN} - {state} <= NEXT[state]


def test_confirming_is_only_sent_again_for_the_same_payment():
    assert S.QUEUED not in NEXT[S.CONFIRMING]
    assert S.QUEUED not in NEXT[S.UNKNOWN]
    assert S.CREATING not in NEXT[S.CONFIRMING]
