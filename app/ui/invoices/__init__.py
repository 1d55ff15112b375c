"""Invoices: writing a draft, issuing it, and one invoice's page with what met it.

``screens`` has ``InvoiceScreens``, which bootstrap makes once and which answers the actions of other screens. ``drafting``
holds the lines while they are written, without widgets; ``line_fields`` and ``line_table`` edit them; ``editor_sheet`` and
``editor_presenter`` are the form, ``details`` one invoice. What invoices add up to is decided in ``app.services.invoicing``.
"""
