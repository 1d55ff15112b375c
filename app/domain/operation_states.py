"""The states of an operation at the payment processor and which may follow which. Nothing else may change an operation.

``unknown`` is no failure: nobody can tell yet, so it is asked about. Whatever is *live* holds its invoices: no second
operation may be made for them.
"""

from __future__ import annotations

from enum import StrEnum


class OperationState(StrEnum):
    """Where an operation stands."""

    QUEUED = "queued"
    CREATING = "creating"
    CREATED = "created"
    CONFIRMING = "confirming"
    PROCESSING = "processing"
    NEEDS_CUSTOMER = "needs_customer"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    FAILED = "failed"


_S = OperationState
LIVE = frozenset({_S.QUEUED, _S.CREATING, _S.CREATED, _S.CONFIRMING, _S.PROCESSING, _S.NEEDS_CUSTOMER, _S.UNKNOWN})
# The program itself has to go on with these: a sync is not finished while one is left.
UNDECIDED = frozenset({_S.CREATING, _S.CREATED, _S.CONFIRMING, _S.UNKNOWN})

_ANSWERS = frozenset({_S.SUCCEEDED, _S.PROCESSING, _S.NEEDS_CUSTOMER, _S.DECLINED, _S.CANCELLED, _S.FAILED, _S.UNKNOWN})

NEXT: dict[OperationState, frozenset[OperationState]] = {
    _S.QUEUED: frozenset({_S.CREATING, _S.CANCELLED, _S.FAILED}) | _ANSWERS,
    # Back to queued only when the request certainly did nothing.
    _S.CREATING: frozenset({_S.CREATED, _S.QUEUED}) | _ANSWERS,
    _S.CREATED: frozenset({_S.CONFIRMING}) | _ANSWERS,
    # Back to created only when the request certainly did nothing.
    _S.CONFIRMING: frozenset({_S.CREATED}) | _ANSWERS,
    _S.UNKNOWN: frozenset({_S.CREATING, _S.CREATED, _S.CONFIRMING}) | _ANSWERS - {_S.UNKNOWN},
    _S.PROCESSING: _ANSWERS - {_S.PROCESSING},
    _S.NEEDS_CUSTOMER: _ANSWERS - {_S.NEEDS_CUSTOMER},
    # A new attempt: on the same payment where there is one. A page the customer uses after all can still succeed.
    _S.DECLINED: frozenset({_S.CREATED, _S.QUEUED, _S.SUCCEEDED, _S.PROCESSING, _S.CANCELLED}),
    # Money that arrives after all is never turned away.
    _S.CANCELLED: frozenset({_S.SUCCEEDED}),
    _S.FAILED: frozenset({_S.SUCCEEDED}),
    # A refund that the bank sent back.
    _S.SUCCEEDED: frozenset({_S.FAILED}),
}


def may_follow(before: OperationState, after: OperationState) -> bool:
    """Tell whether an operation may go from ``before`` to ``after``."""
    return after in NEXT[before]


def is_live(state: str) -> bool:
    """Tell whether an operation in ``state`` holds its invoices."""
    return OperationState(state) in LIVE
