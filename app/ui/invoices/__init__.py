"""Invoices: writing a draft, issuing it, and one invoice's page with what met it.

``screens`` has ``InvoiceScreens``, which bootstrap makes once and which answers the actions of other screens. ``drafting``
holds the lines of any document while they are written, without widgets; ``line_sheet`` is a form with a table of them
(``line_fields``, ``line_table``) and ``line_editing`` runs it; ``sums`` shows what they come to. ``editor_sheet`` and
``editor_presenter`` are an invoice's form, ``details`` one invoice. What invoices add up to is decided in
``app.services.invoicing``.
"""
