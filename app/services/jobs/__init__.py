"""Jobs: entering and changing them, appointments, their way from unscheduled to invoiced, and who does them.

What lists and the calendar show of them is read in ``app.services.queries.jobs`` and ``jobs_calendar``.
"""
