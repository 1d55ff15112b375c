"""The tables of the reconciliation: payouts, and the lines of one beside what the book has for each."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.language import _
from app.services.office import Office
from app.services.queries.payout_lines import PayoutLine
from app.services.queries.payouts import PayoutView, payout_ids, payout_views
from app.ui.kit.tables import Column, Kind
from app.ui.kit.theme import Tone
from app.ui.payouts.words import line_pill, line_words, payout_pill
from app.ui.session import Session


class PayoutSource:
    """Payouts, the newest first; filtered by True: those not yet seen on the bank's statement."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def ids(self, sort: str, descending: bool, unseen_only: object) -> Sequence[int]:
        """Return the ids in order."""
        return self._office.read(
            lambda reader: payout_ids(reader, sort, descending=descending, unseen_only=unseen_only is True)
        )

    def rows(self, ids: Sequence[int]) -> Sequence[PayoutView]:
        """Return some rows."""
        return self._office.read(lambda reader: payout_views(reader, ids))


def payout_columns(session: Session) -> list[Column[PayoutView]]:
    """Return the columns of the payouts."""
    amounts, dates = session.amounts, session.dates
    return [
        Column("on", _("Arrives"), lambda row: dates.medium(row.arrives_on), Kind.DATE, width=104, sort="on"),
        Column("deposit", _("Deposit"), lambda row: amounts.plain(row.amount_minor), Kind.AMOUNT, width=92, sort="deposit"),
        Column(
            "status",
            _("Status"),
            lambda _row: "",
            Kind.STATUS,
            width=150,
            stretch=True,
            sort="status",
            status=lambda row: payout_pill(row, amounts.money),
        ),
        Column(
            "seen",
            _("Bank statement"),
            lambda row: dates.medium(row.seen_on) if row.seen_on is not None else _("not seen yet"),
            Kind.DATE,
            width=124,
            sort="seen",
            tone=lambda row: None if row.seen_on is not None else Tone.QUIET,
        ),
        Column("by", _("Seen by"), lambda row: row.seen_by, width=110, visible=False, sort="by"),
        Column(
            "gross",
            _("Gross"),
            lambda row: "" if row.by_hand else amounts.plain(row.gross_minor),
            Kind.AMOUNT,
            width=104,
            sort="gross",
            visible=False,
        ),
        Column(
            "fees",
            _("Fees"),
            lambda row: "" if row.by_hand else amounts.plain(row.fee_minor),
            Kind.AMOUNT,
            width=96,
            sort="fees",
            visible=False,
        ),
        Column("id", _("Payout"), lambda row: row.remote_id, width=180, sort="id", visible=False),
    ]


def line_columns(session: Session) -> list[Column[PayoutLine]]:
    """Return the columns of a payout's lines."""
    amounts, dates = session.amounts, session.dates

    def day(line: PayoutLine) -> str:
        return dates.medium(session.local(line.created_at).date())

    return [
        Column("on", _("Date"), day, Kind.DATE, width=104, sort="on", value=lambda line: line.created_at.date()),
        Column("what", _("What"), lambda line: line_words(line.kind), width=100, sort="what"),
        Column("number", _("Payment"), lambda line: line.payment_number, width=84, sort="number"),
        Column(
            "who",
            _("Customer"),
            lambda line: line.customer_name or line.description,
            width=130,
            stretch=True,
            sort="who",
            tone=lambda line: None if line.customer_name else Tone.QUIET,
        ),
        Column(
            "amount",
            _("Amount"),
            lambda line: amounts.plain(line.amount_minor),
            Kind.AMOUNT,
            width=90,
            sort="amount",
            value=lambda line: line.amount_minor,
        ),
        Column(
            "fee",
            _("Fee"),
            lambda line: amounts.plain(line.fee_minor),
            Kind.AMOUNT,
            width=86,
            sort="fee",
            value=lambda line: line.fee_minor,
        ),
        Column(
            "net",
            _("Net"),
            lambda line: amounts.plain(line.net_minor),
            Kind.AMOUNT,
            width=90,
            sort="net",
            value=lambda line: line.net_minor,
        ),
        Column(
            "book",
            _("In the book"),
            lambda _line: "",
            Kind.STATUS,
            width=150,
            sort="book",
            status=lambda line: line_pill(line, amounts.money),
        ),
        Column("id", _("At the processor"), lambda line: line.source_id, width=180, sort="id", visible=False),
    ]
