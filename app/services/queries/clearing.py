"""What processor clearing consists of, so that it is zero when everything was paid out, or says what does not tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select

from app.domain.chart import Chart
from app.models.ledger import Posting
from app.models.operations import BalanceTransaction, Payout
from app.models.payments import Payment, Reversal
from app.services.charging.balancing import COSTS
from app.services.office import Reader
from app.services.queries.hand_payouts import hand_payouts
from app.services.queries.payout_lines import balance_lines, book_amount

_Line = BalanceTransaction


@dataclass(frozen=True, slots=True)
class Clearing:
    """What processor clearing consists of, in minor units; ``held_minor`` is the sum of all others.

    Attributes:
        held_minor: the balance of the ledger account.
        waiting_minor: what no payout has taken yet, by the book, less fees.
        on_the_way_minor: payouts that have left the processor and are not in the bank yet.
        without_line_minor: payments that the processor's balance does not show (yet), and those entered by hand.
        unexplained_minor: what deposits in the bank have more or less than the book explains; negative when the bank has more.
        other_minor: postings that belong to nothing of this; never other than zero in a sound book.
        by_hand_minor: what was paid out by hand; told only, it is taken out of what waits.
    """

    held_minor: int
    waiting_minor: int
    on_the_way_minor: int
    without_line_minor: int
    unexplained_minor: int
    other_minor: int
    by_hand_minor: int


def clearing_parts(reader: Reader) -> Clearing:
    """Return what processor clearing consists of by the book's own papers, and what remains that belongs to nothing."""
    account = int(Chart.CLEARING)

    def total(query: Select[Any]) -> int:
        # PostgreSQL adds integers up to decimals.
        return int(reader.connection.execute(query).scalar_one() or 0)

    by_hand = hand_payouts(reader)
    in_ledger = and_(Payout.entry_id.is_not(None), Payout.reversal_entry_id.is_(None))
    standing = and_(in_ledger, Payout.remote_id.not_in([each.remote_id for each in by_hand]))
    in_bank = select(Payout.remote_id).where(in_ledger)
    leaving = select(Payout.remote_id).where(~in_ledger, Payout.state.in_(("pending", "in_transit", "paid")))
    by_book = balance_lines(func.sum(book_amount() - _Line.fee_minor))
    whole = total(by_book)
    left = total(by_book.where(_Line.payout_remote_id.in_(in_bank)))
    leaving_lines = total(by_book.where(_Line.payout_remote_id.in_(leaving)))
    sent = total(select(func.sum(Payout.amount_minor)).where(standing))
    sent_by_hand = total(select(func.sum(Payout.amount_minor)).where(in_ledger)) - sent
    cost_of_sending = total(select(func.sum(_Line.fee_minor)).where(_Line.kind.in_(("payout", "payout_reversal"))))
    leaving_by_hand = sum(each.amount_minor for each in by_hand) - sent_by_hand
    off_by_hand = sum(each.off_minor for each in by_hand)
    # What payments and reversals posted, less what the lines account for, is what the processor's balance does not show.
    papers = or_(Posting.entry_id.in_(select(Payment.entry_id)), Posting.entry_id.in_(select(Reversal.entry_id)))
    cleared = select(func.sum(Posting.amount_minor)).where(Posting.account_id == account)
    moved = case((_Line.kind.in_(sorted(COSTS)), literal(0)), else_=book_amount())
    without_line = total(cleared.where(papers)) - total(balance_lines(func.sum(moved)))
    held = total(cleared)
    taken_by_hand = sent_by_hand + leaving_by_hand
    waiting = whole - left - leaving_lines - taken_by_hand - cost_of_sending + off_by_hand
    on_the_way = leaving_lines + leaving_by_hand
    unexplained = left - sent - off_by_hand
    other = held - waiting - on_the_way - without_line - unexplained
    return Clearing(held, waiting, on_the_way, without_line, unexplained, other, taken_by_hand)
