"""The life of a service plan: templates, entering, status, pause, change, cancellation, prices, visits.

Every verb here changes one customer's plan and tells it to the diary (kinds ``plan.*``). What is due and its invoices belong
to ``app.services.billing``; what a period costs to ``app.domain.plan_cost``.
"""
