"""Stripe as a payment processor: each method is one call of the library, checked before it leaves and read when it returns.

What an answer means is ``faults``', how it is read ``reading``'s. Nothing is retried here: whoever asks decides that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.gateways.stripe import client, reading
from app.gateways.stripe.address import STRIPE, address_for, key_facts
from app.gateways.stripe.faults import translated
from app.services.charging.processor import (
    PageRequest,
    PaymentRequest,
    ProcessorError,
    Refused,
    RemoteAccount,
    RemoteCustomerCard,
    RemoteDispute,
    RemoteEventCard,
    RemoteLine,
    RemoteMethod,
    RemotePage,
    RemotePaymentCard,
    RemotePayout,
    RemoteRefund,
)

if TYPE_CHECKING:
    import stripe
    from stripe.params.checkout import SessionCreateParams

_PAGE = 100
_FEE = ["latest_charge.balance_transaction"]
_SAVED = ["setup_intent", "payment_intent"]
# At most twenty can be asked for; an account with a shop of its own has hundreds of others a day.
EVENTS = [
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.requires_action",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "checkout.session.completed",
    "checkout.session.expired",
    "payout.created",
    "payout.paid",
    "payout.failed",
    "payout.canceled",
    "payment_method.detached",
]


class StripeProcessor:
    """Stripe, or a server that speaks its API; satisfies ``PaymentProcessor``. Usable from several threads at once.

    Args:
        key: the restricted (or secret) key. It is kept in memory only.
        address: another address of the API (tests, practice); empty is Stripe's own.
        mode: what the book is pinned to (live, test, practice); empty for a book that is not connected yet.
        connect_seconds: how long making a connection may take; a request that waited so long was not sent.
        answer_seconds: how long to wait for an answer; after that nobody knows.
        connections: how many requests may be under way at once.

    Raises:
        UserError: the key is no key, or key, mode and address do not go together (``address.check_address``).
    """

    def __init__(
        self,
        key: str,
        *,
        address: str = "",
        mode: str = "",
        connect_seconds: float = client.CONNECT_SECONDS,
        answer_seconds: float = client.ANSWER_SECONDS,
        connections: int = 16,
    ) -> None:
        self._facts = key_facts(key)
        self._address = address_for(key, address, mode)
        stripe, self._connections = client.client_for(key.strip(), self._address, connect_seconds, answer_seconds, connections)
        self._api = stripe.v1

    def __repr__(self) -> str:
        return f"<StripeProcessor {self._facts.mode} at {self._address}>"

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # --- account, customers, saved methods

    def account(self) -> RemoteAccount:
        """Return the account the key belongs to."""
        with translated():
            return reading.account(self._api.accounts.retrieve_current(), live=self._facts.live)

    def create_customer(self, name: str, email: str, metadata: Mapping[str, str], key: str) -> RemoteCustomerCard:
        """Make a customer."""
        with translated():
            found = self._api.customers.create(
                {"name": name, **({"email": email} if email else {}), "metadata": dict(metadata)}, {"idempotency_key": key}
            )
            return reading.customer(found)

    def customer(self, customer_id: str) -> RemoteCustomerCard:
        """Return a customer; a deleted one says so."""
        with translated():
            return reading.customer(self._api.customers.retrieve(customer_id))

    def customers(self, email: str = "") -> Iterator[RemoteCustomerCard]:
        """Return customers, newest first; ``email`` matches exactly as Stripe has it written."""
        with translated():
            page = self._api.customers.list({"limit": _PAGE, **({"email": email} if email else {})})
            for each in page.auto_paging_iter():
                yield reading.customer(each)

    def methods(self, customer_id: str) -> Sequence[RemoteMethod]:
        """Return a customer's saved cards and US bank accounts; other kinds are left out."""
        with translated():
            holder = self._api.customers.retrieve(customer_id)
            if getattr(holder, "deleted", False):
                return ()
            default_id = reading.id_of(getattr(holder.invoice_settings, "default_payment_method", None))
            found = [reading.method(each, default_id) for each in self._saved(customer_id)]
        return tuple(each for each in found if each is not None)

    def _saved(self, customer_id: str) -> Iterator[stripe.PaymentMethod]:
        """Return what is saved for a customer; a test server that knows only the older list of cards is asked for that."""
        import stripe

        try:
            page = self._api.customers.payment_methods.list(customer_id, {"limit": _PAGE})
        except stripe.StripeError as error:
            if self._address == STRIPE or error.http_status not in {404, 405}:
                raise
            page = self._api.payment_methods.list({"customer": customer_id, "type": reading.CARD, "limit": _PAGE})
        return page.auto_paging_iter()

    def detach_method(self, method_id: str, key: str) -> None:
        """Remove a saved method."""
        with translated():
            self._api.payment_methods.detach(method_id, {}, {"idempotency_key": key})

    # --- payments

    def create_payment(self, request: PaymentRequest, key: str) -> RemotePaymentCard:
        """Create a payment without confirming it: no money moves."""
        with translated():
            found = self._api.payment_intents.create(
                {
                    "amount": request.amount_minor,
                    "currency": request.currency.lower(),
                    "customer": request.customer_id,
                    "payment_method": request.method_id,
                    # The method is saved already: one that would send the customer to another site cannot be meant.
                    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                    "description": request.description,
                    "metadata": dict(request.metadata),
                },
                {"idempotency_key": key},
            )
            return reading.payment(found)

    def confirm_payment(self, payment_id: str, method_id: str, key: str) -> RemotePaymentCard:
        """Confirm a payment with a method: now money moves. A decline is an answer, with ``NEEDS_METHOD`` and its code."""
        import stripe

        with translated():
            try:
                found = self._api.payment_intents.confirm(
                    payment_id,
                    # The customer is not there: a bank that wants them declines with authentication_required. The mandate
                    # of a bank account was given when it was saved, and Stripe finds it.
                    {"payment_method": method_id, "off_session": True, "expand": _FEE},
                    {"idempotency_key": key},
                )
            except stripe.CardError as declined:
                if declined.error is None:
                    raise
                return self._declined(payment_id, declined)
            return reading.payment(found)

    def _declined(self, payment_id: str, declined: stripe.CardError) -> RemotePaymentCard:
        assert declined.error is not None  # noqa: S101 - the caller looked
        intent = declined.error.payment_intent
        if intent is not None and intent.id == payment_id:
            return reading.payment(intent)
        # A decline is definite, whatever it brings along; how the payment stands now is read.
        try:
            return self.payment(payment_id)
        except ProcessorError:
            raise Refused(declined.user_message or "", declined.error.decline_code or declined.code or "") from declined

    def cancel_payment(self, payment_id: str, key: str) -> RemotePaymentCard:
        """Cancel a payment that did not succeed."""
        with translated():
            return reading.payment(self._api.payment_intents.cancel(payment_id, {}, {"idempotency_key": key}))

    def payment(self, payment_id: str) -> RemotePaymentCard:
        """Return a payment as it stands."""
        with translated():
            return reading.payment(self._api.payment_intents.retrieve(payment_id, {"expand": _FEE}))

    def payments(self, since: datetime, customer_id: str = "") -> Iterator[RemotePaymentCard]:
        """Return payments created since, newest first."""
        with translated():
            page = self._api.payment_intents.list(
                {
                    "created": {"gte": _seconds(since)},
                    "limit": _PAGE,
                    "expand": [f"data.{path}" for path in _FEE],
                    **({"customer": customer_id} if customer_id else {}),
                }
            )
            for each in page.auto_paging_iter():
                yield reading.payment(each)

    # --- refunds

    def create_refund(self, payment_id: str, amount_minor: int, metadata: Mapping[str, str], key: str) -> RemoteRefund:
        """Give part or all of a payment back."""
        with translated():
            found = self._api.refunds.create(
                {"payment_intent": payment_id, "amount": amount_minor, "metadata": dict(metadata)}, {"idempotency_key": key}
            )
            return reading.refund(found)

    def refund(self, refund_id: str) -> RemoteRefund:
        """Return a refund as it stands."""
        with translated():
            return reading.refund(self._api.refunds.retrieve(refund_id))

    def refunds(self, payment_id: str) -> Sequence[RemoteRefund]:
        """Return the refunds of a payment, newest first."""
        with translated():
            page = self._api.refunds.list({"payment_intent": payment_id, "limit": _PAGE})
            return tuple(reading.refund(each) for each in page.auto_paging_iter())

    # --- hosted pages

    def open_page(self, request: PageRequest, key: str) -> RemotePage:
        """Open a hosted page."""
        with translated():
            return reading.page(self._api.checkout.sessions.create(self._page(request), {"idempotency_key": key}))

    def _page(self, request: PageRequest) -> SessionCreateParams:
        metadata, currency = dict(request.metadata), request.currency.lower()
        asked: SessionCreateParams = {
            "mode": request.mode,
            "customer": request.customer_id,
            # US bank accounts debit dollars only.
            "allowed_payment_method_types": [reading.CARD, reading.BANK] if currency == "usd" else [reading.CARD],
            "success_url": request.return_url or (STRIPE.replace("api.", "") if self._address == STRIPE else self._address),
            "metadata": metadata,
        }
        if request.expires_at is not None:
            asked["expires_at"] = _seconds(request.expires_at)
        if request.mode == "setup":
            asked["currency"] = currency
            asked["setup_intent_data"] = {"metadata": metadata}
            return asked
        asked["line_items"] = [
            {
                "quantity": 1,
                "price_data": {"currency": currency, "unit_amount": each.amount_minor, "product_data": {"name": each.text}},
            }
            for each in request.lines
        ]
        asked["payment_intent_data"] = {
            "metadata": metadata,
            "description": "; ".join(each.text for each in request.lines)[:500],
        }
        if request.save_method:
            asked["payment_intent_data"]["setup_future_usage"] = "off_session"
        return asked

    def page(self, page_id: str) -> RemotePage:
        """Return a hosted page as it stands."""
        with translated():
            return reading.page(self._api.checkout.sessions.retrieve(page_id, {"expand": _SAVED}))

    def expire_page(self, page_id: str, key: str) -> RemotePage:
        """Close a hosted page that nobody used."""
        with translated():
            return reading.page(self._api.checkout.sessions.expire(page_id, {}, {"idempotency_key": key}))

    # --- what happened, and the money's way to the bank

    def events(self, since: datetime) -> Iterator[RemoteEventCard]:
        """Return events since (of the kinds in ``EVENTS``), newest first."""
        with translated():
            page = self._api.events.list({"created": {"gte": _seconds(since)}, "types": EVENTS, "limit": _PAGE})
            for each in page.auto_paging_iter():
                yield reading.event(each)

    def lines(self, since: datetime) -> Iterator[RemoteLine]:
        """Return balance transactions created since, newest first."""
        with translated():
            page = self._api.balance_transactions.list(
                {"created": {"gte": _seconds(since)}, "expand": ["data.source"], "limit": _PAGE}
            )
            for each in page.auto_paging_iter():
                yield reading.line(each)

    def lines_of_payout(self, payout_id: str) -> Iterator[RemoteLine]:
        """Return the balance transactions that a payout consists of, without its own; their nets add up to its amount."""
        with translated():
            page = self._api.balance_transactions.list({"payout": payout_id, "expand": ["data.source"], "limit": _PAGE})
            for each in page.auto_paging_iter():
                found = reading.line(each)
                if found.source_id != payout_id:
                    yield found

    def payouts(self, since: datetime) -> Iterator[RemotePayout]:
        """Return payouts created since, newest first."""
        with translated():
            page = self._api.payouts.list({"created": {"gte": _seconds(since)}, "limit": _PAGE})
            for each in page.auto_paging_iter():
                yield reading.payout(each)

    def disputes(self, since: datetime) -> Iterator[RemoteDispute]:
        """Return disputes created since, newest first."""
        with translated():
            page = self._api.disputes.list({"created": {"gte": _seconds(since)}, "limit": _PAGE})
            for each in page.auto_paging_iter():
                yield reading.dispute(each)

    def dispute(self, dispute_id: str) -> RemoteDispute:
        """Return a dispute as it stands."""
        with translated():
            return reading.dispute(self._api.disputes.retrieve(dispute_id))


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
