"""A program that charges until it is killed: ``tests/scenarios/test_charging_killed.py`` runs it as a process.

``python -m tests.support.killed_charger LOCATION ADDRESS KEY POINT`` syncs the book and ends itself with a kill signal at
POINT:
``before create``, ``after create``, ``before confirm``, ``after confirm``, or ``posting N`` before the N-th statement after the
answer to the confirmation. ``sync`` does not end itself; ``wait`` waits for a line before it confirms.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from app.domain.errors import Conflict
from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.processor import RemotePaymentCard
from app.services.charging.syncing import sync
from tests.support.books import open_for_test
from tests.support.killing import end_before


def die() -> None:
    """End this process without warning."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


class Mortal(StripeProcessor):
    """The processor, in a program that dies at a point."""

    point = ""

    def create_payment(self, *arguments: Any) -> RemotePaymentCard:
        """Create, unless it dies before or after."""
        if self.point == "before create":
            die()
        made = super().create_payment(*arguments)
        if self.point == "after create":
            die()
        return made

    def confirm_payment(self, *arguments: Any) -> RemotePaymentCard:
        """Confirm, unless it dies before or after."""
        if self.point == "before confirm":
            die()
        if self.point == "wait":
            print("holding", flush=True)
            sys.stdin.readline()
        made = super().confirm_payment(*arguments)
        if self.point == "after confirm":
            die()
        if self.point.startswith("posting"):
            end_before(int(self.point.split()[1]))
        return made


def main(location: str, address: str, key: str, point: str) -> None:
    """Sync, and die on the way."""
    office = open_for_test(location)
    with Mortal(key, address=address) as processor:
        processor.point = point
        try:
            report = sync(office, processor)
        except Conflict as busy:
            print(f"busy: {busy}", flush=True)
        else:
            print(f"undecided {report.undecided}", flush=True)
    office.close()


if __name__ == "__main__":
    main(*sys.argv[1:5])
