"""The few verbs most tests of the processor begin with."""

from __future__ import annotations

from app.gateways.stripe.processor import StripeProcessor
from app.services.charging.processor import PaymentRequest, RemotePaymentCard
from tests.peers.stands import Stand


def a_card(stand: Stand, processor: StripeProcessor, test_method: str = "pm_card_visa") -> tuple[str, str]:
    """Make a customer with a saved method and return both ids."""
    who = processor.create_customer("Martha Bloom", "martha@bloom.example", {"book": "b1"}, "customer").id
    return who, stand.save(who, test_method)


def asked(who: str, method: str, amount: int = 1000, kind: str = "card", currency: str = "USD") -> PaymentRequest:
    """Return the request for a payment of an invoice."""
    return PaymentRequest(amount, currency, who, method, kind, "Invoice 1042", {"book": "b1", "operation": "7"})


def charged(
    stand: Stand, processor: StripeProcessor, test_method: str = "pm_card_visa", amount: int = 1000
) -> RemotePaymentCard:
    """Charge a new customer in two calls and return the payment."""
    who, method = a_card(stand, processor, test_method)
    kind = "bank" if "Bank" in test_method else "card"
    created = processor.create_payment(asked(who, method, amount, kind), "create")
    return processor.confirm_payment(created.id, method, "confirm")
