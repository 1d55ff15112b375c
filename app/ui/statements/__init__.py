"""Statements of account, for one customer or a run for many: kind, period, message, presets by name.

``screens`` has ``StatementScreens``, which bootstrap makes once. ``choosing`` holds what was chosen and remembers it,
``sheet`` is the form, ``run`` the list of who gets one and who not and why, ``presenter`` joins them. What a statement says
is filled in by ``app.services.queries.statement``; showing it on paper belongs to ``app.ui.paper``.
"""
