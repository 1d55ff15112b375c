"""Finding customers: the two-line list, the wide table (“Manage accounts”), search, filters by name, totals.

``filters`` says which customers, ``filter_menu`` offers and keeps them, ``source`` and ``columns`` how they are asked for and
shown, ``view`` and ``presenter`` the pane, ``many`` what is done to many at once.
"""
