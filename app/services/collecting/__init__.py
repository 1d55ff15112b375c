"""Receiving money and credit, meeting invoices with it, and giving it back: payments, allocations, reversals, deposits."""
