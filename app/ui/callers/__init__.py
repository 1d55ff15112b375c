"""Verifying callers: the sheet that asks for details on file, and the line above an account that reminds of it.

``screens`` has ``CallerScreens``, which bootstrap makes once. Which details are asked for is chosen in the settings
(``app.ui.company.callers``); what counts as verified is decided in ``app.services.customers.callers``.
"""
