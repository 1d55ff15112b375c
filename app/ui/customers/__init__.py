"""Customers: the list at the left (or the whole table), one account's page at the right, and the dialogs that change it.

``panel`` has ``customers_panel(session)``, which joins them and knows where one is. ``list`` finds customers, ``page`` is the
head of an account, ``tabs`` what is behind each of its tabs, ``dialogs`` the forms. In each, views have widgets and decide
nothing; presenters decide and make no widgets of their own but dialogs. Taking payments, invoices and paper belong to other
screens and are reached through ``Session.actions``.
"""
