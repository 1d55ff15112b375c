"""Checks of what was done at the payment processor: each success, refund, dispute, fee and payout is posted once, no more."""

# ruff: noqa: S608 - queries are put together from our own names and account codes

from __future__ import annotations

from app.domain.chart import Chart
from app.domain.language import _
from app.models.operations import LIVE_STATES
from app.services.charging.balancing import COSTS
from app.services.office import Reader
from app.services.queries.clearing import clearing_parts
from app.services.verify.checking import CheckResult, amounts, look, result

_LIVE = ", ".join(f"'{state}'" for state in LIVE_STATES)
_COSTS = ", ".join(f"'{kind}'" for kind in sorted(COSTS))
_CLEARING, _FEES, _BANK = int(Chart.CLEARING), int(Chart.PROCESSOR_FEES), int(Chart.BANK)


def successes_paid(reader: Reader) -> CheckResult:
    """A charge or pay link that succeeded has one payment of its own; one that did not has none."""
    show = amounts(reader)
    return look(
        reader,
        _("What succeeded at the processor is one payment each, and nothing else is"),
        "operation WHERE kind IN ('charge', 'payment_page')",
        "SELECT operation.id, operation.amount_minor, payment.amount_minor AS paid FROM operation "
        "LEFT JOIN payment ON payment.id = operation.payment_id "
        "WHERE operation.kind IN ('charge', 'payment_page') AND ("
        "(operation.state <> 'succeeded' AND operation.payment_id IS NOT NULL) "
        "OR (operation.state = 'succeeded' AND (payment.id IS NULL OR payment.customer_id <> operation.customer_id "
        "OR payment.amount_minor <> operation.amount_minor "
        "OR NOT EXISTS (SELECT 1 FROM remote_payment WHERE remote_payment.payment_id = payment.id "
        "AND (operation.kind <> 'charge' OR remote_payment.remote_id = operation.remote_id)) "
        "OR EXISTS (SELECT 1 FROM operation AS other WHERE other.payment_id = operation.payment_id "
        "AND other.id <> operation.id AND other.kind IN ('charge', 'payment_page')))))",
        lambda id_, asked, paid: _("operation {id}: {asked} asked for, {paid} in its payment").format(
            id=id_, asked=show(asked), paid=show(paid)
        ),
    )


def one_live_each(reader: Reader) -> CheckResult:
    """No invoice is being charged twice, and what is marked as under way is."""
    return look(
        reader,
        _("No invoice is being charged twice at once"),
        "operation",
        "SELECT operation.id FROM operation "
        f"WHERE operation.live <> (operation.state IN ({_LIVE})) "
        "UNION SELECT operation_invoice.operation_id FROM operation_invoice "
        "JOIN operation ON operation.id = operation_invoice.operation_id WHERE operation_invoice.live <> operation.live "
        "UNION SELECT MAX(operation_invoice.operation_id) FROM operation_invoice "
        "JOIN operation ON operation.id = operation_invoice.operation_id "
        f"WHERE operation.state IN ({_LIVE}) GROUP BY operation_invoice.invoice_id HAVING COUNT(*) > 1",
        lambda id_: _("operation {id}").format(id=id_),
    )


def taken_once(reader: Reader) -> CheckResult:
    """A payment that the processor took is one payment of the book, of the same amount, in processor clearing."""
    show = amounts(reader)
    return look(
        reader,
        _("Payments that the processor took are in the book once"),
        "remote_payment",
        "SELECT remote_payment.remote_id, remote_payment.amount_minor, payment.amount_minor AS paid FROM remote_payment "
        "LEFT JOIN payment ON payment.id = remote_payment.payment_id WHERE "
        "(remote_payment.state = 'posted') <> (remote_payment.payment_id IS NOT NULL) "
        f"OR payment.amount_minor <> remote_payment.amount_minor OR payment.money_account <> {_CLEARING} "
        "OR EXISTS (SELECT 1 FROM remote_payment AS other WHERE other.payment_id = remote_payment.payment_id "
        "AND other.remote_id <> remote_payment.remote_id)",
        lambda id_, taken, paid: _("{id}: {taken} taken, {paid} in the book").format(
            id=id_, taken=show(taken), paid=show(paid)
        ),
    )


def refunds_once(reader: Reader) -> CheckResult:
    """A refund at the processor is posted once while it stands, and not at all once it has come back."""
    standing = (
        "(SELECT COUNT(*) FROM reversal WHERE reversal.payment_id = operation.payment_id AND reversal.kind = 'refund' "
        "AND reversal.reference = operation.remote_id AND reversal.amount_minor > 0 "
        "AND NOT EXISTS (SELECT 1 FROM reversal AS back WHERE back.reverses_id = reversal.id))"
    )
    return look(
        reader,
        _("Refunds at the processor are posted once"),
        "operation WHERE kind = 'refund'",
        "SELECT operation.remote_id FROM operation WHERE operation.kind = 'refund' AND operation.remote_id IS NOT NULL AND ("
        f"(operation.state IN ('succeeded', 'processing') AND {standing} <> 1) "
        f"OR (operation.state IN ('failed', 'cancelled') AND {standing} <> 0)) "
        "UNION SELECT reversal.reference FROM reversal "
        "JOIN remote_payment ON remote_payment.payment_id = reversal.payment_id "
        "WHERE reversal.kind = 'refund' AND reversal.amount_minor > 0 AND reversal.reference <> '' "
        "GROUP BY reversal.payment_id, reversal.reference HAVING COUNT(*) > 1",
        lambda id_: _("refund {id}").format(id=id_),
    )


