"""Proving a book: every stored total is computed again from the journal, and the store looks itself through.

One file a subject, each with checks as small functions of a ``Reader`` that return a ``CheckResult`` and change nothing.
``running`` lists them all and runs them; a new kind of stored total comes with a check of its own, added to that list.
"""
