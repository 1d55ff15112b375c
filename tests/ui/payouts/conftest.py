"""Gives the tests of this folder the counter of a small office, and a week of its processor."""

from datetime import UTC, datetime, time, timedelta

import pytest

from app.services.charging.balancing import apply_payout, post_lines
from app.services.charging.connecting import PRACTICE_PREFIX, connect
from app.services.charging.disputing import apply_dispute
from app.services.charging.processor import (
    PaymentState,
    RemoteAccount,
    RemoteDispute,
    RemoteLine,
    RemotePaymentCard,
    RemotePayout,
)
from app.services.charging.settling import adopt_for, apply_payment
from app.ui.payouts.screens import PayoutScreens
from tests.support.books import TODAY, execute
from tests.support.counter import counter, counter_book  # noqa: F401

BEFORE = datetime.combine(TODAY, time(15), UTC) - timedelta(days=4)


def _card(id_, amount, description="", customer=""):
    return RemotePaymentCard(
        id_, PaymentState.SUCCEEDED, amount, amount, "USD", customer, "", f"ch_{id_}", BEFORE, description
    )


def _line(kind, source, payment, amount, fee=0):
    return RemoteLine(f"txn_{source}", kind, amount, fee, amount - fee, source, payment, BEFORE, BEFORE.date())


def _fill(writer, ids, invoices):
    marina, cafe = ids["marina"], ids["cafe"]
    adopt_for(writer, marina, _card("pi_1", 10_000), {invoices["10001"]: 10_000}, "")
    adopt_for(writer, marina, _card("pi_2", 8_900), {invoices["10002"]: 8_900}, "")
    adopt_for(writer, cafe, _card("pi_3", 2_000), {}, "")
    apply_payment(writer, _card("pi_4", 5_000, "Paid at the yard"))
    due = TODAY + timedelta(days=3)
    apply_dispute(
        writer, RemoteDispute("dp_1", "pi_2", "", 8_900, "fraudulent", "needs_response", due, BEFORE), fee_minor=1_500
    )
    post_lines(
        writer,
        [_line("charge", "ch_1", "pi_1", 10_000, 320), _line("charge", "ch_4", "pi_4", 5_000, 175)],
        "po_1",
    )
    post_lines(writer, [_line("charge", "ch_2", "pi_2", 8_900, 288), _line("dispute", "dp_1", "pi_2", -8_900, 1_500)], "po_2")
    post_lines(writer, [_line("charge", "ch_3", "pi_3", 2_000, 88)])
    apply_payout(writer, RemotePayout("po_1", 14_505, "USD", TODAY - timedelta(days=1), "paid", BEFORE))
    apply_payout(writer, RemotePayout("po_2", -1_788, "USD", TODAY + timedelta(days=1), "in_transit", BEFORE))


@pytest.fixture
def processed(counter):  # noqa: F811 - the fixture
    """The counter after a week: a payout with a stranger's payment, one on its way, a dispute; its screens are installed."""
    account = RemoteAccount(f"{PRACTICE_PREFIX}_1", live=False, name="Practice", country="US", currency="USD")
    execute(counter.office, "UPDATE company SET mode = 'practice'")
    counter.office.write(lambda writer: connect(writer, account))
    execute(counter.office, "UPDATE processor_account SET connected_at = '2026-01-01T00:00:00+00:00'")
    counter.office.write(lambda writer: _fill(writer, counter.ids, counter.invoices))
    ways = PayoutScreens(counter.session, counter.payments.tabs)
    ways.install()
    return counter