def disputes_once(reader: Reader) -> CheckResult:
    """A dispute takes the money once, and gives it back once when it was won."""
    return look(
        reader,
        _("Disputes took money once, and gave it back once when they were won"),
        "dispute",
        "SELECT dispute.remote_id FROM dispute "
        "LEFT JOIN reversal ON reversal.id = dispute.reversal_id LEFT JOIN reversal AS won ON won.id = dispute.won_reversal_id "
        "WHERE (dispute.reversal_id IS NOT NULL AND (reversal.id IS NULL OR reversal.payment_id <> dispute.payment_id "
        "OR reversal.amount_minor > dispute.amount_minor)) "
        "OR (dispute.won_reversal_id IS NOT NULL AND (won.id IS NULL OR won.reverses_id IS DISTINCT FROM dispute.reversal_id)) "
        "OR (dispute.won_reversal_id IS NOT NULL AND dispute.state <> 'won') "
        "OR (SELECT COUNT(*) FROM reversal AS each WHERE each.payment_id = dispute.payment_id AND each.kind = 'disputed' "
        "AND each.reference = dispute.remote_id AND each.amount_minor > 0) > 1",
        lambda id_: _("dispute {id}").format(id=id_),
    )


def fees_posted(reader: Reader) -> CheckResult:
    """What each line of the processor's balance cost is posted as a fee, once."""
    show = amounts(reader)
    cost = (
        f"(balance_transaction.fee_minor - CASE WHEN balance_transaction.kind IN ({_COSTS}) "
        "THEN balance_transaction.amount_minor ELSE 0 END)"
    )
    posted = (
        "COALESCE((SELECT SUM(posting.amount_minor) FROM posting WHERE posting.entry_id = balance_transaction.entry_id "
        f"AND posting.account_id = {_FEES}), 0)"
    )
    return look(
        reader,
        _("The processor's fees are posted once"),
        "balance_transaction",
        f"SELECT balance_transaction.remote_id, {cost} AS cost, {posted} AS posted FROM balance_transaction "
        f"WHERE {cost} <> {posted} OR EXISTS (SELECT 1 FROM balance_transaction AS other "
        "WHERE other.entry_id = balance_transaction.entry_id AND other.remote_id <> balance_transaction.remote_id)",
        lambda id_, kept, found: _("{id}: {kept} kept by the processor, {posted} posted").format(
            id=id_, kept=show(kept), posted=show(found)
        ),
    )


def payouts_posted(reader: Reader) -> CheckResult:
    """A payout is in the bank once it is paid, with its amount, and out of it again when it failed."""
    show = amounts(reader)
    banked = (
        "COALESCE((SELECT SUM(posting.amount_minor) FROM posting WHERE posting.entry_id = payout.entry_id "
        f"AND posting.account_id = {_BANK}), 0)"
    )
    return look(
        reader,
        _("Payouts are in the bank as the processor says"),
        "payout",
        f"SELECT payout.remote_id, payout.amount_minor, {banked} AS banked FROM payout WHERE "
        f"(payout.entry_id IS NOT NULL AND {banked} <> payout.amount_minor) "
        "OR (payout.state = 'paid' AND payout.entry_id IS NULL) "
        "OR (payout.state IN ('failed', 'canceled') AND payout.entry_id IS NOT NULL AND payout.reversal_entry_id IS NULL) "
        "OR (payout.state IN ('pending', 'in_transit') AND payout.entry_id IS NOT NULL AND payout.reversal_entry_id IS NULL)",
        lambda id_, sent, found: _("{id}: {sent} paid out, {banked} in the bank").format(
            id=id_, sent=show(sent), banked=show(found)
        ),
    )


def clearing_explained(reader: Reader) -> CheckResult:
    """Processor clearing is what was not paid out: every posting to it belongs to a payment, a refund, a fee or a payout."""
    show = amounts(reader)
    parts = clearing_parts(reader)
    checked = reader.connection.exec_driver_sql(f"SELECT COUNT(*) FROM posting WHERE account_id = {_CLEARING}").scalar_one()
    wrong = [] if not parts.other_minor else [_("{amount} belongs to nothing").format(amount=show(parts.other_minor))]
    return result(_("Processor clearing is what was not paid out yet"), wrong, len(wrong), int(checked))
