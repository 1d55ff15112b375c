"""Stripe, through its official library: the only place that knows it. Implements ``app.services.charging.processor``.

The library is imported when a processor is made, never before: it costs a tenth of a second at start.
"""
