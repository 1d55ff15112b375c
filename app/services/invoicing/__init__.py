"""Asking customers for money and taking it back: drafts, issuing, voiding, writing off, credit memos."""
