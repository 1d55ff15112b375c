"""Jobs in the window: the list over all customers, one job's sheet, its invoice, an account's tabs.

``schedule`` is the calendar.
"""
