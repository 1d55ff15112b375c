"""Service plans in the window: every plan in a list with filters, search and totals. What changes a plan is not here yet."""
