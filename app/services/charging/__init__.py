"""Charging through the payment processor: queueing, sending once, asking what became of it, refunds, payouts, disputes.

``processor`` names what the processor must be able to do; ``app.gateways.stripe`` does it through the official SDK.
"""
