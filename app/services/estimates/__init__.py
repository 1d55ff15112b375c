"""Estimates: written, sent, answered, made into invoice, job or plan, and the deposits taken for them.

What ties an estimate to its invoice is in ``claiming``, which knows nothing of how invoices are made. Lists are read in
``app.services.queries.estimates``.
"""
