"""The billing engine: what is due, the rehearsal, the run, reversing it, charges that wait, retries, late fees.

``planning`` computes what a run would do and writes nothing; ``posting`` computes the same inside its transaction and writes
it. Plans and recurring invoices go through both alike. What happens to a single plan belongs to ``app.services.plans``.
"""
